/* SPDX-License-Identifier: Apache-2.0 */
/* config.h: the config file (CONTRACT section 4) as structs: what one release is, how it is looked at, judged and
 * moved. */
#ifndef GATE_CONFIG_H
#define GATE_CONFIG_H

#include "../base/base.h"
#include "notify.h"
#include "probe.h"

struct options;
struct config;

struct config_service {
	struct conf_member member;
	const char *service, *project, *region;
	bool asked; /* false: it may pass although nothing asks it */
};
/* A resource beside the services: what all kinds share, and the first member of their structs. */
struct config_resource {
	struct conf_member member;
	const char *name, *project, *region; /* name: as its API knows it */
	int64_t every;
	int kind; /* of the kinds that its group has: enum redis_kind; 0 in the others */
};
struct config_sql {
	struct config_resource of;
	int64_t pool;            /* connections that each instance of a service may open; 0: not said */
	const char *pool_env;    /* the environment variable of a service that says it; NULL: none */
	struct conf_pairs pools; /* by service's alias: of those that mount it otherwise, or differ */
};
enum redis_kind { REDIS_INSTANCE, REDIS_CLUSTER, REDIS_VALKEY, REDIS__COUNT };

struct config_metric {
	struct conf_member member;
	const char *service, *sql, *redis, *connector; /* the alias it is of: at most one */
	const char *metric;                            /* a ready-made one by name, or NULL: then promql or filter is set */
	const char *promql, *filter, *aligner, *reducer; /* with {{...}} */
	struct conf_strings group_by;
	struct secret *url; /* a Prometheus of one's own; NULL: Cloud Monitoring */
	const char *project;
	int64_t window, period, every; /* period: of one point; 0: the window's */
	int64_t delay;                 /* younger points are not complete yet; 0: as the metric's family has it */
};
struct config_log {
	struct conf_member member;
	const char *service, *filter, *project; /* filter with {{...}}; service NULL: the filter alone */
	int64_t limit, samples, every;          /* counted at most; kept */
};
struct config_source {
	const char *repository, *commit, *dockerignore, *gcloudignore; /* ignore files: paths in the commit's tree */
	struct conf_strings required_paths;
	struct conf_place place;
};
/* resource.c */
extern const struct conf_table config_sql_table, config_redis_table, config_connector_table;
int config_resources_check(const struct config *c, struct err *e); /* checks what the tables cannot say */
/* Gives resources without a project or region those of the config. */
void config_resources_place(struct config *c);
extern const struct conf_table config_metric_table, config_log_table, config_source_table; /* signal.c */
/* *scheme: "https", ...; NULL where the URL names a variable that need not be here (audit, report). */
int config_url_check(struct arena *a, const struct secret *url, const char **scheme, struct err *e);
/* Fills projects; checks what the tables cannot say. */
int config_signals_check(struct arena *a, struct config *c, struct err *e);

/* gate.unknown: what a release comes to at the deadline while a deciding rule is unknown. */
enum gate_unknown { UNKNOWN_INCONCLUSIVE, UNKNOWN_ROLLBACK };
struct config_gate {
	int64_t warmup, interval, passes, failures, deadline;
	enum gate_unknown unknown;
};

enum rollback_scope { SCOPE_RELEASE, SCOPE_SERVICE };
enum rollback_differential { DIFFERENTIAL_REPORT, DIFFERENTIAL_DECIDE, DIFFERENTIAL_OFF };
enum rollback_order { ORDER_REVERSE, ORDER_LISTED }; /* of the services as listed */
struct config_rollback {
	enum rollback_scope scope;
	enum rollback_differential differential;
	int64_t release_window, snapshot_age, resume_age, deadline, confirm, patience;
	struct conf_text hold;
	bool wait, required, try_tag;
	enum rollback_order order;
	const char *journal;
	const char *impersonate; /* the service account that moves traffic; NULL: who observes */
};
struct config_evidence {
	const char *file, *dir;
	const char *key;           /* a PEM file, or KMS_SCHEME and a key version; NULL: unsigned */
	struct conf_strings trust; /* PEM files of public keys */
	struct conf_strings keep;  /* facts that are held although no rule reads them: "probes.health.json.version" */
	bool git_notes, annotate;
};
#define KMS_SCHEME "gcpkms://"
struct config_state {
	bool unsafe; /* folders are believed whoever may write to them (folder.h) */
};

struct config {
	int64_t version;
	const char *project, *region;
	struct conf_list services, sql, redis, connectors, probes, metrics, logs;
	struct conf_pairs data;       /* alias = path */
	struct config_source *source; /* NULL: no repository is looked at */
	struct conf_strings policies;
	struct config_gate gate;
	struct config_rollback rollback;
	struct config_evidence evidence;
	struct config_state state;
	struct conf_list notify; /* of struct config_notify */
	const char *ca_file;
	struct conf_strings connect_to, resolve;
	const char *path, *dir; /* NULL: none was read */
	struct str raw;         /* what the digest is of */
	bool discover;          /* services were named without a config */
};
extern const struct conf_table config_table;
/* Reads and checks: references, time-outs against the deadline, exactly one kind a probe. */
int config_load(struct arena *a, struct secrets *k, const struct options *o, struct config *out, struct err *e);
#define CONFIG_ITEMS(list, type) ((type *)(list).items)

/* ---- config_text.c: a config as libconfig text, for people to keep ------------------------------- */

/* in quotes; nothing in it ends it or is taken from the environment */
void config_text_string(struct buf *out, const char *text);
void config_text_probe(struct buf *out, const struct config_probe *p); /* ALIAS = { ... }; */

#endif
