/* SPDX-License-Identifier: Apache-2.0 */
/* probe.c: the kinds of probes: tables of their config keys, and the checks that tables cannot express. */
#include "config.h"
#include "../net/net.h"

#include <string.h>
#include <strings.h>
#include <sys/socket.h>

/* clang-format off */
#define TABLE(label, type, rows) \
	{ .name = (label), .size = sizeof(struct type), .fields = (rows), .n = COUNTOF(rows), .expand = true }
/* clang-format on */
#define REACH(member) offsetof(struct config_reach, member)

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
#define DAY ((int64_t)24 * HOUR)

static const char *const at_names[] = { "users", "candidate", "baseline", NULL };
static const char *const auth_names[] = { "none", "id_token", "iap", NULL };
static const char *const order_names[] = { "listed", "any", NULL };

/* Rows that several kinds share. struct config_reach is the first member of each kind's struct. */
/* clang-format off */
#define ROW_SERVICE { "service", CONF_STRING, REACH(service), .doc = "alias of the service that is probed" }
#define ROW_PATH { "path", CONF_STRING, REACH(path), .doc = "path below the service's URI" }
#define ROW_AT { "at", CONF_CHOICE, REACH(at), .choices = at_names, .def = "users", \
	.doc = "users: the URL that users use; candidate, baseline: that revision's tag URL" }
#define ROW_AUTH \
	{ "auth", CONF_CHOICE, REACH(auth), .choices = auth_names, .def = "none", \
	  .doc = "id_token: send an ID token, for private services; iap: send a JWT that the service account signs, for " \
			 "services behind Identity-Aware Proxy" }, \
	{ "audience", CONF_STRING, REACH(audience), \
	  .doc = "audience of the token (default: the service's URI; with iap, all paths of the host: \"https://HOST/*\")" }
#define ROW_IDENTITY(over) \
	{ "identity", CONF_CEL, REACH(identity), .doc = "CEL over " over "; gives the name of the revision that answered" }
#define ROW_TIMEOUT(text, own) { "timeout", CONF_DURATION, REACH(timeout), .min = 1, .max = HOUR, \
	.doc = text " (default: " own ", or half of gate.deadline if that is shorter)" }
#define ROW_EVERY(text) { "every", CONF_DURATION, REACH(every), .min = 1, .max = DAY, .doc = (text) }
/* clang-format on */

static const struct conf_field http_fields[] = {
	ROW_SERVICE,
	{ "url", CONF_URL, REACH(url), .doc = "URL to request (default: the service's URI)" },
	ROW_PATH,
	{ "method", CONF_STRING, offsetof(struct config_http, method), .def = "GET", .doc = "HTTP method" },
	{ "headers", CONF_PAIRS, offsetof(struct config_http, headers), .doc = "sent with the request" },
	{ "body", CONF_SECRET, offsetof(struct config_http, body), .doc = "sent with the request" },
	{ "expect", CONF_CEL, offsetof(struct config_http, expect),
		.doc = "CEL over status, headers, body, json, ms; true if the answer is good (default: any status 2xx)" },
	{ "redirects", CONF_INT, offsetof(struct config_http, redirects), .max = 10,
		.doc = "maximum number of redirects to follow; 0: a redirect is the answer" },
	ROW_TIMEOUT("time limit of the request", "5s"),
	ROW_EVERY("interval between observations (default: every round)"),
	ROW_AT,
	ROW_AUTH,
	ROW_IDENTITY("status, headers, body, json, ms"),
};
static const struct conf_table http_table = TABLE("http", config_http, http_fields);

static const struct conf_field tls_fields[] = {
	ROW_SERVICE,
	{ "host", CONF_STRING, offsetof(struct config_tls, host),
		.doc = "host to connect to, which the certificate must name (default: the service's host)" },
	{ "port", CONF_INT, offsetof(struct config_tls, port), .min = 1, .max = 65535,
		.doc = "port (default: 443, or the service's port)" },
	ROW_TIMEOUT("time limit of the handshake", "5s"),
	ROW_EVERY("interval between observations (default: once per run)"),
};
static const struct conf_table tls_table = TABLE("tls", config_tls, tls_fields);

