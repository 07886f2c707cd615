/* SPDX-License-Identifier: Apache-2.0 */
/* progress_beneath.c: what a terminal shows while a run waits, beneath the line of the clock: what each service serves,
 * and the newest answer of each probe. */
#include "watch.h"

static const char *serves(struct arena *a, const struct service *s)
{
	if (!s->known)
		return "not read yet";
	struct cloudrun_split resolved = cloudrun_resolved(a, &s->now.effective, s->now.latest_ready);
	const char *split = cloudrun_split_text(a, &resolved);
	if (s->move)
		return arena_printf(a, "%s (%s)", split, move_state_name(s->move->state));
	return cloudrun_settled(&s->now) ? split : arena_printf(a, "%s (changing)", split);
}

static enum live_mark mark_of(const struct observation *l)
{
	if (!l->count || l->warming)
		return LIVE_WAITS;
	if (l->error.code != ERR_NONE)
		return LIVE_UNKNOWN;
	return observation_is_ok(l) ? LIVE_WELL : LIVE_FAILS;
}

void progress_beneath(const void *arg, struct arena *a, struct live_beneath *out)
{
	const struct run *r = arg;
	struct live_service *services = ARENA_ARRAY(a, struct live_service, r->release.n_services + 1);
	struct live_probe *probes = ARENA_ARRAY(a, struct live_probe, r->observations.n + 1);
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *s = &r->release.services[i];
		if (s->selected)
			services[out->n_services++] = (struct live_service){ s->config->member.alias, serves(a, s) };
	}
	for (size_t i = 0; i < r->observations.n; i++) {
		const struct observation *l = r->observations.items[i];
		if (l->source->group == GROUP_PROBES && l->alias)
			probes[out->n_probes++] = (struct live_probe){ l->alias, mark_of(l) };
	}
	out->services = services;
	out->probes = probes;
}
