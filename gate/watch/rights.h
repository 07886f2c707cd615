/* SPDX-License-Identifier: Apache-2.0 */
/* rights.h: what a credential needs on a service, a row a permission; asked at the start, and shown by status
 * --credentials. */
#ifndef GATE_RIGHTS_H
#define GATE_RIGHTS_H

#include "../run/run.h"

enum right_need { RIGHT_OBSERVE, RIGHT_ACT, RIGHT_HELP }; /* RIGHT_HELP: of who acts; it can be done without */
struct right {
	const char *permission;
	enum right_need need;
	const char *why;
};
const struct right *rights_table(size_t *n);

typedef void rights_done(void *arg, const bool *granted, const struct err *error); /* granted: a flag a row */
/* end: loop_now; of the run. */
void rights_ask(struct run_log *log, struct gcp *g, const struct service *s, int64_t end, rights_done *done, void *arg);
/* The command that grants one of them to g. */
char *rights_grant(struct arena *a, const struct gcp *g, const struct service *s, const char *permission);

#endif
