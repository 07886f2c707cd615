/* SPDX-License-Identifier: Apache-2.0 */
/* scaling.h: how many instances a service may have: limits of the revision, limits of the service, or a number set by
 * hand. No side effects. */
#ifndef GATE_SOURCE_CLOUD_SCALING_H
#define GATE_SOURCE_CLOUD_SCALING_H

#include "../../base/base.h"

struct cloudrun_service;

struct scaling {
	bool manual;         /* scalingMode MANUAL: all minima and maxima are ignored */
	int64_t count;       /* manual: instances of the whole service */
	int64_t least, most; /* of the whole service; 0: not set */
};
/* raw: a service or worker pool of the API. */
struct scaling scaling_of(const struct json *raw);
/* Returns the most, or the least, instances that one revision has, given its own maximum or minimum; 0: none. */
int64_t scaling_most(const struct scaling *s, int64_t revision_max);
int64_t scaling_least(const struct scaling *s, int64_t revision_min);
/* Returns the most instances of a revision of a service or worker pool, both as in the API; 0: a worker pool's maximum
 * is not known. */
int64_t scaling_revision_most(const struct json *service, const struct json *revision, bool pool);
/* Returns true if the service was scaled to zero by hand: no revision of it answers. */
bool scaling_is_off(const struct json *raw);
/* Returns the command that ends this. Owned by a. */
char *scaling_command(struct arena *a, const struct cloudrun_service *s);

#endif
