/* SPDX-License-Identifier: Apache-2.0 */
/* revision_volumes.c: the volumes of a revision. No side effects. */
#include "revision.h"
#include "revision_containers.h"
#include "../source.h"

#include <string.h>

static const char *type_of(const struct json *volume)
{
	static const char *const types[] = { "gcs", "nfs", "emptyDir", "cloudSqlInstance", "secret" };
	for (size_t i = 0; i < COUNTOF(types); i++)
		if (json_get(volume, types[i]))
			return types[i];
	return "";
}

/* MEMORY is the default medium. */
static bool is_in_memory(const struct json *volume)
{
	return json_get(volume, "emptyDir") && strcmp(json_text_at(volume, "emptyDir.medium"), "DISK") != 0;
}

/* The facts of one volume. Those of cloudSqlInstance and secret are among sqlInstances and secretVolumes. */
static struct json *volume_fact(struct arena *a, const struct service *s, const struct json *volume)
{
	struct json *v = json_new_object(a);
	const char *type = type_of(volume);
	const struct json *of = *type ? json_get(volume, type) : NULL;
	json_set_string(a, v, "type", type);
	if (!strcmp(type, "gcs")) {
		json_set_string(a, v, "bucket", json_text_at(of, "bucket"));
		json_set(v, "state", volume_bucket_state(a, s, json_text_at(of, "bucket")));
	} else if (!strcmp(type, "nfs")) {
		json_set_string(a, v, "server", json_text_at(of, "server"));
		json_set_string(a, v, "path", json_text_at(of, "path"));
	} else if (!strcmp(type, "emptyDir")) {
		json_set_string(a, v, "medium", is_in_memory(volume) ? "MEMORY" : "DISK");
		json_set_int(a, v, "sizeLimitMiB", revision_mebibytes(json_text_at(of, "sizeLimit")));
	}
	if (!strcmp(type, "gcs") || !strcmp(type, "nfs"))
		json_set_bool(a, v, "readOnly", json_is_true(json_get(of, "readOnly")));
	return v;
}

int64_t volumes_memory(const struct json *revision, int64_t memory_mib)
{
	const struct json *all = json_get(revision, "volumes");
	int64_t sum = 0;
	for (size_t i = 0; i < json_size(all); i++) {
		const char *size = json_text_at(json_item(all, i), "emptyDir.sizeLimit");
		int64_t limit = *size ? revision_mebibytes(size) : memory_mib;
		if (is_in_memory(json_item(all, i)))
			sum += limit < memory_mib ? limit : memory_mib;
	}
	return sum < memory_mib ? sum : memory_mib;
}

struct json *volume_facts(struct arena *a, const struct service *s, const struct json *revision)
{
	struct json *out = json_new_object(a);
	const struct json *all = json_get(revision, "volumes");
	for (size_t i = 0; i < json_size(all) && i < LIMIT_NEEDS; i++)
		json_set(out, json_text_at(json_item(all, i), "name"), volume_fact(a, s, json_item(all, i)));
	return out;
}
