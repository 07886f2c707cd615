/* SPDX-License-Identifier: Apache-2.0 */
/* history.c: extracts from earlier evidence what it says about services, and orders it. No side effects. */
#include "evidence.h"
#include "history.h"

#include <stdlib.h>
#include <string.h>

/* A LATEST row names no revision: it means the candidate if that has traffic. */
static void split_of(struct arena *a, const struct json *service, struct cloudrun_split *out)
{
	const struct json *rows = json_get(service, "trafficAfter"), *share = json_get(service, "candidatePercent");
	const char *candidate = json_text(json_get(service, "candidate")).p;
	bool has_users = json_kind(share) == JSON_INT && json_int(share) > 0;
	size_t n = json_size(rows);
	out->rows = ARENA_ARRAY(a, struct cloudrun_target, n + 1);
	out->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct json *row = json_item(rows, i);
		const char *revision = json_text(json_get(row, "revision")).p;
		if (!*revision && has_users && json_is_true(json_get(row, "latest")))
			revision = candidate;
		int64_t percent = json_int(json_get(row, "percent"));
		if (*revision && json_kind(json_get(row, "percent")) == JSON_INT && percent > 0 && percent <= 100)
			out->rows[out->n++] = (struct cloudrun_target){ .revision = arena_strdup(a, revision),
				.percent = (int)percent };
	}
}

/* Returns whether the run judged the service's candidate: the service was selected, and the candidate belonged to the
 * release or had traffic. A candidate at 0 % of another release was not judged. */
static bool was_judged(const struct json *service)
{
	const struct json *after = json_get(service, "trafficAfter"), *share = json_get(service, "candidatePercent");
	struct str candidate = json_text(json_get(service, "candidate"));
	bool has_users = json_kind(share) == JSON_INT && json_int(share) > 0;
	for (size_t i = 0; !share && i < json_size(after); i++) { /* older evidence has no candidatePercent */
		const struct json *row = json_item(after, i);
		bool its = str_eq(json_text(json_get(row, "revision")), candidate) || json_is_true(json_get(row, "latest"));
		has_users = has_users || (its && json_int(json_get(row, "percent")) > 0);
	}
	return json_is_true(json_get(service, "judged")) && (has_users || json_is_true(json_get(service, "released")));
}

/* Returns the service that a probe, metric or log of this run's config observes, or NULL. */
static const char *reached_by(const struct json *reached, const char *group, const char *alias)
{
	struct arena *a = arena_new();
	const struct json *service = json_get(reached, arena_printf(a, "%s.%s", group, alias));
	arena_free(a);
	return service ? json_text(service).p : NULL;
}

/* Returns whether the rule belongs to the service. A rule without a recorded service belongs to all. */
static bool belongs_to(const struct json *reached, const struct json *rule, const char *alias)
{
	const struct json *services = json_get(rule, "services");
	struct str each = json_text(json_get(rule, "each"));
	const char *key = json_text(json_get(rule, "key")).p;
	for (size_t i = 0; i < json_size(services); i++)
		if (str_is(json_text(json_item(services, i)), alias))
			return true;
	if (json_size(services))
		return false;
	bool of_it = str_is(each, "services") || str_is(each, "workers");
	const char *its = of_it ? key : reached_by(reached, each.p, key);
	return !its || !strcmp(its, alias);
}

/* For older evidence without `condemned`: derives it from the critical rules that failed. */
static bool was_condemned(const struct json *reached, const struct json *predicate, const char *alias)
{
	const struct json *rules = json_get(predicate, "rules");
	struct str by = json_text(json_get(predicate, "decidedBy")), decision = json_text(json_get(predicate, "decision"));
	bool any = false;
	if (!str_is(decision, "condemned"))
		/* a resumed run records no rules; the oldest evidence records only the verdict */
		return str_is(by, "resumed") || (!by.n && !decision.n);
	for (size_t i = 0; i < json_size(rules); i++) {
		const struct json *rule = json_item(rules, i);
		bool failed = str_is(json_text(json_get(rule, "outcome")), "fail") && !json_is_true(json_get(rule, "dryRun"));
		if (!failed || !str_is(json_text(json_get(rule, "severity")), "critical"))
			continue;
		if (belongs_to(reached, rule, alias))
			return true;
		any = true;
	}
	return !any; /* no failed rule: an unknown rule condemned the release (gate.unknown) */
}

enum record_verdict history_verdict(
	const struct json *reached, const struct json *predicate, const char *alias, const struct json *service)
{
	struct str verdict = json_text(json_get(predicate, "verdict"));
	const struct json *condemned = json_get(service, "condemned");
	bool recorded = json_int(json_get(predicate, "exitCode")) == EXIT_PASSED; /* not EXIT_NO_EVIDENCE */
	if (str_is(verdict, "passed") && recorded && was_judged(service) && statement_asked(service))
		return RECORD_PASSED;
	bool failed = str_is(verdict, "failed") && json_is_true(json_get(service, "released"));
	if (failed && (condemned ? json_is_true(condemned) : was_condemned(reached, predicate, alias)))
		return RECORD_FAILED;
	return RECORD_OTHER;
}

