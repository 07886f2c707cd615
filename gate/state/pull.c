/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pull.c: copies what other machines recorded from the bucket to the local folder, where the rest of the program reads
 * it as if this machine had recorded it. Everything is asked for at the same time.
 */
#include "baseline.h"
#include "pull.h"

#include <string.h>
#include <unistd.h>

enum {
	MARKS = 200, /* listed of one service, the newest first */
	NEWEST = 16, /* evidence of one service that is read, whatever its verdict */
	GRACE_MS = 2000,
};

static void unread(struct state *s, const char **where, const struct err *e)
{
	if (!*where)
		*where = arena_strdup(s->a, e->text);
}

/* ---- Baselines -------------------------------------------------------------------------------- */

struct pulled_baseline {
	struct pull *p;
	struct cell cell;
	struct snapshot snapshot; /* n 0: there is none */
};

static void on_baseline(void *arg, enum cell_end end, const struct err *e)
{
	struct pulled_baseline *b = arg;
	struct state *s = b->p->s;
	struct err why;
	if (end == CELL_FAILED) {
		unread(s, &b->p->out->baseline, e);
	} else if (b->cell.number && baseline_of(s, &b->cell, &b->snapshot, &why)) {
		s->say(s->arg, arena_printf(s->a, "the snapshot is ignored: %s", why.text));
		b->snapshot.n = 0;
	}
	b->p->pending--;
}

/* Writes the services' snapshots as one file. */
static void write_baselines(struct pull *p)
{
	struct state *s = p->s;
	struct snapshot all = { .services = ARENA_ARRAY(s->a, struct snapshot_service, p->n + 1) };
	struct buf text = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	struct err e;
	for (size_t i = 0; i < p->n; i++) {
		const struct pulled_baseline *b = &p->baselines[i];
		const struct snapshot_service *one = snapshot_of(&b->snapshot, p->services[i]);
		if (!one)
			continue;
		all.services[all.n] = *one;
		all.services[all.n++].alias = state_service(s->a, one->name);
		if (one->taken_at > all.taken_at) { /* the newest record has the jobs of its time */
			all.taken_at = one->taken_at;
			all.jobs = b->snapshot.jobs;
			all.n_jobs = b->snapshot.n_jobs;
		}
	}
	if (!all.n && !p->out->baseline)
		unlink(s->baseline);
	json_print(snapshot_json(s->a, &all), JSON_PRETTY, &text);
	if (all.n && !p->out->baseline && file_write_own(s->baseline, buf_text(&text), text.n, &e))
		unread(s, &p->out->baseline, &e);
	buf_free(&text);
}

/* ---- Evidence --------------------------------------------------------------------------------- */

struct pulled_evidence {
	struct pull *p;
	const char *path;
};

static void on_evidence(void *arg, const struct storage_reply *reply)
{
	struct pulled_evidence *x = arg;
	struct err e;
	/* a mark whose evidence is missing was left by a run that ended before it was written */
	if (reply->state == STORAGE_FAILED)
		unread(x->p->s, &x->p->out->evidence, &reply->error);
	else if (reply->state == STORAGE_DONE && file_write_own(x->path, reply->bytes.p, reply->bytes.n, &e))
		unread(x->p->s, &x->p->out->evidence, &e);
	x->p->pending--;
}

void pull_evidence(struct pull *p, int64_t sequence)
{
	struct state *s = p->s;
	struct pulled_evidence *x = ARENA_NEW(s->a, struct pulled_evidence);
	*x = (struct pulled_evidence){ p, state_evidence(s, sequence) };
	if (json_get(p->asked, x->path) || file_exists(x->path)) /* it never changes */
		return;
	json_set_bool(s->a, p->asked, x->path, true);
	p->pending++;
	store_get(&s->store, state_countdown(s->a, "evidence", sequence), p->deadline, on_evidence, x);
}

/* The newest evidence on a service, and the newest that passed or failed it. */
static void on_marks(void *arg, const struct storage_list *found)
{
	struct pull *p = arg;
	bool passed = false, failed = false;
	if (found->error.code != ERR_NONE)
		unread(p->s, &p->out->evidence, &found->error);
	for (size_t i = 0; i < found->n; i++) {
		const char *name = found->items[i].name, *dot = strrchr(name, '.');
		bool is_pass = dot && !strcmp(dot, ".passed"), is_fail = dot && !strcmp(dot, ".failed");
		int64_t sequence = state_count(name);
		if (sequence > 0 && (i < NEWEST || (is_pass && !passed) || (is_fail && !failed)))
			pull_evidence(p, sequence);
		passed = passed || is_pass;
		failed = failed || is_fail;
	}
	p->pending--;
}

