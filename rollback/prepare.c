/* SPDX-License-Identifier: Apache-2.0 */
/* prepare.c: reads all services freshly and plans their moves. Sends nothing. */
#include "move.h"

#include <string.h>

enum { TICK_MS = 200, HOLD_MS = 5 * 1000, READ_MS = 15 * 1000, TOKEN_MS = 10 * 60 * 1000, TOKEN_WAIT_MS = 10 * 1000 };

/* over: ignore the reply, nothing waits for it. */
struct reading {
	struct traffic_change *r;
	struct traffic_move *m;
	struct arena *a; /* of the newest read */
	struct err error;
	int64_t pause_ms;
	bool read, *over;
};

static void read_one(void *arg);

static void later(struct reading *q, int64_t asked_ms)
{
	struct loop *l = gcp_loop(q->r->g);
	loop_do_at(l, loop_now(l) + fresh_pause(q->r, &q->pause_ms, asked_ms), read_one, q);
}

static void prepare_on_fresh(void *arg, const struct gcp_reply *reply)
{
	struct reading *q = arg;
	struct traffic_move *m = q->m;
	struct cloudrun_service fresh;
	if (*q->over)
		return;
	if (fresh_of(q->a, q->r, m, reply, &fresh, &q->error)) {
		err_wrap(&q->error, "%s %s", cloudrun_kind(m->first.kind)->what, m->alias);
		if (q->r->say)
			q->r->say(q->r->arg, m, "unreadable", q->error.text);
		if (gcp_may_pass(q->error.code)) {
			later(q, reply->retry_after_ms);
			return;
		}
	} else if (fresh_is_stale(m, &fresh)) {
		later(q, 0);
		return;
	} else {
		q->read = true;
		m->last = fresh;
	}
	q->r->reading--;
}

static void read_one(void *arg)
{
	struct reading *q = arg;
	const struct cloudrun_service *s = &q->m->first;
	int64_t by = loop_now(gcp_loop(q->r->g)) + READ_MS;
	if (*q->over)
		return;
	arena_free(q->a); /* of a read that did not count */
	q->a = arena_under(q->r->a);
	gcp_get(q->r->g, q->a, GCP_RUN, cloudrun_service_path(q->a, s->kind, s->project, s->region, s->id),
		by < q->r->deadline ? by : q->r->deadline, prepare_on_fresh, q);
}

/* Runs the loop. The first signal after a failed verdict is noted and the rollback goes on. Returns true if all reads
 * have ended. */
static bool read_until(struct traffic_change *r, int64_t until)
{
	struct loop *l = gcp_loop(r->g);
	for (;;) {
		int64_t tick = loop_now(l) + TICK_MS;
		if (loop_run(l, &r->reading, loop_signals(l).count && tick < until ? tick : until) == LOOP_DONE)
			return true;
		if (loop_now(l) >= until || (r->stop && r->stop(r->arg)))
			return false;
	}
}

static size_t count_read(const struct reading *all, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += all[i].read;
	return count;
}

static bool moves_users(const struct traffic_move *m)
{
	return m->aim == AIM_SPLIT || m->aim == AIM_LATEST;
}

/* Services that cannot be read delay the others for a limited time, and only if the others may proceed without them. */
static void wait_for(struct traffic_change *r, const struct reading *all)
{
	struct loop *l = gcp_loop(r->g);
	int64_t hold = loop_now(l) + HOLD_MS;
	if (read_until(r, r->whole || hold > r->deadline ? r->deadline : hold))
		return;
	while (!(count_read(all, r->n) && !r->whole) && loop_now(l) < r->deadline && !(r->stop && r->stop(r->arg))) {
		int64_t tick = loop_now(l) + TICK_MS;
		if (read_until(r, tick < r->deadline ? tick : r->deadline))
			return;
	}
}

static int read_all(struct traffic_change *r, struct err *e)
{
	struct reading *all = ARENA_ARRAY(r->a, struct reading, r->n + 1);
	bool *over = ARENA_NEW(r->a, bool);
	err_set(e, ERR_TIMEOUT, "no service answered in time");
	for (size_t i = 0; i < r->n; i++) {
		all[i] = (struct reading){ .r = r, .m = &r->moves[i], .over = over };
		r->reading++;
		read_one(&all[i]);
	}
	for (size_t i = 0; i < r->n; i++)
		if (moves_users(&r->moves[i]))
			prepare_target_read(r, &r->moves[i], over);
	if (r->look)
		r->look(r, over);
	wait_for(r, all);
	*over = true;
	r->reading = 0;
	for (size_t i = 0; i < r->n; i++) {
		all[i].m->unread = !all[i].read;
		if (!all[i].read && all[i].error.code != ERR_NONE)
			*e = all[i].error;
	}
	size_t n = count_read(all, r->n);
	return n == r->n || (n && !r->whole) ? 0 : -1;
}

/* Gets a token that is valid for the whole rollback. If that fails, the rollback continues with the current one. */
static void prepare_on_ready(void *arg, int64_t left_ms, const struct err *error)
{
	struct traffic_change *r = arg;
	const struct traffic_move *first = r->n ? &r->moves[0] : NULL;
	r->reading--;
	if (first && r->say && (error || left_ms < TOKEN_MS))
		r->say(r->arg, first, "token_short",
			error ? error->text
				  : arena_printf(r->a, "its token is valid for only %lld s; no longer one is available",
						(long long)left_ms / 1000));
}

