/* SPDX-License-Identifier: Apache-2.0 */
/* lint_front.c: warns of what Cloud Run's front end does not let through. Sources:
 * cloud.google.com/run/docs/known-issues (reserved paths); Cloud Run's error for tags that are too long. */
#include "lint_front.h"
#include "../../rollback/plan.h"

#include <string.h>

enum { TAG_AND_SERVICE_MAX = 46 }; /* characters of tag and service name together */

const char *lint_reserved_path(const char *path)
{
	size_t n = strcspn(path, "?#");
	if (n && path[n - 1] == 'z')
		return "ends in z: Google's front end reserves some such paths and answers 404";
	if (!strncmp(path, "/_ah/", 5) || (n == 4 && !strncmp(path, "/_ah", 4)))
		return "begins with /_ah/: Cloud Run reserves such paths, and no request reaches the application";
	if (n == 9 && !strncmp(path, "/eventlog", 9))
		return "is reserved by Cloud Run, and no request reaches the application";
	return NULL;
}

/* Returns the path below a URL of Cloud Run itself; NULL for other hosts, which may have another front. */
static const char *path_of_url(const struct config_reach *reach)
{
	const char *url = reach->url ? secret_reveal(reach->url) : "", *after = strstr(url, "://");
	const char *host = after ? after + 3 : url, *path = host + strcspn(host, "/?#");
	static const char end[] = ".run.app";
	size_t n = (size_t)(path - host), tail = strlen(end);
	return n > tail && !strncmp(path - tail, end, tail) ? path : NULL;
}

struct lint_front {
	struct arena *a;
	lint_warn_fn *warn;
	void *arg;
};

static void check_path(
	const struct lint_front *f, const struct conf_place *at, const char *what, const struct config_reach *reach)
{
	const char *path = reach->path ? reach->path : path_of_url(reach), *why = path ? lint_reserved_path(path) : NULL;
	if (why)
		f->warn(f->arg, at,
			arena_printf(
				f->a, "%s: %.*s %s; use another path, such as /health", what, (int)strcspn(path, "?#"), path, why));
}

static void check_paths(const struct lint_front *f, const struct config_probe *p)
{
	const struct config_step *steps = CONFIG_ITEMS(p->journey, const struct config_step);
	check_path(f, &p->member.place, arena_printf(f->a, "probes.%s", p->member.alias), p->reach);
	for (size_t i = 0; i < p->journey.n; i++)
		check_path(f, &p->member.place, arena_printf(f->a, "probes.%s: step %s", p->member.alias, steps[i].name),
			config_step_reach(&steps[i]));
}

static void check_tag(const struct lint_front *f, const struct config_service *s, const char *what, const char *tag)
{
	size_t n = strlen(s->service), t = strlen(tag);
	if (n + t > TAG_AND_SERVICE_MAX)
		f->warn(f->arg, &s->member.place,
			arena_printf(f->a,
				"services.%s: %s needs a tag (%s: %zu characters), and the service's name has %zu: Cloud Run accepts "
				"at most %d together",
				s->member.alias, what, tag, t, n, TAG_AND_SERVICE_MAX));
}

/* Returns the first probe that is sent to a revision's tag URL of the service, or NULL. */
static const struct config_probe *probe_at_tag(const struct config *c, const char *alias)
{
	const struct config_probe *probes = CONFIG_ITEMS(c->probes, const struct config_probe);
	for (size_t i = 0; i < c->probes.n; i++) {
		const struct config_reach *reach = probes[i].reach;
		if (reach->at != AT_USERS && reach->service && !strcmp(reach->service, alias))
			return &probes[i];
	}
	return NULL;
}

void lint_front(struct arena *a, const struct config *c, lint_warn_fn *warn, void *arg)
{
	const struct lint_front f = { a, warn, arg };
	const struct config_probe *probes = CONFIG_ITEMS(c->probes, const struct config_probe);
	const struct config_service *services = CONFIG_ITEMS(c->services, const struct config_service);
	for (size_t i = 0; i < c->probes.n; i++)
		check_paths(&f, &probes[i]);
	for (size_t i = 0; i < c->services.n; i++) {
		const struct config_probe *at_tag = probe_at_tag(c, services[i].member.alias);
		if (c->rollback.try_tag)
			check_tag(&f, &services[i], "rollback.try_tag", PLAN_TRY_TAG);
		if (at_tag)
			check_tag(&f, &services[i], arena_printf(a, "probes.%s", at_tag->member.alias),
				at_tag->reach->at == AT_CANDIDATE ? "candidate" : "baseline");
	}
}
