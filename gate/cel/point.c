/* SPDX-License-Identifier: Apache-2.0 */
/* point.c: a position in an expression for messages: file, line, column, and the line with a caret below it. */
#include "node.h"

/* Of a long line only the part around the position is shown. */
static const char *window(const char *line, const char *at)
{
	enum { BEFORE = 100 };
	const char *from = at - line > BEFORE + 60 ? at - BEFORE : line;
	while (from > line && ((unsigned char)*from & 0xC0) == 0x80)
		from--;
	return from;
}

static size_t columns(const char *from, const char *to)
{
	size_t n = 0;
	for (; from < to; from++)
		n += ((unsigned char)*from & 0xC0) != 0x80;
	return n;
}

int cel_point_at(const struct cel_program *p, size_t offset, const char *what, struct err *e)
{
	enum { SHOWN = 240 };
	const char *at = p->text.p + offset, *line = p->text.p, *end = at;
	unsigned n = 0;
	for (const char *q = line; q < at; q++)
		if (*q == '\n') {
			line = q + 1;
			n++;
		}
	while (end < p->text.p + p->text.n && *end != '\n' && end - at < SHOWN)
		end++;
	while (end > at && end < p->text.p + p->text.n && ((unsigned char)*end & 0xC0) == 0x80)
		end--;
	const char *from = window(line, at);
	size_t column = columns(line, at) + 1, shown = n || !p->place.column ? column : column + p->place.column - 1;
	bool more = end < p->text.p + p->text.n && *end != '\n';
	return err_set(e, ERR_CONFIG, "%s:%u:%zu: %s\n  %s%.*s%s\n  %*s^", p->place.file, p->place.line + n, shown, what,
		from > line ? "..." : "", (int)(end - from), from, more ? "..." : "",
		(int)columns(from, at) + (from > line ? 3 : 0), "");
}
