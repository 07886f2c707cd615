/* SPDX-License-Identifier: Apache-2.0 */
/* server.c: the real sockets: one port for the APIs, one per service, one per tag; and the request log. */
#include "bucket.h"
#include "token.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { UPLOAD_MAX = LIMIT_EVIDENCE_BYTES + 1024 * 1024, LOGGED_MAX = 1024 * 1024 };

/* A request while it is received. */
struct upload {
	struct buf body;
	char *uri;
	bool begun;
};

static void pause_ms(int64_t ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	while (ms > 0 && nanosleep(&t, &t))
		;
}

/* ---- Answers -------------------------------------------------------------------------------------- */

struct drip {
	char *body;
	size_t n, at_most;
	int64_t trickle_ms;
};

static ssize_t on_more(void *arg, uint64_t at, char *out, size_t max)
{
	struct drip *d = arg;
	if (at >= d->at_most)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	size_t n = d->trickle_ms ? 1 : d->at_most - at;
	pause_ms(d->trickle_ms);
	n = n < max ? n : max;
	memcpy(out, d->body + at, n);
	return (ssize_t)n;
}

static void free_drip(void *arg)
{
	struct drip *d = arg;
	free(d->body);
	free(d);
}

static struct MHD_Response *make(const struct response *r)
{
	if (!r->truncate && !r->trickle_ms)
		return MHD_create_response_from_buffer(
			r->body.n, (void *)(uintptr_t)(r->body.n ? r->body.p : ""), MHD_RESPMEM_MUST_COPY);
	struct drip *d = calloc(1, sizeof(*d));
	*d = (struct drip){ .body = malloc(r->body.n + 1),
		.n = r->body.n,
		.at_most = r->truncate ? r->body.n / 2 : r->body.n,
		.trickle_ms = r->trickle_ms };
	memcpy(d->body, r->body.p, r->body.n);
	return MHD_create_response_from_callback(r->body.n, 1024, on_more, d, free_drip);
}

static enum MHD_Result reset(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	if (info)
		setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	return MHD_NO;
}

void server_log(struct cloud *c, const struct json *line)
{
	struct buf b = BUF_MAX(32 * 1024 * 1024);
	struct err e;
	json_print(line, JSON_COMPACT, &b);
	buf_putc(&b, '\n');
	if (c->log_path)
		file_append(c->log_path, buf_text(&b), b.n, 0600, &e);
	buf_free(&b);
}

static void log_request(struct cloud *c, const struct request *q, const struct response *r)
{
	struct json *v = json_new_object(c->a), *body;
	struct err e;
	if (!strncmp(q->path, "/__cloud/", 9))
		return;
	json_set_int(c->a, v, "at_ms", cloud_now() - c->began);
	json_set_string(c->a, v, "method", q->method);
	json_set_string(c->a, v, "path", q->path);
	json_set_string(c->a, v, "query", q->query);
	json_set_int(c->a, v, "status", r->status);
	json_set_string(c->a, v, "app", q->port->service ? q->port->service->id : NULL);
	json_set_string(c->a, v, "tag", q->port->tag);
	if (q->port->edge)
		json_set_bool(c->a, v, "edge", true);
	json_set_string(c->a, v, "revision", r->revision);
	json_set_string(c->a, v, "as", q->principal);
	json_set_string(c->a, v, "quota", request_header(q, "x-goog-user-project"));
	if (q->body.n && q->body.n <= LOGGED_MAX && !json_parse(c->a, q->body, &body, &e))
		json_set(v, "body", body);
	server_log(c, v);
}

const char *request_header(const struct request *q, const char *name)
{
	return MHD_lookup_connection_value(q->connection, MHD_HEADER_KIND, name);
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", by the cloud's own clock. */
static const char *date_text(struct cloud *c)
{
	char text[64];
	time_t at = (time_t)(token_now(c) / 1000);
	struct tm tm;
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&at, &tm));
	return arena_strdup(c->a, text);
}

static void answer(struct cloud *c, struct request *q, struct response *r)
{
	pthread_mutex_lock(&c->lock);
	model_advance(c);
	q->principal = q->port->service ? NULL : token_principal(c, q->authorization);
	if (json_get(c->identity, "skew_s")) {
		r->headers[r->n_headers].name = "Date";
		r->headers[r->n_headers++].value = date_text(c);
	}
	/* faults and the log name an object's whole path, also of an upload */
	const char *object = q->port->service ? NULL : bucket_path(c->a, q->uri);
	q->path = object ? object : q->path;
	fault_before(c, q);
	if (!fault_answer(c, q, r)) {
		if (q->port->edge)
			edge_answer(c, q, r);
		else if (q->port->service)
			app_answer(c, q, r);
		else
			api_answer(c, q, r);
	}
	fault_spoil(c, q, r);
	log_request(c, q, r);
	int64_t delay = r->delay_ms + (strncmp(q->path, "/__cloud/", 9) ? c->latency_ms : 0);
	pthread_mutex_unlock(&c->lock);
	pause_ms(delay);
}

