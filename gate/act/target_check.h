/* SPDX-License-Identifier: Apache-2.0 */
/* target_check.h: shared by target_check.c, target_finding.c and target_record.c: the probes that are sent to the
 * targets. */
#ifndef GATE_ACT_TARGET_CHECK_H
#define GATE_ACT_TARGET_CHECK_H

#include "act.h"

/* One probe, sent to one revision of a target ("part") and, for comparison, to where users are. */
struct ask {
	size_t observation; /* the index of the observation */
	const struct observation *of;
	const char *revision;               /* the part that is probed, or NULL */
	bool failing;                       /* a failed critical rule reads it */
	struct observation *users, *target; /* of what users reach (shared by all parts); of the part. NULL: not probed */
	unsigned bad;                       /* bad answers of the part so far */
	bool ended;
	const char *note; /* why it is not comparable, or NULL */
};

struct target_check {
	struct run *r;
	const bool *wanted; /* a flag for each service */
	struct ask *items;  /* grouped by observation */
	size_t n, cap;
	size_t *first, n_observations; /* first: for each observation, 1 + the index of its first item, or 0 */
	signed char *shared;           /* for each observation: the result of shared_observation; -1: not computed yet */
	const char *mode;
	bool decide;
	int64_t until;
};

enum finding { FINDING_NONE, FINDING_WELL, FINDING_SAME, FINDING_WORSE };

/* ---- target_finding.c (no side effects) ---- */
/* Returns the observation's first item, or NULL; target_next_ask returns the following ones. */
struct ask *target_asks(const struct target_check *t, size_t observation);
struct ask *target_next_ask(const struct target_check *t, struct ask *k);
/* Returns true if another revision of the same target answers this probe well. */
bool target_sibling_is_well(const struct target_check *t, const struct ask *k);
/* Returns what the answers to an item say. */
enum finding target_finding(const struct target_check *t, const struct ask *k);
/* target_record.c: adds all items to recovery->differential, which may be NULL. */
void target_check_record(struct arena *a, struct recovery *recovery, struct run_log *log, const struct target_check *t);
/* Returns why the observation is not well. */
const char *target_check_error(const struct observation *l);

#endif
