/* SPDX-License-Identifier: Apache-2.0 */
/* lint.c: checks config and policies offline. It also judges the policy over facts in which everything is unobserved: a
 * rule that passes or fails even then does not depend on any observation. */
#include "cmd.h"
#include "lint_front.h"
#include "../judge/asked.h"
#include "../judge/rule_check.h"
#include "../judge/select.h"
#include "../watch/watch.h"

#include <stdio.h>
#include <string.h>

#define UNOBSERVED "nothing is observed offline"

struct named;

struct lint {
	struct arena *a;
	const struct config *config;
	const struct policy *policy;
	const struct options *options;
	struct named *named; /* everything configured to be observed, except services */
	size_t n_named;
	struct outcomes outcomes; /* of the policy over unobserved facts */
	size_t warnings;
};

static void add_warning(struct lint *l, const struct conf_place *at, const char *what)
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

static void warn(void *arg, const struct conf_place *at, const char *text)
{
	add_warning(arg, at, text);
}

/* ---- What the config names ----------------------------------------------------------------------------- */

struct named {
	enum group group;
	const char *alias;
	const struct source *source;
	const void *config;
	const struct conf_place *at;
};

static void add_members(struct lint *l, enum group g)
{
	for (size_t i = 0; i < group_count(l->config, g); i++) {
		const struct conf_member *m = group_item(l->config, g, i);
		l->named[l->n_named++] = (struct named){ g, m->alias, source_of_member(g, m), m, &m->place };
	}
}

static void list_named(struct lint *l)
{
	const struct config *c = l->config;
	size_t most = c->data.n + 1;
	for (int g = GROUP_WORKERS + 1; g < GROUP__COUNT; g++)
		most += group_count(c, (enum group)g);
	l->named = ARENA_ARRAY(l->a, struct named, most);
	for (int g = GROUP_WORKERS + 1; g < GROUP__COUNT; g++)
		add_members(l, (enum group)g);
	for (size_t i = 0; i < c->data.n; i++)
		l->named[l->n_named++] = (struct named){ GROUP_DATA, c->data.items[i].name, &source_data, NULL,
			&c->data.items[i].place };
	if (c->source)
		l->named[l->n_named++] = (struct named){ GROUP_SOURCE, NULL, &source_git, c->source, &c->source->place };
}

/* ---- Rules, judged over unobserved facts ------------------------------------------------------------------------ */

/* Returns a group member whose facts are all unobserved. It has exactly the facts that its source provides, so that
 * has() behaves as in a run. */
static struct json *unobserved_member(struct lint *l, const struct named *m, struct json *unobserved)
{
	struct json *v = json_new_object(l->a);
	for (size_t i = 0; i < source_facts(m->source); i++)
		json_set(v, source_fact(m->source, i)->name, unobserved);
	json_set(v, "lookAgeSeconds", unobserved);
	if (m->group == GROUP_METRICS) {
		const char *ready = ((const struct config_metric *)m->config)->metric;
		json_set_string(l->a, v, "metric", ready ? ready : "");
	}
	return v;
}

/* Returns facts with every configured member, all unobserved. */
static struct json *unobserved_facts(struct lint *l)
{
	struct json *facts = json_new_object(l->a), *unobserved = facts_unobserved(l->a, UNOBSERVED);
	for (int g = 0; g < GROUP__COUNT; g++) {
		const char **aliases = NULL;
		bool listed = l->config->path && g <= GROUP_PASSPORTS;
		size_t n = listed ? group_aliases(l->a, l->config, (enum group)g, &aliases) : 0;
		struct json *group = json_new_object(l->a);
		for (size_t i = 0; i < n; i++)
			json_set(group, aliases[i], unobserved);
		for (size_t i = 0; listed && i < l->n_named; i++)
			if (l->named[i].group == (enum group)g)
				json_set(group, l->named[i].alias, unobserved_member(l, &l->named[i], unobserved));
		json_set(facts, group_name((enum group)g), listed ? group : unobserved);
	}
	return facts;
}

/* The outcomes of one rule over unobserved facts. nonsense: why it cannot be evaluated at all, or NULL. */
struct sum {
	size_t n, passed, failed, skipped;
	const char *nonsense;
};

