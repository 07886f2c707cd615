/* SPDX-License-Identifier: Apache-2.0 */
/* recorded.h: the minutes that an earlier run recorded as the basis of a comparison. No side effects. */
#ifndef SOURCE_RECORDED_H
#define SOURCE_RECORDED_H

#include "minutes.h"
#include "../../run/release.h"

/* basis: the member `basis` of recorded facts, which may be any JSON, or NULL. Returns true if it compares the same
 * revisions by the same kind (such as "errors"). */
bool recorded_is_of(const struct json *basis, const char *of, const struct service *s);
/* Sets *out to the rows of a part, in a; returns how many, and 0 if one is malformed. */
size_t recorded_rows(struct arena *a, const struct json *basis, size_t part, struct compare_minute **out);
/* Continues from the recorded minutes: sets *m, whose arena is set, as it was after the last of them. Returns false,
 * with *m unchanged, if they cannot be used. */
bool recorded_minutes(const struct json *basis, struct minutes *m);

#endif
