/* SPDX-License-Identifier: Apache-2.0 */
/* gcp.c: one authorized call: endpoint, token, retries (http.c), and a JSON object or an error as the result. */
#include "auth/auth.h"
#include "core/api.h"
#include "core/context.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 64 * 1024, THREAD_MS = 2000 };

int gcp_open(
	struct arena *a, struct loop *l, struct secrets *k, const char *impersonate, struct gcp **out, struct err *e)
{
	struct gcp *g = ARENA_NEW(a, struct gcp);
	const char *email = impersonate ? impersonate : getenv("CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT");
	*g = (struct gcp){ .a = a, .l = l, .k = k, .skew = ARENA_NEW(a, struct skew) };
	*g->skew = (struct skew){ .local = loop_wall(l) - loop_now(l) };
	if (endpoints_open(a, &g->endpoints, e))
		return -1;
	g->auth = auth_new(g);
	endpoints_place(&g->endpoints);
	if (email && *email)
		g->auth = auth_as(g->auth, email);
	g->budget = budget_new(a);
	*out = g;
	return 0;
}

struct gcp *gcp_as(struct gcp *g, const char *email)
{
	struct gcp *other = ARENA_NEW(g->a, struct gcp);
	*other = *g;
	other->auth = auth_as(g->auth, email);
	return other;
}

const char *gcp_credential(const struct gcp *g)
{
	return auth_text(g->auth);
}

const char *gcp_quota_project(const struct gcp *g)
{
	const char *named = getenv("GOOGLE_CLOUD_QUOTA_PROJECT"), *own = g->auth->quota_project;
	return named && *named ? named : own && *own ? own : NULL;
}

const char *gcp_warning(const struct gcp *g)
{
	return g->auth->warning;
}

const char *gcp_member(const struct gcp *g)
{
	return auth_member(g->auth);
}

struct json *gcp_overrides(struct arena *a, const struct gcp *g)
{
	return endpoints_overrides(a, &g->endpoints);
}

/* ---- Calls --------------------------------------------------------------------------------------- */

struct call {
	struct gcp *g;
	struct arena *a;
	enum gcp_api api;
	const char *method, *path, *url, *what; /* what: names the call in errors */
	const struct secret *body;
	const char *type; /* the content type of body */
	bool repeatable, refreshed, reread;
	int64_t retry_after_ms; /* of the newest response, as is status */
	int status;
	struct str text; /* while a thread parses it */
	int64_t deadline;
	gcp_done *done;
	void *arg;
	const struct secret *token;
	struct http_header headers[4];
};

static void start(struct call *c);

/* An error text from outside may repeat a secret, so it is scrubbed before it is cut. */
static struct str scrubbed(const struct call *c, struct str text)
{
	struct buf b = BUF_MAX(2 * HEAD_BYTES);
	secrets_scrub(c->g->k, (struct str){ text.p, text.n < HEAD_BYTES ? text.n : HEAD_BYTES }, &b);
	struct str copy = { arena_strndup(c->a, buf_text(&b), b.n), b.n };
	buf_free(&b);
	return copy;
}

static void reply(struct call *c, const struct err *error, int status, struct json *body)
{
	struct gcp_reply r = {
		.status = status, .body = error ? NULL : body, .retry_after_ms = error ? c->retry_after_ms : 0
	};
	if (error) {
		r.error = *error;
		err_wrap(&r.error, "%s", c->what);
	}
	c->done(c->arg, &r);
}

/* A body, and what was read of it. */
struct parsed {
	struct arena *a; /* of all that it points to; of a job its own, and NULL once the call has it */
	bool logs;       /* a log entry may contain U+0000: that text is withheld, and the entry still counts */
	struct str text;
	struct json *body;
	struct err why; /* it is no JSON; ERR_NONE: it is */
};

static void gcp_work(void *arg)
{
	struct parsed *p = arg;
	struct err e = { .code = ERR_NONE };
	int rc = p->logs ? json_parse_unobserved(p->a, p->text, LOGGING_WITHHELD, &p->body, &e)
					 : json_parse(p->a, p->text, &p->body, &e);
	p->why = rc ? e : (struct err){ .code = ERR_NONE };
}

static void gcp_drop(void *arg)
{
	arena_free(((struct parsed *)arg)->a);
}

