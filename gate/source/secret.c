/* SPDX-License-Identifier: Apache-2.0 */
/* secret.c: the secret versions that the revisions of a service name. */
#include "../gate.h"

static void start(struct run *r, struct look *l)
{
	struct err e;
	err_set(&e, ERR_INTERNAL, "secret is not looked at yet");
	look_end(r, l, NULL, &e);
}

const struct source source_secret = {
	.kind = "secret", .group = GROUP_SERVICES, .every = EVERY_ONCE, .after_services = true, .inner = true, .start = start,
	.doc = "the secret versions that the revisions of a service name",
};
