/* SPDX-License-Identifier: Apache-2.0 */
/* revision_env.c: the environment and the ingress container of a revision. */
#include "revision.h"
#include "../source.h"

#include <string.h>

static void add_env(struct json *out, const struct json *container)
{
	const struct json *all = json_get(container, "env");
	for (size_t i = 0; i < json_size(all); i++) {
		const char *name = json_text_at(json_item(all, i), "name");
		if (*name && !json_get(out, name))
			json_set(out, name, json_item(all, i));
	}
}

struct json *revision_env(struct arena *a, const struct json *revision)
{
	struct json *out = json_new_object(a);
	const struct json *all = json_get(revision, "containers");
	add_env(out, revision_ingress(revision));
	for (size_t i = 0; i < json_size(all); i++)
		add_env(out, json_item(all, i));
	return out;
}

const struct json *revision_ingress(const struct json *revision)
{
	const struct json *all = json_get(revision, "containers");
	for (size_t i = 0; i < json_size(all); i++)
		if (json_get(json_item(all, i), "ports"))
			return json_item(all, i);
	return json_item(all, 0);
}
