/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_budget.c: adds sql.X.budget: how many connections all users of a Cloud SQL instance may open together, while a
 * rollout or a rollback runs two revisions at once, and how many the instance accepts. If a number is not known, the
 * sums are unobserved.
 */
#include "room.h"
#include "pool_size.h"
#include "../source/cloud/revision.h"
#include "../source/cloud/scaling.h"
#include "../source/cloud/sql_limit.h"
#include "../source/cloud/workloads.h"

#include <stdio.h>
#include <string.h>

struct budget {
	struct arena *a;
	const struct config_sql *c;
	struct sql_user *users;
	size_t n, cap;
	const char *unknown; /* the first reason why the sums are not known, or NULL */
};

static void unknown(struct budget *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void unknown(struct budget *b, const char *fmt, ...)
{
	char text[LIMIT_ERR_TEXT];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	b->unknown = b->unknown ? b->unknown : arena_strdup(b->a, text);
}

static struct sql_user *add(struct budget *b, struct sql_user user)
{
	b->users = arena_grow(b->a, b->users, b->n, &b->cap, sizeof(*b->users));
	b->users[b->n] = user;
	return &b->users[b->n++];
}

/* Returns the pool size, or 0 after recording that it is not known. */
static int64_t pool_of(struct budget *b, const char *alias, const char *name, const struct json *task)
{
	int64_t size = pool_size(b->a, b->c, alias, task);
	if (size < 0)
		unknown(b, "the pool size of %s is not known: its %s has no valid number, and the config sets none", name,
			b->c->pool_env ? b->c->pool_env : "environment");
	return size < 0 ? 0 : size;
}

/* ---- Services of the config ------------------------------------------------------------------------------------ */

static int64_t most_of(const struct service *s, const struct json *revision)
{
	return scaling_revision_most(s->now.raw, revision, s->config->kind == CLOUDRUN_POOL);
}

/* Returns the connections that a revision of the service may open. */
static int64_t connections(struct budget *b, const struct service *s, const struct cloudrun_revision *v)
{
	const char *alias = s->config->member.alias;
	if (!pool_connects(b->a, b->c, v->raw) && !pool_is_named(b->c, alias))
		return 0;
	return sql_connections_of(pool_of(b, alias, v->name, v->raw), most_of(s, v->raw));
}

/* Adds the connections of the parts of the target, which a rollback starts beside the candidate. */
static int64_t target_connections(struct budget *b, const struct service *s)
{
	int64_t sum = 0;
	for (size_t i = 0; i < s->target.split.n; i++) {
		const struct cloudrun_revision *part = cloudrun_revision_named(
			s->revisions, s->n_revisions, s->target.split.rows[i].revision);
		sum += part && part != s->target.candidate ? connections(b, s, part) : 0;
	}
	return sum;
}

static void add_service(struct budget *b, const struct service *s)
{
	const char *alias = s->config->member.alias;
	const struct cloudrun_revision *candidate = s->target.candidate, *baseline = s->target.baseline;
	struct sql_user user = { .name = alias, .kind = cloudrun_kind(s->config->kind)->what };
	if (s->known && !candidate)
		return; /* nothing of it runs */
	if (!candidate) {
		if (s->observation->error.code != ERR_NOT_FOUND)
			unknown(b, "%s may use the instance: its candidate is not known", alias);
		return;
	}
	if (pool_connects(b->a, b->c, candidate->raw) || pool_is_named(b->c, alias)) {
		user.pool = pool_of(b, alias, alias, candidate->raw);
		user.instances = most_of(s, candidate->raw);
		if (!user.instances && s->config->kind == CLOUDRUN_POOL && !scaling_of(s->now.raw).manual)
			unknown(b, "%s has no maximum number of instances", alias);
	}
	if (s->target.released && baseline && baseline != candidate) {
		user.rollout = connections(b, s, baseline);
		user.rollback = target_connections(b, s);
	}
	if (user.pool || user.rollout || user.rollback)
		add(b, user);
}

/* ---- What else runs in their regions ----------------------------------------------------------------------------- */

static bool is_of_config(const struct release *release, const struct service *listed, const struct workload *w)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct config_service *c = release->services[i].config;
		if (!strcmp(c->service, w->name) && !strcmp(w->kind, cloudrun_kind(c->kind)->what) &&
			!strcmp(c->region, listed->config->region) && !strcmp(c->project, listed->config->project))
			return true;
	}
	return false;
}