static const struct conf_field dns_fields[] = {
	{ "host", CONF_STRING, offsetof(struct config_dns, host), .required = true, .doc = "name to look up" },
	{ "server", CONF_STRING, offsetof(struct config_dns, server),
		.doc = "resolver: ADDRESS or ADDRESS:PORT, IPv6 in brackets (default: the system's resolver)" },
	{ "lookups", CONF_INT, offsetof(struct config_dns, lookups), .min = 1, .max = 100, .def = "3",
		.doc = "number of lookups per observation" },
	ROW_TIMEOUT("time limit of each lookup", "5s"),
	ROW_EVERY("interval between observations (default: every round)"),
};
static const struct conf_table dns_table = TABLE("dns", config_dns, dns_fields);

static const struct conf_field websocket_fields[] = {
	ROW_SERVICE,
	{ "url", CONF_URL, REACH(url), .doc = "ws:// or wss:// URL (default: the service's URI)" },
	ROW_PATH,
	{ "headers", CONF_PAIRS, offsetof(struct config_websocket, headers), .doc = "headers of the upgrade request" },
	{ "subprotocol", CONF_STRING, offsetof(struct config_websocket, subprotocol),
		.doc = "subprotocol to request; the server must accept it" },
	{ "send", CONF_SECRETS, offsetof(struct config_websocket, send),
		.doc = "text messages to send in order after the connection opens" },
	{ "events", CONF_STRINGS, offsetof(struct config_websocket, events),
		.doc = "names of the events that must arrive" },
	{ "event_key", CONF_STRING, offsetof(struct config_websocket, event_key), .def = "type",
		.doc = "path of the event's name in a JSON message" },
	{ "order", CONF_CHOICE, offsetof(struct config_websocket, order), .choices = order_names, .def = "listed",
		.doc = "listed: events must arrive in the order listed, with others allowed between them; any: in any order" },
	{ "within", CONF_DURATION, offsetof(struct config_websocket, within), .min = 1, .max = HOUR,
		.doc = "time limit from the open connection to the last event (default: 10s, or a quarter of gate.deadline "
			   "if that is shorter)" },
	ROW_TIMEOUT("time limit of the upgrade request", "5s"),
	ROW_EVERY("interval between observations (default: every round)"),
	ROW_AT,
	ROW_AUTH,
	ROW_IDENTITY("the upgrade's status, headers and subprotocol, json, events"),
};
static const struct conf_table websocket_table = TABLE("websocket", config_websocket, websocket_fields);

static const struct conf_field grpc_fields[] = {
	ROW_SERVICE,
	{ "url", CONF_URL, REACH(url), .doc = "http:// (h2c) or https:// URL (default: the service's URI)" },
	{ "name", CONF_STRING, offsetof(struct config_grpc, name), .def = "",
		.doc = "gRPC service to check; \"\": the whole server" },
	ROW_TIMEOUT("time limit of the request", "5s"),
	ROW_EVERY("interval between observations (default: every round)"),
	ROW_AT,
	ROW_AUTH,
	ROW_IDENTITY("status, headers, httpStatus, grpcStatus, grpcMessage"),
};
static const struct conf_table grpc_table = TABLE("grpc", config_grpc, grpc_fields);

static const struct conf_field command_fields[] = {
	{ "argv", CONF_SECRETS, offsetof(struct config_command, argv), .required = true,
		.doc = "program and arguments; no shell is involved" },
	{ "env", CONF_PAIRS, offsetof(struct config_command, env), .doc = "environment variables to set" },
	{ "pass", CONF_STRINGS, offsetof(struct config_command, pass),
		.doc = "names of rungate's environment variables to pass on, in addition to PATH, HOME, LANG and TMPDIR" },
	{ "dir", CONF_PATH, offsetof(struct config_command, dir), .def = ".",
		.doc = "working directory, relative to the config's folder" },
	{ "junit", CONF_PATHS, offsetof(struct config_command, junit),
		.doc = "JUnit XML files that it writes: a path or a list, with globs (** for folders)" },
	ROW_TIMEOUT("time limit, after which its process group is killed", "2m"),
	ROW_EVERY("interval between observations (default: once per run)"),
};
static const struct conf_table command_table_keys = TABLE("command", config_command, command_fields);

