/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature.h: parses the signatures in the table of functions, for the checker. A signature is a list of overloads
 * separated by "; ", each "TYPE.name(TYPE, ...) -> TYPE" or "name(TYPE) -> TYPE". A type is a word, or words separated
 * by "|"; "list(string)" is a list of strings; brackets enclose optional arguments; "..." repeats the type before it.
 */
#ifndef CEL_SIGNATURE_H
#define CEL_SIGNATURE_H

#include "node.h"

typedef uint32_t cel_kinds; /* a set of enum cel_kind */
#define CEL_KIND(kind) ((cel_kinds)1 << (kind))
#define CEL_NUMBERS    (CEL_KIND(CEL_INT) | CEL_KIND(CEL_UINT) | CEL_KIND(CEL_DOUBLE))
#define CEL_ANY        (~(cel_kinds)0)

/* items: the kinds of a list's items; 0: any */
struct cel_type {
	cel_kinds kinds, items;
};
struct cel_overload {
	struct cel_type takes[8], gives; /* the receiver is the first argument */
	size_t n;
	bool more; /* the last argument may be repeated */
};
/* Parses the overloads of f into out, at most room. Returns how many there are. */
size_t cel_overloads(const struct cel_function *f, struct cel_overload *out, size_t room);

const char *cel_kind_word(enum cel_kind kind); /* the word for the kind in signatures: "timestamp" */
/* for messages: "a string, list or map", "a list of string" */
const char *cel_type_text(struct arena *a, struct cel_type t);

#endif
