/* SPDX-License-Identifier: Apache-2.0 */
/* drill_receipt.c: the receipts of a drill. No side effects. */
#include "drill.h"

const char *drill_outcome_name(enum drill_outcome o)
{
	static const char *const names[] = {
		[DRILL_PENDING] = "unknown",
		[DRILL_FIT] = "fit",
		[DRILL_UNFIT] = "unfit",
		[DRILL_PASSED_OVER] = "passed_over",
		[DRILL_NONE] = "none",
		[DRILL_SUPERSEDED] = "superseded",
		[DRILL_UNKNOWN] = "unknown",
	};
	return names[o];
}

static void set_time(struct arena *a, struct json *v, const char *key, int64_t at)
{
	json_set_string(a, v, key, at ? clock_time_text(a, at) : NULL);
}

static struct json *receipt(struct arena *a, const struct drilled *d)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "service", d->service->config->member.alias);
	json_set_string(a, v, "target", d->revision);
	json_set_string(a, v, "source", baseline_source_name(d->source));
	json_set_string(a, v, "tag", d->tag);
	json_set_string(a, v, "outcome", drill_outcome_name(d->outcome));
	json_set_string(a, v, "reason", d->reason);
	set_time(a, v, "startedAt", d->began);
	set_time(a, v, "taggedAt", d->tagged);
	set_time(a, v, "answeredAt", d->answered);
	set_time(a, v, "endedAt", d->ended);
	json_set(v, "probes", d->probes);
	json_set(v, "rules", d->rules);
	return v;
}

struct json *drill_receipts(struct arena *a, const struct drilled_list *all)
{
	struct json *v = json_new_array(a);
	for (size_t i = 0; i < all->n; i++)
		json_add(v, receipt(a, all->items[i]));
	return v;
}

const struct drilled *drill_first(const struct drilled_list *all, enum drill_outcome o)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i]->outcome == o)
			return all->items[i];
	return NULL;
}

const char *drill_reason(struct arena *a, const struct drilled_list *all, const struct drilled *first)
{
	const char *text = NULL;
	if (first)
		return arena_printf(a, "%s: %s%s%s", first->service->config->member.alias,
			first->revision ? first->revision : "", first->revision ? ": " : "", first->reason ? first->reason : "");
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i]->outcome == DRILL_FIT)
			text = arena_printf(a, "%s%s%s: %s works", text ? text : "", text ? "; " : "",
				all->items[i]->service->config->member.alias, all->items[i]->revision);
	return text ? text : "nothing was drilled";
}
