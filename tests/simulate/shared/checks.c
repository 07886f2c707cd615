/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checks.c: the invariants, checked from outside with full knowledge of the world:
 * S1: at most one mover: whoever sends a PATCH holds the newest lock of the service, and its time has not passed.
 * S2: no double act: no PATCH is applied that wants what is desired already.
 * S3: one outcome: what a run calls moved was seen so, and no other run moved it since.
 * S5: nothing is lost: the intent of a PATCH is in the bucket before it is sent; or the bucket did not answer for
 * state.patience, the run said so, and the intent is in the local folder.
 */
#include "shared.h"
#include "../../../gate/state/state.h"

#include <stdio.h>
#include <string.h>

void broken(struct world *w, const char *invariant, const char *fmt, ...)
{
	va_list ap;
	fprintf(w->out, "seed %llu: %s at %.3f s: ", (unsigned long long)w->seed, invariant, (double)w->now / 1000);
	va_start(ap, fmt);
	vfprintf(w->out, fmt, ap);
	va_end(ap);
	fputc('\n', w->out);
	w->failures++;
}

/* ---- A PATCH is sent -------------------------------------------------------------------------- */

static int service_of(const struct flight *f)
{
	const char *at = strstr(f->url, "/services/s");
	return at ? at[strlen("/services/s")] - '0' : 0;
}

static void check_lock(struct runner *r, int service)
{
	struct world *w = r->w;
	const struct object *o = bucket_first(&w->bucket, arena_printf(w->a, "lock/p/r/s%d/", service));
	struct json *v;
	struct err e;
	if (!o || json_parse(w->a, o->bytes, &v, &e)) {
		broken(w, "S1", "runner %d moves s%d without a lock", r->number, service);
		return;
	}
	int64_t over = o->updated + json_int(json_get(v, "milliseconds")) - world_wall(w);
	if (strcmp(json_text_at(v, "run"), r->id) != 0 || !json_is_true(json_get(v, "held")))
		broken(w, "S1", "runner %d moves s%d, and run %.8s %s its lock", r->number, service, json_text_at(v, "run"),
			json_is_true(json_get(v, "held")) ? "holds" : "has released");
	else if (over < 0)
		broken(w, "S1", "runner %d moves s%d, and its lock has been over for %lld ms", r->number, service,
			(long long)-over);
}

static bool is_intent(struct world *w, struct str line, const char *service, const char *etag)
{
	struct json *v;
	struct err e;
	return !json_parse(w->a, line, &v, &e) && !strcmp(json_text_at(v, "event"), "intent") &&
		!strcmp(json_text_at(v, "service"), service) && !strcmp(json_text_at(json_get(v, "detail"), "etag"), etag);
}

static bool in_bucket(struct world *w, const char *service, const char *etag)
{
	for (size_t i = 0; i < w->bucket.n; i++)
		if (!strncmp(w->bucket.items[i].name, "journal/", 8) && is_intent(w, w->bucket.items[i].bytes, service, etag))
			return true;
	return false;
}

/* How long ago it was recorded in the local folder, in ms; -1: it was not. */
static int64_t age_in_folder(struct runner *r, const char *service, const char *etag)
{
	struct arena *a = r->w->a;
	const char *path = r->run->recovery.journal->path, *end;
	int64_t age = -1, at;
	struct json *v;
	struct str text;
	struct err e;
	if (!path || file_read(a, path, LIMIT_FACT_FILE_BYTES, &text, &e))
		return -1;
	for (const char *line = text.p; (end = memchr(line, '\n', text.n - (size_t)(line - text.p))) != NULL;
		 line = end + 1)
		if (is_intent(r->w, (struct str){ line, (size_t)(end - line) }, service, etag) &&
			!json_parse(a, (struct str){ line, (size_t)(end - line) }, &v, &e) &&
			!clock_parse_time(json_text_at(v, "at"), &at, &e))
			age = world_wall(r->w) + r->clock_off - at;
	return age;
}

static bool said_local(const struct runner *r)
{
	const struct json *said = r->run->log.said;
	for (size_t i = 0; i < json_size(said); i++)
		if (strstr(json_text(json_item(said, i)).p, "the journal goes on in"))
			return true;
	return false;
}

