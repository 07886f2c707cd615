/* SPDX-License-Identifier: Apache-2.0 */
/* http_reading.h: collects one HTTP response within size limits, from pieces of any size. Takes linear time and memory.
 * No side effects. */
#ifndef NET_HTTP_READING_H
#define NET_HTTP_READING_H

#include "net.h"

struct http_reading {
	struct buf head; /* "name\0value\0" of each header; names in lower case */
	struct buf body;
	size_t body_max, head_bytes; /* head_bytes: of all header lines, including those of 1xx responses */
	bool cut;                    /* the body was longer than body_max; the rest was dropped */
};

/* body_max: bytes of body to keep. */
struct http_reading http_reading_new(size_t body_max);
void http_reading_free(struct http_reading *r);
/* Takes one line of the head with its line end; a status line starts a new head. Returns false if LIMIT_HEADER_BYTES is
 * exceeded. */
bool http_reading_line(struct http_reading *r, struct str line);
bool http_reading_is_long(const struct http_reading *r); /* Returns true if http_reading_line returned false. */
/* Takes a piece of the body. Returns false if the body is longer than body_max. */
bool http_reading_body(struct http_reading *r, struct str piece);
/* Fills out with at most max headers in their order and returns how many. They live as long as r. */
size_t http_reading_headers(const struct http_reading *r, struct http_header_text *out, size_t max);

#endif
