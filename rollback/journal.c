/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.c: intent is on disk before a byte is sent. A file a release, a line a record; a lock a service. What cannot
 * be written or locked is said, and never in the way of a rollback.
 */
#include "journal.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_DIGITS = 16 };

void journal_new(struct arena *a, struct loop *l, const char *dir, struct journal *out)
{
	*out = (struct journal){ .a = a, .l = l, .dir = dir, .fd = -1 };
}

static void break_with(struct journal *j, const struct err *e, const char *what)
{
	if (j->broken)
		return;
	j->broken = true;
	j->error = *e;
	err_wrap(&j->error, "%s", what);
}

static int open_own(struct journal *j, const char *path, int *fd, struct err *e)
{
	return file_make_own(j->dir, e) || file_open_append(j->a, path, 0600, fd, e) ? -1 : 0;
}

/* ---- Locks ------------------------------------------------------------------------------------ */

static char *digest_of(struct arena *a, const char *text, size_t digits)
{
	char digest[SHA256_HEX];
	crypto_sha256_hex(text, strlen(text), digest);
	return arena_strndup(a, digest, digits);
}

static void set_owner(struct journal *j, struct json *v, const char *command)
{
	struct host host;
	host_read(&host);
	json_set_string(j->a, v, "command", command);
	json_set_int(j->a, v, "pid", host.pid);
	json_set_string(j->a, v, "host", host.name);
	json_set_string(j->a, v, "boot", host.boot);
	json_set_string(j->a, v, "since", clock_time_text(j->a, loop_wall(j->l)));
}

/* Who holds it, as far as the holder has written that down. */
static int held(struct arena *a, const char *path, const char *service, struct err *e)
{
	const char *id = strrchr(service, '/') ? strrchr(service, '/') + 1 : service;
	struct json *v;
	struct str text;
	struct err why;
	if (file_read_own(a, path, 64 * 1024, &text, &why) || json_parse(a, text, &v, &why))
		return err_set(e, ERR_LOCKED, "another rungate is moving the traffic of %s", id);
	return err_set(e, ERR_LOCKED, "another rungate (%s, process %lld on %s, since %s) is moving the traffic of %s",
		json_text(json_get(v, "command")).p, (long long)json_int(json_get(v, "pid")), json_text(json_get(v, "host")).p,
		json_text(json_get(v, "since")).p, id);
}

