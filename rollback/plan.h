/* SPDX-License-Identifier: Apache-2.0 */
/* plan.h: which traffic list to send, and the checks that forbid sending it. No side effects. */
#ifndef ROLLBACK_PLAN_H
#define ROLLBACK_PLAN_H

#include "target.h"

/* ---- plan.c: the traffic list to send; plan_step.c: the steps of a promotion ---------------------------- */

/* The purpose of a change of traffic. */
enum aim {
	AIM_SPLIT,  /* the target split, with named revisions */
	AIM_LATEST, /* the target's single revision, by following LATEST */
	/* percents unchanged; the target's revisions, at most PLAN_TRY_TAGS, get a tag of ours in their order, so that they
	 * can be probed without traffic */
	AIM_TRY,
	AIM_UNTRY, /* percents unchanged; removes these tags */
};
enum {
	PLAN_TRY_TAGS = 2,
	PLAN_TAGGED_MAX = 46 /* Cloud Run refuses a tag if it and the service's name are longer together, in bytes */
};
#define PLAN_TRY_TAG   "rungate-try"
#define PLAN_TRY_TAG_2 "rungate-try-2"
bool plan_is_try_tag(const char *tag); /* one of these; tag may be NULL */

struct plan {
	enum aim aim;
	struct cloudrun_split traffic; /* the whole list to send, with its tags */
	struct cloudrun_split target;  /* the percents to reach */
	bool needed;                   /* false: the traffic is already there */
	bool replaces_latest;          /* a LATEST row with traffic is replaced by named revisions */
};
/* Plans a rollback for a fresh read. pin: also change the desired split if only the effective one is at the target. */
void plan_rollback(struct arena *a, const struct cloudrun_service *fresh, const struct cloudrun_split *target,
	const struct cloudrun_revision *revisions, size_t n, bool pin, struct plan *out);
/* Plans for the other aims. Every plan except AIM_TRY removes the tags of ours. */
void plan_aim(struct arena *a, const struct cloudrun_service *fresh, const struct cloudrun_split *target, enum aim aim,
	struct plan *out);
/* Adds the tags of ours that the fresh read has to a plan that removes them. */
void plan_keep_tried(const struct cloudrun_service *fresh, struct plan *p);
/* Returns a step of a promotion: revision gets percent, and the others share the rest in proportion (largest remainder
 * method, as gcloud does). */
struct cloudrun_split plan_step(
	struct arena *a, const struct cloudrun_split *others, const char *revision, int percent);
/* Returns what it changes, for messages: "backend-00041 100 %", or "tag rungate-try on backend-00041". */
const char *plan_text(struct arena *a, const struct plan *p);
bool plan_is_desired(const struct plan *p, const struct cloudrun_service *s); /* the desired split is the plan's */
/* Returns true if the desired and the effective split are at the target and the service has settled. */
bool plan_reached(const struct plan *p, const struct cloudrun_service *s);
/* Returns the gcloud command that makes the same change. */
char *plan_command(struct arena *a, const struct cloudrun_service *s, const struct cloudrun_split *target);
/* Returns true if a tag of ours is on a revision of the service, or was asked for. */
bool plan_has_try_tag(const struct cloudrun_service *s);
/* Returns the gcloud command that removes them. */
char *plan_untag_command(struct arena *a, const struct cloudrun_service *s);

/* ---- guard.c: preconditions for moving traffic. Each returns NULL, or why traffic must not be moved. --------- */

/* Somebody else changed the service between the two reads. */
char *guard_superseded(struct arena *a, const struct cloudrun_service *first, const struct cloudrun_service *fresh);
/* The service is as before our PATCH, whose outcome is unknown (it was planned on generation sent_on), but more changes
 * were made than ours: somebody may have reverted it. */
char *guard_unexplained(struct arena *a, int64_t sent_on, const struct cloudrun_service *fresh);
/* With LATEST, users would get another revision than this one. */
char *guard_newer(struct arena *a, const char *revision, const struct cloudrun_service *fresh);
/* A revision of the split does not exist or is not Ready. */
char *guard_unfit(
	struct arena *a, const struct cloudrun_split *target, const struct cloudrun_revision *revisions, size_t n);
#define GUARD_GONE "does not exist any more"
/* Returns true, with the first such revision and why, if there is one. */
bool guard_unfit_part(struct arena *a, const struct cloudrun_split *target, const struct cloudrun_revision *revisions,
	size_t n, struct target_refusal *out);
/* Returns true, with the revision and why, if it is not Ready. Else *out stays as it is. */
bool guard_unready(struct arena *a, const struct cloudrun_revision *r, struct target_refusal *out);
/* Returns true, with the revision and why, if Cloud Run's refusal of a change says that this part of the target cannot
 * serve: it names the part, or it is about an image and the target has one part. */
bool guard_refused_part(
	struct arena *a, const struct cloudrun_split *target, const char *refusal, struct target_refusal *out);
/* A revision after the target, up to the candidate, has the label no_rollback_past. */
char *guard_hold(struct arena *a, const struct cloudrun_revision *candidate, const struct cloudrun_revision *target,
	const struct cloudrun_revision *revisions, size_t n);

#endif
