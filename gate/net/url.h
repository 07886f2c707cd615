/* SPDX-License-Identifier: Apache-2.0 */
/* url.h: what net itself needs of URLs. */
#ifndef NET_URL_H
#define NET_URL_H

#include "net.h"

char *url_join(struct arena *a, const char *base, const char *relative); /* RFC 3986 section 5; NULL: no URL */
/* Hides what it holds, also decoded and as a Basic header has it. */
void url_hide_credentials(struct arena *a, struct secrets *k, const char *text);
char *url_credentials(struct arena *a, const char *text); /* "user:password", decoded; NULL: it holds none */
bool url_proxy_is_metadata(struct arena *a, const char *text); /* as libcurl takes a proxy: it needs no scheme */

#endif
