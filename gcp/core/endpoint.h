/* SPDX-License-Identifier: Apache-2.0 */
/* endpoint.h: where each API is: beneath the universe's domain, or where an override of the environment says. */
#ifndef GCP_ENDPOINT_H
#define GCP_ENDPOINT_H

#include "../gcp.h"

struct endpoints {
	struct arena *a;
	const char *universe; /* NULL: not said yet */
	struct { const char *base; bool overridden; } apis[GCP_API__COUNT];
};

/* Overrides and universe as the environment has them; -1 with e (ERR_CONFIG). */
int endpoints_open(struct arena *a, struct endpoints *out, struct err *e);
/* Once the credentials have said whose they are: what no override stands for lies beneath the universe's domain. */
void endpoints_place(struct endpoints *p);
const char *endpoints_universe(const struct endpoints *p); /* "googleapis.com" where none was said */
/* -1 with e: no domain, or another one was named before. */
int endpoints_enter(struct endpoints *p, const char *domain, struct err *e);
bool endpoints_on_override(const struct endpoints *p, const char *url); /* has the origin of an override's base */
struct json *endpoints_overrides(struct arena *a, const struct endpoints *p); /* gcp_overrides */

#endif
