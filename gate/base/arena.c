/* SPDX-License-Identifier: Apache-2.0 */
/* arena.c: memory of one lifetime, allocated in chunks and freed at once. With ARENA_SEPARATE each allocation is a
 * malloc of its own, so that sanitizers detect overruns. */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most arenas hold little, and a run over many services has thousands of them: chunks begin small and double. */
enum { FIRST_CHUNK = 512, MAX_CHUNK = 1024 * 1024, ALIGN = 16, MAX_ARGS = 64 };

struct chunk {
	struct chunk *before;
	size_t size, used;
	_Alignas(ALIGN) unsigned char data[];
};

/* Calls of one function that were deferred one after the other: large JSON values defer as many as they have nodes. */
struct defer {
	struct defer *before;
	void (*fn)(void *);
	size_t n, cap;
	void *args[];
};

struct arena {
	struct chunk *last, *spare;
	struct defer *defers;
	size_t given; /* bytes given out in all chunks before the last */
	size_t next_size;
	/* under: child arenas, newest first; next: the next sibling; at: the pointer that refers to this one */
	struct arena *under, *next, **at;
	size_t born, births; /* born: this child's number; births: children created so far */
};

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));
	if (!a)
		abort();
	a->next_size = FIRST_CHUNK;
	return a;
}

/* Until `until` is the newest of the blocks again, with n calls in it. */
static void run_defers(struct arena *a, const struct defer *until, size_t n)
{
	while (a->defers && (a->defers != until || a->defers->n > n)) {
		struct defer *d = a->defers;
		if (d->n)
			d->fn(d->args[--d->n]);
		else
			a->defers = d->before;
	}
}

static void free_chunks(struct chunk *c)
{
	while (c) {
		struct chunk *before = c->before;
		free(c);
		c = before;
	}
}

struct arena *arena_under(struct arena *a)
{
	struct arena *b = arena_new();
	b->born = a->births++;
	b->next = a->under;
	b->at = &a->under;
	if (b->next)
		b->next->at = &b->next;
	a->under = b;
	return b;
}

static void end_newest(struct arena *a)
{
	struct arena *b = a->under;
	a->under = b->next;
	if (b->next)
		b->next->at = &a->under;
	b->next = NULL;
	b->at = NULL;
	arena_free(b);
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	run_defers(a, NULL, 0);
	while (a->under)
		end_newest(a);
	if (a->at)
		*a->at = a->next;
	if (a->next)
		a->next->at = a->at;
	free_chunks(a->last);
	free_chunks(a->spare);
	free(a);
}

static struct chunk *take_spare(struct arena *a, size_t size)
{
	struct chunk *c = a->spare;
	if (!c || c->size < size)
		return NULL;
	a->spare = c->before;
	return c;
}

static size_t chunk_size(struct arena *a, size_t size)
{
#ifdef ARENA_SEPARATE
	(void)a;
	return size;
#else
	size_t want = a->next_size;
	if (a->next_size < MAX_CHUNK)
		a->next_size *= 2;
	return size > want ? size : want;
#endif
}

static void add_chunk(struct arena *a, size_t size)
{
	struct chunk *c = take_spare(a, size);
	if (!c) {
		size_t whole = chunk_size(a, size);
		c = malloc(sizeof(*c) + whole);
		if (!c)
			abort();
		c->size = whole;
	}
	if (a->last)
		a->given += a->last->used;
	c->used = 0;
	c->before = a->last;
	a->last = c;
}

void *arena_alloc(struct arena *a, size_t size)
{
	if (size > SIZE_MAX / 2)
		abort();
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
#ifdef ARENA_SEPARATE
	add_chunk(a, size);
#else
	if (!a->last || a->last->size - a->last->used < size)
		add_chunk(a, size);
#endif
	void *p = a->last->data + a->last->used;
	a->last->used += size;
	memset(p, 0, size);
	return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / 2 / size)
		abort();
	return arena_alloc(a, n * size);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);
	if (n)
		memcpy(copy, s, n);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char most[256]; /* most texts fit and are formatted only once */
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(most, sizeof(most), fmt, ap);
	va_end(ap);
	char *text = arena_alloc(a, n < 0 ? 1 : (size_t)n + 1);
	if (n > 0 && (size_t)n < sizeof(most))
		memcpy(text, most, (size_t)n);
	else if (n > 0)
		vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	return text;
}

void *arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return items;
	size_t wider = *cap ? *cap * 2 : 8;
	void *copy = arena_array(a, wider, size);
	if (n)
		memcpy(copy, items, n * size);
	*cap = wider;
	return copy;
}

void arena_drop(void *a)
{
	arena_free(a);
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct defer *last = a->defers;
	bool same = last && last->fn == fn;
	if (!same || last->n == last->cap) {
		size_t cap = !same ? 1 : last->cap < MAX_ARGS ? 2 * last->cap : MAX_ARGS;
		struct defer *d = arena_alloc(a, sizeof(*d) + cap * sizeof(d->args[0]));
		*d = (struct defer){ .before = last, .fn = fn, .cap = cap };
		a->defers = last = d;
	}
	last->args[last->n++] = arg;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){ .chunk = a->last,
		.defer = a->defers,
		.deferred = a->defers ? a->defers->n : 0,
		.used = a->last ? a->last->used : 0,
		.births = a->births };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
	run_defers(a, mark.defer, mark.deferred);
	while (a->under && a->under->born >= mark.births)
		end_newest(a);
	while (a->last && a->last != mark.chunk) {
		struct chunk *c = a->last;
		a->last = c->before;
		if (a->last)
			a->given -= a->last->used;
#ifdef ARENA_SEPARATE
		free(c);
#else
		c->before = a->spare;
		a->spare = c;
#endif
	}
	if (a->last)
		a->last->used = mark.used;
}

size_t arena_used(const struct arena *a)
{
	return a->given + (a->last ? a->last->used : 0);
}
