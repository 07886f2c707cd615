/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.c: one HTTP request, as a user makes it. Connection errors, timeouts and bad responses are observations (ok =
 * false). If the request could not be sent, or another revision answered, the probe is unobserved.
 */
#include "ahead_wait.h"
#include "reach.h"
#include "../source.h"
#include "../../run/held.h"

#include <string.h>

struct probe {
	struct question *q;
	const struct config_http *http;
	const struct secret *url;
	struct arena *wire; /* of the request and its answer; NULL: none is in flight */
	struct http_answer answer;
};

/* ---- Facts --------------------------------------------------------------------------------- */

static struct json *timings_json(struct arena *a, const struct http_answer *answer)
{
	struct json *t = json_new_object(a);
	json_set_int(a, t, "dns", answer->timings.dns);
	json_set_int(a, t, "connect", answer->timings.connect);
	json_set_int(a, t, "tls", answer->timings.tls);
	json_set_int(a, t, "firstByte", answer->timings.first_byte);
	json_set_int(a, t, "total", answer->timings.total);
	return t;
}

/* Returns the body as JSON, or NULL if it is not JSON. */
static struct json *document_of(struct arena *a, struct str body)
{
	struct json *document;
	struct err e;
	if (!json_parse_peer(a, body, CEL_UNOBSERVED, &document, &e))
		return document;
	return e.code == ERR_LIMIT ? facts_unobserved(a, e.text) : NULL;
}

static struct json *answer_json(struct arena *a, const struct http_answer *answer)
{
	struct json *v = json_new_object(a);
	json_set_int(a, v, "status", answer->status);
	json_set_int(a, v, "ms", answer->ms);
	json_set(v, "headers", reach_headers_said(a, answer->headers, answer->n_headers));
	bool text = text_utf8_valid(answer->body.p, answer->body.n);
	json_set(v, "body", text ? json_new_stringn(a, answer->body.p, answer->body.n) : json_new_string(a, ""));
	json_set_bool(a, v, "fromGoogle", front_is_google(answer));
	if (text && answer->body.n && !answer->body_cut)
		json_set(v, "json", document_of(a, answer->body));
	return v;
}

/* ---- Judging the response -------------------------------------------------------------------- */

static const char *values_line(struct probe *p, const struct cel_program *program, const struct cel_scope *scope)
{
	struct buf b = BUF_MAX(512);
	cel_explain(program, scope, p->q->a, 4, &b);
	char *text = arena_strdup(p->q->a, buf_text(&b));
	buf_free(&b);
	for (char *c = text; *c; c++)
		if (*c == '\n')
			*c = c[1] ? ',' : '\0';
	return text;
}

static const char *not_as_expected(struct probe *p, const struct http_answer *answer, const struct json *v)
{
	struct question *q = p->q;
	struct arena *a = q->a;
	struct cel_program *program;
	struct err e;
	if (cel_compile(a, str_of(p->http->expect.text), &p->http->expect.place, NULL, &program, &e))
		return arena_strdup(a, e.text);
	struct cel_scope scope = { .root = v };
	struct cel_value ok = cel_eval(program, &scope, a);
	if (ok.kind == CEL_BOOL && ok.b)
		return "";
	struct held *h = held_new(a, false);
	scope.observer = held_observer(h);
	(void)cel_eval(program, &scope, a);
	scope = (struct cel_scope){ .root = held_answer(h, v) }; /* the message may contain only what `expect` has read */
	ok = cel_eval(program, &scope, a);
	struct str why = ok.kind == CEL_ERROR ? cel_error_text(&ok) : str_of(values_line(p, program, &scope));
	bool values = answer->status / 100 == 2;
	return arena_printf(a, "answered %d%s, expected %s%s%.*s%s%s", answer->status, reach_came_by(q, answer),
		p->http->expect.text, values ? " (" : "", values ? (int)why.n : 0, why.p, values ? ")" : "",
		reach_came_said(q, answer));
}

static const char *judge_answer(struct probe *p, const struct http_answer *answer, const struct json *v)
{
	struct question *q = p->q;
	if (answer->error.code != ERR_NONE)
		return answer->error.text;
	if (answer->status == 404 && json_is_true(json_get(v, "fromGoogle")))
		return "Google's front end answered 404, not the application: the URL does not exist, "
			   "or its path is reserved (as are some that end in z)";
	if (p->http->expect.set)
		return not_as_expected(p, answer, v);
	return answer->status / 100 == 2
		? ""
		: arena_printf(q->a, "answered %d%s%s", answer->status, reach_came_by(q, answer), reach_came_said(q, answer));
}

