/* SPDX-License-Identifier: Apache-2.0 */
/*
 * apply.c: the only file that changes anything in the cloud: traffic of a service, under the etag of a fresh read.
 * An answer that was lost is never repeated blindly: read, compare, then decide.
 */
#include "move.h"

#include <string.h>

enum { SENDS_MAX = 5, PAUSE_MS = 500, QUOTA_PAUSE_MS = 10 * 1000, TICK_MS = 200, TOKEN_MS = 10 * 60 * 1000, TOKEN_WAIT_MS = 10 * 1000 };

const char *move_state_name(enum move_state s)
{
	static const char *const names[] = {
		[MOVE_PLANNED] = "planned", [MOVE_SENDING] = "sending", [MOVE_FOLLOWING] = "following", [MOVE_DONE] = "done",
		[MOVE_NOT_NEEDED] = "not_needed", [MOVE_SUPERSEDED] = "superseded", [MOVE_FAILED] = "failed",
		[MOVE_UNKNOWN] = "unknown", [MOVE_SKIPPED] = "skipped",
	};
	return names[s];
}

bool move_ended(const struct move *m)
{
	return m->state != MOVE_PLANNED && m->state != MOVE_SENDING && m->state != MOVE_FOLLOWING;
}

void move_say(const struct mover *v, const char *event, const char *detail)
{
	if (v->r->say)
		v->r->say(v->r->arg, v->m, event, detail);
}

static void intend(const struct mover *v, const char *event, struct json *detail)
{
	journal_put(v->r->a, v->r->journal, loop_wall(gcp_loop(v->r->g)), event, v->m->first.name, detail);
}

static struct json *note_json(const struct mover *v, const char *note)
{
	struct json *d = json_new_object(v->r->a);
	json_set_string(v->r->a, d, "note", note);
	return d;
}

static void send(struct mover *v);

void move_end(struct mover *v, enum move_state state, const char *note)
{
	v->m->state = state;
	v->m->note = note;
	v->r->pending--;
	intend(v, move_state_name(state), note ? note_json(v, note) : NULL);
	move_say(v, move_state_name(state), note);
	if (v->next) {
		v->r->pending++;
		send(v->next);
	}
}

/* ---- Fresh reads, and the plans made on them ----------------------------------------------------- */

struct reading { struct rollback *r; struct move *m; struct err error; };

static void apply_on_fresh(void *arg, const struct gcp_reply *reply)
{
	struct reading *q = arg;
	struct move *m = q->m;
	struct run_service fresh;
	q->error = reply->error;
	if (q->error.code == ERR_NONE &&
	    !run_service_of(q->r->a, reply->body, m->first.project, m->first.region, m->first.id, &fresh, &q->error))
		m->last = fresh;
	else
		err_wrap(&q->error, "service %s", m->alias);
	q->r->reading--;
}

/* The first signal after a condemnation is noted, and the rollback goes on. */
static bool read_in_time(struct rollback *r)
{
	struct loop *l = gcp_loop(r->g);
	for (;;) {
		int64_t tick = loop_now(l) + TICK_MS;
		if (loop_run(l, &r->reading, loop_signals(l).count && tick < r->deadline ? tick : r->deadline) == LOOP_DONE)
			return true;
		if (loop_now(l) >= r->deadline || (r->stop && r->stop(r->arg)))
			return false;
	}
}

static int read_all(struct rollback *r, struct err *e)
{
	struct reading *all = ARENA_ARRAY(r->a, struct reading, r->n + 1);
	for (size_t i = 0; i < r->n; i++) {
		struct move *m = &r->moves[i];
		all[i] = (struct reading){ .r = r, .m = m };
		r->reading++;
		gcp_get(r->g, r->a, GCP_RUN, run_service_path(r->a, m->first.project, m->first.region, m->first.id), r->deadline,
			apply_on_fresh, &all[i]);
	}
	if (!read_in_time(r))
		return err_set(e, ERR_TIMEOUT, "not all services answered in time");
	for (size_t i = 0; i < r->n; i++)
		if (all[i].error.code != ERR_NONE) {
			*e = all[i].error;
			return -1;
		}
	return 0;
}

static void plan(struct rollback *r, struct move *m)
{
	char *why = r->force ? NULL : guard_superseded(r->a, &m->first, &m->last);
	if (why) {
		m->state = MOVE_SUPERSEDED;
		m->note = why;
		return;
	}
	why = guard_unfit(r->a, &m->target, m->revisions, m->n_revisions);
	if (why) {
		m->state = MOVE_FAILED;
		m->note = why;
		return;
	}
	plan_rollback(r->a, &m->last, &m->target, m->revisions, m->n_revisions, r->pin, &m->plan);
	m->state = m->plan.needed ? MOVE_PLANNED : MOVE_NOT_NEEDED;
}

/* A rollback does not begin with a token that dies on the way; where no better one is to be had it tries all the same. */
static void apply_on_ready(void *arg, int64_t left_ms, const struct err *error)
{
	struct rollback *r = arg;
	const struct move *first = r->n ? &r->moves[0] : NULL;
	r->reading--;
	if (first && r->say && (error || left_ms < TOKEN_MS))
		r->say(r->arg, first, "token_short", error ? error->text : arena_printf(r->a, "its token lasts %lld s more, and no longer one is given",
			(long long)left_ms / 1000));
}

static bool token_in_time(struct rollback *r)
{
	int64_t by = loop_now(gcp_loop(r->g)) + TOKEN_WAIT_MS;
	r->reading++;
	gcp_ready_for(r->g, TOKEN_MS, by < r->deadline ? by : r->deadline, apply_on_ready, r);
	return read_in_time(r);
}

