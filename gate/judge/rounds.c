/* SPDX-License-Identifier: Apache-2.0 */
/* rounds.c: the decision from the outcomes of several rounds. A single failed round decides nothing. No side effects.
 */
#include "judge.h"

#include <string.h>

const char *decision_name(enum decision d)
{
	static const char *const names[] = {
		[DECISION_GO_ON] = "none",
		[DECISION_APPROVED] = "approved",
		[DECISION_CONDEMNED] = "condemned",
		[DECISION_FAILED] = "failed",
		[DECISION_INCONCLUSIVE] = "inconclusive",
	};
	return names[d];
}

/* ---- Tallies: in the order of the newest outcomes, so that tally i belongs to outcome i ------------ */

static bool is_of(const struct tally *t, const struct outcome *o)
{
	return t->rule == o->rule && (t->key == o->key || (t->key && o->key && !strcmp(t->key, o->key)));
}

/* A hash table with open addressing, at most half full. A slot holds the index of a tally + 1; 0: free. */
struct table {
	const struct tally *tallies;
	size_t *slots, size;
};

static size_t *slot_of(const struct table *t, const struct outcome *o)
{
	uint64_t hash = (uint64_t)(uintptr_t)o->rule * 0x9e3779b97f4a7c15u;
	for (const char *c = o->key ? o->key : ""; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
	size_t at = (size_t)(hash ^ hash >> 32) & (t->size - 1);
	while (t->slots[at] && !is_of(&t->tallies[t->slots[at] - 1], o))
		at = (at + 1) & (t->size - 1);
	return &t->slots[at];
}

static struct table table_of(struct arena *a, const struct rounds *s)
{
	struct table t = { .tallies = s->tallies, .size = 16 };
	while (t.size < 2 * (s->n + 1))
		t.size *= 2;
	t.slots = ARENA_ARRAY(a, size_t, t.size);
	for (size_t i = 0; i < s->n; i++)
		*slot_of(&t, &(struct outcome){ .rule = s->tallies[i].rule, .key = s->tallies[i].key }) = i + 1;
	return t;
}

static void reserve(struct arena *a, struct rounds *s, size_t most)
{
	if (most <= s->cap)
		return;
	size_t cap = s->cap ? 2 * most : most; /* the first round mostly has them all */
	struct tally *all = ARENA_ARRAY(a, struct tally, cap);
	if (s->n)
		memcpy(all, s->tallies, s->n * sizeof(*all));
	s->tallies = all;
	s->spare = ARENA_ARRAY(a, struct tally, cap);
	s->cap = cap;
}

/* Reorders the tallies to the order of the outcomes. Tallies of outcomes that do not exist at present follow behind. */
static void lay_out(struct arena *a, struct rounds *s, const struct outcomes *o)
{
	reserve(a, s, s->n + o->n);
	struct arena *temporary = arena_under(a);
	struct table t = table_of(temporary, s);
	bool *placed = ARENA_ARRAY(temporary, bool, s->n + 1);
	struct tally *all = s->spare;
	size_t n = 0;
	for (size_t i = 0; i < o->n; i++) {
		size_t known = *slot_of(&t, &o->items[i]); /* a pair of rule and key occurs only once */
		all[n++] = known
			? s->tallies[known - 1]
			: (struct tally){ .rule = o->items[i].rule, .key = arena_strdup(a, o->items[i].key), .since = s->count };
		if (known)
			placed[known - 1] = true;
	}
	for (size_t i = 0; i < s->n; i++)
		if (!placed[i])
			all[n++] = s->tallies[i];
	s->spare = s->tallies;
	s->tallies = all;
	s->n = n;
	arena_free(temporary);
}

static bool is_laid_out(const struct rounds *s, const struct outcomes *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (i >= s->n || !is_of(&s->tallies[i], &o->items[i]))
			return false;
	return true;
}

const struct tally *rounds_tally(const struct rounds *s, const struct outcomes *o, size_t i)
{
	return i < s->n && is_of(&s->tallies[i], &o->items[i]) ? &s->tallies[i] : NULL;
}

/* ---- Counting ------------------------------------------------------------------------------------------ */

static bool counts(const struct outcome *o)
{
	return !o->rule->dry_run && o->rule->severity != SEVERITY_WARNING;
}

/* Counts an outcome. A row of failures grows only with a fresh observation. A failure during a warm-up neither extends
 * a row nor ends it. */
static void count(struct tally *t, const struct outcome *o, bool warm, bool fresh, bool once, unsigned failures)
{
	if (o->kind == OUTCOME_FAIL)
		t->failed++;
	if (o->kind == OUTCOME_PASS || o->kind == OUTCOME_SKIPPED) {
		t->failed_row = 0;
		t->enough = false;
	}
	if (warm)
		return;
	if (o->kind != OUTCOME_SKIPPED)
		t->judged++;
	if (o->kind == OUTCOME_FAIL) {
		t->judged_failed++;
		if (fresh || !t->failed_row)
			t->failed_row++;
		t->enough = once || t->failed_row >= failures;
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
	return any_passed; /* at least one rule must have passed */
}

enum decision rounds_next(struct arena *a, struct rounds *s, const struct outcomes *o, const struct round_view *v)
{
	bool condemned = false, failed = false, critical_failing = false;
	unsigned failures = (unsigned)s->gate->failures;
	s->count++;
	if (!is_laid_out(s, o))
		lay_out(a, s, o);
	for (size_t i = 0; i < o->n; i++) {
		struct tally *t = &s->tallies[i];
		count(t, &o->items[i], v->warm[i], v->fresh[i], v->once[i], failures);
		if (!counts(&o->items[i]))
			continue;
		bool critical = o->items[i].rule->severity == SEVERITY_CRITICAL;
		bool enough = o->items[i].kind == OUTCOME_FAIL && t->enough && !v->warm[i];
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

void rounds_continue(
	struct arena *a, struct rounds *s, const struct outcomes *o, const struct json *rows, unsigned clean_row)
{
	lay_out(a, s, o);
	s->clean_row = clean_row;
	for (size_t i = 0; i < o->n; i++) {
		int64_t row = json_int(json_get(rows, outcome_id(a, &o->items[i])));
		s->tallies[i].failed_row = row > 0 && row <= LIMIT_ROWS ? (unsigned)row : 0;
	}
}

struct json *rounds_rows(struct arena *a, const struct rounds *s, const struct outcomes *o)
{
	struct json *rows = json_new_object(a);
	for (size_t i = 0; i < o->n; i++) {
		const struct tally *t = rounds_tally(s, o, i);
		if (t && t->failed_row)
			json_set_int(a, rows, outcome_id(a, &o->items[i]), t->failed_row);
	}
	return rows;
}

/* A rule that failed in all of its rounds condemns only after gate.failures rounds: fewer may be due to a slow machine.
 */
enum decision rounds_at_deadline(const struct rounds *s, const struct outcomes *o)
{
	bool failed = false;
	for (size_t i = 0; i < o->n; i++) {
		const struct outcome *it = &o->items[i];
		const struct tally *t = rounds_tally(s, o, i);
		if (!counts(it) || !t)
			continue;
		bool critical = it->rule->severity == SEVERITY_CRITICAL;
		bool always = t->judged == t->judged_failed && t->judged_failed >= (unsigned)s->gate->failures;
		bool fails = it->kind == OUTCOME_FAIL && always; /* a long enough row of failures has already condemned */
		bool unknown_fails = it->kind == OUTCOME_UNKNOWN &&
			(it->rule->unknown == RULE_UNKNOWN_FAILS || s->gate->unknown == UNKNOWN_ROLLBACK);
		if (critical && (fails || unknown_fails))
			return DECISION_CONDEMNED;
		failed = failed || (!critical && unknown_fails);
	}
	return failed ? DECISION_FAILED : DECISION_INCONCLUSIVE;
}
