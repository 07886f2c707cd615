/* SPDX-License-Identifier: Apache-2.0 */
/* remembered.c: starts probes together with the first read of their service, at the URI that the snapshot or the newest
 * evidence recorded. Both are used only if they are trusted (run.release.doubts, evidence.trust). Whether a probe may
 * start and whether its answer counts is decided by probe/ahead.h. */
#include "watch.h"
#include "../evidence/evidence.h"
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
		if (release->services[i].remembered.uri)
			continue;
		const char *name = cloudrun_full_name(a, c->kind, c->project, c->region, c->service);
		json_set_int(a, places, name, (int64_t)i);
		f.missing++;
	}
	return f;
}

static void found(struct search *f, const char *full_name, const char *uri, bool trusted)
{
	const struct json *place = uri ? json_get(f->places, full_name) : NULL;
	struct service *s = place ? &f->release->services[json_int(place)] : NULL;
	if (!s || s->remembered.uri)
		return;
	s->remembered.uri = uri;
	s->remembered.trusted = trusted;
	f->missing--;
}

/* Returns true if the snapshot is too new to be used: what was deployed after it is then too new for an answer to
 * count. */
static bool is_young(const struct snapshot_service *s, int64_t now)
{
	return now - s->taken_at < AHEAD_UNCHANGED_MS;
}

/* signed_only: earlier evidence was used only if its signature is trusted. */
static void remember(struct release *release, bool signed_only, int64_t now)
{
	struct arena *a = arena_new();
	struct search f = search_of(a, release);
	const struct snapshot *then = release->snapshot;
	for (size_t i = 0; then && f.missing && i < then->n; i++)
		if (!is_young(&then->services[i], now))
			found(&f, then->services[i].name, then->services[i].uri, true);
	for (size_t i = release->records.n; f.missing && i-- > 0;)
		found(&f, release->records.items[i].service, release->records.items[i].uri, signed_only);
	arena_free(a);
}

static bool any_unread(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++)
		if (!release->services[i].observation->count)
			return true;
	return false;
}

/* Returns true for a probe that waits for its service, or without a service for all, if neither has been observed. */
static bool waits(const struct release *release, const struct observation *l)
{
	return l->source->group == GROUP_PROBES && l->source->after_services && !l->ahead && !l->count && !l->in_flight &&
		(l->service ? !l->service->observation->count : any_unread(release));
}

static void ask(struct run *r)
{
	remember(&r->release, r->record.trust && r->record.trust->required, gcp_wall(r->gcp));
	for (size_t i = 0; i < r->observations.n; i++)
		if (waits(&r->release, r->observations.items[i]))
			ahead_start(&r->observations, &r->release, r->observations.items[i]);
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
