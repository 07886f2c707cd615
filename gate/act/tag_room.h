/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tag_room.h: whether a tag may be added in a region. A project may have 2000 tags in a region; beyond that, Cloud Run
 * removes tags without traffic, and they may belong to other people. Source: cloud.google.com/run/quotas.
 */
#ifndef GATE_ACT_TAG_ROOM_H
#define GATE_ACT_TAG_ROOM_H

#include "../run/run.h"

struct tag_room {
	const char *why; /* why no tag may be added, or NULL */
	bool unknown;    /* the tags could not be counted */
	size_t tags;     /* that the region has; 0 if unknown */
};

/*
 * Counts the tags of the regions of the wanted services, each by one list of its services, and runs the loop until
 * `until` (loop_now) at the latest. wanted: a flag for each service of the release. Returns an element for each of
 * them, in a; those that are not wanted are zero. A region has room while its tags and those to be added, one for each
 * wanted service, are at most LIMIT_TAGS.
 */
struct tag_room *tag_room_count(
	struct arena *a, struct gcp *g, const struct release *release, const bool *wanted, int64_t until);
/* Decides for one region (no side effects). tags: in the region; more: to be added. Returns NULL, or why not. */
const char *tag_room_full(struct arena *a, const char *region, size_t tags, size_t more);

#endif
