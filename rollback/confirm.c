/* SPDX-License-Identifier: Apache-2.0 */
/* confirm.c: confirms a move. A rollback is done when the settled service shows the target, not when the operation
 * ends. */
#include "move.h"

#include <string.h>

enum { POLL_FIRST_MS = 200, POLL_MAX_MS = 2000, TICK_MS = 200, READ_MS = 10 * 1000 };

static void poll_move(void *arg);

/* After a failed read: pauses grow. */
static void poll_again(struct traffic_mover *v, int64_t asked_ms)
{
	struct loop *l = gcp_loop(v->r->g);
	loop_do_at(l, loop_now(l) + fresh_pause(v->r, &v->pause_ms, asked_ms), poll_move, v);
}

static void poll_later(struct traffic_mover *v)
{
	struct loop *l = gcp_loop(v->r->g);
	v->poll_ms = v->poll_ms * 3 / 2 < POLL_MAX_MS ? v->poll_ms * 3 / 2 : POLL_MAX_MS;
	loop_do_at(l, loop_now(l) + v->poll_ms, poll_move, v);
}

static bool settled_as_failed(const struct traffic_mover *v, const struct cloudrun_service *s)
{
	return cloudrun_failed(s) && s->generation > v->planned_on.generation &&
		(v->operation_ended || v->operation_unreadable || !v->m->operation);
}

/* A read may be stale; one from before our change shows nothing about it. */
static bool is_stale(const struct traffic_mover *v, const struct cloudrun_service *s)
{
	return !strcmp(s->uid, v->planned_on.uid) && s->generation < v->planned_on.generation;
}

/* The desired split is no longer ours, so somebody else changed the service after us. A read that shows the state
 * before our change may only be late. */
static bool changed_by_another(const struct traffic_mover *v, const struct cloudrun_service *s)
{
	bool late = s->generation <= v->planned_on.generation;
	return strcmp(s->uid, v->planned_on.uid) != 0 ||
		(!plan_is_desired(&v->m->plan, s) &&
			!(late &&
				cloudrun_same_percents(
					&s->desired, s->latest_created, &v->planned_on.desired, v->planned_on.latest_created)));
}

static const char *by_whom(const struct traffic_mover *v, const struct cloudrun_service *s)
{
	const char *why = guard_superseded(v->r->a, &v->planned_on, s);
	return why ? why : "its traffic was moved back to where it was by somebody else";
}

/* The change was tried, and the service says why it cannot be made. */
static void fail(struct traffic_mover *v, const char *why)
{
	v->m->refused = true;
	move_end(v, MOVE_FAILED, why);
}

/* True for an error that says nothing about the change itself: unknown, deadline exceeded, resource exhausted,
 * internal, unavailable. Source: google.rpc.Code. */
static bool may_pass(int64_t code)
{
	static const int64_t codes[] = { 2, 4, 8, 13, 14 };
	for (size_t i = 0; i < COUNTOF(codes); i++)
		if (codes[i] == code)
			return true;
	return false;
}

static void judge(struct traffic_mover *v, const struct cloudrun_service *s)
{
	struct traffic_move *m = v->m;
	struct arena *before = v->read;
	m->last = *s;
	v->read = v->asked;
	v->asked = NULL;
	arena_free(before);
	if (plan_reached(&m->plan, s))
		move_end(v, MOVE_DONE, NULL);
	else if (changed_by_another(v, s))
		move_end(v, MOVE_SUPERSEDED, by_whom(v, s));
	else if (v->operation_ended && m->note)
		move_end(v, MOVE_FAILED, m->note);
	else if (settled_as_failed(v, s))
		fail(v, s->terminal.message ? s->terminal.message : "Cloud Run could not apply it");
	else
		poll_later(v);
}

static void observed(const struct traffic_mover *v, const struct cloudrun_service *s)
{
	struct arena *a = arena_new();
	struct json *detail = json_new_object(a);
	json_set(detail, "desired", cloudrun_split_json(a, s->kind, &s->desired));
	json_set(detail, "effective", cloudrun_split_json(a, s->kind, &s->effective));
	json_set_int(a, detail, "generation", s->generation);
	json_set_bool(a, detail, "reconciling", s->reconciling);
	journal_put(v->r->journal, "observed", v->m->first.name, detail);
	arena_free(a);
}

