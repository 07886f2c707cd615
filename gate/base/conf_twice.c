/* SPDX-License-Identifier: Apache-2.0 */
/* conf_twice.c: finds the name of a duplicate setting, since libconfig reports only its line. */
#include "conf_source.h"

#include <string.h>

struct seen {
	const char *name;
	size_t n, group;
	unsigned line;
};
struct level {
	size_t group;
	bool list;
	const char *name;
	size_t n;
	int index;
};

struct scan {
	struct arena *a;
	const char *p;
	unsigned line;
	struct seen *names;
	size_t n, cap, groups, depth, skip;
	struct level levels[LIMIT_CONFIG_DEPTH + 2];
};

static void skip_to(struct scan *s, const char *end)
{
	const char *to = strstr(s->p, end);
	to = to ? to + strlen(end) : s->p + strlen(s->p);
	for (; s->p < to; s->p++)
		s->line += *s->p == '\n';
}

static bool skip_comment_or_string(struct scan *s)
{
	if (*s->p == '#' || !strncmp(s->p, "//", 2)) {
		s->p += strcspn(s->p, "\n");
	} else if (!strncmp(s->p, "/*", 2)) {
		skip_to(s, "*/");
	} else if (*s->p == '"') {
		for (s->p++; *s->p && *s->p != '"'; s->p++) {
			s->p += *s->p == '\\' && s->p[1];
			s->line += *s->p == '\n';
		}
		s->p += *s->p == '"';
	} else {
		return false;
	}
	return true;
}

static char *path_of(struct scan *s, const char *name, size_t n)
{
	struct buf b = BUF_MAX(4096);
	for (size_t i = 1; i <= s->depth; i++) {
		const struct level *l = &s->levels[i];
		buf_printf(&b, "%s%.*s", b.n && l->n ? "." : "", (int)l->n, l->name);
		if (s->levels[i - 1].list)
			buf_printf(&b, "[%d]", s->levels[i - 1].index);
	}
	buf_printf(&b, "%s%.*s", b.n ? "." : "", (int)n, name);
	char *text = arena_strdup(s->a, buf_text(&b));
	buf_free(&b);
	return text;
}

static const struct seen *seen_before(const struct scan *s, const char *name, size_t n)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->names[i].group == s->levels[s->depth].group && s->names[i].n == n && !memcmp(s->names[i].name, name, n))
			return &s->names[i];
	return NULL;
}

/* Reads a name; it is a setting if '=' or ':' follows. Returns true if its group already has that setting. */
static bool take_name(struct scan *s, struct conf_twice *out)
{
	size_t n = strspn(s->p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-*");
	const char *name = s->p, *after = name + n + strspn(name + n, " \t\r\n");
	s->p += n;
	if ((*after != '=' && *after != ':') || s->levels[s->depth].list)
		return false;
	const struct seen *first = seen_before(s, name, n);
	if (first && s->skip) {
		s->skip--;
	} else if (first) {
		*out = (struct conf_twice){ path_of(s, name, n), first->line, s->line };
		return true;
	}
	s->names = arena_grow(s->a, s->names, s->n, &s->cap, sizeof(*s->names));
	s->names[s->n++] = (struct seen){ name, n, s->levels[s->depth].group, s->line };
	s->levels[s->depth + 1].name = name;
	s->levels[s->depth + 1].n = n;
	return false;
}

static void open_level(struct scan *s, bool list)
{
	struct level *l = &s->levels[s->depth + 1];
	if (s->levels[s->depth].list) /* an item of a list, which has no name */
		l->n = 0;
	l->group = ++s->groups;
	l->list = list;
	l->index = 0;
	s->depth++;
}

bool conf_find_twice(struct arena *a, const char *text, size_t n, struct conf_twice *out)
{
	struct scan s = { .a = a, .p = text, .line = 1, .skip = n };
	while (*s.p && s.depth < LIMIT_CONFIG_DEPTH) {
		if (skip_comment_or_string(&s))
			continue;
		if (strspn(s.p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*_-")) {
			if (take_name(&s, out))
				return true;
			continue;
		}
		if (*s.p == '{' || *s.p == '(' || *s.p == '[')
			open_level(&s, *s.p != '{');
		else if ((*s.p == '}' || *s.p == ')' || *s.p == ']') && s.depth)
			s.depth--;
		else if (*s.p == ',')
			s.levels[s.depth].index++;
		s.line += *s.p++ == '\n';
	}
	return false;
}
