/* SPDX-License-Identifier: Apache-2.0 */
/* world.c: the real struct loop_world: libcurl's multi interface, a signalfd and the clocks. */
#include "net_curl.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
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

int64_t net_wall(void)
{
	return wall(NULL);
}

static uint64_t random_number(void *self)
{
	(void)self;
	return crypto_random();
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

static void wait(void *self, struct loop *l, int64_t until)
{
	struct curl_world *w = self;
	int running;
	bool any = advance(w);
	curl_multi_perform(w->multi, &running);
	if (finish_all(w) || any)
		return;
	advance(w); /* a new connection may let others start, and libcurl does not wait for them */
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
	*w = (struct curl_world){
		.a = a, .k = k, .around = o->around, .signals = -1, .user_agent = o->user_agent ? o->user_agent : "rungate"
	};
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
