/* SPDX-License-Identifier: Apache-2.0 */
/* service_facts.c: a service and its two revisions as facts, in the API's names and units people use. */
#include "../facts.h"
#include "placeholder.h"

#include <stdlib.h>
#include <string.h>

static const char *text_at(const struct json *v, const char *path)
{
	return json_kind(json_at(v, path)) == JSON_STRING ? json_text(json_at(v, path)).p : "";
}

static int64_t whole_at(const struct json *v, const char *path)
{
	const struct json *x = json_at(v, path);
	if (json_kind(x) == JSON_STRING)
		return strtoll(json_text(x).p, NULL, 10);
	return json_kind(x) == JSON_INT ? json_int(x) : 0;
}

/* "512Mi", "2Gi", "500M", "1073741824" in MiB. */
static int64_t mebibytes(const char *text)
{
	static const struct { const char *suffix; double bytes; } units[] = {
		{ "Ki", 1024.0 }, { "Mi", 1048576.0 }, { "Gi", 1073741824.0 }, { "Ti", 1099511627776.0 },
		{ "k", 1e3 }, { "M", 1e6 }, { "G", 1e9 }, { "", 1.0 },
	};
	char *end;
	double n = strtod(text, &end);
	for (size_t i = 0; i < COUNTOF(units); i++)
		if (!strcmp(end, units[i].suffix) && n >= 0 && n < 1e15)
			return (int64_t)(n * units[i].bytes / 1048576.0);
	return 0;
}

/* "1000m" and "2" in CPUs. */
static double cpus(const char *text)
{
	char *end;
	double n = strtod(text, &end);
	return *end == 'm' ? n / 1000 : n;
}

static const struct json *ingress_container(const struct json *revision)
{
	const struct json *all = json_get(revision, "containers");
	for (size_t i = 0; i < json_size(all); i++)
		if (json_get(json_item(all, i), "ports"))
			return json_item(all, i);
	return json_item(all, 0);
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
			json_set_string(a, v, names[j], text_at(c, names[j]));
		if (*text_at(c, "type"))
			json_set(out, text_at(c, "type"), v);
	}
	return out;
}

/* Values stay here: facts hold whether one is there, looks like a template, and a digest good for this run. */
static void env_and_secrets(struct run *r, const struct json *container, struct json *out)
{
	struct arena *a = r->a;
	struct json *env = json_new_object(a), *secrets = json_new_object(a);
	const struct json *all = json_get(container, "env");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *e = json_item(all, i), *ref = json_at(e, "valueSource.secretKeyRef");
		const char *name = text_at(e, "name"), *value = text_at(e, "value");
		struct json *v = json_new_object(a);
		char digest[SHA256_HEX];
		crypto_hmac_hex(r->digest_key, str_of(value), digest);
		json_set_bool(a, v, "present", ref || *value);
		json_set_bool(a, v, "placeholder", !ref && placeholder_is(value));
		json_set_string(a, v, "digest", ref ? "" : digest);
		json_set_string(a, v, "secret", text_at(ref, "secret"));
		if (*name)
			json_set(env, name, v);
		if (!ref || !*name)
			continue;
		struct json *s = json_new_object(a);
		json_set_string(a, s, "secret", text_at(ref, "secret"));
		json_set_string(a, s, "version", *text_at(ref, "version") ? text_at(ref, "version") : "latest");
		json_set(s, "state", facts_hole(a, "the state of secret versions is not read"));
		json_set(secrets, name, s);
	}
	json_set(out, "env", env);
	json_set(out, "secrets", secrets);
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

