/* SPDX-License-Identifier: Apache-2.0 */
/* capacity.c: warns, before traffic is moved back, where two revisions at once need more than there is: connections of
 * a database, addresses of a subnet, quotas, GPUs. */
#include "act.h"
#include "../source/cloud/revision_containers.h"

#include <string.h>

static int64_t at(const struct json *v, const char *name)
{
	return json_int(json_get(v, name));
}

static bool is_known(const struct json *v, const char *name)
{
	return json_kind(json_get(v, name)) == JSON_INT;
}

static void of_database(struct run_log *log, const struct json *sql)
{
	const struct json *budget = json_get(sql, "budget");
	if (is_known(budget, "limit") && is_known(budget, "atRollback") && at(budget, "atRollback") > at(budget, "limit"))
		say_note(log,
			"Cloud SQL %s accepts %lld connections, and its users may open %lld while both revisions run; new "
			"instances may fail to connect until the old ones are gone",
			json_text_at(sql, "instance"), (long long)at(budget, "limit"), (long long)at(budget, "atRollback"));
}

static void of_subnet(struct run_log *log, const char *alias, const char *name, const struct json *subnet)
{
	bool small = is_known(subnet, "addresses") && at(subnet, "atRollback") > at(subnet, "addresses");
	bool full = is_known(subnet, "free") && at(subnet, "atRollback") - at(subnet, "possible") > at(subnet, "free");
	if (small || full)
		say_note(log,
			"%s: the subnet %s has %lld %saddresses, and services may take %lld while both revisions run; new "
			"instances may fail to start",
			alias, name, (long long)at(subnet, full ? "free" : "addresses"), full ? "free " : "",
			(long long)(at(subnet, "atRollback") - (full ? at(subnet, "possible") : 0)));
}

static void of_quota(struct run_log *log, const char *alias, const struct json *quota)
{
	if (is_known(quota, "limit") && at(quota, "atRollback") > at(quota, "limit"))
		say_note(log,
			"%s: the quota %s is %lld, and both revisions together may take %lld; new instances may fail to start",
			alias, json_text_at(quota, "quota"), (long long)at(quota, "limit"), (long long)at(quota, "atRollback"));
}

/* Two revisions at once need GPUs twice, whatever the quota: a region may have none left. */
static void of_gpus(struct arena *a, struct run_log *log, const struct service *s)
{
	int64_t own = revision_limits(a, s->target.candidate->raw).gpus, more = 0;
	const char *type = "", *name = "";
	for (size_t i = 0; i < s->target.split.n; i++) {
		const struct cloudrun_revision *part = cloudrun_revision_named(
			s->revisions, s->n_revisions, s->target.split.rows[i].revision);
		int64_t gpus = part && part != s->target.candidate ? revision_limits(a, part->raw).gpus : 0;
		name = gpus ? part->name : name;
		type = gpus ? json_text_at(part->raw, "nodeSelector.accelerator") : type;
		more += gpus;
	}
	if (own && more)
		say_note(log,
			"%s: each new instance of %s needs %lld GPUs (%s) while instances of %s still hold theirs; if the region "
			"has none left, it starts only when they end",
			s->config->member.alias, name, (long long)more, *type ? type : "of any type", s->target.candidate->name);
}

void capacity_say(struct run_log *log, const struct release *release, const struct judged *judged)
{
	struct arena *a = arena_new();
	bool moved = false;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const char *alias = s->config->member.alias;
		if (!s->move || s->move->state != MOVE_PLANNED || !s->known || !s->target.candidate)
			continue;
		const struct json *facts = json_get(json_get(judged->facts, "services"), alias);
		moved = true;
		for (struct json_each it = json_each(json_get(facts, "subnets")); json_next(&it);)
			of_subnet(log, alias, it.key, it.value);
		for (struct json_each it = json_each(json_get(facts, "quotas")); json_next(&it);)
			of_quota(log, alias, it.value);
		of_gpus(a, log, s);
	}
	for (struct json_each it = json_each(json_get(judged->facts, "sql")); moved && json_next(&it);)
		of_database(log, it.value);
	arena_free(a);
}
