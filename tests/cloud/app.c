/* SPDX-License-Identifier: Apache-2.0 */
/* app.c: the applications: each revision behaves as configured in the state, and requests follow the traffic split. */
#include "token.h"

#include <string.h>

static int64_t number_of(const struct json *v, const char *key, int64_t def)
{
	return json_get(v, key) ? json_int(json_get(v, key)) : def;
}

/* The headers of a behavior; four entries are reserved for headers of the cloud itself. */
static void put_headers(const struct json *b, struct response *r)
{
	struct json_each it = json_each(json_get(b, "headers"));
	while (json_next(&it) && r->n_headers + 4 < COUNTOF(r->headers)) {
		r->headers[r->n_headers].name = it.key;
		r->headers[r->n_headers++].value = json_text(it.value).p;
	}
}

/* By path, else "*". A "sequence" gives one behavior per request and repeats the last one. */
static const struct json *behaviour(struct cloud *c, const struct revision *v, const char *path)
{
	const struct json *b = json_get(v->app, path);
	b = b ? b : json_get(v->app, "*");
	const struct json *sequence = json_get(b, "sequence");
	if (json_size(sequence)) {
		size_t i = v->requests < json_size(sequence) ? v->requests : json_size(sequence) - 1;
		b = json_item(sequence, i);
	}
	int64_t age = cloud_now() - c->began, every = number_of(b, "every", 0);
	if (age < number_of(b, "after_ms", 0) || (json_get(b, "for_ms") && age >= number_of(b, "for_ms", 0)))
		return NULL;
	if (v->requests < (unsigned)number_of(b, "after_requests", 0))
		return NULL;
	return every && (v->requests + 1) % (unsigned)every ? NULL : b;
}

static struct str body_of(struct cloud *c, const struct json *b, const char *revision)
{
	const struct json *body = json_get(b, "body");
	struct buf text = BUF_MAX(32 * 1024 * 1024);
	if (!body)
		buf_puts(&text, "{\"status\":\"healthy\",\"revision\":\"{{revision}}\"}");
	else if (json_kind(body) == JSON_STRING)
		buf_put(&text, json_text(body).p, json_text(body).n);
	else
		json_print(body, JSON_COMPACT, &text);
	const char *whole = arena_strndup(c->a, buf_text(&text), text.n), *at = strstr(whole, "{{revision}}");
	buf_free(&text);
	return str_of(
		at ? arena_printf(c->a, "%.*s%s%s", (int)(at - whole), whole, revision, at + strlen("{{revision}}")) : whole);
}

/* True if a request meets its requirements: the exact "authorization"; "query" and "body" as substrings. */
static bool brings(const struct request *q, const struct json *needs)
{
	const struct json *auth = json_get(needs, "authorization"), *query = json_get(needs, "query"),
					  *body = json_get(needs, "body");
	return (!auth || (q->authorization && str_is(json_text(auth), q->authorization))) &&
		(!query || (q->query && strstr(q->query, json_text(query).p))) &&
		(!body || memmem(q->body.p, q->body.n, json_text(body).p, json_text(body).n));
}

static bool reserved(const char *path)
{
	size_t n = strlen(path);
	return !strcmp(path, "/healthz") || (n > 2 && path[n - 1] == 'z' && path[1] != 'a' && !strcmp(path + n - 2, "hz"));
}

/* Answers as Identity-Aware Proxy, and returns true, unless the request brings a JWT that it accepts. */
static bool iap_refuses(struct cloud *c, const struct request *q, struct response *r)
{
	struct service *s = q->port->service;
	const char *why = NULL, *here = arena_printf(c->a, "%s%s", server_origin(c, s, q->port->number), q->path);
	if (token_iap(c, q->authorization, here, &why))
		return false;
	r->status = q->authorization ? 401 : 302;
	r->type = "text/html";
	r->body = str_of(q->authorization ? arena_printf(c->a, "Invalid IAP credentials: %s", why) : "");
	r->headers[r->n_headers].name = "X-Goog-IAP-Generated-Response";
	r->headers[r->n_headers++].value = "true";
	if (!q->authorization) {
		r->headers[r->n_headers].name = "Location";
		r->headers[r->n_headers++].value = "https://accounts.google.com/o/oauth2/v2/auth?redirect_uri="
										   "https://iap.googleapis.com/v1/oauth/clientIds/x:handleRedirect";
	}
	return true;
}

