/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cloud.h: the simulated Google Cloud: Cloud Run with its applications, Cloud SQL, Redis, VPC Access, Monitoring,
 * Logging, Secret Manager and the metadata server. One lock protects one model; each request is answered completely
 * from it, as Google answers.
 */
#ifndef TESTS_CLOUD_H
#define TESTS_CLOUD_H

#include "../../gate/base/base.h"

#include <pthread.h>

enum { SERVICES_MAX = 1300, PORTS_MAX = 2 * SERVICES_MAX, TARGETS_MAX = 16, REVISIONS_MAX = 256 };

struct target {
	bool latest;
	const char *revision, *tag;
	int percent;
};
struct split {
	struct target rows[TARGETS_MAX];
	size_t n;
};

struct revision {
	const char *name, *uid, *message; /* message: why it is not ready */
	const char *dead;                 /* why it cannot start again although it reads ready, or NULL */
	int64_t created_at;
	bool ready;
	struct json *api, *app; /* api: fields that override the defaults; app: behavior by path */
	unsigned requests;
};

/* A service or, with `pool`, a worker pool: the same without applications, URL and tags. */
struct service {
	bool pool;
	const char *name, *id, *region, *uid;     /* name: "ID", or "ID@REGION" if the region is not the cloud's */
	const char *project;                      /* that of the cloud unless the state says otherwise */
	struct revision revisions[REVISIONS_MAX]; /* oldest first */
	size_t n_revisions;
	const char *latest_created, *latest_ready;
	struct split desired, effective;
	int64_t generation, observed, updated_us, reconcile_at, reconcile_ms; /* reconcile_at 0: not reconciling */
	/* wall ms of the last change that took effect or failed; initially the creation of the newest revision */
	int64_t routed_at;
	int64_t changed_at;           /* wall ms of the last change of the desired split; initially routed_at */
	const char *failed;           /* why its last change failed, or NULL */
	int64_t surge;                /* percents that move in one step of reconcile_ms; 0: all at once */
	struct json *api, *operation; /* operation: how changes fail */
	/* reads after a PATCH return the old state until then, or that many of them */
	int64_t read_lag_ms, stale_until, read_lag_reads, stale_reads;
	const struct json *stale;
	/* stale.c: revisions missing in its lists, and fields missing in its own answers, for a number of reads */
	struct json *lists_lack, *answers_lack;
	char operation_name[300];
	bool operation_done;
	size_t previews; /* tags without traffic that its answers have in addition */
	unsigned requests;
	size_t page_size;           /* of the list of revisions; 0: all */
	bool unlisted;              /* missing in every list of its region */
	int port, edge_port;        /* edge_port 0: no edge in front of the service */
	const struct json *edge;    /* behavior of the edge by path */
	const struct json *tls;     /* its certificate; NULL: plain HTTP */
	char *certificate, *key;    /* PEM, for every port */
	bool gone, is_private, iap; /* is_private: requires an ID token for its URI; iap: a JWT of a service account */
};

struct port {
	int number;
	struct service *service;
	const char *tag;
	bool edge;
	void *daemon;
	struct cloud *cloud;
};

struct cloud {
	pthread_mutex_t lock;
	struct arena *a;
	const char *project, *region, *token;
	int64_t began; /* monotonic ms */
	int64_t latency_ms;
	struct service services[SERVICES_MAX];
	size_t n_services;
	struct json *sql, *redis, *clusters, *valkey, *connectors, *incidents, *alerts, *alert_policies;
	struct json *denied;      /* permissions omitted by testIamPermissions */
	size_t page_size;         /* of the lists of a region; 0: all */
	struct json *unreachable; /* regions that the list of services reports as unreachable */
	struct json *metrics, *prometheus, *logs, *secrets;
	struct json *registry; /* repositories and images that are not as usual */
	struct json *deleted;  /* images of deleted revisions, which still exist: when they were created */
	size_t empty_pages;    /* number of empty pages of logs before the first one with entries */
	struct json *faults, *events, *violations;
	struct json *identity; /* who may get tokens, and how: token.h */
	struct issued *issued;
	size_t n_issued, cap_issued;
	struct port ports[PORTS_MAX];
	size_t n_ports;
	struct schema *schema;
	const char *log_path;
	unsigned uids;
	struct buckets *buckets;       /* of Cloud Storage: bucket.h */
	struct json *kms;              /* key versions by full name */
	struct json *subnets, *quotas; /* by name; a list of QuotaInfo: compute.c */
	struct json *jobs;             /* jobs.c */
	struct json *beside;           /* jobs and worker pools that are only listed: workloads.c */
	void *kms_key;                 /* an EVP_PKEY, created when first needed */
	struct cert *authority;        /* issuer of all TLS certificates; NULL: no TLS */
	struct json *dns;              /* names and their answers or failures; NULL: no DNS server */
	struct {
		int fd, port;
		pthread_t thread;
	} address_dns_server;
};

struct request {
	struct port *port;
	const char *method, *path, *query, *authorization;
	struct str body;
	const char *uri;       /* path and query, as they were sent */
	void *connection;      /* for request_header */
	const char *principal; /* owner of the token in the request; NULL: none */
};

/* An answer and how it is delivered. */
struct response {
	int status;
	const char *type;
	struct str body;
	struct {
		const char *name, *value;
	} headers[16];
	size_t n_headers;
	int64_t delay_ms, trickle_ms; /* trickle: a pause before each byte */
	bool reset, truncate;
	struct str websocket; /* status 101: what the server sends on it, as JSON */
	const char *revision; /* of an application's answer, for the log */
	const char *message;  /* the schema message that the body must match; NULL: unchecked */
};

int64_t cloud_now(void); /* monotonic ms */
int64_t cloud_wall(void);

