/* SPDX-License-Identifier: Apache-2.0 */
/* asked_advice.c: what to say of a service that nothing asks, and of what no rule judges. */
#include "gate.h"

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

/* As a member where the config has probes already, else with the group around it. */
static const char *ready_made(struct run *r, const struct service *s)
{
	const struct run_revision *c = s->target.candidate;
	const struct config_probe *p = discover_probe(r->a, s->config->member.alias, c ? c->raw : NULL);
	bool group = !r->config.probes.n;
	struct buf b = BUF_MAX(LIMIT_ERR_TEXT);
	buf_puts(&b, group ? "probes = { " : "");
	config_text_probe(&b, p);
	buf_puts(&b, group ? " };" : "");
	const char *text = arena_strdup(r->a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* Policies on the command line stand in the place of the config's. */
static void say_policy(struct run *r)
{
	if (!r->config.path || r->options->policies.n) {
		say_next(r, "let a rule read the answer: --policy builtin:endpoints");
		return;
	}
	say_next(r, "let a rule read the answer: add to the config's policies");
	say_next(r, "\"builtin:endpoints\"");
}

const char *asked_advice(struct run *r, const struct service *s)
{
	const char *alias = s->config->member.alias;
	const struct json *reached = asked_reached_by(r->a, r, s);
	bool probed = json_size(reached) > 0;
	if (!probed) {
		say_next(r, r->config.probes.n ? "ask it: add to the config's probes" : "ask it: add to the config");
		say_next(r, "%s", ready_made(r, s));
	}
	if (probed || !probes_are_judged(&r->policy))
		say_policy(r);
	if (r->config.path)
		say_next(r, "or, where it needs no asking: asked = false; in services.%s", alias);
	if (probed)
		return arena_printf(r->a, "nothing asks %s: no critical or error rule reads %s", alias, json_text(json_item(reached, 0)).p);
	return arena_printf(r->a, "nothing asks %s: no probe, command, metric or log reaches it", alias);
}

void asked_say_unjudged(struct run *r)
{
	const struct json *all = r->rounds.count ? asked_unjudged(r) : NULL;
	struct buf b = BUF_MAX(LIMIT_MEMBERS * 256);
	for (size_t i = 0; i < json_size(all); i++)
		buf_printf(&b, "%s%s", i ? ", " : "", json_text(json_item(all, i)).p);
	if (b.n)
		say_note(r, "observed, judged by no rule: %s", buf_text(&b));
	buf_free(&b);
}
