/* SPDX-License-Identifier: Apache-2.0 */
/* drill.h: the targets that a drill tries, and their receipts. */
#ifndef GATE_ACT_DRILL_H
#define GATE_ACT_DRILL_H

#include "../run/run.h"

enum drill_outcome {
	DRILL_PENDING,
	DRILL_FIT,         /* it started, and every rule over its answers held */
	DRILL_UNFIT,       /* it did not start, or its answers failed a rule */
	DRILL_PASSED_OVER, /* not tried, because something that it needs is gone; a rollback passes over it too */
	DRILL_NONE,        /* there is no target */
	DRILL_SUPERSEDED,  /* somebody else changed the service meanwhile */
	DRILL_UNKNOWN,     /* it could not be tagged or asked */
};

/* One target of one service. Texts live as long as the run; times are unix ms, 0: it did not happen. */
struct drilled {
	struct service *service;
	const char *revision; /* NULL: DRILL_NONE */
	enum baseline_source source;
	const char *tag; /* by which it was asked; NULL: it got none */
	enum drill_outcome outcome;
	const char *reason; /* NULL: DRILL_FIT */
	int64_t began, tagged, answered, ended;
	struct json *probes, *rules; /* the newest answers and outcomes; NULL: it was not asked */
};
struct drilled_list {
	struct drilled **items;
	size_t n, cap;
};

/* A drill. */
struct way;
struct drill {
	struct run *r;
	struct way *ways; /* for each service of the release */
	struct drilled_list all;
	struct target_fitness *fitness;
	bool *tagged; /* for each service: it may have the tag */
};

/*
 * drill_probe.c: sends the probes that reach users of the service to each target, at its tag URL, and judges the
 * critical rules over them, until they hold in gate.passes rounds in a row or `until` (loop_now) or a signal. Without
 * such a rule, every probe must answer well. Sets the outcome of each of the n targets.
 */
void drill_probe(const struct drill *d, struct drilled *const *targets, size_t n, int64_t until);

/* drill_receipt.c (no side effects): the receipts, for evidence; the result of the drill. */
const char *drill_outcome_name(enum drill_outcome o);
struct json *drill_receipts(struct arena *a, const struct drilled_list *all);
/* Returns the first target with this outcome, or NULL. */
const struct drilled *drill_first(const struct drilled_list *all, enum drill_outcome o);
/* Returns the reason of the result, "backend: demo-backend-00041-abc works". The first target that does not work is
 * named; if all work, each. */
const char *drill_reason(struct arena *a, const struct drilled_list *all, const struct drilled *first);

#endif
