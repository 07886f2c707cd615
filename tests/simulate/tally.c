/* SPDX-License-Identifier: Apache-2.0 */
/* tally.c: counts the seeds in which each fault and each actor occurred. An event that never occurs is not tested. */
#include "sim.h"
#include "../../gate/run/run.h"

#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>

enum { ENOUGH_SEEDS = 1000, COLUMNS = 4 };

struct tallies {
	_Atomic uint64_t seeds[HAPPENED__COUNT], playing[JOBS_MAX];
};

/* clang-format off */
static const char *const names[] = {
	[HAPPENED_DEPLOY] = "deploy", [HAPPENED_DEPLOY_NO_TRAFFIC] = "deploy without traffic",
	[HAPPENED_DEPLOY_FAILING] = "failing deploy", [HAPPENED_MOVE] = "moved by hand",
	[HAPPENED_SPLIT] = "split by hand", [HAPPENED_BACK_AND_FORTH] = "back and forth",
	[HAPPENED_OTHER_GATE] = "another gate", [HAPPENED_CONTRARY] = "put back",
	[HAPPENED_TAG] = "tagged", [HAPPENED_TOUCH] = "new etag",
	[HAPPENED_RECREATE] = "made again", [HAPPENED_GONE] = "revision deleted",
	[HAPPENED_DEAD] = "revision dead", [HAPPENED_DEAD_TARGET] = "dead target patched",
	[HAPPENED_UNREADY] = "revision not ready", [HAPPENED_PLANTED] = "planted journal",
	[HAPPENED_MENDED] = "mended by hand", [HAPPENED_KILLED] = "killed",
	[HAPPENED_KILLED_UNSENT] = "killed before PATCH", [HAPPENED_KILLED_SENDING] = "killed sending",
	[HAPPENED_KILLED_SENT] = "killed after PATCH", [HAPPENED_SIGNAL] = "signal",
	[HAPPENED_CLOCK] = "clock set", [HAPPENED_DROPPED] = "request dropped",
	[HAPPENED_TAG_DROPPED] = "no answer at a tag",
	[HAPPENED_LOST] = "answer lost", [HAPPENED_SERVER_ERROR] = "503",
	[HAPPENED_QUOTA] = "429", [HAPPENED_GARBAGE] = "no JSON",
	[HAPPENED_STALE] = "read lags", [HAPPENED_CONFLICT] = "409",
	[HAPPENED_NOT_APPLIED] = "change not applied", [HAPPENED_OUTAGE_503] = "outage: 503",
	[HAPPENED_OUTAGE_409] = "outage: 409", [HAPPENED_OUTAGE_LOST] = "outage: answers lost",
	[HAPPENED_OUTAGE_REFUSED] = "outage: refused", [HAPPENED_OUTAGE_HANGS] = "outage: hangs",
	[HAPPENED_HEALED_IN_TIME] = "healed in time", [HAPPENED_HEALED_TOO_LATE] = "healed too late",
	[HAPPENED_STALE_LIST] = "list lags", [HAPPENED_PARTIAL] = "field missing",
	[HAPPENED_STALL] = "process stopped", [HAPPENED_LATE_FAILURE] = "failure seen late",
	[HAPPENED_SQL_HANGS] = "Cloud SQL hangs",
	[HAPPENED_SQL_SLOW] = "Cloud SQL slow",
	[HAPPENED_SQL_REFUSES] = "Cloud SQL refuses",
	[HAPPENED_REDIS_HANGS] = "Redis hangs",
	[HAPPENED_REDIS_SLOW] = "Redis slow",
	[HAPPENED_REDIS_REFUSES] = "Redis refuses",
	[HAPPENED_VPC_HANGS] = "VPC Access hangs",
	[HAPPENED_VPC_SLOW] = "VPC Access slow",
	[HAPPENED_VPC_REFUSES] = "VPC Access refuses",
	[HAPPENED_MONITORING_HANGS] = "Monitoring hangs",
	[HAPPENED_MONITORING_SLOW] = "Monitoring slow",
	[HAPPENED_MONITORING_REFUSES] = "Monitoring refuses",
	[HAPPENED_LOGGING_HANGS] = "Logging hangs",
	[HAPPENED_LOGGING_SLOW] = "Logging slow",
	[HAPPENED_LOGGING_REFUSES] = "Logging refuses",
	[HAPPENED_TWINS] = "twins compared", [HAPPENED_AHEAD] = "probe sent ahead",
	[HAPPENED_AHEAD_OTHER] = "and another answered",
	[HAPPENED_POOL_SURGE] = "instances in a surge", [HAPPENED_POOL_MOVED] = "worker pool moved",
	[HAPPENED_JOB_RESTORED] = "job put back", [HAPPENED_JOB_CHANGED] = "job changed by hand",
	[HAPPENED_JOB_KILLED] = "killed at a job",
	[HAPPENED_BAKE_CONTINUED] = "watch continued",
};
/* clang-format on */
_Static_assert(COUNTOF(names) == HAPPENED__COUNT, "a name for each");

struct tallies *tally_new(void)
{
	void *shared = mmap(NULL, sizeof(struct tallies), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return shared == MAP_FAILED ? NULL : shared;
}

void happened(struct sim *s, enum happened what)
{
	s->happened[what] = true;
}

void tally_begin(struct tallies *t, int job, uint64_t seed)
{
	t->playing[job] = seed;
}

uint64_t tally_playing(const struct tallies *t, int job)
{
	return t->playing[job];
}

void tally_seed(struct tallies *t, const struct sim *s)
{
	for (int i = 0; i < HAPPENED__COUNT; i++)
		t->seeds[i] += s->happened[i];
}

bool tally_print(struct tallies *t, uint64_t seeds)
{
	bool missing = false;
	printf("simulate: in how many seeds it occurred:\n");
	for (int i = 0; i < HAPPENED__COUNT; i++) {
		bool ends = i % COLUMNS == COLUMNS - 1 || i + 1 == HAPPENED__COUNT;
		printf("  %-22s %7llu%s", names[i], (unsigned long long)t->seeds[i], ends ? "\n" : "");
		missing = missing || !t->seeds[i];
	}
	for (int i = 0; seeds >= ENOUGH_SEEDS && i < HAPPENED__COUNT; i++)
		if (!t->seeds[i])
			printf("simulate: never occurred: %s\n", names[i]);
	return seeds < ENOUGH_SEEDS || !missing;
}