static void confirm_on_service(void *arg, const struct gcp_reply *reply)
{
	struct traffic_mover *v = arg;
	struct traffic_move *m = v->m;
	struct cloudrun_service s;
	struct err e;
	if (move_ended(m))
		return;
	if (fresh_of(v->asked, v->r, m, reply, &s, &e)) {
		move_say(v, "unreadable", e.text);
		poll_again(v, reply->retry_after_ms);
		return;
	}
	v->pause_ms = 0;
	if (is_stale(v, &s)) {
		poll_later(v);
		return;
	}
	if (s.generation != m->last.generation || s.reconciling != m->last.reconciling)
		observed(v, &s);
	judge(v, &s);
}

/* Returns the arena of the next read. Frees that of a read that showed nothing new. */
static struct arena *ask(struct traffic_mover *v)
{
	arena_free(v->asked);
	return v->asked = arena_under(v->r->a);
}

static void read_service(struct traffic_mover *v)
{
	struct loop *l = gcp_loop(v->r->g);
	const struct cloudrun_service *s = &v->m->first;
	int64_t by = loop_now(l) + READ_MS;
	struct arena *a = ask(v);
	gcp_get(v->r->g, a, GCP_RUN, cloudrun_service_path(a, s->kind, s->project, s->region, s->id),
		by < v->r->deadline ? by : v->r->deadline, confirm_on_service, v);
}

static void confirm_on_operation(void *arg, const struct gcp_reply *reply)
{
	struct traffic_mover *v = arg;
	if (move_ended(v->m))
		return;
	if (reply->error.code == ERR_DENIED || reply->error.code == ERR_NOT_FOUND) {
		v->operation_unreadable = true; /* the service is polled instead */
		move_say(v, "operation_unreadable", reply->error.text);
	} else if (reply->error.code == ERR_NONE && json_is_true(json_get(reply->body, "done"))) {
		struct str message = json_text(json_at(reply->body, "error.message"));
		v->operation_ended = true;
		v->m->refused = json_get(reply->body, "error") && !may_pass(json_int(json_at(reply->body, "error.code")));
		if (json_get(reply->body, "error"))
			v->m->note = arena_printf(v->r->a, "its operation failed: %.*s", (int)message.n, message.p);
		move_say(v, "operation_ended", v->m->note);
	}
	read_service(v);
}

static void poll_move(void *arg)
{
	struct traffic_mover *v = arg;
	struct loop *l = gcp_loop(v->r->g);
	if (move_ended(v->m))
		return;
	if (!v->m->operation || v->operation_ended || v->operation_unreadable) {
		read_service(v);
		return;
	}
	int64_t by = loop_now(l) + READ_MS;
	cloudrun_get_operation(
		v->r->g, ask(v), v->m->operation, by < v->r->deadline ? by : v->r->deadline, confirm_on_operation, v);
}

void confirm_follow(struct traffic_mover *v)
{
	struct loop *l = gcp_loop(v->r->g);
	v->poll_ms = POLL_FIRST_MS;
	v->pause_ms = 0;
	v->m->note = NULL;
	loop_do_at(l, loop_now(l) + POLL_FIRST_MS, poll_move, v);
}

/* A move still in progress stays unknown: sent, but not confirmed. */
static void give_up(struct traffic_change *r, const char *why)
{
	for (size_t i = 0; i < r->n; i++) {
		struct traffic_move *m = &r->moves[i];
		if (move_ended(m))
			continue;
		m->state = m->sent ? MOVE_UNKNOWN : MOVE_SKIPPED;
		m->note = arena_printf(r->a, "%s%s%s%s%s", m->sent ? "sent, but " : "not sent: ", why,
			m->sent ? "; the last read did not show it applied" : "", m->trouble ? "; the last error: " : "",
			m->trouble ? m->trouble : "");
		struct json *detail = json_new_object(r->a);
		json_set_string(r->a, detail, "note", m->note);
		journal_put(r->journal, move_state_name(m->state), m->first.name, detail);
		if (r->say)
			r->say(r->arg, m, move_state_name(m->state), m->note);
	}
}

void confirm_run(struct traffic_change *r)
{
	struct loop *l = gcp_loop(r->g);
	for (;;) {
		bool signalled = loop_signals(l).count > 0;
		while (signalled && move_next(r)) /* start those that waited for earlier ones, so that all PATCHes are sent */
			;
		int64_t until = signalled && loop_now(l) + TICK_MS < r->deadline ? loop_now(l) + TICK_MS : r->deadline;
		enum loop_end end = loop_run(l, &r->pending, until);
		if (end == LOOP_DONE)
			return;
		if (loop_now(l) >= r->deadline) {
			give_up(r, "not confirmed before the deadline");
			return;
		}
		if (r->stop && r->stop(r->arg)) {
			give_up(r, "not confirmed: stopped by a signal");
			return;
		}
	}
}
