/* SPDX-License-Identifier: Apache-2.0 */
/* resources.h: the other APIs that are read: Secret Manager, Monitoring and Logging; and names of Cloud SQL instances.
 */
#ifndef GCP_RESOURCES_H
#define GCP_RESOURCES_H

#include "call.h"

/* ---- sql.c: names of Cloud SQL instances ------------------------------------------------------------------ */

/* Splits "PROJECT:REGION:INSTANCE" or "INSTANCE" into *project (default: default_project) and *id. Splits from the
 * right, because a project id may contain a colon. *project belongs to a; *id points into text. */
void sql_instance_name(
	struct arena *a, const char *text, const char *default_project, const char **project, const char **id);

/* ---- secretmanager.c: the state of a secret version; the payload is never requested ---------------------- */

/* The parsed name of a secret. location: NULL if global. */
struct secret_name {
	const char *project, *location, *secret;
};
/* Parses "shop-key", "projects/P/secrets/shop-key" or "projects/P/locations/L/secrets/shop-key". Returns -1 for other
 * text. */
int secretmanager_name(struct arena *a, const char *text, const char *default_project, struct secret_name *out);
/* Returns the path of a secret version for gcp_get. Owned by a. */
char *secretmanager_path(struct arena *a, const struct secret_name *s, const char *version);
/* Returns {state, number}; number: the version that "latest" or an alias resolved to. NULL with e if the response is
 * malformed or is for another secret. */
struct json *secretmanager_facts(
	struct arena *a, const struct json *body, const struct secret_name *s, const char *version, struct err *e);

/* ---- monitoring.c: timeSeries.list -------------------------------------------------------------------------- */

struct monitoring_query {
	const char *project, *filter, *aligner, *reducer;
	struct conf_strings group_by;
	int64_t end, window; /* end: unix ms, in whole seconds; window: ms before it */
	int64_t period;      /* alignment period in ms: points end at `end` and every period before */
};
/* Requests all pages. done gets {"timeSeries": [...]}. deadline: loop_now. */
void monitoring_list(
	struct gcp *g, struct arena *a, const struct monitoring_query *q, int64_t deadline, gcp_done *done, void *arg);

/* value: a number, or an object for a distribution */
struct monitoring_point {
	int64_t end;
	const struct json *value;
};
struct monitoring_series {
	const char *group, *unit; /* group: the values of group_by, joined with "/" */
	/* newest first; only points that end by the query's end, since later ones are incomplete */
	struct monitoring_point *points;
	size_t n;
};
/* Reads the series; those without a complete point are left out. Fails for a point that is not a number. No side
 * effects. */
int monitoring_series_of(struct arena *a, const struct json *body, const struct monitoring_query *q,
	struct monitoring_series **out, size_t *n, struct err *e);
/* The values that timeSeries.list accepts; NULL-terminated. */
extern const char *const monitoring_aligners[], *const monitoring_reducers[];
/* Returns how many ms after a point's end it is complete, as Google documents, for the metrics that a filter or query
 * names. */
int64_t monitoring_delay(const char *text);

/* distribution.c (no side effects): percentile (fraction 0 to 1) and mean of a histogram of Cloud Monitoring. *count:
 * its number of values. If it is empty, sets *count to 0 and leaves *out unchanged. Return -1 if v is malformed. */
int distribution_percentile(
	struct arena *a, const struct json *v, double fraction, double *out, int64_t *count, struct err *e);
int distribution_mean(struct arena *a, const struct json *v, double *out, int64_t *count, struct err *e);
/* The histogram itself: counts[i] are the values below bound i and not below bound i - 1, the last those above all
 * bounds; trailing zeros may be missing. Owned by the arena. */
struct distribution {
	int64_t *counts;
	size_t n, n_bounds;
};
int distribution_counts(struct arena *a, const struct json *v, struct distribution *out, struct err *e);
/* Sets *out to the value of a bound, in the unit of the metric. Returns -1 if there is no such bound. */
int distribution_bound(struct arena *a, const struct json *v, size_t bound, double *out, struct err *e);

/* ---- prometheus.c: single numbers from Cloud Monitoring's Prometheus API or from any Prometheus ----------------- */

/* Returns the request body (form encoded) of an instant query at the time `at` (unix ms). Owned by a. */
char *prometheus_form(struct arena *a, const char *query, int64_t at);
/* Sends a form to Cloud Monitoring's Prometheus API of a project. deadline: loop_now. */
void prometheus_query(
	struct gcp *g, struct arena *a, const char *project, const char *form, int64_t deadline, gcp_done *done, void *arg);
/* Reads the result. Sets *value to NULL if there was no series. Fails for more than one series, NaN, infinities and
 * partial results. No side effects. */
int prometheus_value_of(struct arena *a, const struct json *body, struct json **value, int64_t *at, struct err *e);

/* ---- logging.c: entries.list ------------------------------------------------------------------------------------ */

/* done gets {"entries": [...], "more": bool}: at most limit entries, newest first; more: there are others. A text with
 * U+0000 becomes {"withheld": why}. */
#define LOGGING_WITHHELD "withheld"
void logging_list(struct gcp *g, struct arena *a, const char *project, const char *filter, int64_t limit,
	int64_t deadline, gcp_done *done, void *arg);
/* Returns what an entry says as one line: its text, message, status or request, with anything that looks like a
 * credential masked. Not cut. No side effects. */
char *logging_text(struct arena *a, const struct json *entry);
/* Masks any text in the same way, with spaces in place of control characters. No side effects. */
char *logging_masked(struct arena *a, const char *text);

#endif
