/* SPDX-License-Identifier: Apache-2.0 */
/* plan.h: PURE. The traffic list to send, and the reasons not to act. */
#ifndef ROLLBACK_PLAN_H
#define ROLLBACK_PLAN_H

#include "target.h"

/* ---- plan.c (PURE): the traffic list to send; plan_step.c: the shares of a promotion -------------------- */

/* What a change of traffic is for. */
enum aim {
	AIM_SPLIT,  /* its target, by named revisions */
	AIM_LATEST, /* its target's one revision, by LATEST */
	AIM_TRY,    /* the percents stay; the target's one revision gets PLAN_TRY_TAG, to be asked before it has users */
	AIM_UNTRY,  /* the percents stay; that tag goes */
};
#define PLAN_TRY_TAG "rungate-try"

struct plan {
	enum aim aim;
	struct run_split traffic;  /* the whole list, tags kept */
	struct run_split target;   /* its percents */
	bool needed;               /* false: users are already there */
	bool replaces_latest;      /* a LATEST target with traffic becomes named revisions */
};
/* On a fresh read. pin: needed also where users are already there but the wish differs from the plan. */
void plan_rollback(struct arena *a, const struct run_service *fresh, const struct run_split *target,
                   const struct run_revision *revisions, size_t n, bool pin, struct plan *out);
/* The other aims. No plan but AIM_TRY keeps PLAN_TRY_TAG. */
void plan_aim(
	struct arena *a, const struct run_service *fresh, const struct run_split *target, enum aim aim, struct plan *out);
/* A step of a promotion: revision gets percent, the others keep their proportions (largest remainders, as gcloud). */
struct run_split plan_step(struct arena *a, const struct run_split *others, const char *revision, int percent);
bool plan_wished(const struct plan *p, const struct run_service *s); /* the wish is the plan's */
/* Is the service at the plan's target, wish and fact, and settled? */
bool plan_reached(const struct plan *p, const struct run_service *s);
/* The command that does the same by hand. */
char *plan_command(struct arena *a, const struct run_service *s, const struct run_split *target);

/* ---- guard.c (PURE): reasons not to act ------------------------------------------------------------------ */

/* NULL, or why a later read says that somebody else acted since the first. */
char *guard_superseded(struct arena *a, const struct run_service *first, const struct run_service *fresh);
/* NULL, or why a service that is as it was before our PATCH (planned on generation sent_on, its fate unknown) may have
 * been put back by somebody: more changes were made than ours. */
char *guard_unexplained(struct arena *a, int64_t sent_on, const struct run_service *fresh);
/* NULL, or which revision users would follow LATEST to in place of this one. */
char *guard_newer(struct arena *a, const char *revision, const struct run_service *fresh);
/* NULL, or why a split is no place to send users: every revision must exist and be Ready. */
char *guard_unfit(struct arena *a, const struct run_split *target, const struct run_revision *revisions, size_t n);
/* NULL, or the label no_rollback_past that stands between the candidate and the target. */
char *guard_hold(struct arena *a, const struct run_revision *candidate, const struct run_revision *target,
                 const struct run_revision *revisions, size_t n);

#endif
