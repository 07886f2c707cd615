/* SPDX-License-Identifier: Apache-2.0 */
/* openmetrics.c: what a run knows, as metrics. All samples of a metric follow one another, as the format requires. */
#include "openmetrics.h"
#include "report.h"

#include <math.h>
#include <string.h>

/* seen: as of openmetrics_put. given: the series of the present metric, of which each may have one sample. */
struct page {
	struct arena *a;
	const struct json *seen;
	struct buf *out;
	struct json *given;
	bool projects; /* the services are in several projects: `project` is a label too */
};

/* ---- Samples ---------------------------------------------------------------------------------------- */

struct label {
	const char *name;
	struct str value;
};

/* In the value of a label, a backslash, a quote and a line end are escaped. */
static void put_value(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n')
			buf_puts(out, "\\n");
		else if (s.p[i] == '"' || s.p[i] == '\\')
			buf_printf(out, "\\%c", s.p[i]);
		else
			buf_putc(out, s.p[i]);
	}
}

/* Appends the labels that have a value: {a="1",b="2"}; nothing if there is none. */
static void put_labels(struct buf *out, const struct label *labels, size_t n)
{
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		if (!labels[i].value.n)
			continue;
		buf_printf(out, "%s%s=\"", any ? "," : "{", labels[i].name);
		put_value(out, labels[i].value);
		buf_putc(out, '"');
		any = true;
	}
	buf_puts(out, any ? "}" : "");
}

/* Appends one sample, unless its series has one or the value is not finite. name: with its suffix. */
static void put(const struct page *p, const char *name, const struct label *labels, size_t n, double value)
{
	struct buf series = BUF_MAX(64 * 1024);
	buf_puts(&series, name);
	put_labels(&series, labels, n);
	bool fits = isfinite(value) && !series.over && !json_get(p->given, buf_text(&series));
	if (fits) {
		json_set_bool(p->a, p->given, buf_text(&series), true);
		buf_printf(p->out, "%s %.15g\n", buf_text(&series), value);
	}
	buf_free(&series);
}

static void put_bool(const struct page *p, const char *name, const struct label *labels, size_t n, const struct json *v)
{
	if (json_kind(v) == JSON_BOOL)
		put(p, name, labels, n, json_is_true(v));
}

static void put_number(
	const struct page *p, const char *name, const struct label *labels, size_t n, const struct json *v)
{
	if (json_kind(v) == JSON_INT || json_kind(v) == JSON_DOUBLE)
		put(p, name, labels, n, json_double(v));
}

/* ---- Services ------------------------------------------------------------------------------------------ */

enum { SERVICE_LABELS = 3 };

/* The labels of a service. project: only if the services are in several. */
static void name_service(const struct page *p, const struct json *service, struct label out[SERVICE_LABELS])
{
	out[0] = (struct label){ "service", report_at(service, "service") };
	out[1] = (struct label){ "region", report_at(service, "region") };
	out[2] = (struct label){ "project", p->projects ? report_at(service, "project") : STR("") };
}

static bool in_several_projects(const struct json *services)
{
	struct str first = { NULL, 0 };
	for (struct json_each it = json_each(services); json_next(&it);) {
		struct str project = report_at(it.value, "project");
		if (first.p && !str_eq(first, project))
			return true;
		first = project;
	}
	return false;
}

static void put_verdict(const struct page *p, const char *name)
{
	static const struct {
		const char *verdict;
		int value;
	} values[] = { { "passed", 1 }, { "failed", 0 }, { "inconclusive", -1 } };
	struct label labels[SERVICE_LABELS];
	for (struct json_each it = json_each(json_get(p->seen, "services")); json_next(&it);)
		for (size_t i = 0; i < COUNTOF(values); i++) {
			if (!report_is(p->seen, "verdict", values[i].verdict) || !json_is_true(json_get(it.value, "judged")))
				continue;
			name_service(p, it.value, labels);
			put(p, name, labels, COUNTOF(labels), values[i].value);
		}
}

static void put_of_services(const struct page *p, const char *name, const char *member)
{
	struct label labels[SERVICE_LABELS];
	for (struct json_each it = json_each(json_get(p->seen, "services")); json_next(&it);) {
		name_service(p, it.value, labels);
		put_bool(p, name, labels, COUNTOF(labels), json_get(it.value, member));
	}
}

static void put_pinned(const struct page *p, const char *name)
{
	put_of_services(p, name, "pinned");
}

