/* SPDX-License-Identifier: Apache-2.0 */
/*
 * budget.h: reads per API and region, below Google's quotas (which are per minute), so that looking at a release
 * never takes from a rollback what it needs.
 */
#ifndef GCP_BUDGET_H
#define GCP_BUDGET_H

#include "../gcp.h"

struct budget;

struct budget *budget_new(struct arena *a);
/* When a read of path may leave: now, later where too many were made in the last minute. It counts from then.
 * acting: a rollback is on its way, and what was kept for it may be spent. */
int64_t budget_take(struct budget *b, enum gcp_api api, const char *path, bool acting, int64_t now);
/* Attempts beyond the first, which retries made. */
void budget_spent(struct budget *b, enum gcp_api api, const char *path, int n, int64_t now);
/* The location in "v2/projects/P/locations/REGION/...": what has none counts together. */
struct str budget_region(const char *path);
/* Reads a minute that looking may spend of an API. */
int budget_limit(enum gcp_api api);

#endif
