/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_reading.h: what comes in of one HTTP answer, kept within bounds, PURE. Each byte is looked at once and kept at
 * most once, whatever the pieces are.
 */
#ifndef NET_HTTP_READING_H
#define NET_HTTP_READING_H

#include "net.h"

struct http_reading {
	struct buf head;                /* "name\0value\0" of each header; names in lower case */
	struct buf body;
	size_t body_max, head_bytes;    /* head_bytes: of all lines, those of 1xx answers too */
	bool cut;                       /* more came than body_max: it was left out */
};

struct http_reading http_reading_new(size_t body_max);
void http_reading_free(struct http_reading *r);
/* A line of the head, with its end; a status line begins it anew. false: LIMIT_HEADER_BYTES are exceeded. */
bool http_reading_line(struct http_reading *r, struct str line);
bool http_reading_is_long(const struct http_reading *r); /* http_reading_line gave false */
bool http_reading_body(struct http_reading *r, struct str piece); /* false: it is longer than body_max */
/* How many of max were filled, in their order; they live as long as r. */
size_t http_reading_headers(const struct http_reading *r, struct http_header_text *out, size_t max);

#endif
