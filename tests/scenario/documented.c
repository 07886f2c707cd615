/* SPDX-License-Identifier: Apache-2.0 */
/* documented.c: every fact in the evidence must be in the table of a source, because a rule could not name it
 * otherwise. */
#include "documented.h"
#include "../../gate/judge/shape.h"

#include <string.h>

static const char *beyond(struct arena *a, const struct json *v, const struct cel_shape *s, const char *path);

static const char *field_beyond(
	struct arena *a, const struct json_each *it, const struct cel_shape *s, const char *path)
{
	const char *below = arena_printf(a, "%s.%s", path, it->key);
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->fields[i].name, it->key))
			return beyond(a, it->value, s->fields[i].shape, below);
	return s->open ? beyond(a, it->value, s->each, below) : below;
}

/* Returns the path of the first member that the shape does not have, or NULL. */
static const char *beyond(struct arena *a, const struct json *v, const struct cel_shape *s, const char *path)
{
	const char *found = NULL;
	if (!s || json_get(v, CEL_UNOBSERVED) || json_get(v, CEL_WITHHELD))
		return NULL;
	for (struct json_each it = json_each(s->kind == CEL_MAP ? v : NULL); !found && json_next(&it);)
		found = field_beyond(a, &it, s, path);
	for (size_t i = 0; !found && s->kind == CEL_LIST && i < json_size(v); i++)
		found = beyond(a, json_item(v, i), s->each, path);
	return found;
}

/* The facts of a probe do not contain its kind, so one kind must have all of them. */
static const char *probe_beyond(struct arena *a, const struct json *probe, const char *path)
{
	static const struct source *const kinds[] = { &source_http, &source_tls, &source_dns, &source_websocket,
		&source_grpc, &source_command, &source_journey };
	const char *found = NULL;
	for (size_t i = 0; i < COUNTOF(kinds); i++) {
		found = beyond(a, probe, shape_member(a, kinds[i]), path);
		if (!found)
			return NULL;
	}
	return found;
}

const char *documented_not(struct arena *a, const struct json *facts)
{
	const char *found = beyond(a, facts, shape_facts(a, NULL), "facts");
	const struct json *probes = json_get(facts, "probes");
	for (struct json_each it = json_each(json_get(probes, CEL_UNOBSERVED) ? NULL : probes); !found && json_next(&it);)
		found = probe_beyond(a, it.value, arena_printf(a, "facts.probes.%s", it.key));
	return found;
}
