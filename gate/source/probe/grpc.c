/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grpc.c: calls grpc.health.v1.Health/Check over HTTP/2. A status other than SERVING, a server without gRPC and one
 * without the health service are observations (ok = false).
 */
#include "ahead_wait.h"
#include "grpc_health.h"
#include "reach.h"
#include "../source.h"

#include <string.h>

enum { NOT_HAD = -1, OK = 0, NOT_FOUND = 5, UNIMPLEMENTED = 12, MESSAGE_MAX = 200 };

struct check {
	struct question *q;
	const struct config_grpc *grpc;
	const struct secret *url, *body;
	struct http_answer answer;
};

/* The parsed response. */
struct health {
	const char *status, *error, *message;
	int64_t code;
};

/* ---- Response ----------------------------------------------------------------------------------------- */

/* Returns grpc-status from the trailers or, in a response without messages, the headers; NOT_HAD if it is missing or
 * not a number. */
static int64_t code_of(const struct http_answer *answer)
{
	const char *text = http_header_of(answer, "grpc-status");
	int64_t n = 0;
	if (!text || !*text || strlen(text) > 9 || text[strspn(text, "0123456789")])
		return NOT_HAD;
	for (const char *p = text; *p; p++)
		n = n * 10 + (*p - '0');
	return n;
}

static const char *code_text(struct arena *a, int64_t code)
{
	const char *name = grpc_status_name(code);
	return name ? name : arena_printf(a, "%lld", (long long)code);
}

/* The response is not from a gRPC server. */
static const char *not_grpc(struct question *q, const struct http_answer *answer)
{
	struct arena *a = q->a;
	const char *type = http_header_of(answer, "content-type");
	struct buf b = BUF_MAX(4 * LIMIT_HEADER_BYTES);
	if (front_is_google(answer))
		return "Google's front end answered 404, not the application: the URL does not exist";
	text_put_printable(&b, str_of(type ? type : "no content-type"));
	bool old = strcmp(answer->version, "2") != 0;
	const char *text = arena_printf(a, "answered %d with %s over HTTP/%s instead of gRPC%s%s%s", answer->status,
		buf_text(&b), answer->version, old ? ": gRPC requires HTTP/2 (on Cloud Run, name the port h2c)" : "",
		reach_came_by(q, answer), reach_came_said(q, answer));
	buf_free(&b);
	return text;
}

static struct health read_answer(struct check *c, const struct http_answer *answer)
{
	struct arena *a = c->q->a;
	struct health h = { .status = "", .error = "", .message = "", .code = NOT_HAD };
	const char *type = http_header_of(answer, "content-type"), *message = http_header_of(answer, "grpc-message");
	struct err e;
	if (answer->error.code != ERR_NONE) {
		h.error = answer->error.text;
		return h;
	}
	if (strcmp(answer->version, "2") != 0 || !type || strncmp(type, "application/grpc", 16) != 0) {
		h.error = not_grpc(c->q, answer);
		return h;
	}
	h.code = code_of(answer);
	h.message = message ? grpc_health_message(a, message) : "";
	if (h.code == NOT_HAD)
		h.error = "the response has no grpc-status";
	else if (h.code == OK)
		h.status = grpc_health_status(answer->body, &e);
	else if (h.code == NOT_FOUND)
		h.status = "SERVICE_UNKNOWN";
	if (!h.status) {
		h.status = "";
		h.error = arena_strdup(a, e.text);
	} else if (h.code == UNIMPLEMENTED) {
		h.error = "UNIMPLEMENTED: the server does not implement grpc.health.v1.Health";
	} else if (h.code == NOT_FOUND) {
		h.error = arena_printf(a, "SERVICE_UNKNOWN: the server does not know the service \"%s\"", c->grpc->name);
	} else if (h.code > OK) {
		h.error = arena_printf(a, "answered %s%s%s", code_text(a, h.code), *h.message ? ": " : "",
			text_cut_printable(a, str_of(say_scrub_to(a, c->q->observations->log, h.message)), MESSAGE_MAX));
	} else if (h.code == OK && strcmp(h.status, "SERVING") != 0) {
		h.error = arena_printf(a, "is %s", h.status);
	}
	return h;
}

static void grpc_send(struct check *c);

static void grpc_again(void *arg)
{
	grpc_send(arg);
}

static void grpc_go_on(void *arg)
{
	struct check *c = arg;
	struct question *q = c->q;
	struct arena *a = q->a;
	const struct http_answer *answer = &c->answer;
	if (reach_says_nothing(q, answer))
		return;
	struct health h = read_answer(c, answer);
	struct json *v = json_new_object(a);
	json_set_bool(a, v, "ok", !*h.error);
	json_set_int(a, v, "ms", answer->ms);
	json_set_string(a, v, "error", say_scrub_to(q->a, q->observations->log, h.error));
	json_set_string(a, v, "status", h.status);
	json_set_int(a, v, "grpcStatus", h.code);
	json_set_string(a, v, "grpcStatusName", h.code == NOT_HAD ? "" : code_text(a, h.code));
	json_set_string(a, v, "grpcMessage", say_scrub_to(q->a, q->observations->log, h.message));
	json_set_int(a, v, "httpStatus", answer->status);
	json_set(v, "headers", reach_headers_said(a, answer->headers, answer->n_headers));
	json_set_string(a, v, "name", c->grpc->name);
	json_set_string(a, v, "service", c->grpc->reach.service ? c->grpc->reach.service : "");
	if (reach_attribute(q, v, grpc_again, c))
		reach_answered(q, v, answer);
}

