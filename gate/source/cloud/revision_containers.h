/* SPDX-License-Identifier: Apache-2.0 */
/* revision_containers.h: the containers of a revision, of a worker pool's template or of a job's task. No side effects.
 */
#ifndef GATE_SOURCE_CLOUD_REVISION_CONTAINERS_H
#define GATE_SOURCE_CLOUD_REVISION_CONTAINERS_H

#include "../../base/base.h"

struct revision_container {
	const char *name;       /* "containers[INDEX]" if it has none, which is possible if it is the only one */
	bool ingress;           /* it receives the requests; of a job or worker pool: the first one */
	const struct json *raw; /* as in the API */
	double cpu;             /* limit in CPUs */
	int64_t memory_mib, gpus;
};
/* Sets *out to the containers of owner, whose member "containers" is a list of the API's form. Returns their number,
 * at most LIMIT_CONTAINERS. Limits that Google omits have its defaults. Owned by a. */
size_t revision_containers(struct arena *a, const struct json *owner, struct revision_container **out);
/* The limits of all containers together: what an instance takes. */
struct revision_limits {
	double cpu;
	int64_t memory_mib, gpus;
};
struct revision_limits revision_limits(struct arena *a, const struct json *owner);

/* Returns the MiB of a Kubernetes quantity: "512Mi", "2Gi", "500M" or "1073741824"; 0 if it is none. */
int64_t revision_mebibytes(const char *quantity);
/* Returns an int of the API, which may be a number or a string; def if it is neither. */
int64_t revision_int_at(const struct json *v, const char *path, int64_t def);

/* Sets startupProbe (Google's default if there is none), livenessProbe and readinessProbe. */
void revision_probes(struct arena *a, const struct json *container, struct json *out);
/* Returns a map of the containers' facts by name. digest_key: for comparing values of variables within one run. */
struct json *revision_containers_facts(struct arena *a, const struct json *owner, struct str digest_key);

#endif
