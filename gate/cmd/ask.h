/* SPDX-License-Identifier: Apache-2.0 */
/* ask.h: questions to a person at a terminal. */
#ifndef GATE_CMD_ASK_H
#define GATE_CMD_ASK_H

#include "../net/net.h"

/* Returns true if somebody can be asked: standard input and standard error are a terminal. */
bool ask_possible(void);
/* Prints the question on standard error, runs the loop, and returns the line that is typed, without white space around
 * it, in a. Returns NULL with e if a signal came (ERR_INTERRUPTED) or the input ended (ERR_USAGE). */
char *ask(struct arena *a, struct loop *l, const char *question, struct err *e);

#endif
