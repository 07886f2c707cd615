/* SPDX-License-Identifier: Apache-2.0 */
/* runner.c: one run of the program, as a coroutine: it waits for its answers and timers, is paused, or is killed. */
#include "shared.h"
#include "../../../gate/cmd/cmd.h"
#include "../../../gate/state/state.h"
#include "../../../gate/watch/watch.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PULSE_MS = 100, PUSH_MS = 30 * 1000, LEAKS_MAX = 64, CANCEL_MS = 10 * 1000 };

static const struct command commands[] = {
	[VERIFY] = { .name = "verify", .options = OPT_CONFIG | OPT_CLOUD | OPT_JUDGE },
	[ROLLBACK] = { .name = "rollback", .options = OPT_CONFIG | OPT_CLOUD | OPT_MOVE },
	[RESUME] = { .name = "resume", .options = OPT_CONFIG | OPT_CLOUD | OPT_RESUME },
	[PROMOTE] = { .name = "promote", .options = OPT_CONFIG | OPT_CLOUD | OPT_STEPS },
	[SNAPSHOT] = { .name = "snapshot", .options = OPT_CONFIG | OPT_CLOUD },
};

const char *runner_command(enum order c)
{
	return commands[c].name;
}

/* ---- The world as the program sees it --------------------------------------------------------- */

static int64_t now(void *self)
{
	return ((const struct runner *)self)->w->now;
}

static int64_t wall(void *self)
{
	const struct runner *r = self;
	return world_wall(r->w) + r->clock_off;
}

static uint64_t chance(void *self)
{
	return world_random(((const struct runner *)self)->w);
}

static void send_request(void *self, struct http_call *call, const struct http_request *request, int64_t deadline)
{
	network_send(self, call, request, deadline);
}

static void yield(struct runner *r)
{
	swapcontext(&r->context, &r->w->scheduler);
}

static void wait_until(void *self, struct loop *l, int64_t until)
{
	struct runner *r = self;
	(void)l;
	r->wake_at = until;
	yield(r);
	network_deliver(r);
}

/* ---- Commands --------------------------------------------------------------------------------- */

/* As `rungate snapshot`: what serves is the baseline of later runs. */
static int take_snapshot(struct run *r)
{
	struct snapshot now = { .taken_at = gcp_wall(r->gcp),
		.services = ARENA_ARRAY(r->a, struct snapshot_service, r->release.n_services + 1) };
	struct err e;
	if (observe_until_settled(r, r->start.at + r->config.gate.deadline) == LOOP_SIGNAL)
		return EXIT_INCONCLUSIVE;
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *s = &r->release.services[i];
		if (s->observation->error.code != ERR_NONE || !cloudrun_settled(&s->now))
			return EXIT_INCONCLUSIVE;
		now.services[now.n++] = (struct snapshot_service){ .alias = s->config->member.alias,
			.name = s->now.name,
			.uid = s->now.uid,
			.uri = s->now.uri,
			.split = cloudrun_resolved(r->a, &s->now.effective, s->now.latest_ready),
			.taken_at = now.taken_at };
	}
	return baseline_push(r->record.memory.state, &now, loop_now(r->loop) + PUSH_MS, &e) ? EXIT_NO_EVIDENCE
																						: EXIT_PASSED;
}

static int run_command(struct runner *q, struct run *r)
{
	switch (q->command) {
	case VERIFY: return cmd_verify_run(r);
	case ROLLBACK: return cmd_rollback_run(r);
	case RESUME: return cmd_resume_run(r);
	case PROMOTE: return cmd_promote_run(r);
	default: return take_snapshot(r);
	}
}

static bool said(const struct run *r, const char *text)
{
	for (size_t i = 0; i < json_size(r->log.said); i++)
		if (strstr(json_text(json_item(r->log.said, i)).p, text))
			return true;
	return false;
}

static void note_end(struct runner *q, const struct run *r)
{
	struct world *w = q->w;
	static const struct {
		const char *text;
		enum happened what;
	} heard[] = { { "was taken over: ", HAPPENED_TAKEN_OVER },
		{ "another run has taken over the lock", HAPPENED_LOCK_LOST }, { "the journal goes on in", HAPPENED_LOCAL } };
	for (size_t i = 0; i < COUNTOF(heard); i++)
		if (said(r, heard[i].text))
			happened(w, heard[i].what);
	if (q->exit_code == EXIT_LOCKED)
		happened(w, HAPPENED_LOCKED);
	if (r->recovery.entry)
		happened(w, HAPPENED_RESUMED);
	if (q->action == ACTION_ROLLED_BACK)
		happened(w, HAPPENED_ROLLED_BACK);
	if (q->action == ACTION_PROMOTED)
		happened(w, HAPPENED_PROMOTED);
	if (q->verdict == VERDICT_PASSED)
		happened(w, HAPPENED_PASSED);
	if (q->wrote && !q->recorded)
		happened(w, HAPPENED_UNRECORDED);
}

