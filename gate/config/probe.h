/* SPDX-License-Identifier: Apache-2.0 */
/* probe.h: probes in the config, a struct for each kind. */
#ifndef GATE_CONFIG_PROBE_H
#define GATE_CONFIG_PROBE_H

#include "../base/base.h"

struct config;

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

#endif
