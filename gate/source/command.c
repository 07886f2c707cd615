/* SPDX-License-Identifier: Apache-2.0 */
/* command.c: a test suite. */
#include "../gate.h"

static void start(struct run *r, struct look *l)
{
	struct err e;
	err_set(&e, ERR_INTERNAL, "command is not looked at yet");
	look_end(r, l, NULL, &e);
}

const struct source source_command = {
	.kind = "command", .group = GROUP_PROBES, .every = EVERY_ONCE, .start = start,
	.doc = "a test suite",
};
