/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_read.c: what a process that died has left. Records are believed one by one, each by its own check: a torn
 * one counts as never written, and what it would have said is asked of the cloud again.
 */
#include "journal.h"

#include <stdlib.h>
#include <string.h>

static const char *text_at(const struct json *v, const char *key)
{
	return json_kind(json_get(v, key)) == JSON_STRING ? json_text(json_get(v, key)).p : "";
}

static void split_of(struct arena *a, const struct json *rows, struct run_split *out)
{
	out->rows = ARENA_ARRAY(a, struct run_target, json_size(rows) + 1);
	out->n = 0;
	for (size_t i = 0; i < json_size(rows); i++) {
		const struct json *row = json_item(rows, i);
		out->rows[out->n++] = (struct run_target){ .revision = text_at(row, "revision"), .percent = (int)json_int(json_get(row, "percent")) };
	}
}

/* ---- One record -------------------------------------------------------------------------------- */

static enum move_state state_named(const char *name, enum move_state def)
{
	for (int s = MOVE_PLANNED; s <= MOVE_SKIPPED; s++)
		if (!strcmp(move_state_name((enum move_state)s), name))
			return (enum move_state)s;
	return def;
}

static struct move move_of(struct arena *a, const struct json *v)
{
	const struct json *condemned = json_get(v, "condemned"); /* an older journal does not say it: then all are */
	struct move m = { .alias = text_at(v, "alias"), .candidate = text_at(v, "candidate"), .condemned = !condemned || json_is_true(condemned),
		.state = state_named(text_at(v, "state"), MOVE_PLANNED) };
	m.first = (struct run_service){ .project = text_at(v, "project"), .region = text_at(v, "region"), .id = text_at(v, "service"),
		.name = text_at(v, "name"), .uid = text_at(v, "uid"), .generation = json_int(json_get(v, "generation")) };
	split_of(a, json_get(v, "before"), &m.first.desired);
	split_of(a, json_get(v, "target"), &m.target);
	m.last = m.first;
	m.sent_on = m.first.generation;
	return m;
}

static void begin(struct arena *a, const struct json *v, struct journal_story *s)
{
	const struct json *moves = json_get(v, "moves");
	s->head = (struct journal_head){ .run = text_at(v, "run"), .release = text_at(v, "release"), .command = text_at(v, "command"),
		.reason = text_at(v, "reason"), .ordered = json_is_true(json_get(v, "ordered")),
		.promotion = json_is_true(json_get(v, "promotion")) };
	s->pin = json_is_true(json_get(v, "pin"));
	s->wait = json_is_true(json_get(v, "wait"));
	s->listed = json_is_true(json_get(v, "listed"));
	s->action = NULL;
	s->records = json_new_array(a);
	s->n = json_size(moves);
	s->moves = ARENA_ARRAY(a, struct move, s->n + 1);
	for (size_t i = 0; i < s->n; i++)
		s->moves[i] = move_of(a, json_item(moves, i));
}

static void own(const struct json *v, struct journal_story *s)
{
	s->pid = json_int(json_get(v, "pid"));
	s->host = text_at(v, "host");
	s->boot = text_at(v, "boot");
	s->last_run = text_at(v, "run");
}

static struct move *move_named(const struct journal_story *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->moves[i].first.name, name))
			return &s->moves[i];
	return NULL;
}

static void of_move(struct move *m, const char *event, const struct json *detail)
{
	if (!strcmp(event, "intent")) {
		m->sent = true;
		m->acknowledged = false;
		m->state = MOVE_SENDING;
		m->sent_on = json_int(json_get(detail, "generation"));
	} else if (!strcmp(event, "acknowledged")) {
		m->acknowledged = true;
		m->state = MOVE_FOLLOWING;
		m->operation = *text_at(detail, "note") ? text_at(detail, "note") : NULL;
	} else {
		m->state = state_named(event, m->state);
		m->note = *text_at(detail, "note") ? text_at(detail, "note") : m->note;
	}
}

static void take(struct arena *a, struct json *v, struct journal_story *s)
{
	const char *event = text_at(v, "event");
	int64_t at = 0;
	struct err e;
	if (!strcmp(event, "begin")) {
		begin(a, v, s);
		if (!clock_parse_time(text_at(v, "at"), &at, &e))
			s->begun_at = at;
	}
	if (!s->records)
		return; /* its beginning was lost: it tells nothing */
	struct move *m = move_named(s, text_at(v, "service"));
	if (!strcmp(event, "begin") || !strcmp(event, "resume")) {
		own(v, s);
		s->action = NULL;
	} else if (!strcmp(event, "end")) {
		s->action = text_at(v, "action");
	} else if (m) {
		of_move(m, event, json_get(v, "detail"));
	}
	s->last_seq = json_int(json_get(v, "seq"));
	json_add(s->records, v);
}

/* ---- Files ----------------------------------------------------------------------------------------- */

static bool whole(struct arena *a, struct str line, struct json **out)
{
	struct err e;
	if (json_parse(a, line, out, &e) || json_kind(*out) != JSON_OBJECT)
		return false;
	const char *check = arena_strdup(a, text_at(*out, "check"));
	json_set(*out, "check", NULL);
	return *check && !strcmp(check, journal_check(a, *out));
}

static int read_file(struct arena *a, const char *path, struct journal_story *out, struct err *e)
{
	struct journal_story s = { .path = path };
	struct str text;
	if (file_read(a, path, LIMIT_FACT_FILE_BYTES, &text, e))
		return -1;
	for (size_t i = 0; i < text.n;) {
		const char *end = memchr(text.p + i, '\n', text.n - i);
		size_t n = end ? (size_t)(end - text.p) - i : text.n - i;
		struct json *v;
		s.torn = !end;
		if (n && whole(a, (struct str){ text.p + i, n }, &v))
			take(a, v, &s);
		else
			s.damaged += n > 0;
		i += n + (end != NULL);
	}
	*out = s;
	return 0;
}

static int oldest_first(const void *x, const void *y)
{
	const struct journal_story *a = x, *b = y;
	if (a->begun_at != b->begun_at)
		return a->begun_at < b->begun_at ? -1 : 1;
	return strcmp(a->path, b->path);
}

int journal_read(struct arena *a, const char *dir, struct journal_story **out, size_t *n, struct err *e)
{
	char **names;
	size_t n_names, count = 0;
	if (file_list(a, dir, ".jsonl", &names, &n_names, e))
		return -1;
	struct journal_story *all = ARENA_ARRAY(a, struct journal_story, n_names + 1);
	for (size_t i = 0; i < n_names; i++) {
		if (read_file(a, arena_printf(a, "%s/%s", dir, names[i]), &all[count], e))
			return -1;
		count += all[count].records != NULL;
	}
	if (count)
		qsort(all, count, sizeof(*all), oldest_first);
	*out = all;
	*n = count;
	return 0;
}
