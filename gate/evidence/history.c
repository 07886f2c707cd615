/* SPDX-License-Identifier: Apache-2.0 */
/* history.c: what earlier evidence says of the services: this machine's, and with trusted keys the repository's notes. What cannot be
 * read decides nothing, and is said. */
#include "evidence.h"

#include <stdlib.h>
#include <string.h>

/* A row of LATEST names no revision: it is the candidate where that has traffic. */
static void split_of(struct arena *a, const struct json *service, struct run_split *out)
{
	const struct json *rows = json_get(service, "trafficAfter"), *share = json_get(service, "candidatePercent");
	const char *candidate = json_text(json_get(service, "candidate")).p;
	bool has_users = json_kind(share) == JSON_INT && json_int(share) > 0;
	size_t n = json_size(rows);
	out->rows = ARENA_ARRAY(a, struct run_target, n + 1);
	out->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct json *row = json_item(rows, i);
		const char *revision = json_text(json_get(row, "revision")).p;
		if (!*revision && has_users && json_is_true(json_get(row, "latest")))
			revision = candidate;
		if (*revision && json_kind(json_get(row, "percent")) == JSON_INT && json_int(json_get(row, "percent")) > 0)
			out->rows[out->n++] = (struct run_target){ .revision = revision, .percent = (int)json_int(json_get(row, "percent")) };
	}
}

/* It was asked for, and belonged to the release or had users: another candidate at 0 % was not judged. */
static bool was_judged(const struct json *service)
{
	const struct json *after = json_get(service, "trafficAfter"), *share = json_get(service, "candidatePercent");
	struct str candidate = json_text(json_get(service, "candidate"));
	bool has_users = json_kind(share) == JSON_INT && json_int(share) > 0;
	for (size_t i = 0; !share && i < json_size(after); i++) { /* older evidence */
		const struct json *row = json_item(after, i);
		bool its = str_eq(json_text(json_get(row, "revision")), candidate) || json_is_true(json_get(row, "latest"));
		has_users = has_users || (its && json_int(json_get(row, "percent")) > 0);
	}
	return json_is_true(json_get(service, "judged")) && (has_users || json_is_true(json_get(service, "released")));
}

/* The service that a probe, metric or log of this run's config reaches; NULL: none, or it is not known here. */
static const char *reached_by(const struct run *r, const char *group, const char *alias)
{
	int g = group_named(group);
	const struct look *l = r && g >= 0 && *alias ? looks_named(r, (enum group)g, alias) : NULL;
	return l && l->service ? l->service->config->member.alias : NULL;
}

/* Does the rule belong to this service? One that does not say whose it is belongs to all. */
static bool belongs_to(const struct run *r, const struct json *rule, const char *alias)
{
	const struct json *services = json_get(rule, "services");
	struct str each = json_text(json_get(rule, "each"));
	const char *key = json_text(json_get(rule, "key")).p;
	for (size_t i = 0; i < json_size(services); i++)
		if (str_is(json_text(json_item(services, i)), alias))
			return true;
	if (json_size(services))
		return false;
	const char *its = str_is(each, "services") ? key : reached_by(r, each.p, key);
	return !its || !strcmp(its, alias);
}

/* Evidence of before `condemned` was recorded: the critical rules that failed in a run that its rules ended tell it. */
static bool was_condemned(const struct run *r, const struct json *predicate, const char *alias)
{
	const struct json *rules = json_get(predicate, "rules");
	struct str by = json_text(json_get(predicate, "decidedBy")), decision = json_text(json_get(predicate, "decision"));
	bool any = false;
	if (!str_is(decision, "condemned"))
		return str_is(by, "resumed") || (!by.n && !decision.n); /* then the rules are not on record, or nothing else is */
	for (size_t i = 0; i < json_size(rules); i++) {
		const struct json *rule = json_item(rules, i);
		bool failed = str_is(json_text(json_get(rule, "outcome")), "fail") && !json_is_true(json_get(rule, "dryRun"));
		if (!failed || !str_is(json_text(json_get(rule, "severity")), "critical"))
			continue;
		if (belongs_to(r, rule, alias))
			return true;
		any = true;
	}
	return !any; /* what could not be judged condemned it */
}

enum record_verdict history_verdict(const struct run *r, const struct json *predicate, const char *alias,
	const struct json *service)
{
	struct str verdict = json_text(json_get(predicate, "verdict"));
	const struct json *condemned = json_get(service, "condemned");
	bool recorded = json_int(json_get(predicate, "exitCode")) == EXIT_PASSED; /* a pass without its signature is none */
	if (str_is(verdict, "passed") && recorded && was_judged(service) && statement_asked(service))
		return RECORD_PASSED;
	bool failed = str_is(verdict, "failed") && json_is_true(json_get(service, "released"));
	if (failed && (condemned ? json_is_true(condemned) : was_condemned(r, predicate, alias)))
		return RECORD_FAILED;
	return RECORD_OTHER;
}