static void put_serves_failed(const struct page *p, const char *name)
{
	put_of_services(p, name, "servesFailed");
}

/* Returns the fact services.ALIAS.wayBack. */
static const struct json *way_back(const struct page *p, const char *alias)
{
	return json_get(json_get(json_get(json_get(p->seen, "facts"), "services"), alias), "wayBack");
}

static void put_depth(const struct page *p, const char *name)
{
	struct label labels[SERVICE_LABELS];
	for (struct json_each it = json_each(json_get(p->seen, "services")); json_next(&it);) {
		name_service(p, it.value, labels);
		put_number(p, name, labels, COUNTOF(labels), json_get(way_back(p, it.key), "depth"));
	}
}

/* Seconds from the end of the run until the image of the first target is to be deleted. */
static void put_expiry(const struct page *p, const char *name)
{
	struct label labels[SERVICE_LABELS];
	int64_t at, now;
	struct err e;
	for (struct json_each it = json_each(json_get(p->seen, "services")); json_next(&it);) {
		struct str expires = report_at(way_back(p, it.key), "expiresAt");
		if (!expires.n || clock_parse_time(expires.p, &at, &e) ||
			clock_parse_time(report_at(p->seen, "finishedAt").p, &now, &e))
			continue;
		name_service(p, it.value, labels);
		put(p, name, labels, COUNTOF(labels), (double)(at - now) / 1000);
	}
}

/* By the receipts of a drill: 1 if all targets of the service work. */
static void put_drilled(const struct page *p, const char *name)
{
	const struct json *all = json_get(p->seen, "drill");
	struct label labels[SERVICE_LABELS];
	for (struct json_each it = json_each(json_get(p->seen, "services")); json_next(&it);) {
		bool any = false, works = true, known = true;
		for (size_t i = 0; i < json_size(all); i++) {
			const struct json *one = json_item(all, i);
			if (!report_is(one, "service", it.key) || report_is(one, "outcome", "passed_over"))
				continue;
			any = true;
			works = works && report_is(one, "outcome", "fit");
			known = known && !report_is(one, "outcome", "unknown") && !report_is(one, "outcome", "superseded");
		}
		name_service(p, it.value, labels);
		if (any && known)
			put(p, name, labels, COUNTOF(labels), works);
	}
}

/* ---- Rules --------------------------------------------------------------------------------------------- */

static void put_rule(const struct page *p, const char *name, const struct json *rule, struct str key)
{
	bool failed = report_is(rule, "outcome", "fail");
	if (!failed && !report_is(rule, "outcome", "pass"))
		return;
	struct label labels[] = { { "rule", report_at(rule, "id") }, { "severity", report_at(rule, "severity") },
		{ "key", key } };
	put(p, name, labels, COUNTOF(labels), failed);
}

static void put_rules(const struct page *p, const char *name)
{
	const struct json *all = json_get(p->seen, "rules");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *rule = json_item(all, i), *keys = json_get(rule, "keys");
		if (json_is_true(json_get(rule, "dryRun")))
			continue;
		for (size_t k = 0; k < json_size(keys); k++)
			put_rule(p, name, rule, json_text(json_item(keys, k)));
		if (!json_size(keys))
			put_rule(p, name, rule, report_at(rule, "key"));
	}
}

/* ---- Observations -------------------------------------------------------------------------------------- */

static void put_durations(const struct page *p, const char *name)
{
	for (struct json_each it = json_each(json_get(p->seen, "probeDurations")); json_next(&it);) {
		const struct json *bounds = json_get(it.value, "boundsMs"), *counts = json_get(it.value, "counts");
		int64_t sum = 0;
		for (size_t i = 0; i < json_size(counts); i++) {
			bool last = i == json_size(bounds);
			sum += json_int(json_item(counts, i));
			struct label labels[] = { { "probe", str_of(it.key) },
				{ "le",
					str_of(last ? "+Inf" : arena_printf(p->a, "%.15g", json_double(json_item(bounds, i)) / 1000)) } };
			put(p, arena_printf(p->a, "%s_bucket", name), labels, COUNTOF(labels), (double)sum);
		}
		struct label probe = { "probe", str_of(it.key) };
		put(p, arena_printf(p->a, "%s_count", name), &probe, 1, (double)sum);
		put(p, arena_printf(p->a, "%s_sum", name), &probe, 1, json_double(json_get(it.value, "sumMs")) / 1000);
	}
}

