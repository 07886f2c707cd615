/* SPDX-License-Identifier: Apache-2.0 */
/* watch.c: observes and judges in rounds until there is a decision. */
#include "watch.h"
#include "symptom_lines.h"
#include "../judge/asked.h"
#include "../judge/select.h"
#include "../run/observation_index.h"

#include <string.h>

/* Skips the outcomes of rules that belong only to services which were not named on the command line. */
static void drop_unselected(
	const struct observations *observations, const struct release *release, struct judged *judged)
{
	struct arena *a = judged->a;
	size_t *belongs = ARENA_ARRAY(a, size_t, release->n_services + 1);
	struct observation_index *index = select_index(a, observations->items, observations->n);
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		struct outcome *o = &judged->outcomes.items[i];
		size_t n = select_services(o, index, belongs);
		bool ours = false;
		for (size_t s = 0; s < n; s++)
			ours = ours || release->services[belongs[s]].selected;
		if (n && !ours) {
			o->kind = OUTCOME_SKIPPED;
			o->passed_over = true;
		}
	}
}

/* Flags for each outcome. fresh: it reads an observation that is new in this round, or none at all. once: all it reads
 * is observed once only. warm: it reads a probe in its warm-up, or probes that fail at the baseline too (paired.c), or
 * has no new observation because one is late or was cut short by the deadline. */
struct view {
	bool *fresh, *once, *warm;
};

/* Computes the flags for the outcomes of this round, and marks its observations as counted. */
static struct view view_observations(
	struct observations *observations, const struct release *release, const struct judged *judged)
{
	struct arena *a = judged->a;
	size_t n = judged->outcomes.n + 1, *reads = ARENA_ARRAY(a, size_t, observations->n + 1);
	struct view v = { ARENA_ARRAY(a, bool, n), ARENA_ARRAY(a, bool, n), ARENA_ARRAY(a, bool, n) };
	struct observation_index *index = select_index(a, observations->items, observations->n);
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		size_t read = select_deciding(&judged->outcomes.items[i], index, reads), only_once = 0;
		bool cut = false;
		for (size_t k = 0; k < read; k++) {
			const struct observation *l = observations->items[reads[k]];
			/* a comparison is proven once, over several minutes, and for good */
			only_once += l->every == EVERY_ONCE || l->source->group == GROUP_COMPARISONS;
			v.fresh[i] = v.fresh[i] || l->count != l->counted;
			cut = cut || l->cut || (l->in_flight && l->every == EVERY_ROUND);
		}
		v.fresh[i] = observations->hurried && judged->outcomes.items[i].kind == OUTCOME_FAIL
			? v.fresh[i] && witness_agrees(observations, reads, read)
			: v.fresh[i] || !read;
		/* a rule that reads only deploy.* reads what is observed once */
		v.once[i] = read ? read == only_once : select_reads(&judged->outcomes.items[i], "deploy", "exitCode", false);
		v.warm[i] = warm_reads(release, observations, reads, read) || (cut && !v.fresh[i]) ||
			(judged->outcomes.items[i].kind == OUTCOME_FAIL && paired_both_fail(observations, reads, read));
	}
	for (size_t l = 0; l < observations->n; l++)
		observations->items[l]->counted = observations->items[l]->count;
	witness_end(observations);
	return v;
}

/* Returns true if every selected service was read successfully in this round. */
static bool all_known(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (s->selected &&
			(!s->known || s->observation->in_flight || s->observation->cut || s->observation->error.code != ERR_NONE))
			return false;
	}
	return true;
}

/* Returns true if the services allow the round to count as clean: all are known and settled, no probe is late, and the
 * answers came from the candidate. */
static bool is_clean(const struct release *release, const struct observations *observations, const struct watching *w)
{
	return all_known(release) && !observe_probes_late(observations) && release_settled(release) &&
		(w->partial || release_attributed(release, observations));
}

