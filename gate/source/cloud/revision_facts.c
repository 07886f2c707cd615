/* SPDX-License-Identifier: Apache-2.0 */
/* revision_facts.c: the facts of a revision, with the names of the API, common units, and the defaults that Google
 * omits. */
#include "revision.h"
#include "../source.h"

#include <stdlib.h>
#include <string.h>

/* Defaults that the API omits (run v2: Container.resources, RevisionScaling, maxInstanceRequestConcurrency). */
enum { DEFAULT_TIMEOUT_S = 300, DEFAULT_CONCURRENCY = 80, DEFAULT_MAX_INSTANCES = 100, DEFAULT_MEMORY_MIB = 512 };

static int64_t whole_at(const struct json *v, const char *path, int64_t def)
{
	const struct json *x = json_at(v, path);
	if (json_kind(x) == JSON_STRING)
		return strtoll(json_text(x).p, NULL, 10);
	return json_kind(x) == JSON_INT ? json_int(x) : def;
}

/* Returns the MiB of "512Mi", "2Gi", "500M" or "1073741824". */
static int64_t mebibytes(const char *text)
{
	static const struct {
		const char *suffix;
		double bytes;
	} units[] = {
		{ "Ki", 1024.0 },
		{ "Mi", 1048576.0 },
		{ "Gi", 1073741824.0 },
		{ "Ti", 1099511627776.0 },
		{ "k", 1e3 },
		{ "M", 1e6 },
		{ "G", 1e9 },
		{ "", 1.0 },
	};
	char *end;
	double n = strtod(text, &end);
	for (size_t i = 0; i < COUNTOF(units); i++)
		if (!strcmp(end, units[i].suffix) && n >= 0 && n * units[i].bytes < 1e18)
			return (int64_t)(n * units[i].bytes / 1048576.0);
	return 0;
}

/* Returns the CPUs of "1000m" or "2". */
static double cpus(const char *text)
{
	char *end;
	double n = strtod(text, &end);
	return *end == 'm' ? n / 1000 : n;
}

static struct json *conditions(struct arena *a, const struct json *revision)
{
	static const char *const names[] = { "state", "severity", "reason", "revisionReason", "message" };
	struct json *out = json_new_object(a);
	const struct json *all = json_get(revision, "conditions");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *c = json_item(all, i);
		struct json *v = json_new_object(a);
		for (size_t j = 0; j < COUNTOF(names); j++)
			json_set_string(a, v, names[j], json_text_at(c, names[j]));
		if (*json_text_at(c, "type"))
			json_set(out, json_text_at(c, "type"), v);
	}
	return out;
}

static struct json *sql_instances(struct arena *a, const struct json *revision)
{
	struct json *out = json_new_array(a);
	const struct json *volumes = json_get(revision, "volumes");
	for (size_t i = 0; i < json_size(volumes); i++) {
		const struct json *names = json_at(json_item(volumes, i), "cloudSqlInstance.instances");
		for (size_t j = 0; j < json_size(names); j++)
			json_add(out, json_item(names, j));
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

/* ---- Cloud Run's own probes --------------------------------------------------------------------------- */

static struct json *probe(struct arena *a, const struct json *p)
{
	struct json *v = json_new_object(a);
	const char *kind = json_get(p, "httpGet") ? "http" : json_get(p, "grpc") ? "grpc" : "tcp";
	const char *path = json_text_at(p, "httpGet.path");
	json_set_string(a, v, "kind", kind);
	json_set_string(a, v, "path", *path || strcmp(kind, "http") != 0 ? path : "/");
	json_set_int(a, v, "initialDelaySeconds", whole_at(p, "initialDelaySeconds", 0));
	json_set_int(a, v, "periodSeconds", whole_at(p, "periodSeconds", 10));
	json_set_int(a, v, "timeoutSeconds", whole_at(p, "timeoutSeconds", 1));
	json_set_int(a, v, "failureThreshold", whole_at(p, "failureThreshold", 3));
	return v;
}

/* Cloud Run's default startup probe: a TCP connection to the container's port. */
static struct json *default_startup_probe(struct arena *a)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "kind", "tcp");
	json_set_string(a, v, "path", "");
	json_set_int(a, v, "initialDelaySeconds", 0);
	json_set_int(a, v, "periodSeconds", 240);
	json_set_int(a, v, "timeoutSeconds", 240);
	json_set_int(a, v, "failureThreshold", 1);
	return v;
}