/* key: "group.member" or "group" */
static void name_observation(const char *key, struct label out[2])
{
	size_t n = strcspn(key, ".");
	out[0] = (struct label){ "group", { key, n } };
	out[1] = (struct label){ "member", str_of(key + n + (key[n] == '.')) };
}

static void put_ages(const struct page *p, const char *name)
{
	struct label labels[2];
	for (struct json_each it = json_each(json_get(p->seen, "lookAges")); json_next(&it);) {
		name_observation(it.key, labels);
		put_number(p, name, labels, COUNTOF(labels), it.value);
	}
}

/* For readers who come later: the age that they see is the present time minus this. */
static void put_look_times(const struct page *p, const char *name)
{
	struct label labels[2];
	int64_t now;
	struct err e;
	if (clock_parse_time(report_at(p->seen, "finishedAt").p, &now, &e))
		return;
	for (struct json_each it = json_each(json_get(p->seen, "lookAges")); json_next(&it);) {
		name_observation(it.key, labels);
		if (json_kind(it.value) == JSON_INT || json_kind(it.value) == JSON_DOUBLE)
			put(p, name, labels, COUNTOF(labels), (double)now / 1000 - json_double(it.value));
	}
}

static void put_comparison(const struct page *p, const char *name, const char *member)
{
	for (struct json_each it = json_each(json_get(json_get(p->seen, "facts"), "comparisons")); json_next(&it);) {
		struct label label = { "comparison", str_of(it.key) };
		const struct json *v = json_get(it.value, member);
		put_bool(p, name, &label, 1, v);
		put_number(p, name, &label, 1, v);
	}
}

static void put_worse(const struct page *p, const char *name)
{
	put_comparison(p, name, "worse");
}

static void put_fine(const struct page *p, const char *name)
{
	put_comparison(p, name, "fine");
}

static void put_evidence(const struct page *p, const char *name)
{
	put_comparison(p, name, "evidence");
}

static void put_needed(const struct page *p, const char *name)
{
	put_comparison(p, name, "needed");
}

/* ---- Capacity ------------------------------------------------------------------------------------------ */

/* Puts part / whole, if both are observed. */
static void put_ratio(const struct page *p, const char *name, const struct label *label, const struct json *part,
	const struct json *whole)
{
	bool numbers = (json_kind(part) == JSON_INT || json_kind(part) == JSON_DOUBLE) && json_kind(whole) == JSON_INT;
	if (numbers && json_int(whole) > 0)
		put(p, name, label, 1, json_double(part) / json_double(whole));
}

static void put_connectors(const struct page *p, const char *name)
{
	for (struct json_each it = json_each(json_get(p->seen, "connectorInstances")); json_next(&it);) {
		const struct json *facts = json_get(json_get(json_get(p->seen, "facts"), "connectors"), it.key);
		struct label label = { "connector", str_of(it.key) };
		put_ratio(p, name, &label, it.value, json_get(facts, "maxInstances"));
	}
}

static void put_pools(const struct page *p, const char *name)
{
	for (struct json_each it = json_each(json_get(json_get(p->seen, "facts"), "sql")); json_next(&it);) {
		const struct json *budget = json_get(it.value, "budget");
		struct label label = { "sql", str_of(it.key) };
		put_ratio(p, name, &label, json_get(budget, "possible"), json_get(budget, "limit"));
		put_ratio(p, name, &label, json_get(it.value, "possibleConnections"), json_get(it.value, "maxConnections"));
	}
}

static void put_values(const struct page *p, const char *name)
{
	for (struct json_each it = json_each(json_get(json_get(p->seen, "facts"), "metrics")); json_next(&it);) {
		struct label label = { "metric", str_of(it.key) };
		put_number(p, name, &label, 1, json_get(it.value, "value"));
	}
}

/* ---- The run ------------------------------------------------------------------------------------------- */

static void put_at(const struct page *p, const char *name)
{
	struct label command = { "command", report_at(p->seen, "command") };
	int64_t at;
	struct err e;
	if (!clock_parse_time(report_at(p->seen, "finishedAt").p, &at, &e))
		put(p, name, &command, 1, (double)at / 1000);
}

static void put_exit_code(const struct page *p, const char *name)
{
	struct label command = { "command", report_at(p->seen, "command") };
	put_number(p, name, &command, 1, json_get(p->seen, "exitCode"));
}

