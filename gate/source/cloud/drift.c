/* SPDX-License-Identifier: Apache-2.0 */
/* drift.c: compares a declared service with the live one. No side effects. */
#include "form.h"
#include "revision_containers.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Returns the part of a field before "env." or "file.", or NULL if it is neither a variable nor a file. */
static const char *before_name(struct arena *a, const char *field)
{
	static const char *const kinds[] = { ".env.", ".file." };
	bool of_container = !strncmp(field, "containers.", strlen("containers."));
	for (size_t i = 0; i < COUNTOF(kinds); i++) {
		const char *at = of_container ? strstr(field, kinds[i]) : NULL;
		if (at)
			return arena_strndup(a, field, (size_t)(at - field) + 1);
		if (strstr(field, kinds[i] + 1) == field)
			return "";
	}
	return NULL;
}

static bool ends_in(const char *field, const char *tail)
{
	size_t n = strlen(field), t = strlen(tail);
	return n >= t && !strcmp(field + n - t, tail) && (n == t || field[n - t - 1] == '.');
}

/* CPUs as thousandths: "1", "1000m" and "1.0" are the same. */
static long millis(const char *cpu)
{
	char *end;
	double n = strtod(cpu, &end);
	return (long)(*end == 'm' ? n : n * 1000);
}

/* "img:v1@sha256:x" and "img@sha256:x" are the same image. */
static const char *digest_of(const char *image)
{
	const char *at = strstr(image, "@sha256:");
	return at ? at + 1 : NULL;
}

static bool same(const char *field, const char *declared, const char *live)
{
	const char *digest = ends_in(field, "image") ? digest_of(declared) : NULL, *is = digest ? digest_of(live) : NULL;
	if (!strcmp(declared, live) || (!*live && !strcmp(declared, "0")))
		return true;
	if (digest && is)
		return !strcmp(digest, is);
	if (ends_in(field, "cpu"))
		return *live && millis(declared) == millis(live);
	if (ends_in(field, "memory"))
		return *live && revision_mebibytes(declared) && revision_mebibytes(declared) == revision_mebibytes(live);
	if (!strcmp(field, "service.scalingMode")) /* "manual" and "MANUAL" */
		return !strcasecmp(declared, *live ? live : "AUTOMATIC");
	if (!strcmp(field, "timeoutSeconds")) /* "300" and "300s" */
		return strtol(declared, NULL, 10) == strtol(live, NULL, 10);
	return false;
}

static void add(struct arena *a, struct json *out, const char *field, const char *declared, const char *live)
{
	struct json *one = json_new_object(a);
	json_set_string(a, one, "field", field);
	json_set_string(a, one, "declared", declared);
	json_set_string(a, one, "live", live);
	json_add(out, one);
}

/* What may be shown of an environment variable: a reference to a secret, but no value. */
static const char *shown(const char *text)
{
	return !*text ? "absent" : !strncmp(text, FORM_SECRET, strlen(FORM_SECRET)) ? text : "a value";
}

static void compare_variable(
	struct arena *a, const char *field, const char *declared, const char *live, struct json *out)
{
	bool hidden = !strcmp(declared, FORM_HIDDEN) && !strncmp(live, FORM_VALUE, strlen(FORM_VALUE));
	bool values = !strncmp(declared, FORM_VALUE, strlen(FORM_VALUE)) && !strncmp(live, FORM_VALUE, strlen(FORM_VALUE));
	if (!strcmp(declared, live) || hidden)
		return;
	add(a, out, field, shown(declared), values ? "another value" : shown(live));
}

/* A variable or file of a declared container that the declaration lacks. */
static void compare_undeclared(
	struct arena *a, const struct json *declared, const char *field, const char *live, struct json *out)
{
	const char *before = before_name(a, field);
	if (before && !json_get(declared, field) && json_get(declared, arena_printf(a, "%simage", before)))
		add(a, out, field, "absent", shown(live));
}

struct json *drift_between(struct arena *a, const struct json *declared, const struct json *live)
{
	struct json *out = json_new_array(a);
	for (struct json_each it = json_each(declared); json_next(&it);) {
		const char *is = json_text(json_get(live, it.key)).p, *wanted = json_text(it.value).p;
		if (before_name(a, it.key))
			compare_variable(a, it.key, wanted, is, out);
		else if (!same(it.key, wanted, is))
			add(a, out, it.key, wanted, *is ? is : "absent");
	}
	for (struct json_each it = json_each(live); json_next(&it);)
		compare_undeclared(a, declared, it.key, json_text(it.value).p, out);
	return out;
}
