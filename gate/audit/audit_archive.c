/* SPDX-License-Identifier: Apache-2.0 */
/* audit_archive.c: audits many pieces of evidence in parallel. Each result is stored at the index of its piece, so the
 * order does not depend on the threads. */
#include "audit.h"
#include "../evidence/evidence.h"

#include <stdatomic.h>
#include <string.h>

enum { PIECES_EACH = 8 }; /* a thread for each so many pieces; fewer are not worth one */

/* The work of one thread. */
struct job {
	const struct audit_input *in;
	struct auditor *auditor; /* NULL: survey the pieces only */
	struct arena *a;         /* of the results */
	atomic_size_t *next;     /* shared by all threads: index of the next piece */
	struct surveyed *seen;
	struct audited *out;
};

/* ---- One piece ---------------------------------------------------------------------------------------- */

static const char *kind_name(enum finding_kind k)
{
	static const char *const names[] = {
		[FINDING_OK] = "ok", [FINDING_NOT_CHECKED] = "not checked", [FINDING_WRONG] = "wrong"
	};
	return names[k];
}

bool findings_wrong(const struct findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].kind == FINDING_WRONG)
			return true;
	return false;
}

struct json *findings_json(struct arena *a, const char *name, const struct statement *of, const struct findings *f)
{
	struct json *v = json_new_object(a), *all = json_new_array(a);
	for (size_t i = 0; i < f->n; i++) {
		struct json *x = json_new_object(a);
		json_set_string(a, x, "check", f->items[i].check);
		json_set_string(a, x, "result", kind_name(f->items[i].kind));
		json_set_string(a, x, "text", f->items[i].text);
		json_add(all, x);
	}
	json_set_string(a, v, "name", name);
	json_set_string(a, v, "result", findings_wrong(f) ? "wrong" : "ok");
	if (of) {
		json_set_string(a, v, "sha256", of->sha256);
		json_set(v, "sequence", json_copy(a, json_get(of->predicate, "sequence")));
		json_set(v, "verdict", json_copy(a, json_get(of->predicate, "verdict")));
		json_set_bool(a, v, "signed", of->enveloped);
	}
	json_set(v, "findings", all);
	return v;
}

static void survey_one(struct job *j, struct arena *scratch, const struct archive_item *item, struct surveyed *out)
{
	struct statement st;
	struct err e;
	if (archive_read(scratch, item, j->in->known, &st, &e))
		return;
	*out = (struct surveyed){ .read = true,
		.link = chain_link(j->a, &st),
		.by_key = st.key != NULL,
		.begins = st.key && json_is_true(json_get(st.predicate, "keyBegins")) };
}

static bool came_before(const struct audit_input *in, const struct statement *st)
{
	struct link k = { .sequence = statement_sequence(st->predicate) };
	memcpy(k.sha256, st->sha256, SHA256_HEX);
	return in->before && links_is_before(in->before, &k);
}

static bool is_asked_for(const struct audit_input *in, const struct statement *st)
{
	struct link k = { .sequence = statement_sequence(st->predicate) };
	return archive_within(in->o, st->predicate) && !(in->from && link_precedes(&k, in->from));
}

static void audit_one(struct job *j, struct arena *scratch, const struct archive_item *item, struct audited *out)
{
	struct findings f = { NULL, 0, 0 };
	struct statement st;
	struct err e;
	if (archive_read(scratch, item, j->in->known, &st, &e)) {
		finding_add(scratch, &f, FINDING_WRONG, "form", "%s", e.text);
		*out = (struct audited){ .result = findings_json(j->a, item->name, NULL, &f), .wrong = true };
		return;
	}
	if (!is_asked_for(j->in, &st))
		return;
	st.before_key = came_before(j->in, &st);
	auditor_check(j->auditor, scratch, &st, &f);
	*out = (struct audited){ .result = findings_json(j->a, item->name, &st, &f),
		.wrong = findings_wrong(&f),
		.read = true,
		.is_unsigned = !st.enveloped };
}

/* ---- All of them ---------------------------------------------------------------------------------------- */

static void work(void *arg)
{
	struct job *j = arg;
	const struct archive *archive = j->in->archive;
	for (size_t i; (i = atomic_fetch_add(j->next, 1)) < archive->n;) {
		struct arena *scratch = arena_new();
		if (j->auditor)
			audit_one(j, scratch, &archive->items[i], &j->out[i]);
		else
			survey_one(j, scratch, &archive->items[i], &j->seen[i]);
		arena_free(scratch);
	}
}

/* Each thread has its own auditor, because an auditor caches the policies that it compiles. */
static void run(struct arena *a, const struct audit_input *in, struct surveyed *seen, struct audited *out)
{
	size_t n = parallel_width(in->archive->n / PIECES_EACH);
	struct job *jobs = ARENA_ARRAY(a, struct job, n);
	atomic_size_t next = 0;
	for (size_t i = 0; i < n; i++) {
		jobs[i] = (struct job){ .in = in, .a = arena_new(), .next = &next, .seen = seen, .out = out };
		arena_defer(a, arena_drop, jobs[i].a);
		if (out)
			jobs[i].auditor = auditor_new(jobs[i].a, in->trust, in->schema);
	}
	parallel_run(work, jobs, n, sizeof(*jobs));
}

struct surveyed *audit_survey(struct arena *a, const struct audit_input *in)
{
	struct surveyed *seen = ARENA_ARRAY(a, struct surveyed, in->archive->n + 1);
	run(a, in, seen, NULL);
	return seen;
}

struct audited *audit_archive(struct arena *a, const struct audit_input *in)
{
	struct audited *out = ARENA_ARRAY(a, struct audited, in->archive->n + 1);
	run(a, in, NULL, out);
	return out;
}
