/* SPDX-License-Identifier: Apache-2.0 */
/* grpc.c: grpc.health.v1.Health/Check. */
#include "../gate.h"

static void start(struct run *r, struct look *l)
{
	struct err e;
	err_set(&e, ERR_INTERNAL, "grpc is not looked at yet");
	look_end(r, l, NULL, &e);
}

const struct source source_grpc = {
	.kind = "grpc", .group = GROUP_PROBES, .every = EVERY_ROUND, .after_services = true, .start = start,
	.doc = "grpc.health.v1.Health/Check",
};
