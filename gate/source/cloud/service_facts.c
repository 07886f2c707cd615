/* SPDX-License-Identifier: Apache-2.0 */
/* service_facts.c: the facts of a service, its candidate and baseline, and their differences. */
#include "images.h"
#include "owner.h"
#include "revision.h"
#include "revision_containers.h"
#include "scaling.h"

#include <string.h>

enum { MEMBERS = 40 }; /* of a service's facts, about */

/* The fact with the name. */
static const char *name_key(enum cloudrun_kind kind)
{
	return kind == CLOUDRUN_POOL ? "pool" : "service";
}

static struct json *missing(struct arena *a, const struct service *s)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, name_key(s->config->kind), s->config->service);
	json_set_string(a, v, "project", s->config->project);
	json_set_string(a, v, "region", s->config->region);
	json_set_string(a, v, "state", "NOT_FOUND");
	json_set_bool(a, v, "ready", false);
	return v;
}

static struct json *list_at(struct arena *a, const struct json *v, const char *key)
{
	const struct json *list = json_get(v, key);
	return json_kind(list) == JSON_ARRAY ? json_copy(a, list) : json_new_array(a);
}

static void scaling_facts(struct arena *a, const struct json *raw, struct json *out)
{
	struct scaling scaling = scaling_of(raw);
	json_set_int(a, out, "minInstances", scaling.least);
	json_set_int(a, out, "maxInstances", scaling.most);
	json_set_string(a, out, "scalingMode", scaling.manual ? "MANUAL" : "AUTOMATIC");
	json_set_int(a, out, "manualInstanceCount", scaling.count);
}

/* Adds how the service can be reached. */
static void reach(struct arena *a, const struct cloudrun_service *now, struct json *out)
{
	const struct json *raw = now->raw;
	json_set_string(a, out, "uri", now->uri ? now->uri : "");
	json_set_string(a, out, "ingress", json_text_at(raw, "ingress"));
	json_set(out, "urls", list_at(a, raw, "urls"));
	json_set_bool(a, out, "invokerIamDisabled", json_is_true(json_get(raw, "invokerIamDisabled")));
	json_set_bool(a, out, "defaultUriDisabled", json_is_true(json_get(raw, "defaultUriDisabled")));
	json_set_bool(a, out, "iapEnabled", json_is_true(json_get(raw, "iapEnabled")));
	json_set(out, "customAudiences", list_at(a, raw, "customAudiences"));
	json_set(out, "multiRegion", list_at(a, json_get(raw, "multiRegionSettings"), "regions"));
}

/* Adds what only a worker pool has. */
static void pool(struct arena *a, const struct cloudrun_service *now, struct json *out)
{
	json_set_int(a, out, "generation", now->generation);
	json_set_bool(a, out, "settled",
		cloudrun_settled(now) &&
			cloudrun_same_percents(&now->desired, now->latest_ready, &now->effective, now->latest_ready));
	json_set(out, "conditions", revision_conditions(a, now->raw));
	json_set_int(a, out, "maxSurge", revision_int_at(now->raw, "scaling.maxSurge", 0));
}

static void revisions(
	struct arena *a, const struct release *release, const struct service *s, int64_t wall, struct json *out)
{
	struct json *candidate = s->target.candidate
		? revision_facts(a, release, s, s->target.candidate, wall)
		: facts_unobserved(a,
			  arena_printf(a, "%s.%s has no candidate revision", group_name(s->observation->source->group),
				  s->config->member.alias));
	json_set(out, "candidate", candidate);
	if (!s->target.baseline)
		return;
	struct json *baseline = revision_facts(a, release, s, s->target.baseline, wall);
	json_set(out, "baseline", baseline);
	json_set(out, "changes", s->target.candidate ? changes_between(a, baseline, candidate) : candidate);
}

struct json *service_facts(struct arena *a, const struct release *release, const struct service *s, int64_t wall)
{
	const struct observation *l = s->observation;
	if (!l->count)
		return facts_unobserved(
			a, arena_printf(a, "%s.%s has not been observed yet", group_name(l->source->group), l->alias));
	if (l->error.code == ERR_NOT_FOUND)
		return missing(a, s);
	if (l->error.code != ERR_NONE)
		return l->value;
	const struct cloudrun_service *now = &s->now;
	struct json *v = json_new_object_of(a, MEMBERS);
	json_set_string(a, v, name_key(now->kind), now->id);
	json_set_string(a, v, "project", now->project);
	json_set_string(a, v, "region", now->region);
	json_set_string(a, v, "state", "OK");
	json_set_string(a, v, "uid", now->uid ? now->uid : "");
	json_set(v, "ready",
		cloudrun_state_known(now->terminal.state)
			? json_new_bool(a, !strcmp(now->terminal.state, "CONDITION_SUCCEEDED"))
			: facts_unobserved(a,
				  arena_printf(
					  a, "the API does not report whether %s %s is ready", cloudrun_kind(now->kind)->what, now->id)));
	json_set_string(a, v, "readyMessage", now->terminal.message ? now->terminal.message : "");
	json_set_bool(a, v, "reconciling", now->reconciling);
	json_set(v, cloudrun_kind(now->kind)->split, cloudrun_split_json(a, now->kind, &now->desired));
	json_set(v, cloudrun_kind(now->kind)->statuses, cloudrun_split_json(a, now->kind, &now->effective));
	json_set_bool(a, v, "pinned", !cloudrun_follows_latest(&now->desired));
	json_set_bool(a, v, "released", s->target.released);
	json_set(v, "owner", owner_facts(a, now->raw));
	scaling_facts(a, now->raw, v);
	if (now->kind == CLOUDRUN_POOL)
		pool(a, now, v);
	else
		reach(a, now, v);
	revisions(a, release, s, wall, v);
	json_set(v, "wayBack", way_back_facts(a, s, wall));
	return v;
}
