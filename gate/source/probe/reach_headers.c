/* SPDX-License-Identifier: Apache-2.0 */
/* reach_headers.c: the headers of a probe's request, and where an ID token may be sent. */
#include "ahead_wait.h"
#include "reach.h"
#include "../source.h"

#include <string.h>

static const char *audience_of(const struct question *q)
{
	if (q->reach->audience)
		return q->reach->audience;
	return q->service ? reach_uri(q) : NULL;
}

static bool same_origin(struct arena *a, const char *x, const char *y)
{
	struct url u, v;
	struct err e;
	return x && y && !url_parse(a, x, &u, &e) && !url_parse(a, y, &v, &e) && url_is_tls(&u) == url_is_tls(&v) &&
		!strcmp(u.host, v.host) && u.port == v.port;
}

bool reach_is_own(struct arena *a, const struct cloudrun_service *s, const char *url)
{
	const struct json *urls = json_get(s->raw, "urls");
	bool own = same_origin(a, url, s->uri);
	for (size_t i = 0; i < s->effective.n; i++)
		own = own || same_origin(a, url, s->effective.rows[i].uri);
	for (size_t i = 0; i < json_size(urls); i++)
		own = own || same_origin(a, url, json_text(json_item(urls, i)).p);
	return own;
}

/* Returns the URL's origin and a wildcard path, which Identity-Aware Proxy accepts for all paths of the host. */
static const char *audience_of_host(struct arena *a, const char *url)
{
	const char *after = strstr(url, "://"), *host = after ? after + strlen("://") : url;
	size_t n = strcspn(host, "/?#");
	const char *user = memrchr(host, '@', n);
	const char *begin = user ? user + 1 : host;
	return arena_printf(a, "%.*s%.*s/*", (int)(host - url), url, (int)(host + n - begin), begin);
}

/* A token is sent only over TLS, to a host that Cloud Run reports for the service, or to the origin that is the
 * audience in the config. */
static bool may_carry_token(const struct question *q, const char *url)
{
	struct arena *a = q->a;
	struct url u;
	struct err e;
	if (url_parse(a, url, &u, &e) || (!url_is_tls(&u) && !url_is_loopback(&u)))
		return false;
	return (q->service && reach_is_own(a, &q->service->now, url)) ||
		same_origin(a, url, q->reach->auth == PROBE_AUTH_IAP ? q->reach->audience : audience_of(q));
}

struct carrying {
	struct question *q;
	struct http_header headers[REACH_HEADERS];
	size_t n;
	reach_headers_fn *then;
	void *arg;
};

static void reach_on_token(void *arg, const struct secret *token, const struct err *error)
{
	struct carrying *c = arg;
	if (c->q->ahead && ahead_is_over(c->q->ahead)) /* another question was asked instead: send nothing */
		return;
	if (!token) {
		reach_unobserved(c->q, error->code, error->text);
		return;
	}
	const char *value = arena_printf(c->q->a, "Bearer %s", secret_reveal(token));
	c->headers[c->n++] = (struct http_header){ "Authorization",
		secret_composed_in(c->q->observations->log->secrets, c->q->a, value, strlen(value)) };
	c->then(c->arg, c->headers, c->n);
}

void reach_headers(
	struct question *q, const struct secret *url, const struct conf_pairs *headers, reach_headers_fn *then, void *arg)
{
	struct carrying *c = ARENA_NEW(q->a, struct carrying);
	c->q = q;
	c->then = then;
	c->arg = arg;
	for (size_t i = 0; headers && i < headers->n && c->n + 1 < REACH_HEADERS; i++)
		c->headers[c->n++] = (struct http_header){ headers->items[i].name, reach_fill(q, headers->items[i].value) };
	if (q->reach->auth == PROBE_AUTH_NONE)
		then(arg, c->headers, c->n);
	else if (!may_carry_token(q, secret_reveal(url)))
		reach_unobserved(q, ERR_AUTH,
			arena_printf(q->a,
				"%s is sent only over TLS to a host that Cloud Run reports for the service, or to the origin of its "
				"audience",
				q->reach->auth == PROBE_AUTH_IAP ? "a JWT for Identity-Aware Proxy" : "an ID token"));
	else if (q->reach->auth == PROBE_AUTH_IAP)
		gcp_iap_jwt(q->observations->gcp,
			q->reach->audience ? q->reach->audience : audience_of_host(q->a, secret_reveal(url)), q->deadline,
			reach_on_token, c);
	else
		gcp_id_token(q->observations->gcp, audience_of(q), q->deadline, reach_on_token, c);
}
