/* SPDX-License-Identifier: Apache-2.0 */
/* net_curl.c: sets up libcurl's easy handles. Turns off defaults of libcurl that are not wanted: redirects, netrc, a
 * resolver that outlives timeouts, connections to metadata servers. */
#include "net_curl.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* ---- Handles ------------------------------------------------------------------------------------- */

/* The last check before a socket is opened: it sees the address, whatever name, redirect or DNS rebinding led to it. */
static curl_socket_t on_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct net_handle *h = arg;
	(void)purpose;
	if (h->kind == HTTP_PROBE && address_is_metadata(&address->addr)) {
		h->forbidden = true;
		return CURL_SOCKET_BAD;
	}
	int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
	h->no_socket = fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) ? errno : 0;
	return fd;
}

/* Google's tokens go through a proxy only inside TLS; the metadata server is local and needs no proxy. An empty name
 * keeps libcurl from reading the environment. */
static const struct net_proxy *proxy_of(const struct curl_world *w, const struct net_handle *h)
{
	bool tls = !strncmp(secret_reveal(h->url), "https:", 6);
	if (!w->around || h->kind == HTTP_METADATA || (h->kind == HTTP_GOOGLE && !tls))
		return NULL;
	return tls ? &w->around->https : &w->around->http;
}

static void set_proxy(const struct curl_world *w, const struct net_handle *h)
{
	const struct net_proxy *p = proxy_of(w, h);
	curl_easy_setopt(h->easy, CURLOPT_PROXY, p && p->url ? p->url : "");
	curl_easy_setopt(h->easy, CURLOPT_NOPROXY, p && p->url ? w->around->no_proxy : "");
	curl_easy_setopt(h->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

/* ---- Trust. By itself libcurl would read the authorities for every connection, so it gets our shared store instead.
 * ---- */

static CURLcode on_tls(CURL *easy, void *context, void *arg)
{
	struct net_handle *h = arg;
	(void)easy;
	if (h->protocol)
		crypto_tls_watch(context, h->protocol);
	return h->observes || !crypto_trust_use(h->w->trust, context, &h->no_trust) ? CURLE_OK : CURLE_SSL_CACERT_BADFILE;
}

static void set_trust(struct net_handle *h)
{
	static const CURLoption none[] = { CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH };
	struct err e;
	for (size_t i = 0; i < COUNTOF(none); i++)
		curl_easy_setopt(h->easy, none[i], NULL);
	curl_easy_setopt(h->easy, CURLOPT_SSL_CTX_FUNCTION, on_tls);
	curl_easy_setopt(h->easy, CURLOPT_SSL_CTX_DATA, h);
	if (!h->observes && !strncmp(secret_reveal(h->url), "https:", 6))
		/* load the authorities now, so that loading them does not count in the first handshake's timeout */
		crypto_trust_store(h->w->trust, &e);
}

static long version_of(enum http_version version, const char *url)
{
	if (version == HTTP_2 && !strncmp(url, "http:", 5))
		return CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
	return version == HTTP_1_1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS;
}

/* The transfer has its connection, so another one may start. */
static int on_connected(void *arg, char *address, char *local, int port, int local_port)
{
	struct net_handle *h = arg;
	(void)address, (void)local, (void)port, (void)local_port;
	lanes_connected(h->w->lanes, &h->lane);
	return CURL_PREREQFUNC_OK;
}

void net_curl_open(struct net_handle *h, enum http_version version, int64_t timeout_ms, int64_t deadline)
{
	struct curl_world *w = h->w;
	const char *url = secret_reveal(h->url);
	int64_t left_ms = deadline - loop_now(w->l);
	long ms = left_ms < 1 ? 1 : left_ms < timeout_ms ? (long)left_ms : (long)timeout_ms;
	CURL *c = h->easy = curl_easy_init();
	if (!c)
		abort();
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, ms);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, ms < LIMIT_CONNECT_MS ? ms : (long)LIMIT_CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, version_of(version, url));
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, w->user_agent);
	curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, h->kind == HTTP_PROBE ? 0L : 1L);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->why);
	curl_easy_setopt(c, CURLOPT_PRIVATE, h);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, h);
	curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_connected);
	curl_easy_setopt(c, CURLOPT_PREREQDATA, h);
	set_proxy(w, h);
	set_trust(h);
	if (w->connect_to && h->kind == HTTP_PROBE)
		curl_easy_setopt(c, CURLOPT_CONNECT_TO, w->connect_to);
}

static struct str origin_of(const char *url)
{
	const char *host = strstr(url, "://");
	return (struct str){ url, host ? (size_t)(host + 3 - url) + strcspn(host + 3, "/?") : strlen(url) };
}

void net_curl_enter(struct curl_world *w, struct net_handle *h, enum lane_kind kind, int64_t deadline)
{
	h->w = w;
	lanes_enter(w->lanes, &h->lane, kind, origin_of(secret_reveal(h->url)), deadline);
}