/* ---- Requests ------------------------------------------------------------------------------------------ */

static enum MHD_Result put_query(void *arg, enum MHD_ValueKind kind, const char *key, const char *value)
{
	(void)kind;
	buf_printf(arg, "%s%s=%s", ((struct buf *)arg)->n ? "&" : "", key, value ? value : "");
	return MHD_YES;
}

static enum MHD_Result reply(
	struct MHD_Connection *connection, struct port *port, const char *method, const char *path, struct upload *u)
{
	struct response r = { .status = 500, .type = "text/plain" };
	struct buf query = BUF_MAX(64 * 1024);
	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, put_query, &query);
	const char *text = query.n ? buf_text(&query) : NULL;
	bool validates = !strcmp(method, "PATCH") && text && strstr(text, "validateOnly=true");
	struct request q = { .port = port,
		.method = validates ? "VALIDATE" : method,
		.path = path,
		.query = text,
		.authorization = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization"),
		.body = { buf_text(&u->body), u->body.n },
		.uri = u->uri,
		.connection = connection };
	answer(port->cloud, &q, &r);
	buf_free(&query);
	if (r.reset)
		return reset(connection);
	struct MHD_Response *out = r.websocket.n ? upgrade_response(&r, request_header(&q, "Sec-WebSocket-Key")) : make(&r);
	if (!r.websocket.n)
		MHD_add_response_header(out, "Content-Type", r.type);
	for (size_t i = 0; i < r.n_headers; i++)
		MHD_add_response_header(out, r.headers[i].name, r.headers[i].value);
	enum MHD_Result rc = MHD_queue_response(connection, (unsigned)r.status, out);
	MHD_destroy_response(out);
	return rc;
}

static void *on_uri(void *arg, const char *uri, struct MHD_Connection *connection)
{
	struct upload *u = calloc(1, sizeof(*u));
	(void)arg;
	(void)connection;
	*u = (struct upload){ .body = BUF_MAX(UPLOAD_MAX), .uri = strdup(uri) };
	return u;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *path, const char *method,
	const char *version, const char *data, size_t *n, void **state)
{
	struct upload *u = *state;
	(void)version;
	if (!u->begun) {
		u->begun = true;
		return MHD_YES;
	}
	if (*n) {
		buf_put(&u->body, data, *n);
		*n = 0;
		return MHD_YES;
	}
	return reply(connection, arg, method, path, u);
}

static void on_end(void *arg, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
	struct upload *u = *state;
	(void)arg;
	(void)connection;
	(void)why;
	if (!u)
		return;
	buf_free(&u->body);
	free(u->uri);
	free(u);
	*state = NULL;
}

int server_open(struct cloud *c, struct service *s, const char *tag, struct err *e)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (c->n_ports == PORTS_MAX)
		return err_set(e, ERR_LIMIT, "too many ports");
	struct port *p = &c->ports[c->n_ports];
	*p = (struct port){ .service = s, .tag = tag, .cloud = c };
	if (s && s->tls && !s->key && secure_service(c, s, e))
		return -1;
	const struct MHD_OptionItem secure[] = { { MHD_OPTION_HTTPS_MEM_KEY, 0, s ? s->key : NULL },
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, s ? s->certificate : NULL }, { MHD_OPTION_END, 0, NULL } };
	bool tls = s && s->tls;
	/* poll: with select, the daemon drops every connection with a descriptor beyond FD_SETSIZE */
	p->daemon = MHD_start_daemon(MHD_USE_POLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
			(tls ? MHD_USE_TLS : MHD_ALLOW_UPGRADE),
		0, NULL, NULL, on_request, p, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&here, MHD_OPTION_NOTIFY_COMPLETED,
		on_end, NULL, MHD_OPTION_URI_LOG_CALLBACK, on_uri, NULL, MHD_OPTION_CONNECTION_TIMEOUT, 60u,
		MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_ARRAY, tls ? secure : secure + 2, MHD_OPTION_END);
	if (!p->daemon)
		return err_set(e, ERR_IO, "cannot listen on 127.0.0.1");
	p->number = MHD_get_daemon_info(p->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
	c->n_ports++;
	if (s && !tag)
		s->port = p->number;
	return 0;
}

const char *server_origin(struct cloud *c, const struct service *s, int port)
{
	return arena_printf(c->a, "%s://127.0.0.1:%d", s->tls ? "https" : "http", port);
}

int server_tag_port(struct cloud *c, struct service *s, const char *tag)
{
	struct err e;
	for (size_t i = 0; i < c->n_ports; i++)
		if (c->ports[i].service == s && c->ports[i].tag && !strcmp(c->ports[i].tag, tag))
			return c->ports[i].number;
	if (server_open(c, s, arena_strdup(c->a, tag), &e)) {
		violation(c, "%s", e.text);
		return 0;
	}
	return c->ports[c->n_ports - 1].number;
}
