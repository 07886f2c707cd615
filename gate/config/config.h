/* SPDX-License-Identifier: Apache-2.0 */
/* config.h: the config file as structs: the services and resources of a release, and how it is observed, judged and
 * moved. policies/README.md documents the keys. */
#ifndef GATE_CONFIG_H
#define GATE_CONFIG_H

#include "../../gcp/gcp.h"
#include "alert.h"
#include "comparison.h"
#include "notify.h"
#include "probe.h"
#include "requires.h"

struct options;
struct config;

/* A service or a worker pool. */
struct config_service {
	struct conf_member member;
	enum cloudrun_kind kind;
	const char *service, *project, *region; /* service: its name, also that of a worker pool */
	bool quotas;                            /* observe Cloud Run's quotas of its region even if it has no GPUs */
	bool asked;                             /* false: it may pass although no deciding rule observes it */
	const char *declared; /* a file that declares it: a Knative manifest or a Terraform state; NULL: none */
};
/* What all kinds of resources have in common; the first member of their structs. */
struct config_resource {
	struct conf_member member;
	const char *name, *project, *region; /* name: in its API */
	int64_t every;                       /* ms between observations */
	int kind;                            /* in the group redis: enum redis_kind; otherwise 0 */
};
struct config_sql {
	struct config_resource of;
	int64_t pool;            /* connections that each instance of a service may open; 0: not given */
	const char *pool_env;    /* environment variable of the services that holds it; or NULL */
	struct conf_pairs pools; /* by alias: services that do not mount the instance, or use another size */
};
struct config_job {
	struct config_resource of;
	bool restore; /* a rollback puts the images of the snapshot back */
};
enum redis_kind { REDIS_INSTANCE, REDIS_CLUSTER, REDIS_VALKEY, REDIS__COUNT };

struct config_metric {
	struct conf_member member;
	/* alias of the member it belongs to; at most one is set */
	const char *service, *worker, *sql, *redis, *connector;
	const char *metric;                              /* a preset by name; NULL: promql or filter is set */
	const char *promql, *filter, *aligner, *reducer; /* may contain {{NAME}} */
	struct conf_strings group_by;
	struct secret *url; /* a Prometheus server; NULL: Cloud Monitoring */
	const char *project;
	int64_t window, period, every; /* ms; period 0: as window */
	int64_t delay;                 /* ms until points are complete; 0: as Google documents for the metric */
};
struct config_log {
	struct conf_member member;
	const char *service, *worker;  /* alias; at most one is set; both NULL: only the filter selects entries */
	const char *filter, *project;  /* filter may contain {{NAME}} */
	int64_t limit, samples, every; /* maximum to count; number to keep; ms */
};
struct config_source {
	const char *repository, *commit, *dockerignore, *gcloudignore; /* ignore files are paths in the commit's tree */
	struct conf_strings required_paths;
	struct conf_place place;
};
/* The functions that take struct conf_errors add all errors that they find, and return -1 if there is one. */
/* resource.c */
extern const struct conf_table config_sql_table, config_redis_table, config_connector_table, config_job_table;
int config_resources_check(struct arena *a, const struct config *c, struct conf_errors *all);
/* Gives resources without a project or region those of the config. */
void config_resources_place(struct config *c);
/* Returns whether the config says how many connections the users of the instance open. */
bool config_sql_has_pools(const struct config_sql *sql);
extern const struct conf_table config_metric_table, config_log_table, config_source_table; /* signal.c */
/* Returns the alias of the service or worker pool that a metric or log belongs to, or NULL. */
const char *config_metric_workload(const struct config_metric *m);
const char *config_log_workload(const struct config_log *l);
/* Checks a URL. Sets *scheme to "https", ...; to NULL if the URL contains an unresolved environment variable, as in
 * audit and report, which do not need it. Returns -1 if the URL is invalid. */
int config_url_check(struct arena *a, const struct secret *url, const char **scheme, struct err *e);
/* Fills in projects and checks metrics and logs. */
int config_signals_check(struct arena *a, struct config *c, struct conf_errors *all);

/* gate.unknown: the result at the deadline if a deciding rule is unknown. */
enum gate_unknown { UNKNOWN_INCONCLUSIVE, UNKNOWN_ROLLBACK };
struct config_gate {
	int64_t warmup, interval, passes, failures, deadline, bake; /* ms; passes, failures: rounds */
	enum gate_unknown unknown;
};

