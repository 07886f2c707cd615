/* SPDX-License-Identifier: Apache-2.0 */
/* re.h: regular expressions with RE2's syntax, which CEL requires, in linear time. Only re.cc uses RE2. */
#ifndef CEL_RE_H
#define CEL_RE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct re;
/* Returns the compiled pattern, to be freed with re_free. If the pattern is invalid, returns NULL and writes the reason
 * to why (size bytes). */
struct re *re_new(const char *pattern, size_t n, char *why, size_t size);
bool re_matches(const struct re *r, const char *text, size_t n); /* true if any part of text matches */
size_t re_groups(const struct re *r);                            /* the number of capturing groups */
/* Finds the first match at or after `from`; assertions see all of text. Sets groups[0] to the match and the others to
 * its groups, n_groups in all; a group that did not take part is empty. Returns false if nothing matches. */
struct str;
bool re_find(const struct re *r, const char *text, size_t n, size_t from, struct str *groups, size_t n_groups);
void re_free(void *r);

#ifdef __cplusplus
}
#endif

#endif
