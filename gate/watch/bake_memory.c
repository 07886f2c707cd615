/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bake_memory.c: the memory of a bake. It is one small record for a set of services: a cell of the folder or of the
 * bucket. A process that was killed is continued by the next one, and a scheduler's calls of
 * `rungate watch --once` are one watch.
 */
#include "bake.h"
#include "../judge/judge.h"
#include "../run/say.h"
#include "../state/state.h"

#include <stdlib.h>
#include <string.h>

enum { FORMAT = 1, READ_MS = 10 * 1000, WRITE_MS = 5 * 1000, SAVE_MS = 60 * 1000, KEY_DIGITS = 16 };

/* ---- Where it is ------------------------------------------------------------------------------------- */

static const char *full_name(struct arena *a, const struct service *s)
{
	return arena_printf(
		a, "projects/%s/locations/%s/services/%s", s->config->project, s->config->region, s->config->service);
}

/* Returns the name of the record: a digest of the services that are watched. */
static const char *key_of(struct arena *a, const struct release *release)
{
	const char **names = ARENA_ARRAY(a, const char *, release->n_services + 1);
	struct buf b = BUF_MAX((release->n_services + 1) * 1024);
	char digest[SHA256_HEX];
	size_t n = 0;
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].selected)
			names[n++] = full_name(a, &release->services[i]);
	qsort(names, n, sizeof(*names), text_order);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s\n", names[i]);
	crypto_sha256_hex(buf_text(&b), b.n, digest);
	buf_free(&b);
	return arena_printf(a, "%.*s", KEY_DIGITS, digest);
}

/* ---- Reading ----------------------------------------------------------------------------------------- */

/* Returns -1 if the record is malformed. */
static int take(struct arena *a, struct str text, struct bake *b, struct err *e)
{
	struct json *v;
	if (json_parse(a, text, &v, e))
		return -1;
	struct json_reader in = json_reader(v, "the memory of the watch", e);
	int64_t format = json_read_int(&in, "format");
	int64_t began = json_read_int(&in, "began"), clean = json_read_int(&in, "cleanRow");
	const char *state = json_read_string(&in, "state"), *ended = json_read_string_or(&in, "ended", NULL);
	struct bake_pace pace = { .begun = true, .since = json_read_int(&in, "since") };
	const struct json *rows = json_read_object(&in, "failedRows"), *services = json_read_object(&in, "services");
	int64_t rounds = json_read_int(&in, "rounds"), looked = json_read_int(&in, "looked"),
			next = json_read_int(&in, "next");
	if (json_read_done(&in))
		return -1;
	if (format != FORMAT)
		return err_set(e, ERR_MALFORMED, "the memory of the watch was written by another version of rungate");
	while (pace.state < BAKE_FAILING && strcmp(state, bake_state_name(pace.state)) != 0)
		pace.state++;
	b->services = services;
	b->over = ended && !strcmp(ended, "passed");
	if (ended && !b->over)
		return 0;
	b->goes_on = true;
	b->began = began;
	b->clean_row = clean > 0 && clean <= LIMIT_ROWS ? (unsigned)clean : 0;
	b->rows = rows;
	b->before = rounds;
	b->looked = looked;
	b->next = next;
	b->pace = pace;
	return 0;
}

static void forget(struct bake *b, const char *why)
{
	say_note(b->log, "this watch is not remembered: %s", why);
	say_line(b->log, "this watch is not remembered: %s", say_scrub(b->log, why));
	b->cell = NULL;
}

void bake_open(struct bake *b, const struct config *c, const struct release *release, struct state *s)
{
	struct arena *a = b->log->a;
	const char *key = key_of(a, release), *doubt = release->doubts.snapshot;
	int64_t now = loop_wall(b->log->loop);
	struct err e;
	b->began = now;
	b->length = c->gate.bake;
	struct store *folder = ARENA_NEW(a, struct store);
	*folder = store_folder(a, b->log->loop, file_dir(a, c->state.baseline));
	b->cell = ARENA_NEW(a, struct cell);
	*b->cell = (struct cell){ .store = s ? &s->store : folder, .under = arena_printf(a, "watch/%s", key) };
	if (!s && doubt)
		forget(b, doubt);
	else if (cell_read_now(b->cell, loop_now(b->log->loop) + READ_MS, &e) != CELL_DONE ||
		(b->cell->bytes.n && take(a, b->cell->bytes, b, &e)))
		forget(b, e.text);
	if (b->began > now) /* the clock of the machine that wrote it was ahead */
		b->began = now;
	b->until = b->began + b->length;
}

/* ---- The same release? --------------------------------------------------------------------------------- */

static const char *split_now(struct arena *a, const struct service *s)
{
	struct cloudrun_split is = cloudrun_resolved(a, &s->now.desired, s->now.latest_created);
	return cloudrun_split_text(a, &is);
}

static bool is_watched(const struct service *s)
{
	return s->selected && s->chosen && s->target.released && s->target.candidate;
}

/* Returns why the service is not as it is remembered, or NULL. */
static const char *differs(struct arena *a, const struct service *s, const struct json *then, bool *newer)
{
	const struct cloudrun_revision *c = s->target.candidate;
	const char *name = json_text_at(then, "candidate"), *split = json_text_at(then, "split");
	const struct cloudrun_revision *was = cloudrun_revision_named(s->revisions, s->n_revisions, name);
	*newer = false;
	if (strcmp(json_text_at(then, "uid"), s->now.uid ? s->now.uid : "") != 0)
		return arena_printf(
			a, "service %s: it was deleted and created again by somebody else", s->config->member.alias);
	if (strcmp(name, c->name) != 0) {
		*newer = !was || c->created_at > was->created_at;
		return arena_printf(a, "service %s: %s took the place of %s", s->config->member.alias, c->name, name);
	}
	return strcmp(split, split_now(a, s))
		? arena_printf(a, "service %s: its traffic was changed meanwhile from %s to %s", s->config->member.alias, split,
			  split_now(a, s))
		: NULL;
}

