/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conf_source.c: reads the text of a config file and, in the syntax of libconfig, of its includes. libconfig itself
 * would exit on an @include of a folder, follow ".." out of the folder, silently wrap integers and cut strings at NUL,
 * so the text it gets has none of these.
 */
#include "conf_source.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct reader {
	struct conf_source *s;
	const char *path, *dir, *p, *end;
	unsigned line;
	const struct reader *outer;
	size_t depth;
	struct err *e;
};

static int read_into(
	struct conf_source *s, const char *path, const struct str *text, const struct reader *outer, struct err *e);

static int fail(const struct reader *r, const char *what)
{
	return conf_error(r->e, &(struct conf_place){ r->path, r->line, 0 }, "%s", what);
}

static void begin_line(struct reader *r)
{
	struct conf_source *s = r->s;
	s->lines = arena_grow(s->a, s->lines, s->n_lines, &s->cap_lines, sizeof(*s->lines));
	s->lines[s->n_lines++] = (struct conf_place){ r->path, r->line, 0 };
}

static void take(struct reader *r, size_t n)
{
	for (size_t i = 0; i < n && r->p < r->end; i++, r->p++) {
		buf_putc(&r->s->text, *r->p);
		buf_putc(&r->s->raw, *r->p);
		if (*r->p == '\n') {
			r->line++;
			begin_line(r);
		}
	}
}

static bool at(const struct reader *r, const char *word)
{
	size_t n = strlen(word);
	return (size_t)(r->end - r->p) >= n && !memcmp(r->p, word, n);
}

static int string(struct reader *r)
{
	take(r, 1);
	while (r->p < r->end && *r->p != '"') {
		if (at(r, "\\x00"))
			return fail(r, "a string contains \\x00");
		take(r, *r->p == '\\' ? 2 : 1);
	}
	if (r->p >= r->end)
		return fail(r, "the file ends inside a string");
	take(r, 1);
	return 0;
}

static void comment(struct reader *r)
{
	bool block = at(r, "/*");
	while (r->p < r->end && !(block ? at(r, "*/") : *r->p == '\n'))
		take(r, 1);
	take(r, block ? 2 : 0);
}

/* A number. An integer within int64 gets the suffix that makes libconfig keep all 64 bits. */
static int number(struct reader *r)
{
	char text[64];
	size_t n = 0;
	bool hex = at(r, "0x") || at(r, "0X");
	while (r->p + n < r->end && n < sizeof(text) - 1 &&
		(strchr(hex ? "0123456789abcdefABCDEFxX" : "0123456789.eE+-", r->p[n]))) {
		if ((r->p[n] == '+' || r->p[n] == '-') && n && r->p[n - 1] != 'e' && r->p[n - 1] != 'E')
			break;
		text[n] = r->p[n];
		n++;
	}
	text[n] = '\0';
	bool whole = hex || !strpbrk(text, ".eE");
	errno = 0;
	long long value = whole ? strtoll(text, NULL, hex ? 16 : 10) : 0;
	if (errno == ERANGE || n == sizeof(text) - 1 || (!whole && !isfinite(strtod(text, NULL))))
		return fail(r, "a number is out of range");
	take(r, n);
	bool suffixed = r->p < r->end && *r->p == 'L';
	while (r->p < r->end && *r->p == 'L')
		take(r, 1);
	if (whole && !suffixed && (value > INT_MAX || value < INT_MIN))
		buf_putc(&r->s->text, 'L');
	return 0;
}

static const char *real_path(struct arena *a, const char *path)
{
	char *real = realpath(path, NULL);
	const char *copy = arena_strdup(a, real);
	free(real);
	return copy;
}

/* Resolves an included path below the including file's folder. A link that leads out of the folder is rejected. */
static int resolve_include(const struct reader *r, const char *name, char **out)
{
	struct conf_place here = { r->path, r->line, 0 };
	const char *wanted = file_resolve(r->s->a, r->dir, name);
	const char *real = real_path(r->s->a, wanted), *base = real_path(r->s->a, r->dir);
	size_t n = base ? strlen(base) : 0;
	*out = arena_strdup(r->s->a, wanted);
	if (!real || !base)
		return conf_error(r->e, &here, "@include \"%s\": no such file", name);
	if (strncmp(real, base, n) != 0 || real[n] != '/')
		return conf_error(r->e, &here, "@include \"%s\" leaves the folder of this file", name);
	for (const struct reader *o = r; o; o = o->outer)
		if (!strcmp(o->path, wanted))
			return conf_error(r->e, &here, "@include \"%s\" includes itself", name);
	return 0;
}

