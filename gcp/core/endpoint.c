/* SPDX-License-Identifier: Apache-2.0 */
/* endpoint.c: base URLs. Overrides are gcloud's, CLOUDSDK_API_ENDPOINT_OVERRIDES_*; the universe comes from the
 * credential or the environment. */
#include "endpoint.h"
#include "api.h"

#include <stdlib.h>
#include <string.h>

/* ---- The environment ------------------------------------------------------------------------------ */

/* Returns base without this path at its end; path may be NULL. */
static const char *without(struct arena *a, const char *base, const char *path)
{
	size_t n = strlen(base), tail = path ? strlen(path) : 0;
	bool ends = tail && n > tail && base[n - tail - 1] == '/' && !strcmp(base + n - tail, path);
	return ends ? arena_strndup(a, base, n - tail) : base;
}

static int open_override(struct endpoints *p, enum gcp_api api, struct err *e)
{
	const char *variable = arena_printf(p->a, "CLOUDSDK_API_ENDPOINT_OVERRIDES_%s", api_of(api)->name),
			   *value = getenv(variable);
	struct url u;
	if (!value || !*value)
		return 0;
	if (url_parse(p->a, value, &u, e))
		return err_wrap(e, "%s: \"%s\"", variable, value);
	if (u.userinfo || u.query)
		return err_set(e, ERR_CONFIG, "%s must be a base URL without user name and query", variable);
	if (!strcmp(u.scheme, "http") && !url_is_loopback(&u))
		return err_set(e, ERR_CONFIG, "%s: plain http to %s; credentials go over https only, or to this machine",
			variable, u.host);
	size_t n = strlen(value);
	const char *base = arena_printf(p->a, "%s%s", value, value[n - 1] == '/' ? "" : "/");
	p->apis[api].base = without(p->a, base, api_of(api)->service_path);
	p->apis[api].overridden = true;
	return 0;
}

static int read_universe(struct endpoints *p, struct err *e)
{
	static const char *const variables[] = { "GOOGLE_CLOUD_UNIVERSE_DOMAIN", "CLOUDSDK_CORE_UNIVERSE_DOMAIN" };
	for (size_t i = 0; i < COUNTOF(variables); i++) {
		const char *domain = getenv(variables[i]);
		if (domain && *domain && endpoints_enter(p, domain, e))
			return err_wrap(e, "%s", variables[i]);
	}
	return 0;
}

int endpoints_open(struct arena *a, struct endpoints *out, struct err *e)
{
	*out = (struct endpoints){ .a = a };
	int rc = read_universe(out, e);
	for (int i = 0; !rc && i < GCP_API__COUNT; i++)
		rc = open_override(out, (enum gcp_api)i, e);
	if (rc)
		e->code = ERR_CONFIG;
	return rc;
}

void endpoints_place(struct endpoints *p)
{
	for (int i = 0; i < GCP_API__COUNT; i++)
		if (!p->apis[i].overridden)
			p->apis[i].base = arena_printf(
				p->a, "https://%s.%s/", api_of((enum gcp_api)i)->host, endpoints_universe(p));
}

struct json *endpoints_overrides(struct arena *a, const struct endpoints *p)
{
	struct json *v = json_new_object(a);
	for (int i = 0; i < GCP_API__COUNT; i++)
		if (p->apis[i].overridden)
			json_set_string(a, v, api_of((enum gcp_api)i)->name, p->apis[i].base);
	if (strcmp(endpoints_universe(p), GCP_UNIVERSE) != 0)
		json_set_string(a, v, "UNIVERSE_DOMAIN", endpoints_universe(p));
	return v;
}

/* ---- The universe ------------------------------------------------------------------------------------ */

const char *endpoints_universe(const struct endpoints *p)
{
	return p->universe ? p->universe : GCP_UNIVERSE;
}

int endpoints_enter(struct endpoints *p, const char *domain, struct err *e)
{
	if (!gcp_is_universe(domain))
		return err_set(e, ERR_AUTH, "the universe domain \"%s\" is not a domain name", domain);
	if (p->universe && strcmp(p->universe, domain) != 0)
		return err_set(e, ERR_AUTH, "it belongs to the universe %s, but %s was named before; a run uses one universe",
			domain, p->universe);
	p->universe = arena_strdup(p->a, domain);
	return 0;
}

/* ---- Origins ------------------------------------------------------------------------------------------- */

static bool same_origin(const struct url *x, const struct url *y)
{
	return !strcmp(x->scheme, y->scheme) && !strcmp(x->host, y->host) && x->port == y->port && !x->userinfo &&
		!y->userinfo;
}

bool endpoints_on_override(const struct endpoints *p, const char *url)
{
	struct url asked, base;
	struct err e;
	if (url_parse(p->a, url, &asked, &e))
		return false;
	for (int i = 0; i < GCP_API__COUNT; i++)
		if (p->apis[i].overridden && !url_parse(p->a, p->apis[i].base, &base, &e) && same_origin(&asked, &base))
			return true;
	return false;
}
