/* SPDX-License-Identifier: Apache-2.0 */
/* revision_containers.c: limits, probes and environment of every container. */
#include "revision_containers.h"
#include "revision.h"
#include "../source.h"

#include <stdlib.h>
#include <string.h>

/* Defaults that the API omits (run v2: Container.resources, Probe). */
enum { DEFAULT_MEMORY_MIB = 512, GPUS_MAX = 1000 };
enum { MEMBERS = 10 }; /* of a container's or a probe's facts, at most */
enum { DIGEST_SHOWN = 16 /* hex digits: enough to compare values */ };

/* ---- Numbers ----------------------------------------------------------------------------------------------- */

int64_t revision_int_at(const struct json *v, const char *path, int64_t def)
{
	const struct json *x = json_at(v, path);
	if (json_kind(x) == JSON_STRING)
		return strtoll(json_text(x).p, NULL, 10);
	return json_kind(x) == JSON_INT ? json_int(x) : def;
}

int64_t revision_mebibytes(const char *quantity)
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
	double n = strtod(quantity, &end);
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
	n = *end == 'm' ? n / 1000 : n;
	return n > 0 && n < 1e6 ? n : 0;
}

static int64_t gpus(const char *text)
{
	long long n = strtoll(text, NULL, 10);
	return n > 0 && n <= GPUS_MAX ? n : 0;
}

/* ---- The containers ---------------------------------------------------------------------------------------- */

size_t revision_containers(struct arena *a, const struct json *owner, struct revision_container **out)
{
	const struct json *all = json_get(owner, "containers"), *ingress = revision_ingress(owner);
	size_t n = json_size(all) < LIMIT_CONTAINERS ? json_size(all) : LIMIT_CONTAINERS;
	*out = ARENA_ARRAY(a, struct revision_container, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct json *raw = json_item(all, i), *limits = json_at(raw, "resources.limits");
		const char *name = json_text_at(raw, "name"), *cpu = json_text_at(limits, "cpu"),
				   *memory = json_text_at(limits, "memory");
		(*out)[i] = (struct revision_container){ .name = *name ? name : arena_printf(a, "containers[%zu]", i),
			.ingress = raw == ingress,
			.raw = raw,
			.cpu = *cpu ? cpus(cpu) : 1,
			.memory_mib = *memory ? revision_mebibytes(memory) : DEFAULT_MEMORY_MIB,
			.gpus = gpus(json_text(json_get(limits, "nvidia.com/gpu")).p) };
	}
	return n;
}

struct revision_limits revision_limits(struct arena *a, const struct json *owner)
{
	struct revision_limits sum = { 0 };
	struct revision_container *all;
	size_t n = revision_containers(a, owner, &all);
	for (size_t i = 0; i < n; i++) {
		sum.cpu += all[i].cpu;
		sum.memory_mib += all[i].memory_mib;
		sum.gpus += all[i].gpus;
	}
	return sum;
}

/* ---- Cloud Run's own probes -------------------------------------------------------------------------------- */

static struct json *probe(struct arena *a, const struct json *p)
{
	struct json *v = json_new_object_of(a, MEMBERS);
	const char *kind = json_get(p, "httpGet") ? "http" : json_get(p, "grpc") ? "grpc" : "tcp";
	const char *path = json_text_at(p, "httpGet.path");
	json_set_string(a, v, "kind", kind);
	json_set_string(a, v, "path", *path || strcmp(kind, "http") != 0 ? path : "/");
	json_set_int(a, v, "initialDelaySeconds", revision_int_at(p, "initialDelaySeconds", 0));
	json_set_int(a, v, "periodSeconds", revision_int_at(p, "periodSeconds", 10));
	json_set_int(a, v, "timeoutSeconds", revision_int_at(p, "timeoutSeconds", 1));
	json_set_int(a, v, "failureThreshold", revision_int_at(p, "failureThreshold", 3));
	return v;
}

/* Cloud Run's default startup probe: a TCP connection to the container's port. */
static struct json *default_startup_probe(struct arena *a)
{
	struct json *v = json_new_object_of(a, MEMBERS);
	json_set_string(a, v, "kind", "tcp");
	json_set_string(a, v, "path", "");
	json_set_int(a, v, "initialDelaySeconds", 0);
	json_set_int(a, v, "periodSeconds", 240);
	json_set_int(a, v, "timeoutSeconds", 240);
	json_set_int(a, v, "failureThreshold", 1);
	return v;
}

static void configured_probes(struct arena *a, const struct json *container, struct json *out)
{
	static const char *const names[] = { "startupProbe", "livenessProbe", "readinessProbe" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (json_get(container, names[i]))
			json_set(out, names[i], probe(a, json_get(container, names[i])));
}

void revision_probes(struct arena *a, const struct json *container, struct json *out)
{
	if (!json_get(container, "startupProbe"))
		json_set(out, "startupProbe", default_startup_probe(a));
	configured_probes(a, container, out);
}

/* ---- Facts ------------------------------------------------------------------------------------------------- */

static struct json *variables(struct arena *a, const struct json *container, struct str digest_key)
{
	struct json *out = json_new_object(a);
	const struct json *all = json_get(container, "env");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *one = json_item(all, i);
		const struct json *ref = json_at(one, "valueSource.secretKeyRef");
		const char *name = json_text_at(one, "name"), *version = json_text_at(ref, "version");
		char digest[SHA256_HEX];
		crypto_hmac_hex(digest_key, str_of(json_text_at(one, "value")), digest);
		if (*name)
			json_set_string(a, out, name,
				ref ? arena_printf(a, "secret %s:%s", json_text_at(ref, "secret"), *version ? version : "latest")
					: arena_printf(a, "%.*s", DIGEST_SHOWN, digest));
	}
	return out;
}

static struct json *container_facts(struct arena *a, const struct revision_container *c, struct str digest_key)
{
	struct json *v = json_new_object_of(a, MEMBERS), *after = json_get(c->raw, "dependsOn");
	json_set_string(a, v, "image", json_text_at(c->raw, "image"));
	json_set_bool(a, v, "ingress", c->ingress);
	json_set_int(a, v, "memoryMiB", c->memory_mib);
	json_set(v, "cpu", json_new_double(a, c->cpu));
	json_set_int(a, v, "gpu", c->gpus);
	json_set(v, "dependsOn", json_kind(after) == JSON_ARRAY ? json_copy(a, after) : json_new_array(a));
	json_set(v, "env", variables(a, c->raw, digest_key));
	if (c->ingress)
		revision_probes(a, c->raw, v);
	else
		configured_probes(a, c->raw, v);
	return v;
}

struct json *revision_containers_facts(struct arena *a, const struct json *owner, struct str digest_key)
{
	struct json *out = json_new_object(a);
	struct revision_container *all;
	size_t n = revision_containers(a, owner, &all);
	for (size_t i = 0; i < n; i++)
		json_set(out, all[i].name, container_facts(a, &all[i], digest_key));
	return out;
}