static struct sum sum_of(const struct rule *r, const struct outcomes *all, size_t *next)
{
	struct sum s = { 0 };
	for (; *next < all->n && all->items[*next].rule == r; ++*next, s.n++) {
		const struct outcome *o = &all->items[*next];
		s.passed += o->kind == OUTCOME_PASS;
		s.failed += o->kind == OUTCOME_FAIL;
		s.skipped += o->kind == OUTCOME_SKIPPED;
		if (o->kind == OUTCOME_UNKNOWN && !strstr(o->message, UNOBSERVED))
			s.nonsense = o->message;
	}
	return s;
}

static void warn_about_rule(struct lint *l, const struct rule *r, const struct sum *s, const struct json *facts)
{
	const struct conf_place *at = &r->member.place;
	if (s->skipped == s->n && r->each && !json_size(json_get(facts, r->each)))
		add_warning(l, at, arena_printf(l->a, "rule %s never applies: the config has no %s", r->id, r->each));
	else if (s->skipped == s->n)
		add_warning(
			l, at, arena_printf(l->a, "rule %s never applies: its `when` is false whatever is observed", r->id));
	else if (s->passed + s->skipped == s->n)
		add_warning(l, at, arena_printf(l->a, "rule %s could never fail: it holds whatever is observed", r->id));
	else if (s->failed + s->skipped == s->n)
		add_warning(l, at, arena_printf(l->a, "rule %s could never hold: it fails whatever is observed", r->id));
	else if (s->nonsense)
		add_warning(l, at, arena_printf(l->a, "rule %s can never be judged: %s", r->id, s->nonsense));
}

/* Returns true if the config or --policy names the rule's policy itself, rather than one that includes it. */
static bool is_named(const struct lint *l, const struct rule *r)
{
	const struct conf_strings *names = l->options->policies.n ? &l->options->policies : &l->config->policies;
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->items[i], r->policy))
			return true;
	return false;
}

static bool judges_answers(const struct outcome *o)
{
	bool critical = o->rule->severity == SEVERITY_CRITICAL && !o->rule->dry_run && o->kind != OUTCOME_SKIPPED;
	return critical &&
		(select_reads(o, "probes", NULL, false) || select_reads(o, "metrics", NULL, false) ||
			select_reads(o, "logs", NULL, false) || select_reads(o, "comparisons", NULL, false));
}

/*
 * Built-in policies apply to every release, so a built-in rule that finds nothing to judge is usually not a mistake.
 * There are two exceptions: a critical rule of a policy that the config names, and a config in which no critical rule
 * judges an answer.
 */
static void warn_about_builtin(
	struct lint *l, const struct rule *r, const struct sum *s, const struct json *facts, bool answers)
{
	if (r->severity == SEVERITY_CRITICAL && s->skipped == s->n && (!answers || is_named(l, r)))
		warn_about_rule(l, r, s, facts);
}

/* Judges the policies over unobserved facts and warns about rules whose outcome cannot change. */
static void rules(struct lint *l)
{
	struct json *facts = unobserved_facts(l);
	size_t next = 0, deciding = 0;
	bool answers = false;
	judge(l->a, l->policy, facts, &l->outcomes);
	for (size_t i = 0; i < l->outcomes.n; i++)
		answers = answers || judges_answers(&l->outcomes.items[i]);
	for (size_t i = 0; i < l->policy->n; i++) {
		const struct rule *r = l->policy->rules[i];
		struct sum s = sum_of(r, &l->outcomes, &next);
		if (strncmp(r->policy, "builtin:", 8) != 0)
			warn_about_rule(l, r, &s, facts);
		else
			warn_about_builtin(l, r, &s, facts, answers);
		deciding += r->severity != SEVERITY_WARNING && !r->dry_run && s.passed + s.skipped < s.n;
	}
	if (!deciding)
		add_warning(l, NULL,
			"the policies can never fail: no rule of severity critical or error depends on an observation "
			"(dry-run rules do not count)");
}

/* ---- Services that no probe tests, and observations that no rule reads ------------------------------------- */

