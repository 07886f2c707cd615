/* SPDX-License-Identifier: Apache-2.0 */
/* scaling.c: limits of instances. */
#include "scaling.h"
#include "revision_containers.h"
#include "../../../gcp/gcp.h"

#include <string.h>

static int64_t count_at(const struct json *raw, const char *path)
{
	int64_t n = revision_int_at(raw, path, 0);
	return n > 0 ? n : 0;
}

struct scaling scaling_of(const struct json *raw)
{
	const char *mode = json_text_at(raw, "scaling.scalingMode"); /* a worker pool with a fixed number may lack it */
	return (struct scaling){ .manual = *mode ? !strcmp(mode, "MANUAL")
											 : json_at(raw, "scaling.manualInstanceCount") != NULL,
		.count = count_at(raw, "scaling.manualInstanceCount"),
		.least = count_at(raw, "scaling.minInstanceCount"),
		.most = count_at(raw, "scaling.maxInstanceCount") };
}

int64_t scaling_most(const struct scaling *s, int64_t revision_max)
{
	if (s->manual)
		return s->count;
	return s->most && (!revision_max || s->most < revision_max) ? s->most : revision_max;
}

int64_t scaling_least(const struct scaling *s, int64_t revision_min)
{
	if (s->manual)
		return s->count;
	return s->least > revision_min ? s->least : revision_min;
}

int64_t scaling_revision_most(const struct json *service, const struct json *revision, bool pool)
{
	enum { DEFAULT_MAX_INSTANCES = 100 }; /* run v2: RevisionScaling */
	struct scaling scaling = scaling_of(service);
	int64_t own = count_at(revision, "scaling.maxInstanceCount");
	return scaling_most(&scaling, own ? own : pool ? 0 : DEFAULT_MAX_INSTANCES);
}

bool scaling_is_off(const struct json *raw)
{
	struct scaling s = scaling_of(raw);
	return s.manual && !s.count;
}

char *scaling_command(struct arena *a, const struct cloudrun_service *s)
{
	return cloudrun_gcloud(a, s, "update", s->kind == CLOUDRUN_POOL ? "--instances=1" : "--scaling=auto");
}
