/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_lint.c: everything that can be known about config and policies without asking anybody. The policy is judged
 * once over facts in which nothing was observed: a rule that gives a result even so depends on nothing.
 */
#include "gate.h"

#include <stdio.h>
#include <string.h>

#define UNSEEN "nothing is observed offline"

struct lint {
	struct arena *a;
	const struct config *config;
	const struct policy *policy;
	size_t warnings;
};

static void warn(struct lint *l, const struct conf_place *at, const char *what)
{
	struct buf b = BUF_MAX(8192);
	text_put_printable(&b, str_of(what));
	if (at && at->line)
		printf("warning: %s:%u: %s\n", at->file, at->line, buf_text(&b));
	else
		printf("warning: %s\n", buf_text(&b));
	buf_free(&b);
	l->warnings++;
}

/* ---- Probes that decide nothing ----------------------------------------------------------------------- */

static bool reads_probe(const struct rule *r, const char *alias)
{
	const struct cel_program *programs[] = { r->program, r->when_program, r->needs_program };
	if (r->each && !strcmp(r->each, "probes"))
		return true;
	for (size_t p = 0; p < COUNTOF(programs); p++) {
		const struct cel_ref *refs;
		size_t n = programs[p] ? cel_refs(programs[p], &refs) : 0;
		for (size_t i = 0; i < n; i++)
			if (!strcmp(refs[i].parts[0], "probes") && (refs[i].n < 2 || !strcmp(refs[i].parts[1], alias)))
				return true;
	}
	return false;
}

/* Source: cloud.google.com/run/docs/known-issues: some paths that end in z never reach the application. */
static void reserved_paths(struct lint *l)
{
	const struct config_probe *probes = CONFIG_ITEMS(l->config->probes, const struct config_probe);
	for (size_t i = 0; i < l->config->probes.n; i++) {
		const char *path = probes[i].reach->path;
		if (path && *path && path[strlen(path) - 1] == 'z')
			warn(l, &probes[i].member.place, arena_printf(l->a, "probes.%s: %s ends in z: Google's front end keeps some such paths for itself "
				"and answers 404; prefer /health", probes[i].member.alias, path));
	}
}

static void unread_probes(struct lint *l)
{
	const struct config_probe *probes = CONFIG_ITEMS(l->config->probes, const struct config_probe);
	for (size_t i = 0; i < l->config->probes.n; i++) {
		bool read = false;
		for (size_t r = 0; r < l->policy->n; r++)
			read = read || reads_probe(l->policy->rules[r], probes[i].member.alias);
		if (!read)
			warn(l, &probes[i].member.place, arena_printf(l->a, "no rule reads probes.%s: its answer decides nothing",
				probes[i].member.alias));
	}
}

/* ---- Rules, judged over nothing ------------------------------------------------------------------------ */

/* Nothing, in the shape of facts: what the config lists is there, and cannot be touched. */
static struct json *nothing_observed(struct lint *l)
{
	struct json *facts = json_new_object(l->a), *hole = facts_hole(l->a, UNSEEN);
	for (int g = 0; g < GROUP__COUNT; g++) {
		const char *aliases[LIMIT_MEMBERS];
		bool listed = l->config->path && g <= GROUP_LOGS;
		size_t n = listed ? group_aliases(l->config, (enum group)g, aliases, COUNTOF(aliases)) : 0;
		struct json *group = json_new_object(l->a);
		for (size_t i = 0; i < n; i++)
			json_set(group, aliases[i], hole);
		json_set(facts, group_name((enum group)g), listed ? group : hole);
	}
	return facts;
}

/* What a rule's outcomes over nothing say about it. */
struct sum { size_t n, passed, failed, skipped; const char *nonsense; };

static struct sum sum_of(const struct rule *r, const struct outcomes *all, size_t *next)
{
	struct sum s = { 0 };
	for (; *next < all->n && all->items[*next].rule == r; ++*next, s.n++) {
		const struct outcome *o = &all->items[*next];
		s.passed += o->kind == OUTCOME_PASS;
		s.failed += o->kind == OUTCOME_FAIL;
		s.skipped += o->kind == OUTCOME_SKIPPED;
		if (o->kind == OUTCOME_UNKNOWN && !strstr(o->message, UNSEEN))
			s.nonsense = o->message;
	}
	return s;
}

