/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prepare_target.c: asks for each revision of a target by itself, in flight together with the fresh read of its
 * service. The list that it was chosen from may be hours old, and a revision without traffic can be deleted at any
 * time.
 */
#include "move.h"

#include <string.h>

enum { PART_MS = 5 * 1000 };

/* over: ignore the reply, nothing waits for it. */
struct part {
	struct arena *a; /* of the reply */
	struct traffic_change *r;
	struct traffic_move *m;
	const char *revision;
	const bool *over;
};

/* What could not be read changes nothing: the list said that it is there. */
static void prepare_on_part(void *arg, const struct gcp_reply *reply)
{
	struct part *p = arg;
	struct traffic_move *m = p->m;
	struct arena *a = p->a;
	struct cloudrun_revision found;
	struct err e;
	if (*p->over)
		return;
	p->r->reading--;
	if (reply->error.code == ERR_NOT_FOUND)
		m->unfit = (struct target_refusal){ p->revision, GUARD_GONE };
	else if (reply->error.code == ERR_NONE && !cloudrun_revision_of(a, reply->body, &found, &e) &&
		!strcmp(found.name, p->revision) && guard_unready(p->r->a, &found, &m->unfit))
		m->unfit.revision = p->revision;
	arena_free(a);
}

void prepare_target_read(struct traffic_change *r, struct traffic_move *m, const bool *over)
{
	const struct cloudrun_service *s = &m->first;
	int64_t by = loop_now(gcp_loop(r->g)) + PART_MS;
	const char *path = cloudrun_service_path(r->a, s->kind, s->project, s->region, s->id);
	for (size_t i = 0; i < m->target.n; i++) {
		const char *revision = m->target.rows[i].revision;
		if (!revision || !m->target.rows[i].percent)
			continue;
		struct arena *a = arena_under(r->a);
		struct part *p = ARENA_NEW(a, struct part);
		*p = (struct part){ a, r, m, revision, over };
		r->reading++;
		gcp_get(r->g, a, GCP_RUN, arena_printf(a, "%s/revisions/%s", path, url_escape(a, revision)),
			by < r->deadline ? by : r->deadline, prepare_on_part, p);
	}
}