/* What is no JSON object may be what something on the way sent: a read is sent once more. */
static void not_an_object(struct call *c, const struct parsed *p)
{
	struct err e;
	if (c->repeatable && !c->reread) {
		c->reread = true;
		start(c);
		return;
	}
	struct str head = scrubbed(c, p->text);
	if (!p->text.n)
		err_set(&e, ERR_MALFORMED, "answered %d with nothing where a JSON object was expected", c->status);
	else
		err_set(&e, ERR_MALFORMED, "answered %d with something other than a JSON object (%s): %s", c->status,
			p->why.code != ERR_NONE ? p->why.text : "another kind of value", text_cut_printable(c->a, head, 80));
	reply(c, &e, c->status, NULL);
}

static void conclude(struct call *c, const struct parsed *p)
{
	if (p->why.code == ERR_NONE && json_kind(p->body) == JSON_OBJECT)
		reply(c, NULL, c->status, p->body);
	else
		not_an_object(c, p);
}

static void parse_here(struct call *c, struct str text)
{
	struct parsed p = { .a = c->a, .logs = c->api == GCP_LOGGING, .text = text };
	gcp_work(&p);
	conclude(c, &p);
}

static void gcp_on_parsed(void *arg, void *job, const struct err *late)
{
	struct call *c = arg;
	struct parsed *p = job;
	if (late) { /* all threads are busy with what hangs: no answer is lost for that */
		parse_here(c, c->text);
		return;
	}
	struct parsed mine = *p;
	p->a = NULL;
	arena_defer(c->a, arena_drop, mine.a);
	conclude(c, &mine);
}

/* A large body does not hold up the loop. */
static void parse_in_thread(struct call *c, struct str text)
{
	struct parsed p = { .a = arena_new(), .logs = c->api == GCP_LOGGING };
	int64_t until = loop_now(c->g->l) + THREAD_MS;
	c->text = text;
	p.text.p = arena_strndup(p.a, text.p, text.n);
	p.text.n = text.n;
	worker_start(c->g->l,
		&(struct worker_spec){ .work = gcp_work, .drop = gcp_drop, .size = sizeof(p), .deadline = until }, &p,
		gcp_on_parsed, c);
}

static void gcp_on_answer(void *arg, const struct http_answer *answer)
{
	struct call *c = arg;
	struct err e;
	int64_t asked = http_retry_after(answer, loop_wall(c->g->l));
	c->retry_after_ms = asked > 0 ? asked : 0;
	gcp_saw(c->g, answer);
	if (c->repeatable && answer->attempts > 1)
		budget_spent(c->g->budget, c->api, c->path, answer->attempts - 1, loop_now(c->g->l));
	if (answer->error.code != ERR_NONE) {
		reply(c, &answer->error, 0, NULL);
	} else if (answer->status == 401 && !c->refreshed) {
		c->refreshed = true;
		start(c);
	} else if (answer->status / 100 != 2) {
		struct str said = scrubbed(c, answer->body);
		gcp_error_of(answer->status, said, api_of(c->api)->name, &e);
		if (answer->status == 403)
			gcp_error_grant(said, c->url, auth_member(c->g->auth), &e);
		reply(c, &e, answer->status, NULL);
	} else {
		c->status = answer->status;
		if (answer->body.n > LIMIT_PEER_JSON_BYTES)
			parse_in_thread(c, answer->body);
		else
			parse_here(c, answer->body);
	}
}

/* Google's tokens are sent only to Google, or to an endpoint override. */
static bool may_carry_token(const struct call *c, const struct url *u)
{
	const char *base = c->g->endpoints.apis[c->api].base;
	return c->g->endpoints.apis[c->api].overridden ? !strncmp(c->url, base, strlen(base))
												   : gcp_is_google(u, gcp_universe(c->g));
}

static struct http_header plain(struct call *c, const char *name, const char *value)
{
	return (struct http_header){ name, secret_plain(c->a, value) };
}

static const struct secret *bearer(struct gcp *g, const struct secret *token)
{
	if (g->bearer.token != token) {
		g->bearer.token = token;
		g->bearer.header = secret_printf(g->k, "Bearer %s", secret_reveal(token));
	}
	return g->bearer.header;
}

