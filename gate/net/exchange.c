/* SPDX-License-Identifier: Apache-2.0 */
/* exchange.c: one HTTP exchange with libcurl: sends the request, collects the response within limits, reports the
 * result. */
#include "http_reading.h"
#include "net_curl.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct transfer {
	struct net_handle h;
	struct curl_world *w;
	struct http_call *call;
	struct curl_slist *headers;
	struct transfer *next, **at; /* at: the pointer that refers to this one */
	struct http_reading in;
	const struct http_request *request; /* the call's; valid until the answer */
};

/* ---- Receiving ------------------------------------------------------------------------------------ */

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	return http_reading_body(&t->in, (struct str){ p, size * n }) ? size * n : 0;
}

/* libcurl passes whole lines, and another status line after 100 Continue. */
static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	return http_reading_line(&t->in, (struct str){ p, size * n }) ? size * n : 0;
}

/* ---- Sending --------------------------------------------------------------------------------------- */

static void add_line(struct transfer *t, const char *line)
{
	struct curl_slist *grown = curl_slist_append(t->headers, line);
	if (grown)
		t->headers = grown;
}

static void add_header(struct transfer *t, const char *name, const char *value)
{
	struct buf line = BUF_MAX(strlen(name) + strlen(value) + sizeof(": "));
	buf_printf(&line, *value ? "%s: %s" : "%s;", name, value); /* libcurl sends "NAME;" as an empty header */
	add_line(t, buf_text(&line));
	crypto_wipe(line.p, line.n);
	buf_free(&line);
}

static void set_body(struct transfer *t, const struct http_request *r)
{
	if (!strcmp(r->method, "HEAD"))
		curl_easy_setopt(t->h.easy, CURLOPT_NOBODY, 1L);
	else if (strcmp(r->method, "GET") != 0)
		curl_easy_setopt(t->h.easy, CURLOPT_CUSTOMREQUEST, r->method);
	if (!r->body)
		return;
	curl_easy_setopt(t->h.easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)secret_size(r->body));
	curl_easy_setopt(t->h.easy, CURLOPT_COPYPOSTFIELDS, secret_reveal(r->body));
	curl_easy_setopt(t->h.easy, CURLOPT_CUSTOMREQUEST, r->method);
	add_line(t, "Expect:"); /* sends none: libcurl would wait for "100 Continue" before a large body */
}

/* Each probe opens a new connection, as a user's request does. Other requests share connections. */
static void set_reuse(struct transfer *t, const struct http_request *r)
{
	CURL *c = t->h.easy;
	/* on a reused connection that breaks, libcurl would resend a write by itself */
	if (r->kind == HTTP_PROBE || r->attempts_max == 1) {
		curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
		curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
	} else if (!strncmp(secret_reveal(r->url), "https:", 6)) {
		/* wait for a connection that is being opened, to multiplex on it; without TLS it would wait for a whole
		 * response */
		curl_easy_setopt(c, CURLOPT_PIPEWAIT, 1L);
	}
}

static void drop(struct transfer *t)
{
	*t->at = t->next;
	if (t->next)
		t->next->at = t->at;
	net_curl_close(&t->h);
	curl_slist_free_all(t->headers);
	http_reading_free(&t->in);
	free(t);
}

/* Without a passphrase OpenSSL would ask the terminal for the one of an encrypted key. */
static void set_client(struct transfer *t, const struct http_request *r)
{
	if (!r->client_cert)
		return;
	curl_easy_setopt(t->h.easy, CURLOPT_SSLCERT, r->client_cert);
	curl_easy_setopt(t->h.easy, CURLOPT_SSLKEY, r->client_key);
	curl_easy_setopt(t->h.easy, CURLOPT_KEYPASSWD, "");
}

/* ---- Results ----------------------------------------------------------------------------------------- */

static void explain(const struct transfer *t, CURLcode rc, struct err *e)
{
	struct url u = { .host = "?" };
	struct err parsed;
	url_parse(t->w->a, secret_reveal(t->request->url), &u, &parsed);
	if (t->in.cut && !t->request->cut_body)
		err_set(e, ERR_LIMIT, "%s:%d: the answer is larger than %zu bytes", u.host, u.port, t->request->body_max);
	else if (http_reading_is_long(&t->in))
		err_set(e, ERR_LIMIT, "%s:%d: the headers are larger than %d bytes", u.host, u.port, LIMIT_HEADER_BYTES);
	else
		net_curl_explain(&t->h, rc, e);
}

