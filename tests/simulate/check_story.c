/* SPDX-License-Identifier: Apache-2.0 */
/* check_story.c: after the last process: nothing is left undone, and each rollback has one outcome. L1, L3. */
#include "sim.h"
#include "../../gate/run/run.h"

#include <string.h>

struct evidence {
	struct json **items;
	size_t n;
};

/* The evidence files that report a rollback. */
static struct evidence read_rollbacks(struct sim *s)
{
	const char *dir = arena_printf(s->a, "%s/evidence", s->dir);
	struct evidence all = { NULL, 0 };
	char **names;
	size_t n;
	struct err e;
	struct str text;
	if (file_list(s->a, dir, ".json", &names, &n, &e))
		return all;
	all.items = ARENA_ARRAY(s->a, struct json *, n + 1);
	for (size_t i = 0; i < n; i++)
		all.n += !file_read(s->a, arena_printf(s->a, "%s/%s", dir, names[i]), 64 * 1024 * 1024, &text, &e) &&
			strstr(text.p, "rolled_back") && !json_parse(s->a, text, &all.items[all.n], &e);
	return all;
}

static int outcomes_of(const struct evidence *all, const char *run)
{
	int count = 0;
	for (size_t i = 0; i < all->n; i++) {
		const struct json *v = all->items[i];
		bool began = str_is(json_text(json_at(v, "predicate.id")), run) && !json_at(v, "predicate.journal.goesOnWith");
		bool went_on = str_is(json_text(json_at(v, "predicate.journal.goesOnWith")), run);
		count += (began || went_on) && str_is(json_text(json_at(v, "predicate.action")), "rolled_back");
	}
	return count;
}

void check_story(struct sim *s)
{
	struct journal_entry *all;
	size_t n;
	struct err e;
	const struct attempt *last = &s->attempts[s->n_attempts - 1];
	if (last->crashed || s->n_attempts < 2 ||
		journal_read(s->a, arena_printf(s->a, "%s/journal", s->dir), NULL, &all, &n, &e))
		return;
	const struct evidence rollbacks = read_rollbacks(s);
	for (size_t i = 0; i < n; i++) {
		/* an explicit rollback goes to its own target, whatever was begun; a pass and a rollback end what a verdict
		 * began */
		bool ended = last->verdict == VERDICT_PASSED || last->action == ACTION_ROLLED_BACK;
		bool verdicts = !strcmp(last->command, "verify") && !all[i].head.ordered && !others_acted(s) && ended;
		bool must = !strcmp(last->command, "resume") || verdicts;
		if (!all[i].n || !strcmp(all[i].head.run, "planted"))
			continue;
		if (i + 1 == n && !s->unrecorded && !all[i].head.promotion && !all[i].action && last->calm && must)
			broken(s, "L1", "a story is left without an end after %s: %s", last->command, all[i].path);
		if (outcomes_of(&rollbacks, all[i].head.run) > 1)
			broken(s, "L3", "the story of %s has more than one outcome", all[i].head.run);
		check_job_story(s, &all[i]);
	}
}