static const char *first_difference(struct arena *a, const struct release *release, const struct bake *b, bool *newer)
{
	const char *why = NULL;
	for (size_t i = 0; i < release->n_services && !*newer; i++) {
		const struct service *s = &release->services[i];
		const struct json *then = is_watched(s) ? json_get(b->services, full_name(a, s)) : NULL;
		bool by_newer = false;
		const char *this = then ? differs(a, s, then, &by_newer) : NULL;
		why = this && (!why || by_newer) ? this : why;
		*newer = *newer || by_newer;
	}
	return why;
}

static void begin_anew(struct bake *b)
{
	*b = (struct bake){ .once = b->once,
		.tell = b->tell,
		.tell_arg = b->tell_arg,
		.length = b->length,
		.began = loop_wall(b->log->loop),
		.log = b->log,
		.run = b->run,
		.cell = b->cell };
	b->until = b->began + b->length;
}

const char *bake_continue(struct bake *b, const struct release *release, bool *newer)
{
	*newer = false;
	const char *why = first_difference(b->log->a, release, b, newer);
	if (why && b->goes_on && !b->over)
		return why;
	b->over = b->over && !why && b->services;
	if (!b->goes_on || why || (b->over && !b->once))
		begin_anew(b);
	return NULL;
}

/* ---- Writing ----------------------------------------------------------------------------------------- */

static struct json *services_json(struct arena *a, const struct release *release)
{
	struct json *all = json_new_object(a);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		struct json *v = is_watched(s) ? json_new_object(a) : NULL;
		if (!v)
			continue;
		json_set_string(a, v, "uid", s->first.uid ? s->first.uid : "");
		json_set_string(a, v, "candidate", s->target.candidate->name);
		struct cloudrun_split split = cloudrun_resolved(a, &s->first.desired, s->first.latest_created);
		json_set_string(a, v, "split", cloudrun_split_text(a, &split));
		json_set(all, full_name(a, s), v);
	}
	return all;
}

static struct json *record_of(struct arena *a, const struct bake *b, const struct release *release,
	const struct judged *judged, const char *ended)
{
	struct json *v = json_new_object(a);
	const struct rounds *rounds = &judged->rounds;
	json_set_int(a, v, "format", FORMAT);
	json_set_string(a, v, "run", b->run);
	json_set_int(a, v, "began", b->began);
	json_set_int(a, v, "rounds", b->before + rounds->count);
	json_set_int(a, v, "looked", b->looked);
	json_set_int(a, v, "next", b->next);
	json_set_string(a, v, "state", bake_state_name(b->pace.state));
	json_set_int(a, v, "since", b->pace.since);
	json_set_int(a, v, "cleanRow", rounds->count ? rounds->clean_row : b->clean_row);
	json_set(v, "failedRows",
		rounds->count ? rounds_rows(a, rounds, &judged->outcomes)
			: b->rows ? json_share(a, b->rows)
					  : json_new_object(a));
	json_set(v, "services", services_json(a, release));
	json_set_string(a, v, "ended", ended);
	return v;
}

/* What a write allocates is freed with its answer: a watch of days writes often. */
static int write_text(struct bake *b, struct str text, struct err *e)
{
	struct arena *a = arena_new();
	struct store *store = ARENA_NEW(a, struct store);
	struct cell *cell = ARENA_NEW(a, struct cell);
	struct str copy = { arena_strndup(a, text.p, text.n), text.n };
	*store = *b->cell->store;
	store->a = a;
	*cell = *b->cell;
	cell->store = store;
	enum cell_end end = cell_write_now(cell, copy, loop_now(b->log->loop) + WRITE_MS, e);
	if (end == CELL_FAILED && e->code == ERR_INTERRUPTED) /* the answer may still come */
		return -1;
	b->cell->number = cell->number;
	b->cell->generation = cell->generation;
	arena_free(a);
	if (end == CELL_CHANGED)
		err_set(e, ERR_CONFLICT, "another watch of these services remembers its own in %s", b->cell->store->where);
	return end == CELL_DONE ? 0 : -1;
}

static void save(struct bake *b, const struct release *release, const struct judged *judged, const char *ended)
{
	struct arena *a = arena_under(b->log->a);
	struct buf text = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	struct err e;
	json_print(record_of(a, b, release, judged, ended), JSON_SORTED, &text);
	if (write_text(b, (struct str){ text.p, text.n }, &e))
		forget(b, e.text);
	b->saved = loop_wall(b->log->loop);
	buf_free(&text);
	arena_free(a);
}

void bake_save(struct bake *b, const struct release *release, const struct judged *judged, bool changed)
{
	bool waits = b->cell && b->cell->store->g && !b->once && !changed && loop_wall(b->log->loop) - b->saved < SAVE_MS;
	if (b->cell && !waits)
		save(b, release, judged, NULL);
}

/* Returns how the run ended the bake, or NULL: the next process goes on. */
static const char *how_ended(const struct result *result)
{
	if (result->verdict == VERDICT_INCONCLUSIVE && result->ending != ENDING_DEADLINE)
		return result->ending == ENDING_SUPERSEDED ? "superseded" : NULL;
	return result->verdict == VERDICT_INTERRUPTED ? NULL : verdict_name(result->verdict);
}

void bake_end(struct bake *b, const struct release *release, const struct judged *judged, const struct result *result)
{
	const char *how = how_ended(result);
	if (how && b->cell)
		save(b, release, judged, how);
}