/* "b, c"; NULL: it went back with none. */
static const char *names_in(struct arena *a, const struct json *list)
{
	const char *all = NULL;
	for (size_t i = 0; i < json_size(list); i++)
		all = arena_printf(a, "%s%s%s", all ? all : "", all ? ", " : "", json_text(json_item(list, i)).p);
	return all;
}

static void add_records(struct run *r, const struct json *predicate, int64_t at, size_t *cap)
{
	const struct json *facts = json_get(predicate, "facts");
	for (struct json_each it = json_each(json_get(predicate, "services")); json_next(&it);) {
		const char *name = json_text(json_get(it.value, "name")).p, *candidate = json_text(json_get(it.value, "candidate")).p;
		struct record record = { .at = at, .service = name, .uid = json_text(json_get(it.value, "uid")).p, .candidate = candidate,
			.facts = facts };
		if (!*name || !*candidate)
			continue;
		record.verdict = history_verdict(r, predicate, it.key, it.value);
		record.again = json_is_true(json_get(it.value, "judgedAgain"));
		record.with = names_in(r->a, json_get(it.value, "wentBackWith"));
		record.moved = str_is(json_text(json_get(it.value, "move")), "done");
		split_of(r->a, it.value, &record.after);
		r->records.items = arena_grow(r->a, r->records.items, r->records.n, cap, sizeof(struct record));
		r->records.items[r->records.n++] = record;
	}
}

/* ---- What there is ----------------------------------------------------------------------------------- */

struct piece { const struct json *predicate; struct link link; int64_t at; };
struct reading { struct run *r; struct piece *pieces; size_t n, cap, seen, untrusted; };

static void add_piece(struct reading *x, const struct statement *s)
{
	struct run *r = x->r;
	struct piece p = { .predicate = s->predicate, .link = link_of(r->a, s) };
	struct err e;
	if (clock_parse_time(json_text(json_get(s->predicate, "finishedAt")).p, &p.at, &e))
		return;
	x->pieces = arena_grow(r->a, x->pieces, x->n, &x->cap, sizeof(p));
	x->pieces[x->n++] = p;
}

/* What is wrong in itself is said by name, what is merely not ours to believe by number. */
static void read_bytes(struct reading *x, const char *name, struct str bytes)
{
	struct run *r = x->r;
	struct statement s;
	struct err e;
	x->seen++;
	int rc = statement_read(r->a, name, bytes, r->trust, &s, &e);
	r->key_used = r->key_used || s.enveloped;
	if (!rc)
		add_piece(x, &s);
	else if (e.code == ERR_DENIED)
		x->untrusted++;
	else
		say_note(r, "earlier evidence is passed over: %s", e.text);
}

static void read_files(struct reading *x)
{
	struct run *r = x->r;
	const char *dir = r->config.evidence.dir;
	char **names;
	size_t n;
	struct err e;
	if (r->doubts.evidence)
		return;
	if (chain_list(r->a, dir, &names, &n, &e)) {
		say_note(r, "earlier evidence is passed over: %s", e.text);
		return;
	}
	for (size_t i = n > LIMIT_EVIDENCE_FILES ? n - LIMIT_EVIDENCE_FILES : 0; i < n; i++) {
		const char *path = arena_printf(r->a, "%s/%s", dir, names[i]);
		struct str text;
		if (file_read_own(r->a, path, LIMIT_EVIDENCE_BYTES, &text, &e))
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

/* ---- In which order ---------------------------------------------------------------------------------- */

static int by_sequence(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	return x->link.sequence < y->link.sequence ? -1 : x->link.sequence > y->link.sequence;
}

static int by_time(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	return x->at < y->at ? -1 : x->at > y->at ? 1 : by_sequence(a, b);
}

/* A clock may have been set back between two runs; the chain tells which came first. */
static void set_order(struct piece *all, size_t n)
{
	qsort(all, n, sizeof(*all), by_sequence);
	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j-- > 0 && all[j].link.sequence >= all[i].link.sequence - 1;)
			if (!strcmp(all[j].link.sha256, all[i].link.previous) && all[j].at > all[i].at)
				all[i].at = all[j].at;
	qsort(all, n, sizeof(*all), by_time);
}

void history_read(struct run *r)
{
	struct reading x = { .r = r };
	size_t cap = 0;
	read_files(&x);
	read_notes(&x);
	if (x.n)
		set_order(x.pieces, x.n);
	for (size_t i = 0; i < x.n; i++)
		add_records(r, x.pieces[i].predicate, x.pieces[i].at, &cap);
	if (x.untrusted)
		say_note(r, "%zu of %zu earlier pieces of evidence are not signed by a key of evidence.trust, and decide nothing", x.untrusted, x.seen);
}
