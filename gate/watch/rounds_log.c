/* SPDX-License-Identifier: Apache-2.0 */
/* rounds_log.c: all that the decision rests on is on record: a replay counts the rounds again. */
#include "../gate.h"

static bool alike(const struct json *x, const struct json *y)
{
	static const char *const keys[] = { "warm", "warming", "hurried", "cleanServices", "outcomes", "stale", "early", "refused" };
	bool same = json_int(json_get(x, "round")) < json_int(json_get(y, "round"));
	for (size_t i = 0; same && i < COUNTOF(keys); i++) {
		const struct json *a = json_get(x, keys[i]), *b = json_get(y, keys[i]);
		same = a && b ? json_equal(a, b) : !a && !b;
	}
	return same;
}

/* The newest is left alone: what becomes of it is not known yet. */
static void fold_rounds(struct arena *a, struct json *log)
{
	size_t n = json_size(log);
	struct json *last = json_item(log, n - 1), *before = json_item(log, n - 2);
	if (n <= LIMIT_ROUNDS || !alike(before, last))
		return;
	json_set_int(a, before, "times", (json_get(before, "times") ? json_int(json_get(before, "times")) : 1) + 1);
	json_set(before, "until", json_get(last, "at"));
	json_set(before, "cleanRow", json_get(last, "cleanRow"));
	json_drop_last(log);
}

void rounds_log(struct arena *a, struct run *r, const struct round_view *view)
{
	struct json *v = json_new_object(a), *outcomes = json_new_object(a);
	struct json *stale = json_new_array(a), *warming = json_new_array(a);
	for (size_t i = 0; i < r->outcomes.n; i++) {
		const struct outcome *o = &r->outcomes.items[i];
		const char *name = outcome_id(a, o);
		json_set_string(a, outcomes, name, outcome_name(o->kind));
		if (!view->fresh[i])
			json_add(stale, json_new_string(a, name));
		if (view->warm[i] && r->settled_at)
			json_add(warming, json_new_string(a, name));
	}
	json_set_string(a, v, "at", clock_time_text(a, loop_wall(r->loop)));
	json_set_int(a, v, "round", r->rounds.count);
	json_set_bool(a, v, "warm", !r->settled_at);
	if (json_size(warming))
		json_set(v, "warming", warming);
	if (r->hurried)
		json_set_bool(a, v, "hurried", true);
	json_set_bool(a, v, "cleanServices", view->clean_services);
	struct json *same = json_get(json_item(r->round_log, json_size(r->round_log) - 1), "outcomes");
	json_set(v, "outcomes", same && json_equal(same, outcomes) ? same : outcomes);
	if (json_size(stale))
		json_set(v, "stale", stale);
	json_set_int(a, v, "cleanRow", r->rounds.clean_row);
	fold_rounds(a, r->round_log);
	json_add(r->round_log, v);
}
