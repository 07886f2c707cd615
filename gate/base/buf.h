/* SPDX-License-Identifier: Apache-2.0 */
/* buf.h: text buffers; text conversions; base64; durations and times as text. */
#ifndef GATE_BASE_BUF_H
#define GATE_BASE_BUF_H

#include "arena.h"

/* ---- buf.c: a growing text with a maximum size -------------------------------------------- */

/* A view of n bytes, which may include NUL; does not own them. */
struct str {
	const char *p;
	size_t n;
};
#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
struct str str_of(const char *s); /* Returns a view of s; empty if s is NULL. */
/* Returns true if the bytes are equal. */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *b);

/* Create with BUF_MAX and free with buf_free. The content has n bytes. */
struct buf {
	char *p; /* the content; NUL-terminated; NULL before the first put */
	size_t n, cap, max;
	bool over; /* text did not fit within max: it and everything after it was left out */
};
#define BUF_MAX(m) ((struct buf){ .max = (m) })
/* Each appends. If the result would be longer than max, sets b->over; check it once, at the end. */
void buf_put(struct buf *b, const void *data, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
/* Returns the content, or "" if it is empty. Valid until the next change of b. */
const char *buf_text(const struct buf *b);
void buf_clear(struct buf *b); /* empties it and keeps its memory */
void buf_free(struct buf *b);

/* ---- text.c: escaping, cutting and checking text -------------------------------------------- */
/* Appends s with control characters, bidirectional controls and invalid UTF-8 escaped as \xHH or \u{...}, and with text
 * that a CI system would read as a command in its log made harmless. */
void text_put_printable(struct buf *b, struct str s);
/* Returns word quoted for a POSIX shell: unchanged if it needs no quotes, else in single quotes. */
char *text_shell(struct arena *a, const char *word);
/*
 * Functions that shorten text. The result has at most max bytes of s, ends with a complete UTF-8 character, and is
 * followed by "..." if anything was cut. Scrub text that may hold a secret before you cut it; secrets_scrub can
 * recognize the rest of a secret before a "..." where no struct secrets was at hand.
 */
size_t text_whole(struct str s, size_t max); /* Returns the number of bytes to keep. */
/* Appends the cut text to b. */
void text_put_cut(struct buf *b, struct str s, size_t max);
char *text_cut(struct arena *a, struct str s, size_t max);
/* text_cut, then escaped as by text_put_printable. */
char *text_cut_printable(struct arena *a, struct str s, size_t max);
/* As vsnprintf, but cut text ends with "...". Returns the length of the text in out, in bytes. */
size_t text_format(char *out, size_t size, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);
/* Returns true if the n bytes at s are valid UTF-8. */
bool text_utf8_valid(const char *s, size_t n);
void text_put_utf8(struct buf *b, struct str s); /* Appends s with U+FFFD in place of NUL and invalid bytes. */
/* Appends text with all but letters, digits and "-._~" percent-encoded (RFC 3986, section 2.3). */
void text_put_percent(struct buf *b, const char *text);
/* Decodes percent-encoding ("%41" becomes "A"). A '%' without two hex digits is kept. The result may include NUL bytes
 * and is followed by one. */
struct str text_percent_decoded(struct arena *a, const char *text);
/* Returns the name of an encoding other than plain UTF-8 that s begins with, such as "a UTF-8 byte order mark" or
 * "UTF-16 (big-endian)", or NULL if it finds none. */
const char *text_foreign_encoding(struct str s);
/* Returns the one of n names with the smallest edit distance to name, or NULL if none is close enough to suggest. */
const char *text_nearest(const char *name, const char *const *names, size_t n);

/* Compares two items of an array of const char * by their bytes; for qsort and bsearch. */
int text_order(const void *a, const void *b);

/* ---- clock.c: durations and times as text -------------------------------------------- */

/* Parses a duration such as "250ms", "5s", "2m", "1h30m" or "7d": whole numbers, not negative, below 10 years. Fails
 * with ERR_CONFIG if text has another form. */
int clock_parse_duration(const char *text, int64_t *ms, struct err *e);
/* Returns the shortest text without days that clock_parse_duration parses to the same duration: 90000 gives "1m30s". */
char *clock_duration_text(struct arena *a, int64_t ms);
/* Parses an RFC 3339 time with "Z" or an offset and 0 to 9 fractional digits into milliseconds since 1970 UTC. */
int clock_parse_time(const char *text, int64_t *unix_ms, struct err *e);
/* Returns the days from 1970-01-01 to a day of the proleptic Gregorian calendar; month and day count from 1. */
int64_t clock_days(int64_t year, int64_t month, int64_t day);
int clock_month_days(int64_t year, int month);
char *clock_time_text(struct arena *a, int64_t unix_ms); /* Returns "2026-01-02T03:04:05.678Z". */

/* ---- base64.c (RFC 4648) --------------------------------------------------------------------- */

void base64_put(struct buf *b, struct str data); /* Appends data in the standard alphabet with padding. */
/* Decodes the standard or the URL alphabet, with or without padding. Returns -1 if text is not base64. *out is
 * NUL-terminated. */
int base64_decode(struct arena *a, struct str text, struct str *out);

/* ---- crypto_web.c: WebSocket keys (RFC 6455) and HTTP Basic (RFC 7617) ------------------------ */
enum { CRYPTO_WEBSOCKET_KEY = 25, CRYPTO_WEBSOCKET_ACCEPT = 29 };
void crypto_websocket_key(char key[CRYPTO_WEBSOCKET_KEY]); /* Writes a new random Sec-WebSocket-Key. */
/* Writes the Sec-WebSocket-Accept value that the server must send for key. */
void crypto_websocket_accept(const char *key, char accept[CRYPTO_WEBSOCKET_ACCEPT]);
char *crypto_basic(struct arena *a, const char *user_and_password); /* Returns "Basic dXNlcjpw..." */

#endif