void app_answer(struct cloud *c, const struct request *q, struct response *r)
{
	struct service *s = q->port->service;
	const char *name = q->port->tag ? NULL : model_serving(s, s->requests++);
	for (size_t i = 0; q->port->tag && i < s->effective.n; i++)
		if (s->effective.rows[i].tag && !strcmp(s->effective.rows[i].tag, q->port->tag))
			name = s->effective.rows[i].latest ? s->latest_ready : s->effective.rows[i].revision;
	struct revision *v = model_revision(s, name);
	if (q->authorization && strstr(q->authorization, c->token))
		violation(c, "%s was given an access token of Google's", s->id);
	r->type = "application/json";
	if (s->iap && iap_refuses(c, q, r))
		return;
	if (s->is_private && !token_opens(c, q->authorization, arena_printf(c->a, "http://127.0.0.1:%d", s->port))) {
		r->status = q->authorization ? 401 : 403;
		r->type = "text/html; charset=UTF-8";
		r->body = str_of(q->authorization
				? "<html><head>\n<title>401 Unauthorized</title>\n</head>\n<body><h1>Error: Unauthorized</h1>\n"
				  "<h2>Your client does not have permission to the requested URL <code>/</code>.</h2>\n</body></html>\n"
				: "<html><head>\n<title>403 Forbidden</title>\n</head>\n<body><h1>Error: Forbidden</h1>\n"
				  "<h2>Your client does not have permission to get URL <code>/</code> from this "
				  "server.</h2>\n</body></html>\n");
		return;
	}
	if (!v || reserved(q->path)) { /* the error page of Google, not of the application */
		r->status = 404;
		r->type = "text/html; charset=UTF-8";
		r->body = str_of(
			"<!DOCTYPE html><title>Error 404 (Not Found)!!1</title><p>The requested URL was not found on this server.");
		return;
	}
	const struct json *b = behaviour(c, v, q->path);
	v->requests++;
	r->revision = v->name;
	r->status = (int)number_of(b, "status", 200);
	r->delay_ms = number_of(b, "delay_ms", 0);
	r->reset = json_is_true(json_get(b, "reset"));
	r->body = json_is_true(json_get(b, "echo"))
		? str_of(arena_printf(c->a, "%s %s %.*s", q->query ? q->query : "", q->authorization ? q->authorization : "",
			  (int)q->body.n, q->body.n ? q->body.p : ""))
		: body_of(c, b, v->name);
	if (!brings(q, json_get(b, "needs"))) {
		r->status = 401;
		r->body = str_of("{\"error\": \"not what was needed\"}");
	}
	r->type = json_get(b, "type") ? json_text(json_get(b, "type")).p : r->type;
	put_headers(b, r);
	r->headers[r->n_headers].name = "x-revision";
	r->headers[r->n_headers++].value = v->name;
	const struct json *websocket = json_get(b, "websocket");
	if (websocket && request_header(q, "Sec-WebSocket-Key") && r->status == 200) {
		struct buf script = BUF_MAX(1024 * 1024);
		json_print(websocket, JSON_COMPACT, &script);
		r->status = 101;
		r->websocket = (struct str){ arena_strndup(c->a, buf_text(&script), script.n), script.n };
		buf_free(&script);
	}
	const struct json *location = json_get(b, "location");
	if (location) {
		r->headers[r->n_headers].name = "Location";
		r->headers[r->n_headers++].value = json_text(location).p;
	}
}

/* The edge in front of the service: answers itself, or forwards to the service and replaces parts of its answer. */
void edge_answer(struct cloud *c, const struct request *q, struct response *r)
{
	const struct json *edge = q->port->service->edge, *b = json_get(edge, q->path);
	b = b ? b : json_get(edge, "*");
	if (!b || json_is_true(json_get(b, "pass"))) {
		app_answer(c, q, r);
		put_headers(b, r);
		return;
	}
	r->status = (int)number_of(b, "status", 200);
	r->type = json_get(b, "type") ? json_text(json_get(b, "type")).p : "text/html";
	r->reset = json_is_true(json_get(b, "reset"));
	r->body = json_get(b, "body") ? body_of(c, b, "") : str_of("");
	put_headers(b, r);
}
