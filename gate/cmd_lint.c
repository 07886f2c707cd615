/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_lint.c: everything that can be known about config and policies without asking anybody. */
#include "gate.h"

#include <stdio.h>
#include <string.h>

static size_t warn(const char *where, const char *what)
{
	printf("warning: %s: %s\n", where, what);
	return 1;
}

static bool reads_probe(const struct rule *r, const char *alias)
{
	const struct cel_program *programs[] = { r->program, r->when_program };
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

static size_t unread_probes(struct arena *a, const struct config *c, const struct policy *p)
{
	const struct config_probe *probes = CONFIG_ITEMS(c->probes, const struct config_probe);
	size_t warnings = 0;
	for (size_t i = 0; i < c->probes.n; i++) {
		bool read = false;
		for (size_t r = 0; r < p->n; r++)
			read = read || reads_probe(p->rules[r], probes[i].member.alias);
		const struct conf_place *at = &probes[i].member.place;
		if (!read)
			warnings += warn(arena_printf(a, "%s:%u", at->file, at->line),
				arena_printf(a, "no rule reads probes.%s: its answer decides nothing", probes[i].member.alias));
	}
	return warnings;
}

static size_t never_applies(struct arena *a, const struct config *c, const struct rule *r)
{
	const struct { const char *group; size_t n; } groups[] = {
		{ "sql", c->sql.n }, { "redis", c->redis.n }, { "connectors", c->connectors.n }, { "probes", c->probes.n },
	};
	const struct conf_place *at = &r->member.place;
	bool builtin = !strncmp(r->policy, "builtin:", 8);
	for (size_t i = 0; r->each && i < COUNTOF(groups); i++)
		if (!strcmp(groups[i].group, r->each) && !groups[i].n && c->path && !builtin)
			return warn(arena_printf(a, "%s:%u", at->file, at->line),
				arena_printf(a, "rule %s never applies: the config has no %s", r->id, r->each));
	return 0;
}

static size_t could_never_fail(const struct policy *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->rules[i]->severity != SEVERITY_WARNING && !p->rules[i]->dry_run)
			return 0;
	return warn("policies", "no rule is critical or error: nothing could be approved, nothing could fail");
}

int cmd_lint(struct arena *a, const struct options *o, struct err *e)
{
	struct secrets *k = secrets_new(a);
	struct config c;
	struct policy p;
	if (config_load(a, k, o, &c, e) || policy_load(a, k, o, c.path ? &c : NULL, &p, e))
		return -1;
	struct cel_program *hold;
	if (c.rollback.hold.set && policy_compile(a, &c.rollback.hold, &c, NULL, &hold, e))
		return err_wrap(e, "rollback.hold");
	size_t warnings = could_never_fail(&p) + unread_probes(a, &c, &p);
	for (size_t i = 0; i < p.n; i++)
		warnings += never_applies(a, &c, p.rules[i]);
	printf("%s: %zu services, %zu probes, %zu rules: %s", c.path ? c.path : "no config", c.services.n, c.probes.n, p.n,
		warnings ? "" : "ok\n");
	if (warnings)
		printf("%zu warning%s\n", warnings, warnings == 1 ? "" : "s");
	return EXIT_PASSED;
}
