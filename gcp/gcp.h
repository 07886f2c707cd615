/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gcp.h: everything that knows a Google URL. One authorised call with paging, and the resources
 * the gate reads, as plain structs beside their raw JSON. Decides nothing.
 *
 * Sources: the discovery documents of run v2, sqladmin v1, redis v1, vpcaccess v1, secretmanager v1, monitoring v3,
 * logging v2; google.aip.dev/193 (errors).
 */
#ifndef GCP_H
#define GCP_H

#include "../gate/net/net.h"

struct gcp;

enum gcp_api {
	GCP_RUN, GCP_SQL, GCP_REDIS, GCP_VPCACCESS, GCP_MONITORING, GCP_LOGGING, GCP_SECRETMANAGER,
	GCP_IAMCREDENTIALS, GCP_STS, GCP_OAUTH2, GCP_KMS, GCP_API__COUNT
};

/* ---- gcp.c: one authorised call ------------------------------------------------------------ */

/* Reads credentials and endpoint overrides from the environment; makes no call. g lives as long as a. impersonate: a
 * service account to act as (or "DELEGATE,...,TARGET"); NULL: CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT, if it is set. */
int gcp_open(struct arena *a, struct loop *l, struct secrets *k, const char *impersonate, struct gcp **out, struct err *e);
/* The same cloud under a second credential: email, by the leave of g's. */
struct gcp *gcp_as(struct gcp *g, const char *email);
struct loop *gcp_loop(const struct gcp *g);
void gcp_act(struct gcp *g); /* from now on what the budget keeps for a rollback may be spent */
const char *gcp_base(const struct gcp *g, enum gcp_api api);    /* ends in '/' */
/* {"RUN": "http://127.0.0.1:8080/", ...}: the overrides alone, for evidence; and UNIVERSE_DOMAIN, where it is another. */
struct json *gcp_overrides(struct arena *a, const struct gcp *g);
/* "ci@p.iam.gserviceaccount.com (credentials file PATH)", "metadata server HOST" */
const char *gcp_credential(const struct gcp *g);
const char *gcp_warning(const struct gcp *g);                   /* of a key that others can read; NULL: none */
const char *gcp_member(const struct gcp *g);                    /* as IAM policies name it; NULL: not known */
/* Google's clock less ours: the least that the Dates which were seen, whole seconds as they are, allow; 0 before. */
int64_t gcp_wall(const struct gcp *g); /* unix ms, by Google's clock where it was seen: for whatever is held against its times */
int64_t gcp_skew_ms(const struct gcp *g);

/* trust.c, PURE: a host that Google's tokens may go to: https, port 443, under the universe's domain (googleapis.com). */
#define GCP_UNIVERSE "googleapis.com"
bool gcp_is_google(const struct url *u, const char *universe);
bool gcp_is_universe(const char *domain); /* could be a universe's domain */
/* Letters, digits, '-', '_' and those of more, and no option: what others sent may stand in a command to paste. */
bool gcp_is_name(const char *text, const char *more);
bool gcp_is_account(const char *email); /* could be a service account's address or unique number */
/* GCE_METADATA_HOST; NULL: the usual one. No probe goes there. */
const char *gcp_metadata_host(void);

struct gcp_reply {
	struct err error;  /* ERR_NONE, or what failed, on what, why and the way out */
	int status;        /* HTTP; 0 when none was had */
	struct json *body; /* an object; NULL with an error */
	int64_t retry_after_ms; /* as the server asks with an error, within bounds; 0: it does not ask */
};
typedef void gcp_done(void *arg, const struct gcp_reply *reply);
/* PURE. The same call may succeed later: an outage, a lost answer, a quota, an answer that could not be used. */
bool gcp_may_pass(enum err_code code);

/* A read: retried within the deadline. path begins after the base: "v2/projects/...". */
void gcp_get(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, int64_t deadline,
             gcp_done *done, void *arg);
/* pages.c: all pages, joined: body is {KEY: [...]}. A repeated page token, too many pages or a list that
 * Google calls incomplete is an error. */
void gcp_list(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, const char *key,
              int64_t deadline, gcp_done *done, void *arg);
/* A write, or a read that is a POST (repeatable): a write is sent once, whatever comes back. */
void gcp_send(struct gcp *g, struct arena *a, enum gcp_api api, const char *method, const char *path,
              const struct json *body, bool repeatable, int64_t deadline, gcp_done *done, void *arg);
/* A read that is a POST of a form (percent-encoded by the caller), retried as gcp_get. */
void gcp_post_form(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, const char *form, int64_t deadline,
                   gcp_done *done, void *arg);

/* ---- auth.h: where tokens come from; identity.c: whose they are, and for how long --------------------- */

typedef void gcp_token_done(void *arg, const struct secret *token, const struct err *error);
/* An ID token for a private service; error where this credential cannot mint one. */
void gcp_id_token(struct gcp *g, const char *audience, int64_t deadline, gcp_token_done *done, void *arg);
/* A token that lasts for what is about to begin: a new one where less is left. left_ms: of the token that is there now
 * (INT64_MAX: nobody said); error: none is, and why. */
