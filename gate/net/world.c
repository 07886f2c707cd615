/* SPDX-License-Identifier: Apache-2.0 */
/* world.c: the real struct loop_world: libcurl's multi interface, a signalfd and the clocks. */
#include "net_curl.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum { PULSE_MS = 100, EVENTS = 256 /* of one turn; more are told in the next one */ };

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

int64_t net_wall(void)
{
	return wall(NULL);
}

static uint64_t random_number(void *self)
{
	(void)self;
	return crypto_random();
}

/* ---- Transfers. libcurl says which sockets it waits for and until when, so that a turn costs what has happened in it
 * ---- and not what is in flight. ---- */

/* known: not NULL if the socket is already in w->epoll. A transfer whose socket cannot be added ends at its timeout. */
static int on_interest(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
	struct curl_world *w = arg;
	struct epoll_event event = { .data.fd = fd };
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(w->epoll, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	event.events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) | (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
	if (!known || epoll_ctl(w->epoll, EPOLL_CTL_MOD, fd, &event))
		epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &event);
	curl_multi_assign(w->multi, fd, w);
	return 0;
}

static int on_alarm(CURLM *multi, long ms, void *arg)
{
	struct curl_world *w = arg;
	(void)multi;
	w->alarm = ms < 0 ? INT64_MAX : now(w) + ms;
	return 0;
}

