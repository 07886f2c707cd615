/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pull_journal.c: copies the journals of unfinished rollbacks. The bucket decides: a local journal that it does not
 * have any more was completed elsewhere. Records that this machine wrote while the bucket did not answer are written to
 * it.
 */
#include "pull.h"
#include "records.h"

#include <string.h>
#include <unistd.h>

#define ENDS "\"event\":\"end\""

/* One journal of the bucket. */
struct pulled_journal {
	struct pull *p;
	const char *name; /* RELEASE.RUN */
	const char *path; /* its local file */
	struct str *lines;
	size_t n, pending;
	bool failed;
};

/* ---- One journal ------------------------------------------------------------------------------ */

static void on_pushed(void *arg, const struct storage_reply *reply)
{
	struct pull *p = arg;
	(void)reply; /* what could not be written now is tried by the next run */
	p->pending--;
}

/* Writes the local records from byte `from` on to the bucket. */
static void push_rest(struct pulled_journal *j, struct str local, size_t from)
{
	struct state *s = j->p->s;
	int64_t number = (int64_t)j->n;
	for (const char *line = local.p + from, *end;
		 (end = memchr(line, '\n', local.n - (size_t)(line - local.p))) != NULL; line = end + 1) {
		struct json *v;
		struct err e;
		struct str text = { line, (size_t)(end - line) + 1 };
		if (json_parse(s->a, text, &v, &e))
			break; /* torn */
		number = json_int(json_get(v, "seq"));
		j->p->pending++;
		storage_put(s->g, s->a, &s->place, records_object(s->a, j->path, records_number(s->a, number)), text, 0,
			j->p->deadline, on_pushed, j->p);
	}
}

static void settle(struct pulled_journal *j)
{
	struct state *s = j->p->s;
	struct buf text = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	struct str local = { "", 0 };
	struct err e;
	for (size_t i = 0; i < j->n; i++)
		buf_put(&text, j->lines[i].p, j->lines[i].n);
	bool there = file_exists(j->path) && !file_read_own(s->a, j->path, LIMIT_FACT_FILE_BYTES, &local, &e);
	bool extends = there && local.n >= text.n && !memcmp(local.p, buf_text(&text), text.n);
	bool older = local.n < text.n && !memcmp(local.p, buf_text(&text), local.n);
	/* another run went on with it; what this machine recorded in the meantime is kept aside */
	if (there && !extends && !older && file_write_own(arena_printf(s->a, "%s.other", j->path), local.p, local.n, &e) &&
		!j->p->out->journal)
		j->p->out->journal = arena_strdup(s->a, e.text);
	if (extends)
		push_rest(j, local, text.n);
	else if (file_write_own(j->path, buf_text(&text), text.n, &e) && !j->p->out->journal)
		j->p->out->journal = arena_strdup(s->a, e.text);
	buf_free(&text);
}

struct pulled_record {
	struct pulled_journal *j;
	size_t i;
};

static void on_record(void *arg, const struct storage_reply *reply)
{
	struct pulled_record *x = arg;
	struct pulled_journal *j = x->j;
	struct pull *p = j->p;
	if (reply->state == STORAGE_DONE) {
		j->lines[x->i] = reply->bytes;
	} else { /* absent: another run ended the journal in this moment */
		j->failed = true;
		if (reply->state == STORAGE_FAILED && !p->out->journal)
			p->out->journal = arena_strdup(p->s->a, reply->error.text);
	}
	if (!--j->pending && !j->failed)
		settle(j);
	p->pending--;
}

/* ---- All of them ------------------------------------------------------------------------------ */

/* The objects of one journal in a list; they follow each other. */
struct span {
	const char *name;
	size_t from, n;
	bool ended;
};