/* Warns about services that no decisive rule tests by a probe, command, metric or log. */
static void unasked(struct lint *l)
{
	const struct config_service *services = CONFIG_ITEMS(l->config->workloads, const struct config_service);
	const struct json *decided = asked_read(l->a, &l->outcomes, true);
	for (size_t s = 0; s < l->config->workloads.n; s++) {
		const char *alias = services[s].member.alias;
		bool asked = !services[s].asked, reached = false;
		for (size_t i = 0; i < l->n_named; i++) {
			const struct named *m = &l->named[i];
			bool reaches = asked_reaches(m->source, m->config, &services[s]);
			reached = reached || reaches;
			asked = asked || (reaches && asked_reads(l->a, decided, group_name(m->group), m->alias));
		}
		if (asked)
			continue;
		bool pool = services[s].kind == CLOUDRUN_POOL;
		struct buf remedy = BUF_MAX(LIMIT_ERR_TEXT);
		if (reached)
			buf_printf(&remedy, "add a rule, or \"builtin:%s\" to policies", pool ? "observability" : "endpoints");
		else
			buf_printf(&remedy, "add to %s: ", pool ? "logs" : "probes");
		if (!reached && pool)
			config_text_log(&remedy, &services[s]);
		else if (!reached)
			config_text_probe(&remedy, discover_probe(l->a, alias, NULL));
		add_warning(l, &services[s].member.place,
			arena_printf(l->a,
				"%s.%s is not tested: %s, so its release will be inconclusive (exit 5); %s, or set asked = false",
				pool ? "workers" : "services", alias,
				reached    ? "no critical or error rule reads its probes, commands, metrics or logs"
					: pool ? "it has no command, metric or log"
						   : "it has no probe, command, metric or log",
				buf_text(&remedy)));
		buf_free(&remedy);
	}
}

static bool hold_reads(struct lint *l, const struct named *m)
{
	const struct conf_text *text = &l->config->rollback.hold;
	struct rule rule = { .program = NULL };
	struct err e;
	if (!text->set || cel_compile(l->a, str_of(text->text), &text->place, NULL, &rule.program, &e))
		return false;
	return select_reads(&(struct outcome){ .rule = &rule }, group_name(m->group), m->alias, true);
}

/* Returns true if a rule reads a comparison that sends this probe to both revisions. */
static bool is_compared(const struct lint *l, const struct json *judged, const struct named *m)
{
	const struct config_comparison *all = CONFIG_ITEMS(l->config->comparisons, const struct config_comparison);
	for (size_t i = 0; m->group == GROUP_PROBES && m->alias && i < l->config->comparisons.n; i++)
		if (all[i].probe && !strcmp(all[i].probe, m->alias) &&
			asked_reads(l->a, judged, group_name(GROUP_COMPARISONS), all[i].member.alias))
			return true;
	return false;
}

/* Warns about configured observations that neither a rule nor rollback.hold reads. */
static void unread(struct lint *l)
{
	const struct json *judged = asked_read(l->a, &l->outcomes, false);
	for (size_t i = 0; i < l->n_named; i++) {
		const struct named *m = &l->named[i];
		bool alone = !m->alias;
		if (!asked_reads(l->a, judged, group_name(m->group), m->alias) && !hold_reads(l, m) &&
			!is_compared(l, judged, m))
			add_warning(l, m->at,
				arena_printf(l->a, "no rule reads %s%s%s, so it cannot change the verdict", group_name(m->group),
					alone ? "" : ".", alone ? "" : m->alias));
	}
}

/* Warns about numbers of rounds that cannot lead to a pass, or make the verdict depend on a single answer. */
static void pace(struct lint *l)
{
	const struct config_gate *g = &l->config->gate;
	if ((g->passes - 1) * g->interval >= g->deadline)
		add_warning(l, NULL,
			arena_printf(l->a,
				"gate.passes (%lld rounds, one every %s) does not fit into gate.deadline (%s): "
				"no release can pass",
				(long long)g->passes, clock_duration_text(l->a, g->interval), clock_duration_text(l->a, g->deadline)));
	if (g->passes == 1)
		add_warning(l, NULL, "gate.passes = 1: a single good round approves a release");
	if (g->failures == 1)
		add_warning(l, NULL, "gate.failures = 1: a single bad answer rolls a release back");
}

