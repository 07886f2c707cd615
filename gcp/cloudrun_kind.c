/* SPDX-License-Identifier: Apache-2.0 */
/* cloudrun_kind.c: the kinds of resources that have revisions and a split among them. No side effects. */
#include "gcp.h"

#include <string.h>

static const struct cloudrun_kind_row rows[] = {
	[CLOUDRUN_SERVICE] = { .what = "service",
		.collection = "services",
		.split = "traffic",
		.statuses = "trafficStatuses",
		.type = "TRAFFIC_TARGET_ALLOCATION_TYPE",
		.shares = "traffic",
		.gcloud = "services",
		.move = "update-traffic",
		.revisions = "revisions",
		.read = "run.services.get",
		.update = "run.services.update",
		.monitored = "cloud_run_revision",
		.label = "service_name",
		.has_tags = true },
	[CLOUDRUN_POOL] = { .what = "worker pool",
		.collection = "workerPools",
		.split = "instanceSplits",
		.statuses = "instanceSplitStatuses",
		.type = "INSTANCE_SPLIT_ALLOCATION_TYPE",
		.shares = "instances",
		.gcloud = "worker-pools",
		.move = "update-instance-split",
		.revisions = "worker-pools revisions",
		.read = "run.workerpools.get",
		.update = "run.workerpools.update",
		.monitored = "cloud_run_worker_pool",
		.label = "worker_pool_name" },
};
_Static_assert(COUNTOF(rows) == CLOUDRUN_KIND__COUNT, "each kind needs a row");

const struct cloudrun_kind_row *cloudrun_kind(enum cloudrun_kind kind)
{
	return &rows[kind];
}

/* The part between the last two slashes is the collection. */
int cloudrun_kind_named(const char *full_name)
{
	const char *id = strrchr(full_name, '/');
	for (size_t i = 0; id && i < COUNTOF(rows); i++) {
		size_t n = strlen(rows[i].collection);
		if ((size_t)(id - full_name) > n && id[-(ptrdiff_t)n - 1] == '/' && !strncmp(id - n, rows[i].collection, n))
			return (int)i;
	}
	return -1;
}

char *cloudrun_full_name(
	struct arena *a, enum cloudrun_kind kind, const char *project, const char *region, const char *id)
{
	return arena_printf(a, "projects/%s/locations/%s/%s/%s", project, region, rows[kind].collection, id);
}

char *cloudrun_service_path(
	struct arena *a, enum cloudrun_kind kind, const char *project, const char *region, const char *id)
{
	return arena_printf(a, "v2/projects/%s/locations/%s/%s/%s", url_escape(a, project), url_escape(a, region),
		rows[kind].collection, url_escape(a, id));
}

char *cloudrun_gcloud(struct arena *a, const struct cloudrun_service *s, const char *command, const char *options)
{
	return arena_printf(a, "gcloud run %s %s %s%s%s --region=%s --project=%s", rows[s->kind].gcloud, command,
		text_shell(a, s->id), *options ? " " : "", options, text_shell(a, s->region), text_shell(a, s->project));
}
