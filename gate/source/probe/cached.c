/* SPDX-License-Identifier: Apache-2.0 */
/* cached.c: recognizes responses from a cache by the Age header, or by one row for each header that edges use. No side
 * effects. */
#include "cached.h"

#include <string.h>
#include <strings.h>

enum { AGE_MAX_S = 1 << 30, VALUE_MAX = 80 };

/* ---- Words ------------------------------------------------------------------------------------------------ */

static bool is_word(const char *p, size_t n, const char *word)
{
	return strlen(word) == n && !strncasecmp(p, word, n);
}

static bool begins(const char *p, size_t n, const char *word)
{
	return n >= strlen(word) && !strncasecmp(p, word, strlen(word));
}

static bool ends(const char *p, size_t n, const char *word)
{
	return n >= strlen(word) && begins(p + n - strlen(word), strlen(word), word);
}

/* True for HIT, TCP_MEM_HIT, HIT-STALE; false for Varnish's hit-for-pass and for revalidated responses (RefreshHit,
 * TCP_REFRESH_HIT). */
static bool is_hit(const char *p, size_t n)
{
	bool passed = begins(p, n, "hit-for-") || begins(p, n, "hit_for_");
	bool validated = is_word(p, n, "refreshhit") || is_word(p, n, "tcp_refresh_hit");
	bool stale = is_word(p, n, "stale") || is_word(p, n, "updating");
	return !passed && !validated && (stale || ends(p, n, "hit") || begins(p, n, "hit-") || begins(p, n, "hit_"));
}

/* Checks the first word of each list member: "Hit from cloudfront", "MISS, HIT", "TCP_HIT from a23 (AkamaiGHost)". */
static bool says_hit(const char *value)
{
	for (const char *p = value; *p;) {
		p += strspn(p, " \t,\"");
		size_t n = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");
		if (is_hit(p, n))
			return true;
		p += strcspn(p, ",");
	}
	return false;
}

/* "0, 3": number of hits of each cache on the way. */
static bool says_count(const char *value)
{
	return value[strspn(value, "0 ,\t")] != '\0';
}

/* X-Varnish has two ids for a hit: of this request, and of the one that filled the cache. */
static bool says_two_ids(const char *value)
{
	size_t first = strspn(value, "0123456789"), gap = strspn(value + first, " ");
	return first && gap && strspn(value + first + gap, "0123456789") > 0;
}

/* Returns the length of a member or parameter of a structured field, up to a separator outside of quotes. */
static size_t part(const char *p, const char *separators)
{
	bool quoted = false;
	size_t n = 0;
	for (; p[n] && (quoted || !strchr(separators, p[n])); n++) {
		if (quoted && p[n] == '\\' && p[n + 1])
			n++;
		else if (p[n] == '"')
			quoted = !quoted;
	}
	return n;
}

static bool is_true_hit(const char *p, size_t n)
{
	while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
		n--;
	return is_word(p, n, "hit") || is_word(p, n, "hit=?1");
}

/* Cache-Status (RFC 9211): "edge; fwd=miss, shield; hit; ttl=30". Cloud CDN, if configured to send it, sends the word
 * alone. */
static bool says_status(const char *value)
{
	for (const char *p = value; *p; p += *p == ',') {
		bool first = true;
		for (;; first = false) {
			p += strspn(p, " \t;");
			size_t n = part(p, ";,");
			if (is_true_hit(p, n) || (first && is_word(p, n, "stale")))
				return true;
			p += n;
			if (*p != ';')
				break;
		}
	}
	return false;
}

/* Server-Timing: "cdn-cache; desc=HIT" (Akamai, Fastly), "cdn-cache-hit" (CloudFront). */
static bool says_timing(const char *value)
{
	for (const char *p = value; *p; p += *p == ',') {
		p += strspn(p, " \t");
		size_t n = part(p, ","), name = part(p, ";,");
		while (name && p[name - 1] == ' ')
			name--;
		const char *desc = is_word(p, name, "cdn-cache") || is_word(p, name, "cache") ? strcasestr(p, "desc=") : NULL;
		if (is_word(p, name, "cdn-cache-hit") || (desc && desc < p + n && says_hit(desc + strlen("desc="))))
			return true;
		p += n;
	}
	return false;
}

/* ---- Headers ----------------------------------------------------------------------------------------------- */

/* Headers of edges and proxies. Caches of an application (X-Drupal-Cache, X-Nextjs-Cache) are part of the application.
 */
static const struct {
	const char *name;
	bool (*hit)(const char *value);
} rows[] = {
	{ "x-cache", says_hit },          /* CloudFront, Fastly, Akamai, Azure, Squid, Varnish */
	{ "cf-cache-status", says_hit },  /* Cloudflare */
	{ "cdn-cache-status", says_hit }, /* Cloud CDN, as its documentation names it */
	{ "x-cache-status", says_hit },   /* nginx */
	{ "x-proxy-cache", says_hit },    /* nginx */
	{ "x-cache-remote", says_hit },   /* Akamai: the parent tier */
	{ "x-varnish-cache", says_hit },
	{ "cdn-cache", says_hit },  /* Bunny */
	{ "x-77-cache", says_hit }, /* CDN77 */
	{ "x-vercel-cache", says_hit },
	{ "x-cache-hits", says_count }, /* Fastly, Varnish */
	{ "x-varnish", says_two_ids },
	{ "cache-status", says_status },
	{ "server-timing", says_timing },
};

/* Returns the age in seconds, of a list the greatest; -1 if it is not a number. */
static int64_t age_of(const char *value)
{
	int64_t greatest = -1;
	for (const char *p = value; *p;) {
		p += strspn(p, " \t,");
		size_t n = strspn(p, "0123456789");
		int64_t age = n ? 0 : -1;
		for (size_t i = 0; i < n && age < AGE_MAX_S; i++)
			age = age * 10 + (p[i] - '0');
		age = age < AGE_MAX_S ? age : AGE_MAX_S;
		greatest = age > greatest ? age : greatest;
		if (*p && !n)
			return -1;
		p += n + strcspn(p + n, ",");
	}
	return greatest;
}

static const char *shown(struct arena *a, const char *value)
{
	struct buf b = BUF_MAX(8 * VALUE_MAX);
	text_put_printable(&b, (struct str){ value, strnlen(value, VALUE_MAX) });
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

static const struct http_header_text *hit_among(const struct http_header_text *headers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < COUNTOF(rows); j++)
			if (!strcmp(headers[i].name, rows[j].name) && rows[j].hit(headers[i].value))
				return &headers[i];
	return NULL;
}

struct cached cached_of(struct arena *a, const struct http_header_text *headers, size_t n)
{
	const struct http_header_text *says = NULL;
	struct cached c = { .age_s = -1 };
	bool unreadable = false;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(headers[i].name, "age") != 0)
			continue;
		int64_t age = age_of(headers[i].value);
		unreadable = unreadable || age < 0;
		if (!says || age < 0 || (age > c.age_s && !unreadable))
			says = &headers[i];
		c.age_s = age > c.age_s ? age : c.age_s;
	}
	if (unreadable)
		c.age_s = -1; /* it came from a cache, but its age is not known */
	if (!says)
		says = hit_among(headers, n);
	c.hit = says && c.age_s != 0;
	c.name = says ? says->name : "";
	c.value = says ? shown(a, says->value) : "";
	return c;
}
