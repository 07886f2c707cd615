/* SPDX-License-Identifier: Apache-2.0 */
/* secret_index.h: finds registered secrets in text in linear time: whole ones, and the rest of cut ones. A cut is
 * marked with "...", or is at the beginning or end of the text. */
#ifndef BASE_SECRET_INDEX_H
#define BASE_SECRET_INDEX_H

#include "base.h"

enum { SECRET_SHORTEST = 4 }; /* bytes; replacing shorter texts would make reports unreadable */

struct secret_index;
/* Returns an empty index, which lives as long as a. */
struct secret_index *secret_index_new(struct arena *a);
/* Adds a copy of text and returns it. in_part: also find parts of it that a cut left. Ignores texts shorter than
 * SECRET_SHORTEST. */
const char *secret_index_add(struct secret_index *x, struct str text, bool in_part);
/* secret_forms.c: adds text and the encodings in which it may appear. */
void secret_index_forms(struct secret_index *x, struct str text, bool in_part);
/* Returns how many bytes of text from `at` belong to a registered text, or 0. */
size_t secret_index_at(const struct secret_index *x, struct str text, size_t at);
/* Returns true if any of text belongs to a registered text. */
bool secret_index_in(const struct secret_index *x, struct str text);
/* Overwrites all texts of the index. */
void secret_index_wipe(struct secret_index *x);

bool secret_cut_after(struct str text, size_t at);  /* text ends at `at`, or a "..." follows */
bool secret_cut_before(struct str text, size_t at); /* text begins at `at`, or a "..." precedes */

#endif