static void never_sent(struct transfer *t)
{
	struct err e;
	net_curl_explain(&t->h, CURLE_OPERATION_TIMEDOUT, &e);
	http_never_sent(t->call, &e);
	drop(t);
}

static bool is_encoded(const struct http_answer *answer)
{
	const char *encoding = http_header_of(answer, "content-encoding");
	return encoding && *encoding && strcasecmp(encoding, "identity") != 0;
}

static void exchange_on_end(struct net_handle *h, CURLcode rc)
{
	struct transfer *t = (struct transfer *)h;
	if (!h->easy) {
		never_sent(t);
		return;
	}
	struct http_header_text headers[256];
	struct http_answer answer = { .headers = headers, .timings = net_curl_timings(h) };
	long status = 0, version = 0;
	char *address = NULL;
	curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(h->easy, CURLINFO_HTTP_VERSION, &version);
	curl_easy_getinfo(h->easy, CURLINFO_PRIMARY_IP, &address);
	bool whole = rc == CURLE_OK || (t->in.cut && t->request->cut_body);
	answer.n_headers = http_reading_headers(&t->in, headers, COUNTOF(headers));
	answer.ms = answer.timings.total < 0 ? 0 : answer.timings.total;
	answer.address = address && *address ? address : NULL;
	answer.version = version == CURL_HTTP_VERSION_2_0 ? "2" : "1.1";
	if (whole && t->request->kind != HTTP_PROBE && is_encoded(&answer)) {
		err_set(&answer.error, ERR_MALFORMED, "the answer is encoded, although none was requested");
	} else if (whole) {
		answer.status = (int)status;
		answer.body = (struct str){ buf_text(&t->in.body), t->in.body.n };
		answer.body_cut = t->in.cut;
	} else {
		explain(t, rc, &answer.error);
		answer.n_headers = 0;
	}
	http_answered(t->call, &answer);
	drop(t);
}

/* ---- Interface to the world ----------------------------------------------------------------------------- */

static void exchange_begin(struct net_handle *h)
{
	struct transfer *t = (struct transfer *)h;
	const struct http_request *r = t->request;
	net_curl_open(h, r->version, r->timeout_ms, r->deadline);
	set_reuse(t, r);
	set_client(t, r);
	for (size_t i = 0; i < r->n_headers; i++)
		add_header(t, r->headers[i].name, secret_reveal(r->headers[i].value));
	set_body(t, r);
	curl_easy_setopt(t->h.easy, CURLOPT_HTTPHEADER, t->headers);
	curl_easy_setopt(t->h.easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(t->h.easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->h.easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(t->h.easy, CURLOPT_HEADERDATA, t);
	http_began(t->call);
	net_curl_start(h);
}

/* The timeout starts when the exchange is sent, so the call's own deadline is used from then on. */
void exchange_start(void *self, struct http_call *call, const struct http_request *r, int64_t deadline)
{
	struct curl_world *w = self;
	struct transfer *t = calloc(1, sizeof(*t));
	(void)deadline;
	if (!t)
		abort();
	*t = (struct transfer){ .w = w,
		.call = call,
		.request = r,
		.next = w->transfers,
		.at = &w->transfers,
		.h = { .kind = r->kind, .url = r->url, .begin = exchange_begin, .ended = exchange_on_end },
		.in = http_reading_new(r->body_max) };
	if (t->next)
		t->next->at = &t->next;
	w->transfers = t;
	net_curl_enter(w, &t->h,
		r->kind == HTTP_PROBE      ? LANE_PROBE
			: r->attempts_max == 1 ? LANE_WRITE
								   : LANE_READ,
		r->deadline);
}

void exchange_close_all(struct curl_world *w)
{
	for (struct transfer *t = w->transfers, *next; t; t = next) {
		next = t->next;
		drop(t);
	}
}
