/* SPDX-License-Identifier: Apache-2.0 */
/*
 * net_curl.c: the real world behind the loop: libcurl's multi interface, a signalfd, the clocks. What libcurl does by
 * default and must not (redirects, netrc, endless bodies, a resolver that outlives time-outs) is turned off here.
 */
#include "net.h"

#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

struct curl_world {
	struct arena *a;
	struct secrets *k;
	struct loop *l;
	CURLM *multi;
	struct curl_slist *connect_to;
	const char *ca_file, *user_agent;
	const struct net_surroundings *around;
	struct transfer *transfers;
	int signals;
};

struct transfer {
	struct curl_world *w;
	struct http_call *call;
	CURL *easy;
	struct curl_slist *headers;
	struct transfer *next;
	struct buf body, head;
	const struct http_request *request;
	size_t header_bytes;
	bool cut, too_long, forbidden; /* forbidden: a probe met a metadata server's address */
	char why[CURL_ERROR_SIZE];
};

static int64_t clock_ms(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t now(void *self)
{
	(void)self;
	return clock_ms(CLOCK_MONOTONIC);
}

static int64_t wall(void *self)
{
	(void)self;
	return clock_ms(CLOCK_REALTIME);
}

static uint64_t random_number(void *self)
{
	(void)self;
	return crypto_random();
}

/* ---- What comes in ------------------------------------------------------------------------------ */

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t all = size * n, room = t->request->body_max - t->body.n;
	buf_put(&t->body, p, all < room ? all : room);
	if (all <= room)
		return all;
	t->cut = true;
	t->too_long = !t->request->cut_body;
	return 0;
}

/* Keeps "name\0value\0"; a new status line (100 Continue) starts over. */
static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t all = size * n, end = all;
	t->header_bytes += all;
	if (t->header_bytes > LIMIT_HEADER_BYTES)
		return 0;
	if (all >= 5 && !memcmp(p, "HTTP/", 5)) {
		buf_clear(&t->head);
		return all;
	}
	char *colon = memchr(p, ':', all);
	while (end && (p[end - 1] == '\r' || p[end - 1] == '\n' || p[end - 1] == ' '))
		end--;
	if (!colon || colon >= p + end || memchr(p, '\0', all))
		return all;
	for (char *q = p; q < colon; q++)
		buf_putc(&t->head, *q >= 'A' && *q <= 'Z' ? (char)(*q - 'A' + 'a') : *q);
	buf_putc(&t->head, '\0');
	char *value = colon + 1;
	while (value < p + end && (*value == ' ' || *value == '\t'))
		value++;
	buf_put(&t->head, value, (size_t)(p + end - value));
	buf_putc(&t->head, '\0');
	return all;
}

/* ---- What goes out ------------------------------------------------------------------------------- */

static void add_header(struct transfer *t, const char *name, const char *value)
{
	char *line = arena_printf(t->w->a, *value ? "%s: %s" : "%s;", name, value);
	struct curl_slist *grown = curl_slist_append(t->headers, line);
	crypto_wipe(line, strlen(line));
	if (grown)
		t->headers = grown;
}

static void set_body(struct transfer *t, const struct http_request *r)
{
	if (!strcmp(r->method, "HEAD"))
		curl_easy_setopt(t->easy, CURLOPT_NOBODY, 1L);
	else if (strcmp(r->method, "GET") != 0)
		curl_easy_setopt(t->easy, CURLOPT_CUSTOMREQUEST, r->method);
	if (!r->body)
		return;
	curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)secret_size(r->body));
	curl_easy_setopt(t->easy, CURLOPT_COPYPOSTFIELDS, secret_reveal(r->body));
	curl_easy_setopt(t->easy, CURLOPT_CUSTOMREQUEST, r->method);
	add_header(t, "Expect", "");
}

