/* SPDX-License-Identifier: Apache-2.0 */
/* init_ask.h: what `rungate init` needs and the command line does not name. */
#ifndef GATE_CMD_INIT_ASK_H
#define GATE_CMD_INIT_ASK_H

#include "../run/run.h"

/*
 * For init without SERVICE: lists the services of the region, and at a terminal asks which of them are meant. There it
 * also asks for a project or region that is not configured, and for the file, if the config would be printed between
 * the questions. Sets project, region, args and output of `named`, and runs the loop until `deadline`.
 *
 * r: an open run without services. named: a copy of the options. Returns 0; or, where nobody can be asked, the exit
 * code, after printing the services and how to name them; or -1 with why: a failed list, no services, interrupted, end
 * of input.
 */
int init_ask(struct run *r, int64_t deadline, struct options *named, struct err *why);

#endif
