/* SPDX-License-Identifier: Apache-2.0 */
/* watch.c: `rungate watch`: goes on judging a release after it passed, ever more rarely, and rolls it back by the same
 * rules. With --once it looks once, and remembers that for the next call of a scheduler. */
#include "cmd.h"
#include "metrics.h"
#include "../net/listen.h"
#include "../report/openmetrics.h"
#include "../watch/bake.h"
#include "../watch/endings.h"
#include "../watch/watch.h"

#include <string.h>

enum { LATE_MS = 60 * 1000 };

/* Nothing is judged: says why, and ends without evidence. */
static int idle(struct run_log *log, const char *why)
{
	say_line(log, "%s", why);
	say_end(log);
	return EXIT_PASSED;
}

static int not_due(struct run_log *log, const struct bake *b)
{
	return idle(log,
		arena_printf(log->a, "nothing is due before %s; the bake goes on until %s", clock_time_text(log->a, b->next),
			clock_time_text(log->a, b->until)));
}

static int is_over(struct run_log *log, const struct bake *b)
{
	return idle(log,
		arena_printf(log->a, "the bake of this release ended at %s: it passed; the next release begins a new one",
			clock_time_text(log->a, b->looked)));
}

static void say_going_on(struct run_log *log, const struct bake *b)
{
	int64_t late = loop_wall(log->loop) - b->next;
	if (!b->goes_on)
		return;
	say_line(log, "going on with the bake that began at %s, after %lld rounds", clock_time_text(log->a, b->began),
		(long long)b->before);
	if (late > LATE_MS && !b->once)
		say_note(log, "nothing was watched for %s before this process began", clock_duration_text(log->a, late));
}

static void end_superseded(struct result *result, struct run_log *log, const char *why, bool newer)
{
	result_ended(result, VERDICT_INCONCLUSIVE, ENDING_SUPERSEDED,
		arena_printf(log->a, "superseded%s: %s", newer ? " by a newer release" : "", why));
	if (newer)
		result_replaced(result);
	say_event(log, verdict_name(result->verdict), NULL, result->reason);
}

/* ---- --listen ------------------------------------------------------------------------------------------------ */

/* Serves the metrics of the newest round: what a look would give now, or the result. */
static void serve(void *arg)
{
	struct run *r = arg;
	struct arena *a = arena_new();
	struct buf text = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	struct result now = r->result;
	if (now.ending == ENDING_NONE)
		result_goes_on(&now, r->release.bake->pace.state == BAKE_WELL, NULL);
	metrics_text(&r->log, a, metrics_seen(a, r, &now), &text);
	listen_put(r->listener, (struct str){ buf_text(&text), text.n });
	buf_free(&text);
	arena_free(a);
}

/* Until the first round, nothing was observed. */
static int open_listener(struct arena *a, const struct options *o, struct listener **out, struct err *e)
{
	struct buf none = BUF_MAX(64);
	if (o->once)
		return err_set(e, ERR_USAGE, "--listen serves a watch that goes on; with --once, use --metrics FILE");
	if (listen_open(a, o->listen, "/metrics", OPENMETRICS_TYPE, out, e))
		return err_wrap(e, "--listen %s", o->listen);
	openmetrics_put(a, NULL, &none);
	listen_put(*out, (struct str){ buf_text(&none), none.n });
	buf_free(&none);
	return 0;
}

/* ---- The command --------------------------------------------------------------------------------------------- */

int cmd_watch_run(struct run *r)
{
	struct bake *b = ARENA_NEW(r->a, struct bake);
	int64_t deadline = r->start.at + r->config.gate.deadline;
	bool newer;
	*b = (struct bake){
		.once = r->options->once, .tell = r->listener ? serve : NULL, .tell_arg = r, .log = &r->log, .run = r->start.id
	};
	bake_open(b, &r->config, &r->release, r->record.memory.state);
	r->release.verifies = true;
	r->release.bake = b;
	if (b->once && b->goes_on && !b->over && loop_wall(r->loop) < b->next)
		return not_due(&r->log, b);
	if (doubt_observe(r, deadline) == LOOP_SIGNAL)
		return run_interrupted(r);
	(void)release_update(r, &r->release.error);
	const char *other = bake_continue(b, &r->release, &newer);
	/* an earlier process may have moved the traffic, and died before it recorded that */
	if (other && !resume_on_its_way(r) && !resume_arrived(r)) {
		const struct service *before = newer ? NULL : endings_condemned(&r->release);
		if (before) /* by another process, since this watch began */
			endings_rolled_back(&r->result, &r->log, before);
		else
			end_superseded(&r->result, &r->log, other, newer);
		bake_end(b, &r->release, &r->judged, &r->result);
		return run_close(r);
	}
	if (b->over)
		return is_over(&r->log, b);
	say_going_on(&r->log, b);
	bool condemned = watch_bake(r);
	if (r->listener)
		serve(r);
	bake_end(b, &r->release, &r->judged, &r->result);
	r->record.not_needed = r->result.ending == ENDING_LOOK && b->goes_on && !b->changed;
	return cmd_verify_end(r, condemned);
}

int cmd_watch(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	struct listener *listener = NULL;
	if (o->listen && open_listener(a, o, &listener, e))
		return -1;
	if (run_open(a, o, true, r, e))
		return -1;
	if (listener)
		say_line(&r->log, "serving metrics at %s", listen_url(listener));
	r->listener = listener;
	return cmd_watch_run(r);
}

int cmd_watch_after(const struct options *o, int code)
{
	struct options own = *o;
	struct arena *a = NULL;
	struct err e;
	if (!o->bakes || code != EXIT_PASSED)
		return code;
	for (size_t i = 0; i < o->n_commands; i++)
		if (!strcmp(o->commands[i].name, "watch"))
			own.command = &o->commands[i];
	a = arena_new();
	code = cmd_watch(a, &own, &e);
	if (code < 0) { /* the files were right a moment ago */
		say_error(o, e.text);
		code = EXIT_CONFIG;
	}
	arena_free(a);
	return code;
}
