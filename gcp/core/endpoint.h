/* SPDX-License-Identifier: Apache-2.0 */
/* endpoint.h: the base URL of each API: below the universe's domain, or an override from the environment. */
#ifndef GCP_ENDPOINT_H
#define GCP_ENDPOINT_H

#include "../gcp.h"

struct endpoints {
	struct arena *a;
	const char *universe; /* NULL: not known yet */
	struct {
		const char *base;
		bool overridden;
	} apis[GCP_API__COUNT];
};

/* Reads overrides and the universe from the environment. Fails with ERR_CONFIG. */
int endpoints_open(struct arena *a, struct endpoints *out, struct err *e);
/* Sets the bases of APIs without an override, once the credential has named its universe. */
void endpoints_place(struct endpoints *p);
const char *endpoints_universe(const struct endpoints *p); /* "googleapis.com" if none was named */
/* Sets the universe. Fails if domain is not a domain, or if another one was set before. */
int endpoints_enter(struct endpoints *p, const char *domain, struct err *e);
/* url has the origin of an overridden base URL */
bool endpoints_on_override(const struct endpoints *p, const char *url);
struct json *endpoints_overrides(struct arena *a, const struct endpoints *p); /* as gcp_overrides */

#endif
