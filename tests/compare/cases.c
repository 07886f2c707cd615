/* SPDX-License-Identifier: Apache-2.0 */
/* cases.c: reads a case, asks the engine, writes what it says. Kinds: README.md. */
#include "cases.h"
#include "../../gate/judge/compare_steps.h"

#include <math.h>
#include <string.h>

/* ---- Reading --------------------------------------------------------------------------------------------------- */

static void refuse(struct json_reader *r, const char *why)
{
	if (!r->failed)
		err_set(r->e, ERR_MALFORMED, "%s", why);
	r->failed = true;
}

static int64_t int_at(struct arena *a, struct json_reader *r, const char *list, size_t i, size_t j)
{
	return json_read_int(r, arena_printf(a, "%s[%zu][%zu]", list, i, j));
}

static double *doubles(struct arena *a, struct json_reader *r, const char *name, size_t *n)
{
	const struct json *all = json_read_array(r, name);
	double *out = ARENA_ARRAY(a, double, json_size(all) + 1);
	*n = json_size(all);
	for (size_t i = 0; i < *n; i++)
		out[i] = json_read_double_or(r, arena_printf(a, "%s[%zu]", name, i), 0);
	return out;
}

static int small(struct json_reader *r, const char *name, int def)
{
	int64_t n = json_read_int_or(r, name, def);
	if (n < 1 || n > 1000000)
		refuse(r, "atLeastMinutes or roundsOfABlock is out of range");
	return r->failed ? 1 : (int)n;
}

static struct compare_test test_of(struct json_reader *r, const char *margin, bool onset)
{
	return (struct compare_test){ .margin = margin ? json_read_double_or(r, margin, 1) : 1,
		.risk = json_read_double_or(r, "risk", 0.001),
		.minutes = small(r, "atLeastMinutes", 1),
		.onset = json_read_bool_or(r, "onset", onset) };
}

struct minutes {
	struct compare_minute *items;
	size_t n;
};

static struct minutes minutes_of(struct arena *a, struct json_reader *r)
{
	size_t n = json_size(json_read_array(r, "minutes"));
	struct minutes out = { ARENA_ARRAY(a, struct compare_minute, n + 1), n };
	for (size_t i = 0; i < n && !r->failed; i++)
		out.items[i] = (struct compare_minute){ .start = (int64_t)i * 60000,
			.candidate = { int_at(a, r, "minutes", i, 0), int_at(a, r, "minutes", i, 1) },
			.baseline = { int_at(a, r, "minutes", i, 2), int_at(a, r, "minutes", i, 3) },
			.share = -1 };
	return out;
}

/* Returns whether everything was read and can be used. */
static bool sound(struct json_reader *r, const struct compare_test *t, const struct minutes *m, double dispersion)
{
	const struct compare_input in = { .parts = { m->items }, .n_parts = 1, .n = m->n };
	const struct compare_params p = { .worse = *t,
		.fine = *t,
		.weight = 1,
		.dispersion = { dispersion },
		.blocking = { COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES } };
	enum compare_reason why = compare_unusable(&in, &p);
	if (why != COMPARE_KNOWN && why != COMPARE_NO_MINUTES)
		refuse(r, compare_reason_text(why));
	return !r->failed;
}

/* ---- Kinds ------------------------------------------------------------------------------------------------------- */

static struct json *number(struct arena *a, double d)
{
	return isfinite(d) ? json_new_double(a, d) : json_new_null(a);
}

static struct json *numbers(struct arena *a, const double *d, size_t n)
{
	struct json *out = json_new_array(a);
	for (size_t i = 0; i < n; i++)
		json_add(out, number(a, d[i]));
	return out;
}

static struct compare_block draw_of(struct json_reader *r, const char *x)
{
	struct compare_block b = { .candidate = { json_read_int(r, "nC"), x ? json_read_int(r, x) : 0 },
		.baseline = { json_read_int(r, "nB"), 0 } };
	int64_t bad = json_read_int(r, "K");
	int64_t all = b.candidate.requests + b.baseline.requests;
	if (b.candidate.requests < 0 || b.candidate.requests > LIMIT_COMPARE_REQUESTS || b.baseline.requests < 0 ||
		b.baseline.requests > LIMIT_COMPARE_REQUESTS || bad < 0 || bad > all || b.candidate.bad < 0 ||
		b.candidate.bad > bad)
		refuse(r, "a count is out of range");
	b.baseline.bad = r->failed ? 0 : bad - b.candidate.bad;
	return b;
}

