/* SPDX-License-Identifier: Apache-2.0 */
/* revision_facts.c: the facts of a revision, with the names of the API, common units, and the defaults that Google
 * omits. */
#include "images.h"
#include "revision.h"
#include "revision_containers.h"
#include "scaling.h"

#include <stdlib.h>
#include <string.h>

/* Defaults that the API omits (run v2: RevisionScaling, maxInstanceRequestConcurrency). */
enum { DEFAULT_TIMEOUT_S = 300, DEFAULT_CONCURRENCY = 80, DEFAULT_MAX_INSTANCES = 100 };
enum { MEMBERS = 64 }; /* of a revision's facts, about */

struct json *revision_conditions(struct arena *a, const struct json *revision)
{
	static const char *const names[] = { "state", "severity", "reason", "revisionReason", "message" };
	struct json *out = json_new_object(a);
	const struct json *all = json_get(revision, "conditions");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *c = json_item(all, i);
		struct json *v = json_new_object_of(a, COUNTOF(names));
		for (size_t j = 0; j < COUNTOF(names); j++)
			json_set_string(a, v, names[j], json_text_at(c, names[j]));
		if (*json_text_at(c, "type"))
			json_set(out, json_text_at(c, "type"), v);
	}
	return out;
}

const char *service_commit(struct arena *a, const struct cloudrun_revision *v)
{
	const char *image = v->image ? v->image : "";
	static const char *const names[] = { "commit-sha", "commit_sha", "git-commit", "git_commit", "commit", "git-sha",
		"sha" };
	static const char *const places[] = { "labels", "annotations" };
	for (size_t p = 0; p < COUNTOF(places); p++)
		for (size_t i = 0; i < COUNTOF(names); i++)
			if (*json_text_at(json_get(v->raw, places[p]), names[i]))
				return json_text_at(json_get(v->raw, places[p]), names[i]);
	const char *at = strchr(image, '@');
	char *untagged = at ? arena_strndup(a, image, (size_t)(at - image)) : arena_strdup(a, image);
	const char *tag = strrchr(untagged, ':');
	size_t n = tag ? strspn(tag + 1, "0123456789abcdef") : 0;
	return n >= 7 && n <= 40 && !tag[1 + n] ? tag + 1 : "";
}

/* A revision shows it only by a condition; for the newest revision, the service's template states it. */
static bool health_check_disabled(const struct service *s, const struct cloudrun_revision *v)
{
	const struct json *all = json_get(v->raw, "conditions");
	bool newest = s->now.latest_created && !strcmp(s->now.latest_created, v->name);
	for (size_t i = 0; i < json_size(all); i++)
		if (!strcmp(json_text_at(json_item(all, i), "revisionReason"), "HEALTH_CHECK_SKIPPED"))
			return true;
	return newest && json_is_true(json_at(s->now.raw, "template.healthCheckDisabled"));
}

/* ---- All facts ------------------------------------------------------------------------------------------ */

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void network(struct arena *a, const struct json *raw, struct json *out)
{
	const struct json *vpc = json_get(raw, "vpcAccess");
	const char *egress = json_text_at(vpc, "egress"), *long_name = json_text_at(vpc, "networkInterfaces[0].network");
	const char *subnetwork = last_part(json_text_at(vpc, "networkInterfaces[0].subnetwork"));
	json_set_string(a, out, "connector", last_part(json_text_at(vpc, "connector")));
	json_set_string(a, out, "network", long_name);
	json_set_string(a, out, "subnetwork", subnetwork);
	json_set_string(a, out, "egress", *egress || !vpc ? egress : "PRIVATE_RANGES_ONLY");
	if (*long_name || !*subnetwork) /* a subnetwork alone does not identify its network */
		json_set_string(a, out, "networkName", last_part(long_name));
}

/* What depends on requests or belongs to the revision only in a service. */
static void serving(struct arena *a, const struct json *raw, double cpu, struct json *out)
{
	const char *timeout = json_text_at(raw, "timeout");
	int64_t most = revision_int_at(raw, "scaling.maxInstanceCount", 0),
			concurrency = revision_int_at(raw, "maxInstanceRequestConcurrency", 0);
	json_set_int(a, out, "minInstances", revision_int_at(raw, "scaling.minInstanceCount", 0));
	json_set_int(a, out, "maxInstances", most ? most : DEFAULT_MAX_INSTANCES);
	json_set_int(a, out, "concurrency", concurrency ? concurrency : cpu < 1 ? 1 : DEFAULT_CONCURRENCY);
	json_set_int(a, out, "timeoutSeconds", *timeout ? strtoll(timeout, NULL, 10) : DEFAULT_TIMEOUT_S);
	json_set_bool(a, out, "sessionAffinity", json_is_true(json_get(raw, "sessionAffinity")));
}

