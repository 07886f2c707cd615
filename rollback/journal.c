/* SPDX-License-Identifier: Apache-2.0 */
/* journal.c: records each change before it is sent. One file for each release, one line for each record. An error is
 * reported, but never stops a rollback. */
#include "journal.h"

#include <string.h>

void journal_new(struct arena *a, struct loop *l, const char *dir, struct journal *out)
{
	*out = (struct journal){ .a = a, .l = l, .dir = dir, .fd = -1, .locks = -1 };
}

void journal_break(struct journal *j, const struct err *e, const char *what)
{
	if (j->broken)
		return;
	j->broken = true;
	j->error = *e;
	err_wrap(&j->error, "%s", what);
}

int journal_open_own(struct journal *j, const char *path, int *fd, struct err *e)
{
	return file_make_own(j->dir, e) || file_open_append(j->a, path, 0600, fd, e) ? -1 : 0;
}

/* ---- Records ------------------------------------------------------------------------------------ */

/* Removes secrets from a record's line and returns the record. Returns false if the rest is no longer a record. */
static bool scrub(struct arena *a, struct journal *j, const struct buf *line, struct json **v)
{
	struct buf clean = BUF_MAX(JOURNAL_LINE_MAX);
	struct str text = { buf_text(line), line->n };
	struct err e;
	if (line->over || !secrets_in(loop_secrets(j->l), text))
		return !line->over;
	secrets_scrub(loop_secrets(j->l), text, &clean);
	bool ok = !json_parse(a, (struct str){ buf_text(&clean), clean.n }, v, &e);
	buf_free(&clean);
	return ok;
}

/* Writes one sealed line, so that a truncated or changed line is detected. The next record refers to the last one that
 * was really written. */
static void put(struct journal *j, struct json *v)
{
	struct arena *temporary = arena_new();
	struct buf line = BUF_MAX(JOURNAL_LINE_MAX);
	const char *name;
	struct err e;
	json_set_int(temporary, v, "seq", ++j->seq);
	json_set_string(temporary, v, "at", clock_time_text(j->a, loop_wall(j->l)));
	json_print(v, JSON_SORTED, &line);
	/* an error message may repeat a credential; an intent never has one */
	if (secret_shaped((struct str){ buf_text(&line), line.n })) {
		buf_clear(&line);
		json_set_string(temporary, v, json_get(v, "reason") ? "reason" : "detail",
			"withheld: it held what looks like a credential");
		json_print(v, JSON_SORTED, &line);
	}
	if (scrub(temporary, j, &line, &v) && !journal_seal(temporary, v, j->last, j->sign, &name, &e)) {
		buf_clear(&line);
		buf_puts(&line, j->torn ? "\n" : ""); /* a new line, so that an incomplete record spoils only itself */
		size_t begin = line.n;
		json_print(v, JSON_SORTED, &line);
		buf_putc(&line, '\n');
		if (j->copy)
			j->copy->put(j->copy->arg, j->path, j->seq, (struct str){ buf_text(&line) + begin, line.n - begin });
		j->torn = j->fd < 0 || (j->together ? file_append_part : file_append_to)(j->fd, buf_text(&line), line.n, &e);
		if (j->torn && j->fd >= 0)
			journal_break(j, &e, j->path);
		j->last = j->torn && !j->copy ? j->last : arena_strdup(j->a, name);
	}
	buf_free(&line);
	arena_free(temporary);
}

void journal_put(struct journal *j, const char *event, const char *service, struct json *detail)
{
	struct arena *temporary = arena_new();
	struct json *v = json_new_object(temporary);
	json_set_string(temporary, v, "event", event);
	json_set_string(temporary, v, "service", service);
	json_set(v, "detail", detail);
	if (j->path)
		put(j, v);
	arena_free(temporary);
}

void journal_together(struct journal *j)
{
	j->together = true;
}

void journal_sync(struct journal *j)
{
	struct err e;
	j->together = false;
	if (j->fd >= 0 && file_sync(j->fd, &e))
		journal_break(j, &e, j->path);
}

static void open_file(struct journal *j, const char *path)
{
	struct err e;
	j->path = path;
	if (journal_open_own(j, path, &j->fd, &e)) {
		j->fd = -1;
		journal_break(j, &e, "the journal");
	}
}

