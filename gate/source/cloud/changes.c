/* SPDX-License-Identifier: Apache-2.0 */
/* changes.c: compares the facts of candidate and baseline. Of the environment, reports only names. No side effects. */
#include "revision.h"
#include "../source.h"

#include <string.h>

static void put_pair(struct arena *a, struct json *out, const char *name, struct json *from, struct json *to)
{
	if (json_equal(from, to))
		return;
	struct json *pair = json_new_object(a);
	json_set(pair, "from", from ? from : json_new_null(a));
	json_set(pair, "to", to ? to : json_new_null(a));
	json_set(out, name, pair);
}

/* Returns whether two variables or secrets have the same value or reference. */
static bool same(const struct json *x, const struct json *y)
{
	static const char *const names[] = { "digest", "secret", "version" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (!str_eq(json_text(json_get(x, names[i])), json_text(json_get(y, names[i]))))
			return false;
	return true;
}

static void put_names(
	struct arena *a, struct json *out, const char *name, const struct json *from, const struct json *to)
{
	struct json *v = json_new_object(a), *added = json_new_array(a), *removed = json_new_array(a),
				*changed = json_new_array(a);
	for (struct json_each it = json_each(to); json_next(&it);) {
		const struct json *before = json_get(from, it.key);
		if (!before || !same(before, it.value))
			json_add(before ? changed : added, json_new_string(a, it.key));
	}
	for (struct json_each it = json_each(from); json_next(&it);)
		if (!json_get(to, it.key))
			json_add(removed, json_new_string(a, it.key));
	json_set(v, "added", added);
	json_set(v, "removed", removed);
	json_set(v, "changed", changed);
	if (json_size(added) + json_size(removed) + json_size(changed))
		json_set(out, name, v);
}

/* Returns the secrets by name of the variable or by "VOLUME/PATH". */
static struct json *secrets_of(struct arena *a, const struct json *revision)
{
	struct json *out = json_new_object(a);
	const struct json *volumes = json_get(revision, "secretVolumes");
	for (struct json_each it = json_each(json_get(revision, "secrets")); json_next(&it);)
		json_set(out, it.key, it.value);
	for (size_t i = 0; i < json_size(volumes); i++) {
		struct json *v = json_item(volumes, i);
		json_set(out, arena_printf(a, "%s/%s", json_text_at(v, "volume"), json_text_at(v, "path")), v);
	}
	return out;
}

/* ---- Containers ----------------------------------------------------------------------------------------------- */

/* Adds "CONTAINER.env.NAME" for each variable that differs. */
static void changed_variables(
	struct arena *a, const char *container, const struct json *from, const struct json *to, struct json *out)
{
	for (struct json_each it = json_each(to); json_next(&it);)
		if (!json_equal(it.value, json_get(from, it.key)))
			json_add(out, json_new_string(a, arena_printf(a, "%s.env.%s", container, it.key)));
	for (struct json_each it = json_each(from); json_next(&it);)
		if (!json_get(to, it.key))
			json_add(out, json_new_string(a, arena_printf(a, "%s.env.%s", container, it.key)));
}

/* Adds "CONTAINER.FACT" for each fact that differs. */
static void changed_container(
	struct arena *a, const char *container, const struct json *from, const struct json *to, struct json *out)
{
	static const char *const compared[] = { "image", "memoryMiB", "cpu", "gpu", "dependsOn", "startupProbe",
		"livenessProbe", "readinessProbe" };
	for (size_t i = 0; i < COUNTOF(compared); i++)
		if (!json_equal(json_get(from, compared[i]), json_get(to, compared[i])))
			json_add(out, json_new_string(a, arena_printf(a, "%s.%s", container, compared[i])));
	changed_variables(a, container, json_get(from, "env"), json_get(to, "env"), out);
}

static bool is_ingress(const struct json *container)
{
	return json_is_true(json_get(container, "ingress"));
}

/* Compares the containers other than the ingress container, whose settings are members of the revision itself. */
static void put_containers(struct arena *a, struct json *out, const struct json *from, const struct json *to)
{
	struct json *v = json_new_object(a), *added = json_new_array(a), *removed = json_new_array(a),
				*changed = json_new_array(a);
	for (struct json_each it = json_each(to); json_next(&it);) {
		const struct json *before = json_get(from, it.key);
		if (is_ingress(it.value))
			continue;
		if (!before || is_ingress(before))
			json_add(added, json_new_string(a, it.key));
		else
			changed_container(a, it.key, before, it.value, changed);
	}
	for (struct json_each it = json_each(from); json_next(&it);) {
		const struct json *now = json_get(to, it.key);
		if (!is_ingress(it.value) && (!now || is_ingress(now)))
			json_add(removed, json_new_string(a, it.key));
	}
	json_set(v, "added", added);
	json_set(v, "removed", removed);
	json_set(v, "changed", changed);
	if (json_size(added) + json_size(removed) + json_size(changed))
		json_set(out, "containers", v);
}

struct json *changes_between(struct arena *a, const struct json *baseline, const struct json *candidate)
{
	/* clang-format off */
	static const char *const compared[] = {
		"image", "sidecars", "commit", "memoryMiB", "cpu", "cpuIdle", "startupCpuBoost", "minInstances", "maxInstances",
		"concurrency", "timeoutSeconds",
		"serviceAccount", "connector", "network", "subnetwork", "egress", "sqlInstances", "executionEnvironment",
		"startupProbe", "livenessProbe", "readinessProbe", "gpu", "accelerator", "gpuZonalRedundancyDisabled",
		"sessionAffinity", "volumes",
	};
	/* clang-format on */
	struct json *out = json_new_object(a);
	for (size_t i = 0; i < COUNTOF(compared); i++)
		put_pair(a, out, compared[i], json_get(baseline, compared[i]), json_get(candidate, compared[i]));
	put_containers(a, out, json_get(baseline, "containers"), json_get(candidate, "containers"));
	put_names(a, out, "env", json_get(baseline, "env"), json_get(candidate, "env"));
	put_names(a, out, "secrets", secrets_of(a, baseline), secrets_of(a, candidate));
	return out;
}
