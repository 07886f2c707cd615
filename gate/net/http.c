/* SPDX-License-Identifier: Apache-2.0 */
/* http.c: HTTP calls: deadline, attempts, redirects and record. struct loop_world does the transfer. */
#include "loop.h"
#include "url.h"

#include <string.h>
#include <strings.h>

struct http_call {
	struct loop *l;
	struct arena *a;
	struct http_request request; /* the current one: redirects change it */
	struct http_done_fn {
		http_done *fn;
		void *arg;
	} done;
	const struct err *refused; /* why nothing is sent, or NULL */
	int tried, redirects;
	int64_t began, sent_at, queued_ms;
};

/* ---- The end of a call --------------------------------------------------------------------------- */

static void record(const struct http_call *c, const struct http_answer *answer)
{
	http_record_add(c->l, c->request.url,
		&(struct http_record){ .kind = c->request.kind,
			.method = c->request.method,
			.status = answer->status,
			.attempts = answer->attempts,
			.ms = loop_now(c->l) - c->began - c->queued_ms },
		&answer->error);
}

static void end(struct http_call *c, const struct http_answer *answer)
{
	struct http_answer last = *answer;
	last.attempts = c->tried;
	last.redirects = c->redirects;
	last.queued_ms = c->queued_ms;
	last.cut_short = last.error.code == ERR_TIMEOUT && loop_now(c->l) - c->sent_at < c->request.timeout_ms;
	record(c, &last);
	c->done.fn(c->done.arg, &last);
}

static void attempt(void *arg)
{
	struct http_call *c = arg;
	int64_t now = loop_now(c->l), by = now + c->request.timeout_ms;
	if (c->refused) {
		end(c, &(struct http_answer){ .error = *c->refused });
		return;
	}
	if (now >= c->request.deadline) {
		struct http_answer late = { 0 };
		err_set(&late.error, ERR_TIMEOUT, "the deadline came before anything could be sent");
		end(c, &late);
		return;
	}
	if (c->request.send_by && now > c->request.send_by) {
		struct http_answer late = { 0 };
		err_set(&late.error, ERR_TIMEOUT, "not sent: this process was held up until it was too late to send this");
		end(c, &late);
		return;
	}
	if (by > c->request.deadline)
		by = c->request.deadline;
	c->tried++;
	c->sent_at = now;
	loop_world(c->l)->send(loop_world(c->l)->self, c, &c->request, by);
}

void http_began(struct http_call *c)
{
	int64_t now = loop_now(c->l);
	c->queued_ms += now - c->sent_at;
	c->sent_at = now;
}

void http_never_sent(struct http_call *c, const struct err *why)
{
	c->tried--;
	http_began(c);
	end(c, &(struct http_answer){ .error = *why });
}

/* ---- Redirects -------------------------------------------------------------------------------------- */

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void keep_back(struct http_call *c)
{
	struct http_header *left = ARENA_ARRAY(c->a, struct http_header, c->request.n_headers + 1);
	size_t n = 0;
	for (size_t i = 0; i < c->request.n_headers; i++)
		if (strcasecmp(c->request.headers[i].name, c->request.kept_back) != 0)
			left[n++] = c->request.headers[i];
	c->request.headers = left;
	c->request.n_headers = n;
}

/* Follows a redirect. Drops headers and body if it leads to another origin. Returns true if a new request was sent. */
static bool follow(struct http_call *c, const struct http_answer *answer)
{
	const char *location = http_header_of(answer, "location");
	const char *here = secret_reveal(c->request.url);
	char *there = location ? url_join(c->a, here, location) : NULL;
	struct url from, to;
	struct err e;
	if (!is_redirect(answer->status) || c->redirects >= c->request.redirects_max || !there)
		return false;
	if (url_parse(c->a, here, &from, &e) || url_parse(c->a, there, &to, &e) || to.userinfo)
		return false;
	if (!strcmp(from.scheme, "https") && strcmp(to.scheme, "https") != 0)
		return false;
	if (c->request.kind == HTTP_PROBE &&
		(url_is_metadata(&to) || http_header_of(answer, "x-goog-iap-generated-response") ||
			strstr(location, "iap.googleapis.com")))
		return false; /* IAP redirects to Google's sign-in page, which is not the application */
	bool same = !strcmp(from.scheme, to.scheme) && !strcmp(from.host, to.host) && from.port == to.port;
	if (!same) {
		c->request.n_headers = 0;
		c->request.body = NULL;
	}
	if (c->request.kept_back)
		keep_back(c);
	if (!same || answer->status == 303 || (answer->status < 303 && !strcmp(c->request.method, "POST"))) {
		c->request.method = strcmp(c->request.method, "HEAD") ? "GET" : "HEAD";
		c->request.body = NULL;
	}
	c->redirects++;
	bool hidden = secret_hidden(c->request.url);
	c->request.url = hidden ? secret_new(loop_secrets(c->l), there, strlen(there), true) : secret_plain(c->a, there);
	loop_do_at(c->l, loop_now(c->l), attempt, c);
	return true;
}