static void http_again(void *arg)
{
	struct probe *p = arg;
	http_ask(p->q, p->http);
}

/* Reads the answer, of which only the value is kept. */
static void read_answer(struct probe *p, const struct http_answer *answer)
{
	struct question *q = p->q;
	struct arena *a = q->a;
	if (reach_says_nothing(q, answer))
		return;
	struct json *v = answer_json(a, answer);
	bool repeatable = !strcmp(p->http->method, "GET") || !strcmp(p->http->method, "HEAD");
	if (!reach_attribute(q, v, repeatable ? http_again : NULL, p))
		return;
	const char *error = judge_answer(p, answer, v);
	json_set_bool(a, v, "ok", !*error);
	json_set_string(a, v, "error", say_scrub_to(q->a, q->observations->log, error));
	json_set(v, "timings", timings_json(a, answer));
	json_set_string(a, v, "version", answer->version ? answer->version : "");
	json_set_string(a, v, "service", p->http->reach.service ? p->http->reach.service : "");
	reach_answered(q, v, answer);
}

static void http_go_on(void *arg)
{
	struct probe *p = arg;
	struct arena *wire = p->wire;
	p->wire = NULL;
	read_answer(p, &p->answer);
	arena_free(wire);
}

static void http_on_answer(void *arg, const struct http_answer *answer)
{
	struct probe *p = arg;
	p->answer = *answer;
	p->q->cached = cached_of(p->q->a, answer->headers, answer->n_headers);
	if (!ahead_waits(p->q, http_go_on, NULL, p))
		http_go_on(p);
}

static void http_on_headers(void *arg, const struct http_header *headers, size_t n)
{
	struct probe *p = arg;
	const struct config_http *h = p->http;
	struct http_request request = { .kind = HTTP_PROBE,
		.method = h->method,
		.url = p->url,
		.headers = headers,
		.n_headers = n,
		.body = reach_fill(p->q, h->body),
		.kept_back = h->reach.auth != PROBE_AUTH_NONE ? "Authorization" : NULL,
		.deadline = p->q->deadline,
		.timeout_ms = h->reach.timeout,
		.body_max = LIMIT_PROBE_BODY,
		.cut_body = true,
		.attempts_max = 1,
		.redirects_max = (int)h->redirects };
	p->q->asked++;
	p->wire = arena_under(p->q->a);
	http_start(p->q->observations->loop, p->wire, &request, http_on_answer, p);
}

static void http_ask_as(struct question *q, const void *config)
{
	http_ask(q, config);
}

void http_ask(struct question *q, const struct config_http *h)
{
	struct probe *p = ARENA_NEW(q->a, struct probe);
	struct err e = { .code = ERR_NONE };
	q->ask = http_ask_as;
	q->config = h;
	*p = (struct probe){ .q = q, .http = h, .url = reach_url(q, &e) };
	if (!p->url)
		reach_unobserved(q, e.code, e.text);
	else
		reach_headers(q, p->url, &h->headers, http_on_headers, p);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_probe *config = l->config;
	http_ask(reach_question(observations, release, l, &config->http->reach), config->http);
}

static const struct fact_doc facts[] = {
	{ "ok", "bool", "the response is complete and `expect` is true (without `expect`: status 2xx)" },
	{ "ms", "int", "time of the whole exchange" },
	REACH_ATTRIBUTION("requests sent for this observation"),
	{ "error", "string", "why ok is false; \"\" if it is true" },
	{ "status", "int", "HTTP status; 0 without a response" },
	{ "headers", "map", "headers of the response, names in lower case" },
	{ "body", "string", "body of the response, at most 64 KiB; \"\" if it is not UTF-8" },
	{ "json", "any",
		"the body, if it is JSON; a string with U+0000 is unobserved, as is a body with more than 20,000 values" },
	{ "fromGoogle", "bool", "Google's front end answered 404; the request reached no container" },
	{ "version", "string", "HTTP version: 1.1 or 2" },
	{ "timings", "map", "dns, connect, tls, firstByte and total in ms; -1 for a phase that did not happen" },
	{ "service", "string", "alias of the service that is probed, or \"\"" },
};

const struct source source_http = {
	.kind = "http",
	.group = GROUP_PROBES,
	.every = EVERY_ROUND,
	.after_services = true,
	.start = start,
	.doc = "an HTTP request, as a user makes it",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};