static int include(struct reader *r)
{
	char *path;
	r->p += strlen("@include");
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t'))
		r->p++;
	const char *from = r->p + 1,
			   *to = r->p < r->end && *r->p == '"' ? memchr(from, '"', (size_t)(r->end - from)) : NULL;
	if (!to || memchr(from, '\n', (size_t)(to - from)))
		return fail(r, "write @include \"FILE\"");
	r->p = to + 1;
	if (r->depth + 1 >= LIMIT_INCLUDE_DEPTH || ++r->s->includes > LIMIT_INCLUDES)
		return fail(r, "too many includes");
	if (resolve_include(r, arena_strndup(r->s->a, from, (size_t)(to - from)), &path))
		return -1;
	if (read_into(r->s, path, NULL, r, r->e))
		return -1;
	buf_putc(&r->s->text, '\n');
	begin_line(r);
	return 0;
}

static bool name_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '*' ||
		c == '-';
}

static int scan(struct reader *r)
{
	while (r->p < r->end) {
		char before = r->s->text.n ? r->s->text.p[r->s->text.n - 1] : ' ';
		int rc = 0;
		if (*r->p == '"')
			rc = string(r);
		else if (*r->p == '#' || at(r, "//") || at(r, "/*"))
			comment(r);
		else if (*r->p == '@')
			rc = at(r, "@include") ? include(r) : fail(r, "unknown directive; only @include is known");
		else if (*r->p >= '0' && *r->p <= '9' && (!name_char(before) || before == '-'))
			rc = number(r);
		else
			take(r, 1);
		if (rc)
			return -1;
	}
	return 0;
}

static int check_text(const struct reader *r, struct str text)
{
	const char *foreign = text_foreign_encoding(text);
	if (foreign)
		return fail(r, arena_printf(r->s->a, "begins with %s; save it as UTF-8 without a byte order mark", foreign));
	if (memchr(text.p, '\0', text.n))
		return fail(r, "contains a NUL byte");
	if (!text_utf8_valid(text.p, text.n))
		return fail(r, "is not valid UTF-8");
	return 0;
}

enum conf_syntax conf_syntax_of(const char *path)
{
	static const struct {
		const char *suffix;
		enum conf_syntax syntax;
	} all[] = { { ".yaml", CONF_YAML }, { ".yml", CONF_YAML }, { ".json", CONF_JSON } };
	size_t n = strlen(path);
	for (size_t i = 0; i < COUNTOF(all); i++) {
		size_t suffix = strlen(all[i].suffix);
		if (n > suffix && !strcasecmp(path + n - suffix, all[i].suffix))
			return all[i].syntax;
	}
	return CONF_CFG;
}

static int read_into(
	struct conf_source *s, const char *path, const struct str *text, const struct reader *outer, struct err *e)
{
	struct str whole = { "", 0 };
	if (text)
		whole = *text;
	else if (file_read(s->a, path, LIMIT_CONFIG_BYTES, &whole, e)) {
		struct err why = *e;
		e->code = ERR_CONFIG;
		return outer ? conf_error(e, &(struct conf_place){ outer->path, outer->line, 0 }, "@include: %s", why.text)
					 : -1;
	}
	struct reader r = { .s = s,
		.path = path,
		.dir = file_dir(s->a, path),
		.p = whole.p,
		.end = whole.p + whole.n,
		.line = 1,
		.outer = outer,
		.depth = outer ? outer->depth + 1 : 0,
		.e = e };
	if (check_text(&r, whole))
		return -1;
	begin_line(&r);
	if (outer && s->n_lines > 1) { /* the included text continues on the line of its @include */
		s->n_lines--;
		s->lines[s->n_lines - 1] = (struct conf_place){ path, 1, 0 };
	}
	if (s->syntax == CONF_CFG)
		return scan(&r);
	take(&r, whole.n);
	return 0;
}

int conf_source_read(struct arena *a, const char *path, const struct str *text, struct conf_source *out, struct err *e)
{
	*out = (struct conf_source){ .a = a,
		.syntax = conf_syntax_of(path),
		.text = BUF_MAX(4 * LIMIT_CONFIG_BYTES),
		.raw = BUF_MAX(4 * LIMIT_CONFIG_BYTES) };
	if (read_into(out, path, text, NULL, e))
		return -1;
	if (out->text.over)
		return err_set(e, ERR_CONFIG, "%s: larger than %d bytes with its includes", path, 4 * LIMIT_CONFIG_BYTES);
	return 0;
}

struct conf_place conf_source_place(const struct conf_source *s, unsigned line)
{
	if (!line || line > s->n_lines)
		return (struct conf_place){ s->n_lines ? s->lines[0].file : "--set", 0, 0 };
	return s->lines[line - 1];
}