typedef void gcp_ready_done(void *arg, int64_t left_ms, const struct err *error);
void gcp_ready_for(struct gcp *g, int64_t min_left_ms, int64_t deadline, gcp_ready_done *done, void *arg);

struct gcp_identity {
	const char *credential;    /* gcp_credential */
	const char *who, *member;  /* NULL: Google did not say */
	const char *quota_project; /* NULL: none */
	int64_t until;             /* unix ms; INT64_MAX: nobody said */
	struct err error;          /* no token is to be had */
};
typedef void gcp_identified(void *arg, const struct gcp_identity *i);
void gcp_identify(struct gcp *g, int64_t deadline, gcp_identified *done, void *arg);

/* ---- errors.c: Google's error bodies as one clear line -------------------------------------------- */

/* PURE. what is the call ("GET run.googleapis.com/v2/..."); body may be anything. */
void gcp_error_of(int status, struct str body, const char *what, struct err *out);
/* PURE. Where a 403 names a permission on a project's resource: the command that grants it, at the end of out. */
void gcp_error_grant(struct str body, const char *path, const char *member, struct err *out);
/* PURE. The least role that holds a permission, or NULL. */
const char *gcp_role_for(const char *permission);

/* ---- cloudrun.c: Cloud Run v2 ---------------------------------------------------------------------------- */

struct run_target {
	bool latest;          /* follows LATEST; revision then is what it resolved to, where said, or NULL */
	const char *revision; /* short name */
	int percent;          /* 0 for a row that is only a tag */
	const char *tag, *uri; /* or NULL */
};
struct run_split { struct run_target *rows; size_t n; };

struct run_condition { const char *type, *state, *severity, *reason, *message; };

struct run_service {
	const char *project, *region, *id;   /* as asked */
	const char *name, *uid, *etag, *uri; /* name: full */
	int64_t generation, observed_generation;
	bool reconciling;
	struct run_condition terminal;       /* type "Ready"; fields NULL where absent */
	const char *latest_created, *latest_ready; /* short names, or NULL */
	struct run_split desired, effective; /* desired is never empty: LATEST 100 where Google omits it */
	const struct json *raw;
};

struct run_revision {
	const char *name, *uid;   /* name: short */
	int64_t created_at;       /* unix ms */
	bool ready;               /* its Ready condition succeeded; nothing else makes it fit or unfit */
	bool ready_known;         /* it has that condition, in a state we know */
	const char *ready_reason, *ready_message;
	const char *image;        /* of the ingress container */
	const struct json *raw;
};

char *run_service_path(struct arena *a, const char *project, const char *region, const char *id);
/* Checks that the answer is the service that was asked for, and that its percents add up. */
int run_service_of(struct arena *a, const struct json *body, const char *project, const char *region, const char *id,
                   struct run_service *out, struct err *e);
int run_revision_of(struct arena *a, const struct json *body, struct run_revision *out, struct err *e);
/* body of a list, newest first whatever order it came in. */
int run_revisions_of(struct arena *a, const struct json *body, struct run_revision **out, size_t *n, struct err *e);
const struct run_revision *run_revision_named(const struct run_revision *revisions, size_t n, const char *name);

/* What Cloud Run lets a service or a revision be called: lower-case letters, digits and hyphens, a letter first, no
 * hyphen last, 63 bytes at most. */
bool run_name_valid(const char *name);
/* NULL, or why a recorded split is none: every row names one revision that no other row names, with 1 to 100 percent,
 * 100 together. */
char *run_split_wrong(struct arena *a, const struct run_split *split);
/* Percent of a revision; LATEST counts as `latest` (desired: latest_created, effective: latest_ready). */
int run_percent(const struct run_split *split, const char *latest, const char *revision);
/* The same percents for every revision, whatever the rows and tags. */
bool run_same_percents(const struct run_split *a, const char *latest_a, const struct run_split *b, const char *latest_b);
/* Unix ms at which the routes last became ready; every change of traffic moves it on. 0: not known. */
int64_t run_routed_at(const struct run_service *s);
/* Untagged rows by revision, LATEST resolved, percents of one revision summed, zeros left out. */
struct run_split run_resolved(struct arena *a, const struct run_split *split, const char *latest);
bool run_follows_latest(const struct run_split *split); /* LATEST has traffic: a new revision will get it */
char *run_split_text(struct arena *a, const struct run_split *split); /* "backend-00041 100 %" */
struct json *run_split_json(struct arena *a, const struct run_split *split); /* [{type, revision, percent, tag, uri, latest}] */
const char *run_tag_uri(const struct run_service *s, const char *revision); /* NULL: it has no tag URL */

bool run_state_known(const char *state);       /* of a condition: NULL, unspecified and new ones are not */
/* "uid", "generation", "etag": what an answer lacks that comparing it (the first two) or a write (all) needs; NULL:
 * nothing. */