static int lock_one(struct journal *j, const char *service, const char *command, struct err *e)
{
	char *path = arena_printf(j->a, "%s/%s.lock", j->dir, digest_of(j->a, service, NAME_DIGITS));
	struct json *owner = json_new_object(j->a);
	struct buf text = BUF_MAX(64 * 1024);
	struct err why;
	int fd;
	for (size_t i = 0; i < j->n_held; i++)
		if (!strcmp(j->held[i], service))
			return 0;
	if (open_own(j, path, &fd, &why) || file_lock(fd, &why)) {
		if (why.code == ERR_LOCKED)
			return held(j->a, path, service, e);
		break_with(j, &why, "the lock");
		return 0;
	}
	j->held = arena_grow(j->a, j->held, j->n_held, &j->cap_held, sizeof(*j->held));
	j->held[j->n_held++] = service;
	json_set_string(j->a, owner, "service", service);
	set_owner(j, owner, command);
	json_print(owner, JSON_COMPACT, &text);
	if (file_replace(fd, buf_text(&text), text.n, &why))
		break_with(j, &why, "the lock");
	buf_free(&text);
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int journal_lock(struct journal *j, const char *const *services, size_t n, const char *command, struct err *e)
{
	const char **sorted = ARENA_ARRAY(j->a, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		sorted[i] = services[i];
	qsort(sorted, n, sizeof(*sorted), by_text);
	for (size_t i = 0; i < n; i++)
		if (lock_one(j, sorted[i], command, e))
			return -1;
	return 0;
}

/* ---- Records ------------------------------------------------------------------------------------ */

/* The record whose line this is, without the secrets that it may hold. False: what is left is no record. */
static bool scrub(struct journal *j, const struct buf *line, struct json **v)
{
	struct buf clean = BUF_MAX(JOURNAL_LINE_MAX);
	struct str text = { buf_text(line), line->n };
	struct err e;
	if (line->over || !secrets_in(loop_secrets(j->l), text))
		return !line->over;
	secrets_scrub(loop_secrets(j->l), text, &clean);
	bool ok = !json_parse(j->a, (struct str){ buf_text(&clean), clean.n }, v, &e);
	buf_free(&clean);
	return ok;
}

/* One line a record, sealed, so that a torn or changed line is seen. What was not written is not what the next record
 * follows. */
static void put(struct journal *j, struct json *v)
{
	struct buf line = BUF_MAX(JOURNAL_LINE_MAX);
	const char *name;
	struct err e;
	json_set_int(j->a, v, "seq", ++j->seq);
	json_set_string(j->a, v, "at", clock_time_text(j->a, loop_wall(j->l)));
	json_print(v, JSON_SORTED, &line);
	if (secret_shaped((struct str){ buf_text(&line), line.n })) { /* what an answer repeated; the intent holds none */
		buf_clear(&line);
		json_set_string(j->a, v, json_get(v, "reason") ? "reason" : "detail", "withheld: it held what looks like a credential");
		json_print(v, JSON_SORTED, &line);
	}
	if (scrub(j, &line, &v) && !journal_seal(j->a, v, j->last, j->sign, &name, &e)) {
		buf_clear(&line);
		buf_puts(&line, j->torn ? "\n" : ""); /* a torn record spoils itself alone */
		json_print(v, JSON_SORTED, &line);
		buf_putc(&line, '\n');
		j->torn = j->fd < 0 || file_append_to(j->fd, buf_text(&line), line.n, &e);
		if (j->torn && j->fd >= 0)
			break_with(j, &e, j->path);
		j->last = j->torn ? j->last : name;
	}
	buf_free(&line);
}

void journal_put(struct journal *j, const char *event, const char *service, struct json *detail)
{
	struct json *v = json_new_object(j->a);
	if (!j->path)
		return;
	json_set_string(j->a, v, "event", event);
	json_set_string(j->a, v, "service", service);
	json_set(v, "detail", detail);
	put(j, v);
}

static void open_file(struct journal *j, const char *path)
{
	struct err e;
	j->path = path;
	if (open_own(j, path, &j->fd, &e)) {
		j->fd = -1;
		break_with(j, &e, "the journal");
	}
}

static struct json *move_json(struct arena *a, const struct move *m)
{
	struct json *v = json_new_object(a);
	struct run_split before = run_resolved(a, &m->first.desired, m->first.latest_created);
	json_set_string(a, v, "alias", m->alias);
	json_set_string(a, v, "candidate", m->candidate);
	json_set_bool(a, v, "condemned", m->condemned);
	json_set_string(a, v, "project", m->first.project);
	json_set_string(a, v, "region", m->first.region);
	json_set_string(a, v, "service", m->first.id);
	json_set_string(a, v, "name", m->first.name);
	json_set_string(a, v, "uid", m->first.uid);
	json_set_int(a, v, "generation", m->last.generation);
	json_set(v, "before", run_split_json(a, &before));
	json_set(v, "target", run_split_json(a, &m->target));
	json_set_string(a, v, "state", move_state_name(m->state));
	return v;
}

void journal_begin(struct journal *j, const struct rollback *r)
{
	struct json *v = json_new_object(j->a), *moves = json_new_array(j->a);
	const struct journal_head *h = &r->head;
	open_file(j, arena_printf(j->a, "%s/%s.jsonl", j->dir, *h->release ? h->release : "release"));
	j->torn = true; /* whatever stands there already */
	j->last = NULL;
	json_set_string(j->a, v, "event", "begin");
	json_set_string(j->a, v, "run", h->run);
	json_set_string(j->a, v, "release", h->release);
	json_set_string(j->a, v, "reason", h->reason);
	json_set_bool(j->a, v, "ordered", h->ordered);
	json_set_bool(j->a, v, "promotion", h->promotion);
	json_set_bool(j->a, v, "pin", r->pin);
	json_set_bool(j->a, v, "wait", r->wait);
	json_set_bool(j->a, v, "listed", r->listed);
	set_owner(j, v, h->command);
	for (size_t i = 0; i < r->n; i++)
		json_add(moves, move_json(j->a, &r->moves[i]));
	json_set(v, "moves", moves);
	put(j, v);
}

void journal_resume(struct journal *j, const struct journal_story *s, const char *run)
{
	struct json *v = json_new_object(j->a);
	open_file(j, s->path);
	j->seq = s->last_seq;
	j->last = s->last;
	j->torn = s->torn;
	json_set_string(j->a, v, "event", "resume");
	json_set_string(j->a, v, "run", run);
	set_owner(j, v, "resume");
	put(j, v);
}

void journal_end_other(struct journal *j, const struct journal_story *s, const char *action, const char *run)
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
	j->broken = other.broken;
	j->error = other.error;
}

void journal_close(struct journal *j, const char *action, const char *evidence)
{
	struct json *v = json_new_object(j->a);
	if (!j->path)
		return;
	json_set_string(j->a, v, "event", "end");
	json_set_string(j->a, v, "action", action);
	json_set_string(j->a, v, "evidence", evidence);
	put(j, v);
}
