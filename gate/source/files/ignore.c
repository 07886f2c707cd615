/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ignore.c: parses ignore files and decides which files they drop. No side effects.
 * Sources: moby/patternmatcher and tonistiigi/fsutil (BuildKit's walk); gcloud's command_lib/util/gcloudignore.py.
 */
#include "ignore.h"
#include "gcloudignore.h"
#include "glob.h"

#include <string.h>

/* above: it matched a folder that contains the path. */
struct docker_pattern {
	struct glob *glob;
	const char *text;
	bool exception, above;
};
struct ignore {
	enum ignore_kind kind;
	struct docker_pattern *docker;
	struct gcloudignore **gcloud;
	size_t n;
	bool plain_exceptions; /* no exception contains a wildcard */
};

struct parser {
	struct arena *a;
	enum ignore_kind kind;
	ignore_include_fn *include;
	void *arg;
	struct ignore *out;
	size_t cap;
	unsigned line;
	bool included; /* in an included file, which cannot include further ones */
};

/* ---- .dockerignore ---------------------------------------------------------------------------------------- */

static bool docker_matches(const struct ignore *g, const char *path, size_t n)
{
	bool dropped = false;
	for (size_t i = 0; i < g->n; i++) {
		struct docker_pattern *p = &g->docker[i];
		if (!p->above && p->exception == dropped)
			p->above = glob_matches(p->glob, path, n);
		if (p->above)
			dropped = !p->exception;
	}
	return dropped;
}

/* Returns the size of a pattern without a final slash and stars. BuildKit uses this part to decide whether a folder can
 * contain an exception. */
static size_t plain_size(const char *text)
{
	size_t n = strlen(text);
	n -= n >= 3 && !memcmp(text + n - 3, "/**", 3) ? 3 : 0;
	return n - (n >= 2 && !memcmp(text + n - 2, "/*", 2) ? 2 : 0);
}

/* BuildKit does not enter a dropped folder if no exception can be inside. */
static bool is_entered(const struct ignore *g, const char *folder, size_t n)
{
	if (!g->plain_exceptions)
		return true;
	for (size_t i = 0; i < g->n; i++) {
		const struct docker_pattern *p = &g->docker[i];
		size_t size = plain_size(p->text);
		if (p->exception && size >= n && !memcmp(p->text, folder, n) && (size == n || p->text[n] == '/'))
			return true;
	}
	return false;
}

static bool docker_drops(const struct ignore *g, const char *path, size_t n)
{
	bool dropped = false;
	for (size_t i = 0; i < g->n; i++)
		g->docker[i].above = false;
	for (size_t i = 1; i <= n; i++) {
		if (i < n && path[i] != '/')
			continue;
		dropped = docker_matches(g, path, i);
		if (dropped && !is_entered(g, path, i))
			return true;
	}
	return dropped;
}

/* ---- .gcloudignore --------------------------------------------------------------------------------------- */

static bool gcloud_drops(const struct ignore *g, const char *path, size_t n, bool folder)
{
	for (size_t i = g->n; i--;)
		if (gcloudignore_matches(g->gcloud[i], path, n, folder))
			return !g->gcloud[i]->exception;
	return false;
}

bool ignore_drops(const struct ignore *g, const char *path)
{
	size_t n = strlen(path);
	if (n > LIMIT_PATH)
		return true; /* builds drop such paths too */
	if (g->kind == IGNORE_DOCKER)
		return docker_drops(g, path, n);
	for (size_t i = 1; i < n; i++)
		if (path[i] == '/' && gcloud_drops(g, path, i, true))
			return true;
	return gcloud_drops(g, path, n, false);
}

/* ---- Patterns ------------------------------------------------------------------------------------------------ */

static int check_room(const struct ignore *g, struct err *e)
{
	return g->n < LIMIT_IGNORE_PATTERNS ? 0 : err_set(e, ERR_LIMIT, "more than %d patterns", LIMIT_IGNORE_PATTERNS);
}

/* Returns the path without empty parts, "." and resolvable "..". */
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

/* Docker cleans a pattern when it reads the file, and again, with its "!", when it parses it. So "/!a" is an exception
 * too. */
static int docker_line(struct parser *p, const char *line, struct err *e)
{
	struct ignore *out = p->out;
	char *text = trimmed(p->a, line);
	bool exception = *text == '!';
	if (line[0] == '#' || !*text)
		return 0;
	if (exception)
		text = trimmed(p->a, text + 1);
	const char *path = *text ? clean_path(p->a, text) : "";
	if (exception && *text == '/' && !strcmp(path, "."))
		path = "";
	path = trimmed(p->a, arena_printf(p->a, "%s%s", exception ? "!" : "", path));
	if (!*path || *path == '/') /* paths of the build never begin with a slash */
		return 0;
	path = clean_path(p->a, path);
	exception = *path == '!';
	path += exception;
	if (!*path)
		return err_set(e, ERR_MALFORMED, "docker build rejects ! without a path");
	if (check_room(out, e))
		return -1;
	out->docker = arena_grow(p->a, out->docker, out->n, &p->cap, sizeof(*out->docker));
	out->docker[out->n] = (struct docker_pattern){ .text = path, .exception = exception };
	if (glob_parse(p->a, path, &out->docker[out->n].glob, e))
		return err_wrap(e, "docker build rejects the pattern");
	out->n++;
	out->plain_exceptions = out->plain_exceptions && (!exception || strcspn(path, "*[]?^\\") >= plain_size(path));
	return 0;
}

static int gcloud_line(struct parser *p, const char *line, struct err *e)
{
	struct gcloudignore *pattern = *line == '#' ? NULL : gcloudignore_parse(p->a, line);
	if (!pattern)
		return 0;
	if (check_room(p->out, e))
		return -1;
	p->out->gcloud = arena_grow(p->a, p->out->gcloud, p->out->n, &p->cap, sizeof(struct gcloudignore *));
	p->out->gcloud[p->out->n++] = pattern;
	return 0;
}

/* ---- Files --------------------------------------------------------------------------------------- */

static int read_lines(struct parser *p, struct str text, struct err *e);

/* Returns the name in "#!include:.gitignore", including blanks, as gcloud does; NULL for other lines. */
static const char *included(const char *line)
{
	static const char word[] = "!include:";
	if (*line != '#')
		return NULL;
	const char *at = line + 1 + strspn(line + 1, " \t");
	return strncmp(at, word, sizeof(word) - 1) ? NULL : at + sizeof(word) - 1;
}

static int include(struct parser *p, const char *name, struct err *e)
{
	struct parser inner = *p;
	struct str text;
	if (!*name || strchr(name, '/'))
		return err_set(e, ERR_MALFORMED, "#!include: must name a file in the same folder, not \"%s\"", name);
	if (p->included)
		return 0;
	if (p->include(p->arg, name, &text, e))
		return err_wrap(e, "#!include:%s", name);
	inner.included = true;
	inner.line = 0;
	if (read_lines(&inner, text, e))
		return err_wrap(e, "%s", name);
	p->cap = inner.cap;
	return 0;
}

static int read_line(struct parser *p, const char *line, struct err *e)
{
	const char *name = p->include ? included(line) : NULL;
	if (name)
		return include(p, name, e);
	if (strlen(line) > LIMIT_PATH)
		return err_set(e, ERR_LIMIT, "the line is longer than %d bytes", LIMIT_PATH);
	return p->kind == IGNORE_DOCKER ? docker_line(p, line, e) : gcloud_line(p, line, e);
}

/* Returns the size of the line end at p, or 0. Docker accepts only a line feed; gcloud splits like Python's splitlines.
 */
static size_t line_end(enum ignore_kind kind, const char *p, size_t n)
{
	static const char *const more[] = { "\r\n", "\r", "\v", "\f", "\x1C", "\x1D", "\x1E", "\xC2\x85", "\xE2\x80\xA8",
		"\xE2\x80\xA9" };
	if (*p == '\n')
		return 1;
	for (size_t i = 0; kind == IGNORE_GCLOUD && i < COUNTOF(more); i++)
		if (strlen(more[i]) <= n && !memcmp(p, more[i], strlen(more[i])))
			return strlen(more[i]);
	return 0;
}

static int read_lines(struct parser *p, struct str text, struct err *e)
{
	if (p->kind == IGNORE_DOCKER && text.n >= 3 && !memcmp(text.p, "\xEF\xBB\xBF", 3))
		text = (struct str){ text.p + 3, text.n - 3 };
	while (text.n) {
		size_t n = 0, end = 0;
		while (n < text.n && !(end = line_end(p->kind, text.p + n, text.n - n)))
			n++;
		p->line++;
		if (read_line(p, arena_strndup(p->a, text.p, n), e))
			return err_wrap(e, "line %u", p->line);
		text = (struct str){ text.p + n + end, text.n - n - end };
	}
	return 0;
}

int ignore_parse(struct arena *a, enum ignore_kind kind, struct str text, ignore_include_fn *include_fn, void *arg,
	struct ignore **out, struct err *e)
{
	struct parser p = { .a = a, .kind = kind, .include = include_fn, .arg = arg, .out = ARENA_NEW(a, struct ignore) };
	*p.out = (struct ignore){ .kind = kind, .plain_exceptions = true };
	if (read_lines(&p, text, e))
		return -1;
	*out = p.out;
	return 0;
}
