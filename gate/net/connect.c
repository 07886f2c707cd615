/* SPDX-License-Identifier: Apache-2.0 */
/* connect.c: raw connections with libcurl (CURLOPT_CONNECT_ONLY). */
#include "connect.h"
#include "net_curl.h"

#include <string.h>

struct connect {
	struct net_handle h;
	struct connect_spec spec;
	struct curl_world *w;
	struct loop *l;
	struct arena *a;
	connect_done *done;
	void *arg;
	uint64_t refusing; /* timer, for a world without connections: reports the failure */
	struct connect *next;
	int fd; /* -1: not open */
	bool watched, closed;
	char protocol[CRYPTO_PROTOCOL];
};

static void connect_on_end(struct net_handle *h, CURLcode rc)
{
	struct connect *c = (struct connect *)h;
	curl_socket_t fd = CURL_SOCKET_BAD;
	struct err e;
	if (rc == CURLE_OK)
		curl_easy_getinfo(h->easy, CURLINFO_ACTIVESOCKET, &fd);
	if (rc == CURLE_OK && fd != CURL_SOCKET_BAD) {
		c->fd = (int)fd;
		c->done(c->arg, NULL);
		return;
	}
	net_curl_explain(h, rc == CURLE_OK ? CURLE_COULDNT_CONNECT : rc, &e);
	c->done(c->arg, &e);
}

static void connect_on_refusal(void *arg)
{
	struct connect *c = arg;
	struct err e;
	err_set(&e, ERR_NETWORK, "there is nothing to connect to in a simulated world");
	c->done(c->arg, &e);
}

static void set_options(const struct connect *c)
{
	CURL *easy = c->h.easy;
	curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
	if (!c->spec.observe)
		return;
	curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L); /* a resumed session has no certificates */
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
}

static void connect_begin(struct net_handle *h)
{
	struct connect *c = (struct connect *)h;
	net_curl_open(h, HTTP_1_1, c->spec.timeout_ms, c->spec.deadline);
	set_options(c);
	if (c->spec.began)
		c->spec.began(c->arg);
	net_curl_start(h);
}

struct connect *connect_start(
	struct loop *l, struct arena *a, const struct connect_spec *s, connect_done *done, void *arg)
{
	struct connect *c = ARENA_NEW(a, struct connect);
	*c = (struct connect){ .h = { .kind = HTTP_PROBE,
							   .url = s->url,
							   .begin = connect_begin,
							   .ended = connect_on_end,
							   .protocol = c->protocol,
							   .observes = s->observe },
		.spec = *s,
		.w = loop_world(l)->curl,
		.l = l,
		.a = a,
		.done = done,
		.arg = arg,
		.fd = -1 };
	if (!c->w) {
		c->refusing = loop_at(l, loop_now(l), connect_on_refusal, c);
		return c;
	}
	c->next = c->w->connects;
	c->w->connects = c;
	net_curl_enter(c->w, &c->h, LANE_PROBE, s->deadline);
	return c;
}

void connect_close(struct connect *c)
{
	if (!c || c->closed)
		return;
	c->closed = true;
	loop_cancel(c->l, c->refusing);
	if (c->watched)
		loop_unwatch(c->l, c->fd);
	if (!c->w)
		return;
	struct connect **at = &c->w->connects;
	while (*at && *at != c)
		at = &(*at)->next;
	if (*at)
		*at = c->next;
	net_curl_close(&c->h);
}

void connect_close_all(struct curl_world *w)
{
	while (w->connects)
		connect_close(w->connects);
}

void connect_watch(struct connect *c, loop_fn *ready, void *arg)
{
	loop_watch(c->l, c->fd, ready, arg);
	c->watched = true;
}

void connect_watch_writing(struct connect *c, bool writing)
{
	loop_watch_writing(c->l, c->fd, writing);
}

static ssize_t moved(struct connect *c, CURLcode rc, size_t n, struct err *e)
{
	if (rc == CURLE_OK)
		return (ssize_t)n;
	if (rc == CURLE_AGAIN)
		return CONNECT_AGAIN;
	net_curl_explain(&c->h, rc, e);
	return CONNECT_BROKEN;
}

ssize_t connect_send(struct connect *c, const void *p, size_t n, struct err *e)
{
	size_t sent = 0;
	CURLcode rc = curl_easy_send(c->h.easy, p, n, &sent);
	return moved(c, rc, sent, e);
}

ssize_t connect_recv(struct connect *c, void *p, size_t n, struct err *e)
{
	size_t had = 0;
	CURLcode rc = curl_easy_recv(c->h.easy, p, n, &had);
	return moved(c, rc, had, e);
}

static void keep_chain(const struct connect *c, struct connect_seen *seen)
{
	struct curl_certinfo *info = NULL;
	if (curl_easy_getinfo(c->h.easy, CURLINFO_CERTINFO, &info) || !info || info->num_of_certs < 1)
		return;
	seen->pem = ARENA_ARRAY(c->a, const char *, (size_t)info->num_of_certs);
	for (int i = 0; i < info->num_of_certs; i++)
		for (const struct curl_slist *line = info->certinfo[i]; line; line = line->next)
			if (!strncmp(line->data, "Cert:", 5))
				seen->pem[seen->n_pem++] = arena_strdup(c->a, line->data + 5);
}

struct connect_seen connect_seen(const struct connect *c)
{
	struct connect_seen seen = { .protocol = c->protocol };
	char *address = NULL;
	if (!c->w)
		return seen;
	seen.trust = c->w->trust;
	seen.timings = net_curl_timings(&c->h);
	if (!curl_easy_getinfo(c->h.easy, CURLINFO_PRIMARY_IP, &address) && address && *address)
		seen.address = arena_strdup(c->a, address);
	keep_chain(c, &seen);
	return seen;
}

const char *connect_user_agent(const struct loop *l)
{
	const struct curl_world *w = loop_world(l)->curl;
	return w ? w->user_agent : "rungate";
}
