/* SPDX-License-Identifier: Apache-2.0 */
/* metric.c: a value from Cloud Monitoring or a Prometheus server. Uses only points that are complete. If there is no
 * series, there is no value; it is never taken as zero. */
#include "query.h"
#include "../source.h"
#include "../../config/preset.h"
#include "../../config/template.h"

#include <string.h>

enum { MINUTE_MS = 60 * 1000, PARTS = 2 };

struct asking {
	struct observations *observations;
	struct observation *l;
	const struct config_metric *config;
	const struct preset *ready;  /* NULL: the config has a filter or query */
	const char *query, *project; /* query: after substitution */
	int64_t deadline, end;       /* loop_now; end of the query, unix ms: points up to it are complete */
	struct part {
		struct asking *q;
		struct monitoring_query query;
		struct monitoring_series *series;
		size_t n;
	} parts[PARTS];
	size_t n, waiting;
	struct err error;
};

static void metric_unknown(struct asking *q, const struct err *error)
{
	struct err e = *error;
	err_wrap(&e, "metrics.%s", q->l->alias);
	observation_end(q->observations, q->l, NULL, &e);
}

static void metric_end(struct asking *q, struct json *facts)
{
	json_set_string(q->l->a, facts, "metric", q->ready ? q->ready->name : "");
	json_set_string(q->l->a, facts, "query", say_scrub_to(q->l->a, q->observations->log, q->query));
	observation_end(q->observations, q->l, facts, NULL);
}

static void put_age(struct asking *q, struct json *facts, int64_t at)
{
	if (json_get(facts, "value"))
		json_set_int(q->l->a, facts, "ageSeconds", (gcp_wall(q->observations->gcp) - at) / 1000);
}

/* ---- timeSeries.list ------------------------------------------------------------------------------- */

/* Sets *value to the number or, for a distribution, to its mean. */
static int plain_value(
	struct arena *a, const struct monitoring_point *p, struct json **value, int64_t *samples, struct err *e)
{
	double mean = 0;
	*value = NULL;
	if (json_kind(p->value) != JSON_OBJECT)
		*value = json_copy(a, p->value);
	else if (distribution_mean(a, p->value, &mean, samples, e))
		return -1;
	else if (*samples)
		*value = json_new_double(a, mean);
	return 0;
}

/* Facts for a filter of the config: a single series gives the value; several need group_by. */
static struct json *filter_facts(struct asking *q, const struct part *p, struct err *e)
{
	struct arena *a = q->l->a;
	struct json *out = json_new_object(a), *groups = json_new_object(a), *value = NULL;
	int64_t samples = 0;
	if (p->n > 1 && !q->config->group_by.n) {
		err_set(e, ERR_EVAL,
			"the filter matches %zu series instead of one; aggregate them with reducer, or set group_by", p->n);
		return NULL;
	}
	for (size_t i = 0; i < p->n; i++) {
		int64_t n = (int64_t)p->series[i].n;
		if (plain_value(a, &p->series[i].points[0], &value, &n, e))
			return NULL;
		json_set(groups, p->series[i].group, value);
		samples += n;
	}
	json_set(out, "value", p->n == 1 ? value : NULL);
	json_set_int(a, out, "samples", samples);
	json_set_string(a, out, "unit", p->n ? p->series[0].unit : "");
	if (q->config->group_by.n)
		json_set(out, "groups", groups);
	return out;
}

static void metric_judge(struct asking *q)
{
	struct monitoring_series *all = ARENA_ARRAY(q->l->a, struct monitoring_series, q->parts[0].n + q->parts[1].n + 1);
	size_t n = 0;
	int64_t at = 0;
	struct err e = q->error;
	if (e.code != ERR_NONE) {
		metric_unknown(q, &e);
		return;
	}
	for (size_t i = 0; i < q->n; i++)
		for (size_t s = 0; s < q->parts[i].n; s++) {
			all[n++] = q->parts[i].series[s];
			at = q->parts[i].series[s].points[0].end > at ? q->parts[i].series[s].points[0].end : at;
		}
	if (q->n == PARTS && (!q->parts[0].n || !q->parts[1].n)) /* no value if one of the two summed series is missing */
		n = 0;
	struct json *facts = q->ready ? preset_facts(q->observations, q->l, q->ready, all, n, &e)
								  : filter_facts(q, &q->parts[0], &e);
	if (!facts) {
		metric_unknown(q, &e);
		return;
	}
	put_age(q, facts, at);
	metric_end(q, facts);
}

