/* SPDX-License-Identifier: Apache-2.0 */
/* declared_service.c: compares declared services with live ones. */
#include "declared_service.h"
#include "declared.h"
#include "../../base/conf_node.h"
#include "../../cel/cel.h"
#include "../cloud/form.h"
#include "../source.h"

#include <string.h>

/* ---- Documents (no side effects) ---------------------------------------------------------------- */

static bool matches(const struct json *values, const char *key, const char *want)
{
	const char *is = json_text_at(values, key);
	return !*is || !want || !strcmp(is, want);
}

struct json *declared_in(struct arena *a, const struct json *resources, const struct config_service *s)
{
	for (size_t i = 0; i < json_size(resources); i++) {
		const struct json *values = json_get(json_item(resources, i), "values");
		if (!strcmp(json_text_at(json_item(resources, i), "type"), "google_cloud_run_v2_service") &&
			!strcmp(json_text_at(values, "name"), s->service) && matches(values, "location", s->region) &&
			matches(values, "project", s->project))
			return form_of(a, FORM_TERRAFORM, values, NULL);
	}
	return NULL;
}

static bool is_manifest(const struct json *d)
{
	return !strcmp(json_text_at(d, "apiVersion"), "serving.knative.dev/v1") &&
		!strcmp(json_text_at(d, "kind"), "Service");
}

struct json *declared_form(
	struct arena *a, const struct json *document, const struct config_service *s, const char **why)
{
	struct json *form = NULL;
	if (is_manifest(document)) {
		const char *name = json_text_at(document, "metadata.name");
		form = !strcmp(name, s->service) ? form_of(a, FORM_KNATIVE, document, NULL) : NULL;
		*why = form ? NULL : arena_printf(a, "it declares the service %s, not %s", name, s->service);
		return form;
	}
	const struct json *resources = declared_resources(a, document, why);
	if (!resources) {
		*why = *why
			? *why
			: "it is neither a manifest (serving.knative.dev/v1 Service) nor the output of terraform show -json";
		return NULL;
	}
	form = declared_in(a, resources, s);
	*why = form ? NULL : arena_printf(a, "it has no google_cloud_run_v2_service %s", s->service);
	return form;
}

/* ---- Files -------------------------------------------------------------------------------------- */

/* Every scalar becomes a text. */
static struct json *json_of(struct arena *a, const struct conf_node *node)
{
	struct json *out = node->kind == NODE_GROUP ? json_new_object(a)
		: node->kind == NODE_LIST               ? json_new_array(a)
												: json_new_string(a, node->text ? node->text : "");
	for (const struct conf_node *x = node->first; x && node->kind == NODE_GROUP; x = x->next)
		if (x->kind != NODE_NULL)
			json_set(out, arena_strdup(a, x->name), json_of(a, x));
	for (const struct conf_node *x = node->first; x && node->kind == NODE_LIST; x = x->next)
		json_add(out, json_of(a, x));
	return out;
}

static struct json *read_document(struct arena *a, const char *path, struct err *e)
{
	struct conf_errors all = { .a = a };
	struct conf_source source;
	struct conf_node *root;
	struct json *v = NULL;
	struct str text;
	if (conf_syntax_of(path) == CONF_YAML) {
		if (!conf_tree_read(a, path, &source, &root, &all) && root)
			return json_of(a, root);
		err_set(e, ERR_CONFIG, "%s", all.n ? all.items[0].text : "it cannot be read");
		return NULL;
	}
	return file_read(a, path, LIMIT_FACT_FILE_BYTES, &text, e) || json_parse(a, text, &v, e) ? NULL : v;
}

void declared_open(struct arena *a, const struct config *c, struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		struct service *s = &release->services[i];
		const char *path = s->config->declared ? file_resolve(a, c->dir, s->config->declared) : NULL, *why = NULL;
		struct err e;
		if (!path)
			continue;
		const struct json *document = read_document(a, path, &e);
		s->declared = document ? declared_form(a, document, s->config, &why) : NULL;
		if (!s->declared)
			s->undeclared = arena_printf(
				a, "services.%s.declared: %s: %s", s->config->member.alias, path, document ? why : e.text);
	}
}

/* ---- Facts -------------------------------------------------------------------------------------- */

/* The image of the template may be a tag; that of the candidate has the digest that Cloud Run resolved. */
static void resolve_image(const struct json *declared, const struct json *revision, struct json *live)
{
	const struct json *image = json_get(revision, "image");
	if (image && strstr(json_text_at(declared, "image"), "@sha256:"))
		json_set(live, "image", (struct json *)(uintptr_t)image);
}

static struct json *drift_of(struct arena *a, const struct service *s, const struct json *declared)
{
	const struct json *revision = s->target.candidate ? s->target.candidate->raw : NULL;
	struct json *live = form_of(a, FORM_API, s->now.raw, revision);
	resolve_image(declared, form_of(a, FORM_API, NULL, revision), live);
	return drift_between(a, declared, live);
}

void declared_compare(struct arena *a, const struct release *release, struct json *facts)
{
	const struct json *managed = json_at(facts, "data.declared.managed");
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		struct json *member = json_get(json_get(facts, "services"), s->config->member.alias);
		const struct json *declared = s->declared ? s->declared
			: s->undeclared                       ? NULL
												  : declared_in(a, managed, s->config);
		if (!member || json_get(member, CEL_UNOBSERVED) || !s->now.raw || (!declared && !s->undeclared))
			continue;
		json_set(member, "drift", declared ? drift_of(a, s, declared) : facts_unobserved(a, s->undeclared));
	}
}
