/* SPDX-License-Identifier: Apache-2.0 */
/* allowed.c: where credentials may be sent, which names may be part of a URL or a command, and where probes must not
 * connect. */
#include "../gcp.h"

#include <stdlib.h>
#include <string.h>

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

bool gcp_is_google(const struct url *u, const char *universe)
{
	size_t n = strlen(u->host), tail = strlen(universe);
	return n > tail + 1 && !strcmp(u->host + n - tail, universe) && u->host[n - tail - 1] == '.' && u->host[0] != '.' &&
		!strcmp(u->scheme, "https") && u->port == 443 && !u->userinfo && strspn(u->host, LETTERS "-.") == n;
}

/* A name of at least two labels, of which the last is not a number. */
bool gcp_is_universe(const char *domain)
{
	const char *last = strrchr(domain, '.');
	return last && last > domain && last[1] && domain[0] != '.' && !strstr(domain, "..") &&
		strspn(domain, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen(domain) &&
		last[1 + strspn(last + 1, "0123456789")];
}

const char *gcp_metadata_host(void)
{
	const char *host = getenv("GCE_METADATA_HOST"), *older = getenv("GCE_METADATA_ROOT");
	return host && *host ? host : older && *older ? older : NULL;
}

bool gcp_is_name(const char *text, const char *more)
{
	static const char letters[] = LETTERS "-_";
	for (const char *p = text; *p; p++)
		if (!strchr(letters, *p) && !strchr(more, *p))
			return false;
	return *text && *text != '-';
}

bool gcp_is_account(const char *email)
{
	size_t name = strspn(email, LETTERS "-._"), host = email[name] == '@' ? strspn(email + name + 1, LETTERS "-.") : 0;
	bool number = strlen(email) > 9 && strspn(email, "0123456789") == strlen(email);
	return number || (name && *email != '-' && host && !email[name + 1 + host] && strchr(email + name, '.'));
}