static void metric_on_series(void *arg, const struct gcp_reply *reply)
{
	struct part *p = arg;
	struct asking *q = p->q;
	struct err e = reply->error;
	bool none = q->ready && e.code == ERR_NOT_FOUND; /* Google returns this for a metric that never had a point */
	if (!none && (e.code != ERR_NONE || monitoring_series_of(q->l->a, reply->body, &p->query, &p->series, &p->n, &e)))
		q->error = e;
	if (!--q->waiting)
		metric_judge(q);
}

static void ask_series(struct asking *q, const char *const *filters, size_t n)
{
	const struct config_metric *c = q->config;
	const struct preset *m = q->ready;
	bool newest = m && m->how == PRESET_NEWEST;
	for (size_t i = 0; i < n; i++) {
		struct part *p = &q->parts[i];
		*p = (struct part){ .q = q,
			.query = { .project = q->project,
				.filter = filters[i],
				.aligner = m ? m->aligner : c->aligner,
				.reducer = m ? m->reducer : c->reducer,
				.group_by = c->group_by,
				.end = q->end,
				.window = c->window,
				.period = newest      ? MINUTE_MS
					: !m && c->period ? c->period
									  : c->window } };
		if (m) {
			const char **group = ARENA_ARRAY(q->l->a, const char *, 1);
			*group = m->group_by;
			p->query.group_by = (struct conf_strings){ .items = group, .n = m->group_by != NULL };
		}
		q->query = i ? arena_printf(q->l->a, "%s\n%s", q->query, filters[i]) : filters[i];
	}
	q->n = q->waiting = n;
	for (size_t i = 0; i < n; i++)
		monitoring_list(q->observations->gcp, q->l->a, &q->parts[i].query, q->deadline, metric_on_series, &q->parts[i]);
}

/* ---- PromQL --------------------------------------------------------------------------------------------- */

static void prometheus_end(struct asking *q, const struct json *body)
{
	struct arena *a = q->l->a;
	struct json *out = json_new_object(a), *value;
	int64_t at = q->end;
	struct err e;
	if (prometheus_value_of(a, body, &value, &at, &e)) {
		metric_unknown(q, &e);
		return;
	}
	json_set(out, "value", value);
	json_set_int(a, out, "samples", value != NULL);
	put_age(q, out, at);
	metric_end(q, out);
}

static void metric_on_prometheus(void *arg, const struct gcp_reply *reply)
{
	struct asking *q = arg;
	if (reply->error.code != ERR_NONE)
		metric_unknown(q, &reply->error);
	else
		prometheus_end(q, reply->body);
}

static void metric_on_answer(void *arg, const struct http_answer *answer)
{
	struct asking *q = arg;
	struct json *body = NULL;
	struct err e = answer->error;
	if (e.code == ERR_NONE && answer->status / 100 != 2)
		gcp_error_of(answer->status, answer->body, "Prometheus", &e);
	else if (e.code == ERR_NONE && json_parse_peer(q->l->a, answer->body, NULL, &body, &e))
		err_wrap(&e, "Prometheus answered %d with a body that is not JSON", answer->status);
	if (e.code != ERR_NONE)
		metric_unknown(q, &e);
	else
		prometheus_end(q, body);
}

