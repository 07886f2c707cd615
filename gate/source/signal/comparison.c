/* SPDX-License-Identifier: Apache-2.0 */
/* comparison.c: one timeSeries.list for both revisions of a service, since the candidate has its traffic and an hour
 * before. */
#include "comparison.h"
#include "minutes_rows.h"
#include "own.h"
#include "pairs.h"
#include "recorded.h"
#include "query.h"
#include "../source.h"
#include "../../config/template.h"

#include <string.h>

enum { SPLITS = 64 };

struct kept {
	const struct config_compare *compare;
	struct minutes minutes;
	struct minutes_split splits[SPLITS];
	size_t n_splits;
	bool began;
};

struct asking {
	struct observations *observations;
	struct observation *l;
	struct minutes_of of;
	struct monitoring_query query;
	int64_t now; /* unix ms, a whole minute */
};

void *comparison_begin(struct arena *a, const struct config_compare *c)
{
	struct kept *k = ARENA_NEW(a, struct kept);
	k->compare = c;
	k->minutes.a = a;
	return k;
}

static void unknown(struct observations *observations, struct observation *l, const struct err *error)
{
	struct err e = *error;
	err_wrap(&e, "comparisons.%s", l->alias);
	observation_end(observations, l, NULL, &e);
}

/* ---- The value --------------------------------------------------------------------------------------------------- */

static void put_parts(struct arena *a, const struct minutes *m, struct json *out)
{
	struct json *parts = json_new_array(a), *dispersion = json_new_array(a), *bounds_ms = json_new_array(a);
	struct json *bounds = json_new_array(a);
	for (size_t i = 0; i < m->n_parts; i++) {
		struct json *minutes = json_new_array(a);
		for (size_t at = 0; at < m->n; at++)
			json_add(minutes, minutes_row_json(a, &m->parts[i][at]));
		json_add(parts, minutes);
		json_add(dispersion, json_new_double(a, m->dispersion[i]));
		json_add(bounds_ms, json_new_double(a, m->bounds_ms[i]));
		json_add(bounds, json_new_int(a, (int64_t)m->bounds[i]));
	}
	json_set(out, "parts", parts);
	json_set(out, "dispersion", dispersion);
	json_set(out, "boundsMs", bounds_ms);
	json_set(out, "bounds", bounds);
}

static struct json *value_of(struct arena *a, const struct kept *k, const struct asking *q)
{
	const struct config_comparison *c = q->l->config;
	const struct minutes *m = &k->minutes;
	struct json *v = json_new_object(a);
	json_set_string(a, v, "of", comparison_names[c->of]);
	json_set_string(a, v, "candidate", q->of.candidate);
	json_set_string(a, v, "baseline", q->of.baseline);
	put_parts(a, m, v);
	json_set_bool(a, v, "noiseKnown", m->noise_known);
	json_set_int(a, v, "stepAt", k->splits[k->n_splits - 1].since);
	double share = k->splits[k->n_splits - 1].share;
	bool two = q->of.baseline && strcmp(q->of.candidate, q->of.baseline) != 0;
	json_set(v, "share", json_new_double(a, share));
	json_set_bool(a, v, "comparable", two && share > 0 && share < 1);
	json_set_int(a, v, "waiting", m->waiting);
	json_set_int(a, v, "dropped", m->dropped);
	json_set_int(a, v, "revised", m->revised);
	json_set_int(a, v, "own", m->own);
	json_set_int(a, v, "reason", m->reason);
	return v;
}

static void on_series(void *arg, const struct gcp_reply *reply)
{
	struct asking *q = arg;
	struct arena *a = q->l->a;
	struct kept *k = q->l->kept;
	struct minutes_look look = { .from = q->query.end - q->query.window, .now = q->now };
	struct monitoring_series *series = NULL;
	struct err e = reply->error;
	bool none = e.code == ERR_NOT_FOUND; /* Google returns this for a metric that never had a point */
	if (!none && (e.code != ERR_NONE || monitoring_series_of(a, reply->body, &q->query, &series, &look.n, &e))) {
		unknown(q->observations, q->l, &e);
		return;
	}
	look.series = series;
	look.n_own = own_requests(a, q->observations->loop, gcp_skew_ms(q->observations->gcp), q->l->service, &look.own);
	minutes_take(a, &q->of, k->splits, k->n_splits, &look, &k->minutes, &e);
	if (k->minutes.reason == COMPARE_NOT_OBSERVED)
		unknown(q->observations, q->l, &e);
	else
		observation_end(q->observations, q->l, value_of(a, k, q), NULL);
}