static void gcp_on_token(void *arg, const struct auth_token *token, const struct err *error)
{
	struct call *c = arg;
	struct url u;
	struct err e;
	if (!token) { /* no call was made, so the error names none */
		c->done(c->arg, &(struct gcp_reply){ .error = *error });
		return;
	}
	if (url_parse(c->a, c->url, &u, &e) || !may_carry_token(c, &u)) {
		err_set(&e, ERR_AUTH, "an access token would have gone to a host that is not Google's");
		reply(c, &e, 0, NULL);
		return;
	}
	c->token = token->value;
	const char *quota = gcp_quota_project(c->g);
	size_t n = 0;
	c->headers[n++] = (struct http_header){ "Authorization", bearer(c->g, token->value) };
	c->headers[n++] = plain(c, "Accept", "application/json");
	if (c->body)
		c->headers[n++] = plain(c, "Content-Type", c->type);
	if (quota)
		c->headers[n++] = plain(c, "x-goog-user-project", quota);
	struct http_request r = { .kind = HTTP_GOOGLE,
		.method = c->method,
		.url = secret_plain(c->a, c->url),
		.headers = c->headers,
		.n_headers = n,
		.body = c->body,
		.deadline = c->deadline,
		.timeout_ms = LIMIT_CALL_MS,
		.body_max = LIMIT_API_BODY,
		.attempts_max = c->repeatable ? LIMIT_RETRY_ATTEMPTS : 1 };
	http_start(c->g->l, c->a, &r, gcp_on_answer, c);
}

static void begin(void *arg)
{
	struct call *c = arg;
	auth_token(c->g->auth, c->refreshed ? c->token : NULL, c->deadline, gcp_on_token, c);
}

static void over_budget(void *arg)
{
	struct call *c = arg;
	struct err e;
	err_set(&e, ERR_QUOTA,
		"not sent: rungate's limit of %d reads a minute (below Google's quota) is reached, and the deadline is "
		"before the next read; use a longer gate.interval",
		budget_limit(c->api));
	reply(c, &e, 0, NULL);
}

/* Writes are few and never wait for the budget. */
static void start(struct call *c)
{
	struct loop *l = c->g->l;
	int64_t now = loop_now(l), at = c->repeatable ? budget_take(c->g->budget, c->api, c->path, c->g->acting, now) : now;
	bool late = at > now && at >= c->deadline;
	loop_at(l, late ? now : at, late ? over_budget : begin, c);
}

/* A regional secret is available only at its region's endpoint; everything else at the global one. */
static const char *url_of(const struct gcp *g, struct arena *a, enum gcp_api api, const char *path)
{
	struct str region = budget_region(path);
	if (api != GCP_SECRETMANAGER || !region.n || g->endpoints.apis[api].overridden)
		return arena_printf(a, "%s%s", gcp_base(g, api), path);
	return arena_printf(a, "https://secretmanager.%.*s.rep.%s/%s", (int)region.n, region.p, gcp_universe(g), path);
}

static const char *what_of(struct arena *a, const char *method, const char *url)
{
	const char *host = strstr(url, "://");
	host = host ? host + 3 : url;
	return arena_printf(a, "%s %.*s", method, (int)strcspn(host, "?"), host);
}

/* body: may be NULL */
static void send_request(struct gcp *g, struct arena *a, enum gcp_api api, const char *method, const char *path,
	const struct secret *body, const char *type, bool repeatable, int64_t deadline, gcp_done *done, void *arg)
{
	struct call *c = ARENA_NEW(a, struct call);
	*c = (struct call){ .g = g,
		.a = a,
		.api = api,
		.method = method,
		.body = body,
		.type = type,
		.repeatable = repeatable,
		.deadline = deadline,
		.done = done,
		.arg = arg,
		.path = path,
		.url = url_of(g, a, api, path) };
	c->what = what_of(a, method, c->url);
	start(c);
}

void gcp_send(struct gcp *g, struct arena *a, enum gcp_api api, const char *method, const char *path,
	const struct json *body, bool repeatable, int64_t deadline, gcp_done *done, void *arg)
{
	const struct secret *text = NULL;
	if (body) {
		struct buf b = BUF_MAX(LIMIT_API_BODY);
		json_print(body, JSON_COMPACT, &b);
		text = secret_new(g->k, buf_text(&b), b.n, false);
		buf_free(&b);
	}
	send_request(g, a, api, method, path, text, "application/json", repeatable, deadline, done, arg);
}

void gcp_post_form(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, const char *form,
	int64_t deadline, gcp_done *done, void *arg)
{
	send_request(g, a, api, "POST", path, secret_new(g->k, form, strlen(form), false),
		"application/x-www-form-urlencoded", true, deadline, done, arg);
}

void gcp_get(
	struct gcp *g, struct arena *a, enum gcp_api api, const char *path, int64_t deadline, gcp_done *done, void *arg)
{
	gcp_send(g, a, api, "GET", path, NULL, true, deadline, done, arg);
}