/* ---- Answers ---------------------------------------------------------------------------------------- */

static struct http_answer keep(struct arena *a, const struct http_answer *answer)
{
	struct http_answer k = *answer;
	struct http_header_text *headers = ARENA_ARRAY(a, struct http_header_text, k.n_headers + 1);
	for (size_t i = 0; i < k.n_headers; i++)
		headers[i] = (struct http_header_text){ arena_strdup(a, answer->headers[i].name),
			arena_strdup(a, answer->headers[i].value) };
	k.headers = headers;
	k.body = (struct str){ arena_strndup(a, answer->body.n ? answer->body.p : "", answer->body.n), answer->body.n };
	k.address = arena_strdup(a, answer->address);
	k.version = arena_strdup(a, answer->version);
	return k;
}

void http_answered(struct http_call *c, const struct http_answer *answer)
{
	int64_t now = loop_now(c->l);
	struct http_answer judged = *answer;
	if (answer->error.code == ERR_NONE && c->request.passes && c->request.passes(answer))
		judged.status = 503;
	int64_t wait = http_retry_delay(&judged, c->tried, c->request.attempts_max, loop_wall(c->l), loop_random(c->l));
	if (wait >= 0 && now + wait < c->request.deadline) {
		loop_do_at(c->l, now + wait, attempt, c);
		return;
	}
	struct http_answer kept = keep(c->a, answer);
	if (kept.error.code == ERR_NONE && follow(c, &kept))
		return;
	end(c, &kept);
}

/* ---- Starting --------------------------------------------------------------------------------------- */

static bool has_break(const char *text, size_t n)
{
	return memchr(text, '\r', n) || memchr(text, '\n', n) || memchr(text, '\0', n);
}

int http_check_headers(const struct http_header *headers, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		const struct secret *v = headers[i].value;
		const char *name = headers[i].name;
		if (!*name || strpbrk(name, "\r\n :") || has_break(secret_reveal(v), secret_size(v)))
			return err_set(e, ERR_CONFIG, "header \"%s\" contains a line break or NUL, or has an invalid name", name);
	}
	return 0;
}

static int check(struct arena *a, struct secrets *k, const struct http_request *r, struct err *e)
{
	struct url u;
	if (url_parse(a, secret_reveal(r->url), &u, e))
		return err_wrap(e, "%s", secret_shown(r->url));
	if (strncmp(u.scheme, "http", 4) != 0)
		return err_set(e, ERR_CONFIG, "%s: an HTTP request needs http:// or https://", secret_shown(r->url));
	if (r->kind == HTTP_PROBE && url_is_metadata(&u))
		return err_set(e, ERR_DENIED, "%s is a metadata server's address: no probe goes there", u.host);
	if (u.userinfo)
		url_hide_credentials(a, k, secret_reveal(r->url));
	if (r->kind == HTTP_GOOGLE && u.userinfo)
		return err_set(e, ERR_AUTH, "a URL of a Google API must not contain a user name");
	if (r->kind == HTTP_GOOGLE && !strcmp(u.scheme, "http") && !url_is_loopback(&u))
		return err_set(e, ERR_AUTH, "plain http to %s: credentials go over TLS only, or to this machine", u.host);
	return http_check_headers(r->headers, r->n_headers, e);
}

void http_start(struct loop *l, struct arena *a, const struct http_request *r, http_done *done, void *arg)
{
	struct http_call *c = ARENA_NEW(a, struct http_call);
	struct err e;
	c->l = l;
	c->a = a;
	c->request = *r;
	c->done.fn = done;
	c->done.arg = arg;
	c->began = loop_now(l);
	if (check(a, loop_secrets(l), r, &e)) {
		struct err *why = ARENA_NEW(a, struct err);
		*why = e;
		c->refused = why;
	}
	loop_do_at(l, c->began, attempt, c);
}