static const struct conf_field step_fields[] = {
	{ "name", CONF_STRING, offsetof(struct config_step, name), .required = true,
		.doc = "name of the step in the facts" },
	{ "http", CONF_OPTIONAL, offsetof(struct config_step, http), .table = &http_table, .doc = "an HTTP request" },
	{ "websocket", CONF_OPTIONAL, offsetof(struct config_step, websocket), .table = &websocket_table,
		.doc = "a WebSocket exchange" },
	{ "capture", CONF_PAIRS, offsetof(struct config_step, capture),
		.doc = "NAME = CEL over the step's facts; later steps use the value as {{NAME}}" },
};
static const struct conf_table step_table = TABLE("journey", config_step, step_fields);

static const struct conf_field probe_fields[] = {
	{ "http", CONF_OPTIONAL, offsetof(struct config_probe, http), .table = &http_table, .doc = "an HTTP request" },
	{ "tls", CONF_OPTIONAL, offsetof(struct config_probe, tls), .table = &tls_table,
		.doc = "a check of a certificate" },
	{ "dns", CONF_OPTIONAL, offsetof(struct config_probe, dns), .table = &dns_table, .doc = "a DNS lookup" },
	{ "websocket", CONF_OPTIONAL, offsetof(struct config_probe, websocket), .table = &websocket_table,
		.doc = "a WebSocket exchange" },
	{ "grpc", CONF_OPTIONAL, offsetof(struct config_probe, grpc), .table = &grpc_table,
		.doc = "a gRPC health check (grpc.health.v1.Health/Check)" },
	{ "command", CONF_OPTIONAL, offsetof(struct config_probe, command), .table = &command_table_keys,
		.doc = "a program, such as a test suite" },
	{ "journey", CONF_LIST, offsetof(struct config_probe, journey), .table = &step_table,
		.doc = "steps in order; later steps can use values of earlier ones" },
};
const struct conf_table config_probe_table = TABLE("probes", config_probe, probe_fields);

enum { QUICK = 5 * SECOND, WITHIN = 10 * SECOND, SUITE = 2 * MINUTE };
static const struct {
	const char *name;
	size_t at;
	int64_t timeout;
} kinds[PROBE__COUNT] = {
	[PROBE_HTTP] = { "http", offsetof(struct config_probe, http), QUICK },
	[PROBE_TLS] = { "tls", offsetof(struct config_probe, tls), QUICK },
	[PROBE_DNS] = { "dns", offsetof(struct config_probe, dns), QUICK },
	[PROBE_WEBSOCKET] = { "websocket", offsetof(struct config_probe, websocket), QUICK },
	[PROBE_GRPC] = { "grpc", offsetof(struct config_probe, grpc), QUICK },
	[PROBE_COMMAND] = { "command", offsetof(struct config_probe, command), SUITE },
	[PROBE_JOURNEY] = { .name = "journey" }, /* a list, which choose_kind handles separately */
};

const char *probe_kind_name(enum probe_kind kind)
{
	return kinds[kind].name;
}

/* ---- Default timeouts ----------------------------------------------------------------------------- */

/* Returns the timeout that is given or, by default, own, reduced to at most `most`. */
static int64_t fitting(int64_t given, int64_t own, int64_t most)
{
	return given ? given : own < most ? own : most < 1 ? 1 : most;
}

static void fill_websocket(const struct config *c, struct config_websocket *w)
{
	if (w)
		w->within = fitting(w->within, WITHIN, c->gate.deadline / 4);
}

/* ---- Checks --------------------------------------------------------------------------------------- */

