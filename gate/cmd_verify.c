/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_verify.c: the gate. Read this first: open, watch the release until it is decided, move traffic back if it
 * must go, leave evidence, say it. `check` is the same without the move.
 */
#include "gate.h"

#include <string.h>

/* With scope = "release" all that was released goes back; with "service" only what a failed rule belongs to. Where the
 * candidate has no users they are not moved about. */
static void choose_moves(struct run *r, bool *wanted)
{
	bool *belongs = ARENA_ARRAY(r->a, bool, r->n_services + 1), *failed = ARENA_ARRAY(r->a, bool, r->n_services + 1);
	bool all = r->config.rollback.scope == 0;
	for (size_t i = 0; i < r->outcomes.n; i++) {
		const struct outcome *o = &r->outcomes.items[i];
		bool any = false;
		if (o->kind != OUTCOME_FAIL || o->rule->severity != SEVERITY_CRITICAL || o->rule->dry_run)
			continue;
		select_failed(r, o, belongs);
		for (size_t s = 0; s < r->n_services; s++) {
			any = any || belongs[s];
			failed[s] = failed[s] || belongs[s];
		}
		all = all || !any;
	}
	for (size_t s = 0; s < r->n_services; s++)
		wanted[s] = r->services[s].target.released && (all || failed[s]) && release_has_users(&r->services[s]);
}

static bool any_of(const bool *flags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (flags[i])
			return true;
	return false;
}

static void roll_back(struct run *r)
{
	bool *wanted = ARENA_ARRAY(r->a, bool, r->n_services + 1);
	const char *reason = r->reason;
	choose_moves(r, wanted);
	hold_judge(r);
	if (!any_of(wanted, r->n_services)) {
		r->reason = arena_printf(r->a, "%s; nothing needed moving: no service that was deployed with it has users on its candidate", reason);
		return;
	}
	r->action = ACTION_NONE;
	r->exit_code = EXIT_BUG;
	act_rollback(r, wanted);
	if (r->action == ACTION_ROLLED_BACK)
		r->reason = reason;
	else if (!strstr(r->reason, reason)) /* else it fails the same way as before, and that was said */
		r->reason = arena_printf(r->a, "%s; %s", r->reason, reason);
}

static void say_what_check_means(struct run *r)
{
	r->reason = arena_printf(r->a, "%s; only checked: traffic was not moved", r->reason);
	say_next(r, "to move traffic back: rungate rollback");
}

int cmd_verify(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	return run_open(a, o, true, r, e) ? -1 : cmd_verify_run(r);
}

int cmd_verify_run(struct run *r)
{
	bool condemned = watch_release(r);
	if (condemned && r->options->no_rollback)
		say_what_check_means(r);
	else if (condemned && r->story)
		act_resume(r);
	else if (condemned)
		roll_back(r);
	return run_close(r);
}