/* ---- The request ------------------------------------------------------------------------------------------------ */

double comparison_share(const struct service *s)
{
	const struct cloudrun_service *now = &s->now;
	int candidate = cloudrun_percent(&now->effective, now->latest_ready, s->target.candidate->name);
	int baseline = s->target.baseline ? cloudrun_percent(&now->effective, now->latest_ready, s->target.baseline->name)
									  : 0;
	return candidate + baseline ? (double)candidate / (candidate + baseline) : 0;
}

/* Notes the split of the newest read. Returns -1 with e if it is not known since when it is so. */
static int note_split(struct kept *k, const struct service *s, struct err *e)
{
	double share = comparison_share(s);
	int64_t since = cloudrun_routed_at(&s->now);
	struct minutes_split *last = k->n_splits ? &k->splits[k->n_splits - 1] : NULL;
	if (last && last->share == share)
		return 0;
	if (!since)
		return err_set(e, ERR_EVAL, "it is not known since when %s has its traffic split", s->config->member.alias);
	if (k->n_splits == SPLITS)
		return err_set(e, ERR_LIMIT, "the traffic split changed more than %d times", SPLITS);
	if (k->n_splits == 1 && k->splits[0].share <= 0)
		k->n_splits = 0; /* the candidate had no traffic until now */
	k->splits[k->n_splits++] = (struct minutes_split){ since, share };
	return 0;
}

static int prepare(struct asking *q, const struct service *s, struct err *e)
{
	const struct config_comparison *c = q->l->config;
	struct kept *k = q->l->kept;
	const struct err_kept *why = &s->observation->error;
	if (!s->chosen || !s->target.candidate)
		return err_set(e, why->code == ERR_NONE ? ERR_EVAL : why->code, "the candidate of %s is not known",
			s->config->member.alias);
	if (note_split(k, s, e))
		return -1;
	const char *type = c->of == COMPARISON_LATENCY ? "run.googleapis.com/request_latencies"
												   : "run.googleapis.com/request_count";
	q->of = (struct minutes_of){ .latency = c->of == COMPARISON_LATENCY,
		.candidate = s->target.candidate->name,
		.baseline = s->target.baseline ? s->target.baseline->name : NULL,
		.begin = k->splits[0].since,
		.delay = monitoring_delay(type),
		.settle = comparison_settle(k->compare, c),
		.history = k->compare->history,
		.quantiles = { 0.5, 0.9, 0.99 },
		.n_quantiles = c->quantiles.n ? c->quantiles.n : COMPARE_PARTS };
	for (size_t i = 0; i < c->quantiles.n; i++)
		q->of.quantiles[i] = comparison_quantile(c->quantiles.items[i]);
	q->query = (struct monitoring_query){ .project = s->config->project,
		.filter = arena_printf(q->l->a,
			"metric.type=\"%s\" AND resource.type=\"cloud_run_revision\" AND resource.labels.project_id=%s AND "
			"resource.labels.service_name=%s AND resource.labels.location=%s",
			type, template_quoted(q->l->a, s->config->project), template_quoted(q->l->a, s->config->service),
			template_quoted(q->l->a, s->config->region)),
		.aligner = "ALIGN_DELTA",
		.reducer = "REDUCE_SUM",
		.period = MINUTE_MS };
	return 0;
}

/* Once: goes on with the minutes that an earlier run about the same revisions recorded. */
static void go_on(const struct release *release, struct observation *l)
{
	const struct config_comparison *c = l->config;
	struct kept *k = l->kept;
	const struct json *basis = !k->began ? release_earlier(release, l->a, l, comparison_names[c->of]) : NULL;
	k->began = true;
	if (basis)
		(void)recorded_minutes(basis, &k->minutes);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	static const char *fields[] = { "resource.labels.revision_name", "metric.labels.response_code_class" };
	struct asking *q = ARENA_NEW(l->a, struct asking);
	struct err e;
	*q = (struct asking){ .observations = observations, .l = l };
	if (prepare(q, l->service, &e)) {
		unknown(observations, l, &e);
		return;
	}
	struct kept *k = l->kept;
	double share = k->splits[0].share;
	go_on(release, l);
	if (k->n_splits == 1 && !k->minutes.restored && (share <= 0 || share >= 1)) { /* there is no minute to compare */
		k->minutes.reason = share <= 0 ? COMPARE_NO_CANDIDATE : COMPARE_NO_BASELINE;
		observation_end(observations, l, value_of(l->a, k, q), NULL);
		return;
	}
	int64_t now = gcp_wall(observations->gcp), from = q->of.begin - q->of.history;
	q->now = now - now % MINUTE_MS;
	q->query.group_by = (struct conf_strings){ .items = fields, .n = q->of.latency ? 1 : COUNTOF(fields) };
	q->query.end = q->now;
	q->query.window = q->now - (from - from % MINUTE_MS);
	monitoring_list(observations->gcp, l->a, &q->query, signal_deadline(observations), on_series, q);
}

