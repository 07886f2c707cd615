/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h: arenas, which free all memory of one lifetime at once, and errors as values. */
#ifndef GATE_BASE_ARENA_H
#define GATE_BASE_ARENA_H

#include "define.h"

/* ---- arena.c: many allocations with one lifetime -------------------------------------- */

struct arena;

/* Returns a new arena; free it with arena_free. */
struct arena *arena_new(void);
void arena_free(struct arena *a); /* Runs the deferred calls in reverse order, then frees all memory. a may be NULL. */
/* Returns a child arena, for data that may be freed before a is. Freeing a frees the child after a's deferred calls
 * ran. */
struct arena *arena_under(struct arena *a);

/* Returns size zeroed bytes, aligned for any type. Never returns NULL: running out of memory ends the process
 * (alloc.c). */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull));
/* The same for n * size bytes. An overflow of the product ends the process. */
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull));
#define ARENA_NEW(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))

char *arena_strdup(struct arena *a, const char *s); /* Returns a copy of s, or NULL if s is NULL. */
/* Returns a NUL-terminated copy of the n bytes at s. */
char *arena_strndup(struct arena *a, const char *s, size_t n);
/* Returns the formatted text. */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Makes room for one more item in an array of n items of size bytes. Returns the array, moved if it had to grow (its
 * capacity doubles), with item n zeroed. *cap is the capacity; it must be 0 at first. The old array stays valid until
 * the arena is freed.
 */
void *arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t size);

/* Calls fn(arg) when the arena is freed. Use it to release handles of libraries with the arena. */
void arena_drop(void *a); /* arena_free, as a function for arena_defer and for worker_spec */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

/* arena_rewind frees everything allocated after its mark and runs the calls deferred since. Use it to reuse memory in a
 * loop. Marks may be nested; rewind the inner one first. */
struct arena_mark {
	void *chunk, *defer;
	size_t deferred, used, births;
};
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);
size_t arena_used(const struct arena *a); /* Returns the number of bytes allocated and not rewound. */

/* ---- err.c: an error is a value on the caller's stack --------------------------------- */

enum err_code {
	ERR_NONE,        /* no error */
	ERR_USAGE,       /* invalid command line */
	ERR_CONFIG,      /* invalid config or policy file */
	ERR_IO,          /* a file or process of this machine failed */
	ERR_TIMEOUT,     /* no response before the timeout */
	ERR_NETWORK,     /* connection refused or reset, or host not found */
	ERR_TLS,         /* invalid certificate or failed handshake */
	ERR_AUTH,        /* no usable credentials, or HTTP 401 */
	ERR_DENIED,      /* HTTP 403: permission denied */
	ERR_NOT_FOUND,   /* HTTP 404 */
	ERR_CONFLICT,    /* HTTP 409, 412 */
	ERR_QUOTA,       /* HTTP 429 */
	ERR_REFUSED,     /* any other HTTP 4xx */
	ERR_SERVER,      /* HTTP 5xx */
	ERR_MALFORMED,   /* a response or document does not have the required form */
	ERR_LIMIT,       /* an input exceeds one of the limits in limits.h */
	ERR_EVAL,        /* the evaluation of a CEL expression failed */
	ERR_LOCKED,      /* another process holds the lock */
	ERR_INTERRUPTED, /* a signal asked the process to stop */
	ERR_INTERNAL,    /* a bug in rungate */
};

struct err {
	enum err_code code;
	char text[LIMIT_ERR_TEXT]; /* one line without a full stop at its end; a longer text is cut and ends with "..." */
};

/* An error that is kept: its text takes what it needs. ERR_NONE: text may be NULL. */
struct err_kept {
	enum err_code code;
	const char *text;
};
struct err_kept err_keep(struct arena *a, const struct err *e); /* The text is copied into a. */

/* Both return -1, so that a caller can write `return err_set(...)`. err_wrap puts "TEXT: " before the text of e and
 * keeps its code. */
int err_set(struct err *e, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);
int err_wrap(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* ERR_IO: "WHAT PATH: " and the text of errno. Returns -1. */
int err_system(struct err *e, const char *what, const char *path);

/* ---- alloc.c: linked into the program only ------------------------------------------------------------ */
/*
 * Replaces malloc, calloc and realloc: when memory runs out they print a line on stderr and exit with code 71 instead
 * of returning NULL, because json-c, libconfig and libgit2 do not check for NULL everywhere. free wipes what it frees.
 */

#endif