/* Judges the newest observations. Facts and outcomes live until the next call. */
static enum decision judge_round(struct run *r, const struct watching *w)
{
	struct arena *a = arena_under(r->a), *before = r->judged.a;
	r->judged.a = a;
	r->judged.facts = facts_build(a, r);
	judge(a, &r->policy, r->judged.facts, &r->judged.outcomes);
	comparable_skip(&r->config, &r->release, &r->observations, &r->judged, loop_now(r->loop));
	if (r->options->n_args)
		drop_unselected(&r->observations, &r->release, &r->judged);
	warm_round(&r->observations, &r->release, r->config.gate.warmup);
	struct view seen = view_observations(&r->observations, &r->release, &r->judged);
	struct round_view view = { .fresh = seen.fresh,
		.once = seen.once,
		.warm = seen.warm,
		.clean_services = is_clean(&r->release, &r->observations, w) && !r->observations.hurried };
	enum decision d = rounds_next(r->a, &r->judged.rounds, &r->judged.outcomes, &view);
	for (size_t i = 0; i < r->judged.outcomes.n; i++)
		r->judged.outcomes.items[i].once = seen.once[i];
	rounds_log(&r->observations, &r->release, &r->judged, &view);
	progress_say(r, w);
	arena_free(before);
	return d;
}

static void say_verdict(const struct result *result, struct run_log *log)
{
	say_event(log, verdict_name(result->verdict), NULL, result->reason);
}

static void end_decided(struct result *result, struct run_log *log, enum decision d, enum ending by, const char *reason)
{
	result_decided(result, d, by, reason);
	say_verdict(result, log);
}

static void end_otherwise(
	struct result *result, struct run_log *log, enum verdict verdict, enum ending by, const char *reason)
{
	result_ended(result, verdict, by, reason);
	say_verdict(result, log);
}

static void end_interrupted(struct loop *loop, struct result *result, struct run_log *log)
{
	result_interrupted(result, loop_signals(loop).last);
	say_verdict(result, log);
}

static void end_superseded(struct arena *a, struct result *result, struct run_log *log, const char *by_whom)
{
	end_otherwise(result, log, VERDICT_INCONCLUSIVE, ENDING_SUPERSEDED, arena_printf(a, "superseded: %s", by_whom));
}

/* enough: only outcomes that failed often enough to decide. */
static const struct outcome *first_outcome(
	const struct judged *judged, enum outcome_kind kind, enum severity severity, bool enough)
{
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		const struct outcome *o = &judged->outcomes.items[i];
		const struct tally *t = rounds_tally(&judged->rounds, &judged->outcomes, i);
		if (o->kind == kind && !o->rule->dry_run && o->rule->severity == severity && (!enough || (t && t->enough)))
			return o;
	}
	return NULL;
}

/* Returns the text of the first outcome of this severity that explains the decision, or "". */
static const char *because(struct arena *a, struct judged *judged, enum severity severity)
{
	const struct outcome *o = first_outcome(judged, OUTCOME_FAIL, severity, true);
	if (!o)
		o = first_outcome(judged, OUTCOME_FAIL, severity, false);
	if (!o)
		o = first_outcome(judged, OUTCOME_UNKNOWN, severity, false);
	return o ? outcome_text(a, o) : "";
}

/* ---- Endings other than by rules -------------------------------------------------------------------- */

/* Returns NULL, or an error because of which the run cannot judge or must not. */
static const char *nothing_to_judge(const struct run *r)
{
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct err *e = &r->release.services[i].observation->error;
		if (e->code == ERR_AUTH || (e->code == ERR_NOT_FOUND && r->release.services[i].selected))
			return e->text;
	}
	if (release_baseline_refused(r->a, r->options, &r->release, &r->result))
		return release_baseline_refused(r->a, r->options, &r->release, &r->result);
	if (r->config.rollback.required && !r->options->no_rollback &&
		(r->recovery.missing_permission || r->recovery.rights_unknown))
		return r->recovery.missing_permission ? r->recovery.missing_permission : r->recovery.rights_unknown;
	return r->release.error.code != ERR_NONE ? r->release.error.text : NULL;
}

/* Returns a service whose candidate failed before and was rolled back, or NULL. A promotion judges it again. */
static const struct service *condemned_before(const struct release *release)
{
	for (size_t i = 0; i < release->n_services && !release->promoting; i++) {
		const struct service *s = &release->services[i];
		bool ours = s->selected && s->chosen && s->target.released;
		if (ours && s->target.candidate_condemned && !release_serves(s) && cloudrun_settled(&s->now))
			return s;
	}
	return NULL;
}

