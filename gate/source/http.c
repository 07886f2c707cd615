/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.c: one HTTP request as a user makes it. An answer that is refused, late or wrong was observed: the
 * facts say so. What could not be asked, or was answered by another revision, was not.
 */
#include "../gate.h"

#include <string.h>

struct probe {
	struct run *r;
	struct look *l;
	const struct config_probe *config;
	const struct config_http *http;
	struct http_request request;
	struct http_header headers[64];
};

static void unobserved(struct probe *p, enum err_code code, const char *why)
{
	struct err e;
	err_set(&e, code, "probes.%s: %s", p->l->alias, why);
	look_end(p->r, p->l, NULL, &e);
}

/* ---- What came back, as facts -------------------------------------------------------------- */

static struct json *headers_json(struct arena *a, const struct http_answer *answer)
{
	struct json *h = json_new_object(a);
	for (size_t i = 0; i < answer->n_headers; i++)
		if (text_utf8_valid(answer->headers[i].value, strlen(answer->headers[i].value)))
			json_set_string(a, h, answer->headers[i].name, answer->headers[i].value);
	return h;
}

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

static struct json *answer_json(struct arena *a, const struct http_answer *answer)
{
	struct json *v = json_new_object(a), *document;
	struct err not_json;
	json_set_int(a, v, "status", answer->status);
	json_set_int(a, v, "ms", answer->ms);
	json_set(v, "headers", headers_json(a, answer));
	bool text = text_utf8_valid(answer->body.p, answer->body.n);
	json_set(v, "body", text ? json_new_stringn(a, answer->body.p, answer->body.n) : json_new_string(a, ""));
	if (text && answer->body.n && !answer->body_cut && !json_parse(a, answer->body, &document, &not_json))
		json_set(v, "json", document);
	return v;
}

/* ---- Was it a good answer? ------------------------------------------------------------------- */

static const char *values_line(struct probe *p, const struct cel_program *program, const struct cel_scope *scope)
{
	struct buf b = BUF_MAX(512);
	cel_explain(program, scope, p->r->a, 4, &b);
	char *text = arena_strdup(p->r->a, buf_text(&b));
	buf_free(&b);
	for (char *c = text; *c; c++)
		if (*c == '\n')
			*c = c[1] ? ',' : '\0';
	return text;
}

static const char *judge_answer(struct probe *p, const struct http_answer *answer, const struct json *v)
{
	struct arena *a = p->r->a;
	struct cel_program *program;
	struct err e;
	if (answer->error.code != ERR_NONE)
		return answer->error.text;
	if (!p->http->expect.set)
		return answer->status / 100 == 2 ? "" : arena_printf(a, "answered %d", answer->status);
	if (cel_compile(a, str_of(p->http->expect.text), &p->http->expect.place, NULL, &program, &e))
		return arena_strdup(a, e.text);
	struct cel_scope scope = { .root = v };
	struct cel_value ok = cel_eval(program, &scope, a);
	if (ok.kind == CEL_BOOL && ok.b)
		return "";
	struct str why = ok.kind == CEL_ERROR ? cel_error_text(&ok) : str_of(values_line(p, program, &scope));
	return arena_printf(a, "answered %d, expected %s%s%.*s%s", answer->status, p->http->expect.text,
		answer->status / 100 == 2 ? " (" : "", answer->status / 100 == 2 ? (int)why.n : 0, why.p, answer->status / 100 == 2 ? ")" : "");
}

/* ---- Whose answer was it? ----------------------------------------------------------------------- */

static const char *identity_of(struct probe *p, const struct json *v)
{
	struct arena *a = p->r->a;
	struct cel_program *program;
	struct err e;
	if (!p->http->identity.set || cel_compile(a, str_of(p->http->identity.text), &p->http->identity.place, NULL, &program, &e))
		return NULL;
	struct cel_value name = cel_eval(program, &(struct cel_scope){ .root = v }, a);
	return name.kind == CEL_STRING ? arena_strndup(a, name.s.p, name.s.n) : NULL;
}

/* True when the answer may be judged; l->attributed says whether it is known to be the candidate's. */
static bool attribute(struct probe *p, const char *identity)
{
	struct look *l = p->l;
	const struct service *s = l->service;
	l->attributed = true;
	if (!s || !s->target.released || p->r->after || p->http->at != AT_USERS || !s->target.candidate)
		return true;
	const char *candidate = s->target.candidate->name;
	if (identity) {
		l->attributed = !strcmp(identity, candidate);
		l->others += l->attributed ? 0 : 1;
		return l->attributed;
	}
	l->attributed = !p->http->identity.set && run_percent(&s->now.effective, s->now.latest_ready, candidate) == 100;
	return true;
}

