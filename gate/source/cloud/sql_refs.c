/* SPDX-License-Identifier: Apache-2.0 */
/* sql_refs.c: finds the Cloud SQL instances that a revision, worker pool or job connects to: those of its volumes, and
 * connection names (PROJECT:REGION:INSTANCE) in the environment and the arguments of any container, as for the Auth
 * Proxy in a sidecar or a connector library. No side effects. */
#include "revision.h"
#include "revision_containers.h"
#include "../source.h"

#include <ctype.h>
#include <string.h>

static void add(struct arena *a, struct json *out, const char *name, size_t n)
{
	for (size_t i = 0; i < json_size(out); i++)
		if (json_text(json_item(out, i)).n == n && !strncmp(json_text(json_item(out, i)).p, name, n))
			return;
	if (n && json_size(out) < LIMIT_NEEDS)
		json_add(out, json_new_stringn(a, name, n));
}

struct json *sql_volumes(struct arena *a, const struct json *owner)
{
	struct json *out = json_new_array(a);
	const struct json *volumes = json_get(owner, "volumes");
	for (size_t i = 0; i < json_size(volumes); i++) {
		const struct json *names = json_at(json_item(volumes, i), "cloudSqlInstance.instances");
		for (size_t j = 0; j < json_size(names); j++)
			add(a, out, json_text(json_item(names, j)).p, json_text(json_item(names, j)).n);
	}
	return out;
}

/* "us-central1": words of lower-case letters, the last of which ends in digits. */
static bool is_region(const char *text, size_t n)
{
	size_t digits = 0, hyphens = 0;
	for (size_t i = 0; i < n; i++) {
		bool letter = islower((unsigned char)text[i]), digit = isdigit((unsigned char)text[i]);
		if (!letter && !digit && text[i] != '-')
			return false;
		if (digits && !digit)
			return false;
		digits += digit;
		hyphens += text[i] == '-';
	}
	return digits && hyphens && digits < n - 2 && islower((unsigned char)text[0]) && text[n - digits - 1] != '-';
}

static bool is_word(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!islower((unsigned char)text[i]) && !isdigit((unsigned char)text[i]) && text[i] != '-' && text[i] != '.' &&
			text[i] != ':')
			return false;
	return n && islower((unsigned char)text[0]);
}

/* Adds the run of n characters if it is a connection name. Only a project may contain a further colon. */
static void add_connection(struct arena *a, struct json *out, const char *run, size_t n)
{
	const char *last = memrchr(run, ':', n);
	const char *before = last && last > run ? memrchr(run, ':', (size_t)(last - run)) : NULL;
	if (!before)
		return;
	size_t project = (size_t)(before - run), region = (size_t)(last - before - 1), id = n - project - region - 2;
	if (is_word(run, project) && region && is_region(before + 1, region) && is_word(last + 1, id))
		add(a, out, run, n);
}

static void add_connections(struct arena *a, struct json *out, const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789:.-";
	for (const char *p = text + strcspn(text, letters); *p; p += strcspn(p, letters)) {
		size_t n = strspn(p, letters);
		add_connection(a, out, p, n);
		p += n;
	}
}

struct json *sql_connections(struct arena *a, const struct json *owner)
{
	static const char *const places[] = { "args", "command" };
	struct json *out = sql_volumes(a, owner);
	struct revision_container *all;
	size_t n = revision_containers(a, owner, &all);
	for (size_t c = 0; c < n; c++) {
		const struct json *env = json_get(all[c].raw, "env");
		for (size_t i = 0; i < json_size(env); i++)
			add_connections(a, out, json_text_at(json_item(env, i), "value"));
		for (size_t k = 0; k < COUNTOF(places); k++) {
			const struct json *words = json_get(all[c].raw, places[k]);
			for (size_t i = 0; i < json_size(words); i++)
				add_connections(a, out, json_text(json_item(words, i)).p);
		}
	}
	return out;
}
