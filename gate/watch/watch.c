/* SPDX-License-Identifier: Apache-2.0 */
/* watch.c: observes and judges in rounds until there is a decision. */
#include "observe_images.h"
#include "symptom_lines.h"
#include "bake.h"
#include "endings.h"
#include "validate.h"
#include "view.h"
#include "incident.h"
#include "../judge/asked.h"
#include "../judge/select.h"
#include "../run/observation_index.h"

#include <string.h>

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
		view_drop_unselected(&r->observations, &r->release, &r->judged);
	warm_round(&r->observations, &r->release, r->config.gate.warmup);
	struct view seen = view_observations(&r->observations, &r->release, &r->judged);
	struct round_view view = { .fresh = seen.fresh,
		.once = seen.once,
		.warm = seen.warm,
		.clean_services = is_clean(&r->release, &r->observations, w) && !r->observations.hurried };
	if (w->bake && !r->judged.rounds.count)
		rounds_continue(r->a, &r->judged.rounds, &r->judged.outcomes, w->bake->rows, w->bake->clean_row);
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

static void end_superseded(const struct release *release, struct result *result, struct run_log *log, const char *by)
{
	bool replaced = release->bake && release_replaced(release);
	end_otherwise(result, log, VERDICT_INCONCLUSIVE, ENDING_SUPERSEDED,
		arena_printf(log->a, "superseded%s: %s", replaced ? " by a newer release" : "", by));
	if (replaced)
		result_replaced(result);
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
	const char *nothing = endings_nothing(r), *other = release_superseded(r->a, &r->release);
	const struct service *before = endings_condemned(&r->release);
	if (goes_on(r)) {
		end_resumed(&r->result, &r->recovery, &r->log);
	} else if (bake_waits(r->release.bake, nothing != NULL, loop_now(r->loop), r->config.gate.deadline)) {
		return false;
	} else if (nothing) {
		end_otherwise(&r->result, &r->log, VERDICT_INCONCLUSIVE, ENDING_NOTHING_TO_JUDGE, nothing);
	} else if (awaited(r)) {
		return false;
	} else if (other) {
		end_superseded(&r->release, &r->result, &r->log, other);
	} else if (before) {
		endings_rolled_back(&r->result, &r->log, before);
	} else {
		bool failing = first_outcome(&r->judged, OUTCOME_FAIL, SEVERITY_CRITICAL, false) != NULL;
		const char *shut = d == DECISION_GO_ON && !failing ? shut_why(&r->observations, &r->judged, &r->release) : NULL;
		const char *why = endings_stuck(r->a, &r->release, &r->observations);
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
		if (!resume_say_begun(r))
			endings_say_pins(&r->release, r->options, &r->log);
	}
	return true;
}

/* Returns true if the first observation of something is still in flight. A pass waits for it, so that its evidence is
 * complete; it ends by its own timeout or the deadline. */
static bool unseen(const struct observations *observations)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->in_flight && !observations->items[i]->count &&
			observations->items[i]->source != &source_images)
			return true;
	return false;
}

/* Returns true if the run has ended because nothing asks a released service. */
static bool untested(struct run *r, enum ending by)
{
	const struct asked *asked = asked_open(r->judged.a, &r->observations, &r->release, &r->judged.outcomes);
	if (!asked_nothing(asked))
		return false;
	end_decided(&r->result, &r->log, DECISION_INCONCLUSIVE, by, asked_advice(r, asked));
	return true;
}

/* Reads the services once more, because nothing may have changed between the last round and the pass. Meanwhile it
 * awaits the images, and judges again with them. Returns true if the run has ended: approved, superseded or
 * interrupted. */
static bool approve(struct run *r, enum ending by, const struct watching *w)
{
	struct err e;
	struct json *round = json_item(r->judged.log, json_size(r->judged.log) - 1);
	bool late = observe_images_late(&r->release);
	if (w->bake && untested(r, by))
		return true;
	r->judged.waits_first = unseen(&r->observations) && loop_now(r->loop) < w->deadline;
	if (loop_now(r->loop) < w->not_before || r->judged.waits_first ||
		(w->enough && !w->enough(&r->observations, &r->config, &r->release))) {
		json_set_bool(r->a, round, "early", true);
		return false;
	}
	if (observe_before_pass(&r->observations, &r->config, &r->release, w->deadline) == LOOP_SIGNAL) {
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
		end_superseded(&r->release, &r->result, &r->log, release_superseded(r->a, &r->release));
		return true;
	}
	if (late && !observe_images_late(&r->release)) {
		json_set_bool(r->a, round, "early", true);
		if (judge_round(r, w) != DECISION_APPROVED)
			return false;
		round = json_item(r->judged.log, json_size(r->judged.log) - 1);
	}
	if (!is_clean(&r->release, &r->observations, w)) {
		r->judged.rounds.clean_row = 0;
		json_set_bool(r->a, round, "refused", true);
		return false;
	}
	if (untested(r, by))
		return true;
	end_decided(&r->result, &r->log, DECISION_APPROVED, by,
		arena_printf(
			r->a, "%s%u clean rounds in a row", w->bake ? "the bake is over: " : "", r->judged.rounds.clean_row));
	return true;
}

