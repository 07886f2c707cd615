/* SPDX-License-Identifier: Apache-2.0 */
/* move.c: begins a change of traffic: its options, its lock, its progress messages, and when a signal ends it. */
#include "act.h"
#include "shown.h"

enum { PATIENCE_MS = 8000 }; /* after the first signal, a change may go on for this long */

static void on_say(void *arg, const struct traffic_move *m, const char *event, const char *detail)
{
	struct run *r = arg;
	say_event(&r->log, event, m->alias, detail);
	shown_moving(&r->log, m, event, detail, r->recovery.began, r->recovery.began + r->config.rollback.deadline);
}

bool act_out_of_patience(void *arg)
{
	struct run *r = arg;
	struct loop_signals s = loop_signals(r->loop);
	if (s.count && !r->recovery.signal_said) {
		r->recovery.signal_said = true;
		say_line(&r->log,
			"signal %d received: moving traffic goes on, for %d s at most; a second signal ends the waiting at once, "
			"and rungate resume can finish what is then unconfirmed",
			s.last, PATIENCE_MS / 1000);
	}
	return s.count > 1 || (s.count == 1 && loop_now(r->loop) - s.first_at >= PATIENCE_MS);
}

struct traffic_change *act_begin(struct run *r)
{
	gcp_act(r->acting);
	struct traffic_change *b = ARENA_NEW(r->a, struct traffic_change);
	const struct config_rollback *c = &r->config.rollback;
	r->recovery.began = loop_now(r->loop);
	*b = (struct traffic_change){ .a = r->a,
		.g = r->acting,
		.pin = r->options->pin,
		.whole = r->options->dry_run,
		.wait = c->wait,
		.listed = c->order == ORDER_LISTED,
		.deadline = r->recovery.began + c->deadline,
		.stop = act_out_of_patience,
		.say = on_say,
		.arg = r,
		.journal = r->recovery.journal,
		.moves = ARENA_ARRAY(r->a, struct traffic_move, r->release.n_services + 1),
		.head = { .run = r->start.id,
			.release = r->release.id,
			.command = r->options->command->name,
			.reason = r->result.reason ? r->result.reason : "",
			.ordered = r->result.verdict == VERDICT_ORDERED } };
	return b;
}

bool act_lock(struct journal *journal, struct run_log *log, struct result *result, const struct traffic_change *b)
{
	const char **names = ARENA_ARRAY(log->a, const char *, b->n + 1);
	struct err e;
	for (size_t i = 0; i < b->n; i++)
		names[i] = b->moves[i].first.name;
	if (!journal_lock(journal, names, b->n, b->head.command, &e))
		return true;
	result_locked(result, arena_strdup(log->a, e.text));
	say_event(log, action_name(result->action), NULL, result->reason);
	say_next(log, "wait until it has ended, then run: rungate status");
	return false;
}
