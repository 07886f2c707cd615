/* SPDX-License-Identifier: Apache-2.0 */
/* tally.c: counts the seeds in which each fault and each outcome occurred. An event that never occurs is not tested. */
#include "shared.h"

#include <stdatomic.h>
#include <sys/mman.h>

enum { ENOUGH_SEEDS = 2000, COLUMNS = 4 };

struct tallies {
	_Atomic uint64_t seeds[HAPPENED__COUNT], playing[JOBS_MAX];
};

/* clang-format off */
static const char *const names[] = {
	[HAPPENED_KILLED] = "killed", [HAPPENED_KILLED_UNSENT] = "killed before PATCH",
	[HAPPENED_KILLED_SENDING] = "killed sending", [HAPPENED_KILLED_SENT] = "killed after PATCH",
	[HAPPENED_KILLED_WRITING] = "killed at a write", [HAPPENED_CANCELLED] = "cancelled", [HAPPENED_PAUSED] = "paused",
	[HAPPENED_PAUSED_LONG] = "paused beyond lease", [HAPPENED_CLOCK] = "clocks apart",
	[HAPPENED_CUT_STORE] = "cut off: bucket", [HAPPENED_CUT_API] = "cut off: Cloud Run",
	[HAPPENED_CUT_HANGS] = "cut off: hangs", [HAPPENED_CUT_REFUSED] = "cut off: refused",
	[HAPPENED_CUT_ANSWERS] = "cut off: answers", [HAPPENED_DROPPED] = "request dropped",
	[HAPPENED_LOST] = "answer lost", [HAPPENED_LOST_WRITE] = "answer to write lost",
	[HAPPENED_SERVER_ERROR] = "503", [HAPPENED_QUOTA] = "429",
	[HAPPENED_PRECONDITION] = "412", [HAPPENED_RETAINED] = "retention",
	[HAPPENED_CONFLICT] = "409", [HAPPENED_NOT_APPLIED] = "change not applied",
	[HAPPENED_SAME_MACHINE] = "same machine again", [HAPPENED_PAGES] = "list in pages",
	[HAPPENED_VERIFY] = "verify", [HAPPENED_ROLLBACK] = "rollback",
	[HAPPENED_RESUME] = "resume", [HAPPENED_PROMOTE] = "promote",
	[HAPPENED_SNAPSHOT] = "snapshot", [HAPPENED_LOCKED] = "locked",
	[HAPPENED_WAITED] = "waits for the lock", [HAPPENED_TAKEN_OVER] = "lock taken over",
	[HAPPENED_LOCK_LOST] = "lock lost", [HAPPENED_LOCAL] = "local journal",
	[HAPPENED_RESUMED] = "resumed", [HAPPENED_OVERTAKEN] = "overtaken",
	[HAPPENED_ROLLED_BACK] = "rolled back", [HAPPENED_PROMOTED] = "promoted",
	[HAPPENED_PASSED] = "passed", [HAPPENED_UNRECORDED] = "not recorded",
	[HAPPENED_CHAIN_CONTENDED] = "chain contended", [HAPPENED_TWO_MOVERS] = "two movers",
};
/* clang-format on */
_Static_assert(COUNTOF(names) == HAPPENED__COUNT, "a name for each");

struct tallies *tally_new(void)
{
	void *shared = mmap(NULL, sizeof(struct tallies), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return shared == MAP_FAILED ? NULL : shared;
}

void tally_begin(struct tallies *t, int job, uint64_t seed)
{
	t->playing[job] = seed;
}

uint64_t tally_playing(const struct tallies *t, int job)
{
	return t->playing[job];
}

void tally_seed(struct tallies *t, const struct world *w)
{
	for (int i = 0; i < HAPPENED__COUNT; i++)
		t->seeds[i] += w->happened[i];
}

bool tally_print(struct tallies *t, uint64_t seeds)
{
	bool missing = false;
	printf("simulate-shared: in how many seeds it occurred:\n");
	for (int i = 0; i < HAPPENED__COUNT; i++) {
		bool ends = i % COLUMNS == COLUMNS - 1 || i + 1 == HAPPENED__COUNT;
		printf("  %-20s %7llu%s", names[i], (unsigned long long)t->seeds[i], ends ? "\n" : "");
		missing = missing || !t->seeds[i];
	}
	for (int i = 0; seeds >= ENOUGH_SEEDS && i < HAPPENED__COUNT; i++)
		if (!t->seeds[i])
			printf("simulate-shared: never occurred: %s\n", names[i]);
	return seeds < ENOUGH_SEEDS || !missing;
}
