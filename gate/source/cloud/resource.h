/* SPDX-License-Identifier: Apache-2.0 */
/* resource.h: what sql, redis and connector have in common: one GET, and 404 is an observation. */
#ifndef SOURCE_RESOURCE_H
#define SOURCE_RESOURCE_H

#include "../../../gcp/gcp.h"

struct look;
struct run;

struct resource {
	enum gcp_api api;
	char *(*path)(struct arena *a, const void *config);
	struct json *(*facts)(struct arena *a, const void *config, const struct json *body, int64_t now, struct err *e);
	struct json *(*not_found)(struct arena *a, const void *config);
};
/* Says where it is; NULL: the API's answer does, or nothing. Returns facts. */
struct json *resource_at(struct arena *a, struct json *facts, const char *project, const char *region);
void resource_look(struct run *r, struct look *l, const struct resource *resource);

#endif
