/* SPDX-License-Identifier: Apache-2.0 */
/* history.c: what earlier evidence says of the services: this machine's, and with trusted keys the repository's notes. What cannot be
 * read decides nothing, and is said. */
#include "evidence.h"

#include <stdlib.h>
#include <string.h>

static void split_of(struct arena *a, const struct json *rows, struct run_split *out)
{
	size_t n = json_size(rows);
	out->rows = ARENA_ARRAY(a, struct run_target, n + 1);
	out->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct json *row = json_item(rows, i);
		const char *revision = json_text(json_get(row, "revision")).p;
		if (*revision && json_kind(json_get(row, "percent")) == JSON_INT && json_int(json_get(row, "percent")) > 0)
			out->rows[out->n++] = (struct run_target){ .revision = revision, .percent = (int)json_int(json_get(row, "percent")) };
	}
}

static enum record_verdict verdict_of(const struct json *predicate, const struct json *service)
{
	struct str verdict = json_text(json_get(predicate, "verdict"));
	bool recorded = json_int(json_get(predicate, "exitCode")) == EXIT_PASSED; /* a pass without its signature is none */
	if (str_is(verdict, "passed") && recorded && json_is_true(json_get(service, "judged")))
		return RECORD_PASSED;
	if (str_is(verdict, "failed") && json_is_true(json_get(service, "released")))
		return RECORD_FAILED;
	return RECORD_OTHER;
}

static void add_records(struct run *r, const struct json *predicate, size_t *cap)
{
	int64_t at = 0;
	struct err e;
	const struct json *facts = json_get(predicate, "facts");
	if (clock_parse_time(json_text(json_get(predicate, "finishedAt")).p, &at, &e))
		return;
	for (struct json_each it = json_each(json_get(predicate, "services")); json_next(&it);) {
		const char *name = json_text(json_get(it.value, "name")).p, *candidate = json_text(json_get(it.value, "candidate")).p;
		struct record record = { .at = at, .service = name, .uid = json_text(json_get(it.value, "uid")).p, .candidate = candidate,
			.facts = facts };
		if (!*name || !*candidate)
			continue;
		record.verdict = verdict_of(predicate, it.value);
		record.moved = str_is(json_text(json_get(it.value, "move")), "done");
		split_of(r->a, json_get(it.value, "trafficAfter"), &record.after);
		r->records.items = arena_grow(r->a, r->records.items, r->records.n, cap, sizeof(struct record));
		r->records.items[r->records.n++] = record;
	}
}

struct reading { struct run *r; size_t cap, seen, untrusted; };

/* What is wrong in itself is said by name, what is merely not ours to believe by number. */
static void read_bytes(struct reading *x, const char *name, struct str bytes)
{
	struct run *r = x->r;
	const struct crypto_key *key;
	struct statement s;
	struct err e;
	x->seen++;
	if (statement_read(r->a, name, bytes, &s, &e))
		say_note(r, "earlier evidence is passed over: %s", e.text);
	else if (!statement_trusted(&s, r->trust, &key))
		x->untrusted++;
	else
		add_records(r, s.predicate, &x->cap);
}

static void read_files(struct reading *x)
{
	struct run *r = x->r;
	const char *dir = r->config.evidence.dir;
	char **names;
	size_t n;
	struct err e;
	if (chain_list(r->a, dir, &names, &n, &e)) {
		say_note(r, "earlier evidence is passed over: %s", e.text);
		return;
	}
	for (size_t i = n > LIMIT_EVIDENCE_FILES ? n - LIMIT_EVIDENCE_FILES : 0; i < n; i++) {
		const char *path = arena_printf(r->a, "%s/%s", dir, names[i]);
		struct str text;
		if (file_read(r->a, path, LIMIT_EVIDENCE_BYTES, &text, &e))
			say_note(r, "earlier evidence is passed over: %s", e.text);
		else
			read_bytes(x, path, text);
	}
}

/* Anybody who may push can write a note: only a trusted signature makes one count. */
static void read_notes(struct reading *x)
{
	struct note_line *lines = NULL;
	size_t n = x->r->trust->required && x->r->config.evidence.git_notes ? notes_lines(x->r, &lines) : 0;
	for (size_t i = 0; i < n; i++)
		read_bytes(x, arena_printf(x->r->a, "note on %.12s", lines[i].commit), lines[i].text);
}

static int by_time(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	return x->at < y->at ? -1 : x->at > y->at;
}

void history_read(struct run *r)
{
	struct reading x = { .r = r };
	read_files(&x);
	read_notes(&x);
	if (r->records.n)
		qsort(r->records.items, r->records.n, sizeof(*r->records.items), by_time);
	if (x.untrusted)
		say_note(r, "%zu of %zu earlier pieces of evidence are not signed by a key of evidence.trust, and decide nothing", x.untrusted, x.seen);
}
