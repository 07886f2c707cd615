/* SPDX-License-Identifier: Apache-2.0 */
/* ahead.c: starts a probe before its service was read, and decides whether it may go on. */
#include "ahead.h"
#include "ahead_wait.h"
#include "reach.h"
#include "../source.h"

#include <string.h>

/* ---- What may leave -------------------------------------------------------------------------------------- */

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n > m && !strcmp(text + n - m, end);
}

bool ahead_may_go_to(struct arena *a, const char *uri, const char *api)
{
	struct url u, base;
	struct err e;
	if (url_parse(a, uri, &u, &e) || u.userinfo || (u.query && *u.query) || strcmp(u.path, "/") != 0)
		return false;
	if (url_is_tls(&u) && u.port == 443 && ends_in(u.host, ".run.app"))
		return true;
	if (!url_is_loopback(&u) || reach_is_our_metadata(a, &u, &e))
		return false;
	return !url_parse(a, api, &base, &e) && url_is_loopback(&base);
}

/* The first request of a probe; reach NULL: none that can leave ahead. */
struct first {
	const struct config_reach *reach;
	const struct conf_pairs *headers; /* or NULL */
	bool changes_something;
	bool to_host; /* the config names the host */
};

static struct first first_of(const struct config_probe *p)
{
	const struct config_step *step = p->journey.n ? CONFIG_ITEMS(p->journey, const struct config_step) : NULL;
	const struct config_http *h = step ? step->http : p->http;
	const struct config_websocket *w = step ? step->websocket : p->websocket;
	struct first f = { .reach = NULL };
	if (h)
		f = (struct first){ .reach = &h->reach,
			.headers = &h->headers,
			.changes_something = h->body || (strcmp(h->method, "GET") != 0 && strcmp(h->method, "HEAD") != 0) };
	else if (w)
		f = (struct first){ .reach = &w->reach, .headers = &w->headers };
	else if (p->grpc)
		f.reach = &p->grpc->reach;
	else if (p->tls)
		f = (struct first){ .reach = &p->tls->reach, .to_host = p->tls->host != NULL };
	f.to_host = f.to_host || (f.reach && f.reach->url);
	return f;
}

bool ahead_may_leave(const struct config_probe *p, const char *uri, bool trusted)
{
	struct first f = first_of(p);
	if (!f.reach || f.reach->at != AT_USERS || f.changes_something)
		return false;
	bool private = (f.headers && f.headers->n) || (f.reach->path && strchr(f.reach->path, '?'));
	if (!f.to_host && (!uri || private))
		return false;
	return f.reach->auth == PROBE_AUTH_NONE || (f.reach->url && f.reach->audience) || (uri && trusted);
}

/* ---- Start ----------------------------------------------------------------------------------------------- */

void ahead_start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_probe *p = l->config;
	const struct config_reach *reach = first_of(p).reach;
	const struct service *s = reach ? release_service(release, reach->service) : NULL;
	struct arena *a = arena_under(observations->a);
	const char *uri = s ? s->remembered.uri : NULL;
	if (uri && !ahead_may_go_to(a, uri, gcp_base(observations->gcp, GCP_RUN)))
		uri = NULL;
	if (!ahead_may_leave(p, uri, s && s->remembered.trusted)) {
		arena_free(a);
		return;
	}
	l->ahead = ARENA_NEW(a, struct ahead);
	*l->ahead = (struct ahead){ .a = a,
		.loop = observations->loop,
		.uri = uri,
		.sent_at = loop_now(observations->loop),
		.late = loop_late(observations->loop) };
	l->a = a;
	l->source->start(observations, release, l);
}

/* ---- After the read --------------------------------------------------------------------------------------- */

/* Returns whether service and routes were unchanged for AHEAD_UNCHANGED_MS when the request was sent. Uses the earliest
 * possible server time; if it is not known, returns false. */
static bool stood(const struct gcp *g, const struct ahead *h, const struct service *s)
{
	int64_t since = s->known ? run_unchanged_since(&s->now) : 0, now = gcp_wall_least(g);
	return since && now && since + AHEAD_UNCHANGED_MS <= now - (loop_now(h->loop) - h->sent_at);
}

/* Any service of the release may be behind a URL without a service. */
static bool all_stood(const struct question *q)
{
	bool good = q->service || q->release->n_services;
	for (size_t i = 0; i < q->release->n_services; i++) {
		const struct service *s = &q->release->services[i];
		good = good && ((q->service && q->service != s) || stood(q->observations->gcp, q->ahead, s));
	}
	return good;
}

/* A kept response from a cache is not used, because its age would be compared with the traffic split too late. If all
 * revisions give the same answer (q->attributed), only the URI is compared. */
static bool is_confirmed(struct question *q)
{
	const struct ahead *h = q->ahead;
	const struct service *s = q->service;
	if (h->failed || q->cached.hit || loop_late(h->loop) - h->late > q->reach->timeout / 10)
		return false;
	if (s && h->uri && (!s->known || !s->now.uri || strcmp(h->uri, s->now.uri) != 0))
		return false;
	return q->attributed || (reach_is_to_users(q) && all_stood(q));
}

static void drop(struct ahead *h)
{
	h->dropped = true;
	if (h->go_on && h->give_up)
		h->give_up(h->arg);
	else if (h->go_on) /* nothing of it is in flight */
		arena_free(h->a);
}

static void go_on(struct observation *l, struct ahead *h)
{
	struct question *q = h->q;
	int64_t kept_ms = h->go_on ? loop_now(h->loop) - h->kept_at : 0;
	q->ahead = NULL;
	if (!l->lasts)
		arena_free(l->a);
	l->a = h->a;
	/* a request that goes on after it waited has the rest of its time left */
	l->started_at = q->began = h->sent_at + (h->give_up ? kept_ms : 0);
	q->kept_ms = kept_ms;
	if (h->go_on)
		h->go_on(h->arg);
}

bool ahead_goes_on(struct observation *l)
{
	struct ahead *h = l->ahead;
	if (!h)
		return false;
	l->ahead = NULL;
	bool good = h->q && is_confirmed(h->q);
	if (good)
		go_on(l, h);
	else
		drop(h);
	return good;
}

void ahead_end(struct observation *l)
{
	if (l->ahead)
		drop(l->ahead);
	l->ahead = NULL;
}
