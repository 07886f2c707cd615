/* SPDX-License-Identifier: Apache-2.0 */
/* replay_archive.c: replays many pieces of evidence in parallel. Each result is stored at the index of its piece, so
 * the order does not depend on the threads. */
#include "audit.h"
#include "../evidence/evidence.h"

#include <stdatomic.h>
#include <string.h>

enum { PIECES_EACH = 8 }; /* a thread for each so many pieces; fewer are not worth one */

/* The work of one thread. Threads do not share a policy. */
struct job {
	const struct options *o;
	const struct trust *trust;
	const struct archive *archive;
	struct policy policy;
	struct arena *a;     /* of the results */
	atomic_size_t *next; /* shared by all threads: index of the next piece */
	struct replayed *out;
};

static struct str kind_then(const struct json *outcomes, const char *name, struct json_key *at, const char *id)
{
	const struct json *own = json_get_key(outcomes, name, at);
	return json_text(own ? own : json_get(outcomes, id));
}

/* Returns for each outcome how often it changed between pass and fail. */
static const size_t *turns_of(struct arena *a, const struct json *predicate, const struct outcomes *all)
{
	size_t n_rounds, *turns = ARENA_ARRAY(a, size_t, all->n + 1);
	struct json *const *rounds = json_items(json_get(predicate, "rounds"), &n_rounds);
	const char **names = ARENA_ARRAY(a, const char *, all->n + 1);
	int *last = ARENA_ARRAY(a, int, all->n + 1);
	struct json_key *at = ARENA_ARRAY(a, struct json_key, all->n + 1);
	struct outcomes_read read = { NULL, false };
	for (size_t i = 0; i < all->n; i++) {
		names[i] = outcome_id(a, &all->items[i]);
		last[i] = -1;
	}
	for (size_t k = 0; k < n_rounds; k++) {
		const struct json *outcomes = statement_outcomes(a, &read, rounds[k]);
		for (size_t i = 0; i < all->n; i++) {
			int kind = replay_outcome_named(kind_then(outcomes, names[i], &at[i], all->items[i].rule->id));
			if (kind != OUTCOME_PASS && kind != OUTCOME_FAIL)
				continue;
			turns[i] += last[i] >= 0 && kind != last[i];
			last[i] = kind;
		}
	}
	return turns;
}

static void keep_outcomes(
	struct job *j, struct arena *scratch, const struct json *predicate, const struct replay *r, struct replayed *out)
{
	const struct json *index = replay_index(scratch, predicate);
	const size_t *turns = turns_of(scratch, predicate, &r->outcomes);
	size_t rule = 0;
	out->outcomes = ARENA_ARRAY(j->a, struct replayed_outcome, r->outcomes.n + 1);
	for (size_t i = 0; i < r->outcomes.n; i++) {
		const struct outcome *o = &r->outcomes.items[i];
		const struct json *entry = replay_recorded(scratch, predicate, index, o);
		while (j->policy.rules[rule] != o->rule) /* outcomes are in the order of the policy's rules */
			rule++;
		out->outcomes[out->n++] = (struct replayed_outcome){ .rule = rule,
			.kind = o->kind,
			.fresh = !entry,
			.was = replay_outcome_named(json_text(json_get(entry, "outcome"))),
			.flaps = turns[i] > 1 };
	}
}

static bool differs(const struct json *predicate, const struct replay *r)
{
	struct str decision = replay_decision_of(predicate);
	return !str_is(json_text(json_get(predicate, "verdict")), r->verdict) ||
		(decision.n && !str_is(decision, decision_name(r->decision)));
}

static struct json *run_json(struct arena *a, const struct statement *st, const struct replay *r, bool changed)
{
	static const char *const copied[] = { "id", "startedAt", "sequence", "verdict", "decision", "action" };
	struct json *v = json_new_object(a);
	json_set_string(a, v, "name", st->name);
	for (size_t i = 0; i < COUNTOF(copied); i++)
		if (json_get(st->predicate, copied[i]))
			json_set(v, copied[i], json_copy(a, json_get(st->predicate, copied[i])));
	json_set_bool(a, v, "judged", r->judged);
	json_set_bool(a, v, "differs", changed);
	json_set_string(a, v, "newVerdict", r->verdict);
	json_set_string(a, v, "newDecision", decision_name(r->decision));
	json_set_string(a, v, "reason", r->reason);
	return v;
}

static void replay_one(struct job *j, struct arena *scratch, const struct archive_item *item, struct replayed *out)
{
	struct statement st;
	struct replay r;
	struct err e;
	int rc = archive_read(scratch, item, j->trust, &st, &e);
	memcpy(out->sha256, st.sha256, sizeof(out->sha256));
	if (rc) {
		out->kind = e.code == ERR_DENIED ? REPLAYED_UNTRUSTED : REPLAYED_UNREADABLE;
		out->error = arena_strdup(j->a, e.text);
	} else if (archive_within(j->o, st.predicate)) {
		out->kind = REPLAYED;
		replay_run(scratch, &j->policy, st.predicate, &r);
		keep_outcomes(j, scratch, st.predicate, &r, out);
		out->judged = r.judged;
		out->differs = r.judged && differs(st.predicate, &r);
		out->run = run_json(j->a, &st, &r, out->differs);
	}
}

static void work(void *arg)
{
	struct job *j = arg;
	for (size_t i; (i = atomic_fetch_add(j->next, 1)) < j->archive->n;) {
		struct arena *scratch = arena_new();
		replay_one(j, scratch, &j->archive->items[i], &j->out[i]);
		arena_free(scratch);
	}
}

int replay_archive(struct arena *a, const struct options *o, const struct config *c, const struct trust *t,
	const struct archive *archive, struct replayed **out, struct err *e)
{
	size_t n = parallel_width(archive->n / PIECES_EACH);
	struct job *jobs = ARENA_ARRAY(a, struct job, n);
	atomic_size_t next = 0;
	*out = ARENA_ARRAY(a, struct replayed, archive->n + 1);
	for (size_t i = 0; i < n; i++) {
		jobs[i] = (struct job){ .o = o, .trust = t, .archive = archive, .a = arena_new(), .next = &next, .out = *out };
		arena_defer(a, arena_drop, jobs[i].a);
		if (policy_load(jobs[i].a, secrets_blind(jobs[i].a), o, c, &jobs[i].policy, e))
			return -1;
	}
	parallel_run(work, jobs, n, sizeof(*jobs));
	return 0;
}
