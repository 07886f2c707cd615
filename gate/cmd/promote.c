/* SPDX-License-Identifier: Apache-2.0 */
/* promote.c: shifts traffic to the candidate in steps. Judges the candidate at its tag URL before it gets traffic, and
 * again after each step. After a critical failure it restores the split that served when the promotion began. */
#include "cmd.h"
#include "../act/act.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 32 };

struct promotion {
	struct run *r;
	bool *wanted, *follows; /* a flag for each service: it is promoted; it ends on LATEST */
	int steps[STEPS_MAX];
	size_t n;
	int64_t step_ms, requests; /* at least */
	int percent;               /* of the last completed step; -1: none yet */
};

/* ---- Options -------------------------------------------------------------------------- */

static int read_steps(const char *text, struct promotion *p, struct err *e)
{
	int last = 0;
	for (const char *at = text; *at || at == text; at += *at == ',') {
		char *end;
		long n = strtol(at, &end, 10);
		if (end == at || n <= last || n > 100 || (*end && *end != ',') || p->n == STEPS_MAX)
			return err_set(
				e, ERR_USAGE, "--steps %s: write increasing percentages from 1 to 100, for example 5,25,50,100", text);
		p->steps[p->n++] = last = (int)n;
		at = end;
	}
	return last == 100 ? 0 : err_set(e, ERR_USAGE, "--steps %s: the last step must be 100", text);
}

static int read_options(const struct options *o, struct promotion *p, struct err *e)
{
	char *end = NULL;
	if (read_steps(o->steps ? o->steps : "5,25,50,100", p, e))
		return -1;
	if (clock_parse_duration(o->step_time ? o->step_time : "60s", &p->step_ms, e))
		return err_wrap(e, "--step-time");
	p->requests = o->min_requests ? strtoll(o->min_requests, &end, 10) : 0;
	if (o->min_requests && (p->requests < 0 || *end))
		return err_set(e, ERR_USAGE, "--min-requests %s: write a whole number", o->min_requests);
	return 0;
}

/* ---- Ending early ------------------------------------------------------------------------------------------ */

/* Ends a promotion between two steps. Reports the percentage reached and the commands to continue or to go back. */
static int stopped(struct promotion *p)
{
	struct run *r = p->r;
	const char *reason = r->result.verdict == VERDICT_INTERRUPTED ? "interrupted by a signal" : r->result.reason;
	if (p->percent < 0)
		return run_close(r);
	result_stopped(&r->result, arena_printf(r->a, "stopped at %d %%: %s", p->percent, reason));
	say_event(&r->log, "stopped", NULL, r->result.reason);
	say_next(&r->log, "to continue: rungate promote");
	say_next(&r->log, "to move traffic back: rungate rollback");
	return run_close(r);
}

/* ---- One step ----------------------------------------------------------------------------------------- */

static int share_of(const struct service *s)
{
	return cloudrun_percent(&s->now.effective, s->now.latest_ready, s->target.candidate->name);
}

/* Adds a move for each service to promote. A candidate that already has the step's share or more is not moved. */
static void fill(struct promotion *p, struct traffic_change *b, int percent, bool latest)
{
	struct run *r = p->r;
	for (size_t i = 0; i < r->release.n_services; i++) {
		struct service *s = &r->release.services[i];
		if (!p->wanted[i] || (latest ? !p->follows[i] : share_of(s) >= percent))
			continue;
		s->move = &b->moves[b->n++];
		*s->move = (struct traffic_move){ .alias = s->config->member.alias,
			.candidate = s->target.candidate->name,
			.first = s->now,
			.last = s->now,
			.revisions = &s->revisions,
			.n_revisions = &s->n_revisions,
			.aim = latest ? AIM_LATEST : AIM_SPLIT,
			.target = plan_step(r->a, &s->target.split, s->target.candidate->name, percent) };
	}
}

/* After a step: the confirmed state becomes the one that later reads are compared with. */
static void take_over(const struct release *release, const struct traffic_change *b)
{
	for (size_t i = 0; i < release->n_services; i++) {
		struct service *s = &release->services[i];
		if (s->move && s->move >= b->moves && s->move < b->moves + b->n) {
			s->first = s->now = s->move->last;
			s->superseded = NULL;
			s->move = NULL;
		}
	}
}