static bool odds(struct json_reader *r, const double *psi, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(psi[i] >= 1e-9 && psi[i] <= 1e9))
			refuse(r, "an odds ratio is out of range");
	return !r->failed;
}

static void pmf(struct arena *a, struct json_reader *r, struct json *out)
{
	size_t n;
	struct compare_block b = draw_of(r, "x");
	double *psi = doubles(a, r, "psi", &n), *p = ARENA_ARRAY(a, double, n + 1);
	if (!odds(r, psi, n))
		return;
	compare_log_likelihood(&b, psi, n, p);
	json_set(out, "logP", numbers(a, p, n));
}

static void moments(struct arena *a, struct json_reader *r, struct json *out)
{
	double mean, variance, psi = json_read_double_or(r, "psi", 1);
	struct compare_block b = draw_of(r, NULL);
	if (!odds(r, &psi, 1))
		return;
	compare_moments(&b, psi, &mean, &variance);
	json_set(out, "mean", number(a, mean));
	json_set(out, "variance", number(a, variance));
}

/* The evidence after each informative block. */
struct trace {
	struct compare_test test;
	struct compare_blocking blocking;
	bool swapped, says_blocks;
	double dispersion;
};

static void trace(struct arena *a, const struct trace *t, const struct minutes *m, struct json *out)
{
	struct compare_test test = t->test;
	if (t->swapped)
		test.margin = 1 / test.margin;
	struct compare_process p = compare_process_of(&test);
	struct compare_noise noise = { .start = t->dispersion };
	struct compare_blocks blocks = { .rule = t->blocking };
	struct compare_block b;
	struct json *log_e = json_new_array(a), *phi = json_new_array(a);
	int64_t finished = 0, decided = 0;
	for (size_t i = 0; i < m->n; i++) {
		if (!compare_blocks_add(&blocks, &m->items[i], &b))
			continue;
		finished++;
		if (!compare_informative(&b))
			continue;
		if (t->swapped)
			b = compare_swapped(&b);
		json_add(phi, number(a, compare_noise_now(&noise)));
		compare_process_add(&p, &b, compare_noise_now(&noise));
		compare_noise_add(&noise, &b);
		json_add(log_e, number(a, p.log_e));
		if (!decided && p.log_e >= -log(test.risk))
			decided = finished;
	}
	json_set(out, "logE", log_e);
	json_set(out, "logThreshold", number(a, -log(test.risk)));
	json_set_int(a, out, "decidedAtBlock", decided);
	if (t->says_blocks) {
		json_set_int(a, out, "blocks", finished);
		json_set(out, "phi", phi);
	}
}

static void test_kind(struct arena *a, struct json_reader *r, struct json *out, bool fine)
{
	struct trace t = { .test = test_of(r, fine ? "notWorseThan" : "worseThan", !fine),
		.blocking = { COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES },
		.swapped = fine,
		.says_blocks = true,
		.dispersion = json_read_double_or(r, "dispersion", 1) };
	struct minutes m = minutes_of(a, r);
	if (sound(r, &t.test, &m, t.dispersion))
		trace(a, &t, &m, out);
}

static void worse(struct arena *a, struct json_reader *r, struct json *out)
{
	test_kind(a, r, out, false);
}

static void fine(struct arena *a, struct json_reader *r, struct json *out)
{
	test_kind(a, r, out, true);
}

