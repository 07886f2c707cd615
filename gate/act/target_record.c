/* SPDX-License-Identifier: Apache-2.0 */
/* target_record.c: the probes that were sent to the targets, as evidence. */
#include "target_check.h"

const char *target_check_error(const struct observation *l)
{
	if (l->error.code != ERR_NONE)
		return l->error.text;
	return json_text(json_get(l->value, "error")).p;
}

static const char *finding_name(enum finding f)
{
	static const char *const names[] = {
		[FINDING_NONE] = "not comparable",
		[FINDING_WELL] = "the target does well",
		[FINDING_SAME] = "the target fails the same way",
		[FINDING_WORSE] = "the target fails alone",
	};
	return names[f];
}

/* Returns the entry of a probe that could not be sent: `last`, if that has the same reason, or a new one. */
static struct json *shared_entry(struct arena *a, struct json *all, struct json *last, const struct ask *k)
{
	bool same = last && str_is(json_text(json_get(last, "note")), k->note) &&
		json_is_true(json_get(last, "failing")) == k->failing;
	if (same)
		return last;
	struct json *v = json_new_object(a);
	json_set_bool(a, v, "failing", k->failing);
	json_set_string(a, v, "finding", finding_name(FINDING_NONE));
	json_set_string(a, v, "note", k->note);
	json_set(v, "probes", json_new_array(a));
	json_add(all, v);
	return v;
}

static struct json *entry(struct arena *a, struct run_log *log, const struct target_check *t, const struct ask *k)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "probe", k->of->alias);
	json_set_bool(a, v, "failing", k->failing);
	json_set_string(a, v, "target", k->revision);
	json_set_string(a, v, "finding", finding_name(target_finding(t, k)));
	json_set_string(a, v, "note", k->note);
	json_set_string(
		a, v, "candidateError", k->users && k->users->count ? say_scrub(log, target_check_error(k->users)) : NULL);
	json_set_string(
		a, v, "targetError", k->target && k->target->count ? say_scrub(log, target_check_error(k->target)) : NULL);
	return v;
}

void target_check_record(struct arena *a, struct recovery *recovery, struct run_log *log, const struct target_check *t)
{
	struct json *v = recovery->differential ? recovery->differential : json_new_object(a), *shared[2] = { NULL };
	struct json *all = recovery->differential ? json_get(v, "asked") : json_new_array(a);
	for (size_t i = 0; i < t->n; i++) {
		const struct ask *k = &t->items[i];
		if (k->note && t->n > LIMIT_MOVES_WHOLE) {
			shared[k->failing] = shared_entry(a, all, shared[k->failing], k);
			json_add(json_get(shared[k->failing], "probes"), json_new_string(a, k->of->alias));
		} else {
			json_add(all, entry(a, log, t, k));
		}
	}
	if (recovery->differential)
		return;
	json_set_string(a, v, "mode", t->mode);
	json_set(v, "asked", all);
	recovery->differential = v;
}
