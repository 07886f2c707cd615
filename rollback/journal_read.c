/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_read.c: reads the journal of a process that ended early. Each record is verified by its own check and, if
 * keys are known, its signature. An incomplete record counts as not written; what it would have said is read from the
 * cloud again. A complete record that is not trusted is refused with its line.
 */
#include "journal.h"

#include <stdlib.h>
#include <string.h>

/* ---- One record -------------------------------------------------------------------------------- */

static enum move_state state_named(const char *name, enum move_state def)
{
	for (int s = MOVE_PLANNED; s <= MOVE_SKIPPED; s++)
		if (!strcmp(move_state_name((enum move_state)s), name))
			return (enum move_state)s;
	return def;
}

static struct traffic_move move_of(struct arena *a, const struct json *v)
{
	/* journals of earlier versions lack it: then all are condemned */
	const struct json *condemned = json_get(v, "condemned");
	struct traffic_move m = { .alias = json_text_at(v, "alias"),
		.candidate = json_text_at(v, "candidate"),
		.condemned = !condemned || json_is_true(condemned),
		.state = state_named(json_text_at(v, "state"), MOVE_PLANNED) };
	m.first = (struct cloudrun_service){
		.kind = cloudrun_kind_named(json_text_at(v, "name")) == CLOUDRUN_POOL ? CLOUDRUN_POOL : CLOUDRUN_SERVICE,
		.project = json_text_at(v, "project"),
		.region = json_text_at(v, "region"),
		.id = json_text_at(v, "service"),
		.name = json_text_at(v, "name"),
		.uid = json_text_at(v, "uid"),
		.generation = json_int(json_get(v, "generation"))
	};
	m.first.desired = journal_split(a, json_get(v, "before"));
	m.target = journal_split(a, json_get(v, "target"));
	m.last = m.first;
	m.sent_on = m.first.generation;
	return m;
}

static void begin(struct arena *a, const struct json *v, struct journal_entry *s)
{
	const struct json *moves = json_get(v, "moves");
	s->head = (struct journal_head){ .run = json_text_at(v, "run"),
		.release = json_text_at(v, "release"),
		.command = json_text_at(v, "command"),
		.reason = json_text_at(v, "reason"),
		.ordered = json_is_true(json_get(v, "ordered")),
		.named = json_is_true(json_get(v, json_get(v, "named") ? "named" : "ordered")), /* older records lack it */
		.promotion = json_is_true(json_get(v, "promotion")) };
	s->pin = json_is_true(json_get(v, "pin"));
	s->wait = json_is_true(json_get(v, "wait"));
	s->listed = json_is_true(json_get(v, "listed"));
	s->action = NULL;
	s->records = json_new_array(a);
	s->jobs = json_get(v, "jobs");
	s->n = json_size(moves);
	s->moves = ARENA_ARRAY(a, struct traffic_move, s->n + 1);
	for (size_t i = 0; i < s->n; i++)
		s->moves[i] = move_of(a, json_item(moves, i));
}

static void own(const struct json *v, struct journal_entry *s)
{
	s->pid = json_int(json_get(v, "pid"));
	s->host = json_text_at(v, "host");
	s->boot = json_text_at(v, "boot");
	s->last_run = json_text_at(v, "run");
}

static struct traffic_move *move_named(const struct journal_entry *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->moves[i].first.name, name))
			return &s->moves[i];
	return NULL;
}

static void of_move(struct traffic_move *m, const char *event, const struct json *detail)
{
	if (!strcmp(event, "intent")) {
		m->sent = true;
		m->acknowledged = false;
		m->state = MOVE_SENDING;
		m->sent_on = json_int(json_get(detail, "generation"));
	} else if (!strcmp(event, "acknowledged")) {
		m->acknowledged = true;
		m->state = MOVE_FOLLOWING;
		m->operation = *json_text_at(detail, "note") ? json_text_at(detail, "note") : NULL;
	} else {
		m->state = state_named(event, m->state);
		m->note = *json_text_at(detail, "note") ? json_text_at(detail, "note") : m->note;
	}
}

/* The names of the records accepted so far: a signed record must follow one of them. */
struct taken {
	const char **names;
	size_t n, cap;
};

static void take(struct arena *a, struct json *v, struct journal_entry *s)
{
	const char *event = json_text_at(v, "event");
	struct err e;
	if (!strcmp(event, "begin")) {
		begin(a, v, s);
		clock_parse_time(json_text_at(v, "at"), &s->begun_at, &e);
	}
	struct traffic_move *m = move_named(s, json_text_at(v, "service"));
	if (!strcmp(event, "begin") || !strcmp(event, "resume")) {
		own(v, s);
		s->action = NULL;
	} else if (!strcmp(event, "end")) {
		s->action = json_text_at(v, "action");
	} else if (m) {
		of_move(m, event, json_get(v, "detail"));
	}
	s->last_seq = json_int(json_get(v, "seq"));
	json_add(s->records, v);
}

