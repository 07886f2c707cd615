/* SPDX-License-Identifier: Apache-2.0 */
/* asked_advice.c: what to say of a service that nothing asks, and of what no rule judges. */
#include "watch.h"
#include "../judge/asked.h"

#include <string.h>

/* Would a probe that is added be read? */
static bool probes_are_judged(const struct policy *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct rule *r = p->rules[i];
		if (r->each && !strcmp(r->each, "probes") && r->severity != SEVERITY_WARNING && !r->dry_run)
			return true;
	}
	return false;
}

/* A line each, of a service that nothing reaches; without probes in the config with the group around them. */
static void say_probes(
	const struct release *release, const struct config *c, struct run_log *log, const struct asked *q)
{
	bool group = !c->probes.n;
	say_next(log, group ? "ask it: add to the config" : "ask it: add to the config's probes");
	if (group)
		say_next(log, "probes = {");
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct cloudrun_revision *v = s->target.candidate;
		struct buf b = BUF_MAX(LIMIT_ERR_TEXT);
		if (!asked_is_missing(q, s) || json_size(asked_reached_by(log->a, q, s)))
			continue;
		config_text_probe(&b, discover_probe(log->a, s->config->member.alias, v ? v->raw : NULL));
		say_next(log, "  %s", buf_text(&b));
		buf_free(&b);
	}
	if (group)
		say_next(log, "};");
}

/* Policies on the command line stand in the place of the config's. */
static void say_policy(const struct options *o, const struct config *c, struct run_log *log)
{
	if (!c->path || o->policies.n) {
		say_next(log, "let a rule read the answer: --policy builtin:endpoints");
		return;
	}
	say_next(log, "let a rule read the answer: add to the config's policies");
	say_next(log, "\"builtin:endpoints\"");
}

/* "backend, auth": those that nothing reaches, or those of which no rule reads what does. */
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

/* "probes.health, metrics.errors" */
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

/* NULL: none was refused. */
static const char *refused(struct arena *a, const struct release *release, struct run_log *log, const struct asked *q)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct observation *l = asked_is_missing(q, s) ? asked_refused(q, s) : NULL;
		if (!l)
			continue;
		say_next(log, "let it through with a token: auth = \"id_token\"; in probes.%s", l->alias);
		return arena_printf(a,
			"nothing asks %s: Cloud Run itself answered probes.%s with %lld and let it through to no container",
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
	if (*unreached)
		say_probes(&r->release, &r->config, &r->log, q);
	if (*reached || !probes_are_judged(&r->policy))
		say_policy(r->options, &r->config, &r->log);
	if (r->config.path)
		say_next(
			&r->log, "or, where it needs no asking: asked = false; in services.%s", *unreached ? unreached : reached);
	if (!*unreached)
		return arena_printf(
			r->a, "nothing asks %s: no critical or error rule reads %s", reached, unread(r->a, &r->release, q));
	const char *why = arena_printf(r->a, "nothing asks %s: no probe, command, metric or log reaches it", unreached);
	return *reached ? arena_printf(r->a, "%s; nor %s: no critical or error rule reads %s", why, reached,
						  unread(r->a, &r->release, q))
					: why;
}

void asked_say_unjudged(const struct asked *q, const struct config *c, struct run_log *log)
{
	const struct json *all = asked_unjudged(log->a, q, c);
	struct buf b = BUF_MAX(LIMIT_CONFIG_BYTES); /* whose aliases these are */
	for (size_t i = 0; i < json_size(all); i++)
		buf_printf(&b, "%s%s", i ? ", " : "", json_text(json_item(all, i)).p);
	if (b.n)
		say_note(log, "observed, judged by no rule: %s", buf_text(&b));
	buf_free(&b);
}
