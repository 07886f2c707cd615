/* SPDX-License-Identifier: Apache-2.0 */
/* service_calls.c: finds which services a revision calls: those whose URL, or its host, is in the environment or the
 * arguments of a container. The URL of a tag counts for its service. No side effects. */
#include "revision.h"
#include "revision_containers.h"
#include "../source.h"

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
static void add_host(struct arena *a, struct json *hosts, const char *url, const char *alias)
{
	const char *scheme = url ? strstr(url, "://") : NULL, *host = scheme ? scheme + 3 : "";
	size_t n = strspn(host, host_letters);
	if (n)
		json_set(hosts, lower(a, host, n), json_new_string(a, alias));
}

/* Returns the alias of each other service of the release by its hosts. */
static struct json *hosts_of(struct arena *a, const struct release *release, const struct service *self)
{
	struct json *hosts = json_new_object(a);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct json *urls = s->known ? json_get(s->now.raw, "urls") : NULL;
		if (s == self || !s->known || s->config->kind == CLOUDRUN_POOL)
			continue;
		add_host(a, hosts, s->now.uri, s->config->member.alias);
		for (size_t k = 0; k < json_size(urls); k++)
			add_host(a, hosts, json_text(json_item(urls, k)).p, s->config->member.alias);
	}
	return hosts;
}

/* Returns the alias of "HOST", "HOST:PORT" or "TAG---HOST", or NULL. */
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

static void look(struct arena *a, const struct json *hosts, const char *text, struct json *found)
{
	for (const char *p = text + strcspn(text, host_letters); *p; p += strcspn(p, host_letters)) {
		size_t n = strspn(p, host_letters);
		const struct json *alias = memchr(p, '.', n) ? service_at(a, hosts, p, n) : NULL;
		if (alias)
			json_set_bool(a, found, json_text(alias).p, true);
		p += n;
	}
}

struct json *service_calls(
	struct arena *a, const struct release *release, const struct service *s, const struct json *revision)
{
	static const char *const places[] = { "args", "command" };
	const struct json *hosts = hosts_of(a, release, s);
	struct json *found = json_new_object(a), *out = json_new_array(a);
	struct revision_container *all;
	size_t n = json_size(hosts) ? revision_containers(a, revision, &all) : 0;
	for (size_t c = 0; c < n; c++) {
		const struct json *env = json_get(all[c].raw, "env");
		for (size_t i = 0; i < json_size(env); i++)
			look(a, hosts, json_text_at(json_item(env, i), "value"), found);
		for (size_t k = 0; k < COUNTOF(places); k++) {
			const struct json *words = json_get(all[c].raw, places[k]);
			for (size_t i = 0; i < json_size(words); i++)
				look(a, hosts, json_text(json_item(words, i)).p, found);
		}
	}
	for (size_t i = 0; i < release->n_services; i++)
		if (json_get(found, release->services[i].config->member.alias))
			json_add(out, json_new_string(a, release->services[i].config->member.alias));
	return out;
}
