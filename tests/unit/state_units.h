/* SPDX-License-Identifier: Apache-2.0 */
/* state_units.h: shared by the tests of gate/state: runs on several machines with one simulated bucket. */
#ifndef TESTS_STATE_UNITS_H
#define TESTS_STATE_UNITS_H

#include "../../gate/state/state.h"
#include "storage_units.h"

#define SERVICE "projects/p/locations/r/services/s"
enum { LEASE_MS = 60 * 1000, SOON_MS = 20 * 1000 };

struct state_world {
	struct bench *b;
	struct storage_world storage;
	bool down;            /* the bucket does not answer */
	int busy;             /* so many writes are answered with 503, and not done */
	bool deaf;            /* writes reach it, and no answer comes back */
	int writes, evidence; /* requests that write; that read evidence */
};
struct state_run {
	struct state s;
	const char *said; /* the last line */
};

/* state: {BUCKET: ...}, as tests/cloud has it. */
struct state_world *state_open(struct bench *b, const char *state);
struct state_run *state_machine(struct bench *b, const char *run);
void state_pass(struct bench *b, int64_t ms); /* of time */
/* Takes the lock of SERVICE. */
struct leases *state_take(struct bench *b, struct state_run *m, bool *expired, struct err *e);

#endif