const char *run_lacks(const struct run_service *s);
bool run_settled(const struct run_service *s); /* not reconciling, and observed what was wished */
bool run_failed(const struct run_service *s);  /* not reconciling, and its last change failed */

/* The two writes, each under the etag of the read it was planned on: traffic alone; annotations alone, the whole map. */
void run_patch_traffic(struct gcp *g, struct arena *a, const struct run_service *s, const struct run_split *traffic,
                       int64_t deadline, gcp_done *done, void *arg);
void run_patch_annotations(struct gcp *g, struct arena *a, const struct run_service *s, struct json *annotations,
                           int64_t deadline, gcp_done *done, void *arg);
void run_get_operation(struct gcp *g, struct arena *a, const char *name, int64_t deadline, gcp_done *done, void *arg);

/* run_grant.c, PURE: the command that grants what a revision lacks by Cloud Run's own words; NULL: they do not say it. */
char *run_grant(struct arena *a, const char *message);

/*
 * run_reads.c: reads of ten and more services of a region that are asked for in one turn of the loop, as one list.
 * path: of the service, of its revision, or of its revisions (SERVICE/revisions, answered as gcp_list does).
 */
struct run_reads;
struct run_reads *run_reads_new(struct arena *a, struct gcp *g);
void run_reads_service(struct run_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done,
	void *arg);
void run_reads_revision(struct run_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done,
	void *arg);
void run_reads_revisions(struct run_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done,
	void *arg);

/* ---- sql.c redis.c vpcaccess.c: paths, and facts in the API's own names -------------------------------- */

/* "p:r:i" or "i" to project and instance (split from the right: project ids may hold a colon). */
void sql_instance_name(struct arena *a, const char *text, const char *default_project, const char **project, const char **id);
char *sql_path(struct arena *a, const char *project, const char *id);
struct json *sql_facts(struct arena *a, const struct json *body, const char *id, int64_t now, struct err *e);

char *redis_path(struct arena *a, const char *project, const char *region, const char *id); /* id NULL: the list */
struct json *redis_facts(struct arena *a, const struct json *body, const char *id, int64_t now, struct err *e);

char *vpcaccess_path(struct arena *a, const char *project, const char *region, const char *id);
/* networkName is absent where the connector names a subnet alone. */
struct json *vpcaccess_facts(struct arena *a, const struct json *body, const char *id, struct err *e);

/* ---- secretmanager.c: the state of a version; its payload is never asked for ----------------------------- */

struct secret_name { const char *project, *location, *secret; }; /* location NULL: it is global */
/* "shop-key", "projects/P/secrets/shop-key" or "projects/P/locations/L/secrets/shop-key"; -1: none of them. */
int secretmanager_name(struct arena *a, const char *text, const char *default_project, struct secret_name *out);
char *secretmanager_path(struct arena *a, const struct secret_name *s, const char *version);
/* {state, number}: number is what latest or an alias stands for. */
struct json *secretmanager_facts(struct arena *a, const struct json *body, const struct secret_name *s, const char *version, struct err *e);

/* ---- monitoring.c: timeSeries.list -------------------------------------------------------------------------- */

struct monitoring_query {
	const char *project, *filter, *aligner, *reducer;
	struct conf_strings group_by;
	int64_t end, window;        /* unix ms, in whole seconds; how far before it */
	int64_t period;             /* alignment: points end at `end` and every period before it */
};
void monitoring_list(struct gcp *g, struct arena *a, const struct monitoring_query *q, int64_t deadline, gcp_done *done, void *arg);

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
int distribution_percentile(struct arena *a, const struct json *v, double fraction, double *out, int64_t *count, struct err *e);
int distribution_mean(struct arena *a, const struct json *v, double *out, int64_t *count, struct err *e);

/* ---- prometheus.c: one number of Cloud Monitoring's Prometheus API, or of any Prometheus ----------------------- */

/* The form of an instant query at `at` (unix ms). */
char *prometheus_form(struct arena *a, const char *query, int64_t at);
void prometheus_query(struct gcp *g, struct arena *a, const char *project, const char *form, int64_t deadline, gcp_done *done, void *arg);
/* PURE. value NULL: answered without a series. Several series, NaN, infinities and partial answers are errors. */
int prometheus_value_of(struct arena *a, const struct json *body, struct json **value, int64_t *at, struct err *e);

/* ---- logging.c: entries.list ------------------------------------------------------------------------------------ */

/* body: {"entries": [...], "more": bool}: at most limit, newest first; more: there are others. A text with U+0000 is
 * {"withheld": why}. */
#define LOGGING_WITHHELD "withheld"
void logging_list(struct gcp *g, struct arena *a, const char *project, const char *filter, int64_t limit, int64_t deadline,
                  gcp_done *done, void *arg);
/* PURE. What an entry says, on one line: its text, message, status or request, with what looks like a credential masked.
 * Whole: the caller cuts it. */
char *logging_text(struct arena *a, const struct json *entry);
/* PURE. Any text, so masked and with spaces for its control characters. */
char *logging_masked(struct arena *a, const char *text);

#endif
