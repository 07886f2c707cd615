/* SPDX-License-Identifier: Apache-2.0 */
/* rounds.c: PURE. Outcomes of round after round -> decision. Hysteresis in one place (CONTRACT section 5, Rounds). */
#include "gate.h"

#include <string.h>

const char *decision_name(enum decision d)
{
	static const char *const names[] = {
		[DECISION_GO_ON] = "none", [DECISION_APPROVED] = "approved", [DECISION_CONDEMNED] = "condemned",
		[DECISION_FAILED] = "failed", [DECISION_INCONCLUSIVE] = "inconclusive",
	};
	return names[d];
}

const char *ending_name(enum ending e)
{
	static const char *const names[] = {
		[ENDING_NONE] = "none", [ENDING_ROUNDS] = "rounds", [ENDING_DEADLINE] = "deadline",
		[ENDING_NOTHING_TO_JUDGE] = "nothing_to_judge", [ENDING_SUPERSEDED] = "superseded",
		[ENDING_ALREADY_ROLLED_BACK] = "already_rolled_back", [ENDING_SERVES_NOTHING] = "serves_nothing",
		[ENDING_SIGNAL] = "signal", [ENDING_ORDER] = "order", [ENDING_RESUMED] = "resumed", [ENDING_STEP] = "step",
	};
	_Static_assert(COUNTOF(names) == ENDING__COUNT, "a name for every ending");
	return names[e];
}

static bool same(const struct tally *t, const struct outcome *o)
{
	return t->rule == o->rule && (t->key == o->key || (t->key && o->key && !strcmp(t->key, o->key)));
}

const struct tally *rounds_tally(const struct rounds *s, const struct outcome *o)
{
	for (size_t i = 0; i < s->n; i++)
		if (same(&s->tallies[i], o))
			return &s->tallies[i];
	return NULL;
}

static struct tally *tally_for(struct arena *a, struct rounds *s, const struct outcome *o)
{
	for (size_t i = 0; i < s->n; i++)
		if (same(&s->tallies[i], o))
			return &s->tallies[i];
	s->tallies = arena_grow(a, s->tallies, s->n, &s->cap, sizeof(*s->tallies));
	s->tallies[s->n] = (struct tally){ .rule = o->rule, .key = arena_strdup(a, o->key) };
	return &s->tallies[s->n++];
}

static bool counts(const struct outcome *o)
{
	return !o->rule->dry_run && o->rule->severity != SEVERITY_WARNING;
}

/* One look counts once: a value that merely stands from an earlier look adds nothing to a row. */
static void count(struct tally *t, const struct outcome *o, bool warm, bool fresh, bool once, unsigned failures)
{
	if (o->kind == OUTCOME_FAIL)
		t->failed++;
	if (warm) {
		t->failed_row = 0;
		t->enough = false;
		return;
	}
	if (o->kind != OUTCOME_SKIPPED)
		t->judged++;
	switch (o->kind) {
	case OUTCOME_FAIL:
		t->judged_failed++;
		if (fresh || !t->failed_row)
			t->failed_row++;
		t->enough = once || t->failed_row >= failures;
		break;
	case OUTCOME_UNKNOWN:
		break;
	case OUTCOME_PASS:
	case OUTCOME_SKIPPED:
		t->failed_row = 0;
		t->enough = false;
		break;
	}
}

static bool clean(const struct outcomes *o)
{
	bool any_passed = false;
	for (size_t i = 0; i < o->n; i++) {
		if (!counts(&o->items[i]))
			continue;
		if (o->items[i].kind == OUTCOME_FAIL || o->items[i].kind == OUTCOME_UNKNOWN)
			return false;
		any_passed = any_passed || o->items[i].kind == OUTCOME_PASS;
	}
	return any_passed; /* a policy of which nothing passed approves nothing */
}

enum decision rounds_next(struct arena *a, struct rounds *s, const struct outcomes *o, const struct round_view *v)
{
	bool condemned = false, failed = false, critical_failing = false;
	unsigned failures = (unsigned)s->gate->failures;
	s->count++;
	for (size_t i = 0; i < o->n; i++) {
		struct tally *t = tally_for(a, s, &o->items[i]);
		count(t, &o->items[i], v->warm, v->fresh[i], v->once[i], failures);
		if (!counts(&o->items[i]))
			continue;
		bool critical = o->items[i].rule->severity == SEVERITY_CRITICAL;
		bool enough = o->items[i].kind == OUTCOME_FAIL && t->enough;
		condemned = condemned || (critical && enough);
		failed = failed || (!critical && enough);
		critical_failing = critical_failing || (critical && o->items[i].kind == OUTCOME_FAIL);
	}
	s->clean_row = clean(o) && v->clean_services ? s->clean_row + 1 : 0;
	if (condemned)
		return DECISION_CONDEMNED;
	if (failed && !critical_failing)
		return DECISION_FAILED;
	if (s->clean_row >= (unsigned)s->gate->passes)
		return DECISION_APPROVED;
	return DECISION_GO_ON;
}

enum decision rounds_at_deadline(const struct rounds *s, const struct outcomes *o)
{
	bool failed = false;
	for (size_t i = 0; i < o->n; i++) {
		const struct outcome *it = &o->items[i];
		const struct tally *t = rounds_tally(s, it);
		if (!counts(it) || !t)
			continue;
		bool critical = it->rule->severity == SEVERITY_CRITICAL;
		bool always = it->kind == OUTCOME_FAIL && t->judged && t->judged == t->judged_failed;
		bool unknown_fails = it->kind == OUTCOME_UNKNOWN && (it->rule->unknown || s->gate->unknown);
		if (critical && (always || unknown_fails))
			return DECISION_CONDEMNED;
		failed = failed || (!critical && unknown_fails);
	}
	return failed ? DECISION_FAILED : DECISION_INCONCLUSIVE;
}
