/* SPDX-License-Identifier: Apache-2.0 */
/* remembered.c: sends probes together with the first read of their service, to the URI that the snapshot or the newest
 * evidence recorded. Both are used only if they are trusted (run.release.doubts, evidence.trust). Whether an answer
 * counts is decided after the read (probe/ahead.h). */
#include "watch.h"
#include "../evidence/history.h"
#include "../source/probe/ahead.h"

enum { AFTER_MS = 1 }; /* lets the reads of the services be sent first */

/* The services whose URI is still to be found. */
struct search {
	struct release *release;
	const struct json *places; /* full name -> index of the service */
	size_t missing;
};

static struct search search_of(struct arena *a, struct release *release)
{
	struct json *places = json_new_object(a);
	struct search f = { release, places, 0 };
	for (size_t i = 0; i < release->n_services; i++) {
		const struct config_service *c = release->services[i].config;
		if (release->services[i].remembered_uri)
			continue;
		const char *name = cloudrun_full_name(a, c->kind, c->project, c->region, c->service);
		json_set_int(a, places, name, (int64_t)i);
		f.missing++;
	}
	return f;
}

static void found(struct search *f, const char *full_name, const char *uri)
{
	const struct json *place = uri ? json_get(f->places, full_name) : NULL;
	struct service *s = place ? &f->release->services[json_int(place)] : NULL;
	if (!s || s->remembered_uri)
		return;
	s->remembered_uri = uri;
	f->missing--;
}

/* Returns true if the snapshot is too new to be used: what was deployed after it is then too new for an answer to
 * count. */
static bool is_young(const struct snapshot_service *s, int64_t now)
{
	return now - s->taken_at < AHEAD_UNCHANGED_MS;
}

static void remember(struct release *release, int64_t now)
{
	struct arena *a = arena_new();
	struct search f = search_of(a, release);
	const struct snapshot *then = release->snapshot;
	for (size_t i = 0; then && f.missing && i < then->n; i++)
		if (!is_young(&then->services[i], now))
			found(&f, then->services[i].name, then->services[i].uri);
	for (size_t i = release->records.n; f.missing && i-- > 0;)
		found(&f, release->records.items[i].service, release->records.items[i].uri);
	arena_free(a);
}

/* Returns true if the probe may be sent ahead: it and its service have not been observed yet. */
static bool may_leave(const struct observation *l)
{
	const struct service *s = l->service;
	return l->source->ahead && !l->ahead && !l->count && !l->in_flight && s && !s->observation->count &&
		s->remembered_uri;
}

static void ask(struct run *r)
{
	remember(&r->release, gcp_wall(r->gcp));
	for (size_t i = 0; i < r->observations.n; i++)
		if (may_leave(r->observations.items[i]))
			r->observations.items[i]->source->ahead(
				&r->observations, r->observations.items[i], r->observations.items[i]->service->remembered_uri);
}

static void remembered_on_time(void *arg)
{
	ask(arg);
}

void remembered_start(struct run *r)
{
	bool asks = !r->release.history && r->observations.watching && !r->release.promoting;
	if (asks)
		loop_do_at(r->loop, loop_now(r->loop) + AFTER_MS, remembered_on_time, r);
	history_start(r, asks ? ask : NULL);
}

void remembered_end(const struct observations *observations)
{
	for (size_t i = 0; i < observations->n; i++)
		ahead_end(observations->items[i]);
}
