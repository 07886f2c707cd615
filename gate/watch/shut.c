/* SPDX-License-Identifier: Apache-2.0 */
/* shut.c: probes that a service's settings keep out, and the commands that let them in. */
#include "watch.h"
#include "../judge/select.h"
#include "../run/look_index.h"

static const struct look *shut_look(struct arena *a, const struct run *r)
{
	struct look_index *x = select_index(a, r->looks.items, r->looks.n);
	size_t *reads = ARENA_ARRAY(a, size_t, r->looks.n + 1);
	for (size_t i = 0; i < r->judged.outcomes.n; i++) {
		const struct outcome *o = &r->judged.outcomes.items[i];
		if (o->kind != OUTCOME_UNKNOWN || o->rule->dry_run || o->rule->severity == SEVERITY_WARNING)
			continue;
		size_t n = select_looks(o, x, reads);
		for (size_t k = 0; k < n; k++)
			if (r->looks.items[reads[k]]->shut)
				return r->looks.items[reads[k]];
	}
	return NULL;
}

const char *shut_why(struct run *r)
{
	struct arena *a = arena_under(r->a);
	const struct look *l = shut_look(a, r);
	arena_free(a);
	return l && release_settled(r) ? arena_strdup(r->a, l->error.text) : NULL;
}

void shut_say(struct run *r)
{
	for (size_t i = 0; i < r->looks.n; i++)
		if (r->looks.items[i]->advice && r->result.verdict != VERDICT_PASSED)
			say_next(&r->log, "%s", r->looks.items[i]->advice);
}