static int choose_kind(struct arena *a, const struct config *c, struct config_probe *p, struct err *e)
{
	const char *alias = p->member.alias, *first = NULL;
	for (int i = 0; i < PROBE_JOURNEY; i++) {
		struct config_reach *reach;
		memcpy(&reach, (const char *)p + kinds[i].at, sizeof(reach));
		if (!reach)
			continue;
		if (first)
			return conf_error(e, &p->member.place, "probes.%s: has both %s and %s; write a separate probe for each",
				alias, first, kinds[i].name);
		first = kinds[i].name;
		p->kind = (enum probe_kind)i;
		p->reach = reach;
		reach->timeout = fitting(
			reach->timeout, kinds[i].timeout, c->gate.deadline / (p->dns ? 2 * p->dns->lookups : 2));
	}
	fill_websocket(c, p->websocket);
	if (first && p->journey.n)
		return conf_error(
			e, &p->member.place, "probes.%s: has both %s and journey; write a separate probe for each", alias, first);
	if (p->journey.n) {
		p->kind = PROBE_JOURNEY;
		p->reach = ARENA_NEW(a, struct config_reach);
	}
	return first || p->journey.n
		? 0
		: conf_error(e, &p->member.place,
			  "probes.%s: the kind of probe is missing; write probes.%s = { http = { ... }; }", alias, alias);
}

static bool service_known(const struct config *c, const char *alias)
{
	const struct config_service *s = CONFIG_ITEMS(c->services, const struct config_service);
	for (size_t i = 0; i < c->services.n; i++)
		if (!strcmp(s[i].member.alias, alias))
			return true;
	return conf_errors_at(c->errors, "services"); /* unknown */
}

/* A URL in a journey may contain {{NAME}}; it can be checked only when the value is known. */
static int check_url(struct arena *a, const char *where, const struct conf_place *at, const struct config_reach *r,
	bool in_journey, struct err *e)
{
	const char *scheme;
	struct err why;
	if (!r->url || (in_journey && strstr(secret_reveal(r->url), "{{")))
		return 0;
	if (config_url_check(a, r->url, &scheme, &why))
		return conf_error(e, at, "%s: url %s: %s", where, secret_shown(r->url), why.text);
	return 0;
}

/* Rejects ws:// and wss://, which only WebSocket probes accept. */
static int check_scheme(const char *where, const struct conf_place *at, const struct config_reach *r, struct err *e)
{
	if (!r->url || strncmp(secret_reveal(r->url), "ws", 2) != 0)
		return 0;
	return conf_error(e, at, "%s: url %s: must begin with http:// or https://", where, secret_shown(r->url));
}

static int check_reach(struct arena *a, const struct config *c, const char *where, const struct conf_place *at,
	const struct config_reach *r, bool in_journey, struct err *e)
{
	if (r->service && !service_known(c, r->service))
		return conf_error(e, at, "%s: no service has the alias \"%s\"", where, r->service);
	if (r->url && r->path)
		return conf_error(e, at, "%s: url and path exclude each other; write the path in the url", where);
	if (r->path && r->path[0] != '/')
		return conf_error(e, at, "%s: path must begin with \"/\", not \"%s\"", where, r->path);
	if (r->at != AT_USERS && (!r->service || r->url))
		return conf_error(e, at, "%s: at = \"%s\" needs a service and no url", where, at_names[r->at]);
	if (r->timeout > c->gate.deadline)
		return conf_error(e, at, "%s: the timeout is longer than gate.deadline", where);
	return check_url(a, where, at, r, in_journey, e);
}

