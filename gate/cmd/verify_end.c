/* SPDX-License-Identifier: Apache-2.0 */
/* verify_end.c: what follows from a verdict: moves traffic back if the release failed, or says why not. */
#include "cmd.h"
#include "../act/act.h"

#include <string.h>

/* Returns true if a failed verdict moves this service back: it was selected and released, its candidate has traffic,
 * and either rollback.scope is "release" or its own candidate failed. also_old: include releases older than
 * rollback.release_window, which only `rungate watch` and an explicit `rungate rollback` move. */
static bool goes_back(struct gcp *g, const struct config *c, const struct service *s, bool also_old)
{
	bool ours = s->selected && s->target.released && (c->rollback.scope == SCOPE_RELEASE || s->condemned);
	bool old = s->target.again && !target_young(&s->target, gcp_wall(g), c->rollback.release_window);
	return ours && release_has_users(s) && (also_old || !old);
}

/* Returns true if the service belongs to the failed release but was not named on the command line. */
static bool is_left(const struct config *c, const struct service *s)
{
	return !s->selected && s->target.released && c->rollback.scope == SCOPE_RELEASE && release_has_users(s);
}

/* Returns the aliases of the flagged services as command arguments: "a b"; "" if none is flagged. */
static const char *names_of(struct arena *a, const struct release *release, const bool *flags)
{
	char *all = arena_strdup(a, "");
	for (size_t i = 0; i < release->n_services; i++)
		if (flags[i])
			all = arena_printf(a, "%s%s%s", all, *all ? " " : "", release->services[i].config->member.alias);
	return all;
}

static bool any_of(const bool *flags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (flags[i])
			return true;
	return false;
}

/* Only named services are moved. Reports the other services of the release and the command that moves them. */
static void say_left(const struct config *c, const struct release *release, struct run_log *log)
{
	bool *left = ARENA_ARRAY(log->a, bool, release->n_services + 1);
	for (size_t i = 0; i < release->n_services; i++)
		left[i] = is_left(c, &release->services[i]);
	if (!any_of(left, release->n_services))
		return;
	const char *names = names_of(log->a, release, left);
	say_note(log, "services of the same release that were not named, so their traffic was not moved: %s", names);
	say_next(log, "to move them back too:");
	say_next(log, "rungate rollback %s", names);
}

static const char *since_when(struct arena *a, const struct service *s)
{
	const struct target *t = &s->target;
	const char *created = clock_time_text(a, t->candidate->created_at);
	const char *passed = t->passed_at ? arena_printf(a, "passed at %s, and ", clock_time_text(a, t->passed_at)) : "";
	return arena_printf(a, "%s: %s %swas created at %s", s->config->member.alias, t->candidate->name, passed, created);
}

/* The release failed, but no service may be moved by a verdict: explains why. */
static void nothing_moves(
	struct gcp *g, const struct config *c, const struct release *release, struct result *result, struct run_log *log)
{
	bool *old = ARENA_ARRAY(log->a, bool, release->n_services + 1), condemned = false;
	const struct service *first = NULL;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		old[i] = goes_back(g, c, s, true);
		first = first || !old[i] ? first : s;
		condemned = condemned || s->condemned;
	}
	if (first) {
		result_explain(result,
			arena_printf(log->a, "%s; not moved: %s, longer ago than rollback.release_window (%s)", result->reason,
				since_when(log->a, first), clock_duration_text(log->a, c->rollback.release_window)));
		say_next(log, "to move traffic back anyway:");
		say_next(log, "rungate rollback %s", names_of(log->a, release, old));
		return;
	}
	result_explain(result,
		arena_printf(log->a, "%s; nothing to move: %s", result->reason,
			condemned ? "the candidate has no traffic" : "the failed rules belong to no service of this release"));
}

/* Returns true if the command of `rungate deploy` failed before it changed a service that was asked for. */
static bool failed_before_release(const struct release *release)
{
	const struct deployment *d = release->deployment;
	if (!d || !d->exit_code)
		return false;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct snapshot_service *was = snapshot_of(d->before, s->now.name);
		if (!s->selected || !s->chosen || !s->target.candidate)
			continue;
		if (!was || s->target.candidate->created_at > was->taken_at ||
			!cloudrun_same_percents(&was->split, NULL, &s->now.desired, s->now.latest_created))
			return false;
	}
	return true;
}

/* Moves back what the failed verdict allows, and completes the reason of the result. */
static void roll_back(struct run *r)
{
	if (failed_before_release(&r->release)) {
		result_explain(&r->result,
			arena_printf(r->a, "%s; the command released nothing, so there is nothing to move back", r->result.reason));
		return;
	}
	bool *wanted = ARENA_ARRAY(r->a, bool, r->release.n_services + 1);
	const char *reason = r->result.reason;
	for (size_t i = 0; i < r->release.n_services; i++)
		wanted[i] = goes_back(r->gcp, &r->config, &r->release.services[i], r->release.bake != NULL);
	hold_judge(r->a, &r->config, &r->judged, &r->recovery);
	if (!any_of(wanted, r->release.n_services)) {
		if (resume_agreed(r, wanted)) /* an earlier process moved the traffic and died before it recorded that */
			act_resume(r);
		else
			nothing_moves(r->gcp, &r->config, &r->release, &r->result, &r->log);
		return;
	}
	say_left(&r->config, &r->release, &r->log);
	result_acted(&r->result, ACTION_NONE, NULL); /* until act_rollback sets the action, the exit code is EXIT_BUG */
	act_rollback(r, wanted);
	if (r->result.action == ACTION_ROLLED_BACK)
		result_explain(&r->result, reason);
	else if (!strstr(r->result.reason, reason)) /* do not repeat a reason that is already there */
		result_explain(&r->result, arena_printf(r->a, "%s; %s", r->result.reason, reason));
}

static void say_what_check_means(
	struct gcp *g, const struct config *c, const struct release *release, struct result *result, struct run_log *log)
{
	bool *would = ARENA_ARRAY(log->a, bool, release->n_services + 1);
	for (size_t i = 0; i < release->n_services; i++)
		would[i] = goes_back(g, c, &release->services[i], true);
	result_explain(result, arena_printf(log->a, "%s; only checked: traffic was not moved", result->reason));
	if (any_of(would, release->n_services))
		say_next(log, "to move traffic back: rungate rollback %s", names_of(log->a, release, would));
}

/* Reports candidates that passed at their tag URL but have no traffic yet, with the command that promotes them. */
static void say_without_users(const struct release *release, const struct result *result, struct run_log *log)
{
	for (size_t i = 0; result->verdict == VERDICT_PASSED && i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (!s->selected || !s->target.released || release_has_users(s))
			continue;
		say_note(log, "%s: %s was judged at its tag URL and has 0 %% of the traffic", s->config->member.alias,
			s->target.candidate->name);
		say_next(log, "to give it traffic: rungate promote %s", s->config->member.alias);
	}
}

int cmd_verify_end(struct run *r, bool condemned)
{
	if (condemned && r->options->no_rollback)
		say_what_check_means(r->gcp, &r->config, &r->release, &r->result, &r->log);
	else if (condemned && r->recovery.entry)
		act_resume(r);
	else if (condemned)
		roll_back(r);
	say_without_users(&r->release, &r->result, &r->log);
	return run_close(r);
}
