/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warm.c: the warm-up of probes: failures of a candidate that is still starting are not counted. A probe's warm-up
 * begins with the first settled read and ends with its first good response, but not later than gate.warmup after the
 * candidate was created or first got traffic, whichever is later.
 */
#include "say.h"

enum { CLOCK_MS = 1000 }; /* accuracy of the server clock offset */

/* ---- Start of the candidate ------------------------------------------------------------------------ */

void warm_saw(struct loop *loop, struct service *s)
{
	const struct cloudrun_revision *c = s->target.candidate;
	int share = c ? cloudrun_percent(&s->now.effective, s->now.latest_ready, c->name) : 0;
	if (share > s->traffic.share) {
		s->traffic.seen = loop_now(loop);
		s->traffic.given = s->traffic.known; /* an earlier read had less traffic */
	}
	s->traffic.share = share;
	s->traffic.known = true;
}

/*
 * Returns when the candidate was created or got its traffic, loop_now. If it already had its traffic at the first read,
 * the time is that of the route status. A time so close to the read that the clocks cannot tell which came first is
 * used only at a later read.
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

/* Returns the end of the warm-up for probes of the service. A candidate without traffic gets its first requests from
 * the probes, so its warm-up begins with them. */
static int64_t service_until(
	const struct observations *observations, const struct release *release, int64_t warmup, const struct service *s)
{
	bool serves = s->target.candidate && s->traffic.share > 0;
	return (serves ? began_at(observations->loop, observations->gcp, s) : release->settled_at) + warmup;
}

/* Returns the end of the warm-up for probes without a service of the release: the latest end of all candidates. */
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

/* A probe that runs only once failed during its warm-up. That result does not count, so the probe must be repeated. */
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
	release->warm_until = last;
	for (size_t i = 0; i < observations->n; i++) {
		struct observation *l = observations->items[i];
		const struct service *s = l->service;
		bool own = s && s->chosen && (s->target.released || !any_released);
		if (!is_probe(l))
			continue;
		int64_t until = own ? service_until(observations, release, warmup, s) : last;
		release->warm_until = until > release->warm_until ? until : release->warm_until;
		bool unknown = s && s->selected && !s->chosen; /* the candidate is not known yet */
		l->warming = unknown || (!l->well && (l->at < release->settled_at || l->at - l->kept_ms < until));
		l->well = l->well || (l->count && l->at >= release->settled_at && l->attributed && observation_is_ok(l));
		l->again = l->again || must_ask_again(l);
		all_well = all_well && l->well;
		all_over = all_over && !unknown && (l->well || loop_now(observations->loop) >= until);
	}
	if (all_over && !release->warm_ended)
		say_event(
			observations->log, "warm", NULL, all_well ? "all candidates have answered" : "the warm-up time is over");
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
