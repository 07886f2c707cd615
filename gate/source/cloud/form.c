/* SPDX-License-Identifier: Apache-2.0 */
/* form.c: reads the settings of a service from the API, a Knative manifest and a Terraform state, which name the same
 * things differently. Sources: run v2, the YAML reference of Cloud Run, and hashicorp/google's schema. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

/* Where each style has a field. A path that begins with '@' names an annotation. */
struct row {
	const char *field, *paths[FORM__COUNT];
};

static const char *const templates[FORM__COUNT] = { "template", "spec.template.spec", "template[0]" };

static const struct row of_service[] = {
	{ "service.minInstances",
		{ "scaling.minInstanceCount", "@run.googleapis.com/minScale", "scaling[0].min_instance_count" } },
	{ "service.maxInstances",
		{ "scaling.maxInstanceCount", "@run.googleapis.com/maxScale", "scaling[0].max_instance_count" } },
	{ "service.scalingMode", { "scaling.scalingMode", "@run.googleapis.com/scalingMode", "scaling[0].scaling_mode" } },
	{ "service.manualInstanceCount",
		{ "scaling.manualInstanceCount", "@run.googleapis.com/manualInstanceCount",
			"scaling[0].manual_instance_count" } },
};

static const struct row of_template[] = {
	{ "minInstances",
		{ "scaling.minInstanceCount", "@autoscaling.knative.dev/minScale", "scaling[0].min_instance_count" } },
	{ "maxInstances",
		{ "scaling.maxInstanceCount", "@autoscaling.knative.dev/maxScale", "scaling[0].max_instance_count" } },
	{ "concurrency", { "maxInstanceRequestConcurrency", "containerConcurrency", "max_instance_request_concurrency" } },
	{ "timeoutSeconds", { "timeout", "timeoutSeconds", "timeout" } },
	{ "serviceAccount", { "serviceAccount", "serviceAccountName", "service_account" } },
};

static const struct row of_container[] = {
	{ "image", { "image", "image", "image" } },
	{ "cpu", { "resources.limits.cpu", "resources.limits.cpu", "resources[0].limits.cpu" } },
	{ "memory", { "resources.limits.memory", "resources.limits.memory", "resources[0].limits.memory" } },
};

static const struct row probes[] = {
	{ "startupProbe", { "startupProbe", "startupProbe", "startup_probe[0]" } },
	{ "livenessProbe", { "livenessProbe", "livenessProbe", "liveness_probe[0]" } },
	{ "readinessProbe", { "readinessProbe", "readinessProbe", "readiness_probe[0]" } },
};

static const struct row of_probe[] = {
	{ "httpGet.path", { "httpGet.path", "httpGet.path", "http_get[0].path" } },
	{ "httpGet.port", { "httpGet.port", "httpGet.port", "http_get[0].port" } },
	{ "tcpSocket.port", { "tcpSocket.port", "tcpSocket.port", "tcp_socket[0].port" } },
	{ "grpc.port", { "grpc.port", "grpc.port", "grpc[0].port" } },
	{ "grpc.service", { "grpc.service", "grpc.service", "grpc[0].service" } },
	{ "initialDelaySeconds", { "initialDelaySeconds", "initialDelaySeconds", "initial_delay_seconds" } },
	{ "periodSeconds", { "periodSeconds", "periodSeconds", "period_seconds" } },
	{ "timeoutSeconds", { "timeoutSeconds", "timeoutSeconds", "timeout_seconds" } },
	{ "failureThreshold", { "failureThreshold", "failureThreshold", "failure_threshold" } },
};

/* ---- Texts -------------------------------------------------------------------------------------- */

/* Returns a scalar as text; "" for anything else. */
static const char *text_of(struct arena *a, const struct json *v)
{
	switch (json_kind(v)) {
	case JSON_STRING: return json_text(v).p;
	case JSON_INT: return arena_printf(a, "%lld", (long long)json_int(v));
	case JSON_DOUBLE: return arena_printf(a, "%g", json_double(v));
	default: return "";
	}
}

static void set(struct arena *a, struct json *out, const char *before, const char *field, const char *text)
{
	if (*text)
		json_set_string(a, out, arena_printf(a, "%s%s", before, field), text);
}

static void set_rows(struct arena *a, const struct row *rows, size_t n, enum form_style style, const struct json *v,
	const char *before, struct json *out)
{
	for (size_t i = 0; i < n; i++)
		if (*rows[i].paths[style] != '@')
			set(a, out, before, rows[i].field, text_of(a, json_at(v, rows[i].paths[style])));
}