/* Whether a critical rule reads the comparison. */
static bool can_condemn(const struct lint *l, const struct config_comparison *one)
{
	for (size_t i = 0; i < l->outcomes.n; i++) {
		const struct rule *r = l->outcomes.items[i].rule;
		if (r->severity == SEVERITY_CRITICAL && !r->dry_run &&
			select_reads(&l->outcomes.items[i], "comparisons", one->member.alias, false))
			return true;
	}
	return false;
}

/* An answer of a comparison takes its minutes, and the time until these are complete. */
static int comparisons_fit(struct lint *l, struct err *e)
{
	enum { MINUTE = 60 * 1000 };
	const struct config_comparison *all = CONFIG_ITEMS(l->config->comparisons, const struct config_comparison);
	int64_t delay = monitoring_delay("run.googleapis.com/request_count");
	for (size_t i = 0; i < l->config->comparisons.n; i++) {
		int64_t settle = comparison_settle(&l->config->compare, &all[i]);
		int64_t minutes = comparison_minutes(&l->config->compare, &all[i]);
		int64_t least = settle + (minutes + 1) * MINUTE + delay;
		bool waits = all[i].of != COMPARISON_PROBES; /* pairs need seconds */
		if (waits && least > l->config->gate.deadline && can_condemn(l, &all[i]))
			return conf_error(e, &all[i].member.place,
				"comparisons.%s: an answer takes at least %s after a change of traffic (settle %s, %lld minutes, and "
				"%s until the last is complete), and gate.deadline is %s; set gate.deadline = \"%s\" or more",
				all[i].member.alias, clock_duration_text(l->a, least), clock_duration_text(l->a, settle),
				(long long)minutes, clock_duration_text(l->a, delay + MINUTE),
				clock_duration_text(l->a, l->config->gate.deadline), clock_duration_text(l->a, least));
	}
	return 0;
}

/* A stage that requires its own pass can never get its first one, unless that pass is older or elsewhere. */
static void own_stage(struct lint *l)
{
	const struct config_requirement *all = CONFIG_ITEMS(l->config->requires, const struct config_requirement);
	for (size_t i = 0; l->config->stage && i < l->config->requires.n; i++)
		if (!strcmp(all[i].stage, l->config->stage))
			add_warning(l, &all[i].member.place,
				arena_printf(l->a,
					"requires[%zu]: this config is of stage %s itself, so no new image can pass; "
					"require an earlier stage",
					i, all[i].stage));
}

/* ---- The command ------------------------------------------------------------------------------------------ */

static int load(struct arena *a, const struct options *o, struct config *c, struct policy *p, struct err *e)
{
	struct secrets *k = secrets_new(a);
	struct conf_errors *all = config_errors(a, o);
	int rc = config_read_all(a, k, o, c, all);
	rc |= check_config(a, c, all);
	if (!rc && !c->path && !o->policies.n)
		return err_set(e, ERR_USAGE,
			"no config: neither rungate.cfg nor rungate.yaml exists in this folder; give a config with -c, or policies "
			"with --policy");
	rc |= policy_read(a, k, o, c->path ? c : NULL, p, all);
	return rc ? conf_errors_end(all, e) : 0;
}

int cmd_lint(struct arena *a, const struct options *o, struct err *e)
{
	struct config c;
	struct policy p;
	if (load(a, o, &c, &p, e))
		return -1;
	struct lint l = { .a = a, .config = &c, .policy = &p, .options = o };
	list_named(&l);
	rules(&l);
	if (comparisons_fit(&l, e))
		return -1;
	unasked(&l);
	unread(&l);
	lint_front(l.a, l.config, warn, &l);
	pace(&l);
	own_stage(&l);
	printf("%s: %zu services, %zu probes, %zu rules: ", c.path ? c.path : "no config", c.services.n, c.probes.n, p.n);
	if (l.warnings)
		printf("%zu warning%s\n", l.warnings, l.warnings == 1 ? "" : "s");
	else
		puts("ok");
	return EXIT_PASSED;
}
