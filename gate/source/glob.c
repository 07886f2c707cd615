/* SPDX-License-Identifier: Apache-2.0 */
/*
 * glob.c: PURE. Two dialects of one language. A pattern is a row of steps, and matching follows all of them at once over
 * the positions of the path, so that no pattern takes longer than its length times the path's.
 * Sources: moby/patternmatcher; gitignore(5).
 */
#include "glob.h"

#include <string.h>

enum step_kind {
	STEP_TEXT,    /* these bytes */
	STEP_ONE,     /* one character, but no slash */
	STEP_PART,    /* any number of bytes, but no slash */
	STEP_FOLDERS, /* nothing, or anything that ends in a slash */
	STEP_ANY,
	STEP_CLASS,   /* one character of text between [ and ] */
};
struct step { enum step_kind kind; struct str text; bool inverted; };
struct glob { enum glob_kind kind; struct step *steps; size_t n; };

/* ---- Characters -------------------------------------------------------------------------------------- */

static size_t char_size(const char *p, size_t n)
{
	size_t size = 1;
	while (size < n && size < 4 && ((unsigned char)p[size] & 0xC0) == 0x80)
		size++;
	return size;
}

/* Order by bytes is order by code points, in UTF-8. */
static int compare(struct str x, struct str y)
{
	int c = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);
	return c ? c : x.n < y.n ? -1 : x.n > y.n;
}

static struct str next_of_class(struct str *class)
{
	bool escaped = class->p[0] == '\\' && class->n > 1;
	const char *p = class->p + escaped;
	struct str c = { p, char_size(p, class->n - escaped) };
	class->n -= (size_t)(p + c.n - class->p);
	class->p = p + c.n;
	return c;
}

static bool in_class(struct str class, struct str c)
{
	while (class.n) {
		struct str low = next_of_class(&class), high = low;
		if (class.n > 1 && class.p[0] == '-') {
			class.p++;
			class.n--;
			high = next_of_class(&class);
		}
		if (compare(low, c) <= 0 && compare(c, high) <= 0)
			return true;
	}
	return false;
}

/* ---- Matching ------------------------------------------------------------------------------------------- */

static void take_text(const struct step *s, const char *path, size_t n, const bool *from, bool *to)
{
	for (size_t i = 0; i + s->text.n <= n; i++)
		if (from[i] && !memcmp(path + i, s->text.p, s->text.n))
			to[i + s->text.n] = true;
}

static void take_char(const struct step *s, bool git, const char *path, size_t n, const bool *from, bool *to)
{
	for (size_t i = 0; i < n; i++) {
		struct str c = { path + i, char_size(path + i, n - i) };
		bool slash = path[i] == '/' && (s->kind == STEP_ONE || git);
		if (from[i] && !slash && (s->kind == STEP_ONE || in_class(s->text, c) != s->inverted))
			to[i + c.n] = true;
	}
}

static void take_many(const struct step *s, const char *path, size_t n, const bool *from, bool *to)
{
	bool inside = false;
	for (size_t i = 0; i <= n; i++) {
		bool after_slash = i && path[i - 1] == '/';
		if (s->kind == STEP_PART && after_slash)
			inside = false;
		to[i] = from[i] || (inside && (s->kind != STEP_FOLDERS || after_slash));
		inside = inside || from[i];
	}
}

bool glob_matches(const struct glob *g, const char *path, size_t n)
{
	bool at[2][LIMIT_PATH + 1] = { { true } };
	if (n > LIMIT_PATH)
		return false;
	for (size_t i = 0; i < g->n; i++) {
		const struct step *s = &g->steps[i];
		bool *from = at[i % 2], *to = at[(i + 1) % 2];
		memset(to, 0, n + 1);
		if (s->kind == STEP_TEXT)
			take_text(s, path, n, from, to);
		else if (s->kind == STEP_ONE || s->kind == STEP_CLASS)
			take_char(s, g->kind == GLOB_GIT, path, n, from, to);
		else
			take_many(s, path, n, from, to);
	}
	return at[g->n % 2][n];
}

bool glob_matches_or_above(const struct glob *g, const char *path)
{
	for (size_t i = 1; path[i - 1] && path[i]; i++)
		if (path[i] == '/' && glob_matches(g, path, i))
			return true;
	return glob_matches(g, path, strlen(path));
}

/* ---- Patterns ------------------------------------------------------------------------------------------------ */

static void add_step(struct glob *g, enum step_kind kind, struct str text)
{
	struct step *last = g->n ? &g->steps[g->n - 1] : NULL;
	if (kind == STEP_TEXT && last && last->kind == STEP_TEXT && last->text.p + last->text.n == text.p)
		last->text.n += text.n;
	else
		g->steps[g->n++] = (struct step){ .kind = kind, .text = text };
}

/* From the [: its size with the ], or 0 where there is none or nothing in it. */
static size_t add_class(struct glob *g, const char *text)
{
	bool git = g->kind == GLOB_GIT, inverted = text[1] == '^' || (git && text[1] == '!');
	size_t from = 1 + (size_t)inverted, i = from;
	while (text[i] && (text[i] != ']' || (git && i == from)))
		i += text[i] == '\\' && text[i + 1] ? 2 : 1;
	if (!text[i] || i == from)
		return 0;
	add_step(g, STEP_CLASS, (struct str){ text + from, i - from });
	g->steps[g->n - 1].inverted = inverted;
	return i + 1;
}

/* `**` with the slash after it. git: between slashes alone, else it is a `*`; Docker: wherever it stands, and where it
 * begins a pattern that is plain text otherwise it is the beginning of any name. */
static size_t add_stars(struct glob *g, const char *start, const char *text)
{
	bool git = g->kind == GLOB_GIT;
	size_t stars = git ? strspn(text, "*") : 2, slash = text[stars] == '/', n = stars + slash;
	bool whole = (text == start || text[-1] == '/') && (slash || !text[stars]);
	bool ending = !git && text == start && !slash && !strpbrk(text + stars, "*?[]\\");
	if (git && !whole) {
		add_step(g, STEP_PART, (struct str){ text, stars });
		return stars;
	}
	add_step(g, text[n] && !ending ? STEP_FOLDERS : STEP_ANY, (struct str){ text, stars });
	return n;
}

/* The size of what was read of the pattern, or 0: it is not one. */
static size_t add_next(struct glob *g, const char *start, const char *text)
{
	if (text[0] == '*' && text[1] == '*')
		return add_stars(g, start, text);
	if (*text == '[')
		return add_class(g, text);
	if (*text == '\\' && !text[1])
		return 0;
	size_t escape = *text == '\\';
	add_step(g, *text == '*' ? STEP_PART : *text == '?' ? STEP_ONE : STEP_TEXT, (struct str){ text + escape, 1 });
	return 1 + escape;
}

int glob_parse(struct arena *a, enum glob_kind kind, const char *text, bool anywhere, struct glob **out, struct err *e)
{
	struct glob *g = ARENA_NEW(a, struct glob);
	g->kind = kind;
	g->steps = ARENA_ARRAY(a, struct step, strlen(text) + 1);
	if (anywhere)
		add_step(g, STEP_FOLDERS, (struct str){ text, 0 });
	for (const char *t = text; *t;) {
		size_t n = add_next(g, text, t);
		if (!n)
			return err_set(e, ERR_MALFORMED, "%s %s", text, *t == '[' ? "has a [ that no ] ends" : "ends in a backslash");
		t += n;
	}
	*out = g;
	return 0;
}
