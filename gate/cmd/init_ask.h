/* SPDX-License-Identifier: Apache-2.0 */
/* init_ask.h: what `rungate init` needs and the command line does not name. */
#ifndef GATE_CMD_INIT_ASK_H
#define GATE_CMD_INIT_ASK_H

#include "init_workloads.h"

/*
 * For init without SERVICE: lists the services, worker pools and jobs of the region, and at a terminal asks which of
 * them are meant. There it also asks for a project or region that is not configured, and for the file, if the config
 * would be printed between the questions. Sets project, region, args and output of `named`, and `workloads`; runs the
 * loop until `deadline`.
 *
 * r: an open run without services. named: a copy of the options. Returns 0; or, where nobody can be asked, the exit
 * code, after printing the services and how to name them; or -1 with why: a failed list, no services, interrupted, end
 * of input.
 */
int init_ask(struct run *r, int64_t deadline, struct options *named, struct init_workloads *workloads, struct err *why);
/* For init with names, the args of `given` in its project and region, which may be NULL: marks worker pools and jobs as
 * wanted, and leaves the others in the args of `named`. A name that a service has too means the service. Returns 0, or
 * -1 with why: interrupted. */
int init_name(struct gcp *g, struct run_log *log, int64_t deadline, const struct options *given, struct options *named,
	struct init_workloads *workloads, struct err *why);

/* ---- init_compare.c (no side effects) ------------------------------------------------------------------------- */

/* What init proposes to compare. */
struct init_compared {
	bool errors, probes; /* of any service */
	int64_t deadline;    /* ms: gate.deadline, long enough for an answer */
};
struct init_compared init_compared(const struct config *c, const struct release *release);
/* Writes the group `comparisons`, or nothing. */
void init_compare_put(struct arena *a, const struct config *c, const struct release *release, struct buf *out);

#endif
