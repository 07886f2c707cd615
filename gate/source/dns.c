/* SPDX-License-Identifier: Apache-2.0 */
/* dns.c: a name, looked up several times. */
#include "../gate.h"

static void start(struct run *r, struct look *l)
{
	struct err e;
	err_set(&e, ERR_INTERNAL, "dns is not looked at yet");
	look_end(r, l, NULL, &e);
}

const struct source source_dns = {
	.kind = "dns", .group = GROUP_PROBES, .every = EVERY_ROUND, .start = start,
	.doc = "a name, looked up several times",
};
