/* SPDX-License-Identifier: Apache-2.0 */
/* comparison.c: the facts of comparisons, from the minutes that the source observed. */
#include "comparison.h"
#include "../cel/cel.h"

#include <math.h>

/* ---- Parameters ----------------------------------------------------------------------------------------------- */

static double times_of(int64_t own, int64_t all)
{
	return 1 + (double)(own ? own : all) / 100;
}

/* Pairs need no margin: their fate does not depend on which of both was asked first. */
static int64_t worse_by(const struct config_compare *all, const struct config_comparison *one)
{
	return one->of == COMPARISON_PROBES ? 0 : all->worse_by;
}

static struct compare_params params_of(const struct config *c, const struct config_comparison *one)
{
	enum { FINE_MINUTES = 3 };
	const struct config_compare *all = &c->compare;
	return (struct compare_params){
		.worse = { times_of(one->worse_by, worse_by(all, one)), 1 / (double)all->wrong_once_in,
			(int)comparison_minutes(all, one), true },
		.fine = { times_of(one->fine_within, all->fine_within), 1 / (double)all->fine_wrong_once_in, FINE_MINUTES,
			false },
		.weight = comparison_weight(c, one),
		.floor = one->of == COMPARISON_ERRORS ? (double)all->floor_per_million / 1e6 : 0,
	};
}

static struct compare_test test_recorded(const struct json *v)
{
	int64_t minutes = json_int(json_get(v, "minutes"));
	return (struct compare_test){ .margin = json_double(json_get(v, "margin")),
		.risk = json_double(json_get(v, "risk")),
		.minutes = minutes > 0 && minutes <= LIMIT_COMPARE_MINUTES ? (int)minutes : 0,
		.onset = json_is_true(json_get(v, "onset")) };
}

/* The parameters that basis_of recorded. */
static struct compare_params params_recorded(const struct json *basis)
{
	return (struct compare_params){ .worse = test_recorded(json_get(basis, "worse")),
		.fine = test_recorded(json_get(basis, "fine")),
		.weight = json_double(json_get(basis, "weight")),
		.floor = json_double(json_get(basis, "floor")) };
}

/* Adds what depends on the observation. */
static void params_observe(enum comparison_of of, struct compare_params *p, const struct json *value)
{
	p->blocking = of == COMPARISON_PROBES ? (struct compare_blocking){ INT64_MAX, COMPARE_BLOCK_PAIRS }
										  : (struct compare_blocking){ COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES };
	p->fine_from = json_int(json_get(value, "stepAt"));
	for (size_t i = 0; i < COMPARE_PARTS; i++)
		p->dispersion[i] = json_double(json_item(json_get(value, "dispersion"), i));
}

static struct compare_minute minute_of(const struct json *row)
{
	return (struct compare_minute){ .start = json_int(json_item(row, 0)),
		.candidate = { json_int(json_item(row, 1)), json_int(json_item(row, 2)) },
		.baseline = { json_int(json_item(row, 3)), json_int(json_item(row, 4)) },
		.share = json_double(json_item(row, 5)) };
}

static struct compare_input input_of(struct arena *a, enum comparison_of of, const struct json *value)
{
	const struct json *parts = json_get(value, "parts");
	int64_t reason = json_int(json_get(value, "reason"));
	struct compare_input in = { .n = json_size(json_item(parts, 0)),
		.n_parts = json_size(parts) < COMPARE_PARTS ? json_size(parts) : COMPARE_PARTS,
		.reason = reason >= COMPARE_KNOWN && reason <= COMPARE_NOT_OBSERVED ? (enum compare_reason)reason
																			: COMPARE_BAD_PARAMETER };
	for (size_t i = 0; i < in.n_parts; i++) {
		struct compare_minute *minutes = ARENA_ARRAY(a, struct compare_minute, in.n + 1);
		for (size_t at = 0; at < in.n; at++)
			minutes[at] = minute_of(json_item(json_item(parts, i), at));
		in.parts[i] = minutes;
	}
	if (!in.n && in.reason == COMPARE_KNOWN)
		in.reason = of == COMPARISON_PROBES ? COMPARE_NO_PAIRS : COMPARE_NO_MINUTES;
	return in;
}

