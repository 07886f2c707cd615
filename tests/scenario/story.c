/* SPDX-License-Identifier: Apache-2.0 */
/* story.c: parses a story file into its sections. */
#include "story.h"

#include <string.h>

static void add_step(struct arena *a, struct story *s, const char *line, size_t n)
{
	while (n && (*line == ' ' || *line == '\t')) {
		line++;
		n--;
	}
	if (!n || *line == '#')
		return;
	s->steps = arena_grow(a, s->steps, s->n_steps, &s->cap_steps, sizeof(*s->steps));
	s->steps[s->n_steps++] = arena_strndup(a, line, n);
	s->expectations += !strncmp(line, "expect ", 7);
}

static void add_section(struct arena *a, struct story *s, const char *title, struct str text)
{
	if (!strcmp(title, "cloud")) {
		s->cloud = text;
	} else if (!strncmp(title, "file ", 5)) {
		s->files = arena_grow(a, s->files, s->n_files, &s->cap_files, sizeof(*s->files));
		s->files[s->n_files++] = (struct story_file){ title + 5, text };
	} else if (!strcmp(title, "run")) {
		for (const char *p = text.p, *end = text.p + text.n; p < end;) {
			size_t n = strcspn(p, "\n");
			add_step(a, s, p, n);
			p += n + 1;
		}
	}
}

int story_read(struct arena *a, const char *path, struct story *out, struct err *e)
{
	struct story s = { 0 };
	struct str text;
	const char *title = NULL, *from = NULL, *slash = strrchr(path, '/');
	if (file_read(a, path, 1024 * 1024, &text, e))
		return -1;
	s.name = slash ? slash + 1 : path;
	for (const char *p = text.p; *p;) {
		size_t n = strcspn(p, "\n");
		if (!strncmp(p, "== ", 3)) {
			if (title)
				add_section(
					a, &s, title, (struct str){ arena_strndup(a, from, (size_t)(p - from)), (size_t)(p - from) });
			title = arena_strndup(a, p + 3, n - 3);
			from = p + n + (p[n] == '\n');
		}
		p += n + (p[n] == '\n');
	}
	if (title)
		add_section(a, &s, title, str_of(from));
	if (!s.expectations || !s.cloud.n)
		return err_set(
			e, ERR_CONFIG, "%s: a story needs \"== cloud\" and at least one expectation in \"== run\"", path);
	*out = s;
	return 0;
}

size_t story_words(struct arena *a, const char *line, const char **words, size_t max)
{
	size_t n = 0;
	for (const char *p = line; *p && n < max;) {
		char *word = arena_alloc(a, strlen(p) + 1);
		size_t len = 0;
		char quote = '\0';
		p += strspn(p, " \t");
		if (!*p)
			break;
		for (; *p && (quote || (*p != ' ' && *p != '\t')); p++) {
			if (quote ? *p == quote : *p == '\'' || *p == '"')
				quote = quote ? '\0' : *p;
			else
				word[len++] = *p;
		}
		words[n++] = word;
	}
	return n;
}
