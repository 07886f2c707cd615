/* SPDX-License-Identifier: Apache-2.0 */
/* world.c: time that advances to the next event, and a network that loses messages. */
#include "sim.h"
#include "../../gate/net/loop.h"
#include "../../gate/run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WALL_BEGIN_S = 1790000000, SEND_FAILS_MS = 3000, CLOCK_OFF_MAX_MS = 2 * 3600 * 1000 };

uint64_t sim_random(struct sim *s)
{
	uint64_t z = s->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int64_t sim_below(struct sim *s, int64_t n)
{
	return n > 0 ? (int64_t)(sim_random(s) % (uint64_t)n) : 0;
}

bool sim_permille(struct sim *s, int n)
{
	return n > 0 && sim_below(s, 1000) < n;
}

void sim_say(struct sim *s, const char *fmt, ...)
{
	va_list ap;
	if (!s->verbose)
		return;
	fprintf(s->out, "  %8.3f  ", (double)s->now / 1000);
	va_start(ap, fmt);
	vfprintf(s->out, fmt, ap);
	va_end(ap);
	fputc('\n', s->out);
}

int64_t world_wall(const struct sim *s)
{
	return (int64_t)WALL_BEGIN_S * 1000 + s->now;
}

struct event *world_event(struct sim *s, int64_t at, enum event_kind kind)
{
	if (s->n_events == EVENTS_MAX)
		abort();
	struct event *e = &s->events[s->n_events++];
	*e = (struct event){ .at = at, .order = s->order++, .kind = kind };
	return e;
}

int world_story(const struct sim *s)
{
	for (int i = 0; s->run->recovery.entry && i < s->n_attempts; i++)
		if (!strcmp(s->attempts[i].run, s->run->recovery.entry->head.run))
			return s->attempts[i].story;
	return s->attempt->story;
}

/* ---- Interface to the program ------------------------------------------------------------------ */

static int64_t now(void *self)
{
	return ((const struct sim *)self)->now;
}

/* The clock of the machine on which the process runs. */
static int64_t wall(void *self)
{
	const struct sim *s = self;
	return world_wall(s) + (s->now >= s->clock_set_at ? s->clock_off_ms : 0);
}

static uint64_t chance(void *self)
{
	return sim_random(self);
}

/* The process dies. Only its files and its requests in flight remain. */
static void die(struct sim *s, enum happened what, const char *where)
{
	happened(s, what);
	sim_say(s, "KILLED %s", where);
	world_forget_flights(s);
	longjmp(s->died, 1);
}

static bool crashes(const struct sim *s, const struct flight *f, int when)
{
	return f->patch && (f->job ? s->crash_at_job : s->crash_at_patch) == when;
}

static void die_at(struct sim *s, const struct flight *f, enum happened what, const char *where)
{
	if (f->job)
		happened(s, HAPPENED_JOB_KILLED);
	die(s, what, where);
}

static void start(void *self, struct http_call *call, const struct http_request *r, int64_t deadline)
{
	struct sim *s = self;
	struct flight *f = ARENA_NEW(s->a, struct flight);
	*f = (struct flight){ .call = call,
		.method = arena_strdup(s->a, r->method),
		.url = arena_strdup(s->a, secret_reveal(r->url)),
		.body = arena_strdup(s->a, r->body ? secret_reveal(r->body) : ""),
		.deadline = deadline,
		.patch = !strcmp(r->method, "PATCH") && !strstr(secret_reveal(r->url), "validateOnly=true"),
		.user = r->kind == HTTP_PROBE,
		.job = strstr(secret_reveal(r->url), "/jobs/j0") != NULL,
		.sent_at = s->now,
		.story = world_story(s) };
	f->side = side_of(f);
	if (f->user) { /* https://s0.run.app/ or https://TAG---s0.run.app/ */
		f->service = strstr(f->url, ".run.app/")[-1] - '0';
		f->tagged = cloud_tagged(s, f->url);
		f->ahead = !s->read[f->service];
		if (f->ahead)
			happened(s, HAPPENED_AHEAD);
	}
	s->attempt->requests++;
	s->attempt->patches += f->patch;
	if (f->patch)
		check_sent(s, f);
	if (f->patch && !s->first_patch)
		s->first_patch = s->now;
	check_request(s, r);
	if (crashes(s, f, 1))
		die_at(s, f, HAPPENED_KILLED_UNSENT, "before a PATCH was sent");
	outage_watch(s);
	if (outage_of(s, f) == OUTAGE_HANGS)
		happened(s, HAPPENED_OUTAGE_HANGS);
	if (outage_of(s, f) == OUTAGE_HANGS || side_mode(s, f) == SIDE_HANGS) {
		world_event(s, deadline, EVENT_ANSWER)->flight = f;
		return;
	}
	bool refused = outage_of(s, f) == OUTAGE_REFUSED, tag_dropped = f->tagged && sim_permille(s, s->now_bad->tag_drop);
	if (refused || tag_dropped || sim_permille(s, s->now_bad->drop)) {
		happened(s, refused ? HAPPENED_OUTAGE_REFUSED : tag_dropped ? HAPPENED_TAG_DROPPED : HAPPENED_DROPPED);
		f->error = ERR_NETWORK;
		world_event(s, s->now + sim_below(s, SEND_FAILS_MS), EVENT_ANSWER)->flight = f;
		return;
	}
	int64_t at = s->now + 1 + sim_below(s, s->now_bad->latency_ms);
	if (side_mode(s, f) == SIDE_SLOW)
		at += side_slow_ms(s);
	world_event(s, at, EVENT_ARRIVAL)->flight = f;
	if (f->ahead)
		actor_overtakes(s, f->service, at);
	if (at > deadline) { /* it arrives when its caller no longer waits */
		struct flight *late = ARENA_NEW(s->a, struct flight);
		*late = *f;
		f->call = NULL;
		world_event(s, deadline, EVENT_ANSWER)->flight = late;
	}
	if (crashes(s, f, 2))
		die_at(s, f, HAPPENED_KILLED_SENDING, "with a PATCH on the wire");
}

void world_forget_flights(struct sim *s)
{
	for (int i = 0; i < s->n_events; i++)
		if (s->events[i].flight)
			s->events[i].flight->call = NULL;
}

/* ---- Events ----------------------------------------------------------------------------------------- */

static void arrive(struct sim *s, struct flight *f)
{
	outage_watch(s);
	bool lost = outage_of(s, f) == OUTAGE_LOST;
	cloud_answer(s, f);
	if (f->call && crashes(s, f, 3))
		die_at(s, f, HAPPENED_KILLED_SENT, "after a PATCH had arrived");
	if (lost || sim_permille(s, s->now_bad->lose)) {
		happened(s, lost ? HAPPENED_OUTAGE_LOST : HAPPENED_LOST);
		f->status = 0;
		f->error = ERR_NETWORK;
	}
	world_event(s, s->now + 1 + sim_below(s, s->now_bad->latency_ms), EVENT_ANSWER)->flight = f;
}

/* A process that was stopped finds both the answer and that its timeout has passed. */
static void deliver(struct sim *s, struct flight *f, int64_t at)
{
	struct http_answer a = { .status = f->status, .body = str_of(f->status ? f->answer : "") };
	char date[64];
	struct http_header_text header = { "date", date };
	if (!f->call)
		return;
	if (s->dated && !f->user) {
		time_t told = (time_t)(world_wall(s) / 1000);
		struct tm parts;
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&told, &parts));
		a.headers = &header;
		a.n_headers = 1;
	}
	if (s->now >= f->deadline && (at >= f->deadline || sim_below(s, 2))) {
		a = (struct http_answer){ .body = str_of("") };
		err_set(&a.error, ERR_TIMEOUT, "no answer in time");
	} else if (f->error) {
		err_set(&a.error, f->error, "the connection broke");
	}
	if (f->version && a.error.code == ERR_NONE && a.status == 200)
		check_read(s, f);
	if (a.error.code == ERR_NONE)
		check_told(s, f);
	if (f->side != SIDE__COUNT && a.status == 200)
		s->sides[f->side].seen = true;
	if (f->user && a.status >= 500)
		actor_cleans(s, f->service);
	if (f->user)
		check_delivered(s, f, a.error.code == ERR_NONE, a.error.code == ERR_NONE && a.status == 200);
	http_answered(f->call, &a);
}