static void absolute(struct arena *a, struct json_reader *r, struct json *out)
{
	struct compare_test t = test_of(r, NULL, false);
	bool below = !strcmp(json_read_string_or(r, "side", "above"), "below");
	double limit = json_read_double_or(r, "limit", 0);
	size_t n = json_size(json_read_array(r, "points"));
	struct minutes m = { ARENA_ARRAY(a, struct compare_minute, n + 1), n };
	for (size_t i = 0; i < n && !r->failed; i++)
		m.items[i] = (struct compare_minute){ .start = (int64_t)i,
			.candidate = { int_at(a, r, "points", i, 0), int_at(a, r, "points", i, 1) },
			.share = -1 };
	if (!(limit > 0 && limit < 1))
		refuse(r, "the limit is out of range");
	if (!sound(r, &t, &m, 1))
		return;
	struct compare_process p = compare_process_of(&t);
	struct json *log_e = json_new_array(a);
	int64_t decided = 0;
	for (size_t i = 0; i < n; i++) {
		struct compare_arm arm = m.items[i].candidate;
		if (!arm.requests)
			continue;
		if (below)
			arm.bad = arm.requests - arm.bad;
		compare_process_add_absolute(&p, &arm, below ? 1 - limit : limit);
		json_add(log_e, number(a, p.log_e));
		if (!decided && p.log_e >= -log(t.risk))
			decided = (int64_t)i + 1;
	}
	json_set(out, "logE", log_e);
	json_set(out, "logThreshold", number(a, -log(t.risk)));
	json_set_int(a, out, "decidedAtBlock", decided);
}

static void dispersion(struct arena *a, struct json_reader *r, struct json *out)
{
	size_t n = json_size(json_read_array(r, "history"));
	struct compare_arm *all = ARENA_ARRAY(a, struct compare_arm, n + 1);
	for (size_t i = 0; i < n && !r->failed; i++) {
		struct compare_minute m = { .candidate = { int_at(a, r, "history", i, 0), int_at(a, r, "history", i, 1) } };
		if (!r->failed && compare_minute_valid(&m) != COMPARE_KNOWN)
			refuse(r, "a count is out of range");
		all[i] = m.candidate;
	}
	json_set(out, "phi", number(a, compare_dispersion(all, n, NULL)));
}

static int64_t *counts_of(struct arena *a, struct json_reader *r, const char *arm, size_t at, size_t *n)
{
	const char *path = arena_printf(a, "%s[%zu]", arm, at);
	const struct json *all = json_read_array(r, path);
	int64_t *out = ARENA_ARRAY(a, int64_t, json_size(all) + 1);
	*n = json_size(all);
	for (size_t i = 0; i < *n && !r->failed; i++) {
		out[i] = json_read_int(r, arena_printf(a, "%s[%zu]", path, i));
		if (out[i] < 0 || out[i] > LIMIT_COMPARE_REQUESTS)
			refuse(r, "a count is out of range");
	}
	return out;
}

static struct compare_arm slow_of(struct arena *a, struct json_reader *r, const char *arm, size_t at, size_t bound)
{
	size_t n;
	const int64_t *counts = counts_of(a, r, arm, at, &n);
	struct compare_arm out = { 0, r->failed ? 0 : compare_above(counts, n, bound) };
	for (size_t i = 0; i < n; i++)
		out.requests += counts[i];
	return out;
}

static struct json *minutes_out(struct arena *a, const struct minutes *m)
{
	struct json *out = json_new_array(a);
	for (size_t i = 0; i < m->n; i++) {
		const struct compare_minute *one = &m->items[i];
		struct json *row = json_new_array(a);
		json_add(row, json_new_int(a, one->candidate.requests));
		json_add(row, json_new_int(a, one->candidate.bad));
		json_add(row, json_new_int(a, one->baseline.requests));
		json_add(row, json_new_int(a, one->baseline.bad));
		json_add(out, row);
	}
	return out;
}

static void latency(struct arena *a, struct json_reader *r, struct json *out)
{
	struct trace t = { .test = test_of(r, "worseThan", true),
		.blocking = { COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES },
		.dispersion = json_read_double_or(r, "dispersion", 1) };
	size_t n = json_size(json_read_array(r, "candidate")), n_baseline = json_size(json_read_array(r, "baseline"));
	struct minutes m = { ARENA_ARRAY(a, struct compare_minute, n + 1), n < n_baseline ? n : n_baseline };
	int64_t bound = json_read_int(r, "slowAboveBound");
	if (bound < 0)
		refuse(r, "the bound is negative");
	for (size_t i = 0; i < m.n && !r->failed; i++)
		m.items[i] = (struct compare_minute){ .start = (int64_t)i,
			.candidate = slow_of(a, r, "candidate", i, (size_t)bound),
			.baseline = slow_of(a, r, "baseline", i, (size_t)bound),
			.share = -1 };
	if (!sound(r, &t.test, &m, t.dispersion))
		return;
	trace(a, &t, &m, out);
	json_set(out, "minutes", minutes_out(a, &m));
}

