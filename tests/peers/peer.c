/* SPDX-License-Identifier: Apache-2.0 */
/* peer.c: a listening socket, a thread, and a function that serves each connection. */
#include "peer.h"
#include "certs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct peer {
	void (*serve)(struct peer *p, const void *script);
	const void *script;
	SSL_CTX *context;
	SSL *ssl;
	int listening, port;
	pthread_t thread;
	pthread_mutex_t lock; /* protects fd and stopped, which the test's thread uses too */
	int fd;               /* the connection; -1: none */
	bool stopped, joined;
	char *seen;
	size_t n_seen;
};

/* ---- Bytes ----------------------------------------------------------------------------------------- */

ssize_t peer_read(struct peer *p, void *data, size_t n)
{
	ssize_t had = p->ssl ? SSL_read(p->ssl, data, (int)n) : recv(p->fd, data, n, 0);
	return had > 0 ? had : 0;
}

bool peer_write(struct peer *p, const void *data, size_t n)
{
	for (const char *at = data; n;) {
		ssize_t sent = p->ssl ? SSL_write(p->ssl, at, (int)n) : send(p->fd, at, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
		at += sent;
		n -= (size_t)sent;
	}
	return true;
}

bool peer_puts(struct peer *p, const char *text)
{
	return peer_write(p, text, strlen(text));
}

void peer_note(struct peer *p, const char *text, size_t n)
{
	char *grown = realloc(p->seen, p->n_seen + n + 1);
	if (!grown)
		abort();
	p->seen = grown;
	memcpy(p->seen + p->n_seen, text, n);
	p->n_seen += n;
	p->seen[p->n_seen] = '\0';
}

void peer_nap(int ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 };
	while (nanosleep(&t, &t) && errno == EINTR)
		continue;
}

void peer_reset(struct peer *p)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

void peer_narrow(struct peer *p)
{
	setsockopt(p->listening, SOL_SOCKET, SO_RCVBUF, &(int){ 4096 }, sizeof(int));
}

bool peer_read_head(struct peer *p, char *out, size_t size)
{
	size_t n = 0;
	while (n + 1 < size && peer_read(p, out + n, 1) == 1) {
		out[++n] = '\0';
		if (n >= 4 && !memcmp(out + n - 4, "\r\n\r\n", 4))
			return true;
	}
	return false;
}

void peer_serve_text(struct peer *p, const void *script)
{
	char head[16384], more;
	if (!peer_read_head(p, head, sizeof(head)))
		return;
	if (script)
		peer_puts(p, script);
	else
		while (peer_read(p, &more, 1))
			continue;
}

/* ---- Connections -------------------------------------------------------------------------------------- */

static bool take(struct peer *p, int fd)
{
	pthread_mutex_lock(&p->lock);
	bool stopped = p->stopped;
	p->fd = stopped ? -1 : fd;
	pthread_mutex_unlock(&p->lock);
	return !stopped;
}

static void drop(struct peer *p)
{
	pthread_mutex_lock(&p->lock);
	int fd = p->fd;
	p->fd = -1;
	pthread_mutex_unlock(&p->lock);
	close(fd);
}

static void serve_one(struct peer *p)
{
	int on = 1;
	setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (p->context) {
		p->ssl = SSL_new(p->context);
		SSL_set_fd(p->ssl, p->fd);
	}
	if (!p->ssl || SSL_accept(p->ssl) == 1)
		p->serve(p, p->script);
	SSL_free(p->ssl);
	p->ssl = NULL;
}

static void *run(void *arg)
{
	struct peer *p = arg;
	for (int fd; (fd = accept(p->listening, NULL, NULL)) >= 0;) {
		if (!take(p, fd)) {
			close(fd);
			break;
		}
		serve_one(p);
		drop(p);
	}
	return NULL;
}

static int on_alpn(
	SSL *ssl, const unsigned char **out, unsigned char *n, const unsigned char *in, unsigned n_in, void *arg)
{
	static const unsigned char known[] = "\x02h2\x08http/1.1";
	size_t from = arg ? 3 : 0; /* http/1.1 only */
	(void)ssl;
	return SSL_select_next_proto((unsigned char **)(uintptr_t)out, n, known + from,
			   (unsigned)(sizeof(known) - 1 - from), in, n_in) == OPENSSL_NPN_NEGOTIATED
		? SSL_TLSEXT_ERR_OK
		: SSL_TLSEXT_ERR_NOACK;
}

static SSL_CTX *context_of(const struct peer_tls *tls)
{
	SSL_CTX *c = SSL_CTX_new(TLS_server_method());
	SSL_CTX_set_security_level(c, 0);
	if (tls->version) {
		SSL_CTX_set_min_proto_version(c, tls->version);
		SSL_CTX_set_max_proto_version(c, tls->version);
	}
	SSL_CTX_set_alpn_select_cb(c, on_alpn, tls->http_1 ? c : NULL);
	for (size_t i = 0; i < tls->n; i++)
		if (!(i ? SSL_CTX_add1_chain_cert(c, tls->chain[i]->x) : SSL_CTX_use_certificate(c, tls->chain[i]->x)))
			abort();
	if (!SSL_CTX_use_PrivateKey(c, tls->chain[0]->key))
		abort();
	if (tls->clients) {
		SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
		X509_STORE_add_cert(SSL_CTX_get_cert_store(c), tls->clients->x);
		/* Otherwise no client can resume a session */
		SSL_CTX_set_session_id_context(c, (const unsigned char *)"peer", 4);
	}
	return c;
}

static struct peer *serve_at(
	int listening, void (*serve)(struct peer *p, const void *script), const void *script, const struct peer_tls *tls)
{
	struct peer *p = calloc(1, sizeof(*p));
	struct sockaddr_in here = { .sin_family = AF_INET };
	socklen_t size = sizeof(here);
	if (!p)
		abort();
	*p = (struct peer){
		.serve = serve, .script = script, .fd = -1, .context = tls ? context_of(tls) : NULL, .listening = listening
	};
	signal(SIGPIPE, SIG_IGN);
	pthread_mutex_init(&p->lock, NULL);
	peer_note(p, "", 0);
	if (getsockname(listening, (struct sockaddr *)&here, &size) || pthread_create(&p->thread, NULL, run, p))
		abort();
	p->port = ntohs(here.sin_port);
	return p;
}

struct peer *peer_start(
	void (*serve)(struct peer *p, const void *script), const void *script, const struct peer_tls *tls)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listening, (struct sockaddr *)&here, sizeof(here)) || listen(listening, 128))
		abort();
	return serve_at(listening, serve, script, tls);
}

struct peer *peer_beside(const struct peer *p)
{
	return serve_at(dup(p->listening), p->serve, p->script, NULL);
}

int peer_port(const struct peer *p)
{
	return p->port;
}

void peer_stop(struct peer *p)
{
	if (p->joined)
		return;
	pthread_mutex_lock(&p->lock);
	p->stopped = true;
	shutdown(p->listening, SHUT_RDWR); /* makes accept return */
	if (p->fd >= 0)
		shutdown(p->fd, SHUT_RDWR);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	p->joined = true;
}

const char *peer_seen(struct peer *p)
{
	peer_stop(p);
	return p->seen;
}

void peer_free(struct peer *p)
{
	peer_stop(p);
	close(p->listening);
	SSL_CTX_free(p->context);
	pthread_mutex_destroy(&p->lock);
	free(p->seen);
	free(p);
}
