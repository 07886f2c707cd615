/* SPDX-License-Identifier: Apache-2.0 */
/* redis_refs.c: finds environment values that refer to a Redis host: redis:// URLs, and hosts in variables with REDIS
 * in their name. No side effects. */
#include "revision.h"
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

size_t redis_refs(struct arena *a, const struct json *revision, struct redis_ref **out)
{
	struct json *env = revision_env(a, revision);
	size_t n = 0;
	*out = ARENA_ARRAY(a, struct redis_ref, json_size(env) + 1);
	for (struct json_each it = json_each(env); json_next(&it);) {
		const char *value = json_text_at(it.value, "value"), *host = host_of(a, value);
		bool url = !strncmp(value, "redis://", 8) || !strncmp(value, "rediss://", 9);
		bool named = strcasestr(it.key, "redis") && (is_address(host) || (ends_in_host(it.key) && is_host(host)));
		if ((url && *host) || (*value && named))
			(*out)[n++] = (struct redis_ref){ it.key, host };
	}
	return n;
}