/* The last look before a socket: whatever a name, a redirect or a rebinding made of it. */
static curl_socket_t on_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = arg;
	(void)purpose;
	if (t->request->kind == HTTP_PROBE && address_is_metadata(&address->addr)) {
		t->forbidden = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Google's tokens pass a proxy inside TLS only; the metadata server is next door. Without a name of ours libcurl reads none. */
static const struct net_proxy *proxy_of(const struct transfer *t, const struct http_request *r)
{
	const struct net_surroundings *s = t->w->around;
	bool tls = !strncmp(secret_reveal(r->url), "https:", 6);
	if (!s || r->kind == HTTP_METADATA || (r->kind == HTTP_GOOGLE && !tls))
		return NULL;
	return tls ? &s->https : &s->http;
}

static void set_proxy(struct transfer *t, const struct http_request *r)
{
	const struct net_proxy *p = proxy_of(t, r);
	curl_easy_setopt(t->easy, CURLOPT_PROXY, p && p->url ? p->url : "");
	curl_easy_setopt(t->easy, CURLOPT_NOPROXY, p && p->url ? t->w->around->no_proxy : "");
	if (t->w->ca_file)
		curl_easy_setopt(t->easy, CURLOPT_PROXY_CAINFO, t->w->ca_file);
	curl_easy_setopt(t->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

static void set_connection(struct transfer *t, const struct http_request *r, long timeout_ms)
{
	const struct curl_world *w = t->w;
	CURL *c = t->easy;
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout_ms);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms < LIMIT_CONNECT_MS ? timeout_ms : (long)LIMIT_CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, r->http1 ? (long)CURL_HTTP_VERSION_1_1 : (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, w->user_agent);
	curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, r->kind == HTTP_PROBE ? 0L : 1L);
	if (w->ca_file)
		curl_easy_setopt(c, CURLOPT_CAINFO, w->ca_file);
	if (w->connect_to && r->kind == HTTP_PROBE)
		curl_easy_setopt(c, CURLOPT_CONNECT_TO, w->connect_to);
	if (r->kind == HTTP_PROBE) {
		curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
		curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
	} else if (r->attempts_max == 1) {
		curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L); /* on a reused one that dies, libcurl sends again by itself */
	} else if (!strncmp(secret_reveal(r->url), "https:", 6)) {
		curl_easy_setopt(c, CURLOPT_PIPEWAIT, 1L); /* one connection for all; without TLS it would wait for a first answer */
	}
	set_proxy(t, r);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, t);
}

static void start(void *self, struct http_call *call, const struct http_request *r, int64_t deadline)
{
	struct curl_world *w = self;
	struct transfer *t = calloc(1, sizeof(*t));
	int64_t left = deadline - now(self);
	if (!t)
		abort();
	*t = (struct transfer){ .w = w, .call = call, .request = r, .easy = curl_easy_init(),
		.body = BUF_MAX(r->body_max + 1), .head = BUF_MAX(2 * LIMIT_HEADER_BYTES), .next = w->transfers };
	w->transfers = t;
	set_connection(t, r, left < 1 ? 1 : (long)left);
	for (size_t i = 0; i < r->n_headers; i++)
		add_header(t, r->headers[i].name, secret_reveal(r->headers[i].value));
	set_body(t, r);
	curl_easy_setopt(t->easy, CURLOPT_URL, secret_reveal(r->url));
	curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
	curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->why);
	curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
	curl_multi_add_handle(w->multi, t->easy);
}

static void drop(struct transfer *t)
{
	struct transfer **at = &t->w->transfers;
	while (*at && *at != t)
		at = &(*at)->next;
	if (*at)
		*at = t->next;
	curl_multi_remove_handle(t->w->multi, t->easy);
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	buf_free(&t->body);
	buf_free(&t->head);
	free(t);
}

static void cancel(void *self, struct http_call *call)
{
	struct curl_world *w = self;
	for (struct transfer *t = w->transfers; t; t = t->next)
		if (t->call == call) {
			drop(t);
			return;
		}
}

/* ---- What it means --------------------------------------------------------------------------------- */

static enum err_code class_of(CURLcode rc)
{
	switch (rc) {
	case CURLE_OPERATION_TIMEDOUT:
		return ERR_TIMEOUT;
	case CURLE_SSL_CONNECT_ERROR: case CURLE_PEER_FAILED_VERIFICATION: case CURLE_SSL_CERTPROBLEM: case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE: case CURLE_SSL_ISSUER_ERROR: case CURLE_SSL_ENGINE_INITFAILED:
	case CURLE_SSL_INVALIDCERTSTATUS: case CURLE_SSL_CRL_BADFILE:
		return ERR_TLS;
	case CURLE_WEIRD_SERVER_REPLY: case CURLE_UNSUPPORTED_PROTOCOL: case CURLE_BAD_CONTENT_ENCODING: case CURLE_OUT_OF_MEMORY:
		return ERR_MALFORMED;
	default:
		return ERR_NETWORK;
	}
}

