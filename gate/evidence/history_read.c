/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history_read.c: starts and ends the threads that read earlier evidence: one for the folder, and with trusted keys one
 * for the git notes.
 */
#include "evidence.h"
#include "history.h"

enum {
	AFTER_MS = 1,   /* lets the first requests be sent before the threads start */
	GRACE_MS = 500, /* time for a thread to end by itself, before it is abandoned */
};

/* ---- In a thread ------------------------------------------------------------------------------------- */

struct job {
	const char *dir, *repository; /* one of them; the other is NULL */
	struct trust trust;
	struct history_wanted wanted; /* its trust is set in the thread, because the job is copied */
	atomic_bool *over;            /* owned by found.a; set by the loop when the time is over */
	struct history_found found;
};

static void work(void *arg)
{
	struct job *j = arg;
	struct bound b = bound_of(LIMIT_HISTORY_BYTES, j->over);
	j->wanted.trust = &j->trust;
	if (j->dir)
		history_read_folder(j->dir, &j->wanted, &b, &j->found);
	else
		history_read_notes(j->repository, &j->wanted, &b, &j->found);
}

static void drop(void *arg)
{
	arena_free(((struct job *)arg)->found.a);
}

/* ---- In the loop --------------------------------------------------------------------------------------- */

/* The loop's side of one thread. */
struct reader {
	struct history *h;
	uint64_t timer;
	atomic_bool *over;
};

struct history {
	struct run *r;
	void (*then)(struct run *r); /* may be NULL */
	struct reader folder, notes;
	size_t running;
	struct history_piece *pieces;
	size_t n, cap, seen, untrusted;
	struct history_found in_folder; /* what the folder's thread found; trust NULL: nothing */
};

/* Moves what a thread found, with its arena, to the run. */
static void keep(struct history *h, struct history_found *f)
{
	struct run *r = h->r;
	if (f->trust)
		h->in_folder = *f;
	for (size_t i = 0; i < f->n; i++) {
		h->pieces = arena_grow(r->a, h->pieces, h->n, &h->cap, sizeof(*h->pieces));
		h->pieces[h->n++] = f->pieces[i];
	}
	for (size_t i = 0; i < f->n_said; i++)
		say_note(&r->log, "%s", f->said[i]);
	h->seen += f->seen;
	h->untrusted += f->untrusted;
	r->record.key_used = r->record.key_used || f->any_signed;
	arena_defer(r->a, arena_drop, f->a);
	f->a = NULL;
}

/* Sets release.records from all pieces, oldest first. */
static void finish(struct history *h)
{
	struct run *r = h->r;
	size_t all = 0;
	history_order(h->pieces, h->n);
	for (size_t i = 0; i < h->n; i++)
		all += h->pieces[i].n;
	r->release.records = (struct records){ .items = ARENA_ARRAY(r->a, struct record, all + 1) };
	for (size_t i = 0; i < h->n; i++)
		for (size_t j = 0; j < h->pieces[i].n; j++) {
			struct record *k = &r->release.records.items[r->release.records.n++];
			*k = h->pieces[i].records[j];
			k->at = h->pieces[i].at;
		}
	if (h->untrusted)
		say_note(&r->log,
			"%zu of %zu earlier pieces of evidence are not signed by a key of evidence.trust and are ignored",
			h->untrusted, h->seen);
	if (h->then)
		h->then(r);
}

static void on_done(void *arg, void *result, const struct err *late)
{
	struct reader *x = arg;
	struct history *h = x->h;
	struct job *j = result;
	loop_cancel(h->r->loop, x->timer);
	if (!h->running) /* history_close was called */
		return;
	h->running--;
	h->r->observations.pending--;
	if (late)
		say_note(&h->r->log, "earlier evidence could not be read and is ignored: %s", late->text);
	else
		keep(h, &j->found);
	if (!h->running)
		finish(h);
}

