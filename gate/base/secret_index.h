/* SPDX-License-Identifier: Apache-2.0 */
/*
 * secret_index.h: the texts that a keeper hides, found in other texts in linear time: whole, and what a cut left of
 * them. A cut is marked with "..." or stands at an end of the text.
 */
#ifndef BASE_SECRET_INDEX_H
#define BASE_SECRET_INDEX_H

#include "base.h"

enum { SECRET_SHORTEST = 4 }; /* bytes; shorter texts would blank out half of every report */

struct secret_index;
struct secret_index *secret_index_new(struct arena *a);
/* Gives the index's own copy. in_part: what a cut left of it is hidden too. Texts shorter than SECRET_SHORTEST are not
 * added. */
const char *secret_index_add(struct secret_index *x, struct str text, bool in_part);
/* How many bytes of text at this place are of a hidden text; 0: none. */
size_t secret_index_at(const struct secret_index *x, struct str text, size_t at);
void secret_index_wipe(struct secret_index *x);

bool secret_cut_after(struct str text, size_t at);  /* text ends there, or goes on with the mark of a cut */
bool secret_cut_before(struct str text, size_t at); /* text begins there, or the mark of a cut stands before it */

#endif