/* A proxy that is dead or refuses looks like the host it stands before. */
static const char *proxy_hint(const struct transfer *t, CURLcode rc)
{
	const struct net_proxy *p = proxy_of(t, t->request);
	bool suspect = rc == CURLE_COULDNT_CONNECT || rc == CURLE_COULDNT_RESOLVE_PROXY || rc == CURLE_PROXY || rc == CURLE_RECV_ERROR ||
		rc == CURLE_OPERATION_TIMEDOUT;
	return suspect && p && p->url ? arena_printf(t->w->a, " (%s names a proxy)", p->from) : "";
}

static void explain(const struct transfer *t, CURLcode rc, struct err *e)
{
	struct buf b = BUF_MAX(LIMIT_ERR_TEXT);
	struct err parsed;
	struct url u = { .host = "?" };
	curl_off_t total = 0;
	url_parse(t->w->a, secret_reveal(t->request->url), &u, &parsed);
	curl_easy_getinfo(t->easy, CURLINFO_TOTAL_TIME_T, &total);
	text_put_printable(&b, str_of(*t->why ? t->why : curl_easy_strerror(rc)));
	if (t->forbidden)
		err_set(e, ERR_DENIED, "%s:%d is a metadata server's address (link-local): no probe goes there", u.host, u.port);
	else if (t->too_long)
		err_set(e, ERR_LIMIT, "%s:%d: the answer is larger than %zu bytes", u.host, u.port, t->request->body_max);
	else if (t->header_bytes > LIMIT_HEADER_BYTES)
		err_set(e, ERR_LIMIT, "%s:%d: the headers are larger than %d bytes", u.host, u.port, LIMIT_HEADER_BYTES);
	else if (rc == CURLE_OPERATION_TIMEDOUT)
		err_set(e, ERR_TIMEOUT, "%s:%d: no answer within %lld ms%s", u.host, u.port, (long long)total / 1000, proxy_hint(t, rc));
	else
		err_set(e, class_of(rc), "%s:%d: %s%s", u.host, u.port, buf_text(&b), proxy_hint(t, rc));
	buf_free(&b);
}

static int phase(const struct transfer *t, CURLINFO from, CURLINFO to)
{
	curl_off_t a = 0, b = 0;
	if (from != CURLINFO_NONE)
		curl_easy_getinfo(t->easy, from, &a);
	curl_easy_getinfo(t->easy, to, &b);
	return b > 0 && b >= a ? (int)((b - a) / 1000) : -1;
}

static struct http_timings timings(const struct transfer *t)
{
	curl_off_t tls = 0;
	curl_easy_getinfo(t->easy, CURLINFO_APPCONNECT_TIME_T, &tls);
	return (struct http_timings){
		.dns = phase(t, CURLINFO_NONE, CURLINFO_NAMELOOKUP_TIME_T),
		.connect = phase(t, CURLINFO_NAMELOOKUP_TIME_T, CURLINFO_CONNECT_TIME_T),
		.tls = tls ? phase(t, CURLINFO_CONNECT_TIME_T, CURLINFO_APPCONNECT_TIME_T) : -1,
		.first_byte = phase(t, CURLINFO_PRETRANSFER_TIME_T, CURLINFO_STARTTRANSFER_TIME_T),
		.total = phase(t, CURLINFO_NONE, CURLINFO_TOTAL_TIME_T),
	};
}

static size_t split_headers(const struct buf *head, struct http_header_text *out, size_t max)
{
	size_t n = 0;
	for (const char *p = buf_text(head), *end = p + head->n; p < end && n < max; n++) {
		out[n].name = p;
		out[n].value = p + strlen(p) + 1;
		p = out[n].value + strlen(out[n].value) + 1;
	}
	return n;
}