/* A discovered probe has no credentials and no say in where users stand: what the front end refuses proves nothing. */
static const char *proves_nothing(const struct probe *p, const struct http_answer *answer)
{
	const struct service *s = p->l->service;
	const char *ingress = s ? json_text(json_get(s->now.raw, "ingress")).p : "";
	if (p->config->discovered && (answer->status == 401 || answer->status == 403))
		return "the service is private: it answered 401 or 403 before the application; "
			"write a probe with auth = \"id_token\"";
	if (s && !p->http->url && answer->status == 404 && strncmp(ingress, "INGRESS_TRAFFIC_INTERNAL", 24) == 0)
		return "the service takes internal traffic only and cannot be reached from here (404)";
	return NULL;
}

static void http_on_answer(void *arg, const struct http_answer *answer)
{
	struct probe *p = arg;
	struct arena *a = p->r->a;
	const char *nothing = proves_nothing(p, answer);
	bool cut_short = answer->error.code == ERR_TIMEOUT && loop_now(p->r->loop) - p->l->started_at < p->http->timeout;
	if (cut_short) { /* our deadline, not its slowness */
		unobserved(p, ERR_TIMEOUT, "the run's deadline came before its own time-out");
		return;
	}
	if (nothing) {
		unobserved(p, ERR_DENIED, nothing);
		return;
	}
	struct json *v = answer_json(a, answer);
	const char *identity = identity_of(p, v);
	if (!attribute(p, identity)) {
		unobserved(p, ERR_EVAL, arena_printf(a, "%s answered, not the candidate %s", identity,
			p->l->service->target.candidate->name));
		return;
	}
	const char *error = judge_answer(p, answer, v);
	json_set_bool(a, v, "ok", !*error);
	json_set_string(a, v, "error", run_scrub(p->r, error));
	json_set_int(a, v, "attempts", answer->attempts);
	json_set_string(a, v, "identity", identity ? identity : "");
	json_set(v, "timings", timings_json(a, answer));
	json_set_string(a, v, "service", p->http->service ? p->http->service : "");
	look_end(p->r, p->l, v, NULL);
}

/* ---- The request ------------------------------------------------------------------------------------ */

static const char *origin_of(struct probe *p, struct err *e)
{
	const struct service *s = p->l->service;
	const struct run_revision *at = NULL;
	if (!s->known) {
		err_set(e, s->look->error.code, "service %s could not be read: %s", s->config->member.alias, s->look->error.text);
		return NULL;
	}
	if (p->http->at == AT_USERS && !p->r->after && s->target.released && !p->http->identity.set && !release_serves(s)) {
		err_set(e, ERR_EVAL, "the candidate %s serves nothing: users reach %s", s->target.candidate->name,
			run_split_text(p->r->a, &s->now.effective));
		return NULL;
	}
	if (p->http->at == AT_USERS) {
		if (!s->now.uri || !*s->now.uri)
			err_set(e, ERR_EVAL, "service %s has no URI", s->config->member.alias);
		return s->now.uri && *s->now.uri ? s->now.uri : NULL;
	}
	at = p->http->at == AT_CANDIDATE ? s->target.candidate : s->target.baseline;
	const char *uri = at ? run_tag_uri(&s->now, at->name) : NULL;
	if (!uri)
		err_set(e, ERR_EVAL, "%s has no tag URL", at ? at->name : "the revision");
	return uri;
}

static const struct secret *url_of(struct probe *p, struct err *e)
{
	struct arena *a = p->r->a;
	const char *origin = p->l->service ? origin_of(p, e) : "";
	if (!origin)
		return NULL;
	if (p->http->url)
		return p->http->url;
	size_t n = strlen(origin);
	while (n && origin[n - 1] == '/')
		n--;
	const char *text = arena_printf(a, "%.*s%s", (int)n, origin, p->http->path ? p->http->path : "/");
	return secret_new(p->r->secrets, text, strlen(text), false);
}

static void send(struct probe *p)
{
	http_start(p->r->loop, p->r->a, &p->request, http_on_answer, p);
}

