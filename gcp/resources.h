/* SPDX-License-Identifier: Apache-2.0 */
/* resources.h: the other APIs that are read: Secret Manager, Monitoring, Logging; and the names of Cloud SQL. */
#ifndef GCP_RESOURCES_H
#define GCP_RESOURCES_H

#include "call.h"

/* ---- sql.c: how Cloud SQL instances are named ------------------------------------------------------------- */

/* "p:r:i" or "i" to project and instance (split from the right: project ids may hold a colon). */
void sql_instance_name(
	struct arena *a, const char *text, const char *default_project, const char **project, const char **id);

/* ---- secretmanager.c: the state of a version; its payload is never asked for ----------------------------- */

struct secret_name { const char *project, *location, *secret; }; /* location NULL: it is global */
/* "shop-key", "projects/P/secrets/shop-key" or "projects/P/locations/L/secrets/shop-key"; -1: none of them. */
int secretmanager_name(struct arena *a, const char *text, const char *default_project, struct secret_name *out);
char *secretmanager_path(struct arena *a, const struct secret_name *s, const char *version);
/* {state, number}: number is what latest or an alias stands for. */
struct json *secretmanager_facts(
	struct arena *a, const struct json *body, const struct secret_name *s, const char *version, struct err *e);

/* ---- monitoring.c: timeSeries.list -------------------------------------------------------------------------- */

struct monitoring_query {
	const char *project, *filter, *aligner, *reducer;
	struct conf_strings group_by;
	int64_t end, window;        /* unix ms, in whole seconds; how far before it */
	int64_t period;             /* alignment: points end at `end` and every period before it */
};
void monitoring_list(
	struct gcp *g, struct arena *a, const struct monitoring_query *q, int64_t deadline, gcp_done *done, void *arg);

struct monitoring_point { int64_t end; const struct json *value; }; /* a number, or a distribution: an object */
struct monitoring_series {
	const char *group, *unit;   /* group: the values of group_by, joined with "/" */
	struct monitoring_point *points; /* newest first; none ends after the query's end: such points are not complete */
	size_t n;
};
/* PURE. Series without a complete point are left out. A point that is no number is an error. */
int monitoring_series_of(struct arena *a, const struct json *body, const struct monitoring_query *q,
                         struct monitoring_series **out, size_t *n, struct err *e);
/* Of timeSeries.list, by name; NULL-terminated. */
extern const char *const monitoring_aligners[], *const monitoring_reducers[];
/* How long points of the metrics named in a filter or query take to be complete, as Google documents. */
int64_t monitoring_delay(const char *text);

/* distribution.c (PURE): a histogram as Cloud Monitoring has it. *count 0: *out is untouched. */
int distribution_percentile(
	struct arena *a, const struct json *v, double fraction, double *out, int64_t *count, struct err *e);
int distribution_mean(struct arena *a, const struct json *v, double *out, int64_t *count, struct err *e);

/* ---- prometheus.c: one number of Cloud Monitoring's Prometheus API, or of any Prometheus ----------------------- */

/* The form of an instant query at `at` (unix ms). */
char *prometheus_form(struct arena *a, const char *query, int64_t at);
void prometheus_query(
	struct gcp *g, struct arena *a, const char *project, const char *form, int64_t deadline, gcp_done *done, void *arg);
/* PURE. value NULL: answered without a series. Several series, NaN, infinities and partial answers are errors. */
int prometheus_value_of(struct arena *a, const struct json *body, struct json **value, int64_t *at, struct err *e);

/* ---- logging.c: entries.list ------------------------------------------------------------------------------------ */

/* body: {"entries": [...], "more": bool}: at most limit, newest first; more: there are others. A text with U+0000 is
 * {"withheld": why}. */
#define LOGGING_WITHHELD "withheld"
void logging_list(struct gcp *g, struct arena *a, const char *project, const char *filter, int64_t limit,
	int64_t deadline, gcp_done *done, void *arg);
/* PURE. What an entry says, on one line: its text, message, status or request, with what looks like a credential
 * masked. Whole: the caller cuts it. */
char *logging_text(struct arena *a, const struct json *entry);
/* PURE. Any text, so masked and with spaces for its control characters. */
char *logging_masked(struct arena *a, const char *text);

#endif
