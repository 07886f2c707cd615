/* SPDX-License-Identifier: Apache-2.0 */
/* init_workloads.h: the worker pools and jobs that `rungate init` writes beside the services. */
#ifndef GATE_CMD_INIT_WORKLOADS_H
#define GATE_CMD_INIT_WORKLOADS_H

#include "../run/run.h"

struct init_workload {
	bool job; /* otherwise a worker pool */
	const char *name;
	const struct json *raw; /* as the API lists it */
	bool wanted;            /* it was asked for, so that it is written */
};
struct init_workloads {
	struct init_workload *items; /* worker pools, then jobs; each sorted by name */
	size_t n;
};

/*
 * Lists the worker pools and jobs of the region, and runs the loop until then. A list that is refused or cannot be had
 * is said, and is empty. Returns 0, or -1 with ERR_INTERRUPTED. project, region: not NULL; deadline: loop_now.
 */
int init_workloads_list(struct gcp *g, struct run_log *log, const char *project, const char *region, int64_t deadline,
	struct init_workloads *out, struct err *e);
/* Returns the first that has this name, or NULL. */
struct init_workload *init_workload_named(const struct init_workloads *all, const char *name);
/* Writes the groups `workers`, `jobs` and `logs` for what is wanted. No side effects. */
void init_workloads_put(struct arena *a, const struct config *c, const struct init_workloads *all, struct buf *out);
/* Says which are not written, so that a person notices what the release may need. */
void init_workloads_say_rest(struct run_log *log, const struct init_workloads *all);

#endif
