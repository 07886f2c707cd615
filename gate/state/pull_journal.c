/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pull_journal.c: copies the journals of unfinished rollbacks. The bucket decides: a local journal that it does not
 * have any more was completed elsewhere. Records that this machine wrote while the bucket did not answer are written to
 * it.
 */
#include "pull.h"
#include "records.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One journal of the bucket. */
struct pulled_journal {
	struct pull *p;
	const char *name;         /* RELEASE.RUN */
	const char *path;         /* its local file */
	struct numbered *records; /* those of the bucket, then those of the local file */
	size_t n, pending;
	bool failed;
};
struct numbered {
	int64_t number;
	struct str line;
	bool shared; /* it is in the bucket */
};

/* ---- One journal ------------------------------------------------------------------------------ */

static void on_pushed(void *arg, const struct storage_reply *reply)
{
	struct pull *p = arg;
	(void)reply; /* what could not be written now is tried by the next run */
	p->pending--;
}

static void push(struct pulled_journal *j, const struct numbered *r)
{
	struct state *s = j->p->s;
	j->p->pending++;
	store_put(&s->store, records_object(s->a, j->path, records_number(s->a, r->number)), r->line, 0, j->p->deadline,
		on_pushed, j->p);
}

/* Adds the complete records of the local file. */
static void add_local(struct pulled_journal *j, struct str local)
{
	struct state *s = j->p->s;
	size_t lines = 0;
	for (size_t i = 0; i < local.n; i++)
		lines += local.p[i] == '\n';
	struct numbered *all = ARENA_ARRAY(s->a, struct numbered, j->n + lines + 1);
	if (j->n)
		memcpy(all, j->records, j->n * sizeof(*all));
	j->records = all;
	for (const char *line = local.p, *end; (end = memchr(line, '\n', local.n - (size_t)(line - local.p))) != NULL;
		 line = end + 1) {
		struct json *v;
		struct err e;
		struct str text = { line, (size_t)(end - line) + 1 };
		if (!json_parse(s->a, text, &v, &e) && json_int(json_get(v, "seq")) > 0) /* else it is torn */
			j->records[j->n++] = (struct numbered){ .number = json_int(json_get(v, "seq")), .line = text };
	}
}

/* In the order of their numbers, the bucket's first. */
static int in_order(const void *x, const void *y)
{
	const struct numbered *a = x, *b = y;
	return a->number != b->number ? a->number < b->number ? -1 : 1 : (int)b->shared - (int)a->shared;
}

/* Another run wrote a record with the same number: it went on with the rollback. */
static bool contradicts(const struct pulled_journal *j)
{
	for (size_t i = 1; i < j->n; i++)
		if (j->records[i].number == j->records[i - 1].number && !str_eq(j->records[i].line, j->records[i - 1].line))
			return true;
	return false;
}

static void failed(struct pulled_journal *j, const struct err *e)
{
	if (!j->p->out->journal)
		j->p->out->journal = arena_strdup(j->p->s->a, e->text);
}

/* The rollback has ended, and no run can go on with it: whoever ended it died before it removed the records. If one of
 * them is missing, it may still be on its way. */
static bool is_over(struct pulled_journal *j)
{
	struct json *v;
	struct err e;
	for (size_t i = 1; i < j->n; i++)
		if (j->records[i].number > j->records[i - 1].number + 1)
			return false;
	return j->n && !json_parse(j->p->s->a, j->records[j->n - 1].line, &v, &e) &&
		!strcmp(json_text_at(v, "event"), "end") && !json_is_true(json_get(v, "left"));
}

static bool begins(const struct pulled_journal *j)
{
	for (size_t i = 0; i < j->n; i++)
		if (j->records[i].number == 1)
			return true;
	return false;
}

static void forget(struct state *s, const char *path)
{
	unlink(path);
	unlink(records_sent(s->a, path));
}

/* Writes to the folder what either has, and to the bucket what only the folder has. */
static void settle(struct pulled_journal *j)
{
	struct state *s = j->p->s;
	struct buf text = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	struct str local = { "", 0 };
	struct err e;
	if (begins(j)) {
		records_mark_sent(s, j->path);
	} else if (file_exists(records_sent(s->a, j->path))) {
		forget(s, j->path); /* completed; a record came after the others were removed */
		buf_free(&text);
		return;
	} else if (!file_exists(j->path)) { /* its first record may be on its way; until then it says nothing */
		buf_free(&text);
		return;
	}
	bool there = file_exists(j->path) && !file_read_own(s->a, j->path, LIMIT_FACT_FILE_BYTES, &local, &e);
	add_local(j, local);
	qsort(j->records, j->n, sizeof(*j->records), in_order);
	/* what this machine recorded in the meantime is kept aside */
	bool aside = there && contradicts(j);
	if (aside && file_write_own(arena_printf(s->a, "%s.other", j->path), local.p, local.n, &e))
		failed(j, &e);
	for (size_t i = 0; i < j->n; i++) {
		const struct numbered *r = &j->records[i];
		if ((i && r->number == r[-1].number) || (aside && !r->shared))
			continue;
		buf_put(&text, r->line.p, r->line.n);
		if (!r->shared)
			push(j, r);
	}
	if (!str_eq(local, (struct str){ buf_text(&text), text.n }) && file_write_own(j->path, buf_text(&text), text.n, &e))
		failed(j, &e);
	buf_free(&text);
	if (is_over(j))
		records_end(s, j->path, &j->p->pending);
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
		j->records[x->i].line = reply->bytes;
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
	j->records = ARENA_ARRAY(s->a, struct numbered, x->n + 1);
	p->pending += x->n;
	for (size_t i = 0; i < x->n; i++) {
		struct pulled_record *r = ARENA_NEW(s->a, struct pulled_record);
		const char *object = found->items[x->from + i].name;
		*r = (struct pulled_record){ j, i };
		j->records[i] = (struct numbered){ .number = atoll(strrchr(object, '/') + 1), .shared = true };
		store_get(&s->store, object, p->deadline, on_record, r);
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
		forget(s, path);
	} else if (!file_read_own(s->a, path, LIMIT_FACT_FILE_BYTES, &text, &e) &&
		!memmem(text.p, text.n, RECORDS_ENDS, sizeof(RECORDS_ENDS) - 1)) {
		struct pulled_journal *j = ARENA_NEW(s->a, struct pulled_journal);
		*j = (struct pulled_journal){ .p = p, .path = path };
		add_local(j, text);
		for (size_t i = 0; i < j->n; i++)
			push(j, &j->records[i]);
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
	store_list(&s->store, "journal/", NULL, RECORDS_MAX, p->deadline, on_listed, p);
}
