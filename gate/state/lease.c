/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lease.c: ensures that one process of all machines moves the traffic of a service. A lease is a cell. Its holder
 * replaces it before it expires; another process takes it over only when it has not been replaced for its whole time,
 * by Google's clock. A holder that cannot be sure to hold it, because it was suspended or cut off, renews it before it
 * goes on.
 */
#include "state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MARGIN_MS = 3 * 1000, /* how far the estimate of Google's clock may be off */
	CHECK_MS = 10 * 1000, /* time for the renewal before a request */
	STEP_MS = 500,        /* what taking one lease may need */
	GRACE_MS = 2000,      /* calls end at their deadline */
	LEASE_FORMAT = 1,
	RUN_DIGITS = 8, /* of a run's id, in messages */
	RENEWALS = 3,   /* in the time of a lease */
	SURE = 4,       /* a quarter of its time must be left before a request is sent under it */
};

struct lease {
	struct leases *all;
	const char *service;
	struct cell cell;
	bool held, renewing;
	int64_t good_until; /* loop_now; until then nobody else takes it */
	const char *lost;   /* why it is not held any more */
	enum cell_end end;  /* of the last call */
	struct err error;
	size_t pending;
	struct check *checks; /* that wait for a renewal */
	int64_t check_until;  /* loop_now */
};
struct leases {
	struct state *s;
	const char *command;
	struct lease *items;
	size_t n;
	struct loop_timer *timer;
	bool over; /* released */
};
enum { LEASE_MAX = 3600 * 1000 };

static int64_t renew_ms(const struct leases *all)
{
	return all->s->lease / RENEWALS;
}

struct check {
	void (*then)(void *arg, const char *why);
	void *arg;
	struct check *next;
};

/* ---- What a lease says ------------------------------------------------------------------------ */

static const char *ci_url(struct arena *a)
{
	const char *server = getenv("GITHUB_SERVER_URL"), *repository = getenv("GITHUB_REPOSITORY"),
			   *id = getenv("GITHUB_RUN_ID"), *job = getenv("CI_JOB_URL");
	if (server && repository && id)
		return arena_printf(a, "%s/%s/actions/runs/%s", server, repository, id);
	return job ? job : getenv("BUILD_URL");
}

static struct str lease_text(const struct lease *l, bool held)
{
	struct state *s = l->all->s;
	struct arena *a = s->a;
	struct json *v = json_new_object(a);
	struct host host;
	struct buf text = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	const char *url = ci_url(a);
	host_read(&host);
	json_set_int(a, v, "format", LEASE_FORMAT);
	json_set_string(a, v, "run", s->run);
	json_set_string(a, v, "command", l->all->command);
	json_set_string(a, v, "who", gcp_member(s->g) ? gcp_member(s->g) : "");
	json_set_string(a, v, "host", host.name);
	json_set_int(a, v, "pid", host.pid);
	if (url)
		json_set_string(a, v, "url", url);
	json_set_string(a, v, "at", clock_time_text(a, gcp_wall(s->g)));
	json_set_int(a, v, "milliseconds", s->lease);
	json_set_bool(a, v, "held", held);
	json_set_string(a, v, "nonce", arena_printf(a, "%016llx", (unsigned long long)loop_random(s->loop)));
	json_print(v, JSON_SORTED, &text);
	struct str out = { arena_strndup(a, buf_text(&text), text.n), text.n };
	buf_free(&text);
	return out;
}

struct holder {
	bool held, expired, mine;
	const char *text; /* for messages */
};