static void set_annotated(struct arena *a, const struct row *rows, size_t n, enum form_style style,
	const struct json *annotations, struct json *out)
{
	for (size_t i = 0; i < n; i++)
		if (*rows[i].paths[style] == '@')
			set(a, out, "", rows[i].field, text_of(a, json_get(annotations, rows[i].paths[style] + 1)));
}

/* ---- Environment -------------------------------------------------------------------------------- */

/* How the parts of a template are read. */
struct manner {
	enum form_style style;
	const char *aliases; /* Knative: names of secrets of other projects: "ALIAS:projects/P/secrets/NAME,..." */
};

/* Returns what follows "NAME:" in the list, up to a comma, or NULL. */
static const char *alias_of(struct arena *a, const char *aliases, const char *name)
{
	size_t n = strlen(name);
	for (const char *at = aliases; n && *at; at += strcspn(at, ","), at += *at == ',') {
		at += strspn(at, " \t\r\n");
		if (!strncmp(at, name, n) && at[n] == ':')
			return arena_strndup(a, at + n + 1, strcspn(at + n + 1, ", \t\r\n"));
	}
	return NULL;
}

/* "projects/P/secrets/NAME" and "NAME" are the same. */
static const char *secret_name(struct arena *a, const struct manner *m, const char *name)
{
	const char *alias = alias_of(a, m->aliases, name), *full = alias && *alias ? alias : name,
			   *slash = strrchr(full, '/');
	return slash ? slash + 1 : full;
}

static const char *secret_text(struct arena *a, const struct manner *m, const char *name, const char *version)
{
	return arena_printf(a, FORM_SECRET "%s, version %s", secret_name(a, m, name), *version ? version : "latest");
}

static const char *variable_text(struct arena *a, const struct manner *m, const struct json *one)
{
	static const char *const refs[FORM__COUNT] = { "valueSource.secretKeyRef", "valueFrom.secretKeyRef",
		"value_source[0].secret_key_ref[0]" };
	const struct json *ref = json_at(one, refs[m->style]), *value = json_get(one, "value");
	bool knative = m->style == FORM_KNATIVE;
	if (json_kind(ref) == JSON_OBJECT)
		return secret_text(a, m, json_text_at(ref, knative ? "name" : "secret"),
			text_of(a, json_get(ref, knative ? "key" : "version")));
	if (!value && m->style == FORM_TERRAFORM) /* the state marks it as sensitive */
		return FORM_HIDDEN;
	return arena_printf(a, FORM_VALUE "%s", text_of(a, value));
}

/* ---- Files from Secret Manager ------------------------------------------------------------------ */

static const struct json *named_in(const struct json *list, const char *name)
{
	for (size_t i = 0; i < json_size(list); i++)
		if (!strcmp(json_text_at(json_item(list, i), "name"), name))
			return json_item(list, i);
	return NULL;
}

/* A secret that is mounted without items is one file with its name, of the latest version. */
static void set_file(struct arena *a, const struct manner *m, const struct json *secret, const struct json *item,
	const char *before, struct json *out)
{
	bool knative = m->style == FORM_KNATIVE;
	const char *name = json_text_at(secret, knative ? "secretName" : "secret");
	const char *path = item ? json_text_at(item, "path") : secret_name(a, m, name);
	set(a, out, before, path, secret_text(a, m, name, text_of(a, json_get(item, knative ? "key" : "version"))));
}

/* Fields "file.MOUNT/PATH", whatever the names of the volumes. */
static void set_files(struct arena *a, const struct manner *m, const struct json *c, const struct json *volumes,
	const char *before, struct json *out)
{
	bool terraform = m->style == FORM_TERRAFORM;
	const struct json *mounts = json_get(c, terraform ? "volume_mounts" : "volumeMounts");
	for (size_t i = 0; i < json_size(mounts); i++) {
		const struct json *mount = json_item(mounts, i);
		const struct json *volume = named_in(volumes, json_text_at(mount, "name"));
		const struct json *secret = json_at(volume, terraform ? "secret[0]" : "secret"),
						  *items = json_get(secret, "items");
		const char *to = arena_printf(
			a, "%sfile.%s/", before, json_text_at(mount, terraform ? "mount_path" : "mountPath"));
		if (json_kind(secret) != JSON_OBJECT)
			continue;
		for (size_t k = 0; k < json_size(items); k++)
			set_file(a, m, secret, json_item(items, k), to, out);
		if (!json_size(items))
			set_file(a, m, secret, NULL, to, out);
	}
}

/* ---- Containers --------------------------------------------------------------------------------- */