/* Sends the query to a Prometheus server, without a Google token. A secret in its URL stays hidden. */
static void ask_url(struct asking *q, const char *form)
{
	static const char path[] = "/api/v1/query";
	struct secrets *k = q->observations->log->secrets;
	const struct secret *base = q->config->url;
	size_t n = strcspn(secret_reveal(base), "?#");
	const char *text = secret_reveal(base), *query = text + n;
	while (n && text[n - 1] == '/')
		n--;
	bool whole = n >= strlen(path) && !strncmp(text + n - strlen(path), path, strlen(path));
	const char *url = arena_printf(q->l->a, "%.*s%s%s", (int)n, text, whole ? "" : path, query);
	struct http_header *type = ARENA_NEW(q->l->a, struct http_header);
	static const char form_type[] = "application/x-www-form-urlencoded";
	*type = (struct http_header){ "Content-Type", secret_plain(q->l->a, form_type) };
	struct http_request request = { .kind = HTTP_PROBE,
		.method = "POST",
		.url = secret_hidden(base) ? secret_new(k, url, strlen(url), true) : secret_plain(q->l->a, url),
		.headers = type,
		.n_headers = 1,
		.body = secret_plain(q->l->a, form),
		.deadline = q->deadline,
		.timeout_ms = LIMIT_CALL_MS,
		.body_max = LIMIT_PEER_JSON_BYTES,
		.attempts_max = LIMIT_RETRY_ATTEMPTS };
	http_start(q->observations->loop, q->l->a, &request, metric_on_answer, q);
}

static void ask_prometheus(struct asking *q)
{
	const char *form = prometheus_form(q->l->a, q->query, q->end);
	if (q->config->url)
		ask_url(q, form);
	else
		prometheus_query(q->observations->gcp, q->l->a, q->project, form, q->deadline, metric_on_prometheus, q);
}

/* ---- Start ------------------------------------------------------------------------------------------------- */

static int64_t delay_of(const struct config_metric *c, const char *query)
{
	if (c->delay)
		return c->delay;
	return c->url ? 0 : monitoring_delay(query);
}

static enum group group_of(const struct config_metric *c)
{
	int g = 0;
	while (g + 1 < GROUP__COUNT && !group_of_metric(c, (enum group)g))
		g++;
	return (enum group)g;
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_metric *c = l->config;
	struct asking *q = ARENA_NEW(l->a, struct asking);
	const char *filters[PARTS] = { NULL }, *near;
	size_t n = 1;
	struct err e;
	*q = (struct asking){ .observations = observations,
		.l = l,
		.config = c,
		.project = c->project,
		.deadline = signal_deadline(observations) };
	if (c->metric) {
		q->ready = preset_named(group_of(c), c->metric, &near);
		n = preset_filters(observations, l, q->ready, filters, &e);
	} else {
		filters[0] = signal_fill(observations, release, l, c->promql ? TEMPLATE_PROMQL : TEMPLATE_MONITORING,
			c->promql ? c->promql : c->filter, &e);
	}
	if (!n || !filters[0]) {
		metric_unknown(q, &e);
		return;
	}
	int64_t end = gcp_wall(observations->gcp) - delay_of(c, filters[0]);
	q->end = end - end % 1000;
	q->query = filters[0];
	if (c->promql)
		ask_prometheus(q);
	else
		ask_series(q, filters, n);
}

static const struct fact_doc facts[] = {
	{ "metric", "string", "name of the predefined metric, or \"\"" },
	{ "value", "double", "value of the newest complete point; absent if there is no series (no data is not zero)" },
	{ "samples", "int", "size of the sample: requests, points of a distribution, or points in the window; 0: no data" },
	{ "ageSeconds", "int", "age of the end of that point" },
	{ "unit", "string", "unit of the metric: 1, ms, By/s" },
	{ "groups", "map of double", "with group_by: value of each group, by its labels joined with /" },
	{ "limit", "int", "limit of a predefined metric (maxConnections, maxInstances), if known" },
	{ "ratio", "double", "value / limit" },
	{ "query", "string", "query that was sent, after substitution" },
};

const struct source source_metric = {
	.kind = "metric",
	.group = GROUP_METRICS,
	.every = 60 * 1000,
	.after_services = true,
	.slow = true,
	.start = start,
	.doc = "a value from Cloud Monitoring or a Prometheus server",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};