static const struct fact_doc facts[] = {
	{ "of", "string", "what is compared: errors, latency, traffic, probes" },
	{ "worse", "bool", "the candidate is proven to be worse, by more than worse_by" },
	{ "fine", "bool", "the candidate is proven not to be worse by fine_within, or to fail less often than the floor" },
	{ "known", "bool", "one of both is proven" },
	{ "comparable", "bool",
		"both revisions exist and have traffic now (probes: both exist); false: no data could ever prove anything, "
		"such as after a deploy straight to 100 %" },
	{ "evidence", "double", "evidence for worse: log10; worse as soon as it reaches `needed`, and for good" },
	{ "needed", "double", "log10 of compare.wrong_once_in, and of the part of it that this comparison has" },
	{ "fineEvidence", "double", "evidence for fine at this step of the split: log10" },
	{ "fineNeeded", "double", "log10 of compare.fine_wrong_once_in" },
	{ "atLeast", "double", "so many times worse (odds) is proven; absent: nothing is" },
	{ "atMost", "double", "less than so many times worse is proven; absent: nothing is" },
	{ "times", "double", "estimate of how many times worse (Mantel-Haenszel odds ratio), without a promise" },
	{ "candidate", "arm", "requests of the candidate in the minutes that were used; probes: in the pairs" },
	{ "baseline", "arm", "requests of the baseline in the same minutes" },
	{ "minutes", "int", "minutes that were used; probes: pairs" },
	{ "blocks", "int", "minutes (probes: pairs), or several together, that say something" },
	{ "waiting", "int", "minutes (probes: pairs) that are not complete yet" },
	{ "dropped", "int",
		"minutes that were left out: the split changed, or a revision was silent against its share; probes: pairs in "
		"the warm-up, or with an answer that proves nothing" },
	{ "revised", "int", "minutes that changed after they were used, which changes nothing" },
	{ "own", "int",
		"requests of this run's own probes, at tag URLs, in the minutes that were used: left out; of latency they are "
		"among the counted ones, because their measured times are not those of Cloud Run" },
	{ "dispersion", "double", "how much more the service varies by itself than by chance; 1: not at all" },
	{ "slowMs", "double", "latency: slow is above; of the quantile that matters most" },
	{ "share", "double", "part of the requests that the candidate had" },
	{ "reason", "string",
		"why it is not known: too few requests, too few minutes, too much noise, ...; empty if it is" },
	{ "sooner", "string",
		"errors: the probe that would tell an outage sooner if it were compared in pairs; empty: one of the service is "
		"compared already; absent: no probe of the config could" },
	{ "basis", "map", "minutes and parameters from which all of this was computed" },
};
static const struct fact_doc arm_facts[] = {
	{ "bad", "int", "failed, slow or missing requests" },
	{ "of", "int", "all requests" },
	{ "ratio", "double", "bad / of; 0 without requests" },
};
static const struct fact_shape shapes[] = { { "arm", arm_facts, COUNTOF(arm_facts) } };

const struct source source_comparison = {
	.kind = "comparison",
	.group = GROUP_COMPARISONS,
	.every = 30 * 1000,
	.after_services = true,
	.slow = true,
	.start = start,
	.doc = "the candidate compared with its baseline, minute by minute",
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.shapes = shapes,
	.n_shapes = COUNTOF(shapes),
};

/* Its facts are those of the other comparisons; the table of sources has them once. */
const struct source source_pairs = {
	.kind = "pairs",
	.group = GROUP_COMPARISONS,
	.every = EVERY_ROUND,
	.after_services = true,
	.start = pairs_start,
	.doc = "a probe of the candidate beside the same probe of its baseline, at their tag URLs",
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.shapes = shapes,
	.n_shapes = COUNTOF(shapes),
};