static void finish(struct transfer *t, CURLcode rc)
{
	struct http_header_text headers[256];
	struct http_answer answer = { .headers = headers, .timings = timings(t) };
	long status = 0, version = 0;
	char *address = NULL;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->easy, CURLINFO_HTTP_VERSION, &version);
	curl_easy_getinfo(t->easy, CURLINFO_PRIMARY_IP, &address);
	bool whole = rc == CURLE_OK || (t->cut && !t->too_long);
	answer.n_headers = split_headers(&t->head, headers, COUNTOF(headers));
	answer.ms = answer.timings.total < 0 ? 0 : answer.timings.total;
	answer.address = address && *address ? address : NULL;
	answer.version = version == CURL_HTTP_VERSION_2_0 ? "2" : "1.1";
	if (whole && t->request->kind != HTTP_PROBE && http_header_of(&answer, "content-encoding")) {
		err_set(&answer.error, ERR_MALFORMED, "the answer is encoded, though no encoding was asked for");
	} else if (whole) {
		answer.status = (int)status;
		answer.body = (struct str){ buf_text(&t->body), t->body.n };
		answer.body_cut = t->cut;
	} else {
		explain(t, rc, &answer.error);
		answer.n_headers = 0;
	}
	http_answered(t->call, &answer);
	drop(t);
}

/* ---- Waiting ------------------------------------------------------------------------------------------ */

static bool finish_all(struct curl_world *w)
{
	int left;
	bool any = false;
	for (CURLMsg *m; (m = curl_multi_info_read(w->multi, &left));) {
		struct transfer *t = NULL;
		if (m->msg != CURLMSG_DONE)
			continue;
		CURLcode rc = m->data.result;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
		finish(t, rc);
		any = true;
	}
	return any;
}

static void wait(void *self, struct loop *l, int64_t until)
{
	struct curl_world *w = self;
	struct curl_waitfd fds[LIMIT_WATCHED];
	const int *watched;
	int running;
	curl_multi_perform(w->multi, &running);
	if (finish_all(w))
		return;
	size_t n = loop_watched(l, &watched);
	for (size_t i = 0; i < n; i++)
		fds[i] = (struct curl_waitfd){ .fd = watched[i], .events = CURL_WAIT_POLLIN };
	int64_t ms = until - now(self);
	curl_multi_poll(w->multi, fds, (unsigned)n, ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms, NULL);
	curl_multi_perform(w->multi, &running);
	finish_all(w);
	for (size_t i = 0; i < n; i++)
		if (fds[i].revents)
			loop_ready(l, fds[i].fd);
}

static void on_signal(void *arg)
{
	struct curl_world *w = arg;
	struct signalfd_siginfo info;
	while (read(w->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		loop_signalled(w->l, (int)info.ssi_signo);
}

static void close_all(void *self)
{
	struct curl_world *w = self;
	for (struct transfer *t = w->transfers, *next; t; t = next) {
		next = t->next;
		drop(t);
	}
	curl_multi_cleanup(w->multi);
	curl_slist_free_all(w->connect_to);
	if (w->signals >= 0)
		close(w->signals);
	curl_global_cleanup();
}

static int open_signals(struct curl_world *w, struct err *e)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL) || (w->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)) < 0)
		return err_set(e, ERR_IO, "cannot watch signals: %s", strerror(errno));
	return 0;
}

int net_open(struct arena *a, struct secrets *k, const struct net_options *o, struct loop **out, struct err *e)
{
	struct curl_world *w = ARENA_NEW(a, struct curl_world);
	*w = (struct curl_world){ .a = a, .k = k, .ca_file = o->ca_file, .around = o->around, .signals = -1,
		.user_agent = o->user_agent ? o->user_agent : "rungate" };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(w->multi = curl_multi_init()))
		return err_set(e, ERR_INTERNAL, "libcurl cannot start");
	curl_multi_setopt(w->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)LIMIT_HOST_CONNECTIONS);
	curl_multi_setopt(w->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)LIMIT_CONNECTIONS);
	for (size_t i = 0; i < o->connect_to.n; i++)
		w->connect_to = curl_slist_append(w->connect_to, o->connect_to.items[i]);
	if (open_signals(w, e))
		return -1;
	struct loop_world world = { .self = w, .now = now, .wall = wall, .random = random_number, .send = start,
		.cancel = cancel, .wait = wait, .close = close_all };
	w->l = loop_new(a, k, &world);
	loop_watch(w->l, w->signals, on_signal, w);
	*out = w->l;
	return 0;
}