static void resources(
	struct arena *a, const struct service *s, const struct json *raw, const struct json *container, struct json *out)
{
	bool of_service = s->config->kind == CLOUDRUN_SERVICE;
	struct scaling scaling = scaling_of(s->now.raw);
	const char *stage = json_text_at(raw, "launchStage");
	struct revision_limits limits = revision_limits(a, raw);
	int64_t most = revision_int_at(raw, "scaling.maxInstanceCount", 0);
	most = most || !of_service ? most : DEFAULT_MAX_INSTANCES;
	json_set_int(
		a, out, "effectiveMinInstances", scaling_least(&scaling, revision_int_at(raw, "scaling.minInstanceCount", 0)));
	json_set_int(a, out, "effectiveMaxInstances", scaling_most(&scaling, most));
	json_set_int(a, out, "memoryMiB", limits.memory_mib);
	json_set_int(a, out, "memoryVolumesMiB", volumes_memory(raw, limits.memory_mib));
	json_set(out, "cpu", json_new_double(a, limits.cpu));
	json_set_int(a, out, "gpu", limits.gpus);
	json_set_string(a, out, "accelerator", json_text_at(raw, "nodeSelector.accelerator"));
	json_set_bool(a, out, "gpuZonalRedundancyDisabled", json_is_true(json_get(raw, "gpuZonalRedundancyDisabled")));
	json_set_bool(a, out, "cpuIdle", json_is_true(json_at(container, "resources.cpuIdle")));
	json_set_bool(a, out, "startupCpuBoost", json_is_true(json_at(container, "resources.startupCpuBoost")));
	json_set_string(a, out, "executionEnvironment", json_text_at(raw, "executionEnvironment"));
	json_set_string(a, out, "launchStage", *stage ? stage : "GA");
	if (of_service)
		serving(a, raw, limits.cpu, out);
}

static struct json *sidecars(struct arena *a, const struct json *revision)
{
	struct json *out = json_new_object(a);
	struct revision_container *all;
	size_t n = revision_containers(a, revision, &all);
	for (size_t i = 0; i < n; i++)
		if (!all[i].ingress)
			json_set_string(a, out, all[i].name, json_text_at(all[i].raw, "image"));
	return out;
}

/* Only the containers of services have a default startup probe, to their port. */
static void no_default_probes(struct arena *a, const struct json *revision, struct json *out)
{
	struct revision_container *all;
	size_t n = revision_containers(a, revision, &all);
	for (size_t i = 0; i < n; i++) {
		if (json_get(all[i].raw, "startupProbe"))
			continue;
		json_set(json_get(json_get(out, "containers"), all[i].name), "startupProbe", NULL);
		if (all[i].ingress)
			json_set(out, "startupProbe", NULL);
	}
}

struct json *revision_facts(struct arena *a, const struct release *release, const struct service *s,
	const struct cloudrun_revision *v, int64_t wall)
{
	struct json *out = json_new_object_of(a, MEMBERS);
	const struct json *raw = v->raw, *container = revision_ingress(raw), *labels = json_get(raw, "labels");
	const char *tag = cloudrun_tag_uri(&s->now, v->name);
	json_set_string(a, out, "name", v->name);
	json_set_string(a, out, "uid", v->uid ? v->uid : "");
	json_set(out, "ready",
		v->ready_known
			? json_new_bool(a, v->ready)
			: facts_unobserved(a, arena_printf(a, "the API does not report whether revision %s is ready", v->name)));
	json_set_string(a, out, "readyMessage", v->ready_message ? v->ready_message : "");
	json_set_int(a, out, "percent", cloudrun_percent(&s->now.effective, s->now.latest_ready, v->name));
	if (s->config->kind == CLOUDRUN_SERVICE)
		json_set_string(a, out, "tagUri", tag ? tag : "");
	json_set_string(a, out, "createTime", json_text_at(raw, "createTime"));
	json_set_int(a, out, "ageSeconds", (wall - v->created_at) / 1000);
	json_set_string(a, out, "image", v->image ? v->image : "");
	json_set(out, "sidecars", sidecars(a, raw));
	json_set(out, "containers", revision_containers_facts(a, raw, release->digest_key));
	image_facts(a, s, v, wall, out);
	json_set_string(a, out, "commit", service_commit(a, v));
	json_set_string(a, out, "serviceAccount", json_text_at(raw, "serviceAccount"));
	json_set(out, "sqlInstances", sql_volumes(a, raw));
	json_set(out, "sqlConnections", sql_connections(a, raw));
	json_set(out, "volumes", volume_facts(a, s, raw));
	json_set(out, "conditions", revision_conditions(a, raw));
	json_set(out, "labels", labels ? json_copy(a, labels) : json_new_object(a));
	json_set_bool(a, out, "healthCheckDisabled", health_check_disabled(s, v));
	resources(a, s, raw, container, out);
	revision_probes(a, container, out);
	if (s->config->kind == CLOUDRUN_POOL)
		no_default_probes(a, raw, out);
	network(a, raw, out);
	env_facts(a, release, s, v, out);
	return out;
}