/* True if `condemned` is not recorded and must be derived from the rules. */
static bool is_by_rules(const struct json *predicate, const struct json *service)
{
	return str_is(json_text(json_get(predicate, "verdict")), "failed") && json_is_true(json_get(service, "released")) &&
		!json_get(service, "condemned") && str_is(json_text(json_get(predicate, "decision")), "condemned");
}

bool history_needs_rules(const struct json *predicate)
{
	for (struct json_each it = json_each(json_get(predicate, "services")); json_next(&it);)
		if (is_by_rules(predicate, it.value))
			return true;
	return false;
}

/* Returns "b, c"; NULL for an empty list. */
static const char *names_in(struct arena *a, const struct json *list)
{
	const char *all = NULL;
	for (size_t i = 0; i < json_size(list); i++)
		all = arena_printf(a, "%s%s%s", all ? all : "", all ? ", " : "", json_text(json_item(list, i)).p);
	return all;
}

/* Keeps only facts.sql, for the comparison in act/side_effects.c. */
static const struct json *facts_kept(struct arena *a, const struct json *predicate)
{
	struct json *sql = json_get(json_get(predicate, "facts"), "sql");
	struct json *kept = json_new_object(a);
	if (sql)
		json_set(kept, "sql", json_copy(a, like_unfold(a, sql)));
	return kept;
}

static struct record record_of(struct arena *a, const struct json *service, int64_t at)
{
	struct record k = { .at = at };
	k.service = arena_strdup(a, json_text(json_get(service, "name")).p);
	k.uid = arena_strdup(a, json_text(json_get(service, "uid")).p);
	k.uri = json_text(json_get(service, "uri")).n ? arena_strdup(a, json_text(json_get(service, "uri")).p) : NULL;
	k.candidate = arena_strdup(a, json_text(json_get(service, "candidate")).p);
	k.digest = evidence_image_digest(a, json_text(json_get(service, "image")).p);
	k.again = json_is_true(json_get(service, "judgedAgain"));
	k.with = names_in(a, json_get(service, "wentBackWith"));
	k.moved = str_is(json_text(json_get(service, "move")), "done");
	split_of(a, service, &k.after);
	return k;
}

int history_piece(struct arena *a, const struct json *reached, const struct statement *s, struct history_piece *out)
{
	struct err e;
	const struct json *services = json_get(s->predicate, "services"), *facts = NULL;
	struct history_piece p = { .link = chain_link(a, s), .trusted = true, .enveloped = s->enveloped };
	struct str index = json_text(json_at(s->predicate, "history.sha256")),
			   stage = json_text(json_get(s->predicate, "stage"));
	if (clock_parse_time(json_text(json_get(s->predicate, "finishedAt")).p, &p.at, &e))
		return -1;
	p.stage = stage.n ? arena_strdup(a, stage.p) : NULL;
	if (index.n == SHA256_HEX - 1)
		memcpy(p.index, index.p, SHA256_HEX);
	p.records = ARENA_ARRAY(a, struct record, json_size(services) + 1);
	for (struct json_each it = json_each(services); json_next(&it);) {
		if (!json_text(json_get(it.value, "name")).n || !json_text(json_get(it.value, "candidate")).n)
			continue;
		struct record *k = &p.records[p.n++];
		*k = record_of(a, it.value, p.at);
		k->verdict = history_verdict(reached, s->predicate, it.key, it.value);
		if (k->verdict == RECORD_PASSED)
			k->facts = facts = facts ? facts : facts_kept(a, s->predicate);
	}
	*out = p;
	return 0;
}

/* ---- Order ------------------------------------------------------------------------------------------- */

static int by_sequence(const void *a, const void *b)
{
	const struct history_piece *x = a, *y = b;
	return x->link.sequence < y->link.sequence ? -1 : x->link.sequence > y->link.sequence;
}

static int by_time(const void *a, const void *b)
{
	const struct history_piece *x = a, *y = b;
	return x->at < y->at ? -1 : x->at > y->at ? 1 : by_sequence(a, b);
}

void history_order(struct history_piece *all, size_t n)
{
	if (!n)
		return;
	qsort(all, n, sizeof(*all), by_sequence);
	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j-- > 0 && all[j].link.sequence >= all[i].link.sequence - 1;)
			if (!strcmp(all[j].link.sha256, all[i].link.previous) && all[j].at > all[i].at)
				all[i].at = all[j].at;
	qsort(all, n, sizeof(*all), by_time);
}
