/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h: memory by lifetime, and errors as values. */
#ifndef GATE_BASE_ARENA_H
#define GATE_BASE_ARENA_H

#include "define.h"

/* ---- arena.c: one lifetime, many allocations ------------------------------------------- */

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a); /* runs the deferred calls in reverse, then frees; NULL is fine */
/* One for what does not last as long as a: it ends with a at the latest, after a's deferred calls. */
struct arena *arena_under(struct arena *a);

/* Zeroed, aligned for any type, never NULL (out of memory ends the process: alloc.c). */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull));
/* n * size, overflow checked */
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull));
#define ARENA_NEW(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))

char *arena_strdup(struct arena *a, const char *s); /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Grows an array of n items by one, doubling: returns the array with room for item n, zeroed.
 * *cap is the caller's, 0 at first; the old array stays valid until the arena ends. */
void *arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t size);

/* fn(arg) when the arena ends: how foreign handles ride along. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

/* Rewinding to a mark frees all that came after it (deferred calls included): for scratch work
 * that is done a million times. Marks nest. */
struct arena_mark { void *chunk, *defer; size_t used, births; };
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);
size_t arena_used(const struct arena *a); /* bytes given out and not rewound */

/* ---- err.c: an error is a value on the caller's stack ---------------------------------- */

enum err_code {
	ERR_NONE,
	ERR_USAGE,       /* the command line */
	ERR_CONFIG,      /* a config or policy file */
	ERR_IO,          /* this machine's files and processes */
	ERR_TIMEOUT,     /* no answer in time */
	ERR_NETWORK,     /* refused, reset, no such host */
	ERR_TLS,         /* certificate or handshake */
	ERR_AUTH,        /* no usable credentials, or HTTP 401 */
	ERR_DENIED,      /* HTTP 403: the credentials may not */
	ERR_NOT_FOUND,   /* HTTP 404 */
	ERR_CONFLICT,    /* HTTP 409, 412 */
	ERR_QUOTA,       /* HTTP 429 */
	ERR_REFUSED,     /* any other HTTP 4xx */
	ERR_SERVER,      /* HTTP 5xx */
	ERR_MALFORMED,   /* an answer or document that is not what it must be */
	ERR_LIMIT,       /* larger, deeper or longer than we take */
	ERR_EVAL,        /* a CEL expression has no value */
	ERR_LOCKED,      /* another process holds it */
	ERR_INTERRUPTED, /* a signal asked us to stop */
	ERR_INTERNAL,    /* our bug */
};

struct err {
	enum err_code code;
	char text[LIMIT_ERR_TEXT]; /* one line, no trailing stop; cut with "..." when longer */
};

/* Both return -1, so that failing is one line. Wrapping prefixes "outer: " and keeps the code. */
int err_set(struct err *e, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);
int err_wrap(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- alloc.c: linked into the program only ---------------------------------------------------------- */
/* malloc, calloc and realloc that end the process (a line on stderr, exit 71) instead of returning
 * NULL, for the libraries too: json-c, libconfig and libgit2 go wrong silently otherwise. free wipes. */

#endif
