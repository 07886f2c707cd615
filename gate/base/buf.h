/* SPDX-License-Identifier: Apache-2.0 */
/* buf.h: text that grows; base64; durations and points in time as text. */
#ifndef GATE_BASE_BUF_H
#define GATE_BASE_BUF_H

#include "arena.h"

/* ---- buf.c: text that grows, with a maximum, and latches the first failure --------------- */

struct str { const char *p; size_t n; }; /* a view; may hold NUL; owned by someone else */
#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
struct str str_of(const char *s); /* NULL gives the empty view */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *b);

struct buf {
	char *p; /* NUL-terminated once anything was put; NULL before */
	size_t n, cap, max;
	bool over; /* something did not fit in max: the content is not whole */
};
#define BUF_MAX(m) ((struct buf){ .max = (m) })
void buf_put(struct buf *b, const void *data, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
const char *buf_text(const struct buf *b); /* "" when empty */
void buf_clear(struct buf *b);             /* keeps the memory */
void buf_free(struct buf *b);

/* text.c: the same text, made fit for where it goes. */
/* Control, bidi and invalid bytes as \xHH, \u{...}; and what a CI system would take for a command in a log. */
void text_put_printable(struct buf *b, struct str s);
/* As one word of a POSIX shell: as it is where nothing in it means anything to a shell, else in single quotes. */
char *text_shell(struct arena *a, const char *word);
/*
 * The only place that shortens a text: what is kept of it is at most max bytes, ends with a whole character, and is
 * followed by "..." where more came. A text that may hold a secret is scrubbed before; where no keeper of secrets is at
 * hand, secrets_scrub finds by the mark what a cut has left of one.
 */
size_t text_whole(struct str s, size_t max); /* the bytes to keep */
void text_put_cut(struct buf *b, struct str s, size_t max);
char *text_cut(struct arena *a, struct str s, size_t max);
char *text_cut_printable(struct arena *a, struct str s, size_t max); /* cut, and then made printable */
/* vsnprintf that ends with "..." where it cut. Returns its length. */
size_t text_format(char *out, size_t size, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);
bool text_utf8_valid(const char *s, size_t n);
void text_put_utf8(struct buf *b, struct str s); /* as it is, U+FFFD for invalid bytes and NUL */
/* "%41" as "A"; a % that no two hex digits follow stays as it is. The result may hold NUL; one follows it. */
struct str text_percent_decoded(struct arena *a, const char *text);
/* "a UTF-8 byte order mark", "UTF-16 (big-endian)", ...: what a text begins with that is not plain UTF-8; NULL: nothing
 * of the kind. */
const char *text_foreign_encoding(struct str s);
/* The nearest of n names by edit distance, or NULL when none is close enough to suggest. */
const char *text_nearest(const char *name, const char *const *names, size_t n);

/* ---- clock.c: durations and points in time, as text -------------------------------------- */

/* "250ms", "5s", "2m", "1h", "1h30m"; whole numbers, not negative, below 10 years. */
int clock_parse_duration(const char *text, int64_t *ms, struct err *e);
/* The shortest text clock_parse_duration takes back: "90s" gives "1m30s". */
char *clock_duration_text(struct arena *a, int64_t ms);
/* RFC 3339 with Z or an offset and 0-9 fractional digits, to milliseconds since 1970 UTC. */
int clock_parse_time(const char *text, int64_t *unix_ms, struct err *e);
char *clock_time_text(struct arena *a, int64_t unix_ms); /* "2026-01-02T03:04:05.678Z" */

/* ---- base64.c -------------------------------------------------------------------------------- */

void base64_put(struct buf *b, struct str data); /* the standard alphabet, padded */
/* Both alphabets, with or without padding; -1: it is something else. NUL-terminated. */
int base64_decode(struct arena *a, struct str text, struct str *out);

/* crypto_web.c */
enum { CRYPTO_WEBSOCKET_KEY = 25, CRYPTO_WEBSOCKET_ACCEPT = 29 };
void crypto_websocket_key(char key[CRYPTO_WEBSOCKET_KEY]); /* a new one */
/* what a server must answer to it */
void crypto_websocket_accept(const char *key, char accept[CRYPTO_WEBSOCKET_ACCEPT]);
char *crypto_basic(struct arena *a, const char *user_and_password); /* "Basic dXNlcjpw..." */

#endif