const char *service_commit(struct arena *a, const struct run_revision *v)
{
	const char *image = v->image ? v->image : "";
	static const char *const names[] = { "commit-sha", "commit_sha", "git-commit", "git_commit", "commit", "git-sha", "sha" };
	static const char *const places[] = { "labels", "annotations" };
	for (size_t p = 0; p < COUNTOF(places); p++)
		for (size_t i = 0; i < COUNTOF(names); i++)
			if (*text_at(json_get(v->raw, places[p]), names[i]))
				return text_at(json_get(v->raw, places[p]), names[i]);
	const char *at = strchr(image, '@');
	char *untagged = at ? arena_strndup(a, image, (size_t)(at - image)) : arena_strdup(a, image);
	const char *tag = strrchr(untagged, ':');
	size_t n = tag ? strspn(tag + 1, "0123456789abcdef") : 0;
	return n >= 7 && n <= 40 && !tag[1 + n] ? tag + 1 : "";
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* What Google omits because it is the default (run v2: Container.resources, RevisionScaling, maxInstanceRequestConcurrency). */
static void sizes(struct arena *a, const struct json *revision, const struct json *container, struct json *out)
{
	int64_t concurrency = whole_at(revision, "maxInstanceRequestConcurrency"), most = whole_at(revision, "scaling.maxInstanceCount");
	const char *cpu = text_at(container, "resources.limits.cpu"), *memory = text_at(container, "resources.limits.memory");
	double n = *cpu ? cpus(cpu) : 1;
	json_set_int(a, out, "minInstances", whole_at(revision, "scaling.minInstanceCount"));
	json_set_int(a, out, "maxInstances", most ? most : 100);
	json_set_int(a, out, "concurrency", concurrency ? concurrency : n < 1 ? 1 : 80);
	json_set_int(a, out, "memoryMiB", *memory ? mebibytes(memory) : 512);
	json_set(out, "cpu", json_new_double(a, n));
}

static struct json *revision_facts(struct run *r, const struct service *s, const struct run_revision *v)
{
	struct arena *a = r->a;
	struct json *out = json_new_object(a);
	const struct json *raw = v->raw, *container = ingress_container(raw), *labels = json_get(raw, "labels");
	const char *tag = run_tag_uri(&s->now, v->name), *timeout = text_at(raw, "timeout");
	json_set_string(a, out, "name", v->name);
	json_set_string(a, out, "uid", v->uid ? v->uid : "");
	json_set(out, "ready", v->ready_known ? json_new_bool(a, v->ready)
		: facts_hole(a, arena_printf(a, "revision %s does not say whether it is ready", v->name)));
	json_set_string(a, out, "readyMessage", v->ready_message ? v->ready_message : "");
	json_set_int(a, out, "percent", run_percent(&s->now.effective, s->now.latest_ready, v->name));
	json_set_string(a, out, "tagUri", tag ? tag : "");
	json_set_string(a, out, "createTime", text_at(raw, "createTime"));
	json_set_int(a, out, "ageSeconds", (loop_wall(r->loop) - v->created_at) / 1000);
	json_set_string(a, out, "image", v->image ? v->image : "");
	json_set_string(a, out, "commit", service_commit(a, v));
	sizes(a, raw, container, out);
	json_set_int(a, out, "timeoutSeconds", *timeout ? strtoll(timeout, NULL, 10) : 300);
	json_set_string(a, out, "serviceAccount", text_at(raw, "serviceAccount"));
	json_set_string(a, out, "connector", last_part(text_at(raw, "vpcAccess.connector")));
	json_set_string(a, out, "network", text_at(raw, "vpcAccess.networkInterfaces[0].network"));
	json_set(out, "sqlInstances", sql_instances(a, raw));
	json_set(out, "conditions", conditions(a, raw));
	json_set(out, "labels", labels ? json_copy(a, labels) : json_new_object(a));
	env_and_secrets(r, container, out);
	return out;
}

static bool follows_latest(const struct run_split *split)
{
	for (size_t i = 0; i < split->n; i++)
		if (split->rows[i].latest && split->rows[i].percent > 0)
			return true;
	return false;
}

static struct json *missing(struct run *r, const struct service *s)
{
	struct json *v = json_new_object(r->a);
	json_set_string(r->a, v, "service", s->config->service);
	json_set_string(r->a, v, "project", s->config->project);
	json_set_string(r->a, v, "region", s->config->region);
	json_set_string(r->a, v, "state", "NOT_FOUND");
	json_set_bool(r->a, v, "ready", false);
	return v;
}

struct json *service_facts(struct run *r, const struct service *s)
{
	struct arena *a = r->a;
	const struct look *l = s->look;
	if (!l->count)
		return facts_hole(a, arena_printf(a, "services.%s has not been observed yet", l->alias));
	if (l->error.code == ERR_NOT_FOUND)
		return missing(r, s);
	if (l->error.code != ERR_NONE)
		return l->value;
	const struct run_service *now = &s->now;
	struct json *v = json_new_object(a);
	json_set_string(a, v, "service", now->id);
	json_set_string(a, v, "project", now->project);
	json_set_string(a, v, "region", now->region);
	json_set_string(a, v, "state", "OK");
	json_set_string(a, v, "uri", now->uri ? now->uri : "");
	json_set_string(a, v, "uid", now->uid ? now->uid : "");
	json_set(v, "ready", run_state_known(now->terminal.state) ? json_new_bool(a, !strcmp(now->terminal.state, "CONDITION_SUCCEEDED"))
		: facts_hole(a, arena_printf(a, "service %s does not say whether it is ready", now->id)));
	json_set_string(a, v, "readyMessage", now->terminal.message ? now->terminal.message : "");
	json_set_bool(a, v, "reconciling", now->reconciling);
	json_set_string(a, v, "ingress", text_at(now->raw, "ingress"));
	json_set(v, "traffic", run_split_json(a, &now->desired));
	json_set(v, "trafficStatuses", run_split_json(a, &now->effective));
	json_set_bool(a, v, "pinned", !follows_latest(&now->desired));
	json_set_bool(a, v, "released", s->target.released);
	json_set(v, "candidate", s->target.candidate ? revision_facts(r, s, s->target.candidate)
		: facts_hole(a, arena_printf(a, "services.%s has no candidate revision", l->alias)));
	if (s->target.baseline)
		json_set(v, "baseline", revision_facts(r, s, s->target.baseline));
	return v;
}
