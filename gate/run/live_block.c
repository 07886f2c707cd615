/* SPDX-License-Identifier: Apache-2.0 */
/* live_block.c: the lines that a terminal shows while a run waits. No side effects. */
#include "command_text.h"
#include "live.h"

#include <string.h>

enum {
	COLUMNS_MIN = 20,     /* with less, there is the line alone */
	LINES_MAX = 16,       /* a block that is longer hides what was said before */
	ALSO_MAX = 3,         /* of them, for other findings */
	PROBE_LINES_MAX = 3,  /* and for probes */
	NAME_MAX_COLUMNS = 24 /* of a service */
};

static const struct {
	const char *utf8, *ascii;
} marks[LIVE__COUNT] = {
	[LIVE_WAITS] = { "\xc2\xb7", "." },
	[LIVE_WELL] = { "\xe2\x9c\x93", "+" },
	[LIVE_FAILS] = { "\xe2\x9c\x97", "x" },
	[LIVE_UNKNOWN] = { "?", "?" },
};

/* A block under construction. */
struct block {
	struct arena *a;
	const struct live_size *size;
	char *text;
	size_t lines, max;
};

static void put(struct block *b, const char *line)
{
	b->text = arena_printf(b->a, "%s\n%s", b->text, line);
	b->lines++;
}

/* As many probes as there is room for, beginning with *next. last: those that do not fit are counted. Names are
 * identifiers: a byte is a column. */
static const char *probe_line(struct block *b, const struct live_beneath *t, size_t *next, bool last)
{
	char *line = arena_strdup(b->a, "");
	for (size_t used = 0; *next < t->n_probes; ++*next) {
		const struct live_probe *p = &t->probes[*next];
		size_t more = last && *next + 1 < t->n_probes ? strlen(" and 10000 more") : 0;
		size_t taken = used + strlen("  x ") + more, room = b->size->columns > taken ? b->size->columns - taken : 0;
		if (strlen(p->name) > room && (used || !room))
			break;
		const char *name = command_fitted(b->a, p->name, room);
		line = arena_printf(b->a, "%s  %s %s", line, b->size->utf8 ? marks[p->mark].utf8 : marks[p->mark].ascii, name);
		used += strlen("  x ") + strlen(name);
	}
	if (last && *next < t->n_probes)
		line = arena_printf(b->a, "%s%s and %zu more", line, *line ? "" : " ", t->n_probes - *next);
	return line;
}

static void put_probes(struct block *b, const struct live_beneath *t)
{
	size_t next = 0;
	for (size_t i = 0; i < PROBE_LINES_MAX && next < t->n_probes && b->lines < b->max; i++)
		put(b, probe_line(b, t, &next, i + 1 == PROBE_LINES_MAX || b->lines + 1 == b->max));
}

static int name_width(const struct live_beneath *t)
{
	size_t width = 0;
	for (size_t i = 0; i < t->n_services; i++) {
		size_t n = strlen(t->services[i].name);
		width = n > width ? n : width;
	}
	return width < NAME_MAX_COLUMNS ? (int)width : NAME_MAX_COLUMNS;
}

static void put_services(struct block *b, const struct live_beneath *t, size_t room)
{
	int width = name_width(t);
	for (size_t i = 0; i < t->n_services; i++, room--) {
		const struct live_service *s = &t->services[i];
		if (room <= 1 && i + 1 < t->n_services) {
			put(b, arena_printf(b->a, "  and %zu more", t->n_services - i));
			return;
		}
		put(b, command_fitted(b->a, arena_printf(b->a, "  %-*s  %s", width, s->name, s->serves), b->size->columns));
	}
}

char *live_block(struct arena *a, const char *line, const struct live_text *t, const struct live_beneath *beneath,
	const struct live_size *size)
{
	size_t max = size->lines > 1 ? size->lines - 1 : 1; /* the terminal must not scroll */
	struct block b = { .a = a, .size = size, .text = command_fitted(a, line, size->columns), .lines = 1 };
	b.max = size->columns < COLUMNS_MIN ? 1 : max < LINES_MAX ? max : LINES_MAX;
	for (size_t i = 0; i < t->n_also && i < ALSO_MAX && b.lines < b.max; i++)
		put(&b, command_fitted(a, arena_printf(a, "  %s", t->also[i]), size->columns));
	size_t left = b.max - b.lines;
	size_t for_probes = !beneath->n_probes ? 0 : left > PROBE_LINES_MAX ? PROBE_LINES_MAX : left > 1;
	if (left > for_probes)
		put_services(&b, beneath, left - for_probes);
	put_probes(&b, beneath);
	return b.text;
}
