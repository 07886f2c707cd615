/* SPDX-License-Identifier: Apache-2.0 */
/* memory.h: a run and the bucket that all machines share (gate/state). Without a bucket all of it does nothing. */
#ifndef GATE_RUN_MEMORY_H
#define GATE_RUN_MEMORY_H

#include "run.h"
#include "../state/state.h"

/*
 * Copies what other machines recorded about the services to this machine, asks for the permissions on the bucket, and
 * lets the journal be copied there. Runs the loop. Reports what could not be read; sets the doubts of the release, so
 * that files of this machine are not taken for what the bucket holds.
 */
void memory_open(struct run *r);
/* Returns a state for the config's bucket, without making a call. log may be NULL until something is to be said. */
struct state *memory_state(
	struct arena *a, const struct config *c, struct loop *l, struct gcp *g, const char *run, struct run_log *log);
/*
 * Takes the leases of n services (full names) if there is a bucket, and reads again the journals in it. Returns -1 with
 * ERR_LOCKED if another run holds one, and with another error if they could not be taken by the deadline.
 */
int memory_lock(
	struct memory *m, const char *const *services, size_t n, const char *command, int64_t deadline, struct err *e);
/* Waits for the copy of the journal and releases the leases, at most some seconds. */
void memory_close(struct memory *m, struct loop *l);

#endif
