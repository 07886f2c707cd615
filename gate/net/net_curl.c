/* SPDX-License-Identifier: Apache-2.0 */
/*
 * net_curl.c: the real world behind the loop: libcurl's multi interface, a signalfd, the clocks. What libcurl does by
 * default and must not (redirects, netrc, a resolver that outlives time-outs, metadata servers) is turned off here.
 */
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

enum { PULSE_MS = 100 };

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

/* ---- Handles ------------------------------------------------------------------------------------- */

/* The last look before a socket: whatever a name, a redirect or a rebinding made of it. */
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

/* Google's tokens pass a proxy inside TLS only; the metadata server is next door. Without a name of ours libcurl reads none. */
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

/* ---- Trust: libcurl would read the authorities for each connection, so that it is told of none and given the run's ----- */

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
		crypto_trust_store(h->w->trust, &e); /* now, and not while the first handshake's clock runs */
}

/* The bundle and folder that libcurl was built with, as far as they are there. */
static struct crypto_trust *trust_of_system(struct arena *a)
{
	CURL *c = curl_easy_init();
	char *file = NULL, *folder = NULL;
	if (c) {
		curl_easy_getinfo(c, CURLINFO_CAINFO, &file);
		curl_easy_getinfo(c, CURLINFO_CAPATH, &folder);
	}
	struct crypto_trust *t = crypto_trust_new(a, file && file_exists(file) ? arena_strdup(a, file) : NULL,
		folder && file_exists(folder) ? arena_strdup(a, folder) : NULL);
	curl_easy_cleanup(c);
	return t;
}

static long version_of(enum http_version version, const char *url)
{
	if (version == HTTP_2 && !strncmp(url, "http:", 5))
		return CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
	return version == HTTP_1_1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS;
}

/* The request has its connection; another may be made. */
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
	int64_t left_ms = deadline - now(w);
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

/* ---- What an end means ------------------------------------------------------------------------------ */

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
static const char *proxy_hint(const struct curl_world *w, const struct net_handle *h, CURLcode rc)
{
	const struct net_proxy *p = proxy_of(w, h);
	bool suspect = rc == CURLE_COULDNT_CONNECT || rc == CURLE_COULDNT_RESOLVE_PROXY || rc == CURLE_PROXY || rc == CURLE_RECV_ERROR ||
		rc == CURLE_OPERATION_TIMEDOUT;
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
		err_set(e, ERR_DENIED, "%s:%d is a metadata server's address (link-local): no probe goes there", u.host, u.port);
	else if (h->no_socket && rc == CURLE_COULDNT_CONNECT)
		err_set(e, ERR_IO, "%s:%d: this machine gives no socket: %s", u.host, u.port, strerror(h->no_socket));
	else if (rc == CURLE_COULDNT_RESOLVE_HOST && strstr(h->why, "thread failed to start"))
		err_set(e, ERR_IO, "%s:%d: this machine gives no thread to look the name up in", u.host, u.port);
	else if (rc == CURLE_OPERATION_TIMEDOUT)
		err_set(e, ERR_TIMEOUT, "%s:%d: no answer within %lld ms%s", u.host, u.port, (long long)total / 1000, proxy_hint(w, h, rc));
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

/* ---- Waiting ------------------------------------------------------------------------------------------ */

static bool finish_all(struct curl_world *w)
{
	int left;
	bool any = false;
	for (CURLMsg *m; (m = curl_multi_info_read(w->multi, &left));) {
		struct net_handle *h = NULL;
		if (m->msg != CURLMSG_DONE)
			continue;
		CURLcode rc = m->data.result;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &h);
		lanes_connected(w->lanes, &h->lane);
		h->ended(h, rc);
		any = true;
	}
	return any;
}

static size_t watched(struct curl_world *w, const struct loop *l)
{
	const struct loop_fd *fds;
	size_t n = loop_watched(l, &fds);
	for (w->n_fds = 0; w->n_fds < n; w->n_fds++) {
		w->fds = arena_grow(w->a, w->fds, w->n_fds, &w->cap_fds, sizeof(*w->fds));
		w->fds[w->n_fds] = (struct curl_waitfd){ .fd = fds[w->n_fds].fd,
			.events = (short)(CURL_WAIT_POLLIN | (fds[w->n_fds].writing ? CURL_WAIT_POLLOUT : 0)) };
	}
	return n;
}