static void add_listed(struct budget *b, const struct release *release, const struct service *s)
{
	struct workload *all;
	size_t n = workloads_of(b->a, s->workloads->value, &all);
	for (size_t i = 0; i < n; i++) {
		const char *name = arena_printf(b->a, "%s %s", all[i].kind, all[i].name);
		if (is_of_config(release, s, &all[i]) || !pool_connects(b->a, b->c, all[i].task))
			continue;
		if (all[i].instances < 0)
			unknown(b, "%s has no maximum number of instances", name);
		add(b,
			(struct sql_user){ .name = name,
				.kind = all[i].kind,
				.pool = pool_of(b, NULL, name, all[i].task),
				.instances = all[i].instances });
	}
}

static void add_others(struct budget *b, const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (!workloads_are_listed_with(release, s))
			continue;
		if (!s->workloads || !s->workloads->count)
			unknown(b, "the services, worker pools and jobs of %s have not been listed yet", s->config->region);
		else if (s->workloads->error.code != ERR_NONE)
			unknown(b, "%s", json_text_at(s->workloads->value, CEL_UNOBSERVED));
		else
			add_listed(b, release, s);
	}
}

/* ---- Facts ------------------------------------------------------------------------------------------------------- */

static void put(struct budget *b, struct json *out, const char *name, int64_t value)
{
	json_set(out, name, b->unknown ? facts_unobserved(b->a, b->unknown) : json_new_int(b->a, value));
}

static struct json *users(struct budget *b)
{
	struct json *by = json_new_object(b->a);
	for (size_t i = 0; i < b->n; i++) {
		const struct sql_user *u = &b->users[i];
		struct sql_budget own = sql_budget_of(u, 1);
		struct json *v = json_new_object(b->a);
		json_set_string(b->a, v, "kind", u->kind);
		json_set_int(b->a, v, "pool", u->pool);
		json_set_int(b->a, v, "instances", u->instances);
		json_set_int(b->a, v, "possible", own.possible);
		json_set_int(b->a, v, "atRollout", own.at_rollout);
		json_set_int(b->a, v, "atRollback", own.at_rollback);
		json_set(by, u->name, v);
	}
	return by;
}

static void put_sums(struct budget *b, const struct release *release, struct json *out)
{
	for (size_t i = 0; i < release->n_services; i++)
		add_service(b, &release->services[i]);
	add_others(b, release);
	struct sql_budget sum = sql_budget_of(b->users, b->n);
	put(b, out, "possible", sum.possible);
	put(b, out, "atRollout", sum.at_rollout);
	put(b, out, "atRollback", sum.at_rollback);
	json_set(out, "by", b->unknown ? facts_unobserved(b->a, b->unknown) : users(b));
}

void sql_budget_add(struct arena *a, const struct release *release, const struct config_sql *c, struct json *facts)
{
	struct budget b = { .a = a, .c = c };
	struct json *out = json_new_object(a);
	struct sql_limit limit;
	const char *why = sql_limit_of(a, facts, &limit);
	json_set(out, "limit", why ? facts_unobserved(a, why) : json_new_int(a, limit.connections));
	json_set(out, "reserved", why ? facts_unobserved(a, why) : json_new_int(a, limit.reserved));
	json_set(out, "limitSource", why ? facts_unobserved(a, why) : json_new_string(a, limit.source));
	if (config_sql_has_pools(c))
		put_sums(&b, release, out);
	json_set_bool(a, out, "known", !why && config_sql_has_pools(c) && !b.unknown);
	json_set(facts, "budget", out);
}