static void probes(struct arena *a, const struct json *container, struct json *out)
{
	const struct json *startup = json_get(container, "startupProbe"), *liveness = json_get(container, "livenessProbe");
	json_set(out, "startupProbe", startup ? probe(a, startup) : default_startup_probe(a));
	if (liveness)
		json_set(out, "livenessProbe", probe(a, liveness));
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

static void resources(struct arena *a, const struct json *raw, const struct json *container, struct json *out)
{
	const char *timeout = json_text_at(raw, "timeout"), *stage = json_text_at(raw, "launchStage");
	const char *cpu = json_text_at(container, "resources.limits.cpu"),
			   *memory = json_text_at(container, "resources.limits.memory");
	int64_t most = whole_at(raw, "scaling.maxInstanceCount", 0),
			concurrency = whole_at(raw, "maxInstanceRequestConcurrency", 0);
	double n = *cpu ? cpus(cpu) : 1;
	json_set_int(a, out, "minInstances", whole_at(raw, "scaling.minInstanceCount", 0));
	json_set_int(a, out, "maxInstances", most ? most : DEFAULT_MAX_INSTANCES);
	json_set_int(a, out, "concurrency", concurrency ? concurrency : n < 1 ? 1 : DEFAULT_CONCURRENCY);
	json_set_int(a, out, "memoryMiB", *memory ? mebibytes(memory) : DEFAULT_MEMORY_MIB);
	json_set(out, "cpu", json_new_double(a, n));
	json_set_bool(a, out, "cpuIdle", json_is_true(json_at(container, "resources.cpuIdle")));
	json_set_bool(a, out, "startupCpuBoost", json_is_true(json_at(container, "resources.startupCpuBoost")));
	json_set_int(a, out, "timeoutSeconds", *timeout ? strtoll(timeout, NULL, 10) : DEFAULT_TIMEOUT_S);
	json_set_string(a, out, "executionEnvironment", json_text_at(raw, "executionEnvironment"));
	json_set_string(a, out, "launchStage", *stage ? stage : "GA");
}

static struct json *sidecars(struct arena *a, const struct json *revision)
{
	struct json *out = json_new_object(a);
	const struct json *all = json_get(revision, "containers"), *ingress = revision_ingress(revision);
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *c = json_item(all, i);
		const char *name = json_text_at(c, "name");
		if (c != ingress)
			json_set_string(a, out, *name ? name : arena_printf(a, "containers[%zu]", i), json_text_at(c, "image"));
	}
	return out;
}

struct json *revision_facts(struct arena *a, const struct release *release, const struct service *s,
	const struct cloudrun_revision *v, int64_t wall)
{
	struct json *out = json_new_object(a);
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
	json_set_string(a, out, "tagUri", tag ? tag : "");
	json_set_string(a, out, "createTime", json_text_at(raw, "createTime"));
	json_set_int(a, out, "ageSeconds", (wall - v->created_at) / 1000);
	json_set_string(a, out, "image", v->image ? v->image : "");
	json_set(out, "sidecars", sidecars(a, raw));
	json_set_string(a, out, "commit", service_commit(a, v));
	json_set_string(a, out, "serviceAccount", json_text_at(raw, "serviceAccount"));
	json_set(out, "sqlInstances", sql_instances(a, raw));
	json_set(out, "conditions", conditions(a, raw));
	json_set(out, "labels", labels ? json_copy(a, labels) : json_new_object(a));
	json_set_bool(a, out, "healthCheckDisabled", health_check_disabled(s, v));
	resources(a, raw, container, out);
	probes(a, container, out);
	network(a, raw, out);
	env_facts(a, release, s, v, out);
	return out;
}
