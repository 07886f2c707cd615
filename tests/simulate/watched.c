/* SPDX-License-Identifier: Apache-2.0 */
/* watched.c: what several processes of `watch` observe of one bake: a process that was killed is continued by the next
 * one, which remembers its rounds. */
#include "sim.h"
#include "../../gate/run/run.h"

#include <string.h>

static const char *candidate_of(const struct sim *s, int service)
{
	const struct cloudrun_revision *c = s->run->release.services[service].target.candidate;
	return c ? c->name : NULL;
}

static bool goes_on(const struct sim *s, int service)
{
	const struct bake *b = s->run->release.bake;
	const char *is = candidate_of(s, service), *was = s->watched[service].candidate;
	return b && b->goes_on && is && was && !strcmp(is, was);
}

int watched_row(struct sim *s, int service)
{
	const struct ahead_answer *h = &s->aheads[service];
	bool counts = check_ahead_counts(s, service);
	bool any_bad = s->bad_answers[service] || s->late_answers[service] || (counts && !h->well);
	if (h->came && !counts)
		happened(s, HAPPENED_AHEAD_OTHER);
	int row = s->good_row[service] + (counts && h->well && !h->bad_since);
	return row + (any_bad || !goes_on(s, service) ? 0 : s->watched[service].row);
}

/* A process that died may not have judged the newest answer. */
static int row_left(struct sim *s, int service)
{
	bool newest_is_bad = s->bad_answers[service] + s->late_answers[service] && !s->good_row[service];
	return s->attempt->crashed && newest_is_bad ? s->row_lost[service] : watched_row(s, service);
}

void watched_ended(struct sim *s)
{
	const struct attempt *t = s->attempt;
	bool interrupted = t->verdict == VERDICT_INTERRUPTED ||
		(t->verdict == VERDICT_INCONCLUSIVE && t->action == ACTION_NONE);
	if (strcmp(t->command, "watch") != 0)
		return;
	for (int i = 0; i < s->n; i++) {
		struct watched *w = &s->watched[i];
		const char *candidate = candidate_of(s, i);
		if (goes_on(s, i))
			happened(s, HAPPENED_BAKE_CONTINUED);
		if (!t->crashed && !interrupted)
			*w = (struct watched){ NULL, 0 };
		else if (candidate)
			*w = (struct watched){ arena_strdup(s->a, candidate), row_left(s, i) };
	}
}

bool watched_was_ordered(const struct sim *s)
{
	bool watched = false, ordered = false;
	for (int i = 0; i + 1 < s->n_attempts; i++) {
		const struct attempt *t = &s->attempts[i];
		bool order = !strcmp(t->command, "rollback") || t->promotes;
		ordered = ordered || (watched && order && t->patches);
		watched = watched || !strcmp(t->command, "watch");
	}
	return ordered;
}
