/* SPDX-License-Identifier: Apache-2.0 */
/* completion.h: completion scripts, made from the tables of commands and options. */
#ifndef GATE_CMD_COMPLETION_H
#define GATE_CMD_COMPLETION_H

#include "opt.h"

/* What completes a value or an argument. */
enum completes { COMPLETES_NOTHING, COMPLETES_FILES, COMPLETES_SERVICES, COMPLETES_WORDS };

/* completion_word.c. of_value: the value of an option that takes one; of_arguments: the arguments of a command. For
 * COMPLETES_WORDS the words are appended to words, with a space between them. */
enum completes completion_of_value(const struct opt *opt, struct buf *words);
enum completes completion_of_arguments(const struct command *c, struct buf *words);
/* Appends what `rungate help` takes: the names of commands and topics, with a space between them. */
void completion_topics(const struct options *o, struct buf *words);

/* completion_SHELL.c: append the script. o: the command line, for its table of commands. */
void completion_bash(const struct options *o, struct buf *out);
void completion_zsh(const struct options *o, struct buf *out);
void completion_fish(const struct options *o, struct buf *out);

#endif