static void set_container(struct arena *a, const struct manner *m, const struct json *c, const struct json *volumes,
	const char *before, struct json *out)
{
	const struct json *env = json_get(c, "env");
	set_rows(a, of_container, COUNTOF(of_container), m->style, c, before, out);
	for (size_t i = 0; i < COUNTOF(probes); i++)
		set_rows(a, of_probe, COUNTOF(of_probe), m->style, json_at(c, probes[i].paths[m->style]),
			arena_printf(a, "%s%s.", before, probes[i].field), out);
	for (size_t i = 0; i < json_size(env); i++)
		set(a, out, arena_printf(a, "%senv.", before), json_text_at(json_item(env, i), "name"),
			variable_text(a, m, json_item(env, i)));
	set_files(a, m, c, volumes, before, out);
}

/* The ingress container has ports, or is the first. */
static size_t ingress_of(const struct json *containers)
{
	for (size_t i = 0; i < json_size(containers); i++)
		if (json_size(json_get(json_item(containers, i), "ports")))
			return i;
	return 0;
}

static void set_containers(struct arena *a, const struct manner *m, const struct json *template, struct json *out)
{
	const struct json *containers = json_get(template, "containers"), *volumes = json_get(template, "volumes");
	size_t ingress = ingress_of(containers);
	for (size_t i = 0; i < json_size(containers); i++) {
		const char *name = json_text_at(json_item(containers, i), "name");
		set_container(a, m, json_item(containers, i), volumes,
			i == ingress ? "" : arena_printf(a, "containers.%s.", *name ? name : arena_printf(a, "%zu", i)), out);
	}
}

/* ---- Traffic and ingress ------------------------------------------------------------------------ */

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* "LATEST 90 %, s-00001-abc 10 %": sorted, without tags and rows without traffic. */
static const char *traffic_text(struct arena *a, enum form_style style, const struct json *rows)
{
	size_t n = 0;
	const char **parts = ARENA_ARRAY(a, const char *, json_size(rows) + 1), *text = "";
	for (size_t i = 0; i < json_size(rows); i++) {
		const struct json *row = json_item(rows, i);
		const char *percent = text_of(a, json_get(row, "percent"));
		const char *revision = json_text_at(row, style == FORM_KNATIVE ? "revisionName" : "revision");
		const char *slash = strrchr(revision, '/');
		if (*percent && strcmp(percent, "0") != 0)
			parts[n++] = arena_printf(a, "%s %s %%", !*revision ? "LATEST" : slash ? slash + 1 : revision, percent);
	}
	if (n)
		qsort(parts, n, sizeof(*parts), by_text);
	for (size_t i = 0; i < n; i++)
		text = arena_printf(a, "%s%s%s", text, *text ? ", " : "", parts[i]);
	return text;
}

static const char *ingress_text(struct arena *a, enum form_style style, const struct json *service)
{
	static const struct {
		const char *knative, *api;
	} names[] = {
		{ "all", "INGRESS_TRAFFIC_ALL" },
		{ "internal", "INGRESS_TRAFFIC_INTERNAL_ONLY" },
		{ "internal-and-cloud-load-balancing", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" },
		{ "none", "INGRESS_TRAFFIC_NONE" },
	};
	const struct json *annotations = json_at(service, "metadata.annotations");
	const char *text = style == FORM_KNATIVE ? json_text(json_get(annotations, "run.googleapis.com/ingress")).p
											 : text_of(a, json_get(service, "ingress"));
	for (size_t i = 0; style == FORM_KNATIVE && i < COUNTOF(names); i++)
		if (!strcmp(text, names[i].knative))
			return names[i].api;
	return text;
}

/* ---- The whole ---------------------------------------------------------------------------------- */

struct json *form_of(struct arena *a, enum form_style style, const struct json *service, const struct json *revision)
{
	struct json *out = json_new_object(a);
	const struct json *template = json_at(service, templates[style]);
	const struct json *annotations = json_at(service, "spec.template.metadata.annotations");
	const struct json *traffic = style == FORM_KNATIVE ? json_at(service, "spec.traffic")
													   : json_get(service, "traffic");
	template = json_kind(template) == JSON_OBJECT ? template : revision;
	set_rows(a, of_service, COUNTOF(of_service), style, service, "", out);
	set_annotated(a, of_service, COUNTOF(of_service), style, json_at(service, "metadata.annotations"), out);
	set_rows(a, of_template, COUNTOF(of_template), style, template, "", out);
	set_annotated(a, of_template, COUNTOF(of_template), style, annotations, out);
	const char *aliases = style == FORM_KNATIVE ? text_of(a, json_get(annotations, "run.googleapis.com/secrets")) : "";
	set_containers(a, &(struct manner){ style, aliases }, template, out);
	set(a, out, "", "traffic", traffic_text(a, style, traffic));
	set(a, out, "", "ingress", ingress_text(a, style, service));
	return out;
}