/* Moves traffic to one step. Returns true if every service is confirmed at the step; otherwise fills in the result. */
static bool shift(struct promotion *p, int percent, bool latest)
{
	struct run *r = p->r;
	struct traffic_change *b = act_begin(r);
	struct err e;
	b->pin = b->listed = b->whole = b->head.promotion = b->keeps_tried = true;
	fill(p, b, percent, latest);
	if (!b->n)
		return true;
	if (!act_lock(r, b))
		return false;
	int rc = apply_prepare(b, &e);
	if (conclude_interrupted(r->loop, &r->result, b))
		return false;
	if (rc) {
		conclude_needs_a_person(&r->result, &r->log, arena_printf(r->a, "the services could not be read: %s", e.text));
		return false;
	}
	if (conclude_stood_down(r->a, &r->result, &r->log, b))
		return false;
	say_event(&r->log, "step", NULL, latest ? "LATEST" : arena_printf(r->a, "%d %%", percent));
	say_line(&r->log, "%s",
		latest ? "following LATEST" : arena_printf(r->a, "shifting %d %% of the traffic to the candidate", percent));
	resume_overtake(r, b);
	apply_start(b);
	confirm_run(b);
	if (conclude_in_state(b, MOVE_DONE) + conclude_in_state(b, MOVE_NOT_NEEDED) == b->n) {
		take_over(&r->release, b);
		return true;
	}
	if (!conclude_stood_down(r->a, &r->result, &r->log, b)) {
		conclude_needs_a_person(&r->result, &r->log,
			arena_printf(r->a, "the step to %d %% was not confirmed: %s", percent, conclude_each(r->a, b)));
		conclude_by_hand(r->a, &r->log, b);
	}
	return false;
}

/* ---- The promotion ------------------------------------------------------------------------------------------- */

static bool ends_on_latest(const struct options *o, const struct release *release, const struct service *s)
{
	const struct snapshot_service *was = snapshot_of(release->snapshot, s->now.name);
	return o->follow_latest || (was && was->follows_latest) || cloudrun_follows_latest(&s->now.desired);
}

/* The candidate failed its last verdict. Returns true with --force; that is recorded, and it is judged again. */
static bool overridden(struct arena *a, const struct options *o, struct run_log *log, const struct service *s)
{
	const char *alias = s->config->member.alias, *name = s->target.candidate->name;
	if (!o->force) {
		say_next(log, "deploy a fix; or judge it again and promote it if it passes:");
		say_next(log, "rungate promote %s --candidate %s=%s --force", alias, alias, text_shell(a, name));
		return false;
	}
	say_note(log, "%s: --force overrides the failing verdict of %s", alias, name);
	say_event(log, "verdict_overridden", alias, name);
	return true;
}

/* Selects the services to promote. Their rollback target is the present split without the candidate's share. Returns
 * NULL, or why nothing can be promoted. */
static const char *choose(struct promotion *p)
{
	struct run *r = p->r;
	bool any = false;
	for (size_t i = 0; i < r->release.n_services; i++) {
		struct service *s = &r->release.services[i];
		struct target *t = &s->target;
		if (s->selected && s->observation->error.code != ERR_NONE)
			return s->observation->error.text;
		p->wanted[i] = s->selected && t->candidate && (t->released || r->options->n_args);
		if (!p->wanted[i])
			continue;
		any = true;
		if (!t->candidate->ready)
			return arena_printf(r->a, "%s: %s is not ready%s%s", s->config->member.alias, t->candidate->name,
				t->candidate->ready_message ? ": " : "",
				t->candidate->ready_message ? t->candidate->ready_message : "");
		if (t->candidate_condemned && !overridden(r->a, r->options, &r->log, s))
			return arena_printf(r->a, "%s: %s failed its last verdict", s->config->member.alias, t->candidate->name);
		p->follows[i] = ends_on_latest(r->options, &r->release, s);
		s->first = s->now; /* changes before it settled do not count as superseding */
		s->before_steps = s->now.effective;
		struct cloudrun_split users = cloudrun_resolved(r->a, &s->now.effective, s->now.latest_ready);
		struct cloudrun_split others = plan_step(r->a, &users, t->candidate->name, 0);
		t->released = true;
		if (others.n)
			target_set_split(t, &others, s->revisions, s->n_revisions);
	}
	return any ? NULL : "no service was released recently; name the services to promote";
}

/* Returns true if every candidate without traffic has a tag URL, at which it can be probed; reports those without. A
 * worker pool cannot have one: its candidate is judged when it has instances. */
static bool all_have_tags(struct promotion *p)
{
	struct run *r = p->r;
	bool all = true, any = false;
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *s = &r->release.services[i];
		if (!p->wanted[i] || !cloudrun_kind(s->config->kind)->has_tags)
			continue;
		any = true;
		if (release_serves(s) || cloudrun_tag_uri(&s->now, s->target.candidate->name))
			continue;
		say_note(&r->log, "%s: %s has no tag URL, so it is not probed before it gets traffic", s->config->member.alias,
			s->target.candidate->name);
		all = false;
	}
	return all && any;
}

/* Returns the smallest percentage that a candidate to promote has. */
static int least_share(const struct promotion *p)
{
	int least = 100;
	for (size_t i = 0; i < p->r->release.n_services; i++) {
		const struct service *s = &p->r->release.services[i];
		int has = p->wanted[i] ? share_of(s) : 100;
		least = has < least ? has : least;
	}
	return least;
}

static bool any_has_users(const struct promotion *p)
{
	for (size_t i = 0; i < p->r->release.n_services; i++)
		if (p->wanted[i] && release_has_users(&p->r->release.services[i]))
			return true;
	return false;
}