static void grpc_on_answer(void *arg, const struct http_answer *answer)
{
	struct check *c = arg;
	c->answer = *answer;
	if (!ahead_waits(c->q, grpc_go_on, NULL, c))
		grpc_go_on(c);
}

/* ---- Request ---------------------------------------------------------------------------------------------- */

/* With n more headers. All that it points to is of a, but for url, headers and body. */
static struct http_request request_of(struct arena *a, const struct config_grpc *g, const struct secret *url,
	const struct secret *body, const struct http_header *headers, size_t n)
{
	struct http_header *all = ARENA_ARRAY(a, struct http_header, n + 3);
	const char *timeout = arena_printf(a, "%lldm", (long long)g->reach.timeout);
	all[0] = (struct http_header){ "Content-Type", secret_plain(a, "application/grpc") };
	all[1] = (struct http_header){ "TE", secret_plain(a, "trailers") };
	all[2] = (struct http_header){ "grpc-timeout", secret_plain(a, timeout) };
	for (size_t i = 0; i < n; i++)
		all[3 + i] = headers[i];
	return (struct http_request){
		.kind = HTTP_PROBE,
		.method = "POST",
		.url = url,
		.headers = all,
		.n_headers = n + 3,
		.body = body,
		.timeout_ms = g->reach.timeout,
		.body_max = LIMIT_PROBE_BODY,
		.cut_body = true,
		.attempts_max = 1,
		.version = HTTP_2,
	};
}

static const struct secret *body_of(struct arena *a, const struct config_grpc *g)
{
	struct buf b = BUF_MAX(LIMIT_PROBE_BODY);
	grpc_health_request(g->name, &b);
	const struct secret *body = secret_plain_bytes(a, (struct str){ buf_text(&b), b.n });
	buf_free(&b);
	return body;
}

/* Uses only the origin of the URL, because the path of a gRPC call is fixed. */
static const struct secret *health_url(struct arena *a, const char *of, struct err *e)
{
	struct url u;
	if (url_parse(a, of, &u, e))
		return NULL;
	return secret_plain(a, arena_printf(a, "%s://%s:%d/grpc.health.v1.Health/Check", u.scheme, u.host, u.port));
}

static void grpc_on_headers(void *arg, const struct http_header *headers, size_t n)
{
	struct check *c = arg;
	struct question *q = c->q;
	struct http_request request = request_of(q->a, c->grpc, c->url, c->body, headers, n);
	request.deadline = q->deadline;
	q->asked++;
	http_start(q->observations->loop, q->a, &request, grpc_on_answer, c);
}

static int place(struct check *c, struct err *e)
{
	const struct secret *url = reach_url(c->q, e);
	c->url = url ? health_url(c->q->a, secret_reveal(url), e) : NULL;
	return c->url ? 0 : -1;
}

static void grpc_send(struct check *c)
{
	struct err e;
	if (place(c, &e))
		reach_unobserved(c->q, e.code, e.text);
	else
		reach_headers(c->q, c->url, NULL, grpc_on_headers, c);
}

void grpc_ask(struct question *q, const void *config)
{
	struct check *c = ARENA_NEW(q->a, struct check);
	*c = (struct check){ .q = q, .grpc = config, .body = body_of(q->a, config) };
	q->ask = grpc_ask;
	q->config = config;
	grpc_send(c);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_probe *config = l->config;
	grpc_ask(reach_question(observations, release, l, &config->grpc->reach), config->grpc);
}

static const struct fact_doc facts[] = {
	{ "ok", "bool", "the status is SERVING" },
	{ "ms", "int", "time of the whole exchange" },
	REACH_ATTRIBUTION("requests sent for this observation"),
	{ "error", "string", "why ok is false; \"\" if it is true" },
	{ "status", "string", "SERVING, NOT_SERVING, UNKNOWN or SERVICE_UNKNOWN; \"\" without an answer" },
	{ "grpcStatus", "int", "status code of the call: 0 is OK; -1 without a status" },
	{ "grpcStatusName", "string", "name of that status: OK, UNIMPLEMENTED, UNAVAILABLE, ...; \"\" without a status" },
	{ "grpcMessage", "string", "message of that status, or \"\"" },
	{ "httpStatus", "int", "status of the HTTP response; 0 without a response" },
	{ "headers", "map", "headers and trailers of the response, names in lower case" },
	{ "name", "string", "gRPC service that was checked; \"\": the whole server" },
	{ "service", "string", "alias of the service that is probed, or \"\"" },
};

const struct source source_grpc = {
	.kind = "grpc",
	.group = GROUP_PROBES,
	.every = EVERY_ROUND,
	.after_services = true,
	.start = start,
	.doc = "a gRPC health check (grpc.health.v1.Health/Check)",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};