enum rollback_scope { SCOPE_RELEASE, SCOPE_SERVICE };
enum rollback_differential { DIFFERENTIAL_REPORT, DIFFERENTIAL_DECIDE, DIFFERENTIAL_OFF };
enum rollback_order { ORDER_REVERSE, ORDER_LISTED }; /* relative to the order of the services in the config */
struct config_rollback {
	enum rollback_scope scope;
	enum rollback_differential differential;
	int64_t release_window, snapshot_age, resume_age, deadline, confirm, patience;
	struct conf_text hold;
	bool wait, required, try_tag;
	enum rollback_order order;
	const char *journal;
	const char *impersonate; /* service account that moves traffic; NULL: the one that observes */
};
struct config_evidence {
	const char *file, *dir;
	const char *key;           /* a PEM file, or KMS_SCHEME and a key version; NULL: evidence is not signed */
	struct conf_strings trust; /* PEM files of public keys */
	struct conf_strings keep;  /* facts to keep although no rule reads them: "probes.health.json.version" */
	bool git_notes, annotate;
};
#define KMS_SCHEME "gcpkms://"
struct config_state {
	const char *location; /* a folder, or gs://BUCKET/PREFIX; NULL: .rungate */
	const char *baseline; /* the file of the snapshot on this machine */
	bool bucket;          /* location is a bucket, and the files of this machine are copies */
	int64_t patience, lease;
	bool unsafe; /* trust state folders that others can write to (folder.h) */
};

struct config {
	int64_t version;
	const char *project, *region;
	const char *stage;         /* that this run judges, such as "staging"; NULL: none */
	struct conf_list requires; /* of struct config_requirement: stages that the images must have passed */
	struct conf_list services, workers, jobs, sql, redis, connectors, probes, metrics, logs, alerts, comparisons;
	/* of struct config_service: what is released together: services, then worker pools. services and workers are
	 * parts of it, and no two have the same alias. */
	struct conf_list workloads;
	struct config_compare compare;
	struct conf_pairs data;       /* alias = path */
	struct config_source *source; /* NULL: no repository is observed */
	struct conf_strings policies;
	struct config_gate gate;
	struct config_rollback rollback;
	struct config_evidence evidence;
	struct config_state state;
	struct conf_list notify; /* of struct config_notify */
	const char *ca_file;
	struct conf_strings connect_to, resolve;
	const char *path, *dir; /* of the config file; NULL: there is none */
	struct str raw;         /* the text of the file, for its digest */
	/* found while it was read, so that later checks skip what is wrong already; NULL: none */
	const struct conf_errors *errors;
	bool discover; /* no config: the services are arguments, and their dependencies are discovered */
};
extern const struct conf_table config_table;
/*
 * Reads and checks the config file, or makes a config from the arguments. *out belongs to a. config_read_all adds all
 * errors; then it returns -1, and *out holds what could be read, for finding the errors of the policies too.
 * config_load fails with the first error, and adds all to those of the options.
 */
int config_read_all(
	struct arena *a, struct secrets *k, const struct options *o, struct config *out, struct conf_errors *all);
int config_load(struct arena *a, struct secrets *k, const struct options *o, struct config *out, struct err *e);
/* Sets *path to the config in the working directory; NULL: there is none. Fails if there are several. */
int config_find(const char **path, struct err *e);
/* config_services.c: the table of worker pools. */
extern const struct conf_table config_worker_table;
/* Joins services and worker pools to c->workloads. */
int config_services_join(struct arena *a, struct config *c, struct conf_errors *all);
/* Without a config, the release consists of the services in the arguments, and their dependencies are discovered. */
int config_services_of_arguments(struct arena *a, const struct options *o, struct config *c, struct err *e);
/* Returns the name in an argument, and which kind it says that this is: "workerPools/mail", as in names of the API. */
enum config_named { NAMED_PLAINLY, NAMED_SERVICE, NAMED_POOL, NAMED_JOB };
const char *config_name_of(const char *word, enum config_named *kind);
/* Returns the job that has the name and place of s. */
struct config_job config_job_of(struct arena *a, const struct config_service *s);
/* Gives services without a project or region those of the config. */
int config_services_place(struct config *c, struct conf_errors *all);
/* Checks that each argument names a service. */
int config_services_select(struct arena *a, const struct config *c, const struct options *o, struct conf_errors *all);
/* Returns true if argument i of the command line is the alias, the name or the file of this service. */
bool config_service_is_named(const struct options *o, size_t i, const struct config_service *s);
/* config_errors.c */
struct conf_errors *config_errors(struct arena *a, const struct options *o);  /* Returns those of o, or new ones. */
int config_check(struct arena *a, struct config *c, struct conf_errors *all); /* config_check.c */
/* Returns true if a member of a group, such as "probes", has an error already. */
bool config_is_wrong(struct arena *a, const struct config *c, const char *group, const char *alias);
#define CONFIG_ITEMS(list, type) ((type *)(list).items)

/* ---- config_text.c: parts of a config as libconfig text ------------------------------------------ */

/* Writes a quoted string. Quotes, backslashes, control characters and "${" are escaped. */
void config_text_string(struct buf *out, const char *text);
/* Writes a log that counts the errors of a worker pool as ALIAS_errors = { ... }; */
void config_text_log(struct buf *out, const struct config_service *pool);
/* Writes a probe as ALIAS = { ... }; */
void config_text_probe(struct buf *out, const struct config_probe *p);

#endif
