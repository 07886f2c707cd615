/* SPDX-License-Identifier: Apache-2.0 */
/* asked_advice.c: reports services that no probe, command, metric or log tests, and observations that no rule reads. */
#include "watch.h"
#include "../judge/asked.h"

#include <string.h>

/* Returns true if a rule that counts would judge an added probe. */
static bool probes_are_judged(const struct policy *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct rule *r = p->rules[i];
		if (r->each && !strcmp(r->each, "probes") && r->severity != SEVERITY_WARNING && !r->dry_run)
			return true;
	}
	return false;
}

/* What a service or worker pool needs that nothing observes: a probe, or a log. */
static bool needs(struct arena *a, const struct asked *q, const struct service *s, enum cloudrun_kind kind)
{
	return s->config->kind == kind && asked_is_missing(q, s) && !json_size(asked_reached_by(a, q, s));
}

/* Suggests a probe for each service that has none, or a log for each worker pool. Includes the group if the config has
 * none. */
static void say_members(
	const struct release *release, size_t members, struct run_log *log, const struct asked *q, enum cloudrun_kind kind)
{
	const char *group = kind == CLOUDRUN_POOL ? "logs" : "probes";
	bool any = false;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct cloudrun_revision *v = s->target.candidate;
		struct buf b = BUF_MAX(LIMIT_ERR_TEXT);
		if (!needs(log->a, q, s, kind))
			continue;
		if (!any)
			say_next(log, members ? "to test it, add to the config's %s:" : "to test it, add to the config:", group);
		if (!any && !members)
			say_next(log, "%s = {", group);
		any = true;
		if (kind == CLOUDRUN_POOL)
			config_text_log(&b, s->config);
		else
			config_text_probe(&b, discover_probe(log->a, s->config->member.alias, v ? v->raw : NULL));
		say_next(log, "  %s", buf_text(&b));
		buf_free(&b);
	}
	if (any && !members)
		say_next(log, "};");
}

/* Suggests a policy that reads the probes. --policy replaces the config's policies. */
static void say_policy(const struct options *o, const struct config *c, struct run_log *log)
{
	if (!c->path || o->policies.n) {
		say_next(log, "to judge its answer, add: --policy builtin:endpoints");
		return;
	}
	say_next(log, "to judge its answer, add to the config's policies:");
	say_next(log, "\"builtin:endpoints\"");
}

/* Returns the untested services: "backend, auth". reached: those that have probes, commands, metrics or logs, but no
 * rule that reads them; else those that have none. */
static const char *missing(struct arena *a, const struct release *release, const struct asked *q, bool reached)
{
	struct buf all = BUF_MAX(LIMIT_ERR_TEXT);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (asked_is_missing(q, s) && (json_size(asked_reached_by(a, q, s)) > 0) == reached)
			buf_printf(&all, "%s%s", all.n ? ", " : "", s->config->member.alias);
	}
	char *text = arena_strdup(a, buf_text(&all));
	buf_free(&all);
	return text;
}

/* The same services with their groups: "services.backend, workers.mail". */
static const char *places(struct arena *a, const struct release *release, const struct asked *q, bool reached)
{
	const char *all = "";
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (asked_is_missing(q, s) && (json_size(asked_reached_by(a, q, s)) > 0) == reached)
			all = arena_printf(a, "%s%s%s.%s", all, *all ? ", " : "", group_name(s->observation->source->group),
				s->config->member.alias);
	}
	return all;
}

/* Returns what reaches the untested services but is read by no rule: "probes.health, metrics.errors". */
static const char *unread(struct arena *a, const struct release *release, const struct asked *q)
{
	struct json *names = json_new_object(a);
	const char *all = "";
	for (size_t i = 0; i < release->n_services; i++) {
		const struct json *reached = asked_is_missing(q, &release->services[i])
			? asked_reached_by(a, q, &release->services[i])
			: NULL;
		for (size_t j = 0; j < json_size(reached); j++)
			json_set_bool(a, names, json_text(json_item(reached, j)).p, true);
	}
	for (struct json_each it = json_each(names); json_next(&it);)
		all = arena_printf(a, "%s%s%s", all, *all ? ", " : "", it.key);
	return all;
}

/* If Cloud Run refused the probe of an untested service (it needs a token), suggests how to send one and returns the
 * reason; else NULL. */
static const char *refused(struct arena *a, const struct release *release, struct run_log *log, const struct asked *q)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct observation *l = asked_is_missing(q, s) ? asked_refused(q, s) : NULL;
		if (!l)
			continue;
		say_next(log, "to send an ID token, set: auth = \"id_token\"; in probes.%s", l->alias);
		return arena_printf(a,
			"not tested: %s (Cloud Run refused probes.%s with status %lld; the request did not reach a container)",
			s->config->member.alias, l->alias, (long long)json_int(json_get(l->value, "status")));
	}
	return NULL;
}

const char *asked_advice(struct run *r, const struct asked *q)
{
	const char *in_front = refused(r->a, &r->release, &r->log, q);
	if (in_front)
		return in_front;
	const char *unreached = missing(r->a, &r->release, q, false), *reached = missing(r->a, &r->release, q, true);
	say_members(&r->release, r->config.probes.n, &r->log, q, CLOUDRUN_SERVICE);
	say_members(&r->release, r->config.logs.n, &r->log, q, CLOUDRUN_POOL);
	if (*reached || !probes_are_judged(&r->policy))
		say_policy(r->options, &r->config, &r->log);
	if (r->config.path)
		say_next(
			&r->log, "or, if it needs no test, set: asked = false; in %s", places(r->a, &r->release, q, !*unreached));
	if (!*unreached)
		return arena_printf(
			r->a, "not tested: %s (no critical or error rule reads %s)", reached, unread(r->a, &r->release, q));
	const char *why = arena_printf(r->a, "not tested: %s (no probe, command, metric or log)", unreached);
	return *reached
		? arena_printf(r->a, "%s, %s (no critical or error rule reads %s)", why, reached, unread(r->a, &r->release, q))
		: why;
}

void asked_say_unjudged(const struct asked *q, const struct config *c, struct run_log *log)
{
	const struct json *all = asked_unjudged(log->a, q, c);
	struct buf b = BUF_MAX(LIMIT_CONFIG_BYTES); /* a config's size bounds its aliases */
	for (size_t i = 0; i < json_size(all); i++)
		buf_printf(&b, "%s%s", i ? ", " : "", json_text(json_item(all, i)).p);
	if (b.n)
		say_note(log, "observed, but read by no rule: %s", buf_text(&b));
	buf_free(&b);
}
