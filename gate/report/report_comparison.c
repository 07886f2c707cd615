/* SPDX-License-Identifier: Apache-2.0 */
/* report_comparison.c: a comparison in one sentence, from its recorded facts: the requests of both revisions, what is
 * proven with which risk, or what is missing for a proof. Shared by all formats. */
#include "report.h"
#include "../cel/cel.h"
#include "../evidence/evidence.h"
#include "../judge/compare.h"

#include <math.h>
#include <string.h>

static double number(const struct json *v, const char *key)
{
	return json_double(json_get(v, key));
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------- */

/* Returns a whole number with a comma before each three digits: "97,300". */
static const char *count(struct arena *a, double n)
{
	if (!(n >= 0 && n < 1e15))
		return "?";
	long long rest = (long long)(n + 0.5);
	const char *out = arena_printf(a, rest < 1000 ? "%lld" : "%03lld", rest % 1000);
	for (rest /= 1000; rest; rest /= 1000)
		out = arena_printf(a, rest < 1000 ? "%lld,%s" : "%03lld,%s", rest % 1000, out);
	return out;
}

/* Returns an estimate with two significant digits: "11,000". */
static const char *about(struct arena *a, double n)
{
	double unit = n >= 100 ? pow(10, floor(log10(n)) - 1) : 1;
	return count(a, n >= 100 ? round(n / unit) * unit : ceil(n));
}

static const char *percent(struct arena *a, double ratio)
{
	double p = 100 * ratio;
	if (p > 0 && p < 0.001)
		return "less than 0.001 %";
	return arena_printf(a, p < 1 ? "%.2g %%" : p < 10 ? "%.1f %%" : "%.0f %%", p);
}

static const char *times(struct arena *a, double n)
{
	return n == 2 ? "twice" : arena_printf(a, "%g times", n);
}

static const char *plural(struct arena *a, double n, const char *unit)
{
	return arena_printf(a, "%s %s%s", count(a, n), unit, n == 1 ? "" : "s");
}

static const char *duration(struct arena *a, double minutes)
{
	enum { HOUR = 60, DAY = 24 * HOUR, YEAR = 365 * DAY };
	if (minutes >= YEAR)
		return "more than a year";
	return minutes < 2 * HOUR ? plural(a, ceil(minutes), "minute")
		: minutes < 2 * DAY   ? plural(a, ceil(minutes / HOUR), "hour")
							  : plural(a, ceil(minutes / DAY), "day");
}

/* ---- What was counted ------------------------------------------------------------------------------------------- */

/* What a bad request did, and does, as a predicate. */
struct words {
	const char *did, *does;
};

static struct words words_of(struct arena *a, const struct json *v)
{
	if (report_is(v, "of", "errors") || report_is(v, "of", "probes"))
		return (struct words){ "failed", "fail" };
	if (report_is(v, "of", "latency")) {
		const char *bound = arena_printf(a, "%g ms", number(v, "slowMs"));
		return (
			struct words){ arena_printf(a, "took more than %s", bound), arena_printf(a, "take more than %s", bound) };
	}
	return (struct words){ "were bad", "are bad" };
}

static bool is_probes(const struct json *v)
{
	return report_is(v, "of", "probes");
}

static bool is_traffic(const struct json *v)
{
	return report_is(v, "of", "traffic");
}

/* "50 of 500": bad requests of all requests of a revision. */
static const char *bad_of(struct arena *a, const struct json *arm)
{
	return arena_printf(a, "%s of %s", count(a, number(arm, "bad")), count(a, number(arm, "of")));
}

static const char *counts(struct arena *a, const struct json *v)
{
	const struct json *candidate = json_get(v, "candidate"), *baseline = json_get(v, "baseline");
	const char *share = percent(a, number(candidate, "ratio")),
			   *same = plural(a, number(v, "minutes"), is_probes(v) ? "pair" : "minute");
	if (is_traffic(v))
		return arena_printf(a, "%s requests that the traffic split gave it did not reach it (%s), in %s",
			bad_of(a, candidate), share, same);
	return arena_printf(a, "%s %s %s (%s), of the revision before it %s (%s) in the same %s", bad_of(a, candidate),
		is_probes(v) ? "probes" : "requests", words_of(a, v).did, share, bad_of(a, baseline),
		percent(a, number(baseline, "ratio")), same);
}

/* Probes of the run itself are left out where that can be done. */
static const char *own(struct arena *a, const struct json *v)
{
	double n = number(v, "own");
	if (!(n > 0))
		return "";
	return report_is(v, "of", "latency")
		? arena_printf(a, "; %s of the requests are probes of this run, whose times cannot be told from those of users",
			  count(a, n))
		: arena_printf(a, "; %s probes of this run are left out", count(a, n));
}

static const double much_noise = 1.5; /* times the variance of chance */

/* What is known of the service's own noise, and what was left out because of the warm-up or a change of the split. */
static const char *circumstances(struct arena *a, const struct json *v)
{
	const struct json *known = json_at(v, "basis.noiseKnown");
	double dispersion = number(v, "dispersion"), dropped = number(v, "dropped");
	const char *noise = dispersion >= much_noise
		? arena_printf(
			  a, "; by itself the service varies %.1f times as much as by chance, which weakens the proof", dispersion)
		: json_kind(known) == JSON_BOOL && !json_is_true(known) ? "; how much the service varies by itself is not known"
																: "";
	return dropped > 0
		? arena_printf(a, "%s; %s left out: the warm-up, changes of the split, or answers that prove nothing", noise,
			  plural(a, dropped, "minute"))
		: noise;
}

/* "1,000", of a risk of 0.001. */
static const char *one_of(struct arena *a, const struct json *test)
{
	double risk = number(test, "risk");
	return count(a, risk > 0 ? 1 / risk : 0);
}

/* ---- Worse, fine ------------------------------------------------------------------------------------------------ */

/* Odds are the ratio of bad to good requests; "times as many" is the same as long as few requests are bad. */
static const char *at_least(struct arena *a, const struct json *v)
{
	const double few = 0.2;
	double least = number(v, "atLeast");
	if (!(least > 1))
		return "";
	return number(json_get(v, "candidate"), "ratio") <= few ? arena_printf(a, ": at least %g times as many", least)
															: arena_printf(a, ": at least %g times the odds", least);
}

static const char *worse_words(struct arena *a, const struct json *v)
{
	return arena_printf(a, "worse: %s%s; by chance in fewer than 1 of %s releases", counts(a, v), at_least(a, v),
		one_of(a, json_get(json_get(v, "basis"), "worse")));
}

/* What is proven of a fine candidate. */
static const char *fine_claim(struct arena *a, const struct json *v)
{
	const struct json *basis = json_get(v, "basis");
	double hardly = number(basis, "floor");
	if (is_traffic(v))
		return "at least half of the requests that the traffic split gave it reached it";
	const char *claim = arena_printf(a, "its %s %s not more than %s as often as those of the revision before it",
		is_probes(v) ? "probes" : "requests", words_of(a, v).does, times(a, number(json_get(basis, "fine"), "margin")));
	return hardly > 0 ? arena_printf(a, "%s, or fewer than %s of them do", claim, percent(a, hardly)) : claim;
}

/* Users are not served by either revision. */
static bool both_fail(const struct json *v)
{
	const double many = 0.1;
	return report_is(v, "of", "errors") && number(json_get(v, "candidate"), "ratio") >= many &&
		number(json_get(v, "baseline"), "ratio") >= many;
}

static const char *fine_words(struct arena *a, const struct json *v)
{
	return arena_printf(a, "fine: %s (%s; wrong in at most 1 of %s)%s", fine_claim(a, v), counts(a, v),
		one_of(a, json_get(json_get(v, "basis"), "fine")),
		both_fail(v) ? "; both fail alike: the cause is shared, and going back would not help" : "");
}

/* ---- Not yet known ---------------------------------------------------------------------------------------------- */

/* What the estimates are made from. */
struct traffic {
	double base, share, per_minute; /* ratio of bad requests of the baseline; of the candidate; requests of both */
};

/* As long as nothing was bad, 1 % is assumed, or less after so many good requests that 1 % would have shown. */
static struct traffic traffic_of(const struct json *v)
{
	const double assumed = 0.01;
	const struct json *baseline = json_get(v, "baseline");
	double of = number(baseline, "of"), minutes = number(v, "minutes"), bad = number(baseline, "bad");
	return (struct traffic){ .base = bad > 0 && of > 0 ? bad / of : fmin(assumed, 1 / fmax(of, 1)),
		.share = number(v, "share"),
		.per_minute = minutes > 0 ? (number(json_get(v, "candidate"), "of") + of) / minutes : 0 };
}

static struct compare_test test_of(const struct json *test, double weight)
{
	int64_t minutes = json_int(json_get(test, "minutes"));
	int64_t limited = minutes < LIMIT_COMPARE_MINUTES ? minutes : LIMIT_COMPARE_MINUTES; /* evidence may be forged */
	return (struct compare_test){
		.margin = number(test, "margin"), .risk = number(test, "risk") * weight, .minutes = (int)limited
	};
}

/* Returns "about N requests or T to see WHAT", or NULL if no number of requests would do. */
static const char *needed(
	struct arena *a, const struct traffic *t, const struct compare_test *test, double requests, const char *what)
{
	if (!(requests > 0 && isfinite(requests) && t->per_minute > 0))
		return NULL;
	return arena_printf(a, "about %s requests or %s to see %s", about(a, requests),
		duration(a, fmax(requests / t->per_minute, test->minutes)), what);
}

static const char *joined(struct arena *a, const char *list, const char *item)
{
	return !item ? list : *list ? arena_printf(a, "%s, %s", list, item) : item;
}

/* How much it takes, with this traffic, to see that a candidate is alike, twice as bad, or out of order. Noise
 * multiplies it. */
static const char *how_much(struct arena *a, const struct json *v)
{
	const double doubled = 2, outage = 0.9; /* times; ratio of requests that fail */
	const struct json *basis = json_get(v, "basis");
	struct traffic t = traffic_of(v);
	double noise = fmax(1, number(v, "dispersion"));
	struct compare_test fine = test_of(json_get(basis, "fine"), 1);
	struct compare_test worse = test_of(json_get(basis, "worse"), number(basis, "weight"));
	const char *out = "";
	out = joined(a, out,
		needed(a, &t, &fine, noise * compare_requests_needed(&fine, true, t.base, t.share, 1),
			"that it is fine if it is alike"));
	if (doubled * t.base < outage)
		out = joined(a, out,
			needed(
				a, &t, &worse, noise * compare_requests_needed(&worse, false, t.base, t.share, doubled), "a doubling"));
	if (doubled * t.base < outage && report_is(v, "of", "errors"))
		out = joined(a, out,
			needed(a, &t, &worse, noise * compare_requests_needed(&worse, false, t.base, t.share, outage / t.base),
				"an outage"));
	return *out ? arena_printf(a, "; with this traffic%s (base %s, %s of the requests) it takes %s",
					  noise >= much_noise ? " and noise" : "", percent(a, t.base), percent(a, t.share), out)
				: "";
}

/* Pairs of probes need no users. The line can be put into the config. */
static const char *sooner(struct arena *a, const struct json *v)
{
	const struct json *probe = json_get(v, "sooner");
	struct str alias = json_text(probe);
	if (!report_is(v, "of", "errors") || (json_kind(probe) == JSON_STRING && !alias.n))
		return "";
	if (!alias.n)
		return "; a probe in pairs tells an outage within 15 s of its first failure: "
			   "comparisons = { ... = { probe = \"...\"; of = \"probes\"; }; }";
	return arena_printf(a,
		"; the probe %s in pairs tells an outage within 15 s of its first failure: "
		"comparisons = { %s_pairs = { probe = \"%s\"; of = \"probes\"; }; }",
		alias.p, alias.p, alias.p);
}

static const char *unknown_words(struct arena *a, const struct json *v)
{
	const char *reason = report_at(v, "reason").n ? report_at(v, "reason").p : "no reason was recorded";
	bool requests = !strcmp(reason, compare_reason_text(COMPARE_TOO_LITTLE)) ||
		!strcmp(reason, compare_reason_text(COMPARE_NOISE));
	const struct json *comparable = json_get(v, "comparable");
	double most = number(v, "atMost");
	if (number(v, "minutes") <= 0)
		return arena_printf(
			a, "%s: %s", comparable && !json_is_true(comparable) ? "not compared" : "not yet known", reason);
	bool needs = requests && !is_traffic(v) && !is_probes(v);
	return arena_printf(a, "not yet known: %s: %s%s%s%s", reason, counts(a, v),
		most > 0 ? arena_printf(a, "; so far not more than %s as many", times(a, most)) : "",
		needs ? how_much(a, v) : "", needs ? sooner(a, v) : "");
}

const char *report_comparison(struct arena *a, const struct json *facts)
{
	const struct json *unobserved = json_get(facts, CEL_UNOBSERVED);
	bool worse = json_is_true(json_get(facts, "worse")), fine = json_is_true(json_get(facts, "fine"));
	if (unobserved)
		return arena_printf(a, "not known: %s", json_text(unobserved).p);
	if (worse && fine) /* more often than before, and still hardly ever */
		return arena_printf(a, "%s; and yet fine: %s%s", worse_words(a, facts), fine_claim(a, facts), own(a, facts));
	const char *words = worse ? worse_words(a, facts) : fine ? fine_words(a, facts) : unknown_words(a, facts);
	return arena_printf(a, "%s%s%s", words, is_probes(facts) ? "" : circumstances(a, facts), own(a, facts));
}

const struct json *report_comparisons(struct arena *a, const struct json *predicate)
{
	return like_unfold(a, json_get(json_get(predicate, "facts"), "comparisons"));
}