/* ---- Facts ------------------------------------------------------------------------------------------------------ */

static void put_double(struct arena *a, struct json *out, const char *key, double d)
{
	json_set_key(out, key, false, json_new_double(a, d));
}

static struct json *arm_of(struct arena *a, const struct compare_arm *arm)
{
	struct json *v = json_new_object(a);
	json_set_int(a, v, "bad", arm->bad);
	json_set_int(a, v, "of", arm->requests);
	put_double(a, v, "ratio", arm->requests ? (double)arm->bad / (double)arm->requests : 0);
	return v;
}

static struct json *test_json(struct arena *a, const struct compare_test *t)
{
	struct json *v = json_new_object(a);
	put_double(a, v, "margin", t->margin);
	put_double(a, v, "risk", t->risk);
	json_set_int(a, v, "minutes", t->minutes);
	json_set_bool(a, v, "onset", t->onset);
	return v;
}

/* All that facts_of needs, so that recorded facts can be computed again. */
static struct json *basis_of(struct arena *a, const struct compare_params *p, const struct json *value)
{
	struct json *v = json_new_object(a);
	for (struct json_each it = json_each(value); json_next(&it);)
		json_set(v, it.key, it.value);
	json_set(v, "worse", test_json(a, &p->worse));
	json_set(v, "fine", test_json(a, &p->fine));
	put_double(a, v, "weight", p->weight);
	put_double(a, v, "floor", p->floor);
	return v;
}

static void put_proof(struct arena *a, const struct compare_record *r, struct json *v)
{
	json_set_bool(a, v, "worse", r->worse);
	json_set_bool(a, v, "fine", r->fine);
	json_set_bool(a, v, "known", r->worse || r->fine);
	put_double(a, v, "evidence", r->evidence);
	put_double(a, v, "fineEvidence", r->fine_evidence);
	if (r->at_least > 0)
		put_double(a, v, "atLeast", r->at_least);
	if (r->at_most > 0)
		put_double(a, v, "atMost", r->at_most);
	if (r->times > 0)
		put_double(a, v, "times", r->times);
}

static void put_counts(struct arena *a, const struct compare_record *r, const struct json *value, struct json *v)
{
	json_set(v, "candidate", arm_of(a, &r->candidate));
	json_set(v, "baseline", arm_of(a, &r->baseline));
	json_set_int(a, v, "minutes", r->minutes);
	json_set_int(a, v, "blocks", r->blocks);
	json_set_int(a, v, "waiting", json_int(json_get(value, "waiting")) + r->open);
	json_set_int(a, v, "dropped", json_int(json_get(value, "dropped")) + r->dropped);
	json_set_int(a, v, "revised", json_int(json_get(value, "revised")));
	json_set_int(a, v, "own", json_int(json_get(value, "own")));
	put_double(a, v, "dispersion", r->dispersion > 0 ? r->dispersion : 1);
	put_double(a, v, "share", r->share);
}

static enum compare_reason reason_of(enum comparison_of of, const struct compare_record *r)
{
	bool well = of == COMPARISON_PROBES && !r->candidate.bad && !r->baseline.bad;
	return well && r->reason == COMPARE_TOO_LITTLE ? COMPARE_ALL_WELL : r->reason;
}

