/* SPDX-License-Identifier: Apache-2.0 */
/* ahead.c: sends a probe's request before its service was read, and decides whether the response can be used. */
#include "ahead.h"
#include "reach.h"
#include "../source.h"

#include <string.h>

struct ahead {
	struct arena *a; /* owns everything of it */
	struct loop *loop;
	struct observation *observation;
	const char *url;
	int64_t sent_at, late; /* loop_now, loop_late */
	int64_t answered_at;   /* loop_now; 0: no response yet */
	struct http_answer answer;
	bool over;       /* it was used, or can no longer be used */
	http_done *done; /* NULL: the response is not wanted yet */
	void *arg;
};

/* ---- Sending ------------------------------------------------------------------------------------------- */

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

bool ahead_may_reach(const struct config_reach *reach)
{
	return reach->service && !reach->url && reach->at == AT_USERS && reach->auth == PROBE_AUTH_NONE;
}

bool ahead_may_carry(const struct config_http *h)
{
	bool changes_nothing = !strcmp(h->method, "GET") || !strcmp(h->method, "HEAD");
	bool query = h->reach.path && strchr(h->reach.path, '?');
	return ahead_may_reach(&h->reach) && changes_nothing && !h->headers.n && !h->body && !query;
}

static void ahead_on_answer(void *arg, const struct http_answer *answer)
{
	struct ahead *h = arg;
	h->answer = *answer;
	h->answered_at = loop_now(h->loop);
	if (h->done)
		h->done(h->arg, &h->answer);
}

void ahead_send(struct observations *observations, struct observation *l, const struct http_request *request)
{
	struct arena *a = arena_under(observations->a);
	struct ahead *h = ARENA_NEW(a, struct ahead);
	struct http_request copy = *request;
	const char *url = arena_strdup(a, secret_reveal(request->url));
	*h = (struct ahead){ .a = a,
		.loop = observations->loop,
		.observation = l,
		.url = url,
		.sent_at = loop_now(observations->loop),
		.late = loop_late(observations->loop) };
	copy.url = secret_plain(a, url);
	l->ahead = h;
	http_start(observations->loop, a, &copy, ahead_on_answer, h);
}

/* ---- Using the response ---------------------------------------------------------------------------------- */

/* Returns whether service and routes were unchanged for AHEAD_UNCHANGED_MS when the request was sent. Uses the earliest
 * possible server time; if it is not known, returns false. */
static bool stood(const struct gcp *g, const struct ahead *h, const struct service *s)
{
	int64_t since = run_unchanged_since(&s->now), now = gcp_wall_least(g);
	return since && now && since + AHEAD_UNCHANGED_MS <= now - (loop_now(h->loop) - h->sent_at);
}

/* A response from a cache is not used, because its age would be compared with the traffic split too late. */
static bool is_cached(struct arena *a, const struct ahead *h)
{
	return h->answered_at && cached_of(a, h->answer.headers, h->answer.n_headers).hit;
}

static bool counts(struct question *q, const struct ahead *h, const char *url)
{
	return !h->over && !strcmp(h->url, url) && q->service && stood(q->observations->gcp, h, q->service) &&
		!is_cached(q->a, h) && loop_late(h->loop) - h->late <= q->reach->timeout / 10;
}

bool ahead_take(struct question *q, const char *url, http_done *done, void *arg)
{
	struct ahead *h = q->ahead;
	q->ahead = NULL;
	if (!h || h->over)
		return false;
	bool good = counts(q, h, url);
	h->over = true;
	if (!good)
		return false;
	h->observation->started_at = q->began = h->sent_at;
	q->late = h->late;
	h->done = done;
	h->arg = arg;
	q->kept_ms = h->answered_at ? loop_now(h->loop) - h->answered_at : 0;
	if (h->answered_at)
		done(arg, &h->answer);
	return true;
}

void ahead_end(struct observation *l)
{
	struct ahead *h = l->ahead;
	if (!h)
		return;
	h->over = true;
	if (!h->answered_at) /* the request in flight still needs it */
		return;
	l->ahead = NULL;
	arena_free(h->a);
}
