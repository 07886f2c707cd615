/* SPDX-License-Identifier: Apache-2.0 */
/* probe.h: the probes of a config, one struct for each kind. */
#ifndef GATE_CONFIG_PROBE_H
#define GATE_CONFIG_PROBE_H

#include "../base/base.h"

struct config;

enum probe_at { AT_USERS, AT_CANDIDATE, AT_BASELINE };
enum probe_auth { PROBE_AUTH_NONE, PROBE_AUTH_ID_TOKEN, PROBE_AUTH_IAP };
enum event_order { EVENTS_LISTED, EVENTS_ANY };

/* What all kinds have in common: where a probe sends its request, and how often. First member of their structs. */
struct config_reach {
	const char *service; /* alias, or NULL */
	struct secret *url;  /* NULL: the service's URI */
	const char *path;    /* below the service's URI; or NULL */
	enum probe_at at;
	/* with AT_CANDIDATE or AT_BASELINE: the revision to probe at its tag URL; NULL: the candidate or baseline */
	const char *revision;
	enum probe_auth auth;
	const char *audience;      /* NULL: the service's URI; with PROBE_AUTH_IAP: all paths of the host */
	struct conf_text identity; /* CEL over the response; gives the revision that answered */
	int64_t timeout, every;    /* ms; every 0: the default of the source */
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
	int64_t port; /* 0: the service's port, or 443 */
};
struct config_dns {
	struct config_reach reach;
	const char *host, *server; /* server NULL: the system's resolver */
	int64_t lookups;
};
struct config_websocket {
	struct config_reach reach;
	struct conf_pairs headers;
	const char *subprotocol;
	struct conf_secrets send;   /* text messages, sent in order after the connection opens */
	struct conf_strings events; /* names of the events that must arrive */
	const char *event_key;      /* path of the event's name in a JSON message: "type", "data.event" */
	enum event_order order;
	int64_t within; /* ms from the open connection to the last event */
};
struct config_grpc {
	struct config_reach reach;
	const char *name; /* gRPC service; "": the whole server */
};
struct config_command {
	struct config_reach reach; /* only timeout and every are used */
	struct conf_secrets argv;
	struct conf_pairs env;    /* variables to set */
	struct conf_strings pass; /* names of rungate's variables to pass on */
	const char *dir;
	struct conf_strings junit; /* paths and globs of JUnit reports, read after the command has ended */
};
struct config_step { /* a step of a journey; exactly one of http and websocket is set */
	struct conf_member member;
	const char *name;
	struct config_http *http;
	struct config_websocket *websocket;
	struct conf_pairs capture; /* NAME = CEL over the step's facts; later steps use {{NAME}} */
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
	const struct config_reach *reach; /* in its kind's struct; for a journey, combined from its steps */
	bool discovered;                  /* derived from a probe path of a revision, not from the config file */
};
/* probe.c: the keys of a probe. */
extern const struct conf_table config_probe_table;
/* Sets kind, reach and default timeouts, and checks the probe, except its CEL (judge/check_config.c). Returns -1 with a
 * message that names file and line. */
int config_probe_check(struct arena *a, const struct config *c, struct config_probe *p, struct conf_errors *all);
/* journey.c: checks that each {{NAME}} is captured exactly once, before it is used. */
int config_journey_check(struct arena *a, const struct config_probe *p, struct err *e);
const struct config_reach *config_step_reach(const struct config_step *s); /* of the kind that is set */
/* Returns true if the probe may be sent at any time and more often than configured: HTTP with GET or HEAD, or gRPC. */
bool config_probe_repeatable(const struct config_probe *p);

#endif
