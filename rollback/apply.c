/* SPDX-License-Identifier: Apache-2.0 */
/* apply.c: the only file that moves traffic, always with the etag of a fresh read. A PATCH whose response was lost is
 * never simply repeated: read, compare, then decide. */
#include "move.h"

#include <string.h>

enum { QUOTA_PAUSE_MS = 10 * 1000, READ_MS = 15 * 1000 };

static void record(const struct traffic_mover *v, const char *event, const char *note)
{
	struct arena *a = arena_new();
	struct json *d = note ? json_new_object(a) : NULL;
	if (note)
		json_set_string(a, d, "note", note);
	journal_put(v->r->journal, event, v->m->first.name, d);
	arena_free(a);
}

static void begin(struct traffic_mover *v);

void move_end(struct traffic_mover *v, enum move_state state, const char *note)
{
	v->m->state = state;
	v->m->note = note;
	if (state == MOVE_SUPERSEDED && !v->r->stood_down)
		v->r->stood_down = v->m;
	v->r->pending--;
	record(v, move_state_name(state), note);
	move_say(v, move_state_name(state), note);
	move_next(v->r);
}

bool move_next(struct traffic_change *r)
{
	struct traffic_mover *v = r->waiting;
	if (!v)
		return false;
	r->waiting = v->next;
	r->pending++;
	begin(v);
	return true;
}

/* ---- The PATCH and its response -------------------------------------------------------------------- */

static void send_patch(struct traffic_mover *v);
static void reread(struct traffic_mover *v);

static void read_again(void *arg)
{
	reread(arg);
}

static void later(struct traffic_mover *v, int64_t asked_ms)
{
	struct loop *l = gcp_loop(v->r->g);
	loop_do_at(l, loop_now(l) + fresh_pause(v->r, &v->pause_ms, asked_ms), read_again, v);
}

/* The PATCH was planned on a change to the same split that had failed. While nothing newer stands, it was not applied.
 */
static bool is_earlier_failure(const struct traffic_mover *v, const struct cloudrun_service *fresh)
{
	return cloudrun_failed(fresh) && fresh->generation <= v->planned_on.generation;
}

/*
 * After a conflict or a lost response: the PATCH was applied, may be sent again, or somebody else changed the service.
 */
static void decide(struct traffic_mover *v, const struct cloudrun_service *fresh)
{
	struct traffic_move *m = v->m;
	bool desired = plan_is_desired(&m->plan, fresh);
	if (desired && is_earlier_failure(v, fresh)) {
		send_patch(v);
		return;
	}
	if (desired) {
		m->state = MOVE_FOLLOWING;
		record(v, "found_applied", NULL);
		move_say(v, "found_applied", NULL);
		confirm_follow(v);
		return;
	}
	char *why = move_superseded(v->r, m, &v->planned_on, fresh);
	if (!why && v->unclear && m->aim != AIM_UNTRY) /* removing our own tag again changes nothing else */
		why = guard_unexplained(v->r->a, v->unclear_on, fresh);
	if (why)
		move_end(v, MOVE_SUPERSEDED, why);
	else
		send_patch(v);
}

/* For a service that could not be read when the others were planned. */
static void plan_late(struct traffic_mover *v, const struct cloudrun_service *fresh)
{
	struct traffic_move *m = v->m;
	m->unread = false;
	m->last = *fresh;
	move_decide(v->r, m);
	if (move_ended(m))
		move_end(v, m->state, m->note);
	else
		begin(v);
}

/* The read is older than an earlier one. */
static bool is_stale(struct traffic_mover *v, const struct cloudrun_service *fresh)
{
	if (v->m->unread)
		return fresh_is_stale(v->m, fresh);
	return !strcmp(fresh->uid, v->planned_on.uid) && fresh->generation < v->planned_on.generation;
}

static void unreadable(struct traffic_mover *v, const struct err *e, int64_t asked_ms)
{
	move_say(v, "unreadable", e->text);
	if (gcp_may_pass(e->code))
		later(v, asked_ms);
	else /* a PATCH without a response may or may not have been applied */
		move_end(v, v->unclear || (v->m->unread && v->m->sent) ? MOVE_UNKNOWN : MOVE_FAILED, v->m->trouble);
}

static void apply_on_reread(void *arg, const struct gcp_reply *reply)
{
	struct traffic_mover *v = arg;
	struct traffic_move *m = v->m;
	struct cloudrun_service fresh;
	struct err e;
	if (move_ended(m))
		return;
	if (fresh_of(v->r->a, v->r, m, reply, &fresh, &e)) {
		unreadable(v, &e, reply->retry_after_ms);
	} else if (is_stale(v, &fresh)) {
		later(v, 0);
	} else if (m->unread) {
		plan_late(v, &fresh);
	} else {
		m->last = fresh;
		decide(v, &fresh);
	}
}

static void reread(struct traffic_mover *v)
{
	if (move_ended(v->m))
		return;
	const struct cloudrun_service *s = &v->m->first;
	int64_t by = loop_now(gcp_loop(v->r->g)) + READ_MS;
	gcp_get(v->r->g, v->r->a, GCP_RUN, cloudrun_service_path(v->r->a, s->kind, s->project, s->region, s->id),
		by < v->r->deadline ? by : v->r->deadline, apply_on_reread, v);
}

/* It is unknown whether Cloud Run applied the PATCH. */
static bool is_unclear(enum err_code code)
{
	return code == ERR_SERVER || code == ERR_NETWORK || code == ERR_TIMEOUT || code == ERR_MALFORMED ||
		code == ERR_LIMIT || code == ERR_TLS;
}

/* A conflict of etags can be resolved by a new read. The other kind of conflict, about a revision's name, is not caused
 * by a change of traffic. */
