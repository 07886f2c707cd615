/* SPDX-License-Identifier: Apache-2.0 */
/* tag_room.c: counts the tags of a region before one is added. */
#include "tag_room.h"
#include "../source/cloud/owner.h"

#include <string.h>

/* A project and region, and the list of its services. */
struct region {
	const char *project, *region;
	size_t wanted; /* services that are to get a tag */
	struct err error;
	size_t tags, *pending;
};

static void tag_room_on_list(void *arg, const struct gcp_reply *reply)
{
	struct region *q = arg;
	const struct json *all = json_get(reply->body, "services");
	q->error = reply->error;
	for (size_t i = 0; reply->error.code == ERR_NONE && i < json_size(all); i++)
		q->tags += cloudrun_count_tags(json_item(all, i));
	--*q->pending;
}

/* Returns the region of a service, which is added if it is new. */
static struct region *region_of(struct region *all, size_t *n, const struct config_service *c)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(all[i].project, c->project) && !strcmp(all[i].region, c->region))
			return &all[i];
	all[*n] = (struct region){ .project = c->project, .region = c->region };
	err_set(&all[*n].error, ERR_TIMEOUT, "the list of services did not arrive in time");
	return &all[(*n)++];
}

const char *tag_room_full(struct arena *a, const char *region, size_t tags, size_t more)
{
	if (tags + more <= LIMIT_TAGS)
		return NULL;
	return arena_printf(a,
		"%s has %zu tags, and no tag is added beyond %d: at 2000, Cloud Run removes tags of others; remove tags that "
		"are not needed any more (gcloud run services update-traffic SERVICE --remove-tags=TAG)",
		region, tags, LIMIT_TAGS);
}

struct tag_room *tag_room_count(
	struct arena *a, struct gcp *g, const struct release *release, const bool *wanted, int64_t until)
{
	struct tag_room *room = ARENA_ARRAY(a, struct tag_room, release->n_services + 1);
	struct region *all = ARENA_ARRAY(a, struct region, release->n_services + 1); /* outlives late answers */
	size_t n = 0, *pending = ARENA_NEW(a, size_t);
	for (size_t i = 0; i < release->n_services; i++)
		if (wanted[i])
			region_of(all, &n, release->services[i].config)->wanted++;
	for (size_t i = 0; i < n; i++) {
		all[i].pending = pending;
		++*pending;
		gcp_list(g, a, GCP_RUN,
			arena_printf(
				a, "v2/projects/%s/locations/%s/services", url_escape(a, all[i].project), url_escape(a, all[i].region)),
			"services", until, tag_room_on_list, &all[i]);
	}
	loop_run(gcp_loop(g), pending, until);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct region *q = wanted[i] ? region_of(all, &n, release->services[i].config) : NULL;
		if (!q)
			continue;
		room[i].unknown = q->error.code != ERR_NONE;
		room[i].tags = room[i].unknown ? 0 : q->tags;
		const char *regions = owner_regions(a, release->services[i].now.raw);
		room[i].why = regions
			? arena_printf(a,
				  "it is a part of a multi-region service (%s), whose traffic and tags are set for all "
				  "regions at once",
				  regions)
			: room[i].unknown ? arena_printf(a, "the tags of %s could not be counted: %s", q->region, q->error.text)
							  : tag_room_full(a, q->region, q->tags, q->wanted);
	}
	return room;
}