/* Returns -1 if the object is not a lease that this version understands: then nobody may take it over. */
static int read_holder(const struct lease *l, struct holder *out, struct err *e)
{
	struct state *s = l->all->s;
	struct arena *a = s->a;
	struct json *v;
	struct err why;
	*out = (struct holder){ 0 };
	if (!l->cell.number)
		return 0;
	if (json_parse(a, l->cell.bytes, &v, &why) || json_int(json_get(v, "format")) != LEASE_FORMAT)
		return err_set(e, ERR_MALFORMED,
			"%s/%s is not a lock that this version of rungate understands: if no other version is running, remove it",
			s->location, l->cell.under);
	int64_t lease = json_int(json_get(v, "milliseconds"));
	const char *url = json_text_at(v, "url"), *who = json_text_at(v, "who");
	lease = lease < 1 || lease > LEASE_MAX ? LEASE_MAX : lease;
	out->held = json_is_true(json_get(v, "held"));
	out->mine = !strcmp(json_text_at(v, "run"), s->run);
	out->expired = gcp_wall(s->g) > l->cell.written_at + lease + MARGIN_MS;
	out->text = text_cut_printable(a,
		str_of(
			arena_printf(a, "rungate %s of run %.*s, %s%sprocess %lld on %s%s%s, since %s", json_text_at(v, "command"),
				RUN_DIGITS, json_text_at(v, "run"), who, *who ? ", " : "", (long long)json_int(json_get(v, "pid")),
				json_text_at(v, "host"), *url ? ", " : "", url, json_text_at(v, "at"))),
		LIMIT_ERR_TEXT / 2);
	return 0;
}

/* ---- Calls, one after the other --------------------------------------------------------------- */

static void on_call(void *arg, enum cell_end end, const struct err *e)
{
	struct lease *l = arg;
	l->end = end;
	if (e)
		l->error = *e;
	l->pending = 0;
}

static enum cell_end wait_for(struct lease *l, int64_t deadline, struct err *e)
{
	state_wait(l->all->s, &l->pending, deadline + GRACE_MS);
	if (l->pending)
		err_set(e, ERR_INTERRUPTED, "interrupted");
	else if (l->end == CELL_FAILED)
		*e = l->error;
	return l->pending ? CELL_FAILED : l->end;
}

static void became_held(struct lease *l, int64_t asked_at)
{
	l->held = true;
	l->good_until = asked_at + l->all->s->lease;
}

/* Returns 0, or -1 with ERR_LOCKED or what failed. */
static int take_one(struct lease *l, int64_t deadline, bool *expired, struct err *e)
{
	struct state *s = l->all->s;
	for (;;) {
		struct holder h;
		l->pending = 1;
		cell_read(&l->cell, deadline, on_call, l);
		if (wait_for(l, deadline, e) != CELL_DONE || read_holder(l, &h, e))
			return -1;
		if (h.held && !h.expired && !h.mine)
			return err_set(e, ERR_LOCKED, "%s holds the lock on %s", h.text, l->service);
		int64_t asked_at = loop_now(s->loop);
		l->pending = 1;
		cell_write(&l->cell, lease_text(l, true), deadline, on_call, l);
		enum cell_end end = wait_for(l, deadline, e);
		if (end == CELL_FAILED)
			return -1;
		if (end == CELL_CHANGED)
			continue; /* somebody else was first: see who */
		if (h.held && !h.mine) {
			*expired = true;
			s->say(s->arg,
				arena_printf(s->a, "the lock on %s was taken over: %s did not renew it in time", l->service, h.text));
		}
		became_held(l, asked_at);
		return 0;
	}
}

/* ---- Renewing --------------------------------------------------------------------------------- */

static void answer_checks(struct lease *l, const char *why)
{
	struct check *all = l->checks;
	l->checks = NULL;
	for (; all; all = all->next)
		all->then(all->arg, why);
}

static bool is_sure(const struct lease *l)
{
	return l->held && !l->lost && loop_now(l->all->s->loop) < l->good_until - l->all->s->lease / SURE;
}

struct renewal {
	struct lease *l;
	int64_t asked_at;
};

static void renew(struct lease *l, int64_t deadline);

static void on_renewed(void *arg, enum cell_end end, const struct err *e)
{
	struct renewal *x = arg;
	struct lease *l = x->l;
	struct state *s = l->all->s;
	l->renewing = false;
	if (end == CELL_DONE)
		became_held(l, x->asked_at);
	else if (end == CELL_CHANGED)
		l->lost = arena_printf(s->a, "another run has taken over the lock on %s", l->service);
	if (end == CELL_CHANGED)
		s->say(s->arg, l->lost);
	/* it may have been asked for before this process was suspended */
	if (end == CELL_DONE && !is_sure(l) && l->checks && loop_now(s->loop) < l->check_until) {
		renew(l, l->check_until);
		return;
	}
	const char *why = l->lost ? l->lost
		: is_sure(l)          ? NULL
					 : arena_printf(s->a, "the lock on %s could not be renewed: %s", l->service, e ? e->text : "");
	answer_checks(l, why);
}

