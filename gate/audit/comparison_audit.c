/* SPDX-License-Identifier: Apache-2.0 */
/* comparison_audit.c: computes recorded comparisons again from their minutes and parameters. No side effects. */
#include "audit.h"
#include "../cel/cel.h"
#include "../evidence/evidence.h"
#include "../judge/comparison.h"

#include <math.h>
#include <string.h>

enum sameness { SAME, ROUNDED, OTHER };

static bool is_number(const struct json *v)
{
	return v && (json_kind(v) == JSON_INT || json_kind(v) == JSON_DOUBLE);
}

/* ROUNDED: math libraries differ in the last bits of a logarithm. */
static enum sameness number_sameness(double a, double b)
{
	const double rounding = 1e-9;
	if (a == b)
		return SAME;
	return fabs(a - b) <= rounding * fmax(1, fabs(a)) ? ROUNDED : OTHER;
}

static enum sameness value_sameness(const struct json *a, const struct json *b)
{
	if (is_number(a) && is_number(b))
		return number_sameness(json_double(a), json_double(b));
	if (!a || !b || json_kind(a) != JSON_OBJECT || json_kind(b) != JSON_OBJECT)
		return a && b && json_equal(a, b) ? SAME : OTHER;
	enum sameness worst = json_size(a) == json_size(b) ? SAME : OTHER;
	for (struct json_each it = json_each(a); json_next(&it);) {
		enum sameness one = value_sameness(it.value, json_get(b, it.key));
		worst = one > worst ? one : worst;
	}
	return worst;
}

static const char *printed(struct arena *a, const struct json *v)
{
	struct buf b = BUF_MAX(4096);
	if (!v)
		return "nothing";
	json_print(v, JSON_SORTED, &b);
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* Returns the first fact that differs most, or NULL; sets *how. Its basis is what the facts are computed from. */
static const char *different(const struct json *recorded, const struct json *again, enum sameness *how)
{
	const char *key = NULL;
	*how = SAME;
	for (struct json_each it = json_each(again); json_next(&it);) {
		enum sameness one = strcmp(it.key, "basis") != 0 ? value_sameness(json_get(recorded, it.key), it.value) : SAME;
		if (one > *how) {
			*how = one;
			key = it.key;
		}
	}
	for (struct json_each it = json_each(recorded); json_next(&it) && *how != OTHER;)
		if (!json_get(again, it.key) && strcmp(it.key, "lookAgeSeconds") != 0) {
			*how = OTHER;
			key = it.key;
		}
	return key;
}

static enum sameness check_one(struct arena *a, const char *alias, const struct json *recorded, struct findings *out)
{
	const struct json *again = comparison_again(a, recorded);
	enum sameness how;
	if (!again) {
		finding_add(a, out, FINDING_WRONG, "comparisons", "%s: its minutes were not recorded", alias);
		return OTHER;
	}
	const char *key = different(recorded, again, &how);
	if (how == OTHER)
		finding_add(a, out, FINDING_WRONG, "comparisons", "%s: recorded %s = %s, but its recorded minutes give %s",
			alias, key, printed(a, json_get(recorded, key)), printed(a, json_get(again, key)));
	if (how == ROUNDED)
		finding_add(a, out, FINDING_NOT_CHECKED, "comparisons",
			"%s: the last digits of %s differ: it was computed with another mathematics library", alias, key);
	return how;
}

/* The evidence of all comparisons together; their weights add up to 1. */
static void check_release(struct arena *a, const struct json *all, const struct json *release, struct findings *out)
{
	double *log_e = ARENA_ARRAY(a, double, json_size(all) + 1), *weights = ARENA_ARRAY(a, double, json_size(all) + 1);
	const struct json *recorded = json_get(release, "evidence");
	double sum = 0;
	size_t n = 0;
	for (struct json_each it = json_each(all); json_next(&it); n++) {
		log_e[n] = json_double(json_get(it.value, "evidence")) * log(10);
		weights[n] = json_double(json_get(json_get(it.value, "basis"), "weight"));
		sum += weights[n];
		if (!(weights[n] > 0))
			return;
	}
	if (!n || number_sameness(sum, 1) == OTHER)
		return;
	double again = compare_combine(log_e, weights, n) / log(10);
	if (!is_number(recorded) || number_sameness(json_double(recorded), again) == OTHER)
		finding_add(a, out, FINDING_WRONG, "comparisons",
			"recorded release.evidence = %s, but the recorded comparisons give %.17g", printed(a, recorded), again);
}

void audit_comparisons(struct arena *a, const struct json *predicate, struct findings *out)
{
	const struct json *facts = statement_facts(a, predicate), *all = json_get(facts, "comparisons");
	size_t same = 0, other = 0;
	for (struct json_each it = json_each(all); json_next(&it);) {
		enum sameness how = OTHER; /* also unobserved: then so is the evidence of all together */
		if (!json_get(it.value, CEL_UNOBSERVED))
			how = check_one(a, it.key, it.value, out);
		same += how == SAME;
		other += how == OTHER;
	}
	if (!other)
		check_release(a, all, json_get(facts, "release"), out);
	if (same)
		finding_add(a, out, FINDING_OK, "comparisons", "%zu computed again from the recorded minutes: the same", same);
}
