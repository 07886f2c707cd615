/* SPDX-License-Identifier: Apache-2.0 */
/* shared.c: finds resources on which candidate and target both depend: if one fails, both fail. */
#include "act.h"
#include "../source/cloud/resource.h"
#include "../source/cloud/revision.h"

#include <string.h>

static const char *last_part(const char *name)
{
	const char *slash = strrchr(name, '/'), *colon = strrchr(name, ':');
	const char *at = slash > colon ? slash : colon;
	return at ? at + 1 : name;
}

/* Returns true if the revision's settings refer to the observed resource. */
static bool depends(
	struct arena *a, const struct service *s, const struct cloudrun_revision *v, const struct observation *l)
{
	enum need_kind kind = l->source->group == GROUP_SQL ? NEED_SQL : NEED_CONNECTOR;
	const char *name = last_part(json_text_at(l->value, kind == NEED_SQL ? "instance" : "connector"));
	struct need *needs;
	size_t n = needs_of(a, v->raw, s->config->project, s->config->region, &needs);
	for (size_t i = 0; i < n; i++)
		if (needs[i].kind == kind && !strcmp(needs[i].id, name))
			return true;
	return false;
}

/* Returns true if the candidate depends on the observed resource and a revision of the target does not. */
static bool of_candidate_alone(struct arena *a, const struct service *s, const struct observation *l)
{
	if (!s->target.candidate || !depends(a, s, s->target.candidate, l))
		return false;
	for (size_t i = 0; i < s->target.split.n; i++) {
		const struct cloudrun_revision *part = cloudrun_revision_named(
			s->revisions, s->n_revisions, s->target.split.rows[i].revision);
		if (part && !depends(a, s, part, l))
			return true;
	}
	return false;
}

bool shared_observation(struct arena *a, const struct release *release, const struct observation *l)
{
	bool resource = l->source->group == GROUP_SQL || l->source->group == GROUP_CONNECTORS;
	for (size_t i = 0; resource && i < release->n_services; i++)
		if (release->services[i].target.released && of_candidate_alone(a, &release->services[i], l))
			return false;
	return resource || l->source->group == GROUP_REDIS;
}

/* ---- Why both would fail ------------------------------------------------------------------------------ */

const char *shared_cause(struct arena *a, const struct release *release, const struct observations *observations)
{
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		const struct resource *k = l->source->resource;
		const char *state = json_text_at(l->value, "state");
		if (!k || l->error.code != ERR_NONE || !shared_observation(a, release, l))
			continue;
		if (!resource_is_well(k, state))
			return arena_printf(a, "%s %s is in state %s", k->what, l->alias, state);
		if (!strcmp(json_text_at(l->value, "activationPolicy"), "NEVER"))
			return arena_printf(a, "%s %s is stopped (activation policy NEVER)", k->what, l->alias);
	}
	return NULL;
}
