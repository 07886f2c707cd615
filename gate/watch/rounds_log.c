/* SPDX-License-Identifier: Apache-2.0 */
/* rounds_log.c: records each round for evidence, with everything that a replay needs to reach the decision again. */
#include "bake.h"
#include "watch.h"

enum { ROUNDS_COMPARED = 8 }; /* whose outcomes may be the same object as those of a new round */

/* Returns true if x and y are entries of the same watching and differ only in time. */
static bool alike(const struct json *x, const struct json *y)
{
	static const char *const keys[] = { "warm", "warming", "hurried", "cleanServices", "outcomes", "stale", "early",
		"refused" };
	bool same = json_int(json_get(x, "round")) < json_int(json_get(y, "round"));
	for (size_t i = 0; same && i < COUNTOF(keys); i++) {
		const struct json *a = json_get(x, keys[i]), *b = json_get(y, keys[i]);
		same = a && b ? json_equal(a, b) : !a && !b;
	}
	return same;
}

/* After LIMIT_ROUNDS entries, merges the last entry into the one before if they are alike. Called before a new round is
 * added, because the newest entry may still be changed ("early", "refused"). */
static void fold_rounds(struct arena *a, struct json *log)
{
	size_t n = json_size(log);
	struct json *last = json_item(log, n - 1), *before = json_item(log, n - 2);
	/* the entry that a long log is cut after (rounds_kept.c) stays as it is */
	if (n <= LIMIT_ROUNDS + 1 || !alike(before, last))
		return;
	json_set_int(a, before, "times", (json_get(before, "times") ? json_int(json_get(before, "times")) : 1) + 1);
	json_set(before, "until", json_get(last, "at"));
	json_set(before, "cleanRow", json_get(last, "cleanRow"));
	json_drop_last(log);
}

/* ---- Above LIMIT_OUTCOMES_APART outcomes, a rule's commonest outcome is recorded once, under the rule's id -- */

static size_t end_of_rule(const struct outcomes *o, size_t from)
{
	size_t to = from;
	while (to < o->n && o->items[to].rule == o->items[from].rule)
		to++;
	return to;
}

static enum outcome_kind commonest(const struct outcomes *o, size_t from, size_t to)
{
	size_t n[OUTCOME_SKIPPED + 1] = { 0 };
	enum outcome_kind most = OUTCOME_PASS;
	for (size_t i = from; i < to; i++)
		n[o->items[i].kind]++;
	for (int k = OUTCOME_PASS; k <= OUTCOME_SKIPPED; k++)
		most = n[k] > n[most] ? (enum outcome_kind)k : most;
	return most;
}

static void put_outcomes(struct arena *a, struct json *outcomes, const struct outcomes *o, size_t from, size_t to)
{
	enum outcome_kind most = commonest(o, from, to);
	bool together = to - from > 1;
	if (together)
		json_set_string(a, outcomes, o->items[from].rule->id, outcome_name(most));
	for (size_t i = from; i < to; i++)
		if (!together || o->items[i].kind != most)
			json_set_string(a, outcomes, outcome_id(a, &o->items[i]), outcome_name(o->items[i].kind));
}

/* Adds the names of the outcomes whose flag equals `wanted`; only the rule's id if that is all of them. */
static void put_names(struct arena *a, struct json *names, const struct outcomes *o, size_t from, size_t to,
	const bool *flags, bool wanted)
{
	size_t n = 0;
	for (size_t i = from; i < to; i++)
		n += flags[i] == wanted;
	if (n == to - from && n > 1) {
		json_add(names, json_new_string(a, o->items[from].rule->id));
		return;
	}
	for (size_t i = from; n && i < to; i++)
		if (flags[i] == wanted)
			json_add(names, json_new_string(a, outcome_id(a, &o->items[i])));
}

/* Returns the equal outcomes of one of the last rounds, or these: a release that fails and recovers in turn has the
 * same few again and again. */
static struct json *told_before(const struct json *log, struct json *outcomes)
{
	size_t n = json_size(log);
	for (size_t i = 0; i < n && i < ROUNDS_COMPARED; i++) {
		struct json *then = json_get(json_item(log, n - 1 - i), "outcomes");
		if (then && json_equal(then, outcomes))
			return then;
	}
	return outcomes;
}

void rounds_log(const struct observations *observations, const struct release *release, struct judged *judged,
	const struct round_view *view)
{
	struct arena *a = judged->a;
	struct json *v = json_new_object(a), *outcomes = json_new_object(a);
	struct json *stale = json_new_array(a), *warming = json_new_array(a);
	const struct outcomes *o = &judged->outcomes;
	bool apart = o->n <= LIMIT_OUTCOMES_APART;
	for (size_t from = 0, to; from < o->n; from = to) {
		to = apart ? from + 1 : end_of_rule(o, from);
		put_outcomes(a, outcomes, o, from, to);
		put_names(a, stale, o, from, to, view->fresh, false);
		if (release->settled_at)
			put_names(a, warming, o, from, to, view->warm, true);
	}
	json_set_string(a, v, "at", clock_time_text(a, loop_wall(observations->loop)));
	json_set_int(a, v, "round", judged->rounds.count);
	json_set_bool(a, v, "warm", !release->settled_at);
	if (json_size(warming))
		json_set(v, "warming", warming);
	if (observations->hurried)
		json_set_bool(a, v, "hurried", true);
	json_set_bool(a, v, "cleanServices", view->clean_services);
	json_set(v, "outcomes", told_before(judged->log, outcomes));
	if (json_size(stale))
		json_set(v, "stale", stale);
	json_set_int(a, v, "cleanRow", judged->rounds.clean_row);
	fold_rounds(a, judged->log);
	json_add(judged->log, v);
	if (release->bake)
		rounds_kept(release->bake, judged);
}
