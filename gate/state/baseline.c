/* SPDX-License-Identifier: Apache-2.0 */
/* baseline.c: one snapshot for each service, so that several pipelines can record theirs at the same time. */
#include "baseline.h"

#include <string.h>

enum { TRIES = 8, GRACE_MS = 2000 };

/* ---- The text of a cell ----------------------------------------------------------------------- */

struct str baseline_text(struct state *s, const struct snapshot *all, const struct snapshot_service *one)
{
	struct snapshot_service copy = *one;
	struct snapshot single = {
		.taken_at = one->taken_at, .services = &copy, .n = 1, .jobs = all->jobs, .n_jobs = all->n_jobs
	};
	struct json *v = snapshot_json(s->a, &single);
	struct buf text = BUF_MAX(LIMIT_FACT_FILE_BYTES), clean = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	json_set_int(s->a, v, "format", BASELINE_FORMAT);
	json_set_string(s->a, v, "run", s->run);
	json_print(v, JSON_PRETTY, &text);
	buf_putc(&text, '\n');
	secrets_scrub(loop_secrets(s->loop), (struct str){ buf_text(&text), text.n }, &clean);
	struct str out = { arena_strndup(s->a, buf_text(&clean), clean.n), clean.n };
	buf_free(&text);
	buf_free(&clean);
	return out;
}

int baseline_of(struct state *s, const struct cell *c, struct snapshot *out, struct err *e)
{
	const char *name = arena_printf(s->a, "%s/%s", s->store.where, c->under);
	struct json *v;
	if (json_parse(s->a, c->bytes, &v, e))
		return err_wrap(e, "%s", name);
	if (json_int(json_get(v, "format")) != BASELINE_FORMAT)
		return err_set(e, ERR_MALFORMED, "%s was not written by this version of rungate (format %lld, expected %d)",
			name, (long long)json_int(json_get(v, "format")), BASELINE_FORMAT);
	return snapshot_parse(s->a, name, c->bytes, out, e);
}

/* ---- Writing ---------------------------------------------------------------------------------- */

struct pushing {
	size_t pending;
	struct err error;
};
struct push {
	struct state *s;
	struct pushing *all;
	struct cell cell;
	struct str text;
	int64_t deadline;
	int tries;
};

static void push_end(struct push *p, const struct err *e)
{
	if (e && p->all->error.code == ERR_NONE)
		p->all->error = *e;
	p->all->pending--;
}

static void on_read(void *arg, enum cell_end end, const struct err *e);

static void on_written(void *arg, enum cell_end end, const struct err *e)
{
	struct push *p = arg;
	struct err why;
	if (end != CELL_CHANGED) {
		push_end(p, e);
		return;
	}
	/* another pipeline recorded this service at the same time; the later one counts */
	if (++p->tries < TRIES) {
		cell_read(&p->cell, p->deadline, on_read, p);
		return;
	}
	err_set(&why, ERR_CONFLICT, "%s/%s was changed by others at every attempt", p->cell.store->where, p->cell.under);
	push_end(p, &why);
}

static void on_read(void *arg, enum cell_end end, const struct err *e)
{
	struct push *p = arg;
	struct snapshot old;
	struct err why;
	if (end == CELL_FAILED) {
		push_end(p, e);
	} else if (p->cell.number && baseline_of(p->s, &p->cell, &old, &why)) {
		err_wrap(&why, "not replaced");
		push_end(p, &why);
	} else {
		cell_write(&p->cell, p->text, p->deadline, on_written, p);
	}
}

int baseline_push(struct state *s, const struct snapshot *now, int64_t deadline, struct err *e)
{
	struct pushing *all = ARENA_NEW(s->a, struct pushing);
	*all = (struct pushing){ .pending = now->n };
	for (size_t i = 0; i < now->n; i++) {
		struct push *p = ARENA_NEW(s->a, struct push);
		*p = (struct push){
			.s = s, .all = all, .text = baseline_text(s, now, &now->services[i]), .deadline = deadline
		};
		p->cell = (struct cell){ .store = &s->store,
			.under = arena_printf(s->a, "baseline/%s", state_service(s->a, now->services[i].name)) };
		cell_read(&p->cell, deadline, on_read, p);
	}
	store_wait(&s->store, &all->pending, deadline + GRACE_MS);
	if (all->pending)
		return err_set(e, ERR_INTERRUPTED, "interrupted before %s had the snapshot", s->store.where);
	if (all->error.code != ERR_NONE)
		*e = all->error;
	return all->error.code == ERR_NONE ? 0 : -1;
}