/* ---- The interface ---------------------------------------------------------------------------- */

static struct pull *pull_of(
	struct state *s, const char *const *services, size_t n, int64_t deadline, struct state_unread *out)
{
	struct pull *p = ARENA_NEW(s->a, struct pull);
	*p = (struct pull){
		.s = s, .services = services, .n = n, .deadline = deadline, .out = out, .asked = json_new_object(s->a)
	};
	*out = (struct state_unread){ NULL, NULL, NULL };
	return p;
}

static void pull_wait(struct pull *p)
{
	struct err e;
	store_wait(&p->s->store, &p->pending, p->deadline + GRACE_MS);
	if (!p->pending)
		return;
	err_set(&e, ERR_INTERRUPTED, "interrupted");
	unread(p->s, &p->out->baseline, &e);
	unread(p->s, &p->out->journal, &e);
	unread(p->s, &p->out->evidence, &e);
}

void state_pull(struct state *s, const char *const *services, size_t n, int64_t deadline, struct state_unread *out)
{
	struct state_unread *found = ARENA_NEW(s->a, struct state_unread);
	struct pull *p = pull_of(s, services, n, deadline, found);
	p->baselines = ARENA_ARRAY(s->a, struct pulled_baseline, n + 1);
	pull_journals(p);
	for (size_t i = 0; i < n; i++) {
		const char *id = state_service(s->a, services[i]);
		struct pulled_baseline *b = &p->baselines[i];
		*b = (struct pulled_baseline){ .p = p,
			.cell = { .store = &s->store, .under = arena_printf(s->a, "baseline/%s", id) } };
		p->pending += 2;
		cell_read(&b->cell, deadline, on_baseline, b);
		store_list(&s->store, arena_printf(s->a, "index/%s/", id), NULL, MARKS, deadline, on_marks, p);
	}
	pull_wait(p);
	write_baselines(p);
	*out = *found;
}

const char *state_pull_journals(struct state *s, int64_t deadline)
{
	struct pull *p = pull_of(s, NULL, 0, deadline, ARENA_NEW(s->a, struct state_unread));
	pull_journals(p);
	pull_wait(p);
	return p->out->journal;
}

static bool is_same(struct state *s, const char *path, const struct storage_object *o)
{
	struct arena *scratch = arena_under(s->a);
	struct str text;
	struct err e;
	bool same = o->md5 && !file_read_own(scratch, path, LIMIT_EVIDENCE_BYTES, &text, &e) &&
		(int64_t)text.n == o->size && !strcmp(crypto_md5_base64(scratch, text), o->md5);
	arena_free(scratch);
	return same;
}

/* Removes the copies that the bucket does not have, or has with other bytes. */
static void drop_others(struct pull *p, const struct storage_list *found)
{
	struct state *s = p->s;
	struct json *known = json_new_object(s->a);
	char **names;
	size_t n;
	struct err e;
	for (size_t i = 0; i < found->n; i++) {
		const char *path = state_evidence(s, state_count(found->items[i].name));
		if (!file_exists(path) || is_same(s, path, &found->items[i]))
			json_set_bool(s->a, known, arena_strdup(s->a, strrchr(path, '/') + 1), true);
	}
	if (file_list(s->a, s->evidence, ".json", &names, &n, &e))
		return;
	for (size_t i = 0; i < n; i++)
		if (state_is_copy(names[i]) && !json_get(known, names[i]))
			unlink(arena_printf(s->a, "%s/%s", s->evidence, names[i]));
}

static void on_all(void *arg, const struct storage_list *found)
{
	struct pull *p = arg;
	struct err e;
	if (found->error.code != ERR_NONE)
		unread(p->s, &p->out->evidence, &found->error);
	else if (found->more && err_set(&e, ERR_LIMIT, "it holds more evidence than can be read at once"))
		unread(p->s, &p->out->evidence, &e);
	if (!p->out->evidence)
		drop_others(p, found);
	for (size_t i = 0; i < found->n; i++)
		if (state_count(found->items[i].name) > 0)
			pull_evidence(p, state_count(found->items[i].name));
	p->pending--;
}

int state_pull_evidence(struct state *s, int64_t deadline, struct err *e)
{
	struct pull *p = pull_of(s, NULL, 0, deadline, ARENA_NEW(s->a, struct state_unread));
	p->pending++;
	store_list(&s->store, "evidence/", NULL, EVIDENCE_MAX, deadline, on_all, p);
	pull_wait(p);
	return p->out->evidence ? err_set(e, ERR_IO, "%s: %s", s->store.where, p->out->evidence) : 0;
}