static void check_intent(struct runner *r, const struct flight *f, int service)
{
	struct world *w = r->w;
	const char *name = arena_printf(w->a, "projects/p/locations/r/services/s%d", service);
	struct json *body;
	struct err e;
	if (json_parse(w->a, str_of(f->body), &body, &e))
		return;
	const char *etag = json_text_at(body, "etag");
	if (in_bucket(w, name, etag))
		return;
	int64_t silent = r->store_pending ? w->now - r->store_pending_since : 0, age = age_in_folder(r, name, etag);
	silent = silent > r->store_silent_ms ? silent : r->store_silent_ms;
	silent = silent > age ? silent : age;
	/* from then on, it does not wait until the bucket has taken a record */
	r->impatient = r->impatient || age >= r->config.state.patience;
	if (!r->store_failed && !r->impatient && silent < r->config.state.patience)
		broken(w, "S5",
			"runner %d moves s%d, and its intent is not in the bucket, which answered within %lld of %lld ms",
			r->number, service, (long long)silent, (long long)r->config.state.patience);
	else if (age < 0)
		broken(w, "S5", "runner %d moves s%d, and its intent is recorded nowhere", r->number, service);
	else if (!said_local(r))
		broken(w, "S5", "runner %d moves s%d with a local journal, and did not say so", r->number, service);
}

void check_sent(struct runner *r, const struct flight *f)
{
	int service = service_of(f);
	check_lock(r, service);
	check_intent(r, f, service);
}

/* ---- A PATCH is applied ----------------------------------------------------------------------- */

static bool same_rows(const struct split *a, const struct split *b)
{
	bool same = a->n == b->n;
	for (int i = 0; same && i < a->n; i++)
		same = a->rows[i].revision == b->rows[i].revision && a->rows[i].percent == b->rows[i].percent;
	return same;
}

void check_applied(struct world *w, const struct flight *f, int service, const struct split *wish)
{
	const struct service_model *v = &w->services[service];
	if (same_rows(&v->desired, wish) && !v->failed)
		broken(w, "S2", "runner %d moves s%d to where it is, after %s %d", f->runner->number, service,
			v->changed_by == NOBODY ? "nobody" : "runner", v->changed_by);
	for (int i = 0; i < w->n_changes; i++)
		if (w->changes[i].runner != f->runner->number && w->changes[i].runner != NOBODY)
			happened(w, HAPPENED_TWO_MOVERS);
}

/* ---- A read is delivered; a run has ended ----------------------------------------------------- */

static bool is_at(const struct world *w, int service, const struct percents *p, const struct cloudrun_split *target)
{
	const struct service_model *v = &w->services[service];
	for (int i = 0; i < v->n; i++)
		if (p->of[i] != cloudrun_percent(target, NULL, v->revisions[i].name))
			return false;
	return true;
}

void check_read(struct runner *r, const struct flight *f)
{
	const struct traffic_move *m = (size_t)f->service < r->run->release.n_services
		? r->run->release.services[f->service].move
		: NULL;
	if (m && f->settled && percents_same(&f->desired, &f->effective) &&
		is_at(r->w, f->service, &f->desired, &m->target))
		r->reached[f->service] = true;
}

/* The newest change of the service by another runner, or NULL. */
static const struct change *newest_by_others(const struct runner *r, int service)
{
	const struct change *found = NULL;
	for (int i = 0; i < r->w->n_changes; i++)
		if (r->w->changes[i].service == service)
			found = r->w->changes[i].runner == r->number ? NULL : &r->w->changes[i];
	return found;
}

void check_ended(struct runner *r)
{
	struct world *w = r->w;
	for (size_t i = 0; r->action == ACTION_ROLLED_BACK && i < r->run->release.n_services; i++) {
		const struct traffic_move *m = r->run->release.services[i].move;
		struct percents desired = services_percents(&w->services[i], &w->services[i].desired);
		if (!m || m->state != MOVE_DONE)
			continue;
		if (!r->reached[i])
			broken(w, "S3", "runner %d calls s%zu moved, and never saw it so", r->number, i);
		else if (!is_at(w, (int)i, &desired, &m->target) && !newest_by_others(r, (int)i))
			broken(w, "S3", "runner %d calls s%zu moved, and it is elsewhere", r->number, i);
	}
	if (r->wrote && !r->recorded && (r->exit_code == EXIT_PASSED || (!r->store_failed && !r->n_pauses)))
		broken(w, "S4", "runner %d ends with %d, and is not recorded: %s", r->number, r->exit_code,
			r->run->record.error.text);
}
