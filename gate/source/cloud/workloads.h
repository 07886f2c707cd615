/* SPDX-License-Identifier: Apache-2.0 */
/* workloads.h: everything of Cloud Run in a service's project and region: services, worker pools and jobs, of which
 * some use the same database as the release. */
#ifndef GATE_SOURCE_CLOUD_WORKLOADS_H
#define GATE_SOURCE_CLOUD_WORKLOADS_H

#include "../../base/base.h"

struct release;
struct service;

struct workload {
	const char *kind;        /* "service", "worker pool", "job" */
	const char *name;        /* short */
	const struct json *task; /* with `containers` and `volumes`, as in the API */
	int64_t instances;       /* the most at once; of a job: its tasks; -1: not known */
};
/* Sets *out to the workloads of a value of source_workloads. Returns their number. No side effects. */
size_t workloads_of(struct arena *a, const struct json *value, struct workload **out);
/* Returns whether the list of the region that the service belongs to is observed with this service, not with an earlier
 * one of the release. */
bool workloads_are_listed_with(const struct release *release, const struct service *s);

#endif
