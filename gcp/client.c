/* SPDX-License-Identifier: Apache-2.0 */
/* client.c: opens the client, and says whose credentials and which endpoints it uses. */
#include "auth/auth.h"
#include "core/context.h"

#include <stdlib.h>

int gcp_open(
	struct arena *a, struct loop *l, struct secrets *k, const char *impersonate, struct gcp **out, struct err *e)
{
	struct gcp *g = ARENA_NEW(a, struct gcp);
	const char *email = impersonate ? impersonate : getenv("CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT");
	*g = (struct gcp){ .a = a, .l = l, .k = k, .skew = ARENA_NEW(a, struct skew) };
	*g->skew = (struct skew){ .local = loop_wall(l) - loop_now(l) };
	if (endpoints_open(a, &g->endpoints, e))
		return -1;
	g->auth = auth_new(g);
	endpoints_place(&g->endpoints);
	if (email && *email)
		g->auth = auth_as(g->auth, email);
	g->budget = budget_new(a);
	*out = g;
	return 0;
}

struct gcp *gcp_as(struct gcp *g, const char *email)
{
	struct gcp *other = ARENA_NEW(g->a, struct gcp);
	*other = *g;
	other->auth = auth_as(g->auth, email);
	return other;
}

const char *gcp_credential(const struct gcp *g)
{
	return auth_text(g->auth);
}

const char *gcp_quota_project(const struct gcp *g)
{
	const char *named = getenv("GOOGLE_CLOUD_QUOTA_PROJECT"), *own = g->auth->quota_project;
	return named && *named ? named : own && *own ? own : NULL;
}

const char *gcp_warning(const struct gcp *g)
{
	return g->auth->warning;
}

const char *gcp_member(const struct gcp *g)
{
	return auth_member(g->auth);
}

struct json *gcp_overrides(struct arena *a, const struct gcp *g)
{
	return endpoints_overrides(a, &g->endpoints);
}
