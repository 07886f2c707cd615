/* SPDX-License-Identifier: Apache-2.0 */
/* memory.c: connects a run with the bucket that all machines share. */
#include "memory.h"
#include "say.h"

enum {
	PULL_MS = 10 * 1000, /* for reading what other machines recorded */
	CLOSE_MS = 5 * 1000, /* for what is still to be written at the end */
};

static void on_say(void *arg, const char *text)
{
	struct run_log *log = arg;
	say_note(log, "%s", text);
	say_line(log, "%s", say_scrub(log, text));
}

struct state *memory_state(
	struct arena *a, const struct config *c, struct loop *l, struct gcp *g, const char *run, struct run_log *log)
{
	struct state *s = ARENA_NEW(a, struct state);
	struct err e;
	*s = (struct state){ .a = a,
		.loop = l,
		.baseline = c->state.baseline,
		.journal = c->rollback.journal,
		.evidence = c->evidence.dir,
		.run = run,
		.lease = c->state.lease,
		.patience = c->state.patience,
		.say = on_say,
		.arg = log };
	return store_bucket(a, l, g, c->state.location, &s->store, &e) ? NULL : s;
}

/* ---- Permissions ------------------------------------------------------------------------------ */

struct asking {
	struct run *r;
	size_t pending;
};

static void on_rights(void *arg, const char *missing, const struct err *error)
{
	struct asking *x = arg;
	struct run *r = x->r;
	struct state *s = r->record.memory.state;
	x->pending = 0;
	if (error || !missing) /* where the bucket cannot be asked, the reads fail too, and say why */
		return;
	on_say(&r->log,
		arena_printf(
			r->a, "the credential lacks %s on %s, so this run cannot be recorded there", missing, s->store.where));
	say_next(&r->log, "%s", storage_grant_command(r->a, r->gcp, &s->store.place));
}

/* ---- The start of a run ----------------------------------------------------------------------- */

static const char *doubt(
	struct run_log *log, const char *location, const char *what, const char *why, const char *before)
{
	if (!why)
		return before;
	on_say(log, arena_printf(log->a, "%s in %s cannot be read: %s", what, location, why));
	return arena_printf(log->a, "%s cannot be read: %s", location, why);
}

static void pull(struct run *r)
{
	struct state_unread unread;
	struct folder_doubts *d = &r->release.doubts;
	state_pull(r->record.memory.state, release_names(r->a, &r->release), r->release.n_services,
		loop_now(r->loop) + PULL_MS, &unread);
	d->snapshot = doubt(&r->log, r->config.state.location, "the snapshot", unread.baseline, d->snapshot);
	d->journal = doubt(
		&r->log, r->config.state.location, "the journal of earlier rollbacks", unread.journal, d->journal);
	d->evidence = doubt(&r->log, r->config.state.location, "earlier evidence", unread.evidence, d->evidence);
}

void memory_open(struct run *r)
{
	struct memory *m = &r->record.memory;
	if (!r->config.state.bucket)
		return;
	m->state = memory_state(r->a, &r->config, r->loop, r->gcp, r->start.id, &r->log);
	m->records = records_copy(m->state);
	r->recovery.journal->copy = records_face(m->records);
	struct asking *x = ARENA_NEW(r->a, struct asking);
	*x = (struct asking){ r, 1 };
	storage_rights(r->gcp, r->a, &m->state->store.place, loop_now(r->loop) + PULL_MS, on_rights, x);
	pull(r);
	run_wait(r->loop, &x->pending, loop_now(r->loop) + PULL_MS);
}

/* ---- The lock --------------------------------------------------------------------------------- */

int memory_lock(
	struct memory *m, const char *const *services, size_t n, const char *command, int64_t deadline, struct err *e)
{
	struct state *s = m->state;
	bool expired = false;
	if (!s || leases_cover(m->leases, services, n))
		return 0;
	leases_release(m->leases, loop_now(s->loop) + CLOSE_MS);
	m->leases = leases_take(s, services, n, command, deadline, &expired, e);
	if (!m->leases)
		return -1;
	records_with_leases(m->records, m->leases);
	/* another run may have begun a rollback and died while this one judged */
	const char *why = state_pull_journals(s, deadline);
	if (!why)
		return 0;
	if (expired) {
		leases_abandon(m->leases);
		m->leases = NULL;
		return err_set(e, ERR_IO, "the journal of the run that held the lock before cannot be read: %s", why);
	}
	on_say(s->arg, arena_printf(s->a, "the journal in %s cannot be read: %s", s->store.where, why));
	return 0;
}

void memory_close(struct memory *m, struct loop *l)
{
	if (!m->state)
		return;
	int64_t deadline = loop_now(l) + CLOSE_MS;
	records_flush(m->records, deadline);
	leases_release(m->leases, deadline);
	m->leases = NULL;
}