/* Returns NULL, or why the release cannot be judged and waiting will not change that. */
static const char *stuck(struct arena *a, const struct release *release, struct observations *observations)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const char *why = s->now.terminal.message;
		if (!s->selected)
			continue;
		if (s->observation->error.code == ERR_DENIED)
			return s->observation->error.text;
		if (s->chosen && !s->target.candidate && cloudrun_settled(&s->now))
			return arena_printf(a, "%s: it has no revision", s->config->member.alias);
		if (!s->target.released || !s->target.candidate || (!cloudrun_settled(&s->now) && !cloudrun_failed(&s->now)))
			continue;
		if (!cloudrun_settled(&s->now))
			return arena_printf(a, "%s: its last change failed and it has not settled%s%s", s->config->member.alias,
				why ? ": " : "", why ? why : "");
		bool waits = release->promoting && s->config->kind == CLOUDRUN_POOL; /* it runs nowhere before the first step */
		if (!release_serves(s) && !release_asked(observations, s) && !waits)
			return advice_serves_nothing(a, s);
	}
	return NULL;
}

/* Suggests `promote` for candidates without traffic. */
static void say_pins(const struct release *release, const struct options *o, struct run_log *log)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const char *alias = s->config->member.alias, *requested = release_requested(o, s);
		if (s->selected && s->chosen && s->target.candidate && s->target.released && !release_serves(s))
			say_next(log, requested ? "rungate promote %s --candidate %s=%s" : "rungate promote %s", alias, alias,
				requested ? text_shell(log->a, requested) : NULL);
	}
}

/* Returns true if an unfinished rollback of this release has a change in progress. It is then continued instead of
 * judging: that change may look like one of somebody else. */
static bool goes_on(struct run *r)
{
	return !r->release.promoting && (all_known(&r->release) || release_superseded(r->a, &r->release)) &&
		resume_on_its_way(r);
}

/* If traffic was changed: returns the service that must be read to know whether a rollback of this release did it, or
 * NULL. */
static const struct service *awaited(struct run *r)
{
	return !r->release.promoting && release_superseded(r->a, &r->release) ? resume_awaits(r) : NULL;
}

static void end_resumed(struct result *result, const struct recovery *recovery, struct run_log *log)
{
	end_otherwise(result, log, VERDICT_FAILED, ENDING_RESUMED, recovery->entry->head.reason);
}

/* Returns true if the run has ended for a reason other than the rules' decision. */
static bool ended_otherwise(struct run *r, enum decision d, unsigned *stuck_rounds)
{
	const char *nothing = nothing_to_judge(r), *other = release_superseded(r->a, &r->release);
	const struct service *before = condemned_before(&r->release);
	if (goes_on(r)) {
		end_resumed(&r->result, &r->recovery, &r->log);
	} else if (nothing) {
		end_otherwise(&r->result, &r->log, VERDICT_INCONCLUSIVE, ENDING_NOTHING_TO_JUDGE, nothing);
	} else if (awaited(r)) {
		return false;
	} else if (other) {
		end_superseded(r->a, &r->result, &r->log, other);
	} else if (before) {
		end_otherwise(&r->result, &r->log, VERDICT_FAILED, ENDING_ALREADY_ROLLED_BACK,
			arena_printf(r->a, "already rolled back: %s: %s failed before, and serves nothing",
				before->config->member.alias, before->target.candidate->name));
		say_next(&r->log, "a fix that is deployed gets 0 %% of the traffic until you run: rungate promote %s",
			before->config->member.alias);
	} else {
		bool failing = first_outcome(&r->judged, OUTCOME_FAIL, SEVERITY_CRITICAL, false) != NULL;
		const char *shut = d == DECISION_GO_ON && !failing ? shut_why(&r->observations, &r->judged, &r->release) : NULL;
		const char *why = stuck(r->a, &r->release, &r->observations);
		const char *stops = d == DECISION_GO_ON && !failing
			? comparable_stops(&r->config, &r->release, &r->observations, &r->judged, loop_now(r->loop))
			: NULL;
		if (stops) {
			end_decided(&r->result, &r->log, DECISION_INCONCLUSIVE, ENDING_DEADLINE, stops);
			return true;
		}
		if (shut) {
			end_otherwise(&r->result, &r->log, VERDICT_INCONCLUSIVE, ENDING_NOTHING_TO_JUDGE, shut);
			return true;
		}
		*stuck_rounds = why && !failing ? *stuck_rounds + 1 : 0;
		if (d != DECISION_GO_ON || *stuck_rounds < (unsigned)r->config.gate.failures)
			return false;
		if (!r->release.promoting && resume_arrived(r)) { /* it serves nothing because it was rolled back */
			end_resumed(&r->result, &r->recovery, &r->log);
			return true;
		}
		end_otherwise(&r->result, &r->log, VERDICT_INCONCLUSIVE, ENDING_SERVES_NOTHING, why);
		say_pins(&r->release, r->options, &r->log);
	}
	return true;
}

