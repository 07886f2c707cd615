/* SPDX-License-Identifier: Apache-2.0 */
/* test_declared.c: which resources a Terraform document declares, and which documents declare none. */
#include "../../gate/source/files/declared.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct json *resources_of(struct arena *a, const char *text, const char **why)
{
	struct json *document;
	struct err e;
	if (json_parse(a, str_of(text), &document, &e))
		fail_msg("%s", e.text);
	return declared_resources(a, document, why);
}

static void declares(struct arena *a, const char *text, const char *want)
{
	const char *why;
	struct json *list = resources_of(a, text, &why);
	struct buf b = BUF_MAX(64 * 1024);
	if (!list)
		fail_msg("%s: %s", text, why ? why : "nothing of Terraform's");
	json_print(list, JSON_COMPACT, &b);
	assert_string_equal(buf_text(&b), want);
	buf_free(&b);
}

#define STATE(module) \
	"{\"format_version\": \"1.0\", \"terraform_version\": \"1.9.0\", \"values\": {\"root_module\": " module "}}"

static void modules_of_any_depth(void **state)
{
	declares(*state,
		STATE("{\"resources\": [{\"address\": \"t.a\", \"mode\": \"managed\", \"type\": \"t\", \"name\": \"a\", "
			  "\"values\": {\"x\": 1}}], "
			  "\"child_modules\": [{\"address\": \"module.m\", \"child_modules\": [{\"address\": "
			  "\"module.m.module.n\", \"child_modules\": ["
			  "{\"address\": \"module.m.module.n.module.o\", \"resources\": [{\"address\": "
			  "\"module.m.module.n.module.o.t.b[0]\", \"type\": \"t\", "
			  "\"name\": \"b\", \"index\": 0, \"values\": {}}]}]}]}]}"),
		"[{\"address\":\"t.a\",\"type\":\"t\",\"name\":\"a\",\"module\":\"\",\"values\":{\"x\":1}},"
		"{\"address\":\"module.m.module.n.module.o.t.b[0]\",\"type\":\"t\",\"name\":\"b\",\"module\":\"module.m.module."
		"n.module.o\",\"values\":{}}]");
}

static void undeclared_resources_are_omitted(void **state)
{
	declares(*state,
		STATE("{\"resources\": [{\"mode\": \"data\", \"type\": \"t\", \"values\": {\"name\": \"read\"}}, "
			  "{\"mode\": \"managed\", \"type\": \"t\", \"deposed_key\": \"00000001\", \"values\": {\"name\": "
			  "\"old\"}}]}"),
		"[]");
	declares(*state, STATE("{}"), "[]");
	declares(*state, "{\"format_version\": \"1.0\"}", "[]");
}

static void null_and_sensitive_values_are_omitted(void **state)
{
	declares(*state,
		STATE("{\"resources\": [{\"type\": \"t\", \"name\": \"a\", \"values\": {\"name\": \"db\", \"size\": null, "
			  "\"password\": \"p\", "
			  "\"settings\": [null, {\"tier\": \"x\", \"edition\": null, \"key\": \"k\"}], \"all\": {\"s\": \"s\"}, "
			  "\"n\": 1.5}, "
			  "\"sensitive_values\": {\"password\": true, \"settings\": [false, {\"key\": true}], \"all\": true}}]}"),
		"[{\"address\":\"\",\"type\":\"t\",\"name\":\"a\",\"module\":\"\",\"values\":{\"name\":\"db\",\"settings\":["
		"null,{\"tier\":\"x\"}],\"n\":1.5}}]");
	declares(*state, STATE("{\"resources\": [{\"type\": \"t\"}, 5, {\"type\": 7, \"values\": []}]}"),
		"[{\"address\":\"\",\"type\":\"t\",\"name\":\"\",\"module\":\"\",\"values\":{}},"
		"{\"address\":\"\",\"type\":\"\",\"name\":\"\",\"module\":\"\",\"values\":{}}]");
}

static void is_other(struct arena *a, const char *text, const char *what)
{
	const char *why;
	if (resources_of(a, text, &why))
		fail_msg("%s: taken", text);
	if (!what != !why || (why && !strstr(why, what)))
		fail_msg("%s: %s", text, why ? why : "nothing of Terraform's");
}

static void documents_without_declarations(void **state)
{
	is_other(*state,
		"{\"format_version\": \"1.2\", \"terraform_version\": \"1.9.0\", \"planned_values\": {\"root_module\": {}}, "
		"\"prior_state\": {\"values\": {\"root_module\": {}}}}",
		"plan");
	is_other(*state, "{\"format_version\": \"1.2\", \"resource_changes\": []}", "plan");
	is_other(*state,
		"{\"version\": 4, \"terraform_version\": \"1.9.0\", \"serial\": 3, \"lineage\": \"x\", \"outputs\": {}, "
		"\"resources\": []}",
		"raw");
	is_other(
		*state, "{\"format_version\": \"1.0\", \"terraform_version\": \"1\", \"values\": {}}", "without a root module");
	is_other(*state, "{\"format_version\": \"1.0\", \"provider_schemas\": {}}", NULL);
	is_other(*state, "{\"resources\": [], \"version\": 4}", NULL);
	is_other(*state, "{}", NULL);
	is_other(*state, "[1]", NULL);
	is_other(*state, "null", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(modules_of_any_depth, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(undeclared_resources_are_omitted, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(null_and_sensitive_values_are_omitted, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(documents_without_declarations, unit_set_up, unit_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