/* A request whose deadline comes before its answer ends at the deadline. */
static int64_t due(const struct event *e)
{
	return e->kind == EVENT_ANSWER && e->flight->call && e->flight->deadline < e->at ? e->flight->deadline : e->at;
}

/* A stopped process gets no events. */
static bool waits_for_process(const struct event *e)
{
	return e->kind == EVENT_ANSWER || e->kind == EVENT_SIGNAL || e->kind == EVENT_CRASH || e->kind == EVENT_STALL;
}

static struct event *next_event(struct sim *s, bool stopped)
{
	struct event *next = NULL;
	for (int i = 0; i < s->n_events; i++) {
		struct event *e = &s->events[i];
		if (stopped && waits_for_process(e))
			continue;
		if (!next || due(e) < due(next) || (due(e) == due(next) && e->order < next->order))
			next = e;
	}
	return next;
}

static void happen(struct sim *s, struct loop *l, struct event *at);

static void stall(struct sim *s, int64_t ms)
{
	int64_t from = s->now, until = s->now + ms;
	sim_say(s, "the process is stopped for %lld ms", (long long)ms);
	for (struct event *next = next_event(s, true); next && due(next) <= until; next = next_event(s, true))
		happen(s, NULL, next);
	s->now = until;
	stall_remember(s, from, until);
}

