/* SPDX-License-Identifier: Apache-2.0 */
/* quota_room.c: adds services.X.quotas: what the instances of the candidate may take of Cloud Run's quotas of the
 * region, and what candidate and target take together while a rollback runs both. */
#include "room.h"
#include "../source/cloud/quota.h"
#include "../source/cloud/scaling.h"

#include <string.h>

static const char *accelerator_of(const struct cloudrun_revision *v)
{
	return json_text_at(v->raw, "nodeSelector.accelerator");
}

static const char *id_of(struct arena *a, enum quota q, const struct cloudrun_revision *v)
{
	return quota_id(a, q, accelerator_of(v), !json_is_true(json_get(v->raw, "gpuZonalRedundancyDisabled")));
}

/* Returns what a revision may take of the quota with this id. */
static int64_t taken_by(
	struct arena *a, const struct service *s, const struct cloudrun_revision *v, enum quota q, const char *id)
{
	struct revision_limits limits = revision_limits(a, v->raw);
	if (strcmp(id_of(a, q, v), id) != 0)
		return 0;
	return quota_taken(q, &limits, accelerator_of(v), scaling_revision_most(s->now.raw, v->raw, false));
}

static int64_t taken_by_target(struct arena *a, const struct service *s, enum quota q, const char *id)
{
	int64_t sum = 0;
	for (size_t i = 0; i < s->target.split.n; i++) {
		const struct cloudrun_revision *part = cloudrun_revision_named(
			s->revisions, s->n_revisions, s->target.split.rows[i].revision);
		sum += part && part != s->target.candidate ? taken_by(a, s, part, q, id) : 0;
	}
	return sum;
}

static struct json *limit_fact(struct arena *a, const struct service *s, const char *id)
{
	const struct observation *l = s->quotas;
	const struct json *mark = l && l->count ? json_get(l->value, CEL_UNOBSERVED) : NULL;
	if (!l || !l->count)
		return facts_unobserved(a, "the quotas have not been listed yet");
	if (mark)
		return facts_unobserved(a, json_text(mark).p);
	int64_t limit = quota_limit(json_get(l->value, "quotaInfos"), id, s->config->region);
	return limit >= 0 ? json_new_int(a, limit)
					  : facts_unobserved(a, arena_printf(a, "Google lists no quota %s for %s", id, s->config->region));
}

static struct json *quota_fact(struct arena *a, const struct service *s, enum quota q, int64_t own, const char *id)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "quota", id);
	json_set(v, "limit", limit_fact(a, s, id));
	json_set_int(a, v, "candidate", own);
	json_set_int(a, v, "atRollback", own + taken_by_target(a, s, q, id));
	return v;
}

static void put(struct arena *a, const struct service *s, struct json *facts)
{
	struct json *all = json_new_object(a);
	for (int q = 0; q < QUOTA__COUNT; q++) {
		const char *id = id_of(a, (enum quota)q, s->target.candidate);
		int64_t own = taken_by(a, s, s->target.candidate, (enum quota)q, id);
		if (own)
			json_set(all, quota_names[q], quota_fact(a, s, (enum quota)q, own, id));
	}
	json_set(facts, "quotas", all);
}

void quota_room_add(struct arena *a, const struct release *release, struct json *services)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		struct json *facts = json_get(services, s->config->member.alias);
		if (s->known && s->config->kind != CLOUDRUN_POOL && s->target.candidate && json_get(facts, "candidate") &&
			quota_is_wanted(s))
			put(a, s, facts);
	}
}