/* Returns true if the first observation of something is still in flight. A pass waits for it, so that its evidence is
 * complete; it ends by its own timeout or the deadline. */
static bool unseen(const struct observations *observations)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->in_flight && !observations->items[i]->count)
			return true;
	return false;
}

/* Reads the services once more, because nothing may have changed between the last round and the pass. Returns true if
 * the run has ended: approved, superseded or interrupted. */
static bool approve(struct run *r, enum ending by, const struct watching *w)
{
	struct err e;
	struct json *round = json_item(r->judged.log, json_size(r->judged.log) - 1);
	r->judged.waits_first = unseen(&r->observations) && loop_now(r->loop) < w->deadline;
	if (loop_now(r->loop) < w->not_before || r->judged.waits_first ||
		(w->enough && !w->enough(&r->observations, &r->config, &r->release))) {
		json_set_bool(r->a, round, "early", true);
		return false;
	}
	if (observe_services(r, w->deadline) == LOOP_SIGNAL) {
		end_interrupted(r->loop, &r->result, &r->log);
		return true;
	}
	if (release_update(r, &e))
		r->release.error = e;
	if (goes_on(r)) {
		end_resumed(&r->result, &r->recovery, &r->log);
		return true;
	}
	if (release_superseded(r->a, &r->release)) {
		end_superseded(r->a, &r->result, &r->log, release_superseded(r->a, &r->release));
		return true;
	}
	if (!is_clean(&r->release, &r->observations, w)) {
		r->judged.rounds.clean_row = 0;
		json_set_bool(r->a, round, "refused", true);
		return false;
	}
	const struct asked *asked = asked_open(r->judged.a, &r->observations, &r->release, &r->judged.outcomes);
	if (asked_nothing(asked)) {
		end_decided(&r->result, &r->log, DECISION_INCONCLUSIVE, by, asked_advice(r, asked));
		return true;
	}
	end_decided(&r->result, &r->log, DECISION_APPROVED, by,
		arena_printf(r->a, "%u clean rounds in a row", r->judged.rounds.clean_row));
	return true;
}

/* NULL, or what the rounds waited for until the deadline, whatever the rules say. */
static const char *why_undecided(struct run *r)
{
	const struct service *unread = awaited(r);
	if (!unread)
		return doubt_why(&r->release);
	say_next(&r->log, "when %s can be read again: rungate resume", unread->config->member.alias);
	return arena_printf(r->a,
		"a rollback of this release was begun and not finished, and %s could not be read to go on with it",
		unread->config->member.alias);
}

/* Fills in the result of a decision. Returns false if the rounds go on. */
static bool decided(struct run *r, enum decision d, enum ending by, const struct watching *w)
{
	switch (d) {
	case DECISION_GO_ON: return false;
	case DECISION_APPROVED: return approve(r, by, w);
	case DECISION_CONDEMNED:
		end_decided(&r->result, &r->log, d, by, because(r->a, &r->judged, SEVERITY_CRITICAL));
		select_condemned(r);
		return true;
	case DECISION_FAILED:
		end_decided(&r->result, &r->log, d, by, because(r->a, &r->judged, SEVERITY_ERROR));
		return true;
	case DECISION_INCONCLUSIVE: break;
	}
	const char *undecided = why_undecided(r),
			   *why = undecided ? undecided : because(r->a, &r->judged, SEVERITY_CRITICAL);
	if (!*why && w->enough && r->judged.rounds.clean_row >= (unsigned)r->config.gate.passes)
		why = arena_printf(
			r->a, "the candidate has not had %lld requests in this step", (long long)r->release.step_requests);
	end_decided(&r->result, &r->log, d, by,
		arena_printf(r->a, "no decision before the deadline: %s",
			*why                                             ? why
				: *because(r->a, &r->judged, SEVERITY_ERROR) ? because(r->a, &r->judged, SEVERITY_ERROR)
				: stuck(r->a, &r->release, &r->observations)
				? stuck(r->a, &r->release, &r->observations)
				: "there were fewer than gate.passes clean rounds in a row"));
	return true;
}

