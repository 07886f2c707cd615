/* SPDX-License-Identifier: Apache-2.0 */
/* read_budget.h: limits reads of each API and region below Google's quotas, which are per minute, so that watching a
 * release never uses up what a rollback needs. */
#ifndef GCP_BUDGET_H
#define GCP_BUDGET_H

#include "../gcp.h"

struct budget;

struct budget *budget_new(struct arena *a);
/* Returns when a read of path may be sent: now, or later if too many were sent in the last minute. Counts it at that
 * time. acting: a rollback is in progress, so the reserve may be used. Times: loop_now. */
int64_t budget_take(struct budget *b, enum gcp_api api, const char *path, bool acting, int64_t now);
/* Counts n retries of a read. */
void budget_spent(struct budget *b, enum gcp_api api, const char *path, int n, int64_t now);
/* Returns the location in "v2/projects/P/locations/REGION/...". Paths without one are counted together. */
struct str budget_region(const char *path);
/* Returns how many reads a minute watching may use; 0: any number. */
int budget_limit(enum gcp_api api);

#endif
