/* SPDX-License-Identifier: Apache-2.0 */
/* cached.h: tells from the headers whether a response came from a cache, and how old it is (RFC 9111, RFC 9211). No
 * side effects. */
#ifndef SOURCE_CACHED_H
#define SOURCE_CACHED_H

#include "../../net/net.h"

struct cached {
	bool hit;                 /* it came from a cache; false with Age: 0, which is a fresh response */
	int64_t age_s;            /* seconds since the origin made or validated it; -1: not given */
	const char *name, *value; /* the header that shows it; printable */
};
/*
 * Uses Age (the greatest of several) if it is present, else the headers in which common edges report a hit. A
 * revalidated response is not a hit, because the origin has just confirmed it.
 */
struct cached cached_of(struct arena *a, const struct http_header_text *headers, size_t n);

#endif
