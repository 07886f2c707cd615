/* SPDX-License-Identifier: Apache-2.0 */
/* url.h: URL functions that only net uses. */
#ifndef NET_URL_H
#define NET_URL_H

#include "net.h"

/* Resolves relative against base (RFC 3986 section 5). Returns NULL if the result is not a URL. */
char *url_join(struct arena *a, const char *base, const char *relative);
/* Hides the credentials in the URL text: as written, decoded, and as in an HTTP Basic header. */
void url_hide_credentials(struct arena *a, struct secrets *k, const char *text);
/* Returns the decoded "user:password", or NULL if the URL has none. */
char *url_credentials(struct arena *a, const char *text);
/* text: a proxy as libcurl accepts it, where the scheme is optional */
bool url_proxy_is_metadata(struct arena *a, const char *text);

#endif