/* model.c */
int model_load(struct cloud *c, struct json *state, struct err *e);
void model_advance(struct cloud *c); /* applies what is due: events, reconciliations */
int model_apply(struct cloud *c, const struct json *mutations, struct err *e);
struct service *model_service(struct cloud *c, const char *name);
struct revision *model_revision(struct service *s, const char *name);
void model_change(struct cloud *c, struct service *s, const struct split *wish); /* sets a new desired split */
const char *model_serving(struct service *s, unsigned request); /* weighted round robin over the effective split */
int model_read_split(struct cloud *c, const struct json *rows, struct split *out, struct err *e);
struct json *model_state(struct cloud *c);

/* server.c */
int server_open(struct cloud *c, struct service *s, const char *tag, struct err *e);
const char *request_header(const struct request *q, const char *name);         /* NULL: missing */
const char *server_origin(struct cloud *c, const struct service *s, int port); /* "https://127.0.0.1:8443" */
void server_log(struct cloud *c, const struct json *line);
int server_tag_port(struct cloud *c, struct service *s, const char *tag);

/* query.c: parses requests: the nth parameter of this name (NULL: none), the text of a form, the terms of a filter */
struct term {
	const char *field, *op, *value;
};
const char *query_named(struct cloud *c, const char *query, const char *name, size_t nth);
const char *query_decoded(struct cloud *c, const char *text);
size_t query_terms(struct cloud *c, const char *filter, struct term *terms, size_t max);

/* health.c: returns a page of a list, {key: [...], nextPageToken}; size: items per page, 0: all */
struct json *list_page(struct cloud *c, const struct request *q, const char *key, struct json *all, size_t size);

/* alerts.c, health.c, monitoring.c, logging.c, secretmanager.c, storage.c: return false if the path is not theirs */
bool alerts_answer(struct cloud *c, const struct request *q, struct response *r);
bool health_answer(struct cloud *c, const struct request *q, struct response *r);
bool monitoring_answer(struct cloud *c, const struct request *q, struct response *r);
bool logging_answer(struct cloud *c, const struct request *q, struct response *r);
bool secretmanager_answer(struct cloud *c, const struct request *q, struct response *r);
bool registry_answer(struct cloud *c, const struct request *q, struct response *r);
bool storage_answer(struct cloud *c, const struct request *q, struct response *r);
/* jobs.c: returns false if the path is not that of a job */
bool jobs_answer(struct cloud *c, const struct request *q, const char *path, struct response *r);
struct json *jobs_json(struct cloud *c, const char *id, const struct json *job); /* as the API shows it */
struct json *run_json(struct cloud *c, struct service *s); /* run.c: a service, perhaps as it was */
/* workloads.c: lists of jobs and worker pools; reduces an answer to the parts that `fields` names */
bool workloads_answer(struct cloud *c, const struct request *q, struct response *r);
void workloads_fields(struct cloud *c, const struct request *q, struct response *r);
bool compute_answer(struct cloud *c, const struct request *q, struct response *r);
const char *registry_image(struct cloud *c, const struct service *s, const struct revision *r); /* the usual one */
/* Keeps the images of a revision that is deleted. */
void registry_keep(struct cloud *c, const struct service *s, const struct revision *r);
/* An image of the revision is gone, so that it cannot begin to serve. Of one that serves, Cloud Run has a copy. */
bool registry_lacks(struct cloud *c, const struct service *s, const struct revision *r);
/* dns.c: a DNS server over UDP, in its own thread */
int dns_open(struct cloud *c, struct err *e);
void dns_close(struct cloud *c);

/* upgrade.c: WebSockets of applications */
struct MHD_Response *upgrade_response(const struct response *r, const char *key);

/* stale.c: stale reads, stale lists and answers without some fields, as scripted in the state of the service */
void stale_begin(struct service *s, const struct json *before); /* a PATCH is accepted; before: the state until then */
void stale_list_read(struct cloud *c, struct service *s);       /* call once before each list of its revisions */
bool stale_list_lacks(const struct service *s, const char *revision);
/* The answer to a read of the service itself. */
struct json *stale_answer(struct cloud *c, struct service *s, struct json *answer);

/* secure.c: certificates of services with "tls" in their state; their authority is written to ca.pem in the working
 * directory */
int secure_service(struct cloud *c, struct service *s, struct err *e);

/* api.c, run.c, app.c, fault.c: answer a request; the caller holds the lock */
void api_answer(struct cloud *c, const struct request *q, struct response *r);
void run_answer(struct cloud *c, const struct request *q, const char *rest, struct response *r);
void app_answer(struct cloud *c, const struct request *q, struct response *r);
void edge_answer(struct cloud *c, const struct request *q, struct response *r); /* app.c */
void kms_answer(struct cloud *c, const struct request *q, struct response *r);  /* kms.c */
void fault_before(struct cloud *c, const struct request *q);
bool fault_answer(struct cloud *c, const struct request *q, struct response *r); /* true: this is the answer */
void fault_spoil(struct cloud *c, const struct request *q, struct response *r);

void api_json(struct cloud *c, struct response *r, int status, struct json *v, const char *message);
void api_error(
	struct cloud *c, struct response *r, int status, const char *canonical, const char *text, struct json *details);
bool path_matches(const char *pattern, const char *path);
/* Fields override; recursive for objects. */
struct json *merge(struct arena *a, struct json *over, const struct json *fields);

/* schema.c: a condensed form of the discovery documents */
struct schema *schema_load(struct arena *a, const char *path, struct err *e);
void schema_check(struct cloud *c, const struct json *v, const char *message, const char *where);
void schema_check_method(struct cloud *c, const struct request *q, const char *api);
void violation(struct cloud *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
