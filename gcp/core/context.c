/* SPDX-License-Identifier: Apache-2.0 */
/* context.c: what calls and credentials share, and the estimate of Google's clock. */
#include "context.h"

enum { SECOND_MS = 1000 };

struct loop *gcp_loop(const struct gcp *g)
{
	return g->l;
}

void gcp_act(struct gcp *g)
{
	g->acting = true;
}

struct arena *gcp_arena(const struct gcp *g)
{
	return g->a;
}

struct secrets *gcp_secrets(const struct gcp *g)
{
	return g->k;
}

const char *gcp_base(const struct gcp *g, enum gcp_api api)
{
	return g->endpoints.apis[api].base;
}

struct auth *gcp_auth(const struct gcp *g)
{
	return g->auth;
}

bool gcp_overridden(const struct gcp *g, enum gcp_api api)
{
	return g->endpoints.apis[api].overridden;
}

bool gcp_on_override(const struct gcp *g, const char *url)
{
	return endpoints_on_override(&g->endpoints, url);
}

const char *gcp_universe(const struct gcp *g)
{
	return endpoints_universe(&g->endpoints);
}

int gcp_enter_universe(struct gcp *g, const char *domain, struct err *e)
{
	return endpoints_enter(&g->endpoints, domain, e);
}

/* ---- The clock ----------------------------------------------------------------------------------- */

/*
 * Google's clock is kept as an offset from the monotonic clock, so that setting the local clock during the run changes
 * nothing. A Date header has whole seconds and was written between the request and the answer.
 */
void gcp_saw(struct gcp *g, const struct http_answer *answer)
{
	const char *date = http_header_of(answer, "date");
	int64_t at, now = loop_now(g->l);
	struct skew *k = g->skew;
	if (!date || !http_date(date, &at))
		return;
	int64_t least = at - now, most = at + SECOND_MS - (now - answer->ms);
	bool agrees = k->seen && least <= k->most && most >= k->least; /* otherwise this process was suspended in between */
	k->least = agrees && k->least > least ? k->least : least;
	k->most = agrees && k->most < most ? k->most : most;
	k->seen = true;
}

int64_t gcp_wall(const struct gcp *g)
{
	const struct skew *k = g->skew;
	int64_t now = loop_now(g->l);
	if (!k->seen)
		return now + k->local;
	return now + (k->local < k->least ? k->least : k->local > k->most ? k->most : k->local);
}

int64_t gcp_skew_ms(const struct gcp *g)
{
	return gcp_wall(g) - loop_wall(g->l);
}

int64_t gcp_wall_least(const struct gcp *g)
{
	return g->skew->seen ? loop_now(g->l) + g->skew->least : 0;
}
