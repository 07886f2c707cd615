/* SPDX-License-Identifier: Apache-2.0 */
/* command_text.h: commands within a text for people, such as "pinned until: rungate promote api". They are copied from
 * there, so none is shown in part. No side effects. */
#ifndef GATE_RUN_COMMAND_TEXT_H
#define GATE_RUN_COMMAND_TEXT_H

#include "../base/base.h"

/* Returns the first command of gcloud or rungate in the text and sets *n to its length: up to a bracket, to the ";" or
 * "," before a space, or to the end of the text. Returns NULL if there is none. */
const char *command_in(const char *text, size_t *n);
/* Returns whether the text is a command. */
bool command_is(struct str text);
/* text_cut for so many columns, of which a byte takes one at most; what is cut within a command is cut before it. */
char *command_fitted(struct arena *a, const char *text, size_t columns);

#endif
