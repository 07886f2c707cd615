/* SPDX-License-Identifier: Apache-2.0 */
/* quota.c: lists Cloud Run's quotas of a project, for services with GPUs and those whose config asks for it. */
#include "quota.h"
#include "revision.h"
#include "../source.h"

#include <ctype.h>
#include <string.h>

const char *const quota_names[QUOTA__COUNT] = { "cpu", "memory", "gpu" };

/* ---- Numbers --------------------------------------------------------------------------------------------------- */

const char *quota_id(struct arena *a, enum quota q, const char *accelerator, bool zonal)
{
	struct buf b = BUF_MAX(300);
	bool first = true;
	if (q != QUOTA_GPU)
		return q == QUOTA_CPU ? "CpuAllocPerProjectRegion" : "MemAllocPerProjectRegion";
	for (const char *p = accelerator; *p && b.n < 200; p++) { /* "nvidia-l4" becomes "NvidiaL4" */
		if (*p != '-')
			buf_putc(&b, first ? (char)toupper((unsigned char)*p) : *p);
		first = *p == '-';
	}
	buf_printf(&b, "GpuAlloc%sPerProjectRegion", zonal ? "" : "NoZonalRedundancy");
	char *id = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return id;
}

static int64_t times(int64_t x, int64_t y)
{
	if (x <= 0 || y <= 0)
		return 0;
	return x > INT64_MAX / 4 / y ? INT64_MAX / 4 : x * y;
}

int64_t quota_taken(enum quota q, const struct revision_limits *limits, const char *accelerator, int64_t instances)
{
	if (q == QUOTA_CPU)
		return times((int64_t)(limits->cpu * 1000), instances);
	if (q == QUOTA_MEMORY)
		return times(times(limits->memory_mib, 1024 * 1024), instances);
	return times(times(limits->gpus, strcmp(accelerator, "nvidia-rtx-pro-6000") ? 1 : 1000), instances);
}

static bool lists(const struct json *all, const char *text)
{
	for (size_t i = 0; i < json_size(all); i++)
		if (str_is(json_text(json_item(all, i)), text))
			return true;
	return false;
}

/* The values are ordered from the more to the less specific. */
static int64_t limit_in(const struct json *values, const char *region)
{
	for (size_t i = 0; i < json_size(values); i++) {
		const struct json *one = json_item(values, i), *dimensions = json_get(one, "dimensions");
		const char *own = json_text_at(dimensions, "region");
		bool here = *own ? !strcmp(own, region)
						 : !json_size(dimensions) &&
				(!json_size(json_get(one, "applicableLocations")) ||
					lists(json_get(one, "applicableLocations"), region));
		if (here)
			return revision_int_at(one, "details.value", -1);
	}
	return -1;
}

int64_t quota_limit(const struct json *infos, const char *id, const char *region)
{
	for (size_t i = 0; i < json_size(infos); i++)
		if (!strcmp(json_text_at(json_item(infos, i), "quotaId"), id))
			return limit_in(json_get(json_item(infos, i), "dimensionsInfos"), region);
	return -1;
}

/* ---- Observing ------------------------------------------------------------------------------------------------- */

struct asking {
	struct observations *observations;
	struct observation *l;
};

static bool has_gpus(struct arena *a, const struct cloudrun_revision *v)
{
	return v && revision_limits(a, v->raw).gpus > 0;
}

bool quota_is_wanted(const struct service *s)
{
	struct arena *a = arena_new();
	bool wanted = s->config->quotas || has_gpus(a, s->target.candidate) || has_gpus(a, s->target.baseline);
	arena_free(a);
	return wanted;
}

static void quota_on_list(void *arg, const struct gcp_reply *reply)
{
	const struct asking *q = arg;
	struct err e = reply->error;
	if (e.code != ERR_NONE) {
		q->l->again = revision_again(&e);
		if (!q->l->again)
			say_note(q->observations->log, "%s: whether the quotas suffice for a rollback is not known: %s",
				q->l->alias, e.text);
	}
	observation_end(q->observations, q->l, e.code == ERR_NONE ? reply->body : NULL, e.code == ERR_NONE ? NULL : &e);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	(void)release;
	struct asking *q = ARENA_NEW(l->a, struct asking);
	*q = (struct asking){ observations, l };
	if (!quota_is_wanted(l->service)) {
		observation_end(observations, l, json_new_object(l->a), NULL);
		return;
	}
	gcp_list(observations->gcp, l->a, GCP_CLOUDQUOTAS,
		arena_printf(l->a, "v1/projects/%s/locations/global/services/run.googleapis.com/quotaInfos",
			url_escape(l->a, l->service->config->project)),
		"quotaInfos", observations->deadline, quota_on_list, q);
}

const struct source source_quota = {
	.kind = "quota",
	.group = GROUP_SERVICES,
	.every = EVERY_ONCE,
	.after_services = true,
	.inner = true,
	.start = start,
	.doc = "Cloud Run's quotas of a service's project",
};
