/* SPDX-License-Identifier: Apache-2.0 */
/* declared.c: extracts the resources of a Terraform state. No side effects. Source: Terraform's JSON output format,
 * format_version 0.1 to 1.x, which OpenTofu uses too. */
#include "declared.h"

#include <string.h>

/* ---- Values ------------------------------------------------------------------------------------------------ */

/* Returns the value without null and sensitive parts; NULL if nothing is left. sensitive: true, or the same shape as
 * value with true in place of sensitive parts. */
static struct json *plain(struct arena *a, const struct json *value, const struct json *sensitive)
{
	if (json_kind(value) == JSON_NULL || json_is_true(sensitive))
		return NULL;
	if (json_kind(value) == JSON_ARRAY) {
		struct json *out = json_new_array(a);
		for (size_t i = 0; i < json_size(value); i++) {
			struct json *item = plain(a, json_item(value, i), json_item(sensitive, i));
			json_add(out, item ? item : json_new_null(a)); /* later items keep their index */
		}
		return out;
	}
	if (json_kind(value) != JSON_OBJECT)
		return json_copy(a, value);
	struct json *out = json_new_object(a);
	for (struct json_each it = json_each(value); json_next(&it);)
		json_set(out, it.key, plain(a, it.value, json_get(sensitive, it.key)));
	return out;
}

/* ---- Modules ----------------------------------------------------------------------------------------------- */

static void add_resource(struct arena *a, const struct json *r, const char *module, struct json *out)
{
	if (json_kind(r) != JSON_OBJECT || !strcmp(json_text_at(r, "mode"), "data") || json_get(r, "deposed_key"))
		return;
	struct json *one = json_new_object(a), *values = plain(a, json_get(r, "values"), json_get(r, "sensitive_values"));
	json_set_string(a, one, "address", json_text_at(r, "address"));
	json_set_string(a, one, "type", json_text_at(r, "type"));
	json_set_string(a, one, "name", json_text_at(r, "name"));
	json_set_string(a, one, "module", module);
	json_set(one, "values", json_kind(values) == JSON_OBJECT ? values : json_new_object(a));
	json_add(out, one);
}

/* Recursion is limited by the depth of the JSON. */
static void add_module(struct arena *a, const struct json *module, struct json *out)
{
	const struct json *resources = json_get(module, "resources"), *children = json_get(module, "child_modules");
	for (size_t i = 0; i < json_size(resources); i++)
		add_resource(a, json_item(resources, i), json_text_at(module, "address"), out);
	for (size_t i = 0; i < json_size(children); i++)
		add_module(a, json_item(children, i), out);
}

/* ---- Kinds of documents ------------------------------------------------------------------------------------- */

static const char show[] = "use the output of `terraform show -json` without a plan file";

/* Returns why a Terraform document is not a state as `terraform show -json` prints it; NULL if it is one, or is no
 * Terraform document. */
static const char *other_document(struct arena *a, const struct json *d)
{
	bool versioned = json_kind(json_get(d, "format_version")) == JSON_STRING;
	if (versioned && (json_get(d, "planned_values") || json_get(d, "resource_changes")))
		return arena_printf(a, "the file is a Terraform plan, not a state: %s", show);
	if (json_kind(json_get(d, "version")) == JSON_INT && json_get(d, "lineage") && json_get(d, "serial"))
		return arena_printf(a, "the file is a raw Terraform state file, whose format is not stable: %s", show);
	bool values = versioned && json_get(d, "terraform_version") && json_get(d, "values");
	if (values && json_kind(json_at(d, "values.root_module")) != JSON_OBJECT)
		return arena_printf(a, "the file is a Terraform state without a root module: %s", show);
	return NULL;
}

/* An empty state has no `values`. */
static bool is_state(const struct json *d)
{
	static const char *const known[] = { "format_version", "terraform_version", "checks" };
	bool nothing_else = json_size(d) > 0;
	if (json_kind(json_get(d, "format_version")) != JSON_STRING)
		return false;
	for (struct json_each it = json_each(d); json_next(&it);) {
		bool is = false;
		for (size_t i = 0; i < COUNTOF(known); i++)
			is = is || !strcmp(it.key, known[i]);
		nothing_else = nothing_else && is;
	}
	return nothing_else || json_kind(json_at(d, "values.root_module")) == JSON_OBJECT;
}

struct json *declared_resources(struct arena *a, const struct json *document, const char **why)
{
	*why = other_document(a, document);
	if (*why || !is_state(document))
		return NULL;
	struct json *out = json_new_array(a);
	add_module(a, json_at(document, "values.root_module"), out);
	return out;
}