static void happen(struct sim *s, struct loop *l, struct event *at)
{
	struct event e = *at;
	*at = s->events[--s->n_events];
	s->now = due(&e) > s->now ? due(&e) : s->now;
	s->trace = (s->trace ^ (uint64_t)e.kind ^ ((uint64_t)s->now << 3)) * UINT64_C(0x100000001b3);
	switch (e.kind) {
	case EVENT_ARRIVAL: arrive(s, e.flight); break;
	case EVENT_ANSWER: deliver(s, e.flight, e.at); break;
	case EVENT_SETTLED:
		if (s->services[e.service].generation == e.value)
			cloud_settle(s, e.service);
		break;
	case EVENT_ACTOR:
	case EVENT_OTHER_PATCH: actor_act(s, &e); break;
	case EVENT_SIGNAL:
		if (l) {
			happened(s, HAPPENED_SIGNAL);
			loop_signalled(l, (int)e.value);
		}
		break;
	case EVENT_STALL:
		if (l)
			stall(s, e.value);
		break;
	case EVENT_CRASH:
		if (l)
			die(s, HAPPENED_KILLED, "by the clock");
		break;
	}
}

static void wait(void *self, struct loop *l, int64_t until)
{
	struct sim *s = self;
	struct event *next = next_event(s, false);
	if (next && due(next) <= until)
		happen(s, l, next);
	else if (until > s->now) /* a process that was stopped may wait for a time in the past */
		s->now = until;
}

void world_run_until(struct sim *s, int64_t until)
{
	for (struct event *next = next_event(s, false); next && due(next) <= until; next = next_event(s, false))
		happen(s, NULL, next);
	s->now = until;
}

struct loop *world_loop(struct sim *s, struct arena *a, struct secrets *k)
{
	struct loop_world world = {
		.self = s, .now = now, .wall = wall, .random = chance, .send = start, .wait = wait, .no_threads = true
	};
	world.pulse_ms = s->stalls_come ? PULSE_MS : 0;
	return loop_new(a, k, &world);
}

void world_set_clock(struct sim *s)
{
	if (s->steady)
		return;
	s->clock_off_ms = sim_below(s, 8) ? 0 : sim_below(s, 2 * CLOCK_OFF_MAX_MS) - CLOCK_OFF_MAX_MS;
	s->clock_set_at = s->now + (sim_below(s, 3) ? sim_below(s, 60000) : 0);
	if (s->clock_off_ms)
		happened(s, HAPPENED_CLOCK);
	if (s->clock_off_ms)
		sim_say(s, "its clock is set by %lld s in %lld ms", (long long)s->clock_off_ms / 1000,
			(long long)(s->clock_set_at - s->now));
}

void world_drop_ends(struct sim *s)
{
	for (int i = 0; i < s->n_events;)
		if (s->events[i].kind == EVENT_CRASH || s->events[i].kind == EVENT_SIGNAL || s->events[i].kind == EVENT_STALL)
			s->events[i] = s->events[--s->n_events];
		else
			i++;
}
