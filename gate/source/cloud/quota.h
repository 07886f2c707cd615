/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quota.h: Cloud Run's quotas of a region (Cloud Quotas API v1), and what the instances of a revision take of them.
 *
 * The ids of the quotas and their units (milli-vCPU, bytes, GPUs; milli-GPUs for nvidia-rtx-pro-6000) are those that
 * gcloud and Cloud Run's errors ("Quota violated: CpuAllocPerProjectRegion requested: ...") show.
 */
#ifndef GATE_SOURCE_CLOUD_QUOTA_H
#define GATE_SOURCE_CLOUD_QUOTA_H

#include "revision_containers.h"

struct service;

enum quota { QUOTA_CPU, QUOTA_MEMORY, QUOTA_GPU, QUOTA__COUNT };
extern const char *const quota_names[QUOTA__COUNT]; /* in facts: "cpu", "memory", "gpu" */

/* Returns the id of a quota, as in "CpuAllocPerProjectRegion". accelerator, zonal: only for QUOTA_GPU: type of the
 * GPUs, and whether they are reserved in a second zone. Owned by a; no side effects. */
const char *quota_id(struct arena *a, enum quota q, const char *accelerator, bool zonal);
/* Returns what instances with these limits take, in the unit of the quota. No side effects. */
int64_t quota_taken(enum quota q, const struct revision_limits *limits, const char *accelerator, int64_t instances);
/* Returns the value of the quota in a region, from a list of QuotaInfo; -1 if the list has none. No side effects. */
int64_t quota_limit(const struct json *infos, const char *id, const char *region);
/* Returns whether the quotas of a service are read: they need an API that few projects have enabled. */
bool quota_is_wanted(const struct service *s);

#endif