/* Moves traffic back after a failing verdict, unless the candidate has no traffic yet. */
static int back(struct promotion *p)
{
	struct run *r = p->r;
	const char *reason = r->result.reason;
	if (p->percent < 0 && !any_has_users(p)) {
		result_explain(&r->result, arena_printf(r->a, "%s; it had no traffic yet", reason));
		return run_close(r);
	}
	hold_judge(r->a, &r->config, &r->judged, &r->recovery);
	act_rollback(r, p->wanted);
	result_explain(&r->result,
		r->result.action == ACTION_ROLLED_BACK ? reason : arena_printf(r->a, "%s; %s", r->result.reason, reason));
	return run_close(r);
}

/* Judges the candidate at the present step. Returns 0 if it passed; otherwise ends the run and sets *exit_code. */
static int judge_step(struct promotion *p, int percent, int *exit_code)
{
	struct run *r = p->r;
	r->release.step_began = loop_now(r->loop);
	r->release.step_requests = p->requests;
	bool condemned = watch_step(
		r, percent ? p->step_ms : 0, percent < 100, percent && p->requests ? step_has_requests : NULL);
	if (condemned) {
		*exit_code = back(p);
	} else if (r->result.verdict != VERDICT_PASSED) {
		*exit_code = stopped(p);
	} else {
		return 0;
	}
	return -1;
}

/* A step could not be made. The steps before it passed, but the verdict of the run must not be "passed". */
static int not_shifted(struct promotion *p)
{
	struct run *r = p->r;
	result_not_shifted(&r->result);
	return r->result.ending == ENDING_STEP ? run_close(r) : stopped(p);
}

/* All steps passed: lets traffic follow LATEST where it did before, unless a newer revision exists. */
static int finish(struct promotion *p)
{
	struct run *r = p->r;
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *s = &r->release.services[i];
		const char *newer = p->wanted[i] && p->follows[i] ? guard_newer(r->a, s->target.candidate->name, &s->now)
														  : NULL;
		if (!newer)
			continue;
		say_note(&r->log, "%s: %s; traffic stays on the promoted revision by name and does not follow LATEST",
			s->config->member.alias, newer);
		p->follows[i] = false;
	}
	if (!shift(p, 100, true))
		return not_shifted(p);
	result_promoted(&r->result);
	return run_close(r);
}

/* Judges at the tag URLs, then takes the steps that are above the present share. */
static int go(struct promotion *p)
{
	int exit_code = EXIT_BUG, least = least_share(p);
	if (least < 100 && (least > 0 || all_have_tags(p)) && judge_step(p, 0, &exit_code))
		return exit_code;
	for (size_t i = 0; i < p->n; i++) {
		if (p->steps[i] <= least && p->steps[i] < 100)
			continue;
		if (least < 100 && !shift(p, p->steps[i], false))
			return not_shifted(p);
		p->percent = p->steps[i];
		if (judge_step(p, p->percent, &exit_code))
			return exit_code;
	}
	return finish(p);
}

/* Prepares the promotion: continues an unfinished rollback if one is in progress, waits until the services have
 * settled, and chooses what to promote. Returns the exit code. */
static int begin(struct promotion *p)
{
	struct run *r = p->r;
	p->wanted = ARENA_ARRAY(r->a, bool, r->release.n_services + 1);
	p->follows = ARENA_ARRAY(r->a, bool, r->release.n_services + 1);
	p->percent = -1;
	int64_t deadline = r->start.at + r->config.gate.deadline;
	rights_check(r);
	if (doubt_observe(r, deadline) == LOOP_SIGNAL)
		return run_interrupted(r);
	if (release_update(r, &r->release.error))
		return run_refuse(r, ACTION_NOT_MOVED, r->release.error.text);
	if (resume_on_its_way(r)) {
		observe_round(r, deadline);
		act_resume(r);
		return run_close(r);
	}
	if (observe_until_settled(r, deadline) == LOOP_SIGNAL)
		return run_interrupted(r);
	if (release_update(r, &r->release.error))
		return run_refuse(r, ACTION_NOT_MOVED, r->release.error.text);
	const char *why = observe_on_the_way(&r->release)
		? "a change of these services is still in progress; try again when it has ended"
		: choose(p);
	if (!why)
		why = act_beyond_reach(r->a, &r->release, p->wanted, true, &r->log);
	if (why)
		return run_refuse(r, ACTION_NOT_MOVED, why);
	r->release.promoting = true;
	r->recovery.lend = lend_tags;
	return go(p);
}

int cmd_promote_run(struct run *r)
{
	struct promotion p = { .r = r };
	struct err e;
	return read_options(r->options, &p, &e) ? EXIT_CONFIG : begin(&p);
}

int cmd_promote(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	struct promotion p = { .r = r };
	return read_options(o, &p, e) || run_open(a, o, true, r, e) ? -1 : begin(&p);
}
