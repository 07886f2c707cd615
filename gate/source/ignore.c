/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ignore.c: PURE. The lines of an ignore file, and what they come to together.
 * Sources: moby/patternmatcher and the reference of docker build; gitignore(5); gcloud topic gcloudignore.
 */
#include "ignore.h"
#include "glob.h"

#include <string.h>

struct pattern { struct glob *glob; bool exception, folders_alone; };
struct ignore { enum ignore_kind kind; struct pattern *patterns; size_t n; };

struct parser {
	struct arena *a;
	enum ignore_kind kind;
	ignore_include_fn *include;
	void *arg;
	struct ignore *out;
	size_t cap;
	unsigned line;
};

/* ---- Does it drop this file? ---------------------------------------------------------------------------- */

/* The last pattern that speaks of this file or folder itself. */
static bool git_drops(const struct ignore *g, const char *path, size_t n, bool folder)
{
	for (size_t i = g->n; i--;)
		if ((folder || !g->patterns[i].folders_alone) && glob_matches(g->patterns[i].glob, path, n))
			return !g->patterns[i].exception;
	return false;
}

bool ignore_drops(const struct ignore *g, const char *path)
{
	size_t n = strlen(path);
	bool dropped = false;
	if (n > LIMIT_PATH)
		return true; /* no build keeps it either */
	if (g->kind == IGNORE_DOCKER) {
		for (size_t i = 0; i < g->n; i++)
			if (g->patterns[i].exception == dropped && glob_matches_or_above(g->patterns[i].glob, path))
				dropped = !dropped;
		return dropped;
	}
	for (size_t i = 1; i < n; i++)
		if (path[i] == '/' && git_drops(g, path, i, true))
			return true;
	return git_drops(g, path, n, false);
}

/* ---- Patterns ------------------------------------------------------------------------------------------------ */

static int add_pattern(struct parser *p, const struct pattern *pattern, const char *text, bool anywhere, struct err *e)
{
	struct ignore *out = p->out;
	if (out->n == LIMIT_IGNORE_PATTERNS)
		return err_set(e, ERR_LIMIT, "more than %d patterns", LIMIT_IGNORE_PATTERNS);
	out->patterns = arena_grow(p->a, out->patterns, out->n, &p->cap, sizeof(*out->patterns));
	out->patterns[out->n] = *pattern;
	if (glob_parse(p->a, p->kind == IGNORE_GIT ? GLOB_GIT : GLOB_DOCKER, text, anywhere, &out->patterns[out->n].glob, e))
		return -1;
	out->n++;
	return 0;
}

/* As a file system has it: no empty parts, no "." and, where there is something to go back from, no "..". */
static char *clean_path(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text), *save = NULL;
	struct str parts[LIMIT_PATH / 2 + 1];
	size_t n = 0;
	struct buf b = BUF_MAX(LIMIT_PATH + 1);
	for (char *part = strtok_r(copy, "/", &save); part; part = strtok_r(NULL, "/", &save)) {
		if (!strcmp(part, ".") || (!strcmp(part, "..") && !n && *text == '/'))
			continue;
		if (!strcmp(part, "..") && n && !str_is(parts[n - 1], ".."))
			n--;
		else
			parts[n++] = str_of(part);
	}
	for (size_t i = 0; i < n; i++) {
		buf_puts(&b, i ? "/" : "");
		buf_put(&b, parts[i].p, parts[i].n);
	}
	char *out = arena_strdup(a, n ? buf_text(&b) : ".");
	buf_free(&b);
	return out;
}

static char *trimmed(struct arena *a, const char *text)
{
	static const char blanks[] = " \t\r\v\f";
	text += strspn(text, blanks);
	size_t n = strlen(text);
	while (n && strchr(blanks, text[n - 1]))
		n--;
	return arena_strndup(a, text, n);
}

static int docker_line(struct parser *p, const char *line, struct err *e)
{
	char *text = trimmed(p->a, line);
	struct pattern pattern = { .exception = *text == '!' };
	if (line[0] == '#' || !*text)
		return 0;
	if (pattern.exception)
		text = trimmed(p->a, text + 1);
	if (!*text)
		return err_set(e, ERR_MALFORMED, "a ! alone");
	return add_pattern(p, &pattern, clean_path(p->a, text), false, e);
}

/* Blanks at the end do not count, but for one after a backslash. */
static void cut_blanks(char *text)
{
	size_t n = strlen(text);
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\r') && !(n > 1 && text[n - 2] == '\\'))
		text[--n] = '\0';
}

static int git_line(struct parser *p, const char *line, struct err *e)
{
	char *text = arena_strdup(p->a, line);
	cut_blanks(text);
	struct pattern pattern = { .exception = *text == '!' };
	text += pattern.exception;
	size_t n = strlen(text);
	if (!n || *line == '#')
		return 0;
	pattern.folders_alone = text[n - 1] == '/';
	if (pattern.folders_alone)
		text[n - 1] = '\0';
	bool rooted = strchr(text, '/') != NULL;
	text += *text == '/';
	return *text ? add_pattern(p, &pattern, text, !rooted, e) : 0;
}

/* ---- Files -------------------------------------------------------------------------------------------------------- */

static int read_lines(struct parser *p, struct str text, struct err *e);

/* "#!include:.gitignore": of the same folder, and it includes nothing itself. NULL: the line is another. */
static const char *included(struct arena *a, const char *line)
{
	static const char word[] = "!include:";
	if (*line != '#')
		return NULL;
	const char *at = line + 1 + strspn(line + 1, " \t");
	return strncmp(at, word, sizeof(word) - 1) ? NULL : trimmed(a, at + sizeof(word) - 1);
}

static int include(struct parser *p, const char *name, struct err *e)
{
	struct parser inner = *p;
	struct str text;
	if (!*name || strchr(name, '/'))
		return err_set(e, ERR_MALFORMED, "#!include: takes the name of a file in the same folder, not \"%s\"", name);
	if (p->include(p->arg, name, &text, e))
		return err_wrap(e, "#!include:%s", name);
	inner.include = NULL;
	inner.line = 0;
	if (read_lines(&inner, text, e))
		return err_wrap(e, "%s", name);
	p->cap = inner.cap;
	return 0;
}

static int read_line(struct parser *p, const char *line, struct err *e)
{
	const char *name = p->include ? included(p->a, line) : NULL;
	if (name)
		return include(p, name, e);
	if (strlen(line) > LIMIT_PATH)
		return err_set(e, ERR_LIMIT, "longer than %d bytes", LIMIT_PATH);
	return p->kind == IGNORE_DOCKER ? docker_line(p, line, e) : git_line(p, line, e);
}

static int read_lines(struct parser *p, struct str text, struct err *e)
{
	if (text.n >= 3 && !memcmp(text.p, "\xEF\xBB\xBF", 3))
		text = (struct str){ text.p + 3, text.n - 3 };
	while (text.n) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;
		p->line++;
		if (read_line(p, arena_strndup(p->a, text.p, n), e))
			return err_wrap(e, "line %u", p->line);
		n += end != NULL;
		text = (struct str){ text.p + n, text.n - n };
	}
	return 0;
}

int ignore_parse(struct arena *a, enum ignore_kind kind, struct str text, ignore_include_fn *include_fn, void *arg,
                 struct ignore **out, struct err *e)
{
	struct parser p = { .a = a, .kind = kind, .include = include_fn, .arg = arg, .out = ARENA_NEW(a, struct ignore) };
	p.out->kind = kind;
	if (read_lines(&p, text, e))
		return -1;
	*out = p.out;
	return 0;
}