/* Lets libcurl start what was added, and end what timed out. */
static void serve_alarm(struct curl_world *w)
{
	int running;
	if (w->alarm > now(w))
		return;
	w->alarm = INT64_MAX;
	curl_multi_socket_action(w->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

static void serve_sockets(struct curl_world *w)
{
	struct epoll_event events[EVENTS];
	int running, n = epoll_wait(w->epoll, events, EVENTS, 0);
	for (int i = 0; i < n; i++) {
		uint32_t told = events[i].events;
		int what = (told & EPOLLIN ? CURL_CSELECT_IN : 0) | (told & EPOLLOUT ? CURL_CSELECT_OUT : 0);
		bool broken = told & (EPOLLERR | EPOLLHUP); /* 0: libcurl itself finds out */
		curl_multi_socket_action(w->multi, events[i].data.fd, broken ? 0 : what, &running);
	}
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

/* Sets w->fds to what others watch, and the sockets of libcurl as the last one. Returns the number of the others. */
static size_t watched(struct curl_world *w, const struct loop *l)
{
	const struct loop_fd *fds;
	size_t n = loop_watched(l, &fds);
	for (w->n_fds = 0; w->n_fds <= n; w->n_fds++) {
		bool ours = w->n_fds == n;
		w->fds = arena_grow(w->a, w->fds, w->n_fds, &w->cap_fds, sizeof(*w->fds));
		w->fds[w->n_fds] = (struct pollfd){ .fd = ours ? w->epoll : fds[w->n_fds].fd,
			.events = (short)(POLLIN | (!ours && fds[w->n_fds].writing ? POLLOUT : 0)) };
	}
	return n;
}

/* Ends transfers whose deadline passed while they waited, and starts those that may start. */
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

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void wait(void *self, struct loop *l, int64_t until)
{
	struct curl_world *w = self;
	bool any = advance(w);
	serve_alarm(w);
	if (finish_all(w) || any)
		return;
	advance(w); /* a new connection may let others start, and libcurl does not wait for them */
	size_t n = watched(w, l);
	int64_t ms = sooner(sooner(until, lanes_soonest(w->lanes)), w->alarm) - now(self);
	if (poll(w->fds, n + 1, ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms) < 0)
		return; /* interrupted: nothing is known of the descriptors */
	if (w->fds[n].revents)
		serve_sockets(w);
	serve_alarm(w);
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
	close(w->epoll);
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

/* Converts "HOST:PORT:ADDRESS" (as curl's --resolve) to --connect-to's HOST:PORT:ADDRESS:PORT, so that it applies to
 * probes only. */
static char *resolve_as_connect_to(struct arena *a, const char *item)
{
	const char *port = strchr(item, ':'), *address = port ? strchr(port + 1, ':') : NULL;
	if (!address)
		return arena_strdup(a, item);
	bool bare = strchr(address + 1, ':') && address[1] != '[';
	const char *host = !strncmp(item, "*:", 2) ? item + 1 : item;
	return arena_printf(a, "%.*s:%s%s%s%.*s", (int)(address - host), host, bare ? "[" : "", address + 1,
		bare ? "]" : "", (int)(address - port), port);
}

/* Every connection and every lock of a service needs a descriptor, and the usual soft limit is 1024, so it is raised.
 * Child processes get the old limit, because select() cannot handle higher descriptors. */
static size_t allow_descriptors(uint64_t *before)
{
	struct rlimit files, more;
	if (getrlimit(RLIMIT_NOFILE, &files))
		return 0;
	*before = files.rlim_cur;
	more = (struct rlimit){ files.rlim_max, files.rlim_max };
	return setrlimit(RLIMIT_NOFILE, &more) ? files.rlim_cur : more.rlim_cur;
}

/*
 * The certificate bundle and folder that libcurl was built with, if they exist. A static program runs on systems that
 * libcurl was not built for: there the bundle is searched for.
 */
static struct crypto_trust *trust_of_system(struct arena *a)
{
	CURL *c = curl_easy_init();
	char *file = NULL, *folder = NULL;
	if (c) {
		curl_easy_getinfo(c, CURLINFO_CAINFO, &file);
		curl_easy_getinfo(c, CURLINFO_CAPATH, &folder);
	}
	const char *bundle = file && file_exists(file) ? arena_strdup(a, file) : net_system_bundle(a, "");
	struct crypto_trust *t = crypto_trust_new(
		a, bundle, folder && file_exists(folder) ? arena_strdup(a, folder) : NULL);
	curl_easy_cleanup(c);
	return t;
}

int net_open(struct arena *a, struct secrets *k, const struct net_options *o, struct loop **out, struct err *e)
{
	struct curl_world *w = ARENA_NEW(a, struct curl_world);
	uint64_t descriptors = 0;
	*w = (struct curl_world){ .a = a,
		.k = k,
		.around = o->around,
		.signals = -1,
		.alarm = INT64_MAX,
		.user_agent = o->user_agent ? o->user_agent : "rungate" };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(w->multi = curl_multi_init()))
		return err_set(e, ERR_INTERNAL, "libcurl cannot start");
	if ((w->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0)
		return err_set(e, ERR_IO, "cannot wait for sockets: %s", strerror(errno));
	curl_multi_setopt(w->multi, CURLMOPT_SOCKETFUNCTION, on_interest);
	curl_multi_setopt(w->multi, CURLMOPT_SOCKETDATA, w);
	curl_multi_setopt(w->multi, CURLMOPT_TIMERFUNCTION, on_alarm);
	curl_multi_setopt(w->multi, CURLMOPT_TIMERDATA, w);
	w->trust = o->ca_file ? crypto_trust_new(a, o->ca_file, NULL) : trust_of_system(a);
	w->lanes = lanes_new(a, allow_descriptors(&descriptors));
	curl_multi_setopt(w->multi, CURLMOPT_MAXCONNECTS, (long)lanes_room(w->lanes));
	for (size_t i = 0; i < o->connect_to.n; i++)
		w->connect_to = curl_slist_append(w->connect_to, o->connect_to.items[i]);
	for (size_t i = 0; i < o->resolve.n; i++)
		w->connect_to = curl_slist_append(w->connect_to, resolve_as_connect_to(a, o->resolve.items[i]));
	if (open_signals(w, e))
		return -1;
	struct loop_world world = { .self = w,
		.now = now,
		.wall = wall,
		.random = random_number,
		.send = exchange_start,
		.wait = wait,
		.close = close_all,
		.pulse_ms = PULSE_MS,
		.curl = w,
		.descriptors = descriptors };
	w->l = loop_new(a, k, &world);
	loop_watch(w->l, w->signals, on_signal, w);
	*out = w->l;
	return 0;
}

const char *net_curl_version(void)
{
	return curl_version_info(CURLVERSION_NOW)->version;
}
