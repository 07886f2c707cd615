/* SPDX-License-Identifier: Apache-2.0 */
/* buf.c: text buffers with a maximum size. An append that does not fit is left out completely and sets `over`. */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct str str_of(const char *s)
{
	return s ? (struct str){ s, strlen(s) } : (struct str){ "", 0 };
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

bool str_is(struct str a, const char *b)
{
	return str_eq(a, str_of(b));
}

static bool reserve(struct buf *b, size_t more)
{
	if (b->over || more > b->max || b->n > b->max - more) {
		b->over = true;
		return false;
	}
	if (b->n + more < b->cap)
		return true;
	size_t cap = b->cap ? b->cap : 256;
	while (cap <= b->n + more)
		cap *= 2;
	char *p = realloc(b->p, cap);
	if (!p)
		abort();
	b->p = p;
	b->cap = cap;
	return true;
}

void buf_put(struct buf *b, const void *data, size_t n)
{
	if (!reserve(b, n))
		return;
	if (n)
		memcpy(b->p + b->n, data, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	size_t room = b->cap - b->n;
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(b->p ? b->p + b->n : NULL, room, fmt, ap);
	bool fits = n > 0 && reserve(b, (size_t)n);
	if (fits && (size_t)n >= room)
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
	b->n += fits ? (size_t)n : 0;
	if (b->p)
		b->p[b->n] = '\0';
	va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

const char *buf_text(const struct buf *b)
{
	return b->p ? b->p : "";
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->over = false;
	if (b->p)
		b->p[0] = '\0';
}

void buf_free(struct buf *b)
{
	free(b->p);
	*b = BUF_MAX(b->max);
}