static void rule_over_nothing(struct lint *l, const struct rule *r, const struct sum *s, const struct json *facts)
{
	const struct conf_place *at = &r->member.place;
	if (s->skipped == s->n && r->each && !json_size(json_get(facts, r->each)))
		warn(l, at, arena_printf(l->a, "rule %s never applies: the config has no %s", r->id, r->each));
	else if (s->skipped == s->n)
		warn(l, at, arena_printf(l->a, "rule %s never applies: its `when` is false whatever is observed", r->id));
	else if (s->passed + s->skipped == s->n)
		warn(l, at, arena_printf(l->a, "rule %s could never fail: it holds whatever is observed", r->id));
	else if (s->failed + s->skipped == s->n)
		warn(l, at, arena_printf(l->a, "rule %s could never hold: it fails whatever is observed", r->id));
	else if (s->nonsense)
		warn(l, at, arena_printf(l->a, "rule %s can never be judged: %s", r->id, s->nonsense));
}

/* Built-in policies are for every release: that one of their rules finds nothing to judge is no mistake. */
static void rules(struct lint *l)
{
	struct json *facts = nothing_observed(l);
	struct outcomes all;
	size_t next = 0, deciding = 0;
	judge(l->a, l->policy, facts, &all);
	for (size_t i = 0; i < l->policy->n; i++) {
		const struct rule *r = l->policy->rules[i];
		struct sum s = sum_of(r, &all, &next);
		if (strncmp(r->policy, "builtin:", 8) != 0)
			rule_over_nothing(l, r, &s, facts);
		deciding += r->severity != SEVERITY_WARNING && !r->dry_run && s.passed + s.skipped < s.n;
	}
	if (!deciding)
		warn(l, NULL, "the policies could never fail: no rule that is critical or error, and no dry run, depends on what is observed");
}

static void pace(struct lint *l)
{
	const struct config_gate *g = &l->config->gate;
	if ((g->passes - 1) * g->interval >= g->deadline)
		warn(l, NULL, arena_printf(l->a, "gate.passes (%lld) rounds, one every %s, do not fit gate.deadline (%s): nothing "
			"could be approved", (long long)g->passes, clock_duration_text(l->a, g->interval),
			clock_duration_text(l->a, g->deadline)));
	if (g->passes == 1)
		warn(l, NULL, "gate.passes = 1: a single good round approves a release");
	if (g->failures == 1)
		warn(l, NULL, "gate.failures = 1: a single bad answer rolls a release back");
}

/* ---- The command ------------------------------------------------------------------------------------------ */

static int load(struct arena *a, const struct options *o, struct config *c, struct policy *p, struct err *e)
{
	struct secrets *k = secrets_new(a);
	if (config_load(a, k, o, c, e))
		return -1;
	if (!c->path && !o->policies.n)
		return err_set(e, ERR_USAGE, "no config (rungate.cfg) is here; name one with -c, or policies with --policy");
	if (policy_load(a, k, o, c->path ? c : NULL, p, e))
		return -1;
	return check_hold(a, c, e);
}

int cmd_lint(struct arena *a, const struct options *o, struct err *e)
{
	struct config c;
	struct policy p;
	if (load(a, o, &c, &p, e))
		return -1;
	struct lint l = { .a = a, .config = &c, .policy = &p };
	rules(&l);
	unread_probes(&l);
	reserved_paths(&l);
	pace(&l);
	printf("%s: %zu services, %zu probes, %zu rules: ", c.path ? c.path : "no config", c.services.n, c.probes.n, p.n);
	if (l.warnings)
		printf("%zu warning%s\n", l.warnings, l.warnings == 1 ? "" : "s");
	else
		puts("ok");
	return EXIT_PASSED;
}