static struct span span_of(struct arena *a, const struct storage_list *found, size_t from)
{
	const char *name = found->items[from].name, *begin = strchr(name, '/'),
			   *end = begin ? strchr(begin + 1, '/') : NULL;
	struct span x = { .from = from, .n = 1 };
	if (!end || end == begin + 1)
		return x; /* not a journal of ours */
	x.name = arena_strndup(a, begin + 1, (size_t)(end - begin) - 1);
	size_t prefix = (size_t)(end - name) + 1;
	for (x.n = 0; from + x.n < found->n && !strncmp(found->items[from + x.n].name, name, prefix); x.n++)
		x.ended = x.ended || !strcmp(found->items[from + x.n].name + prefix, RECORDS_END);
	return x;
}

static void pull_one(struct pull *p, const struct storage_list *found, const struct span *x)
{
	struct state *s = p->s;
	struct pulled_journal *j = ARENA_NEW(s->a, struct pulled_journal);
	*j = (struct pulled_journal){ .p = p, .name = x->name, .n = x->n, .pending = x->n };
	j->path = arena_printf(s->a, "%s/%s.jsonl", s->journal, x->name);
	j->lines = ARENA_ARRAY(s->a, struct str, x->n + 1);
	p->pending += x->n;
	for (size_t i = 0; i < x->n; i++) {
		struct pulled_record *r = ARENA_NEW(s->a, struct pulled_record);
		*r = (struct pulled_record){ j, i };
		storage_get(s->g, s->a, &s->place, found->items[x->from + i].name, p->deadline, on_record, r);
	}
}

/* Removes local journals that the bucket does not have: they were completed on another machine, or by this one. Those
 * that were never in the bucket, because it did not answer, are kept and written to it. */
static void pull_local(struct pull *p, const char *path)
{
	struct state *s = p->s;
	const char *sent = records_sent(s->a, path);
	struct str text;
	struct err e;
	if (file_exists(sent)) {
		unlink(path);
		unlink(sent);
	} else if (!file_read_own(s->a, path, LIMIT_FACT_FILE_BYTES, &text, &e) &&
		!memmem(text.p, text.n, ENDS, sizeof(ENDS) - 1)) {
		struct pulled_journal *j = ARENA_NEW(s->a, struct pulled_journal);
		*j = (struct pulled_journal){ .p = p, .path = path };
		push_rest(j, text, 0);
	}
}

static void drop_ended(struct pull *p, const char *const *open, size_t n)
{
	struct state *s = p->s;
	const char *dir = s->journal;
	char **names;
	size_t n_names;
	struct err e;
	if (file_list(s->a, dir, ".jsonl", &names, &n_names, &e))
		return;
	for (size_t i = 0; i < n_names; i++) {
		bool is_open = false;
		for (size_t k = 0; k < n && !is_open; k++)
			is_open = !strncmp(open[k], names[i], strlen(open[k])) && !strcmp(names[i] + strlen(open[k]), ".jsonl");
		const char *path = arena_printf(s->a, "%s/%s", dir, names[i]);
		if (!is_open)
			pull_local(p, path);
	}
}

static void on_listed(void *arg, const struct storage_list *found)
{
	struct pull *p = arg;
	struct arena *a = p->s->a;
	const char **open = ARENA_ARRAY(a, const char *, found->n + 1);
	size_t n = 0;
	struct span x;
	if (found->error.code != ERR_NONE || found->more) {
		p->out->journal = found->more ? "the bucket holds too many records of journals; remove those that are complete"
									  : arena_strdup(a, found->error.text);
		p->pending--;
		return;
	}
	for (size_t i = 0; i < found->n; i += x.n) {
		x = span_of(a, found, i);
		if (!x.name || x.ended)
			continue;
		open[n++] = x.name;
		pull_one(p, found, &x);
	}
	drop_ended(p, open, n);
	p->pending--;
}

void pull_journals(struct pull *p)
{
	struct state *s = p->s;
	p->pending++;
	storage_list(s->g, s->a, &s->place, "journal/", NULL, RECORDS_MAX, p->deadline, on_listed, p);
}
