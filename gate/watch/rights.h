/* SPDX-License-Identifier: Apache-2.0 */
/* rights.h: the permissions that a credential needs on a service. */
#ifndef GATE_RIGHTS_H
#define GATE_RIGHTS_H

#include "../run/run.h"

/* Needed to observe; to move traffic; useful to move traffic, but not required. */
enum right_need { RIGHT_OBSERVE, RIGHT_ACT, RIGHT_HELP };
struct right {
	const char *permission;
	enum right_need need;
	const char *why;
};
/* The tables of all kinds have this many rows, with the same needs. */
enum { RIGHTS = 4 };
const struct right *rights_table(enum cloudrun_kind kind);

/* granted: one flag for each row of the table. error: NULL, or why the permissions are not known. */
typedef void rights_done(void *arg, const bool *granted, const struct err *error);
/* Asks which permissions the credentials of g have on a service, until `end` (loop_now) or for 5 s at most. Calls done
 * once, from the loop. */
void rights_ask(struct run_log *log, struct gcp *g, const struct service *s, int64_t end, rights_done *done, void *arg);
/* Returns the gcloud command that grants the permission to the account of g. */
char *rights_grant(struct arena *a, const struct gcp *g, const struct service *s, const char *permission);

#endif
