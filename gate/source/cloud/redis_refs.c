/* SPDX-License-Identifier: Apache-2.0 */
/* redis_refs.c: finds environment values of all containers that refer to a Redis host: redis:// URLs, and hosts in
 * variables with REDIS in their name. No side effects. */
#include "revision.h"
#include "revision_containers.h"
#include "../source.h"

#include <string.h>

/* Returns the host of "redis://user:password@HOST:6379/0", "HOST:6379" or "HOST". */
static const char *host_of(struct arena *a, const char *value)
{
	const char *scheme = strstr(value, "://"), *from = scheme ? scheme + 3 : value;
	size_t authority = strcspn(from, "/?#,");
	const char *at = scheme ? memrchr(from, '@', authority) : NULL;
	authority -= at ? (size_t)(at + 1 - from) : 0;
	from = at ? at + 1 : from;
	if (*from == '[') /* IPv6 */
		return memchr(from, ']', authority) ? arena_strndup(a, from + 1, strcspn(from, "]") - 1) : "";
	size_t n = strcspn(from, ":");
	return arena_strndup(a, from, n < authority ? n : authority);
}

static bool is_address(const char *host)
{
	size_t dots = 0;
	for (const char *p = host; *p; p++)
		dots += *p == '.';
	return dots == 3 && strspn(host, "0123456789.") == strlen(host);
}

static bool is_host(const char *host)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	return *host && strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == strlen(host) &&
		strpbrk(host, letters);
}

static bool ends_in_host(const char *name)
{
	static const char *const endings[] = { "HOST", "HOSTNAME", "ADDR", "ADDRESS", "URL", "URI", "ENDPOINT", "SERVER" };
	size_t n = strlen(name);
	for (size_t i = 0; i < COUNTOF(endings); i++)
		if (n >= strlen(endings[i]) && !strcasecmp(name + n - strlen(endings[i]), endings[i]))
			return true;
	return false;
}

/* Returns the name under which a variable's host is shown: its own, or "CONTAINER.NAME" if another container has a
 * variable of this name. */
static const char *shown_as(
	struct arena *a, const struct json *env, const struct json *variable, const struct revision_container *c)
{
	const char *name = json_text_at(variable, "name");
	return json_get(env, name) == variable ? name : arena_printf(a, "%s.%s", c->name, name);
}

static bool refers_to_redis(struct arena *a, const struct json *variable, const char **host)
{
	const char *name = json_text_at(variable, "name"), *value = json_text_at(variable, "value");
	bool url = !strncmp(value, "redis://", 8) || !strncmp(value, "rediss://", 9);
	*host = host_of(a, value);
	bool named = strcasestr(name, "redis") && (is_address(*host) || (ends_in_host(name) && is_host(*host)));
	return *name && ((url && **host) || (*value && named));
}

size_t redis_refs(struct arena *a, const struct json *revision, struct redis_ref **out)
{
	const struct json *shown = revision_env(a, revision);
	struct revision_container *all;
	size_t containers = revision_containers(a, revision, &all), n = 0, cap = 0;
	const char *host;
	*out = NULL;
	for (size_t c = 0; c < containers; c++) {
		const struct json *env = json_get(all[c].raw, "env");
		for (size_t i = 0; i < json_size(env) && n < LIMIT_NEEDS; i++) {
			const struct json *variable = json_item(env, i);
			if (!refers_to_redis(a, variable, &host))
				continue;
			*out = arena_grow(a, *out, n, &cap, sizeof(**out));
			(*out)[n++] = (struct redis_ref){ shown_as(a, shown, variable, &all[c]), host };
		}
	}
	return n;
}