static void put_took(const struct page *p, const char *name)
{
	struct label command = { "command", report_at(p->seen, "command") };
	if (json_kind(json_get(p->seen, "durationMs")) == JSON_INT)
		put(p, name, &command, 1, json_double(json_get(p->seen, "durationMs")) / 1000);
}

/* unit: "seconds", or NULL. */
static const struct metric {
	const char *name, *type, *unit, *help;
	void (*put)(const struct page *p, const char *name);
} metrics[] = {
	{ "rungate_verdict", "gauge", NULL,
		"Verdict of the last run about a judged service: 1 passed, 0 failed, -1 inconclusive.", put_verdict },
	{ "rungate_pinned", "gauge", NULL, "1 if no traffic follows LATEST, so that a later deploy gets none.",
		put_pinned },
	{ "rungate_serves_failed_revision", "gauge", NULL, "1 if a revision that failed its verdict has traffic.",
		put_serves_failed },
	{ "rungate_way_back_depth", "gauge", NULL, "Number of fit revisions behind the serving one.", put_depth },
	{ "rungate_way_back_expires_seconds", "gauge", "seconds",
		"Time from the run until a cleanup policy deletes the image of the first target of a rollback.", put_expiry },
	{ "rungate_way_back_works", "gauge", NULL, "1 if the last drill proved that a rollback would work.", put_drilled },
	{ "rungate_rule_failed", "gauge", NULL, "1 if the rule failed in the last round, 0 if it passed.", put_rules },
	{ "rungate_probe_duration_seconds", "histogram", "seconds", "Duration of the answers to a probe.", put_durations },
	{ "rungate_look_age_seconds", "gauge", "seconds", "Age of the newest observation at the time of the run.",
		put_ages },
	{ "rungate_look_timestamp_seconds", "gauge", "seconds", "Time of the newest observation.", put_look_times },
	{ "rungate_comparison_worse", "gauge", NULL, "1 if the candidate is proven to be worse than the baseline.",
		put_worse },
	{ "rungate_comparison_fine", "gauge", NULL, "1 if the candidate is proven not to be worse than the baseline.",
		put_fine },
	{ "rungate_comparison_evidence", "gauge", NULL, "Evidence that the candidate is worse, as a decimal logarithm.",
		put_evidence },
	{ "rungate_comparison_needed", "gauge", NULL, "Evidence from which on the candidate counts as worse.", put_needed },
	{ "rungate_connector_instances_ratio", "gauge", "ratio", "Instances of the connector, of its maximum.",
		put_connectors },
	{ "rungate_sql_connections_ratio", "gauge", "ratio",
		"Connections that all services may open to the instance, of its maximum.", put_pools },
	{ "rungate_metric_value", "gauge", NULL, "Newest value of a metric of the config.", put_values },
	{ "rungate_last_run_timestamp_seconds", "gauge", "seconds",
		"Time at which the last run ended, or the newest round of a watch.", put_at },
	{ "rungate_last_run_exit_code", "gauge", NULL, "Exit code of the last run.", put_exit_code },
	{ "rungate_last_run_duration_seconds", "gauge", "seconds", "Duration of the last run, or of a watch until now.",
		put_took },
};

void openmetrics_put(struct arena *a, const struct json *seen, struct buf *out)
{
	struct page p = { .a = a, .seen = seen, .projects = in_several_projects(json_get(seen, "services")) };
	for (size_t i = 0; i < COUNTOF(metrics); i++) {
		const struct metric *m = &metrics[i];
		struct buf samples = BUF_MAX(LIMIT_EVIDENCE_BYTES);
		p.given = json_new_object(a);
		p.out = &samples;
		m->put(&p, m->name);
		if (samples.n) {
			buf_printf(out, "# TYPE %s %s\n", m->name, m->type);
			if (m->unit)
				buf_printf(out, "# UNIT %s %s\n", m->name, m->unit);
			buf_printf(out, "# HELP %s %s\n", m->name, m->help);
			buf_put(out, samples.p, samples.n);
		}
		buf_free(&samples);
	}
	buf_puts(out, "# EOF\n");
}

void report_openmetrics(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out)
{
	const struct json *newest = NULL;
	for (size_t i = 0; i < n; i++)
		if (!newest || strcmp(report_at(newest, "startedAt").p, report_at(predicates[i], "startedAt").p) < 0)
			newest = predicates[i];
	openmetrics_put(a, newest, out);
}