static struct json *move_json(struct arena *a, const struct traffic_move *m)
{
	struct json *v = json_new_object(a);
	struct cloudrun_split before = cloudrun_resolved(a, &m->first.desired, m->first.latest_created);
	json_set_string(a, v, "alias", m->alias);
	json_set_string(a, v, "candidate", m->candidate);
	json_set_bool(a, v, "condemned", m->condemned);
	json_set_string(a, v, "project", m->first.project);
	json_set_string(a, v, "region", m->first.region);
	json_set_string(a, v, "service", m->first.id);
	json_set_string(a, v, "name", m->first.name);
	json_set_string(a, v, "uid", m->first.uid);
	json_set_int(a, v, "generation", m->last.generation);
	json_set(v, "before", cloudrun_split_json(a, m->first.kind, &before));
	json_set(v, "target", cloudrun_split_json(a, m->first.kind, &m->target));
	json_set_string(a, v, "state", move_state_name(m->state));
	return v;
}

void journal_begin(struct journal *j, const struct traffic_change *r)
{
	struct arena *a = arena_new(); /* of the record */
	struct json *v = json_new_object(a), *moves = json_new_array(a);
	const struct journal_head *h = &r->head;
	const char *name = *h->release ? h->release : "release";
	/* the objects of a copy are created once, so each run has its own journal there, in which it goes on counting */
	const char *path = j->copy ? arena_printf(j->a, "%s/%s.%.*s.jsonl", j->dir, name, JOURNAL_RUN_DIGITS, h->run)
							   : arena_printf(j->a, "%s/%s.jsonl", j->dir, name);
	j->seq = j->copy && j->path && !strcmp(j->path, path) ? j->seq : 0;
	j->promotion = h->promotion;
	open_file(j, path);
	j->torn = true; /* the file may end with an incomplete record */
	j->last = NULL;
	json_set_string(a, v, "event", "begin");
	json_set_string(a, v, "run", h->run);
	json_set_string(a, v, "release", h->release);
	json_set_string(a, v, "reason", h->reason);
	json_set_bool(a, v, "ordered", h->ordered);
	json_set_bool(a, v, "named", h->named);
	json_set_bool(a, v, "promotion", h->promotion);
	json_set_bool(a, v, "pin", r->pin);
	json_set_bool(a, v, "wait", r->wait);
	json_set_bool(a, v, "listed", r->listed);
	journal_set_owner(j, v, h->command);
	for (size_t i = 0; i < r->n; i++)
		json_add(moves, move_json(a, &r->moves[i]));
	json_set(v, "moves", moves);
	if (json_size(r->jobs))
		json_set(v, "jobs", json_copy(j->a, r->jobs));
	put(j, v);
	arena_free(a);
}

void journal_resume(struct journal *j, const struct journal_entry *s, const char *run)
{
	struct json *v = json_new_object(j->a);
	open_file(j, s->path);
	j->promotion = false;
	j->seq = s->last_seq;
	j->last = s->last;
	j->torn = s->torn;
	json_set_string(j->a, v, "event", "resume");
	json_set_string(j->a, v, "run", run);
	journal_set_owner(j, v, "resume");
	put(j, v);
}

void journal_end_other(struct journal *j, const struct journal_entry *s, const char *action, const char *run)
{
	struct json *v = json_new_object(j->a);
	struct journal other = *j;
	open_file(&other, s->path);
	other.seq = s->last_seq;
	other.last = s->last;
	other.torn = s->torn;
	json_set_string(j->a, v, "event", "end");
	json_set_string(j->a, v, "action", action);
	json_set_string(j->a, v, "run", run);
	put(&other, v);
	if (j->copy)
		j->copy->ended(j->copy->arg, s->path);
	j->broken = other.broken;
	j->error = other.error;
}

void journal_close(struct journal *j, const char *action, const char *evidence, bool left)
{
	struct json *v = json_new_object(j->a);
	if (!j->path)
		return;
	json_set_string(j->a, v, "event", "end");
	json_set_string(j->a, v, "action", action);
	json_set_string(j->a, v, "evidence", evidence);
	left = left && !j->promotion;
	if (left)
		json_set_bool(j->a, v, "left", true);
	put(j, v);
	if (j->copy && !left)
		j->copy->ended(j->copy->arg, j->path);
}
