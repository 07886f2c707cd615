/* SPDX-License-Identifier: Apache-2.0 */
/* try_tag.c: sets a tag on revisions without traffic, and removes it. */
#include "try_tag.h"
#include "act.h"
#include "../source/cloud/owner.h"

bool try_tag_fill(struct traffic_change *b, const struct release *release, const struct try_tags *all, enum aim aim)
{
	b->pin = b->head.promotion = true; /* so that `resume` does not go on with it */
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (!all[i].n || !s->target.candidate || owner_regions(b->a, s->now.raw) ||
			!cloudrun_kind(s->config->kind)->has_tags)
			continue;
		struct cloudrun_target *rows = ARENA_ARRAY(b->a, struct cloudrun_target, PLAN_TRY_TAGS);
		for (size_t k = 0; k < all[i].n; k++)
			rows[k] = (struct cloudrun_target){ .revision = all[i].revisions[k], .percent = 100 };
		b->moves[b->n++] = (struct traffic_move){ .alias = s->config->member.alias,
			.candidate = s->target.candidate->name,
			.first = s->now,
			.last = s->now,
			.revisions = &s->revisions,
			.n_revisions = &s->n_revisions,
			.target = { rows, all[i].n },
			.aim = aim };
	}
	return b->n > 0;
}

bool try_tag_run(struct run *r, struct traffic_change *b)
{
	bool try = b->moves[0].aim == AIM_TRY;
	struct err e;
	if (!act_lock(r, b) || apply_prepare(b, &e))
		return false;
	if (conclude_in_state(b, MOVE_NOT_NEEDED) < b->n) {
		say_event(&r->log, try ? "tags_for_trial" : "tags_removed", NULL, NULL);
		apply_start(b);
		confirm_run(b);
	}
	for (size_t i = 0; i < b->n; i++)
		if (b->moves[i].state == MOVE_DONE || b->moves[i].state == MOVE_NOT_NEEDED)
			resume_service(&r->release, &b->moves[i])->now = b->moves[i].last;
	return true;
}