static bool is_for_another_try(const struct err *e)
{
	return e->code == ERR_QUOTA || (e->code == ERR_CONFLICT && !strstr(e->text, "different configuration"));
}

static void taken(struct traffic_mover *v, const struct gcp_reply *reply)
{
	struct traffic_move *m = v->m;
	struct str name = json_text(json_get(reply->body, "name"));
	m->operation = name.n ? arena_strndup(v->r->a, name.p, name.n) : NULL;
	m->acknowledged = true;
	m->state = MOVE_FOLLOWING;
	record(v, "acknowledged", m->operation ? m->operation : "");
	move_say(v, "acknowledged", m->operation);
	confirm_follow(v);
}

static void apply_on_patched(void *arg, const struct gcp_reply *reply)
{
	struct traffic_mover *v = arg;
	struct traffic_move *m = v->m;
	const struct err *e = &reply->error;
	if (move_ended(m))
		return;
	if (e->code == ERR_NONE) {
		taken(v, reply);
		return;
	}
	m->trouble = arena_strdup(v->r->a, e->text);
	record(v, "refused", m->trouble);
	move_say(v, e->code == ERR_CONFLICT ? "conflict" : "not_acknowledged", m->trouble);
	if (is_unclear(e->code) && !v->unclear) {
		v->unclear = true;
		v->unclear_on = m->sent_on;
	}
	int64_t asked = reply->retry_after_ms;
	if (is_unclear(e->code) || is_for_another_try(e)) {
		later(v, e->code == ERR_QUOTA && asked < QUOTA_PAUSE_MS ? QUOTA_PAUSE_MS : asked);
	} else {
		m->refused = e->code == ERR_REFUSED;
		move_end(v, MOVE_FAILED, m->trouble);
	}
}

/* Returns true, with the move ended, if nothing more is to be started because another service was superseded. */
static bool skip(struct traffic_mover *v)
{
	struct traffic_change *r = v->r;
	if (!r->stood_down || v->m->sent)
		return false;
	move_end(v, MOVE_SKIPPED, arena_printf(r->a, "nothing more was sent because of %s", r->stood_down->alias));
	return true;
}

/* The intent is recorded. why: NULL, or why this run may not change the service any more. */
static void patch(void *arg, const char *why)
{
	struct traffic_mover *v = arg;
	struct traffic_move *m = v->m;
	struct traffic_change *r = v->r;
	if (move_ended(m)) /* the deadline passed in the meantime */
		return;
	if (skip(v))
		return;
	if (why) {
		move_end(v, v->unclear ? MOVE_UNKNOWN : MOVE_FAILED, arena_strdup(r->a, why));
		return;
	}
	m->sent = true;
	m->sent_on = v->planned_on.generation;
	move_say(v, "sending", plan_text(r->a, &m->plan));
	cloudrun_patch_traffic(r->g, r->a, &m->last, &m->plan.traffic, r->deadline, apply_on_patched, v);
	record(v, "sent", NULL);
}

static void send_patch(struct traffic_mover *v)
{
	struct traffic_move *m = v->m;
	struct traffic_change *r = v->r;
	struct arena *a = arena_new();
	struct json *detail = json_new_object(a);
	v->planned_on = m->last;
	move_plan(r, m, true);
	json_set(detail, "from", cloudrun_split_json(a, m->last.kind, &m->last.effective));
	json_set(detail, "to", cloudrun_split_json(a, m->last.kind, &m->plan.traffic));
	json_set_string(a, detail, "etag", m->last.etag);
	json_set_int(a, detail, "generation", m->last.generation);
	m->state = MOVE_SENDING;
	m->operation = NULL; /* that of an earlier PATCH says nothing about this one */
	v->operation_ended = v->operation_unreadable = false;
	m->acknowledged = false;
	journal_put(r->journal, "intent", m->first.name, detail);
	arena_free(a);
	if (r->journal->copy)
		r->journal->copy->ready(r->journal->copy->arg, m->first.name, patch, v);
	else
		patch(v, NULL);
}

static void begin(struct traffic_mover *v)
{
	if (skip(v))
		return;
	if (v->m->unread) {
		reread(v);
		return;
	}
	if (v->m->sent) { /* sent by an earlier process; its outcome is not known for certain */
		v->unclear = true;
		v->unclear_on = v->m->acknowledged ? v->m->sent_on - 1 : v->m->sent_on;
	}
	if (v->m->state == MOVE_PLANNED) {
		send_patch(v);
		return;
	}
	v->planned_on = v->m->first; /* an earlier process sent it, and it was applied */
	v->planned_on.generation = v->m->sent_on;
	move_say(v, "found_applied", NULL);
	confirm_follow(v);
}

void apply_start(struct traffic_change *r)
{
	struct traffic_mover **last = &r->waiting, *unread = NULL, **last_unread = &unread;
	if (r->entry)
		journal_resume(r->journal, r->entry, r->head.run);
	else
		journal_begin(r->journal, r);
	for (size_t i = 0; i < r->n; i++) { /* in reverse order, unless `listed` */
		struct traffic_move *m = &r->moves[r->listed ? i : r->n - 1 - i];
		struct traffic_mover *v = ARENA_NEW(r->a, struct traffic_mover);
		*v = (struct traffic_mover){ .r = r, .m = m };
		if (!move_ended(m)) {
			struct traffic_mover ***end = m->unread ? &last_unread : &last;
			**end = v;
			*end = &v->next;
		} else if (r->entry) {
			record(v, move_state_name(m->state), m->note); /* decided by apply_prepare */
		}
	}
	*last = unread;
	journal_together(r->journal); /* nothing is sent before the loop runs */
	while (move_next(r) && !r->wait)
		;
	journal_sync(r->journal);
}