static const char *audience_of(const struct probe *p)
{
	if (p->http->audience)
		return p->http->audience;
	return p->l->service ? p->l->service->now.uri : NULL;
}

static bool same_origin(struct arena *a, const char *x, const char *y)
{
	struct url u, v;
	struct err e;
	return x && y && !url_parse(a, x, &u, &e) && !url_parse(a, y, &v, &e) && !strcmp(u.scheme, v.scheme) &&
		!strcmp(u.host, v.host) && u.port == v.port;
}

/* An ID token goes to a host that Cloud Run returned for the service, or whose own origin is the audience; over TLS. */
static bool may_carry_token(const struct probe *p)
{
	struct arena *a = p->r->a;
	const char *url = secret_reveal(p->request.url);
	struct url u;
	struct err e;
	if (url_parse(a, url, &u, &e) || (strcmp(u.scheme, "https") != 0 && !url_is_loopback(&u)))
		return false;
	const struct run_service *s = p->l->service ? &p->l->service->now : NULL;
	bool ours = s && same_origin(a, url, s->uri);
	for (size_t i = 0; s && i < s->effective.n; i++)
		ours = ours || same_origin(a, url, s->effective.rows[i].uri);
	const struct json *urls = s ? json_get(s->raw, "urls") : NULL;
	for (size_t i = 0; i < json_size(urls); i++)
		ours = ours || same_origin(a, url, json_text(json_item(urls, i)).p);
	return ours || same_origin(a, url, audience_of(p));
}

static void http_on_token(void *arg, const struct secret *token, const struct err *error)
{
	struct probe *p = arg;
	if (!token) {
		unobserved(p, error->code, error->text);
		return;
	}
	const char *value = arena_printf(p->r->a, "Bearer %s", secret_reveal(token));
	p->headers[p->request.n_headers++] = (struct http_header){ "Authorization",
		secret_new(p->r->secrets, value, strlen(value), true) };
	send(p);
}

static void start(struct run *r, struct look *l)
{
	struct probe *p = ARENA_NEW(r->a, struct probe);
	const struct config_probe *config = l->config;
	const struct config_http *h = config->http;
	struct err e = { .code = ERR_NONE };
	*p = (struct probe){ .r = r, .l = l, .config = config, .http = h };
	const struct secret *url = url_of(p, &e);
	l->attributed = false;
	if (!url) {
		unobserved(p, e.code, e.text);
		return;
	}
	for (size_t i = 0; i < h->headers.n && i + 1 < COUNTOF(p->headers); i++)
		p->headers[i] = (struct http_header){ h->headers.items[i].name, h->headers.items[i].value };
	p->request = (struct http_request){
		.kind = HTTP_PROBE, .method = h->method, .url = url, .headers = p->headers, .n_headers = h->headers.n,
		.body = h->body, .deadline = r->round_deadline, .timeout_ms = h->timeout, .body_max = LIMIT_PROBE_BODY,
		.cut_body = true, .attempts_max = 1, .redirects_max = (int)h->redirects,
	};
	if (!h->auth)
		send(p);
	else if (!may_carry_token(p))
		unobserved(p, ERR_AUTH, "an ID token goes only over TLS to a host that Cloud Run returned for the service, "
			"or to its audience's own origin");
	else
		gcp_id_token(r->gcp, audience_of(p), r->round_deadline, http_on_token, p);
}

static const struct fact_doc facts[] = {
	{ "ok", "bool", "a whole answer that is as expected (without `expect`: any 2xx)" },
	{ "ms", "int", "of the whole exchange" },
	{ "attempts", "int", "requests made for this look" },
	{ "error", "string", "why it is not ok; \"\" when it is" },
	{ "status", "int", "the HTTP status; 0 without an answer" },
	{ "headers", "map", "the answer's, names in lower case" },
	{ "body", "string", "at most 64 KiB; \"\" when it is not UTF-8" },
	{ "json", "any", "the body, where it is JSON" },
	{ "identity", "string", "the revision that answered, by the probe's `identity`; \"\" without" },
	{ "timings", "map", "dns, connect, tls, firstByte, total in ms; -1 where there was none" },
	{ "service", "string", "the alias of the service it reaches, or \"\"" },
};

const struct source source_http = {
	.kind = "http", .group = GROUP_PROBES, .every = EVERY_ROUND, .after_services = true, .start = start,
	.doc = "an HTTP request, as a user makes it", .facts = facts, .n_facts = COUNTOF(facts),
};
