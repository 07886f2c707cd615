/* SPDX-License-Identifier: Apache-2.0 */
/* fresh.c: the fresh read on which a PATCH is planned, and the pauses between attempts. */
#include "move.h"

#include <string.h>

enum { PAUSE_FIRST_MS = 500, PAUSE_MAX_MS = 20 * 1000, STALE_MAX = 20 };

int fresh_of(struct arena *a, const struct traffic_change *r, struct traffic_move *m, const struct gcp_reply *reply,
	struct cloudrun_service *out, struct err *e)
{
	const struct cloudrun_service *s = &m->first;
	*e = reply->error;
	json_make_alike(reply->body, m->first.raw); /* many reads are kept, and most of what they say is the same */
	if (e->code == ERR_NONE && !cloudrun_service_of(a, reply->body, s->kind, s->project, s->region, s->id, out, e)) {
		const char *lacks = cloudrun_lacks(out);
		if (!lacks)
			return 0;
		err_set(e, ERR_MALFORMED, "%s %s: the answer has no %s, so no change is planned on it",
			cloudrun_kind(s->kind)->what, s->id, lacks);
	}
	m->trouble = arena_strdup(r->a, e->text);
	return -1;
}

/* A read may be older than an earlier read, or than a change that Cloud Run has accepted from us. */
bool fresh_is_stale(struct traffic_move *m, const struct cloudrun_service *fresh)
{
	int64_t known = m->acknowledged ? m->sent_on + 1 : m->first.generation;
	if (m->seen.name && !strcmp(m->seen.uid, fresh->uid) && m->seen.generation > known)
		known = m->seen.generation;
	return !strcmp(m->first.uid, fresh->uid) && fresh->generation < known && m->stale_reads++ < STALE_MAX;
}

int64_t fresh_pause(const struct traffic_change *r, int64_t *pause_ms, int64_t asked_ms)
{
	struct loop *l = gcp_loop(r->g);
	int64_t grown = *pause_ms ? *pause_ms * 3 / 2 : PAUSE_FIRST_MS, half = (r->deadline - loop_now(l)) / 2;
	*pause_ms = grown < PAUSE_MAX_MS ? grown : PAUSE_MAX_MS;
	int64_t ms = *pause_ms / 2 + (int64_t)(loop_random(l) % (uint64_t)(*pause_ms / 2 + 1));
	if (asked_ms > ms)
		ms = asked_ms;
	if (half < PAUSE_FIRST_MS)
		half = PAUSE_FIRST_MS;
	return ms < half ? ms : half;
}