int apply_prepare(struct rollback *r, struct err *e)
{
	const struct move *refused = NULL;
	if (!token_in_time(r))
		return err_set(e, ERR_TIMEOUT, "no access token in time");
	if (read_all(r, e))
		return -1;
	for (size_t i = 0; i < r->n; i++) {
		plan(r, &r->moves[i]);
		if (r->moves[i].state == MOVE_SUPERSEDED || r->moves[i].state == MOVE_FAILED)
			refused = &r->moves[i];
	}
	for (size_t i = 0; refused && i < r->n; i++)
		if (r->moves[i].state == MOVE_PLANNED) {
			r->moves[i].state = MOVE_SKIPPED;
			r->moves[i].note = arena_printf(r->a, "nothing was sent because of %s", refused->alias);
		}
	return 0;
}

/* ---- The PATCH, and what its answer means -------------------------------------------------------- */

static void reread(struct mover *v);

static void send_again(void *arg)
{
	struct mover *v = arg;
	if (!move_ended(v->m)) /* given up meanwhile: nothing more leaves */
		send(v);
}

static void read_again(void *arg)
{
	reread(arg);
}

static void later(struct mover *v, int64_t pause_ms, loop_fn *what)
{
	struct loop *l = gcp_loop(v->r->g);
	loop_at(l, loop_now(l) + pause_ms / 2 + (int64_t)(loop_random(l) % (uint64_t)pause_ms), what, v);
}

/* After a conflict or a lost answer: what does the service say now? */
static void apply_on_reread(void *arg, const struct gcp_reply *reply)
{
	struct mover *v = arg;
	struct move *m = v->m;
	struct run_service fresh;
	struct err e = reply->error;
	if (move_ended(m))
		return;
	if (e.code != ERR_NONE || run_service_of(v->r->a, reply->body, m->first.project, m->first.region, m->first.id, &fresh, &e)) {
		move_say(v, "unreadable", e.text);
		later(v, PAUSE_MS, read_again);
		return;
	}
	m->last = fresh;
	if (run_same_percents(&fresh.desired, NULL, &m->plan.target, NULL)) {
		m->state = MOVE_FOLLOWING;
		move_say(v, "found_applied", NULL);
		confirm_follow(v);
		return;
	}
	char *why = guard_superseded(v->r->a, &v->planned_on, &fresh);
	if (why)
		move_end(v, MOVE_SUPERSEDED, why);
	else if (v->sends >= SENDS_MAX && !v->over_quota)
		move_end(v, MOVE_FAILED, arena_printf(v->r->a, "not applied after %d tries: %s", v->sends, m->note ? m->note : ""));
	else
		later(v, v->over_quota ? QUOTA_PAUSE_MS : PAUSE_MS, send_again);
}

static void reread(struct mover *v)
{
	if (move_ended(v->m))
		return;
	const struct run_service *s = &v->m->first;
	gcp_get(v->r->g, v->r->a, GCP_RUN, run_service_path(v->r->a, s->project, s->region, s->id), v->r->deadline, apply_on_reread, v);
}

static void apply_on_patched(void *arg, const struct gcp_reply *reply)
{
	struct mover *v = arg;
	struct move *m = v->m;
	enum err_code code = reply->error.code;
	if (move_ended(m))
		return;
	v->over_quota = code == ERR_QUOTA;
	if (code == ERR_NONE) {
		struct str name = json_text(json_get(reply->body, "name"));
		m->operation = name.n ? arena_strndup(v->r->a, name.p, name.n) : NULL;
		m->state = MOVE_FOLLOWING;
		intend(v, "acknowledged", note_json(v, m->operation ? m->operation : ""));
		move_say(v, "acknowledged", m->operation);
		confirm_follow(v);
		return;
	}
	m->note = arena_strdup(v->r->a, reply->error.text);
	intend(v, "refused", note_json(v, m->note));
	move_say(v, code == ERR_CONFLICT ? "conflict" : "not_acknowledged", m->note);
	bool unclear = code == ERR_CONFLICT || code == ERR_SERVER || code == ERR_QUOTA || code == ERR_NETWORK || code == ERR_TIMEOUT ||
		code == ERR_MALFORMED || code == ERR_LIMIT || code == ERR_TLS;
	if (unclear)
		reread(v);
	else
		move_end(v, MOVE_FAILED, m->note);
}

static void send(struct mover *v)
{
	struct move *m = v->m;
	struct rollback *r = v->r;
	struct json *detail = json_new_object(r->a);
	v->planned_on = m->last;
	v->sends++;
	plan_rollback(r->a, &m->last, &m->target, m->revisions, m->n_revisions, true, &m->plan);
	json_set(detail, "from", run_split_json(r->a, &m->last.effective));
	json_set(detail, "to", run_split_json(r->a, &m->plan.traffic));
	json_set_string(r->a, detail, "etag", m->last.etag);
	intend(v, "intent", detail);
	m->state = MOVE_SENDING;
	m->sent = true;
	move_say(v, "sending", run_split_text(r->a, &m->plan.target));
	run_patch_traffic(r->g, r->a, &m->last, &m->plan.traffic, r->deadline, apply_on_patched, v);
}

void apply_start(struct rollback *r)
{
	struct mover *before = NULL;
	for (size_t i = r->n; i > 0; i--) { /* the reverse of the order listed */
		struct move *m = &r->moves[i - 1];
		if (m->state != MOVE_PLANNED)
			continue;
		struct mover *v = ARENA_NEW(r->a, struct mover);
		*v = (struct mover){ .r = r, .m = m };
		if (r->wait && before) {
			before->next = v;
		} else {
			r->pending++;
			send(v);
		}
		before = v;
	}
}