/* Returns a map from "group.alias" of each probe, metric and log to the service that it observes. */
static struct json *services_reached(const struct observations *observations, struct arena *a)
{
	struct json *all = json_new_object(a);
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		if (!l->alias || !l->service || l->source->inner)
			continue;
		const char *name = arena_printf(a, "%s.%s", group_name(l->source->group), l->alias);
		if (!json_get(all, name))
			json_set_string(a, all, name, l->service->config->member.alias);
	}
	return all;
}

/* Copies everything to a, because the thread may outlive the run. */
static struct history_wanted services_wanted(
	const struct release *release, const struct observations *observations, struct arena *a)
{
	const char **ids = ARENA_ARRAY(a, const char *, release->n_services + 1);
	for (size_t i = 0; i < release->n_services; i++)
		ids[i] = arena_strdup(a, release->services[i].config->service);
	return (struct history_wanted){
		.reached = services_reached(observations, a), .services = ids, .n_services = release->n_services
	};
}

static void history_on_time(void *arg)
{
	atomic_store(((struct reader *)arg)->over, true);
}

static void read_in_thread(struct reader *x, const char *dir, const char *repository)
{
	const struct run *r = x->h->r;
	struct arena *a = arena_new();
	int64_t until = loop_now(r->loop) + LIMIT_HISTORY_MS;
	struct job j = { .dir = arena_strdup(a, dir), .repository = arena_strdup(a, repository), .found = { .a = a } };
	struct worker_spec spec = { .work = work, .drop = drop, .size = sizeof(j), .deadline = until + GRACE_MS };
	j.trust = trust_share(a, r->record.trust);
	j.wanted = services_wanted(&r->release, &r->observations, a);
	x->over = j.over = ARENA_NEW(a, atomic_bool);
	x->timer = loop_at(r->loop, until, history_on_time,
		x); /* fires before the worker's deadline, so that the thread can return what it has read */
	worker_start(r->loop, &spec, &j, on_done, x);
}

/* An untrusted folder is not read at all (folder.h). */
static bool reads_folder(const struct release *release)
{
	return !release->doubts.evidence;
}

/* Anybody who may push can write a note, so notes are used only with a trusted signature. */
static bool reads_notes(const struct config *c, const struct record_of_run *record)
{
	return record->trust->required && c->evidence.git_notes;
}

static void history_begin(void *arg)
{
	struct history *h = arg;
	struct run *r = h->r;
	if (!h->running) /* history_close was called */
		return;
	if (reads_folder(&r->release))
		read_in_thread(&h->folder, r->config.evidence.dir, NULL);
	if (reads_notes(&r->config, &r->record))
		read_in_thread(&h->notes, NULL, notes_repository(&r->config));
}

void history_start(struct run *r, void (*then)(struct run *r))
{
	if (r->release.history)
		return;
	struct history *h = ARENA_NEW(r->a, struct history);
	*h = (struct history){ .r = r, .then = then, .folder = { .h = h }, .notes = { .h = h } };
	r->release.history = h;
	h->running = (size_t)reads_folder(&r->release) + reads_notes(&r->config, &r->record);
	r->observations.pending += h->running;
	loop_do_at(r->loop, loop_now(r->loop) + AFTER_MS, history_begin, h);
}

void history_close(const struct release *release, struct observations *observations)
{
	struct history *h = release->history;
	if (!h || !h->running)
		return;
	say_note(observations->log, "earlier evidence was not read in time and is ignored");
	observations->pending -= h->running;
	h->running = 0;
}

void history_wait(struct run *r)
{
	history_start(r, NULL);
	run_wait(r->loop, &r->release.history->running, loop_now(r->loop) + LIMIT_HISTORY_MS + 2 * GRACE_MS);
}

const char *history_index(struct arena *a, const struct release *release, struct str *text)
{
	const struct history *h = release->history;
	*text = (struct str){ "", 0 };
	return h && h->in_folder.trust ? history_index_text(a, &h->in_folder, text) : NULL;
}

const struct history_piece *history_pieces(const struct release *release, size_t *n)
{
	const struct history *h = release->history;
	*n = h && !h->running ? h->n : 0;
	return *n ? h->pieces : NULL;
}
