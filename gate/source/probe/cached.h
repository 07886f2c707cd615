/* SPDX-License-Identifier: Apache-2.0 */
/* cached.h (PURE): whether a cache gave an answer, and how old it is, by its headers alone (RFC 9111, RFC 9211). */
#ifndef SOURCE_CACHED_H
#define SOURCE_CACHED_H

#include "../../net/net.h"

struct cached {
	bool hit;                 /* a cache gave it; false with Age: 0, which is an answer made now */
	int64_t age_s;            /* since the origin made or validated it; -1: not given */
	const char *name, *value; /* the header that says so; printable */
};
/*
 * Age decides if it is there (the greatest of several), else the headers in which common edges report a hit. A
 * revalidated answer is not a hit: the origin has just confirmed it.
 */
struct cached cached_of(struct arena *a, const struct http_header_text *headers, size_t n);

#endif