/* A failing verdict waits for services in doubt, because a service whose candidate is not known cannot be moved. Every
 * decision waits for the services that show whether a rollback of this release is in progress already. */
static enum decision with_all_known(struct run *r, enum decision d, const struct watching *w)
{
	if (awaited(r))
		return DECISION_GO_ON;
	return d != DECISION_CONDEMNED || doubt_ended(r, w->deadline) ? d : DECISION_GO_ON;
}

/* If a pass waited for a first observation, judges what came since the last round. */
static enum decision at_deadline(struct run *r, const struct watching *w)
{
	enum decision d = r->judged.waits_first ? judge_round(r, w) : DECISION_GO_ON;
	return with_all_known(r, d == DECISION_GO_ON ? rounds_at_deadline(&r->judged.rounds, &r->judged.outcomes) : d, w);
}

/* Returns true if traffic is to be moved back: the release failed, or an unfinished rollback is to be continued. */
static bool moves(const struct result *result, enum decision d)
{
	return d == DECISION_CONDEMNED || result->ending == ENDING_RESUMED;
}

/* Decides at the deadline. Returns true if traffic is to be moved back. */
static bool end_at_deadline(struct run *r, const struct watching *w)
{
	enum decision d = at_deadline(r, w);
	if (!decided(r, d, ENDING_DEADLINE, w))
		decided(r, DECISION_INCONCLUSIVE, ENDING_DEADLINE, w);
	return moves(&r->result, d);
}

/* Returns true if traffic is to be moved back, or an unfinished rollback to be continued. */
static bool rounds(struct run *r, const struct watching *w)
{
	unsigned stuck_rounds = 0;
	bool hold_said = false;
	for (;;) {
		int64_t began = loop_now(r->loop);
		if (observe_round(r, w->deadline) == LOOP_SIGNAL)
			break;
		enum decision d = with_all_known(r, judge_round(r, w), w);
		if (!hold_said && !doubt_why(&r->release)) {
			hold_say(r);
			hold_said = true;
		}
		if (ended_otherwise(r, d, &stuck_rounds))
			return r->result.ending == ENDING_RESUMED;
		if (d == DECISION_GO_ON && loop_now(r->loop) >= w->deadline)
			return end_at_deadline(r, w);
		if (decided(r, d, ENDING_ROUNDS, w))
			return moves(&r->result, d);
		if (r->recovery.lend)
			r->recovery.lend(r);
		if (loop_signals(r->loop).count)
			break;
		int64_t pause = witness_call(&r->observations, &r->judged, r->config.gate.interval);
		int64_t next = (r->observations.hurried ? loop_now(r->loop) : began) + pause;
		if (paired_wait(&r->observations, &r->config, NULL, next < w->deadline ? next : w->deadline) == LOOP_SIGNAL)
			break;
		if (loop_now(r->loop) >= w->deadline)
			return end_at_deadline(r, w);
	}
	end_interrupted(r->loop, &r->result, &r->log);
	return false;
}

static bool watch(struct run *r, const struct watching *w)
{
	r->observations.watching = true;
	r->observations.hurried = r->observations.witness_failed = r->judged.waits_first = false;
	live_beneath(&r->log, progress_beneath, r);
	progress_begin(&r->log, &r->observations, w);
	bool condemned = rounds(r, w);
	progress_end(&r->log);
	r->observations.watching = r->observations.hurried = false;
	observations_keep(&r->observations);
	shut_say(&r->observations, &r->result);
	if (r->result.decision != DECISION_GO_ON && r->result.decision != DECISION_APPROVED)
		symptom_lines_ask(&r->observations, &r->release, &r->judged);
	return condemned;
}

bool watch_release(struct run *r)
{
	rights_check(r);
	return watch(r, &(struct watching){ .began = r->start.at, .deadline = r->start.at + r->config.gate.deadline });
}

bool watch_step(struct run *r, int64_t at_least_ms, bool partial, enough_fn *enough)
{
	int64_t now = loop_now(r->loop);
	r->judged.rounds = (struct rounds){ .gate = &r->config.gate };
	result_next_step(&r->result);
	warm_begin(&r->release, &r->observations);
	comparable_begin(&r->observations, now);
	return watch(r,
		&(struct watching){ .began = now,
			.deadline = now + at_least_ms + r->config.gate.deadline,
			.not_before = now + at_least_ms,
			.partial = partial,
			.enough = enough });
}