/* The coroutine. */
static void play(struct runner *q)
{
	struct arena *a = q->a;
	struct options *o = ARENA_NEW(a, struct options);
	struct run *r = ARENA_NEW(a, struct run);
	struct secrets *k = secrets_new(a);
	struct err e;
	struct loop_world view = { .self = q,
		.now = now,
		.wall = wall,
		.random = chance,
		.send = send_request,
		.wait = wait_until,
		.no_threads = true,
		.pulse_ms = q->n_pauses ? PULSE_MS : 0 };
	*o = (struct options){
		.command = &commands[q->command], .quiet = true, .steps = "30,100", .step_time = "5s", .wait = q->wait
	};
	q->run = r;
	q->loop = loop_new(a, k, &view);
	int rc = run_begin(a, o, &(struct run_parts){ &q->config, q->policy, k, q->loop }, r, &e);
	if (rc) {
		broken(q->w, "S6", "runner %d did not begin: %s", q->number, e.text);
		q->exit_code = EXIT_CONFIG;
		return;
	}
	memcpy(r->start.id, q->id, sizeof(q->id)); /* a run's own id is random */
	q->exit_code = run_command(q, r);
	q->verdict = r->result.verdict;
	q->action = r->result.action;
	q->wrote = r->record.sequence > 0;
	q->recorded = q->wrote && r->record.error.code == ERR_NONE;
	q->nothing_left = q->command == RESUME && !q->wrote && q->exit_code == EXIT_PASSED;
	world_say(q->w, "runner %d ends: exit %d, %s, %s: %s", q->number, q->exit_code, verdict_name(q->verdict),
		action_name(q->action), r->result.reason ? r->result.reason : "");
	for (size_t i = 0; q->w->verbose && i < json_size(r->log.said); i++)
		world_say(q->w, "  %s", json_text(json_item(r->log.said, i)).p);
	q->said_local = said(r, "the journal goes on in");
	note_end(q, r);
	check_ended(q);
}

/* makecontext passes ints: a pointer is two of them. */
static void enter(unsigned high, unsigned low)
{
	struct runner *q = (struct runner *)(((uintptr_t)high << 32) | low);
	play(q);
	q->state = RUNNER_ENDED;
	yield(q);
}

/* ---- Life and death --------------------------------------------------------------------------- */

/* A killed process leaves descriptors open whose owner was on its stack. */
static void close_leaks(const struct runner *r)
{
	char link[64], path[512];
	for (int fd = r->w->first_fd; fd < r->w->first_fd + LEAKS_MAX; fd++) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		ssize_t n = readlink(link, path, sizeof(path) - 1);
		path[n > 0 ? n : 0] = '\0';
		if (n > 0 && !strncmp(path, r->machine, strlen(r->machine)))
			close(fd);
	}
}

static void bury(struct runner *r)
{
	r->ended = r->w->now;
	r->n_inbox = 0;
	r->run = NULL;
	r->loop = NULL;
	arena_free(r->a);
	r->a = NULL;
	close_leaks(r);
}

void runner_start(struct runner *r)
{
	uintptr_t self = (uintptr_t)r;
	if (r->state != RUNNER_PLANNED)
		return;
	world_say(r->w, "runner %d begins: %s on %s%s, its clock is off by %lld ms", r->number, commands[r->command].name,
		strrchr(r->machine, '/') + 1, r->calm ? ", in a calm world" : "", (long long)r->clock_off);
	happened(r->w, (enum happened)(HAPPENED_VERIFY + (int)r->command));
	r->a = arena_new();
	r->began = r->w->now;
	r->state = RUNNER_RUNNING;
	getcontext(&r->context);
	r->context.uc_stack.ss_sp = r->w->stacks + (size_t)r->number * STACK_BYTES;
	r->context.uc_stack.ss_size = STACK_BYTES;
	r->context.uc_link = NULL;
	makecontext(&r->context, (void (*)(void))enter, 2, (unsigned)(self >> 32), (unsigned)self);
	r->wake_at = r->w->now;
	int64_t at = r->kill.at > r->w->now ? r->kill.at : r->w->now;
	if (r->kill.stage == KILL_AT)
		world_event(r->w, at, EVENT_KILL)->runner = r;
	if (r->kill.stage == KILL_CANCELLED) {
		world_event(r->w, at, EVENT_SIGNAL)->runner = r;
		world_event(r->w, at + CANCEL_MS, EVENT_KILL)->runner = r;
	}
}

static bool inside(const struct runner *r)
{
	const char here = 0;
	const char *stack = r->w->stacks + (size_t)r->number * STACK_BYTES;
	return &here >= stack && &here < stack + STACK_BYTES;
}

void runner_die(struct runner *r, enum happened what, const char *where)
{
	happened(r->w, what);
	world_say(r->w, "runner %d is KILLED %s", r->number, where);
	r->state = RUNNER_KILLED;
	if (inside(r))
		yield(r); /* for good */
	bury(r);
}

void runner_signal(struct runner *r)
{
	if (r->state != RUNNER_RUNNING || !r->loop)
		return;
	happened(r->w, HAPPENED_CANCELLED);
	world_say(r->w, "runner %d gets a signal", r->number);
	loop_signalled(r->loop, SIGTERM);
	r->wake_at = r->w->now;
}

void runner_go_on(struct runner *r)
{
	swapcontext(&r->w->scheduler, &r->context);
	if (r->state == RUNNER_ENDED || (r->state == RUNNER_KILLED && r->a))
		bury(r);
}

int64_t runner_due(const struct runner *r)
{
	int64_t at = r->n_inbox || r->wake_at < r->w->now ? r->w->now : r->wake_at;
	for (int i = 0; i < r->n_pauses; i++)
		if (at >= r->pauses[i].from && at < r->pauses[i].until) {
			happened(r->w,
				r->pauses[i].until - r->pauses[i].from > r->config.state.lease ? HAPPENED_PAUSED_LONG
																			   : HAPPENED_PAUSED);
			at = r->pauses[i].until;
		}
	return at;
}
