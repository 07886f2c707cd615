/* SPDX-License-Identifier: Apache-2.0 */
/* causes_changed.c: what the release changed, for a symptom that no finding explains. No side effects. */
#include "causes.h"

#include <string.h>

enum { NAMES_MAX = 6, VALUE_MAX = 60, COMMITS_MAX = 5, SERVICES_MAX = 5 };

/* "MEMORY 512 -> 256" for short values; otherwise the name alone. */
static const char *pair(struct arena *a, const char *name, const struct json *change)
{
	struct buf from = BUF_MAX(VALUE_MAX), to = BUF_MAX(VALUE_MAX);
	const struct json *x = json_get(change, "from"), *y = json_get(change, "to");
	bool plain = json_kind(x) != JSON_OBJECT && json_kind(y) != JSON_OBJECT && strcmp(name, "image") != 0;
	json_print(x, JSON_COMPACT, &from);
	json_print(y, JSON_COMPACT, &to);
	bool fits = plain && !from.over && !to.over;
	const char *text = fits ? arena_printf(a, "%s %s -> %s", name, buf_text(&from), buf_text(&to)) : name;
	buf_free(&from);
	buf_free(&to);
	return text;
}

/* "env AGENT_URL, TOKEN added" */
static void put_names(struct arena *a, struct json *out, const char *name, const struct json *change)
{
	static const char *const kinds[] = { "added", "removed", "changed" };
	for (size_t k = 0; k < COUNTOF(kinds); k++) {
		const struct json *all = json_get(change, kinds[k]);
		const char *text = NULL;
		for (size_t i = 0; i < json_size(all) && i < NAMES_MAX; i++) {
			const char *one = json_text(json_item(all, i)).p;
			text = text ? arena_printf(a, "%s, %s", text, one) : arena_printf(a, "%s %s", name, one);
		}
		if (text && json_size(all) > NAMES_MAX)
			text = arena_printf(a, "%s and %zu more", text, json_size(all) - NAMES_MAX);
		if (text)
			json_add(out, json_new_string(a, arena_printf(a, "%s %s", text, kinds[k])));
	}
}

static struct json *fields(struct arena *a, const struct json *changes)
{
	struct json *out = json_new_array(a);
	for (struct json_each it = json_each(cause_sorted(a, changes)); json_next(&it);) {
		if (json_get(it.value, "added"))
			put_names(a, out, it.key, it.value);
		else
			json_add(out, json_new_string(a, pair(a, it.key, it.value)));
	}
	return out;
}

static struct json *of_service(struct arena *a, const struct json *facts, const char *alias)
{
	const struct json *s = json_get(json_get(facts, "services"), alias);
	const struct json *all = json_get(json_at(facts, "source.commits"), alias), *commits = json_get(all, "list");
	struct json *v = json_new_object(a), *told = json_new_array(a);
	if (!json_is_true(json_get(s, "released")))
		return NULL;
	json_set_string(a, v, "service", alias);
	json_set(v, "to", json_at(s, "candidate.name"));
	if (!json_get(s, "baseline"))
		return v;
	json_set(v, "from", json_at(s, "baseline.name"));
	json_set(v, "fields", fields(a, json_get(s, "changes")));
	for (size_t i = 0; i < json_size(commits) && i < COMMITS_MAX; i++)
		json_add(told, json_item(commits, i));
	if (json_size(told))
		json_set(v, "commits", told);
	if (json_int(json_get(all, "count")) > COMMITS_MAX)
		json_set_int(a, v, "moreCommits", json_int(json_get(all, "count")) - COMMITS_MAX);
	return v;
}

struct json *causes_changed(struct arena *a, const struct json *facts, const struct json *services)
{
	struct json *out = json_new_array(a);
	for (size_t i = 0; i < json_size(services) && json_size(out) < SERVICES_MAX; i++) {
		struct json *v = of_service(a, facts, json_text(json_item(services, i)).p);
		if (v)
			json_add(out, v);
	}
	return json_size(out) ? out : NULL;
}
