/* SPDX-License-Identifier: Apache-2.0 */
/* kinds.h: what the names in the arguments are: services, worker pools or jobs. A config says it; without one, Cloud
 * Run is asked. */
#ifndef GATE_CMD_KINDS_H
#define GATE_CMD_KINDS_H

#include "../run/run.h"

/*
 * Moves those services of c that are worker pools or jobs to their groups. Only plain names of arguments are asked for.
 * A name of several kinds means the service, or else the worker pool; that is said, with how to name the other. A name
 * whose service could not be read stays a service, and so does a job on its own, because a release has more than jobs;
 * only `rungate status` shows one. Runs the loop for at most 10 s. Returns -1 with e if it was interrupted.
 */
int kinds_resolve(
	struct arena *a, struct gcp *g, struct run_log *log, const struct options *o, struct config *c, struct err *e);

#endif
