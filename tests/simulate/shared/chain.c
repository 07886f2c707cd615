/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain.c: what the bucket holds at the end:
 * S4: the evidence in the bucket is one chain without a gap, with one record of each run that was told that it is
 * there.
 * S6: when the faults are over it ends, without an unfinished journal and without a lock that is held.
 */
#include "shared.h"
#include "../../../gate/state/state.h"

#include <string.h>

enum { EVIDENCE_MAX = 64 };

/* ---- The chain -------------------------------------------------------------------------------- */

struct link {
	char sha256[SHA256_HEX];
	const char *id;
	bool used;
};

/* Counts the records of a run. */
static int records_of(const struct link *all, int n, const char *id)
{
	int count = 0;
	for (int i = 0; i < n; i++)
		count += !strcmp(all[i].id, id);
	return count;
}

static void check_records(struct world *w, const struct link *all, int n)
{
	for (int i = 0; i < w->n_runners; i++) {
		const struct runner *r = &w->runners[i];
		int records = records_of(all, n, r->id);
		if (records > 1)
			broken(w, "S4", "runner %d has %d records", r->number, records);
		if (r->state == RUNNER_ENDED && r->recorded && !records)
			broken(w, "S4", "runner %d was told that it is recorded, and is not", r->number);
	}
}

void check_chain(struct world *w)
{
	static const char under[] = "evidence/";
	struct link *all = ARENA_ARRAY(w->a, struct link, EVIDENCE_MAX);
	int n = 0;
	for (size_t i = w->bucket.n; i-- > 0 && n < EVIDENCE_MAX;) { /* the oldest first */
		const struct object *o = &w->bucket.items[i];
		struct json *v;
		struct err e;
		if (strncmp(o->name, under, strlen(under)) != 0)
			continue;
		if (json_parse(w->a, o->bytes, &v, &e)) {
			broken(w, "S4", "%s is no JSON: %s", o->name, e.text);
			return;
		}
		const struct json *predicate = json_get(v, "predicate");
		const char *previous = json_text_at(predicate, "previous");
		if (state_count(o->name) != n + 1)
			broken(w, "S4", "evidence %d is missing, %s is there", n + 1, o->name);
		if (strcmp(previous, n ? all[n - 1].sha256 : "") != 0)
			broken(w, "S4", "evidence %d does not follow evidence %d", n + 1, n);
		if (json_int(json_get(predicate, "sequence")) != n + 1)
			broken(w, "S4", "evidence %d says that it is number %lld", n + 1,
				(long long)json_int(json_get(predicate, "sequence")));
		all[n].id = json_text_at(predicate, "id");
		crypto_sha256_hex(o->bytes.p, o->bytes.n, all[n].sha256);
		n++;
	}
	check_records(w, all, n);
}

/* ---- What is left ----------------------------------------------------------------------------- */

static const struct runner *run_named(const struct world *w, const char *id)
{
	for (int i = 0; i < w->n_runners; i++)
		if (!strcmp(w->runners[i].id, id))
			return &w->runners[i];
	return NULL;
}

static void check_locks(struct world *w)
{
	for (int i = 0; i < w->n; i++) {
		const struct object *o = bucket_first(&w->bucket, arena_printf(w->a, "lock/p/r/s%d/", i));
		struct json *v;
		struct err e;
		if (!o || json_parse(w->a, o->bytes, &v, &e) || !json_is_true(json_get(v, "held")))
			continue;
		const struct runner *r = run_named(w, json_text_at(v, "run"));
		if (!r || (r->state == RUNNER_ENDED && r->calm))
			broken(w, "S6", "s%d is still locked by runner %d", i, r ? r->number : NOBODY);
	}
}

static bool has(const struct world *w, const char *journal, const char *what)
{
	return bucket_find(&w->bucket, arena_printf(w->a, "journal/%s/%s", journal, what)) != NULL;
}

/* The bytes of its last record. */
static struct str last_record(struct world *w, const char *journal)
{
	const char *under = arena_printf(w->a, "journal/%s/", journal);
	const struct object *o = bucket_first(&w->bucket, under);
	while (o + 1 < w->bucket.items + w->bucket.n && !strncmp(o[1].name, under, strlen(under)))
		o++;
	return o->bytes;
}

/* Without its first record it says nothing. A runner that was killed, or that had to go on without the bucket, may
 * leave such a one, and a promotion that nobody will finish. */
static void check_journal(struct world *w, const char *journal)
{
	const struct object *first = bucket_find(&w->bucket, arena_printf(w->a, "journal/%s/000001", journal));
	const struct runner *owner = NULL;
	struct json *v;
	struct err e;
	for (int i = 0; i < w->n_runners; i++)
		owner = !strncmp(strchr(journal, '.') + 1, w->runners[i].id, 8) ? &w->runners[i] : owner;
	if (!first && owner && owner->state == RUNNER_ENDED && !owner->said_local)
		broken(w, "S6", "journal %s has lost its beginning", journal);
	if (!first || json_parse(w->a, first->bytes, &v, &e) || json_is_true(json_get(v, "promotion")))
		return;
	if (json_parse(w->a, last_record(w, journal), &v, &e) || strcmp(json_text_at(v, "event"), "end") != 0)
		broken(w, "S6", "journal %s is left unfinished", journal);
}

static void check_journals(struct world *w)
{
	static const char under[] = "journal/";
	const char *last = "";
	for (size_t i = 0; i < w->bucket.n; i++) {
		const struct object *o = &w->bucket.items[i];
		if (strncmp(o->name, under, strlen(under)) != 0)
			continue;
		const char *at = o->name + strlen(under);
		const char *journal = arena_strndup(w->a, at, strcspn(at, "/"));
		if (!strcmp(journal, last))
			continue;
		last = journal;
		if (has(w, journal, "end"))
			continue;
		check_journal(w, journal);
	}
}

void check_left(struct world *w)
{
	check_locks(w);
	check_journals(w);
}