static bool token_in_time(struct traffic_change *r)
{
	int64_t by = loop_now(gcp_loop(r->g)) + TOKEN_WAIT_MS;
	r->reading++;
	gcp_ready_for(r->g, TOKEN_MS, by < r->deadline ? by : r->deadline, prepare_on_ready, r);
	return read_until(r, r->deadline);
}

/* ---- Deciding from each read ---------------------------------------------------------------------- */

static void stand(struct traffic_move *m, enum move_state state, const char *why)
{
	m->state = state;
	m->note = why;
}

void move_plan(const struct traffic_change *r, struct traffic_move *m, bool pin)
{
	if (m->aim == AIM_SPLIT)
		plan_rollback(r->a, &m->last, &m->target, *m->revisions, *m->n_revisions, pin, &m->plan);
	else
		plan_aim(r->a, &m->last, &m->target, m->aim, &m->plan);
	if (m->aim == AIM_SPLIT && r->keeps_tried)
		plan_keep_tried(&m->last, &m->plan);
}

char *move_superseded(const struct traffic_change *r, const struct traffic_move *m,
	const struct cloudrun_service *since, const struct cloudrun_service *fresh)
{
	if (m->aim == AIM_UNTRY)
		return NULL; /* always remove our own tag */
	char *why = guard_superseded(r->a, since, fresh);
	return why || m->aim != AIM_LATEST ? why : guard_newer(r->a, m->target.rows[0].revision, fresh);
}

/* Decides about a move whose PATCH was sent before: it was applied, not applied, or overtaken by another change. */
static void plan_again(struct traffic_change *r, struct traffic_move *m)
{
	char *why = guard_superseded(r->a, &m->first, &m->last);
	if (plan_is_desired(&m->plan, &m->last))
		stand(m, cloudrun_failed(&m->last) ? MOVE_PLANNED : MOVE_FOLLOWING,
			NULL); /* a failed change may be tried again */
	else if (why || (why = guard_unexplained(r->a, m->acknowledged ? m->sent_on - 1 : m->sent_on, &m->last)))
		stand(m, MOVE_SUPERSEDED, why);
	else
		stand(m, MOVE_PLANNED, NULL);
}

/* Another process's request for the same is in progress. It is followed; its generation is the first after this one. */
static void follow(struct traffic_move *m)
{
	stand(m, MOVE_FOLLOWING, NULL);
	m->sent_on = m->last.generation - 1;
}

static bool is_on_its_way(const struct traffic_move *m)
{
	return moves_users(m) && plan_is_desired(&m->plan, &m->last) && !cloudrun_settled(&m->last) &&
		!cloudrun_failed(&m->last);
}

void move_decide(struct traffic_change *r, struct traffic_move *m)
{
	char *why = move_superseded(r, m, &m->first, &m->last);
	if (m->state == MOVE_SUPERSEDED)
		return; /* decided by an earlier process */
	move_plan(r, m, r->pin);
	m->sent = m->sent || (r->entry && plan_is_desired(&m->plan, &m->last)); /* its record may have been lost */
	char *since = m->seen.name ? guard_superseded(r->a, &m->seen, &m->last) : NULL;
	if (since && !plan_is_desired(&m->plan, &m->last)) /* whatever it was when the earlier process started */
		stand(m, MOVE_SUPERSEDED, since);
	else if (m->sent)
		plan_again(r, m);
	else if (why)
		stand(m, MOVE_SUPERSEDED, why);
	else if (is_on_its_way(m))
		follow(m);
	else
		stand(m, MOVE_PLANNED, NULL);
	if (m->state != MOVE_PLANNED)
		return;
	bool unfit = moves_users(m) &&
		(m->unfit.revision || guard_unfit_part(r->a, &m->target, *m->revisions, *m->n_revisions, &m->unfit));
	if (unfit)
		stand(m, MOVE_FAILED, arena_printf(r->a, "%s %s", m->unfit.revision, m->unfit.why));
	else if (moves_users(m) && !m->target.n)
		stand(m, MOVE_FAILED, "there is no revision to return to");
	else if (!m->plan.needed)
		stand(m, MOVE_NOT_NEEDED, NULL);
}

int apply_prepare(struct traffic_change *r, struct err *e)
{
	const struct traffic_move *refused = NULL;
	bool begun = false;
	if (!token_in_time(r))
		return err_set(e, ERR_TIMEOUT, "no access token in time");
	if (read_all(r, e)) {
		for (size_t i = 0; i < r->n; i++)
			stand(&r->moves[i], r->moves[i].sent ? MOVE_UNKNOWN : MOVE_SKIPPED,
				r->moves[i].unread ? "it could not be read" : "others could not be read");
		return -1;
	}
	for (size_t i = 0; i < r->n; i++) {
		struct traffic_move *m = &r->moves[i];
		if (!m->unread)
			move_decide(r, m);
		else if (m->unfit.revision && !r->entry) /* whatever its service says */
			stand(m, MOVE_FAILED, arena_printf(r->a, "%s %s", m->unfit.revision, m->unfit.why));
		else if (m->state != MOVE_SUPERSEDED)
			stand(m, MOVE_PLANNED, NULL);
		begun = begun || m->sent;
		if (m->state == MOVE_SUPERSEDED || m->state == MOVE_FAILED)
			refused = m;
	}
	for (size_t i = 0; refused && !begun && i < r->n; i++)
		if (r->moves[i].state == MOVE_PLANNED)
			stand(&r->moves[i], MOVE_SKIPPED, arena_printf(r->a, "nothing was sent because of %s", refused->alias));
	return 0;
}
