/* SPDX-License-Identifier: Apache-2.0 */
/* prepare.c: fresh reads of all that is to move, and the plans made on them. Sends nothing. */
#include "move.h"

#include <string.h>

enum { TICK_MS = 200, STALE_PAUSE_MS = 500, STALE_MAX = 20, TOKEN_MS = 10 * 60 * 1000, TOKEN_WAIT_MS = 10 * 1000 };

struct reading { struct rollback *r; struct move *m; struct err error; int stale; };

static void read_one(void *arg);

/* Reads may lag behind what was read before, or behind what Cloud Run has already taken from us. */
static bool is_stale(const struct move *m, const struct run_service *fresh)
{
	int64_t known = m->acknowledged ? m->sent_on + 1 : m->first.generation;
	return !strcmp(m->first.uid, fresh->uid) && fresh->generation < known;
}

static void prepare_on_fresh(void *arg, const struct gcp_reply *reply)
{
	struct reading *q = arg;
	struct move *m = q->m;
	struct loop *l = gcp_loop(q->r->g);
	struct run_service fresh;
	q->error = reply->error;
	if (q->error.code == ERR_NONE &&
	    !run_service_of(q->r->a, reply->body, m->first.project, m->first.region, m->first.id, &fresh, &q->error)) {
		if (is_stale(m, &fresh) && q->stale++ < STALE_MAX) {
			loop_at(l, loop_now(l) + STALE_PAUSE_MS, read_one, q);
			return;
		}
		m->last = fresh;
	} else {
		err_wrap(&q->error, "service %s", m->alias);
	}
	q->r->reading--;
}

static void read_one(void *arg)
{
	struct reading *q = arg;
	const struct run_service *s = &q->m->first;
	gcp_get(q->r->g, q->r->a, GCP_RUN, run_service_path(q->r->a, s->project, s->region, s->id), q->r->deadline, prepare_on_fresh, q);
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
		all[i] = (struct reading){ .r = r, .m = &r->moves[i] };
		r->reading++;
		read_one(&all[i]);
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

/* A rollback does not begin with a token that dies on the way; where no better one is to be had it tries all the same. */
static void prepare_on_ready(void *arg, int64_t left_ms, const struct err *error)
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
	gcp_ready_for(r->g, TOKEN_MS, by < r->deadline ? by : r->deadline, prepare_on_ready, r);
	return read_in_time(r);
}

/* ---- What each read means ----------------------------------------------------------------------- */

static void stand(struct move *m, enum move_state state, const char *why)
{
	m->state = state;
	m->note = why;
}

void move_plan(const struct rollback *r, struct move *m, bool pin)
{
	if (m->aim == AIM_SPLIT)
		plan_rollback(r->a, &m->last, &m->target, m->revisions, m->n_revisions, pin, &m->plan);
	else
		plan_aim(r->a, &m->last, &m->target, m->aim, &m->plan);
}

char *move_superseded(const struct rollback *r, const struct move *m, const struct run_service *since, const struct run_service *fresh)
{
	if (m->aim == AIM_UNTRY)
		return NULL; /* whatever others did: a tag of ours goes */
	char *why = guard_superseded(r->a, since, fresh);
	return why || m->aim != AIM_LATEST ? why : guard_newer(r->a, m->target.rows[0].revision, fresh);
}

/* A PATCH left for it before: applied, not applied, or overtaken? */
static void plan_again(struct rollback *r, struct move *m)
{
	char *why = guard_superseded(r->a, &m->first, &m->last);
	if (plan_wished(&m->plan, &m->last))
		stand(m, run_failed(&m->last) ? MOVE_PLANNED : MOVE_FOLLOWING, NULL); /* what failed may be tried again */
	else if (why || (why = guard_unexplained(r->a, m->acknowledged ? m->sent_on - 1 : m->sent_on, &m->last)))
		stand(m, MOVE_SUPERSEDED, why);
	else
		stand(m, MOVE_PLANNED, NULL);
}

static void plan(struct rollback *r, struct move *m)
{
	char *why = move_superseded(r, m, &m->first, &m->last);
	if (m->state == MOVE_SUPERSEDED)
		return; /* by a process before: that stands */
	move_plan(r, m, r->pin);
	m->sent = m->sent || (r->story && plan_wished(&m->plan, &m->last)); /* the record of it may be what was lost */
	if (m->sent)
		plan_again(r, m);
	else if (why)
		stand(m, MOVE_SUPERSEDED, why);
	else
		stand(m, MOVE_PLANNED, NULL);
	if (m->state != MOVE_PLANNED)
		return;
	bool moves_users = m->aim == AIM_SPLIT || m->aim == AIM_LATEST;
	why = !moves_users ? NULL : guard_unfit(r->a, &m->target, m->revisions, m->n_revisions);
	if (why)
		stand(m, MOVE_FAILED, why);
	else if (!m->plan.needed)
		stand(m, MOVE_NOT_NEEDED, NULL);
}

int apply_prepare(struct rollback *r, struct err *e)
{
	const struct move *refused = NULL;
	bool begun = false;
	if (!token_in_time(r))
		return err_set(e, ERR_TIMEOUT, "no access token in time");
	if (read_all(r, e)) {
		for (size_t i = 0; i < r->n; i++)
			stand(&r->moves[i], r->moves[i].sent ? MOVE_UNKNOWN : MOVE_SKIPPED, "it could not be read");
		return -1;
	}
	for (size_t i = 0; i < r->n; i++) {
		struct move *m = &r->moves[i];
		plan(r, m);
		begun = begun || m->sent;
		if (m->state == MOVE_SUPERSEDED || m->state == MOVE_FAILED)
			refused = m;
	}
	for (size_t i = 0; refused && !begun && i < r->n; i++)
		if (r->moves[i].state == MOVE_PLANNED)
			stand(&r->moves[i], MOVE_SKIPPED, arena_printf(r->a, "nothing was sent because of %s", refused->alias));
	return 0;
}
