/* SPDX-License-Identifier: Apache-2.0 */
/* listen.c: serves one text over HTTP, with a thread of libmicrohttpd. The texts are responses of libmicrohttpd, which
 * counts their readers: one that is being sent lives on when it is replaced. */
#include "listen.h"
#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct listener {
	const char *path, *type, *url;
	struct MHD_Daemon *daemon;
	pthread_mutex_t lock; /* protects text */
	struct MHD_Response *text;
};

/* ---- In the thread ----------------------------------------------------------------------------------------- */

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status, const char *allow, const char *why)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(
		strlen(why), (void *)(uintptr_t)why, MHD_RESPMEM_PERSISTENT);
	if (!r)
		return MHD_NO;
	MHD_add_response_header(r, "Content-Type", "text/plain; charset=utf-8");
	if (allow)
		MHD_add_response_header(r, "Allow", allow);
	enum MHD_Result rc = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return rc;
}

/* A body is not read: the connection closes after the answer. */
static enum MHD_Result on_request(void *arg, struct MHD_Connection *c, const char *path, const char *method,
	const char *version, const char *body, size_t *n_body, void **state)
{
	struct listener *l = arg;
	(void)version, (void)body, (void)n_body, (void)state;
	if (strcmp(path, l->path) != 0)
		return refuse(c, MHD_HTTP_NOT_FOUND, NULL, "not found\n");
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED, "GET, HEAD", "only GET and HEAD are allowed\n");
	pthread_mutex_lock(&l->lock);
	enum MHD_Result rc = MHD_queue_response(c, MHD_HTTP_OK, l->text);
	pthread_mutex_unlock(&l->lock);
	return rc;
}

/* ---- Of the loop ------------------------------------------------------------------------------------------- */

static struct MHD_Response *response_of(const struct listener *l, struct str text)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(
		text.n, (void *)(uintptr_t)(text.n ? text.p : ""), MHD_RESPMEM_MUST_COPY);
	if (r)
		MHD_add_response_header(r, "Content-Type", l->type);
	return r;
}

void listen_put(struct listener *l, struct str text)
{
	struct MHD_Response *newer = response_of(l, text), *older;
	if (!newer)
		return;
	pthread_mutex_lock(&l->lock);
	older = l->text;
	l->text = newer;
	pthread_mutex_unlock(&l->lock);
	MHD_destroy_response(older);
}

const char *listen_url(const struct listener *l)
{
	return l->url;
}

const char *listen_version(void)
{
	return MHD_get_version();
}

static void stop(void *arg)
{
	struct listener *l = arg;
	MHD_stop_daemon(l->daemon);
	MHD_destroy_response(l->text);
	pthread_mutex_destroy(&l->lock);
}

static in_port_t port_of(const struct sockaddr_storage *address)
{
	return ntohs(address->ss_family == AF_INET6 ? ((const struct sockaddr_in6 *)(const void *)address)->sin6_port
												: ((const struct sockaddr_in *)(const void *)address)->sin_port);
}

/* The port must be written, if only as 0. */
static bool read_address(struct arena *a, const char *text, struct sockaddr_storage *out)
{
	size_t n = strlen(text);
	if (n > 2 && !strcmp(text + n - 2, ":0"))
		return address_read(arena_strndup(a, text, n - 2), 0, out) && !port_of(out);
	return address_read(text, 0, out) && port_of(out);
}

static const char *url_of(struct arena *a, const struct sockaddr_storage *address, const char *path)
{
	char host[INET6_ADDRSTRLEN] = "";
	bool six = address->ss_family == AF_INET6;
	inet_ntop(address->ss_family,
		six ? (const void *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr
			: (const void *)&((const struct sockaddr_in *)(const void *)address)->sin_addr,
		host, sizeof(host));
	return arena_printf(a, "http://%s%s%s:%u%s", six ? "[" : "", host, six ? "]" : "", port_of(address), path);
}

/* Returns a listening socket and completes *address with its port, or -1 with errno. */
static int bind_to(struct sockaddr_storage *address)
{
	int on = 1, fd = socket(address->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), why;
	bool six = address->ss_family == AF_INET6;
	socklen_t n = six ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in), room = sizeof(*address);
	if (fd < 0)
		return -1;
	/* a port of connections that ended a moment ago may be used again; one that is listened at may not */
	if (!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) &&
		(!six || !setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on))) &&
		!bind(fd, (const struct sockaddr *)address, n) && !listen(fd, SOMAXCONN) &&
		!getsockname(fd, (struct sockaddr *)address, &room))
		return fd;
	why = errno;
	close(fd);
	errno = why;
	return -1;
}

/* The loop handles signals, so its threads block them. */
static struct MHD_Daemon *start(struct listener *l, int fd)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	struct MHD_Daemon *d = MHD_start_daemon(MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, on_request,
		l, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)LIMIT_READERS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(LIMIT_READER_MS / 1000), MHD_OPTION_END);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return d;
}

int listen_open(
	struct arena *a, const char *address, const char *path, const char *type, struct listener **out, struct err *e)
{
	struct listener *l = ARENA_NEW(a, struct listener);
	struct sockaddr_storage at;
	if (!read_address(a, address, &at))
		return err_set(e, ERR_USAGE, "write ADDRESS:PORT, for example 127.0.0.1:9464 or [::1]:9464");
	int fd = bind_to(&at);
	if (fd < 0)
		return err_set(e, ERR_IO, "cannot listen: %s%s", strerror(errno),
			errno == EADDRINUSE ? "; choose another port, or end the program that uses this one" : "");
	*l = (struct listener){ .path = arena_strdup(a, path), .type = arena_strdup(a, type), .url = url_of(a, &at, path) };
	pthread_mutex_init(&l->lock, NULL);
	l->text = response_of(l, STR(""));
	l->daemon = l->text ? start(l, fd) : NULL;
	if (!l->daemon) { /* it may have closed the socket; the program ends anyway */
		if (l->text)
			MHD_destroy_response(l->text);
		pthread_mutex_destroy(&l->lock);
		return err_set(e, ERR_IO, "cannot listen: libmicrohttpd could not start");
	}
	arena_defer(a, stop, l);
	*out = l;
	return 0;
}
