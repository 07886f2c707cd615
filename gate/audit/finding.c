/* SPDX-License-Identifier: Apache-2.0 */
/* finding.c: what an audit has found. */
#include "audit.h"

#include <stdio.h>

void finding_add(struct arena *a, struct findings *f, enum finding_kind kind, const char *check, const char *fmt, ...)
{
	char text[4096];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	f->items = arena_grow(a, f->items, f->n, &f->cap, sizeof(*f->items));
	f->items[f->n++] = (struct finding){ kind, check, arena_strdup(a, text) };
}
