/* SPDX-License-Identifier: Apache-2.0 */
/* facts.c: builds the facts from the newest observations. What was not observed is present as "unobserved" with a
 * reason. */
#include "watch.h"
#include "../judge/comparison.h"
#include "../source/signal/comparison.h"

#include <string.h>

/* Returns the newest observation as a fact group's member, with its age. */
static struct json *member(
	struct arena *a, const struct config *c, const struct observations *observations, const struct observation *l)
{
	if (!l->count && l->source->on_demand && !l->wanted)
		return facts_unobserved(a,
			arena_printf(
				a, "%s is not observed, because no rule and no rollback.hold reads it", group_name(l->source->group)));
	if (!l->count)
		return facts_unobserved(a,
			arena_printf(a, "%s%s%s %s", group_name(l->source->group), l->alias ? "." : "", l->alias ? l->alias : "",
				l->in_flight ? "has not been observed yet: its first observation has not ended yet"
							 : "has not been observed yet"));
	/* after a rollback, an older answer came from the failed revision */
	if (observations->after && !l->after && observe_reaches_users(l))
		return facts_unobserved(a,
			arena_printf(
				a, "%s.%s has not been observed since traffic was moved", group_name(l->source->group), l->alias));
	if (l->source == &source_comparison && l->error.code == ERR_NONE && l->service->target.candidate &&
		json_double(json_get(l->value, "share")) != comparison_share(l->service))
		return facts_unobserved(
			a, arena_printf(a, "comparisons.%s has not been observed since the traffic split changed", l->alias));
	if (l->error.code != ERR_NONE || l->source->group == GROUP_DATA || l->source->group == GROUP_GOOGLE)
		return l->value;
	struct json *v = l->source->group == GROUP_COMPARISONS ? comparison_facts(a, c, l->config, l->value)
														   : json_new_object(a);
	if (l->source->group != GROUP_COMPARISONS)
		for (struct json_each it = json_each(l->value); json_next(&it);)
			json_set(v, it.key, it.value);
	int64_t age = (loop_now(observations->loop) - l->at) / 1000;
	json_set_int(a, v, "lookAgeSeconds", age);
	/* a metric's value ages between two observations */
	if (l->source->group == GROUP_METRICS && json_get(v, "ageSeconds"))
		json_set_int(a, v, "ageSeconds", json_int(json_get(v, "ageSeconds")) + age);
	return v;
}

/* From this number of services, their facts share what they have in common. For fewer, the memory is not worth the
 * time. */
enum { SHARED_FROM = 10 };

/* Returns a service's facts. In a large release they share keys and equal values with `model`, another service's facts,
 * to save memory. */
static struct json *service_member(struct arena *a, const struct observations *observations,
	const struct release *release, const struct observation *l, const struct json *model)
{
	struct arena *scratch = arena_new();
	struct json *v = json_share(a, service_facts(scratch, release, l->service, gcp_wall(observations->gcp)));
	arena_free(scratch);
	if (release->n_services >= SHARED_FROM)
		json_make_alike(v, model);
	return v;
}

struct json *facts_build(struct arena *a, struct run *r)
{
	const struct json *model = NULL;
	struct arena *scratch = arena_new();
	struct json *facts = json_new_object(a), *groups[GROUP__COUNT];
	r->release.hosts = service_hosts(scratch, &r->release);
	for (int g = 0; g < GROUP__COUNT; g++) {
		if (g == GROUP_RELEASE)
			groups[g] = release_facts(a, &r->release, &r->start, loop_now(r->loop), r->judged.rounds.count + 1);
		else if (g == GROUP_DEPLOY)
			groups[g] = deployment_facts(a, r->release.deployment);
		else
			groups[g] = json_new_object(a);
		json_set(facts, group_name((enum group)g), groups[g]);
	}
	for (size_t i = 0; i < r->observations.n; i++) {
		const struct observation *l = r->observations.items[i];
		if (l->source->inner)
			continue;
		if (group_is_of_workloads(l->source->group))
			json_set(groups[l->source->group], l->alias, service_member(a, &r->observations, &r->release, l, model));
		else if (l->alias)
			json_set(groups[l->source->group], l->alias, member(a, &r->config, &r->observations, l));
		else
			json_set(facts, group_name(l->source->group), member(a, &r->config, &r->observations, l));
		if (l->source->group == GROUP_SERVICES && l->error.code == ERR_NONE && !model)
			model = json_get(groups[GROUP_SERVICES], l->alias);
	}
	r->release.hosts = NULL;
	arena_free(scratch);
	for (size_t i = 0; i < r->observations.n_unlisted; i++)
		json_set(
			facts, group_name(r->observations.unlisted[i].group), facts_unobserved(a, r->observations.unlisted[i].why));
	facts_join(a, &r->config, &r->release, &r->observations, facts);
	comparison_release(a, &r->config, groups[GROUP_COMPARISONS], groups[GROUP_RELEASE]);
	return facts;
}