/* RFC 9110 section 5.1: a name is a token. conf checks the values. */
static int check_headers(
	const char *where, const struct conf_place *at, const struct conf_pairs *headers, struct err *e)
{
	if (headers->n > LIMIT_PROBE_HEADERS)
		return conf_error(e, at, "%s: more than %d headers", where, LIMIT_PROBE_HEADERS);
	for (size_t i = 0; i < headers->n; i++) {
		const char *name = headers->items[i].name;
		if (!*name ||
			name[strspn(name, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")])
			return conf_error(e, at, "%s: \"%s\" is not a valid header name", where, name);
	}
	return 0;
}

static int needs_target(const char *where, const struct conf_place *at, const struct config_reach *r, struct err *e)
{
	return r->service || r->url ? 0 : conf_error(e, at, "%s: set service or url", where);
}

static int check_http(const char *where, const struct conf_place *at, const struct config_http *h, struct err *e)
{
	if (needs_target(where, at, &h->reach, e) || check_scheme(where, at, &h->reach, e) ||
		check_headers(where, at, &h->headers, e))
		return -1;
	for (const char *m = h->method; *m; m++)
		if (*m < 'A' || *m > 'Z')
			return conf_error(e, at, "%s: \"%s\" is not a valid HTTP method", where, h->method);
	return *h->method ? 0 : conf_error(e, at, "%s: the method is empty", where);
}

/* Rejects headers that the upgrade request sets itself. */
static int check_upgrade(
	const char *where, const struct conf_place *at, const struct config_websocket *w, struct err *e)
{
	static const char *const ours[] = { "Connection", "Upgrade" };
	for (size_t i = 0; i < w->headers.n; i++) {
		const char *name = w->headers.items[i].name;
		if (!strncasecmp(name, "Sec-WebSocket-", 14) || !strcasecmp(name, ours[0]) || !strcasecmp(name, ours[1]))
			return conf_error(
				e, at, "%s: the upgrade request sets header %s itself; remove it, or use subprotocol", where, name);
	}
	if (w->subprotocol && (!*w->subprotocol || strpbrk(w->subprotocol, "\r\n\t ,")))
		return conf_error(e, at, "%s: subprotocol \"%s\" must be one word", where, w->subprotocol);
	return 0;
}

static int check_websocket(const struct config *c, const char *where, const struct conf_place *at,
	const struct config_websocket *w, struct err *e)
{
	if (needs_target(where, at, &w->reach, e) || check_headers(where, at, &w->headers, e) ||
		check_upgrade(where, at, w, e))
		return -1;
	if (w->reach.timeout <= c->gate.deadline && w->reach.timeout + w->within > c->gate.deadline)
		return conf_error(e, at, "%s: timeout and within together are longer than gate.deadline", where);
	for (size_t i = 0; i < w->events.n; i++)
		if (!*w->events.items[i])
			return conf_error(e, at, "%s: the name of an event is empty", where);
	return *w->event_key ? 0 : conf_error(e, at, "%s: event_key is empty", where);
}

/* Checks that host is a name or an address. RFC 1035 section 2.3.4 limits names to 253 characters. */
static int check_host(const char *where, const struct conf_place *at, const char *host, struct err *e)
{
	size_t n = host ? strlen(host) : 1;
	if (!n || n > 253 || (host && strpbrk(host, "/@? \t\r\n")))
		return conf_error(e, at, "%s: \"%s\" is not a valid host", where, host);
	return 0;
}

static int check_server(const char *where, const struct conf_place *at, const char *server, struct err *e)
{
	struct sockaddr_storage address;
	struct err why;
	return server && address_dns_server(server, &address, &why)
		? conf_error(e, at, "%s: server \"%s\" %s", where, server, why.text)
		: 0;
}

static bool is_name(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	return n && !text[n] && (text[0] < '0' || text[0] > '9');
}

static int check_captures(const char *where, const struct config_step *s, struct err *e)
{
	for (size_t i = 0; i < s->capture.n; i++)
		if (!is_name(s->capture.items[i].name))
			return conf_error(e, &s->capture.items[i].place, "%s: capture %s: the name must be an identifier", where,
				s->capture.items[i].name);
	return 0;
}

static int check_step(
	struct arena *a, const struct config *c, const struct config_probe *p, const struct config_step *s, struct err *e)
{
	const char *where = arena_printf(a, "probes.%s: step %s", p->member.alias, s->name);
	const struct conf_place *at = &s->member.place;
	const struct config_step *all = CONFIG_ITEMS(p->journey, const struct config_step);
	if (!is_name(s->name))
		return conf_error(e, at, "%s: the name of a step must be an identifier", where);
	for (const struct config_step *before = all; before < s; before++)
		if (!strcmp(before->name, s->name))
			return conf_error(e, at, "%s: another step has the same name", where);
	if (!s->http == !s->websocket)
		return conf_error(e, at, "%s: a step must have either http or websocket", where);
	if (check_captures(where, s, e))
		return -1;
	const struct config_reach *reach = s->http ? &s->http->reach : &s->websocket->reach;
	if (check_reach(a, c, where, at, reach, true, e))
		return -1;
	return s->http ? check_http(where, at, s->http, e) : check_websocket(c, where, at, s->websocket, e);
}

/* Checks the steps one by one, and then what they have in common. */
static int check_journey(
	struct arena *a, const struct config *c, const char *where, struct config_probe *p, struct conf_errors *all)
{
	const struct config_step *steps = CONFIG_ITEMS(p->journey, const struct config_step);
	struct config_reach *reach = ARENA_NEW(a, struct config_reach);
	int64_t share = c->gate.deadline / (2 * (int64_t)p->journey.n);
	struct err e;
	int rc = 0;
	for (size_t i = 0; i < p->journey.n; i++)
		rc |= conf_errors_add(all, where, check_step(a, c, p, &steps[i], &e), &e);
	if (rc)
		return rc;
	for (size_t i = 0; i < p->journey.n; i++) {
		struct config_reach *r = steps[i].http ? &steps[i].http->reach : &steps[i].websocket->reach;
		r->timeout = fitting(r->timeout, QUICK, share);
		if (steps[i].websocket)
			steps[i].websocket->within = fitting(steps[i].websocket->within, WITHIN, share);
		reach->timeout += r->timeout + (steps[i].websocket ? steps[i].websocket->within : 0);
		reach->service = reach->service ? reach->service : r->service;
		reach->at = reach->at != AT_USERS ? reach->at : r->at;
		reach->every = reach->every > r->every ? reach->every : r->every;
	}
	if (reach->timeout > c->gate.deadline)
		rc |= conf_errors_add(all, where,
			conf_error(
				&e, &p->member.place, "%s: the timeouts of its steps together are longer than gate.deadline", where),
			&e);
	p->reach = reach;
	return rc | conf_errors_add(all, where, config_journey_check(a, p, &e), &e);
}

static int check_kind(const struct config *c, const char *where, const struct config_probe *p, struct err *e)
{
	const struct conf_place *at = &p->member.place;
	if (p->http)
		return check_http(where, at, p->http, e);
	if (p->websocket)
		return check_websocket(c, where, at, p->websocket, e);
	if (p->grpc)
		return needs_target(where, at, p->reach, e) || check_scheme(where, at, p->reach, e) ? -1 : 0;
	if (p->tls && !p->tls->host && !p->tls->reach.service)
		return conf_error(e, at, "%s: set host or service", where);
	if ((p->tls && check_host(where, at, p->tls->host, e)) || (p->dns && check_host(where, at, p->dns->host, e)))
		return -1;
	if (p->dns && check_server(where, at, p->dns->server, e))
		return -1;
	if (p->dns && p->dns->reach.timeout <= c->gate.deadline &&
		p->dns->reach.timeout * p->dns->lookups > c->gate.deadline)
		return conf_error(e, at, "%s: lookups x timeout is longer than gate.deadline", where);
	return p->command && !p->command->argv.n ? conf_error(e, at, "%s: argv is empty", where) : 0;
}

bool config_probe_repeatable(const struct config_probe *p)
{
	return p->grpc || (p->http && (!strcmp(p->http->method, "GET") || !strcmp(p->http->method, "HEAD")));
}

int config_probe_check(struct arena *a, const struct config *c, struct config_probe *p, struct conf_errors *all)
{
	const char *where = arena_printf(a, "probes.%s", p->member.alias);
	struct err e;
	if (config_is_wrong(a, c, "probes", p->member.alias))
		return -1;
	if (conf_errors_add(all, where, choose_kind(a, c, p, &e), &e))
		return -1;
	if (p->journey.n)
		return check_journey(a, c, where, p, all);
	/* these leave its expressions to be checked */
	int rc = conf_errors_add(all, "", check_reach(a, c, where, &p->member.place, p->reach, false, &e), &e);
	return rc | conf_errors_add(all, "", check_kind(c, where, p, &e), &e);
}
