/* SPDX-License-Identifier: Apache-2.0 */
/* move.c: begins a change of traffic: its options, its lock, its progress messages, and when a signal ends it. */
#include "act.h"
#include "shown.h"
#include "../run/memory.h"

enum { AGAIN_MS = 1000 };    /* between two attempts to take a lock that another run holds */
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
	live_beneath(&r->log, progress_beneath, r);
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
			.ordered = r->result.verdict == VERDICT_ORDERED,
			.named = r->options->to || r->options->baseline } };
	return b;
}

int act_try_lock(struct run *r, const struct traffic_change *b, struct err *e)
{
	const char **names = ARENA_ARRAY(r->a, const char *, b->n + 1);
	for (size_t i = 0; i < b->n; i++)
		names[i] = b->moves[i].first.name;
	return journal_lock(r->recovery.journal, names, b->n, b->head.command, e) ||
			memory_lock(&r->record.memory, names, b->n, b->head.command, b->deadline, e)
		? -1
		: 0;
}

bool act_lock(struct run *r, const struct traffic_change *b)
{
	struct run_log *log = &r->log;
	struct result *result = &r->result;
	int64_t until = loop_now(r->loop) + r->options->wait;
	struct err e;
	int rc = act_try_lock(r, b, &e);
	if (rc && e.code == ERR_LOCKED && r->options->wait)
		say_line(log, "waiting for %s: %s", clock_duration_text(r->a, r->options->wait), e.text);
	while (rc && e.code == ERR_LOCKED && loop_now(r->loop) < until &&
		loop_run(r->loop, NULL, loop_now(r->loop) + AGAIN_MS) != LOOP_SIGNAL)
		rc = act_try_lock(r, b, &e);
	if (!rc)
		return true;
	if (e.code != ERR_LOCKED) {
		conclude_needs_a_person(result, log,
			arena_printf(r->a, "nothing was sent, because the lock in %s could not be taken: %s",
				r->config.state.location, e.text));
		conclude_by_hand(r->a, log, b);
		say_next(log, "or without the lock that all machines share: rungate rollback --state .rungate");
		return false;
	}
	result_locked(result, arena_strdup(log->a, e.text));
	say_event(log, action_name(result->action), NULL, result->reason);
	say_next(log, "wait until it has ended, then run: rungate status");
	return false;
}
