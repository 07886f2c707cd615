/* SPDX-License-Identifier: Apache-2.0 */
/*
 * glob.c: checks a pattern as Go's filepath.Match does, and then compares it as text or as a regular expression, in the
 * steps of moby/patternmatcher. RE2 and Go's regexp have the same syntax and linear time. No side effects.
 */
#include "glob.h"
#include "../../cel/re.h"

#include <string.h>

enum glob_type { GLOB_EXACT, GLOB_PREFIX, GLOB_SUFFIX, GLOB_REGEXP };
struct glob {
	enum glob_type type;
	const char *text;
	size_t n;
	struct re *re;
};

/* ---- Syntax, as in filepath.Match ---------------------------------------------------------------------- */

static size_t char_size(const char *p)
{
	size_t size = 1;
	while ((unsigned char)p[0] >= 0xC0 && size < 4 && ((unsigned char)p[size] & 0xC0) == 0x80)
		size++;
	return size;
}

/* Returns the text after one character of a class; NULL if filepath.Match rejects it. */
static const char *after_class_char(const char *p)
{
	if (!*p || *p == '-' || *p == ']')
		return NULL;
	p += *p == '\\';
	size_t size = *p ? char_size(p) : 0;
	return size && p[size] && text_utf8_valid(p, size) ? p + size : NULL;
}

/* p: after "[". Returns the text after "]"; NULL if filepath.Match rejects the class. */
static const char *after_class(const char *p)
{
	p += *p == '^';
	for (bool first = true; first || *p != ']'; first = false) {
		p = after_class_char(p);
		if (p && *p == '-')
			p = after_class_char(p + 1);
		if (!p)
			return NULL;
	}
	return p + 1;
}

/* p: after stars. Returns the end of the part before the next star; NULL with e if it is invalid. */
static const char *check_chunk(const char *p, bool *is_dot, const char *text, struct err *e)
{
	size_t n = 0;
	*is_dot = *p && strchr("?.[", p[*p == '\\']); /* a class may match "." */
	while (*p && *p != '*') {
		if (*p == '\\' && !p[1])
			return err_set(e, ERR_MALFORMED, "%s ends with a backslash", text), NULL;
		const char *next = *p == '[' ? after_class(p + 1) : p + (*p == '\\' ? 2 : 1);
		if (!next)
			return err_set(e, ERR_MALFORMED,
					   "%s: malformed character class %s (write [abc] or [a-c], and \\- or \\] for these characters)",
					   text, p),
				   NULL;
		p = next;
		n++;
	}
	*is_dot = *is_dot && n == 1;
	return p;
}

/* moby calls filepath.Match(pattern, "."), which checks the syntax only up to the first part that does not match. */
static int check_syntax(const char *text, struct err *e)
{
	const char *p = text;
	bool goes_on = true;
	for (int chunks = 0; *p && goes_on && chunks < 2; chunks++) {
		p = check_chunk(p + strspn(p, "*"), &goes_on, text, e);
		if (!p)
			return -1;
	}
	return 0;
}

/* ---- The regular expression ------------------------------------------------------------------------------ */

/* Translates "**". p: the rest of the pattern, after "**" and its slash. */
static enum glob_type put_stars(struct buf *b, enum glob_type type, bool first, const char *p)
{
	bool prefix = !*p && type == GLOB_EXACT;
	if (!prefix)
		buf_puts(b, *p ? "(.*/)?" : ".*");
	return first ? GLOB_SUFFIX : prefix ? GLOB_PREFIX : GLOB_REGEXP;
}

static enum glob_type translate(const char *text, struct buf *b)
{
	enum glob_type type = GLOB_EXACT;
	buf_putc(b, '^');
	for (const char *p = text; *p;) {
		if (p[0] == '*' && p[1] == '*') {
			bool first = p == text;
			p += p[2] == '/' ? 3 : 2;
			type = put_stars(b, type, first, p);
			continue;
		}
		char c = *p++;
		if (strchr("*?[]\\", c) && (c != '\\' || *p))
			type = GLOB_REGEXP;
		if (c == '*' || c == '?')
			buf_puts(b, c == '*' ? "[^/]*" : "[^/]");
		else if (strchr(".+()|{}$", c))
			buf_printf(b, "\\%c", c);
		else
			buf_putc(b, c);
		if (c == '\\' && *p) { /* copies the escaped character, which has no special meaning */
			size_t size = char_size(p);
			buf_put(b, p, size);
			p += size;
		}
	}
	buf_putc(b, '$');
	return type;
}

int glob_parse(struct arena *a, const char *text, struct glob **out, struct err *e)
{
	struct glob *g = ARENA_NEW(a, struct glob);
	struct buf b = BUF_MAX(8 * LIMIT_PATH);
	char why[200];
	int rc = check_syntax(text, e);
	*g = (struct glob){ .text = text, .n = strlen(text) };
	if (!rc)
		g->type = translate(text, &b);
	if (!rc && g->type == GLOB_REGEXP) {
		g->re = re_new(buf_text(&b), b.n, why, sizeof(why));
		if (g->re)
			arena_defer(a, re_free, g->re);
		else
			rc = err_set(e, ERR_MALFORMED, "%s: %s", text, why);
	}
	buf_free(&b);
	*out = g;
	return rc;
}

/* ---- Matching ---------------------------------------------------------------------------------------------- */

static bool ends_in(const char *path, size_t n, struct str suffix)
{
	if (n >= suffix.n && !memcmp(path + n - suffix.n, suffix.p, suffix.n))
		return true;
	return *suffix.p == '/' && n + 1 == suffix.n && !memcmp(path, suffix.p + 1, n);
}

bool glob_matches(const struct glob *g, const char *path, size_t n)
{
	switch (g->type) {
	case GLOB_EXACT: return n == g->n && !memcmp(path, g->text, n);
	case GLOB_PREFIX: return n >= g->n - 2 && !memcmp(path, g->text, g->n - 2);
	case GLOB_SUFFIX: return ends_in(path, n, (struct str){ g->text + 2, g->n - 2 });
	case GLOB_REGEXP: break;
	}
	return re_matches(g->re, path, n);
}

bool glob_matches_or_above(const struct glob *g, const char *path)
{
	for (size_t i = 1; path[i - 1] && path[i]; i++)
		if (path[i] == '/' && glob_matches(g, path, i))
			return true;
	return glob_matches(g, path, strlen(path));
}
