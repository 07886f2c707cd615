/* SPDX-License-Identifier: Apache-2.0 */
/* gcp.c: one authorized call: endpoint, token, retries (http.c), and a JSON object, bytes or an error as the result. */
#include "auth/auth.h"
#include "core/api.h"
#include "core/context.h"

#include <string.h>

enum { HEAD_BYTES = 64 * 1024, THREAD_MS = 2000 };

/* ---- Calls --------------------------------------------------------------------------------------- */

/* The request, its headers and the answer's text lie in `own`, which is given back when the call ends: a run makes many
 * calls, and only what was read of the answers is kept. */
struct call {
	struct gcp *g;
	struct arena *a, *own; /* own: under a, which is the caller's */
	struct gcp_request r;
	const char *url, *what; /* what: names the call in errors */
	int64_t asked_at;       /* loop_now */
	bool refreshed, reread;
	struct gcp_reply reply; /* of the newest response, without its headers */
	struct str text;        /* while a thread parses it */
	gcp_done *done;
	void *arg;
	const struct secret *token;
	struct http_header headers[4 + GCP_HEADERS_MAX];
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

/* Takes away the "HOST:PORT: " with which an error begins, if what was called names the host already. */
static void without_host(struct err *e, const char *what)
{
	char host[256];
	size_t n = strcspn(e->text, ":"), port = strspn(e->text + n + (e->text[n] == ':'), "0123456789");
	const char *rest = e->text + n + 1 + port;
	if (!n || n >= sizeof(host) || !port || strncmp(rest, ": ", 2) != 0)
		return;
	memcpy(host, e->text, n);
	host[n] = '\0';
	if (strstr(what, host))
		memmove(e->text, rest + 2, strlen(rest + 2) + 1);
}

/* Ends the call: c is gone before its caller gets the reply, and may free a. Bytes live as long as a. */
static void finish(struct call *c)
{
	struct gcp_reply reply = c->reply;
	gcp_done *done = c->done;
	void *arg = c->arg;
	if (!reply.bytes.p)
		arena_free(c->own);
	done(arg, &reply);
}

static void fail(struct call *c, const struct err *error)
{
	c->reply.error = *error;
	without_host(&c->reply.error, c->what);
	err_wrap(&c->reply.error, "%s", c->what);
	finish(c);
}

static void succeed(struct call *c, struct json *body)
{
	c->reply.body = body;
	c->reply.retry_after_ms = 0;
	finish(c);
}

/* A body, and what was read of it. */
struct parsed {
	struct arena *a;    /* of what was read; of a job its own, and NULL once the call has it */
	struct arena *copy; /* of the text that a job reads; else NULL */
	bool logs;          /* a log entry may contain U+0000: that text is withheld, and the entry still counts */
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
	arena_free(((struct parsed *)arg)->copy);
}

/* What is no JSON object may be what something on the way sent: a read is sent once more. */
static void not_an_object(struct call *c, const struct parsed *p)
{
	struct err e;
	if (c->r.repeatable && !c->reread) {
		c->reread = true;
		start(c);
		return;
	}
	struct str head = scrubbed(c, p->text);
	if (!p->text.n)
		err_set(&e, ERR_MALFORMED, "answered %d with nothing where a JSON object was expected", c->reply.status);
	else
		err_set(&e, ERR_MALFORMED, "answered %d with something other than a JSON object (%s): %s", c->reply.status,
			p->why.code != ERR_NONE ? p->why.text : "another kind of value", text_cut_printable(c->a, head, 80));
	fail(c, &e);
}

static void conclude(struct call *c, const struct parsed *p)
{
	if (p->why.code == ERR_NONE && json_kind(p->body) == JSON_OBJECT)
		succeed(c, p->body);
	else
		not_an_object(c, p);
}

static void parse_here(struct call *c, struct str text)
{
	struct parsed p = { .a = c->a, .logs = c->r.api == GCP_LOGGING, .text = text };
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
	mine.text = c->text;
	conclude(c, &mine);
}

/* A large body does not hold up the loop. */
static void parse_in_thread(struct call *c, struct str text)
{
	struct parsed p = { .a = arena_new(), .copy = arena_new(), .logs = c->r.api == GCP_LOGGING };
	int64_t until = loop_now(c->g->l) + THREAD_MS;
	c->text = text;
	p.text.p = arena_strndup(p.copy, text.p, text.n);
	p.text.n = text.n;
	worker_start(c->g->l,
		&(struct worker_spec){ .work = gcp_work, .drop = gcp_drop, .size = sizeof(p), .deadline = until }, &p,
		gcp_on_parsed, c);
}

static void refuse(struct call *c, const struct http_answer *answer)
{
	struct err e;
	struct str said = scrubbed(c, answer->body);
	c->reply.refusal = said;
	if (c->r.bytes_max)
		gcp_error_of_text(answer->status, said, api_of(c->r.api)->name, &e);
	else
		gcp_error_of(answer->status, said, api_of(c->r.api)->name, &e);
	if (answer->status == 403)
		gcp_error_grant(said, c->url, auth_member(c->g->auth), &e);
	fail(c, &e);
}

static void accept_bytes(struct call *c, const struct http_answer *answer)
{
	c->reply.bytes = answer->body;
	c->reply.headers = answer->headers;
	c->reply.n_headers = answer->n_headers;
	succeed(c, NULL);
}

/* A write gets a new connection (exchange.c): one that was never established carried nothing. */
static bool was_sent(const struct call *c, const struct http_answer *answer)
{
	bool tls = !strncmp(c->url, "https:", 6), open = answer->timings.connect >= 0 && (!tls || answer->timings.tls >= 0);
	return answer->attempts > 0 && (answer->error.code == ERR_NONE || c->r.repeatable || open);
}

static void gcp_on_answer(void *arg, const struct http_answer *answer)
{
	struct call *c = arg;
	int64_t asked = http_retry_after(answer, loop_wall(c->g->l));
	c->reply = (struct gcp_reply){
		.status = answer->status, .retry_after_ms = asked > 0 ? asked : 0, .sent = was_sent(c, answer)
	};
	gcp_saw(c->g, answer);
	if (c->r.repeatable && answer->attempts > 1)
		budget_spent(c->g->budget, c->r.api, c->r.path, answer->attempts - 1, loop_now(c->g->l));
	if (answer->error.code != ERR_NONE) {
		fail(c, &answer->error);
	} else if (answer->status == 401 && !c->refreshed) {
		c->refreshed = true;
		start(c);
	} else if (answer->status / 100 != 2) {
		refuse(c, answer);
	} else if (c->r.bytes_max) {
		accept_bytes(c, answer);
	} else if (answer->body.n > LIMIT_PEER_JSON_BYTES) {
		parse_in_thread(c, answer->body);
	} else {
		parse_here(c, answer->body);
	}
}

/* Google's tokens are sent only to Google, or to an endpoint override. */
static bool may_carry_token(const struct call *c, const struct url *u)
{
	const char *base = c->g->endpoints.apis[c->r.api].base;
	return c->g->endpoints.apis[c->r.api].overridden ? !strncmp(c->url, base, strlen(base))
													 : gcp_is_google(u, gcp_universe(c->g));
}

static struct http_header plain(struct call *c, const char *name, const char *value)
{
	return (struct http_header){ name, secret_plain(c->own, value) };
}

static const struct secret *bearer(struct gcp *g, const struct secret *token)
{
	if (g->bearer.token != token) {
		g->bearer.token = token;
		g->bearer.header = secret_printf(g->k, "Bearer %s", secret_reveal(token));
	}
	return g->bearer.header;
}

static size_t set_headers(struct call *c)
{
	const char *quota = gcp_quota_project(c->g);
	size_t n = 0;
	c->headers[n++] = (struct http_header){ "Authorization", bearer(c->g, c->token) };
	c->headers[n++] = plain(c, "Accept", c->r.bytes_max ? "*/*" : "application/json");
	if (c->r.body)
		c->headers[n++] = plain(c, "Content-Type", c->r.type);
	if (quota)
		c->headers[n++] = plain(c, "x-goog-user-project", quota);
	for (size_t i = 0; i < GCP_HEADERS_MAX && c->r.headers[i].name; i++)
		c->headers[n++] = plain(c, c->r.headers[i].name, c->r.headers[i].value);
	return n;
}

static void gcp_on_token(void *arg, const struct auth_token *token, const struct err *error)
{
	struct call *c = arg;
	struct url u;
	struct err e;
	if (!token) { /* no call was made, so the error names none */
		c->reply = (struct gcp_reply){ .error = *error };
		finish(c);
		return;
	}
	if (url_parse(c->own, c->url, &u, &e) || !may_carry_token(c, &u)) {
		err_set(&e, ERR_AUTH, "an access token would have gone to a host that is not Google's");
		fail(c, &e);
		return;
	}
	c->token = token->value;
	struct http_request r = { .kind = HTTP_GOOGLE,
		.method = c->r.method,
		.url = secret_plain(c->own, c->url),
		.headers = c->headers,
		.n_headers = set_headers(c),
		.body = c->r.body,
		.deadline = c->r.deadline,
		.send_by = c->r.repeatable ? 0 : c->asked_at + LIMIT_UNSENT_MS,
		.timeout_ms = c->r.timeout_ms ? c->r.timeout_ms : LIMIT_CALL_MS,
		.body_max = c->r.bytes_max ? c->r.bytes_max : LIMIT_API_BODY,
		.attempts_max = c->r.repeatable ? LIMIT_RETRY_ATTEMPTS : 1 };
	http_start(c->g->l, c->own, &r, gcp_on_answer, c);
}

static void begin(void *arg)
{
	struct call *c = arg;
	auth_token(c->g->auth, c->refreshed ? c->token : NULL, c->r.deadline, gcp_on_token, c);
}

static void over_budget(void *arg)
{
	struct call *c = arg;
	struct err e;
	err_set(&e, ERR_QUOTA,
		"not sent: rungate's limit of %d reads a minute (below Google's quota) is reached, and the deadline is "
		"before the next read; use a longer gate.interval",
		budget_limit(c->r.api));
	fail(c, &e);
}

/* Writes are few and never wait for the budget. */
static void start(struct call *c)
{
	struct loop *l = c->g->l;
	int64_t now = loop_now(l), at = now;
	if (c->r.repeatable)
		at = budget_take(c->g->budget, c->r.api, c->r.path, c->g->acting, now);
	c->reply = (struct gcp_reply){ .status = 0 };
	bool late = at > now && at >= c->r.deadline;
	loop_do_at(l, late ? now : at, late ? over_budget : begin, c);
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

void gcp_call(struct gcp *g, struct arena *a, const struct gcp_request *r, gcp_done *done, void *arg)
{
	struct arena *own = arena_under(a);
	struct call *c = ARENA_NEW(own, struct call);
	*c = (struct call){ .g = g,
		.a = a,
		.own = own,
		.r = *r,
		.done = done,
		.arg = arg,
		.url = url_of(g, own, r->api, r->path),
		.asked_at = loop_now(g->l) };
	c->what = what_of(own, r->method, c->url);
	start(c);
}

void gcp_send(struct gcp *g, struct arena *a, enum gcp_api api, const char *method, const char *path,
	const struct json *body, bool repeatable, int64_t deadline, gcp_done *done, void *arg)
{
	const struct secret *text = NULL;
	if (body) {
		struct buf b = BUF_MAX(LIMIT_API_BODY);
		json_print(body, JSON_COMPACT, &b);
		text = secret_plain_bytes(a, (struct str){ buf_text(&b), b.n });
		buf_free(&b);
	}
	gcp_call(g, a,
		&(struct gcp_request){ .api = api,
			.method = method,
			.path = path,
			.body = text,
			.type = "application/json",
			.repeatable = repeatable,
			.deadline = deadline },
		done, arg);
}

void gcp_post_form(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, const char *form,
	int64_t deadline, gcp_done *done, void *arg)
{
	gcp_call(g, a,
		&(struct gcp_request){ .api = api,
			.method = "POST",
			.path = path,
			.body = secret_plain(a, form),
			.type = "application/x-www-form-urlencoded",
			.repeatable = true,
			.deadline = deadline },
		done, arg);
}

void gcp_get(
	struct gcp *g, struct arena *a, enum gcp_api api, const char *path, int64_t deadline, gcp_done *done, void *arg)
{
	gcp_send(g, a, api, "GET", path, NULL, true, deadline, done, arg);
}
