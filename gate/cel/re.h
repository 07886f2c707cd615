/* SPDX-License-Identifier: Apache-2.0 */
/* re.h: regular expressions as CEL defines them: RE2's syntax and its linear time. RE2 has its only address in
 * re.cc. */
#ifndef CEL_RE_H
#define CEL_RE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct re;
/* NULL: the pattern is bad; why (of size bytes) says how. Freed with re_free. */
struct re *re_new(const char *pattern, size_t n, char *why, size_t size);
bool re_matches(const struct re *r, const char *text, size_t n); /* anywhere in text */
size_t re_groups(const struct re *r);                            /* that capture */
/* The first match at or after from, with all of text around it: groups[0] is all of it, then its groups, n in all. One
 * that took no part is empty. */
struct str;
bool re_find(const struct re *r, const char *text, size_t n, size_t from, struct str *groups, size_t n_groups);
void re_free(void *r);

#ifdef __cplusplus
}
#endif

#endif