/* ---- Files ----------------------------------------------------------------------------------------- */

/* the limit of signatures verified for one folder, so that planted records cannot delay a rollback */
enum { VERIFIED_MAX = 20000 };

struct reading {
	struct arena *a;
	const struct journal_trust *t;
	struct journal_entry s;
	struct taken taken;
	size_t line, *verified;
};

/* A record must follow one of its own rollback that is later than all accepted ones, so that none can be moved, left
 * out or copied from another rollback. */
static bool follows(const struct reading *x, const struct json *v)
{
	const char *after = json_text_at(v, "after");
	bool known = false;
	for (size_t i = x->taken.n; i-- > 0 && !known;)
		known = !strcmp(x->taken.names[i], after);
	return known && json_int(json_get(v, "seq")) > x->s.last_seq;
}

static const char *wrong(struct reading *x, struct json *v, bool begins, const char **name)
{
	bool required = x->t && x->t->required;
	const char *why = required && (*x->verified)++ >= VERIFIED_MAX ? "it comes after too many others"
																   : journal_trusted(x->a, v, x->t, name);
	if (!why && begins)
		why = journal_begin_wrong(x->a, v);
	if (!why && required && !begins && !follows(x, v))
		why = "it does not follow a record of its rollback";
	return why ? why : journal_step_wrong(v);
}

static void read_line(struct reading *x, struct str line)
{
	struct journal_entry *s = &x->s;
	struct json *v;
	struct err e;
	if (json_parse(x->a, line, &v, &e) || json_kind(v) != JSON_OBJECT || !journal_whole(x->a, v)) {
		s->damaged++;
		return;
	}
	bool begins = !strcmp(json_text_at(v, "event"), "begin");
	const char *name, *why;
	if (!begins && !s->records)
		return; /* its first record is missing, so it says nothing */
	if ((why = wrong(x, v, begins, &name)) != NULL) {
		s->refused = s->refused ? s->refused : arena_printf(x->a, "%s:%zu: %s", s->path, x->line, why);
		if (begins)
			s->records = NULL; /* what follows belongs to a new rollback */
		return;
	}
	x->taken.n = begins ? 0 : x->taken.n;
	x->taken.names = arena_grow(x->a, x->taken.names, x->taken.n, &x->taken.cap, sizeof(*x->taken.names));
	x->taken.names[x->taken.n++] = s->last = name;
	take(x->a, v, s);
}

static int read_file(struct arena *a, const char *path, const struct journal_trust *t, size_t *verified,
	struct journal_entry *out, struct err *e)
{
	struct reading x = { .a = a, .t = t, .s = { .path = path }, .verified = verified };
	struct str text;
	if (file_read_own(a, path, LIMIT_FACT_FILE_BYTES, &text, e))
		return -1;
	for (size_t i = 0; i < text.n;) {
		const char *end = memchr(text.p + i, '\n', text.n - i);
		size_t n = end ? (size_t)(end - text.p) - i : text.n - i;
		x.s.torn = !end;
		x.line++;
		if (n)
			read_line(&x, (struct str){ text.p + i, n });
		i += n + (end != NULL);
	}
	if (!x.s.records)
		x.s.n = 0;
	*out = x.s;
	return 0;
}

static int oldest_first(const void *x, const void *y)
{
	const struct journal_entry *a = x, *b = y;
	if (a->begun_at != b->begun_at)
		return a->begun_at < b->begun_at ? -1 : 1;
	return strcmp(a->path, b->path);
}

int journal_read(struct arena *a, const char *dir, const struct journal_trust *t, struct journal_entry **out, size_t *n,
	struct err *e)
{
	char **names;
	size_t n_names, count = 0, verified = 0;
	if (file_list(a, dir, ".jsonl", &names, &n_names, e))
		return -1;
	struct journal_entry *all = ARENA_ARRAY(a, struct journal_entry, n_names + 1);
	for (size_t i = 0; i < n_names; i++) {
		const char *path = arena_printf(a, "%s/%s", dir, names[i]);
		struct err why;
		/* a damaged file does not prevent reading the others */
		if (read_file(a, path, t, &verified, &all[count], &why))
			all[count] = (struct journal_entry){ .path = path, .refused = arena_strdup(a, why.text) };
		count += all[count].records || all[count].refused;
	}
	if (count)
		qsort(all, count, sizeof(*all), oldest_first);
	*out = all;
	*n = count;
	return 0;
}