static void renew(struct lease *l, int64_t deadline)
{
	struct renewal *x = ARENA_NEW(l->all->s->a, struct renewal);
	if (l->renewing || l->lost || !l->held)
		return;
	l->renewing = true;
	*x = (struct renewal){ l, loop_now(l->all->s->loop) };
	cell_write(&l->cell, lease_text(l, true), deadline, on_renewed, x);
}

static void on_time(void *arg)
{
	struct leases *all = arg;
	struct loop *loop = all->s->loop;
	if (all->over)
		return;
	for (size_t i = 0; i < all->n; i++)
		renew(&all->items[i], loop_now(loop) + renew_ms(all));
	all->timer = loop_at(loop, loop_now(loop) + renew_ms(all), on_time, all);
}

/* ---- The interface ---------------------------------------------------------------------------- */

static void on_slow(void *arg)
{
	struct state *s = arg;
	s->say(s->arg,
		arena_printf(s->a, "%s has not answered yet; no traffic is moved before the lock is taken there", s->location));
}

struct leases *leases_take(struct state *s, const char *const *services, size_t n, const char *command,
	int64_t deadline, bool *expired, struct err *e)
{
	struct leases *all = ARENA_NEW(s->a, struct leases);
	const char **sorted = ARENA_ARRAY(s->a, const char *, n + 1);
	*all = (struct leases){ .s = s, .command = command, .items = ARENA_ARRAY(s->a, struct lease, n + 1) };
	if (n)
		memcpy(sorted, services, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), text_order);
	struct loop_timer *slow = loop_at(s->loop, loop_now(s->loop) + s->patience + (int64_t)n * STEP_MS, on_slow, s);
	for (; all->n < n; all->n++) {
		struct lease *l = &all->items[all->n];
		const char *id = state_service(s->a, sorted[all->n]);
		*l = (struct lease){ .all = all, .service = id };
		l->cell = (struct cell){ .s = s, .under = arena_printf(s->a, "lock/%s", id) };
		if (take_one(l, deadline, expired, e)) {
			loop_cancel(s->loop, slow);
			leases_release(all, deadline);
			return NULL;
		}
	}
	loop_cancel(s->loop, slow);
	all->timer = loop_at(s->loop, loop_now(s->loop) + renew_ms(all), on_time, all);
	return all;
}

void leases_check(struct leases *all, const char *service, void (*then)(void *arg, const char *why), void *arg)
{
	struct state *s = all->s;
	const char *id = state_service(s->a, service);
	struct lease *l = NULL;
	for (size_t i = 0; i < all->n && !l; i++)
		l = strcmp(all->items[i].service, id) ? NULL : &all->items[i];
	if (!l || l->lost || is_sure(l)) {
		then(arg, !l ? "no lock was taken for it" : l->lost);
		return;
	}
	struct check *c = ARENA_NEW(s->a, struct check);
	*c = (struct check){ then, arg, l->checks };
	l->checks = c;
	l->check_until = loop_now(s->loop) + CHECK_MS;
	renew(l, l->check_until);
}

bool leases_cover(const struct leases *all, const char *const *services, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *id = all ? state_service(all->s->a, services[i]) : NULL;
		bool found = false;
		for (size_t j = 0; id && !found && j < all->n; j++)
			found = !strcmp(all->items[j].service, id);
		if (!found)
			return false;
	}
	return true;
}

struct releasing {
	size_t pending;
};

static void on_released(void *arg, enum cell_end end, const struct err *e)
{
	struct releasing *x = arg;
	(void)end; /* what could not be released expires */
	(void)e;
	x->pending--;
}

void leases_release(struct leases *all, int64_t deadline)
{
	if (!all || all->over)
		return;
	struct releasing *x = ARENA_NEW(all->s->a, struct releasing);
	*x = (struct releasing){ 0 };
	all->over = true;
	loop_cancel(all->s->loop, all->timer);
	for (size_t i = 0; i < all->n; i++) {
		struct lease *l = &all->items[i];
		if (!l->held || l->lost || l->renewing)
			continue;
		x->pending++;
		cell_write(&l->cell, lease_text(l, false), deadline, on_released, x);
	}
	state_wait(all->s, &x->pending, deadline);
}