static void probes(struct arena *a, struct json_reader *r, struct json *out)
{
	struct trace t = {
		.test = test_of(r, "worseThan", true), .blocking = { INT64_MAX, small(r, "roundsOfABlock", 4) }, .dispersion = 1
	};
	size_t n = json_size(json_read_array(r, "pairs"));
	struct minutes m = { ARENA_ARRAY(a, struct compare_minute, n + 1), n };
	for (size_t i = 0; i < n && !r->failed; i++)
		m.items[i] = (struct compare_minute){ .start = (int64_t)i,
			.candidate = { 1, int_at(a, r, "pairs", i, 0) },
			.baseline = { 1, int_at(a, r, "pairs", i, 1) },
			.share = -1 };
	if (sound(r, &t.test, &m, 1))
		trace(a, &t, &m, out);
}

static void combine(struct arena *a, struct json_reader *r, struct json *out)
{
	size_t n, n_weights;
	double *log_e = doubles(a, r, "logE", &n), *weights = doubles(a, r, "weights", &n_weights);
	double all = 0;
	for (size_t i = 0; i < n_weights; i++)
		all += weights[i] >= 0 ? weights[i] : (double)NAN;
	if (!n || n != n_weights || !(all > 0))
		refuse(r, "there must be as many weights as numbers, not negative, one above 0");
	if (!r->failed)
		json_set(out, "logE", number(a, compare_combine(log_e, weights, n)));
}

static void ladder(struct arena *a, struct json_reader *r, struct json *out)
{
	size_t n;
	const double *rungs = doubles(a, r, "rungs", &n);
	struct compare_test t = test_of(r, NULL, true);
	struct minutes m = minutes_of(a, r);
	struct compare_params p = { .weight = 1,
		.dispersion = { json_read_double_or(r, "dispersion", 1) },
		.blocking = { COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES },
		.fine_from = INT64_MIN };
	const struct compare_input in = { .parts = { m.items }, .n_parts = 1, .n = m.n };
	if (!sound(r, &t, &m, p.dispersion[0]))
		return;
	bool most = !strcmp(json_read_string_or(r, "side", "atLeast"), "atMost");
	double rung = (most ? compare_at_most : compare_at_least)(&in, &p, &t, rungs, n);
	json_set(out, most ? "atMost" : "atLeast", rung > 0 ? number(a, rung) : json_new_null(a));
}

struct json *cases_out(struct arena *a, const struct json *one, struct err *e)
{
	static const struct {
		const char *name;
		void (*compute)(struct arena *a, struct json_reader *r, struct json *out);
	} kinds[] = {
		{ "pmf", pmf },
		{ "moments", moments },
		{ "worse", worse },
		{ "fine", fine },
		{ "absolute", absolute },
		{ "dispersion", dispersion },
		{ "latency", latency },
		{ "probes", probes },
		{ "combine", combine },
		{ "ladder", ladder },
	};
	const char *kind = json_text(json_get(one, "kind")).p;
	struct json_reader r = json_reader(json_get(one, "in"), "in", e);
	struct json *out = json_new_object(a);
	if (json_kind(json_get(one, "in")) != JSON_OBJECT) {
		err_set(e, ERR_MALFORMED, "no object `in`");
		return NULL;
	}
	for (size_t i = 0; i < COUNTOF(kinds); i++)
		if (kind && !strcmp(kind, kinds[i].name)) {
			kinds[i].compute(a, &r, out);
			return json_read_done(&r) || r.failed ? NULL : out;
		}
	err_set(e, ERR_MALFORMED, "an unknown kind");
	return NULL;
}
