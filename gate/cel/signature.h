/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature.h: what a function takes and gives, as its signature in the table says: overloads parted by "; ", each
 * "TYPE.name(TYPE, ...) -> TYPE" or "name(TYPE) -> TYPE". A type is a word, or several parted by "|"; "list(string)" is
 * a list of strings; what stands in brackets may be left out; "..." repeats the type before it.
 */
#ifndef CEL_SIGNATURE_H
#define CEL_SIGNATURE_H

#include "node.h"

typedef uint32_t cel_kinds; /* a set */
#define CEL_KIND(kind) ((cel_kinds)1 << (kind))
#define CEL_NUMBERS (CEL_KIND(CEL_INT) | CEL_KIND(CEL_UINT) | CEL_KIND(CEL_DOUBLE))
#define CEL_ANY (~(cel_kinds)0)

struct cel_type { cel_kinds kinds, items; }; /* items: of a list; 0: any */
struct cel_overload {
	struct cel_type takes[8], gives; /* the receiver is the first that is taken */
	size_t n;
	bool more;                       /* the last is taken again and again */
};
/* How many there are, at most room. */
size_t cel_overloads(const struct cel_function *f, struct cel_overload *out, size_t room);

const char *cel_kind_word(enum cel_kind kind);                /* "timestamp": the kind as signatures name it */
const char *cel_type_text(struct arena *a, struct cel_type t); /* "a string, list or map", "a list of string" */

#endif
