/* SPDX-License-Identifier: Apache-2.0 */
/* gcloudignore.c: the matcher of gcloud's command_lib/util/glob.py, with Python 3's fnmatch. No side effects. */
#include "gcloudignore.h"

#include <string.h>

enum { PARTS_MAX = LIMIT_PATH / 2 + 1 };

/* ---- Matching one part, as fnmatch --------------------------------------------------------------------------- */

/* Returns the size of the first character. n > 0. An invalid byte counts as a character. */
static size_t char_size(const char *p, size_t n)
{
	size_t size = 1;
	while ((unsigned char)p[0] >= 0xC0 && size < n && size < 4 && ((unsigned char)p[size] & 0xC0) == 0x80)
		size++;
	return size;
}

/* In UTF-8, the order of bytes is the order of code points. */
static int compare(struct str x, struct str y)
{
	int c = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);
	return c ? c : x.n < y.n ? -1 : x.n > y.n;
}

static struct str next_char(struct str *text)
{
	struct str c = { text->p, char_size(text->p, text->n) };
	*text = (struct str){ text->p + c.n, text->n - c.n };
	return c;
}

static bool in_class(struct str class, struct str c)
{
	while (class.n) {
		struct str low = next_char(&class), high = low;
		if (class.n > 1 && *class.p == '-') {
			next_char(&class);
			high = next_char(&class);
		}
		if (compare(low, c) <= 0 && compare(c, high) <= 0)
			return true;
	}
	return false;
}

/* Returns the size of the class at "[", including "]"; 0 if it is not closed, so that "[" is a plain character. */
static size_t class_size(const char *want)
{
	size_t from = want[1] == '!' ? 2 : 1;
	const char *end = want[from] ? strchr(want + from + 1, ']') : NULL;
	return end ? (size_t)(end + 1 - want) : 0;
}

/* Returns how many bytes of the pattern match the character; 0: it does not match. */
static size_t take_char(const char *want, struct str c)
{
	size_t n = *want == '[' ? class_size(want) : 0;
	bool inverted = n && want[1] == '!';
	struct str class = { want + 1 + inverted, n ? n - 2 - inverted : 0 };
	if (n)
		return in_class(class, c) != inverted ? n : 0;
	if (*want == '?')
		return 1;
	return !strncmp(want, c.p, c.n) ? c.n : 0;
}

static bool part_matches(const char *want, struct str part)
{
	const char *star = NULL;
	struct str retry = part;
	while (part.n) {
		struct str c = { part.p, char_size(part.p, part.n) };
		size_t taken = *want == '*' ? 0 : take_char(want, c);
		if (*want == '*') {
			star = ++want;
			retry = part;
		} else if (taken) {
			want += taken;
			next_char(&part);
		} else if (star) {
			want = star;
			next_char(&retry);
			part = retry;
		} else {
			return false;
		}
	}
	return !want[strspn(want, "*")];
}

/* ---- Matching all parts, from the right ---------------------------------------------------------------------- */

/* The state of matching: here[k] is true if the first k parts of the path may remain unmatched; beyond: even the root
 * is matched. */
struct places {
	bool here[PARTS_MAX + 1], beyond;
};

/* A leftmost part `*` matches only at the top, or below a folder whose name has one character. */
static bool too_deep(const struct str *parts, size_t k)
{
	return k > 1 || (k == 1 && char_size(parts[0].p, parts[0].n) < parts[0].n);
}

static void step(struct places *at, const char *want, bool leftmost, const struct str *parts, size_t n)
{
	bool shallow = leftmost && !strcmp(want, "*");
	at->beyond = at->here[0] && part_matches(want, STR(""));
	for (size_t k = 0; k < n; k++)
		at->here[k] = at->here[k + 1] && !(shallow && too_deep(parts, k)) && part_matches(want, parts[k]);
	at->here[n] = false;
}

/* `**` matches any number of parts, including the root. */
static void step_folders(struct places *at, size_t n)
{
	bool any = false;
	for (size_t k = n + 1; k--;)
		at->here[k] = any = any || at->here[k];
	at->beyond = false;
}

bool gcloudignore_matches(const struct gcloudignore *g, const char *path, size_t n, bool folder)
{
	struct str parts[PARTS_MAX];
	struct places at = { .beyond = false };
	size_t n_parts = 0;
	bool anchored = false, any = false;
	if ((g->folders_alone && !folder) || n > LIMIT_PATH)
		return false;
	for (size_t from = 0, i = 0; i <= n; i++) {
		if (i < n && path[i] != '/')
			continue;
		parts[n_parts++] = (struct str){ path + from, i - from };
		from = i + 1;
	}
	at.here[n_parts] = true;
	for (size_t i = g->n; i--;) {
		bool folders = !strcmp(g->parts[i], "**");
		anchored = anchored || folders;
		if (folders)
			step_folders(&at, n_parts);
		else
			step(&at, g->parts[i], i == 0 && !anchored, parts, n_parts);
	}
	for (size_t k = 0; k <= n_parts; k++)
		any = any || at.here[k];
	return anchored && *g->parts[0] ? at.here[0] : any || at.beyond;
}

/* ---- Parsing a line ------------------------------------------------------------------------------------------- */

/* Removes trailing blanks, except one after a backslash, and replaces "\ " by a blank. */
static void handle_blanks(char *text)
{
	size_t keep = 0, n = 0;
	for (size_t i = 0; text[i]; i++) {
		bool escape = text[i] == '\\' && text[i + 1];
		i += escape;
		keep = escape || text[i] != ' ' ? i + 1 : keep;
	}
	text[keep] = '\0';
	for (size_t i = 0; text[i]; i++)
		if (text[i] != '\\' || text[i + 1] != ' ')
			text[n++] = text[i];
	text[n] = '\0';
}

static bool ends_in_escape(const char *text)
{
	size_t n = strlen(text), slashes = 0;
	while (slashes < n && text[n - 1 - slashes] == '\\')
		slashes++;
	return slashes % 2;
}

/* Removes a backslash before any other character; then replaces two backslashes by one. */
static void unescape(char *text)
{
	size_t n = 0, m = 0;
	for (size_t i = 0; text[i]; i++) {
		i += text[i] == '\\' && text[i + 1] && text[i + 1] != '\\';
		text[n++] = text[i];
	}
	text[n] = '\0';
	for (size_t i = 0; i < n; i++) {
		i += text[i] == '\\' && text[i + 1] == '\\';
		text[m++] = text[i];
	}
	text[m] = '\0';
}

struct gcloudignore *gcloudignore_parse(struct arena *a, const char *line)
{
	bool exception = *line == '!';
	char *text = arena_strdup(a, line + exception);
	size_t n = strlen(text);
	bool folders_alone = n && text[n - 1] == '/';
	if (folders_alone)
		text[n - 1] = '\0';
	handle_blanks(text);
	if (ends_in_escape(text))
		return NULL;
	unescape(text);
	if (!*text)
		return NULL;
	struct gcloudignore *g = ARENA_NEW(a, struct gcloudignore);
	*g = (struct gcloudignore){
		.parts = ARENA_ARRAY(a, const char *, strlen(text) + 1), .exception = exception, .folders_alone = folders_alone
	};
	for (char *part = text, *slash; part; part = slash) {
		slash = strchr(part, '/');
		if (slash)
			*slash++ = '\0';
		g->parts[g->n++] = part;
	}
	return g;
}
