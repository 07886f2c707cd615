/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lease.c: ensures that one process of all machines moves the traffic of a service. A lease is a cell. Its holder
 * replaces it before it expires; another process takes it over only when it has not been replaced for its whole time,
 * by Google's clock. A holder that cannot be sure to hold it, because it was suspended or cut off, renews it before it
 * goes on.
 */
#include "lease.h"

#include <stdlib.h>
#include <string.h>

enum {
	CHECK_MS = 10 * 1000, /* time for the renewal before a request */
	STEP_MS = 500,        /* what taking one lease may need */
	RENEWALS = 3,         /* in the time of a lease */
	SURE = 4,             /* a quarter of its time must be left before a request is sent under it */
};

struct lease {
	struct leases *all;
	const char *service;
	struct cell cell;
	bool held, renewing;
	int64_t good_until;   /* loop_now; until then nobody else takes it */
	const char *lost;     /* why it is not held any more */
	struct check *checks; /* that wait for a renewal */
	int64_t check_until;  /* loop_now */
};
struct leases {
	struct state *s;
	const char *command;
	struct lease *items;
	size_t n;
	uint64_t timer;
	size_t renewals, releases; /* in flight */
	bool over;                 /* released */
};

static int64_t renew_ms(const struct leases *all)
{
	return all->s->lease / RENEWALS;
}

struct check {
	void (*then)(void *arg, const char *why);
	void *arg;
	struct check *next;
};

/* ---- Taking one ------------------------------------------------------------------------------- */

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
		struct lease_holder h;
		if (cell_read_now(&l->cell, deadline, e) != CELL_DONE || lease_holder(s, &l->cell, &h, e))
			return -1;
		if (h.held && !h.expired && !h.mine)
			return err_set(e, ERR_LOCKED, "%s holds the lock on %s", h.text, l->service);
		int64_t asked_at = loop_now(s->loop);
		enum cell_end end = cell_write_now(&l->cell, lease_text(s, l->all->command, true), deadline, e);
		if (end == CELL_FAILED)
			return -1;
		if (end == CELL_CHANGED)
			continue; /* somebody else was first: see who */
		*expired = *expired || h.held;
		if (h.held && !h.mine)
			s->say(s->arg,
				arena_printf(s->a, "the lock on %s was taken over: %s did not renew it in time", l->service, h.text));
		became_held(l, asked_at);
		return 0;
	}
}

/* ---- Replacing what this run holds ------------------------------------------------------------ */

struct replacing {
	struct lease *l;
	bool held, again;
	int64_t asked_at, deadline;
	void (*done)(struct replacing *x, enum cell_end end, const struct err *e);
};

static void write_it(struct replacing *x);

static void on_reread(void *arg, enum cell_end end, const struct err *e)
{
	struct replacing *x = arg;
	struct lease_holder h;
	struct err why;
	if (end != CELL_DONE)
		x->done(x, end, e);
	else if (lease_holder(x->l->all->s, &x->l->cell, &h, &why) || !h.mine || !h.held)
		x->done(x, CELL_CHANGED, NULL);
	else
		write_it(x);
}

/* It may be this run itself that changed it, with a request whose answer never came. */
static void on_replaced(void *arg, enum cell_end end, const struct err *e)
{
	struct replacing *x = arg;
	if (end != CELL_CHANGED || x->again) {
		x->done(x, end, e);
		return;
	}
	x->again = true;
	cell_read(&x->l->cell, x->deadline, on_reread, x);
}

static void write_it(struct replacing *x)
{
	struct leases *all = x->l->all;
	x->asked_at = loop_now(all->s->loop);
	cell_write(&x->l->cell, lease_text(all->s, all->command, x->held), x->deadline, on_replaced, x);
}

static void replace(struct lease *l, bool held, int64_t deadline,
	void (*done)(struct replacing *x, enum cell_end end, const struct err *e))
{
	struct replacing *x = ARENA_NEW(l->all->s->a, struct replacing);
	*x = (struct replacing){ .l = l, .held = held, .deadline = deadline, .done = done };
	write_it(x);
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

static void renew(struct lease *l, int64_t deadline);

static void on_renewed(struct replacing *x, enum cell_end end, const struct err *e)
{
	struct lease *l = x->l;
	struct state *s = l->all->s;
	l->renewing = false;
	l->all->renewals--;
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
	if (l->renewing || l->lost || !l->held)
		return;
	l->renewing = true;
	l->all->renewals++;
	replace(l, true, deadline, on_renewed);
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
		arena_printf(
			s->a, "%s has not answered yet; no traffic is moved before the lock is taken there", s->store.where));
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
	uint64_t slow = loop_at(s->loop, loop_now(s->loop) + s->patience + (int64_t)n * STEP_MS, on_slow, s);
	for (; all->n < n; all->n++) {
		struct lease *l = &all->items[all->n];
		const char *id = state_service(s->a, sorted[all->n]);
		*l = (struct lease){ .all = all, .service = id };
		l->cell = (struct cell){ .store = &s->store, .under = arena_printf(s->a, "lock/%s", id) };
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

static void check_one(struct lease *l, void (*then)(void *arg, const char *why), void *arg)
{
	struct state *s = l->all->s;
	if (!l->held || l->lost || is_sure(l)) {
		then(arg, l->held ? l->lost : "its lock was released");
		return;
	}
	struct check *c = ARENA_NEW(s->a, struct check);
	*c = (struct check){ then, arg, l->checks };
	l->checks = c;
	l->check_until = loop_now(s->loop) + CHECK_MS;
	renew(l, l->check_until);
}

void leases_check(struct leases *all, const char *service, void (*then)(void *arg, const char *why), void *arg)
{
	const char *id = state_service(all->s->a, service);
	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(all->items[i].service, id)) {
			check_one(&all->items[i], then, arg);
			return;
		}
	then(arg, "no lock was taken for it");
}

struct check_each {
	struct leases *all;
	size_t checked;
	void (*then)(void *arg, const char *why);
	void *arg;
};

static void check_next(void *arg, const char *why)
{
	struct check_each *x = arg;
	if (why || x->checked == x->all->n)
		x->then(x->arg, why);
	else
		check_one(&x->all->items[x->checked++], check_next, x);
}

void leases_check_all(struct leases *all, void (*then)(void *arg, const char *why), void *arg)
{
	struct check_each *x = ARENA_NEW(all->s->a, struct check_each);
	*x = (struct check_each){ .all = all, .then = then, .arg = arg };
	check_next(x, NULL);
}

const char *leases_lost(const struct leases *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].lost)
			return all->items[i].lost;
	return NULL;
}

void leases_abandon(struct leases *all)
{
	all->over = true;
	loop_cancel(all->s->loop, all->timer);
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

static void on_released(struct replacing *x, enum cell_end end, const struct err *e)
{
	(void)end; /* what could not be released expires */
	(void)e;
	x->l->all->releases--;
}

void leases_release(struct leases *all, int64_t deadline)
{
	if (!all || all->over)
		return;
	all->over = true;
	loop_cancel(all->s->loop, all->timer);
	store_wait(&all->s->store, &all->renewals, deadline); /* each would be overtaken by the release */
	for (size_t i = 0; i < all->n; i++) {
		struct lease *l = &all->items[i];
		if (!l->held || l->lost || l->renewing)
			continue;
		all->releases++;
		replace(l, false, deadline, on_released);
	}
	store_wait(&all->s->store, &all->releases, deadline);
}