/* NULL, or what the rounds waited for until the deadline, whatever the rules say. */
static const char *why_undecided(const struct release *release, const struct service *unread, struct run_log *log)
{
	if (!unread)
		return doubt_why(release);
	say_next(log, "when %s can be read again: rungate resume", unread->config->member.alias);
	return arena_printf(log->a,
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
	const char *undecided = why_undecided(&r->release, awaited(r), &r->log),
			   *why = undecided ? undecided : because(r->a, &r->judged, SEVERITY_CRITICAL);
	if (!*why && w->enough && r->judged.rounds.clean_row >= (unsigned)r->config.gate.passes)
		why = arena_printf(
			r->a, "the candidate has not had %lld requests in this step", (long long)r->release.step_requests);
	end_decided(&r->result, &r->log, d, by,
		arena_printf(r->a, "no decision before the deadline: %s",
			*why                                             ? why
				: *because(r->a, &r->judged, SEVERITY_ERROR) ? because(r->a, &r->judged, SEVERITY_ERROR)
				: endings_stuck(r->a, &r->release, &r->observations)
				? endings_stuck(r->a, &r->release, &r->observations)
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

/* Returns true if traffic is to be moved back: the release failed, or an unfinished rollback is to be continued. */
static bool moves(const struct result *result, enum decision d)
{
	return d == DECISION_CONDEMNED || result->ending == ENDING_RESUMED;
}

/* Decides at the deadline. Returns true if traffic is to be moved back. */
static bool end_at_deadline(struct run *r, const struct watching *w)
{
	/* if a pass waited for a first observation, judges what came since the last round */
	enum decision d = r->judged.waits_first ? judge_round(r, w) : DECISION_GO_ON;
	d = d == DECISION_GO_ON ? rounds_at_deadline(&r->judged.rounds, &r->judged.outcomes) : d;
	d = with_all_known(r, d, w);
	if (!decided(r, d, ENDING_DEADLINE, w))
		decided(r, DECISION_INCONCLUSIVE, ENDING_DEADLINE, w);
	return moves(&r->result, d);
}

/* Counts a round of a bake that gave no decision, and returns the time until the next one. */
static int64_t bake_pause(struct bake *b, const struct config_gate *gate, const struct release *release,
	const struct observations *observations, const struct judged *judged)
{
	bool changed;
	int64_t pause = bake_count(b, gate, judged, &changed);
	if (b->pace.state != BAKE_WELL)
		bake_look_again(observations, judged);
	bake_save(b, release, judged, changed);
	if (b->tell)
		b->tell(b->tell_arg);
	return pause;
}

/* `watch --once`: its only round gave no decision. */
static void end_look(const struct bake *b, struct judged *judged, struct result *result, struct run_log *log)
{
	const char *why = because(log->a, judged, SEVERITY_CRITICAL);
	bool well = b->pace.state == BAKE_WELL;
	why = *why ? why : because(log->a, judged, SEVERITY_ERROR);
	why = *why ? why : "a service is not settled, or its answers are not the candidate's";
	result_goes_on(result, well,
		arena_printf(
			log->a, "%s; the bake goes on until %s", well ? "all rules hold" : why, clock_time_text(log->a, b->until)));
	say_verdict(result, log);
}

/* Returns true if traffic is to be moved back, or an unfinished rollback to be continued. */
static bool rounds(struct run *r, const struct watching *w)
{
	unsigned stuck_rounds = 0;
	bool hold_said = false;
	for (;;) {
		int64_t began = loop_now(r->loop);
		if (w->bake)
			bake_sources(&r->observations);
		if (observe_round(r, w->deadline) == LOOP_SIGNAL)
			break;
		if (w->bake && w->bake->once && /* its only round waits for everything */
			observe_rest(&r->observations, &r->release, &r->judged, began + r->config.gate.deadline) == LOOP_SIGNAL)
			break;
		enum decision d = with_all_known(r, judge_round(r, w), w);
		incident_ask(&r->observations, &r->release, &r->judged);
		if (!hold_said && !doubt_why(&r->release))
			hold_said = hold_say(r);
		if (!r->options->no_rollback)
			validate_ask(&r->log, r->acting, &r->recovery, &r->release);
		if (ended_otherwise(r, d, &stuck_rounds))
			return r->result.ending == ENDING_RESUMED;
		if (d == DECISION_GO_ON && loop_now(r->loop) >= w->deadline)
			return end_at_deadline(r, w);
		if (decided(r, d, ENDING_ROUNDS, w))
			return moves(&r->result, d);
		int64_t usual = w->bake ? bake_pause(w->bake, &r->config.gate, &r->release, &r->observations, &r->judged)
								: r->config.gate.interval;
		if (w->bake && w->bake->once && loop_wall(r->loop) >= w->bake->until + r->config.gate.deadline)
			return end_at_deadline(r, w);
		if (w->bake && w->bake->once) {
			end_look(w->bake, &r->judged, &r->result, &r->log);
			return false;
		}
		if (r->recovery.lend)
			r->recovery.lend(r);
		if (loop_signals(r->loop).count)
			break;
		int64_t pause = witness_call(&r->observations, &r->judged, usual);
		int64_t next = (r->observations.hurried ? loop_now(r->loop) : began) + pause;
		next = began < w->not_before && next > w->not_before && w->bake ? w->not_before : next;
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
	validate_end(&r->log, &r->release);
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

bool watch_bake(struct run *r)
{
	struct bake *b = r->release.bake;
	int64_t now = loop_now(r->loop), end = now + b->until - loop_wall(r->loop);
	rights_check(r);
	return watch(r,
		&(struct watching){ .began = now,
			.deadline = (end > now ? end : now) + r->config.gate.deadline,
			.not_before = end,
			.bake = b });
}
