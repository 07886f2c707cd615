/* SPDX-License-Identifier: Apache-2.0 */
/* url.c: URLs, parsed with libcurl's own parser, so that checks and connections agree. */
#include "url.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static char *part(struct arena *a, CURLU *u, CURLUPart what, unsigned flags)
{
	char *text = NULL;
	char *copy = curl_url_get(u, what, &text, flags) == CURLUE_OK ? arena_strdup(a, text) : NULL;
	curl_free(text);
	return copy;
}

static bool is_known(const char *scheme)
{
	return !strcmp(scheme, "http") || !strcmp(scheme, "https") || !strcmp(scheme, "ws") || !strcmp(scheme, "wss");
}

bool url_is_tls(const struct url *u)
{
	return !strcmp(u->scheme, "https") || !strcmp(u->scheme, "wss");
}

static int parse(struct arena *a, CURLU *u, const char *text, struct url *out, struct err *e)
{
	struct url x = { 0 };
	if (curl_url_set(u, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
		return err_set(e, ERR_CONFIG, "is not a URL; example: https://example.com/health");
	x.scheme = part(a, u, CURLUPART_SCHEME, 0);
	x.host = part(a, u, CURLUPART_HOST, 0);
	x.path = part(a, u, CURLUPART_PATH, 0);
	x.query = part(a, u, CURLUPART_QUERY, 0);
	x.userinfo = part(a, u, CURLUPART_USER, 0) != NULL;
	if (!x.scheme || !x.host || !*x.host || !is_known(x.scheme))
		return err_set(e, ERR_CONFIG, "must begin with https:// or http:// (for a WebSocket: wss:// or ws://)");
	char *port = part(a, u, CURLUPART_PORT, 0);
	x.port = port ? atoi(port) : url_is_tls(&x) ? 443 : 80;
	if (part(a, u, CURLUPART_FRAGMENT, 0))
		return err_set(e, ERR_CONFIG, "must not have a fragment (#...)");
	for (char *p = (char *)(uintptr_t)x.host; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	*out = x;
	return 0;
}

int url_parse(struct arena *a, const char *text, struct url *out, struct err *e)
{
	CURLU *u = curl_url();
	int rc = parse(a, u, text, out, e);
	curl_url_cleanup(u);
	return rc;
}

bool url_is_metadata(const struct url *u)
{
	static const char *const names[] = { "metadata.google.internal", "metadata.goog", "metadata" };
	struct sockaddr_in six_less = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	char host[64], name[64];
	size_t length = strlen(u->host);
	while (length && u->host[length - 1] == '.')
		length--;
	if (length < sizeof(name))
		memcpy(name, u->host, length);
	name[length < sizeof(name) ? length : 0] = '\0';
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	if (*name && inet_aton(name, &six_less.sin_addr))
		return address_is_metadata((const struct sockaddr *)&six_less);
	size_t n = u->host[0] == '[' ? strcspn(u->host + 1, "]%") : 0; /* a zone is not part of the address */
	if (!n || n >= sizeof(host))
		return false;
	memcpy(host, u->host + 1, n);
	host[n] = '\0';
	return inet_pton(AF_INET6, host, &six.sin6_addr) == 1 && address_is_metadata((const struct sockaddr *)&six);
}

/* By address, or by the only name that always means this machine (RFC 6761 section 6.3). */
bool url_is_loopback(const struct url *u)
{
	const char *h = u->host;
	if (!strcmp(h, "localhost") || !strcmp(h, "[::1]"))
		return true;
	if (strncmp(h, "127.", 4) != 0)
		return false;
	int dots = 0;
	for (const char *p = h; *p; p++) {
		if (*p != '.' && !isdigit((unsigned char)*p))
			return false;
		dots += *p == '.';
	}
	return dots == 3;
}

char *url_escape(struct arena *a, const char *text)
{
	struct buf b = BUF_MAX(64 * 1024);
	text_put_percent(&b, text);
	char *copy = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return copy;
}

char *url_join(struct arena *a, const char *base, const char *relative)
{
	CURLU *u = curl_url();
	char *joined = NULL;
	if (curl_url_set(u, CURLUPART_URL, base, 0) == CURLUE_OK &&
		curl_url_set(u, CURLUPART_URL, relative, 0) == CURLUE_OK) {
		curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0);
		joined = part(a, u, CURLUPART_URL, 0);
	}
	curl_url_cleanup(u);
	return joined;
}

char *url_credentials(struct arena *a, const char *text)
{
	CURLU *u = curl_url();
	char *both = NULL;
	if (curl_url_set(u, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK) {
		const char *user = part(a, u, CURLUPART_USER, CURLU_URLDECODE),
				   *password = part(a, u, CURLUPART_PASSWORD, CURLU_URLDECODE);
		if (user)
			both = arena_printf(a, "%s:%s", user, password ? password : "");
	}
	curl_url_cleanup(u);
	return both;
}

void url_hide_credentials(struct arena *a, struct secrets *k, const char *text)
{
	const char *both = url_credentials(a, text), *password = both ? strchr(both, ':') + 1 : NULL;
	if (!both)
		return;
	secrets_hide(k, both, strlen(both));
	secrets_hide(k, password, strlen(password));
}

bool url_proxy_is_metadata(struct arena *a, const char *text)
{
	CURLU *u = curl_url();
	struct url x = { 0 };
	if (curl_url_set(u, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME) == CURLUE_OK)
		x.host = part(a, u, CURLUPART_HOST, 0);
	for (char *p = (char *)(uintptr_t)x.host; p && *p; p++)
		*p = (char)tolower((unsigned char)*p);
	curl_url_cleanup(u);
	return x.host && url_is_metadata(&x);
}