/* Ends what has waited too long, and begins what may begin. */
static bool advance(struct curl_world *w)
{
	bool any = false;
	struct lane_item *i;
	for (; (i = lanes_late(w->lanes, now(w))); any = true) {
		struct net_handle *h = (struct net_handle *)i;
		h->ended(h, CURLE_OPERATION_TIMEDOUT);
	}
	while ((i = lanes_next(w->lanes))) {
		struct net_handle *h = (struct net_handle *)i;
		h->begin(h);
	}
	return any;
}

static void wait(void *self, struct loop *l, int64_t until)
{
	struct curl_world *w = self;
	int running;
	bool any = advance(w);
	curl_multi_perform(w->multi, &running);
	if (finish_all(w) || any)
		return;
	advance(w); /* what was let in by what has connected; libcurl does not wait for it */
	size_t n = watched(w, l);
	int64_t soonest = lanes_soonest(w->lanes), ms = (until < soonest ? until : soonest) - now(self);
	curl_multi_poll(w->multi, w->fds, (unsigned)n, ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms, NULL);
	curl_multi_perform(w->multi, &running);
	finish_all(w);
	for (size_t i = 0; i < n; i++)
		if (w->fds[i].revents)
			loop_ready(l, w->fds[i].fd);
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
	exchange_close_all(w);
	connect_close_all(w);
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

/* "HOST:PORT:ADDRESS", as curl's --resolve, is HOST:PORT:ADDRESS:PORT of --connect-to, and so for probes alone. */
static char *resolve_as_connect_to(struct arena *a, const char *item)
{
	const char *port = strchr(item, ':'), *address = port ? strchr(port + 1, ':') : NULL;
	if (!address)
		return arena_strdup(a, item);
	bool bare = strchr(address + 1, ':') && address[1] != '[';
	const char *host = !strncmp(item, "*:", 2) ? item + 1 : item;
	return arena_printf(a, "%.*s:%s%s%s%.*s", (int)(address - host), host, bare ? "[" : "", address + 1, bare ? "]" : "", (int)(address - port), port);
}

/*
 * A connection is a descriptor, as is the lock of a service, and the usual soft limit is 1024. Programs that we start
 * get it back: some of them cannot count further (select).
 */
static size_t allow_descriptors(uint64_t *before)
{
	struct rlimit files, more;
	if (getrlimit(RLIMIT_NOFILE, &files))
		return 0;
	*before = files.rlim_cur;
	more = (struct rlimit){ files.rlim_max, files.rlim_max };
	return setrlimit(RLIMIT_NOFILE, &more) ? files.rlim_cur : more.rlim_cur;
}

int net_open(struct arena *a, struct secrets *k, const struct net_options *o, struct loop **out, struct err *e)
{
	struct curl_world *w = ARENA_NEW(a, struct curl_world);
	uint64_t descriptors = 0;
	*w = (struct curl_world){ .a = a, .k = k, .around = o->around, .signals = -1,
		.user_agent = o->user_agent ? o->user_agent : "rungate" };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(w->multi = curl_multi_init()))
		return err_set(e, ERR_INTERNAL, "libcurl cannot start");
	w->trust = o->ca_file ? crypto_trust_new(a, o->ca_file, NULL) : trust_of_system(a);
	w->lanes = lanes_new(a, allow_descriptors(&descriptors));
	curl_multi_setopt(w->multi, CURLMOPT_MAXCONNECTS, (long)lanes_room(w->lanes));
	for (size_t i = 0; i < o->connect_to.n; i++)
		w->connect_to = curl_slist_append(w->connect_to, o->connect_to.items[i]);
	for (size_t i = 0; i < o->resolve.n; i++)
		w->connect_to = curl_slist_append(w->connect_to, resolve_as_connect_to(a, o->resolve.items[i]));
	if (open_signals(w, e))
		return -1;
	struct loop_world world = { .self = w, .now = now, .wall = wall, .random = random_number,
		.send = exchange_start, .wait = wait, .close = close_all, .pulse_ms = PULSE_MS, .curl = w,
		.descriptors = descriptors };
	w->l = loop_new(a, k, &world);
	loop_watch(w->l, w->signals, on_signal, w);
	*out = w->l;
	return 0;
}
