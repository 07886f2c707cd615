/* SPDX-License-Identifier: Apache-2.0 */
/* config.h: the config file (CONTRACT section 4) as structs: what one release is, how it is looked at, judged and
 * moved. */
#ifndef GATE_CONFIG_H
#define GATE_CONFIG_H

#include "../base/base.h"
#include "notify.h"

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

enum probe_at { AT_USERS, AT_CANDIDATE, AT_BASELINE };
enum probe_auth { PROBE_AUTH_NONE, PROBE_AUTH_ID_TOKEN };
enum event_order { EVENTS_LISTED, EVENTS_ANY };

/* Whom a probe asks, and how often: what all kinds share, and the first member of their structs. */
struct config_reach {
	const char *service; /* alias, or NULL */
	struct secret *url;  /* NULL: the service's own URI */
	const char *path;    /* beneath the URI */
	enum probe_at at;
	/* not AT_USERS: which revision's tag URL it is, or NULL: the candidate's or baseline's */
	const char *revision;
	enum probe_auth auth;
	const char *audience;      /* NULL: the service's URI */
	struct conf_text identity; /* CEL over the answer: the revision that gave it */
	int64_t timeout, every;    /* every 0: as the source does */
};
struct config_http {
	struct config_reach reach;
	const char *method;
	struct conf_pairs headers;
	struct secret *body;
	struct conf_text expect;
	int64_t redirects;
};
struct config_tls {
	struct config_reach reach;
	const char *host;
	int64_t port; /* 0: 443, or the service's */
};
struct config_dns {
	struct config_reach reach;
	const char *host, *server; /* server NULL: this machine's */
	int64_t lookups;
};
struct config_websocket {
	struct config_reach reach;
	struct conf_pairs headers;
	const char *subprotocol;
	struct conf_secrets send;   /* text messages, sent in order once the connection is open */
	struct conf_strings events; /* names that must come */
	const char *event_key;      /* path in a JSON message that holds its name: "type", "data.event" */
	enum event_order order;
	int64_t within; /* from the opened connection to the last event */
};
struct config_grpc {
	struct config_reach reach;
	const char *name; /* "": the server as a whole */
};
struct config_command {
	struct config_reach reach; /* timeout and every alone */
	struct conf_secrets argv;
	struct conf_pairs env;    /* set for it */
	struct conf_strings pass; /* names of ours that it gets as they are */
	const char *dir;
	struct conf_strings junit; /* paths and patterns of reports, read when it has ended */
};
struct config_step { /* of a journey: exactly one kind is set */
	struct conf_member member;
	const char *name;
	struct config_http *http;
	struct config_websocket *websocket;
	struct conf_pairs capture; /* NAME = CEL over the step's facts; {{NAME}} in later steps */
};
enum probe_kind {
	PROBE_HTTP,
	PROBE_TLS,
	PROBE_DNS,
	PROBE_WEBSOCKET,
	PROBE_GRPC,
	PROBE_COMMAND,
	PROBE_JOURNEY,
	PROBE__COUNT
};
const char *probe_kind_name(enum probe_kind kind); /* as in the config: "http" */
struct config_probe {
	struct conf_member member;
	struct config_http *http; /* exactly one kind is set */
	struct config_tls *tls;
	struct config_dns *dns;
	struct config_websocket *websocket;
	struct config_grpc *grpc;
	struct config_command *command;
	struct conf_list journey; /* of struct config_step */
	enum probe_kind kind;
	const struct config_reach *reach; /* of its kind's struct; of a journey: its first service's */
	bool discovered;                  /* from a revision's own probe path, not from a file */
};
/* probe.c: the kinds of probes, a row each. */
extern const struct conf_table config_probe_table;
/* Fills kind and reach; checks what the table cannot say, CEL excepted (judge/check_config.c). */
int config_probe_check(struct arena *a, const struct config *c, struct config_probe *p, struct err *e);
/* journey.c: every {{NAME}} is captured before it is used, and once. */
int config_journey_check(struct arena *a, const struct config_probe *p, struct err *e);
const struct config_reach *config_step_reach(const struct config_step *s); /* of its kind */

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
	bool unsafe;
}; /* unsafe: folders are believed whoever may write to them (folder.h) */

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

/* ---- config/text.c: a config as libconfig text, for people to keep ------------------------------- */

/* in quotes; nothing in it ends it or is taken from the environment */
void config_text_string(struct buf *out, const char *text);
void config_text_probe(struct buf *out, const struct config_probe *p); /* ALIAS = { ... }; */

#endif
