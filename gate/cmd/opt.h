/* SPDX-License-Identifier: Apache-2.0 */
/* opt.h: the table of options: how each is parsed, which commands accept it, and its help. */
#ifndef GATE_CMD_OPT_H
#define GATE_CMD_OPT_H

#include "../config/options.h"

enum opt_kind { TEXT, TEXTS, FLAG, SETS, COLOR, LOG, DEADLINE, BAKE, DURATION, TIME };

struct opt {
	const char *name, *value; /* value NULL: takes none */
	char letter;
	enum opt_kind kind;
	size_t offset;
	unsigned groups; /* commands that take it; 0: all */
	const char *doc;
};

#define AT(member) offsetof(struct options, member)
enum { OPT_TABLE_N = 48 };
extern const struct opt opt_table[OPT_TABLE_N];

/* Returns true if c takes the option (c NULL: any command). */
bool opt_belongs(const struct opt *opt, const struct command *c);
/* Returns the help of the option for c. c NULL: for no command in particular. */
const char *opt_doc(const struct opt *opt, const struct command *c);

/* Returns true if the value of the option is the name of a report format. */
bool opt_takes_format(const struct opt *opt);

#endif
