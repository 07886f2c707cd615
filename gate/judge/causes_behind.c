/* SPDX-License-Identifier: Apache-2.0 */
/* causes_behind.c: how what is wrong with a called service stands to the symptom of its caller. If the caller's
 * baseline calls the same service, how it does decides, as with every dependency that both share. No side effects. */
#include "causes.h"

#include <string.h>

static struct json *one(const struct cause_court *c, const char *text)
{
	struct json *list = json_new_array(c->a);
	json_add(list, json_new_string(c->a, text));
	return list;
}

static bool is_symptom(const struct cause *f)
{
	return f->seen < CAUSE_SEEN_ENTRY;
}

static struct cause_symptom symptom_of(const struct cause_court *c, const struct cause *of, const char *service)
{
	struct cause_symptom s = { .of = of, .services = one(c, service) };
	const struct json *view = json_get(c->in->baseline, arena_printf(c->a, "services.%s", service));
	s.baseline = json_kind(view) == JSON_BOOL ? json_is_true(view) : cause_view_of_others(c, s.services);
	return s;
}

/* The called service itself does badly. */
static void by_its_symptom(struct cause_court *c, const char *service, const struct cause *f, struct cause_stand *out)
{
	const char *name = cause_revision_name(c, service, "baseline");
	int view = cause_symptom(c, f).baseline;
	bool compared = cause_released(&c->graph, service) && json_get(json_get(c->graph.services, service), "baseline");
	out->standing = !compared || view < 0 ? CAUSE_OPEN : view ? CAUSE_NEW : CAUSE_SHARED;
	out->because = !cause_released(&c->graph, service) ? arena_printf(c->a, "%s is not part of this release", service)
		: !compared                                    ? "there is no baseline to compare with"
		: view < 0                                     ? arena_printf(c->a, "how %s does is not known", name)
		: view                                         ? arena_printf(c->a, "%s does well", name)
													   : arena_printf(c->a, "%s does as badly", name);
	if (out->standing == CAUSE_SHARED)
		out->with = one(c, name);
}

/* Requests of callers reach the baseline as long as the candidate has no share. */
static bool is_reached(const struct cause_court *c, const char *service)
{
	const struct json *s = json_get(c->graph.services, service), *percent = json_at(s, "candidate.percent");
	return !json_is_true(json_get(s, "released")) || !percent || json_int(percent) > 0;
}

/* What the caller's two revisions tell. */
static void by_caller(const struct cause_court *c, const struct cause_call *call, int view, struct cause_stand *out)
{
	const char *candidate = cause_revision_name(c, call->caller, "candidate"),
			   *baseline = cause_revision_name(c, call->caller, "baseline");
	bool compared = cause_released(&c->graph, call->caller) &&
		json_get(json_get(c->graph.services, call->caller), "baseline");
	bool both = compared && cause_calls(&c->graph, call->caller, "baseline", call->first);
	if (compared && !both) {
		out->standing = CAUSE_NEW;
		out->because = arena_printf(c->a, "%s calls %s, and %s does not", candidate, call->first, baseline);
	} else if (both && view == 1) {
		out->standing = CAUSE_EXONERATED;
		out->because = arena_printf(c->a, "%s calls %s too and does well", baseline, call->first);
	} else if (both && view == 0 && out->standing == CAUSE_OPEN) {
		out->standing = CAUSE_SHARED;
		out->because = arena_printf(c->a, "%s calls %s too and does as badly", baseline, call->first);
	} else {
		out->because = arena_printf(c->a, "%s; %s", out->because, cause_call_words(&c->graph, call));
		return;
	}
	out->with = both ? one(c, baseline) : NULL;
}

bool cause_judge_behind(
	struct cause_court *c, const struct cause_symptom *symptom, size_t finding, struct cause_stand *out)
{
	const struct cause *f = &c->in->items[finding];
	int distance = 0;
	const struct cause_call *call = f->seen == CAUSE_SEEN_ENTRY ? NULL
																: cause_call_to(&c->graph, symptom, f->at, &distance);
	if (!call)
		return false;
	*out = (struct cause_stand){ .standing = CAUSE_OPEN };
	if (is_symptom(f)) {
		struct cause_symptom other = cause_symptom(c, f);
		for (size_t i = 0; i < json_size(symptom->services); i++) {
			const char *own = json_text(json_item(symptom->services, i)).p;
			if (cause_is_at(f->at, own) ||
				cause_is_behind(&other, own)) /* one of both, or services that call each other */
				return false;
		}
		if (!is_reached(c, call->last))
			return false;
		by_its_symptom(c, call->last, f, out);
	} else {
		struct cause_symptom behind = symptom_of(c, symptom->of, call->last);
		if (!cause_judge_at(c, &behind, finding, out))
			return false;
		if (out->standing == CAUSE_NEW && !is_reached(c, call->last))
			return false;
	}
	by_caller(c, call, symptom->baseline, out);
	out->distance = distance + call->hops;
	out->behind = call->last;
	return true;
}

bool cause_judge(struct cause_court *c, const struct cause_symptom *symptom, size_t finding, struct cause_stand *out)
{
	return cause_judge_at(c, symptom, finding, out) || cause_judge_behind(c, symptom, finding, out);
}