static struct json *facts_of(struct arena *a, enum comparison_of of, struct compare_params p, const struct json *value)
{
	params_observe(of, &p, value);
	const struct compare_input in = input_of(a, of, value);
	struct compare_record r = { .reason = COMPARE_TOO_LITTLE };
	struct json *v = json_new_object(a);
	if (of == COMPARISON_TRAFFIC)
		compare_traffic(&in, &p, NULL, &r);
	else
		compare(&in, &p, NULL, &r);
	json_set_string(a, v, "of", comparison_names[of]);
	json_set_bool(a, v, "comparable", json_is_true(json_get(value, "comparable")));
	put_proof(a, &r, v);
	put_double(a, v, "needed", -log10(p.worse.risk) - log10(p.weight));
	put_double(a, v, "fineNeeded", -log10(p.fine.risk));
	put_counts(a, &r, value, v);
	if (of == COMPARISON_LATENCY && in.n)
		put_double(a, v, "slowMs", json_double(json_item(json_get(value, "boundsMs"), r.part)));
	json_set_string(a, v, "reason", compare_reason_text(reason_of(of, &r)));
	if (json_kind(json_get(value, "sooner")) == JSON_STRING)
		json_set_string(a, v, "sooner", json_text(json_get(value, "sooner")).p);
	json_set(v, "basis", basis_of(a, &p, value));
	return v;
}

struct json *comparison_facts(
	struct arena *a, const struct config *c, const struct config_comparison *one, const struct json *value)
{
	struct json *with = json_new_object(a);
	for (struct json_each it = json_each(value); json_next(&it);)
		json_set(with, it.key, it.value);
	json_set_string(a, with, "sooner", comparison_sooner(c, one));
	return facts_of(a, one->of, params_of(c, one), with);
}

/* Returns the kind of a recorded basis; COMPARISON__COUNT: it has none. */
static enum comparison_of kind_of(const struct json *basis)
{
	int of = 0;
	while (of < COMPARISON__COUNT && !str_is(json_text(json_get(basis, "of")), comparison_names[of]))
		of++;
	return (enum comparison_of)of;
}

struct json *comparison_again(struct arena *a, const struct json *facts)
{
	const struct json *basis = json_get(facts, "basis");
	enum comparison_of of = kind_of(basis);
	return of < COMPARISON__COUNT ? facts_of(a, of, params_recorded(basis), basis) : NULL;
}

size_t comparison_line(struct arena *a, const struct json *facts, double **line)
{
	const struct json *basis = json_get(facts, "basis");
	enum comparison_of of = kind_of(basis);
	struct compare_params p = params_recorded(basis);
	struct compare_record r = { .needed = 0 };
	if (of == COMPARISON__COUNT)
		return 0;
	params_observe(of, &p, basis);
	const struct compare_input in = input_of(a, of, basis);
	*line = ARENA_ARRAY(a, double, in.n + 1);
	if (of == COMPARISON_TRAFFIC)
		compare_traffic(&in, &p, *line, &r);
	else
		compare(&in, &p, *line, &r);
	return r.needed > 0 ? in.n : 0; /* a record of unusable input is zero */
}

void comparison_release(struct arena *a, const struct config *c, const struct json *members, struct json *release)
{
	const struct config_comparison *all = CONFIG_ITEMS(c->comparisons, const struct config_comparison);
	double *log_e = ARENA_ARRAY(a, double, c->comparisons.n + 1),
		   *weights = ARENA_ARRAY(a, double, c->comparisons.n + 1);
	const struct json *unobserved = NULL;
	for (size_t i = 0; i < c->comparisons.n; i++) {
		const struct json *one = json_get(members, all[i].member.alias);
		unobserved = unobserved ? unobserved : json_get(one, CEL_UNOBSERVED);
		log_e[i] = json_double(json_get(one, "evidence")) * log(10);
		weights[i] = comparison_weight(c, &all[i]);
	}
	if (!c->comparisons.n)
		return;
	if (unobserved) {
		json_set(release, "evidence", facts_unobserved(a, json_text(unobserved).p));
	} else
		put_double(a, release, "evidence", compare_combine(log_e, weights, c->comparisons.n) / log(10));
	put_double(a, release, "needed", log10((double)c->compare.wrong_once_in));
}
