/* SPDX-License-Identifier: Apache-2.0 */
/* image_names.c: the images of a revision's containers. No side effects. */
#include "images.h"

size_t images_of(struct arena *a, const struct json *revision, struct image_name **out)
{
	const struct json *all = json_get(revision, "containers");
	size_t n = json_size(all) < LIMIT_NEEDS ? json_size(all) : LIMIT_NEEDS;
	*out = ARENA_ARRAY(a, struct image_name, n + 1);
	for (size_t i = 0; i < n; i++)
		artifactregistry_name(a, json_text_at(json_item(all, i), "image"), &(*out)[i]);
	return n;
}
