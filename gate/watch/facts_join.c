/* SPDX-License-Identifier: Apache-2.0 */
/* facts_join.c: facts that combine several observations. If one of these is unobserved, so is the combined fact. */
#include "room.h"
#include "../source/files/declared_service.h"
#include "pool_size.h"

#include <string.h>

/* ---- sql.X.possibleConnections ----------------------------------------------------------------------------- */

static const char *group_of(const struct service *s)
{
	return group_name(s->observation->source->group);
}

static const char *why_unknown(struct arena *a, const struct service *s, const struct json *service)
{
	const struct json *unobserved = json_get(service, CEL_UNOBSERVED);
	return arena_printf(a, "%s.%s may use the instance: %s", group_of(s), s->config->member.alias,
		unobserved ? json_text(unobserved).p : "its candidate is not known");
}

/* Sets `pools` (service -> pool size) and `possibleConnections`, the most connections that all services together may
 * open: the sum of pool size times instances. Both are unobserved if one of the numbers is not known. */
static void possible_connections(struct arena *a, const struct release *release, const struct json *facts,
	const struct config_sql *c, struct json *out)
{
	struct json *pools = json_new_object(a);
	int64_t sum = 0;
	const char *unknown = NULL;
	for (size_t i = 0; i < release->n_services && !unknown; i++) {
		const struct service *s = &release->services[i];
		const char *alias = s->config->member.alias;
		const struct json *service = json_get(json_get(facts, group_of(s)), alias),
						  *candidate = json_get(service, "candidate");
		if (str_is(json_text(json_get(service, "state")), "NOT_FOUND"))
			continue;
		if (!s->target.candidate || !json_get(candidate, "name")) {
			unknown = why_unknown(a, s, service);
			continue;
		}
		if (!pool_connects(a, c, s->target.candidate->raw) && !pool_is_named(c, alias))
			continue;
		int64_t size = pool_size(a, c, alias, s->target.candidate->raw);
		if (size < 0)
			unknown = arena_printf(a,
				"the pool size of %s.%s is not known: its %s has no valid number, and the config sets none",
				group_of(s), alias, c->pool_env ? c->pool_env : "environment");
		bool fixed = str_is(json_text(json_get(service, "scalingMode")), "MANUAL");
		if (!json_int(json_get(candidate, "effectiveMaxInstances")) && s->config->kind == CLOUDRUN_POOL && !fixed)
			unknown = arena_printf(a, "workers.%s has no maximum number of instances", alias);
		json_set_int(a, pools, alias, size);
		sum += size * json_int(json_get(candidate, "effectiveMaxInstances"));
	}
	json_set(out, "pools", unknown ? facts_unobserved(a, unknown) : pools);
	json_set(out, "possibleConnections", unknown ? facts_unobserved(a, unknown) : json_new_int(a, sum));
}

/* ---- connectors.X.atMaxInstances --------------------------------------------------------------------------- */

/* Returns the observation of the connector's metric "instances", or NULL if none is configured. */
static const struct observation *instances_metric(const struct observations *observations, const char *connector)
{
	for (size_t i = 0; i < observations->n; i++) {
		const struct config_metric *m = observations->items[i]->source == &source_metric
			? observations->items[i]->config
			: NULL;
		if (m && connector && m->connector && m->metric && !strcmp(m->connector, connector) &&
			!strcmp(m->metric, "instances"))
			return observations->items[i];
	}
	return NULL;
}

static void at_max_instances(struct arena *a, const struct observation *metric, struct json *out)
{
	const struct json *value = json_get(metric->value, "value");
	int64_t most = json_int(json_get(out, "maxInstances"));
	if (!metric->count || metric->error.code != ERR_NONE)
		json_set(out, "atMaxInstances",
			facts_unobserved(a,
				metric->count ? json_text_at(metric->value, CEL_UNOBSERVED) : "its metric has not been observed yet"));
	else if (value && most)
		json_set_bool(a, out, "atMaxInstances", json_double(value) >= (double)most);
}

/* ---- jobs.X.execution.ofRelease ----------------------------------------------------------------------------- */

/* Returns since when an execution belongs to the release (unix ms), or INT64_MAX if nothing was released. */
static int64_t release_since(const struct release *release, int64_t window)
{
	int64_t oldest = INT64_MAX;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct target *t = &release->services[i].target;
		if (t->released && t->candidate && t->candidate->created_at < oldest)
			oldest = t->candidate->created_at;
	}
	if (oldest == INT64_MAX)
		return oldest;
	int64_t taken = release->snapshot ? release->snapshot->taken_at : INT64_MAX;
	return taken < oldest ? taken : oldest - window;
}

static void of_release(struct arena *a, const struct release *release, int64_t window, struct json *execution)
{
	struct err e;
	int64_t at;
	if (execution && !json_get(execution, CEL_UNOBSERVED))
		json_set_bool(a, execution, "ofRelease",
			!clock_parse_time(json_text_at(execution, "createTime"), &at, &e) && at >= release_since(release, window));
}

/* ---- All combined facts ------------------------------------------------------------------------------------ */

static bool observed(const struct json *member)
{
	return member && !json_get(member, CEL_UNOBSERVED) && !str_is(json_text(json_get(member, "state")), "NOT_FOUND");
}

void facts_join(struct arena *a, const struct config *c, struct release *release, struct observations *observations,
	struct json *facts)
{
	subnet_room_add(a, release, json_get(facts, group_name(GROUP_SERVICES)));
	quota_room_add(a, release, json_get(facts, group_name(GROUP_SERVICES)));
	declared_compare(a, release, facts);
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		struct json *out = l->source->inner
			? NULL
			: json_get(json_get(facts, group_name(l->source->group)), l->alias ? l->alias : "");
		if (!observed(out))
			continue;
		if (l->source == &source_sql && config_sql_has_pools(l->config))
			possible_connections(a, release, facts, l->config, out);
		if (l->source == &source_sql)
			sql_budget_add(a, release, l->config, out);
		const struct observation *metric = l->source == &source_connector ? instances_metric(observations, l->alias)
																		  : NULL;
		if (l->source == &source_job && json_get(out, "execution")) {
			json_set(out, "execution", json_copy(a, json_get(out, "execution"))); /* the observation keeps its own */
			of_release(a, release, c->rollback.release_window, json_get(out, "execution"));
		}
		if (metric)
			at_max_instances(a, metric, out);
	}
}
