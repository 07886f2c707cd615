/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rounds_kept.c: the log of a bake that lasts for days. When it has twice LIMIT_ROUNDS entries the older half is left
 * out. The rows of failures and of clean rounds at that point are kept, so that a replay of the rest decides the same.
 */
#include "bake.h"
#include "../judge/judge.h"
#include "../run/say.h"

struct rounds_kept {
	struct arena *a;   /* owns the log and the rows that it begins with; NULL: the run does */
	struct arena *cut; /* owns these: the rows after entry LIMIT_ROUNDS of the log */
	struct json *rows;
	unsigned clean_row;
};

static struct rounds_kept *kept_of(struct bake *b)
{
	b->kept = b->kept ? b->kept : ARENA_NEW(b->log->a, struct rounds_kept);
	return b->kept;
}

/* The log may be cut after its newest entry. */
static void note_rows(struct bake *b, const struct judged *judged)
{
	struct rounds_kept *k = kept_of(b);
	arena_free(k->cut);
	k->cut = arena_under(b->log->a);
	k->rows = rounds_rows(k->cut, &judged->rounds, &judged->outcomes);
	k->clean_row = judged->rounds.clean_row;
}

static int64_t times_of(const struct json *round)
{
	int64_t times = json_int(json_get(round, "times"));
	return times > 1 ? times : 1;
}

static void leave_out(struct bake *b, struct judged *judged)
{
	struct rounds_kept *k = kept_of(b);
	struct arena *a = arena_under(b->log->a), *before = k->a;
	struct json *rest = json_new_array(a);
	for (size_t i = 0; i < json_size(judged->log); i++)
		if (i < LIMIT_ROUNDS)
			b->left_out += times_of(json_item(judged->log, i));
		else
			json_add(rest, json_item(judged->log, i));
	while (!before && json_size(judged->log)) /* the first log lives as long as the run */
		json_drop_last(judged->log);
	judged->log = rest;
	b->rows = json_share(a, k->rows);
	b->clean_row = k->clean_row;
	k->a = a;
	arena_free(before);
}

void rounds_kept(struct bake *b, struct judged *judged)
{
	if (json_size(judged->log) == 2 * LIMIT_ROUNDS)
		leave_out(b, judged);
	if (json_size(judged->log) == LIMIT_ROUNDS)
		note_rows(b, judged);
}
