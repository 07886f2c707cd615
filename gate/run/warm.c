/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warm.c: the warm-up of each probe: a candidate's failing answers while it starts are not counted (CONTRACT section
 * 5). It lasts from the first settled read to the probe's own first good answer, and no longer than gate.warmup after
 * the candidate was created or first given traffic, whichever is later.
 */
#include "say.h"

enum { CLOCK_MS = 1000 }; /* how exactly Google's clock is known */

/* ---- Since when the candidate has been running ----------------------------------------------------- */

void warm_saw(struct loop *loop, struct service *s)
{
	const struct cloudrun_revision *c = s->target.candidate;
	int share = c ? cloudrun_percent(&s->now.effective, s->now.latest_ready, c->name) : 0;
	if (share > s->traffic.share) {
		s->traffic.seen = loop_now(loop);
		s->traffic.given = s->traffic.known; /* a read before this one saw less */
	}
	s->traffic.share = share;
	s->traffic.known = true;
}

/*
 * loop_now at which the candidate was created or given its traffic. Traffic that was there at the first read was given
 * before it: the routes say when. A time that Google's clock cannot tell from the read's own is believed at a later
 * read.
 */
static int64_t began_at(struct loop *loop, struct gcp *g, const struct service *s)
{
	int64_t now = loop_now(loop), wall = gcp_wall(g), asked = wall - (now - s->observation->started_at);
	int64_t born = s->target.candidate->created_at, routed = s->traffic.given ? 0 : cloudrun_routed_at(&s->now);
	if (routed > born && routed < asked - CLOCK_MS)
		born = routed;
	int64_t at = now - (wall - born);
	return s->traffic.given || at > s->traffic.seen ? s->traffic.seen : at;
}

/* A candidate without traffic is first asked by the probes: its time begins when they do. */
static int64_t service_until(
	const struct observations *observations, const struct release *release, int64_t warmup, const struct service *s)
{
	bool serves = s->target.candidate && s->traffic.share > 0;
	return (serves ? began_at(observations->loop, observations->gcp, s) : release->settled_at) + warmup;
}

/* Of what reaches no service, or one outside the release: the newest candidate's, which may be why it fails. */
static int64_t release_until(
	const struct observations *observations, const struct release *release, int64_t warmup, bool *any_released)
{
	int64_t last = 0;
	*any_released = false;
	for (size_t i = 0; i < release->n_services; i++)
		*any_released = *any_released || (release->services[i].selected && release->services[i].target.released);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		int64_t until = s->chosen && s->selected && s->target.released == *any_released
			? service_until(observations, release, warmup, s)
			: 0;
		last = until > last ? until : last;
	}
	return last;
}

/* ---- The probes ------------------------------------------------------------------------------------ */

static bool is_probe(const struct observation *l)
{
	return l->source->group == GROUP_PROBES;
}

bool warm_failed(const struct observation *l)
{
	return is_probe(l) && l->count && l->error.code == ERR_NONE && !observation_is_ok(l);
}

/* What is looked at once failed within its warm-up: that answer does not count, so another is wanted. */
static bool must_ask_again(const struct observation *l)
{
	return l->every == EVERY_ONCE && !l->in_flight && l->warming && warm_failed(l);
}

void warm_begin(struct release *release, const struct observations *observations)
{
	release->settled_at = 0;
	release->warm_ended = false;
	for (size_t i = 0; i < observations->n; i++)
		observations->items[i]->well = observations->items[i]->warming = false;
}

static void settle(struct release *release, struct run_log *log)
{
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].observation->at > release->settled_at)
			release->settled_at = release->services[i].observation->at;
	say_event(log, "settled", NULL, "the warm-up begins");
}

void warm_round(struct observations *observations, struct release *release, int64_t warmup)
{
	bool any_released, all_well = true, all_over = true;
	if (!release->settled_at && !release_at_rest(release))
		return;
	if (!release->settled_at)
		settle(release, observations->log);
	int64_t last = release_until(observations, release, warmup, &any_released);
	for (size_t i = 0; i < observations->n; i++) {
		struct observation *l = observations->items[i];
		const struct service *s = l->service;
		bool own = s && s->chosen && (s->target.released || !any_released);
		if (!is_probe(l))
			continue;
		int64_t until = own ? service_until(observations, release, warmup, s) : last;
		bool unknown = s && s->selected && !s->chosen; /* what its answers would condemn is not known yet */
		l->warming = unknown || (!l->well && (l->at < release->settled_at || l->at - l->kept_ms < until));
		l->well = l->well || (l->count && l->at >= release->settled_at && l->attributed && observation_is_ok(l));
		l->again = l->again || must_ask_again(l);
		all_well = all_well && l->well;
		all_over = all_over && !unknown && (l->well || loop_now(observations->loop) >= until);
	}
	if (all_over && !release->warm_ended)
		say_event(observations->log, "warm", NULL, all_well ? "the candidates have answered" : "the warm-up is over");
	release->warm_ended = release->warm_ended || all_over;
}

bool warm_reads(const struct release *release, const struct observations *every, const size_t *observations, size_t n)
{
	bool failed = false, failed_warming = false, warming = false;
	for (size_t i = 0; i < n; i++) {
		const struct observation *l = every->items[observations[i]];
		if (!is_probe(l))
			continue;
		failed = failed || warm_failed(l);
		failed_warming = failed_warming || (warm_failed(l) && l->warming);
		warming = warming || l->warming;
	}
	return !release->settled_at || (failed ? failed_warming : warming);
}
