/* SPDX-License-Identifier: Apache-2.0 */
/* context.h: shared by calls and credentials: memory, loop, endpoints, read budget and Google's clock. Opaque outside
 * gcp/ (see gcp.h). */
#ifndef GCP_CORE_CONTEXT_H
#define GCP_CORE_CONTEXT_H

#include "read_budget.h"
#include "endpoint.h"

/* Bounds on (Google's clock - local clock) in ms, from Date headers (whole seconds) and the times of requests. */
struct skew {
	/* unix ms less loop_now: of the local clock when the run began, and bounds of Google's */
	int64_t local, least, most;
	bool seen;
};

struct gcp {
	struct arena *a;
	struct loop *l;
	struct secrets *k;
	struct auth *auth;
	struct endpoints endpoints;
	struct budget *budget; /* these two are shared by all credentials */
	struct skew *skew;
	struct {
		const struct secret *token, *header;
	} bearer;    /* of the newest call */
	bool acting; /* the reserve for a rollback may be used */
};

struct arena *gcp_arena(const struct gcp *g);
struct secrets *gcp_secrets(const struct gcp *g);
struct auth *gcp_auth(const struct gcp *g);
bool gcp_overridden(const struct gcp *g, enum gcp_api api);
bool gcp_on_override(const struct gcp *g, const char *url); /* url has the origin of an overridden base URL */
const char *gcp_universe(const struct gcp *g);              /* the domain of all endpoints: "googleapis.com" */
/* Sets the universe that a credential belongs to. Fails if domain is not a domain, or if another one was set before. */
int gcp_enter_universe(struct gcp *g, const char *domain, struct err *e);
void gcp_saw(struct gcp *g, const struct http_answer *answer); /* uses the response's Date for Google's clock */

#endif