void net_curl_start(struct net_handle *h)
{
	curl_multi_add_handle(h->w->multi, h->easy);
}

void net_curl_close(struct net_handle *h)
{
	lanes_leave(h->w->lanes, &h->lane);
	if (!h->easy)
		return;
	curl_multi_remove_handle(h->w->multi, h->easy);
	curl_easy_cleanup(h->easy);
}

/* ---- Errors ------------------------------------------------------------------------------------------ */

static enum err_code class_of(CURLcode rc)
{
	switch (rc) {
	case CURLE_OPERATION_TIMEDOUT: return ERR_TIMEOUT;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_ENGINE_INITFAILED:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_SSL_CRL_BADFILE: return ERR_TLS;
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_OUT_OF_MEMORY: return ERR_MALFORMED;
	default: return ERR_NETWORK;
	}
}

/* An error of the proxy looks like an error of the host, so the message mentions the proxy. */
static const char *proxy_hint(const struct curl_world *w, const struct net_handle *h, CURLcode rc)
{
	const struct net_proxy *p = proxy_of(w, h);
	bool suspect = rc == CURLE_COULDNT_CONNECT || rc == CURLE_COULDNT_RESOLVE_PROXY || rc == CURLE_PROXY ||
		rc == CURLE_RECV_ERROR || rc == CURLE_OPERATION_TIMEDOUT;
	return suspect && p && p->url ? arena_printf(w->a, " (%s names a proxy)", p->from) : "";
}

void net_curl_explain(const struct net_handle *h, CURLcode rc, struct err *e)
{
	struct curl_world *w = h->w;
	struct buf b = BUF_MAX(LIMIT_ERR_TEXT);
	struct err parsed;
	struct url u = { .host = "?" };
	curl_off_t total = 0;
	url_parse(w->a, secret_reveal(h->url), &u, &parsed);
	if (h->easy)
		curl_easy_getinfo(h->easy, CURLINFO_TOTAL_TIME_T, &total);
	text_put_printable(&b, str_of(*h->why ? h->why : curl_easy_strerror(rc)));
	if (!h->easy)
		err_set(e, ERR_TIMEOUT,
			"%s:%d: not sent: the deadline came while it waited for a connection (at most %zu at once; a higher "
			"limit of open files allows more)",
			u.host, u.port, lanes_room(w->lanes));
	else if (h->no_trust.code != ERR_NONE)
		*e = h->no_trust;
	else if (h->forbidden)
		err_set(
			e, ERR_DENIED, "%s:%d is a metadata server's address (link-local): no probe goes there", u.host, u.port);
	else if (h->no_socket && rc == CURLE_COULDNT_CONNECT)
		err_set(e, ERR_IO, "%s:%d: cannot open a socket: %s", u.host, u.port, strerror(h->no_socket));
	else if (rc == CURLE_COULDNT_RESOLVE_HOST && strstr(h->why, "thread failed to start"))
		err_set(e, ERR_IO, "%s:%d: cannot start a thread for the name lookup", u.host, u.port);
	else if (rc == CURLE_OPERATION_TIMEDOUT)
		err_set(e, ERR_TIMEOUT, "%s:%d: no answer within %lld ms%s", u.host, u.port, (long long)total / 1000,
			proxy_hint(w, h, rc));
	else
		err_set(e, class_of(rc), "%s:%d: %s%s", u.host, u.port, buf_text(&b), proxy_hint(w, h, rc));
	buf_free(&b);
}

static int phase(const struct net_handle *h, CURLINFO from, CURLINFO to)
{
	curl_off_t a = 0, b = 0;
	if (from != CURLINFO_NONE)
		curl_easy_getinfo(h->easy, from, &a);
	curl_easy_getinfo(h->easy, to, &b);
	return b > 0 && b >= a ? (int)((b - a) / 1000) : -1;
}

struct http_timings net_curl_timings(const struct net_handle *h)
{
	curl_off_t tls = 0;
	if (!h->easy)
		return (struct http_timings){ -1, -1, -1, -1, -1 };
	curl_easy_getinfo(h->easy, CURLINFO_APPCONNECT_TIME_T, &tls);
	return (struct http_timings){
		.dns = phase(h, CURLINFO_NONE, CURLINFO_NAMELOOKUP_TIME_T),
		.connect = phase(h, CURLINFO_NAMELOOKUP_TIME_T, CURLINFO_CONNECT_TIME_T),
		.tls = tls ? phase(h, CURLINFO_CONNECT_TIME_T, CURLINFO_APPCONNECT_TIME_T) : -1,
		.first_byte = phase(h, CURLINFO_PRETRANSFER_TIME_T, CURLINFO_STARTTRANSFER_TIME_T),
		.total = phase(h, CURLINFO_NONE, CURLINFO_TOTAL_TIME_T),
	};
}
