/* SPDX-License-Identifier: Apache-2.0 */
/* subnet_room.c: adds services.X.subnets: for each subnet that candidate or target takes addresses from, how many it
 * has, and how many all services of the config may take, also while two revisions run at once. */
#include "room.h"
#include "../source/cloud/revision.h"
#include "../source/cloud/scaling.h"
#include "../source/cloud/subnet.h"

#include <string.h>

struct place {
	const char *key, *id;                      /* of the need */
	int64_t possible, at_rollout, at_rollback; /* addresses */
};
struct places {
	struct arena *a;
	struct place *items;
	size_t n, cap;
};

static struct place *place_of(struct places *p, const struct need *need)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->items[i].key, need->key))
			return &p->items[i];
	p->items = arena_grow(p->a, p->items, p->n, &p->cap, sizeof(*p->items));
	p->items[p->n] = (struct place){ .key = need->key, .id = need->id };
	return &p->items[p->n++];
}

/* Returns the subnet of a revision, or NULL. Cloud Run allows one network interface. */
static const struct need *subnet_of(struct arena *a, const struct service *s, const struct cloudrun_revision *v)
{
	const struct config_service *c = s->config;
	struct need *needs;
	if (!json_at(v->raw, "vpcAccess.networkInterfaces"))
		return NULL;
	size_t n = needs_of(a, v->raw, c->project, c->region, &needs);
	for (size_t i = 0; i < n; i++)
		if (needs[i].kind == NEED_SUBNET && needs[i].named)
			return &needs[i];
	return NULL;
}

static int64_t taken_by(const struct service *s, const struct cloudrun_revision *v)
{
	return subnet_taken(scaling_revision_most(s->now.raw, v->raw, s->config->kind == CLOUDRUN_POOL));
}

/* Calls the place of each revision that runs beside the candidate during a rollback. */
static void add_target(struct places *p, const struct service *s)
{
	for (size_t i = 0; i < s->target.split.n; i++) {
		const struct cloudrun_revision *part = cloudrun_revision_named(
			s->revisions, s->n_revisions, s->target.split.rows[i].revision);
		const struct need *need = part && part != s->target.candidate ? subnet_of(p->a, s, part) : NULL;
		if (need)
			place_of(p, need)->at_rollback += taken_by(s, part);
	}
}

static void add_service(struct places *p, const struct service *s)
{
	const struct cloudrun_revision *candidate = s->target.candidate, *baseline = s->target.baseline;
	const struct need *need = candidate ? subnet_of(p->a, s, candidate) : NULL;
	if (need) {
		struct place *at = place_of(p, need);
		int64_t taken = taken_by(s, candidate);
		at->possible += taken;
		at->at_rollout += taken;
		at->at_rollback += taken;
	}
	if (!s->target.released || !candidate || !baseline || baseline == candidate)
		return;
	need = subnet_of(p->a, s, baseline);
	if (need)
		place_of(p, need)->at_rollout += taken_by(s, baseline);
	add_target(p, s);
}

static struct json *facts_of(struct arena *a, const struct service *s, const struct place *at)
{
	struct json *v = json_new_object(a);
	const struct json *observed = subnet_observed(a, s, at->key), *mark = json_get(observed, CEL_UNOBSERVED);
	static const char *const names[] = { "state", "ipCidrRange", "addresses", "large", "free" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (mark || json_get(observed, names[i]))
			json_set(v, names[i], mark ? facts_unobserved(a, json_text(mark).p) : json_get(observed, names[i]));
	json_set_int(a, v, "possible", at->possible);
	json_set_int(a, v, "atRollout", at->at_rollout);
	json_set_int(a, v, "atRollback", at->at_rollback);
	return v;
}

static void put(struct places *p, const struct service *s, struct json *facts)
{
	const struct cloudrun_revision *own[] = { s->target.candidate, s->target.baseline };
	struct json *all = json_new_object(p->a);
	for (size_t i = 0; i < COUNTOF(own); i++) {
		const struct need *need = own[i] ? subnet_of(p->a, s, own[i]) : NULL;
		if (need && !json_get(all, need->id))
			json_set(all, need->id, facts_of(p->a, s, place_of(p, need)));
	}
	json_set(facts, "subnets", all);
}

void subnet_room_add(struct arena *a, const struct release *release, struct json *services)
{
	struct places p = { .a = a };
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].known)
			add_service(&p, &release->services[i]);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		struct json *facts = json_get(services, s->config->member.alias);
		if (s->known && s->config->kind != CLOUDRUN_POOL && json_get(facts, "candidate"))
			put(&p, s, facts);
	}
}
