/* SPDX-License-Identifier: Apache-2.0 */
/* service_calls.c: finds which services a revision calls: those whose URL, or its host, is in the environment or the
 * arguments of a container. The URL of a tag counts for its service, and so does a domain of its own, which the config
 * tells by a probe. Values of secrets are never read, so a URL that only a secret holds is not found. No side effects.
 */
#include "revision.h"
#include "revision_containers.h"
#include "../source.h"
#include "../../config/config.h"

#include <string.h>

/* What a host and its port consist of. */
static const char host_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:";

static const char *lower(struct arena *a, const char *text, size_t n)
{
	char *out = arena_strndup(a, text, n);
	for (char *c = out; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
	return out;
}

/* "https://HOST:PORT/..." as "HOST:PORT". */
static void add_host(struct arena *a, struct json *hosts, const char *url, size_t service)
{
	const char *scheme = url ? strstr(url, "://") : NULL, *host = scheme ? scheme + 3 : "";
	size_t n = strspn(host, host_letters);
	if (n)
		json_set_int(a, hosts, lower(a, host, n), (int64_t)service);
}

/* ---- Domains of the config ---------------------------------------------------------------------------------- */

enum { SHARED = -1 }; /* paths of the host belong to different services */

static void add_domain(
	struct arena *a, const struct release *release, struct json *domains, const char *alias, const char *host, size_t n)
{
	const struct service *s = release_service(release, alias);
	if (!s || !n)
		return;
	const char *name = lower(a, host, n);
	const struct json *before = json_get(domains, name);
	bool other = before && json_int(before) != (int64_t)s->index;
	json_set_int(a, domains, name, other ? SHARED : (int64_t)s->index);
}

/* The host of a URL follows the scheme and, if there is one, a user. */
static void add_reach(
	struct arena *a, const struct release *release, struct json *domains, const struct config_reach *reach)
{
	const char *url = reach->url ? secret_reveal(reach->url) : "", *scheme = strstr(url, "://");
	const char *host = scheme ? scheme + 3 : "";
	size_t authority = strcspn(host, "/?#");
	const char *user = memchr(host, '@', authority);
	host = user ? user + 1 : host;
	add_domain(a, release, domains, reach->service, host, strspn(host, host_letters));
}

struct json *service_domains(struct arena *a, const struct config *c, const struct release *release)
{
	struct json *domains = json_new_object(a);
	const struct config_probe *all = CONFIG_ITEMS(c->probes, const struct config_probe);
	for (size_t i = 0; i < c->probes.n; i++) {
		const struct config_step *steps = CONFIG_ITEMS(all[i].journey, const struct config_step);
		const char *host = all[i].tls ? all[i].tls->host : all[i].dns ? all[i].dns->host : NULL;
		if (all[i].journey.n == 0)
			add_reach(a, release, domains, all[i].reach);
		for (size_t k = 0; k < all[i].journey.n; k++)
			add_reach(a, release, domains, config_step_reach(&steps[k]));
		if (host)
			add_domain(a, release, domains, all[i].reach->service, host, strlen(host));
	}
	return domains;
}

struct json *service_hosts(struct arena *a, const struct release *release)
{
	struct json *hosts = json_new_object(a);
	for (struct json_each it = json_each(release->domains); json_next(&it);)
		if (json_int(it.value) != SHARED)
			json_set_int(a, hosts, it.key, json_int(it.value));
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct json *urls = s->known ? json_get(s->now.raw, "urls") : NULL;
		if (!s->known || s->config->kind == CLOUDRUN_POOL)
			continue;
		add_host(a, hosts, s->now.uri, i);
		for (size_t k = 0; k < json_size(urls); k++)
			add_host(a, hosts, json_text(json_item(urls, k)).p, i);
	}
	return hosts;
}

/* ---- Calls of a revision ------------------------------------------------------------------------------------ */

/* What is looked for, and the services found so far, by their numbers in the release, each once and in order. */
struct search {
	struct arena *a;
	const struct json *hosts;
	size_t *found, n, cap;
};

/* Returns the number of the service at "HOST", "HOST:PORT" or "TAG---HOST", or NULL. */
static const struct json *service_at(struct arena *a, const struct json *hosts, const char *run, size_t n)
{
	const char *host = lower(a, run, n), *tag = strstr(host, "---");
	const char *const forms[] = { host, tag ? tag + 3 : NULL };
	for (size_t i = 0; i < COUNTOF(forms); i++) {
		const char *port = forms[i] ? strrchr(forms[i], ':') : NULL;
		const struct json *found = forms[i] ? json_get(hosts, forms[i]) : NULL;
		if (!found && port)
			found = json_get(hosts, arena_strndup(a, forms[i], (size_t)(port - forms[i])));
		if (found)
			return found;
	}
	return NULL;
}

static void add_found(struct search *q, size_t service)
{
	size_t at = 0;
	while (at < q->n && q->found[at] < service)
		at++;
	if (at < q->n && q->found[at] == service)
		return;
	q->found = arena_grow(q->a, q->found, q->n, &q->cap, sizeof(*q->found));
	memmove(q->found + at + 1, q->found + at, (q->n - at) * sizeof(*q->found));
	q->found[at] = service;
	q->n++;
}

static void look(struct search *q, const char *text)
{
	for (const char *p = text + strcspn(text, host_letters); *p; p += strcspn(p, host_letters)) {
		size_t n = strspn(p, host_letters);
		const struct json *service = memchr(p, '.', n) ? service_at(q->a, q->hosts, p, n) : NULL;
		if (service)
			add_found(q, (size_t)json_int(service));
		p += n;
	}
}

struct json *service_calls(
	struct arena *a, const struct release *release, const struct service *s, const struct json *revision)
{
	static const char *const places[] = { "args", "command" };
	struct search q = { .a = a, .hosts = release->hosts ? release->hosts : service_hosts(a, release) };
	struct json *out = json_new_array(a);
	struct revision_container *all;
	size_t n = json_size(q.hosts) ? revision_containers(a, revision, &all) : 0;
	for (size_t c = 0; c < n; c++) {
		const struct json *env = json_get(all[c].raw, "env");
		for (size_t i = 0; i < json_size(env); i++)
			look(&q, json_text_at(json_item(env, i), "value"));
		for (size_t k = 0; k < COUNTOF(places); k++) {
			const struct json *words = json_get(all[c].raw, places[k]);
			for (size_t i = 0; i < json_size(words); i++)
				look(&q, json_text(json_item(words, i)).p);
		}
	}
	for (size_t i = 0; i < q.n; i++)
		if (&release->services[q.found[i]] != s)
			json_add(out, json_new_string(a, release->services[q.found[i]].config->member.alias));
	return out;
}
