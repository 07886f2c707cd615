/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_time.c: invariants about delays of other systems and of this process:
 * N19: what the API allows within the deadline is done: if it recovers early enough before rollback.deadline, the
 * rollback succeeds, unless its last target cannot start.
 * N20: if a side API hangs, is slow or denies access, the first PATCH is sent at most one interval later than with the
 * API healthy; if the target needs a resource of it that the candidate does not need, that much later again (at least
 * 5 s), because the target check reads it first.
 * N21: a stall of the process fails no service: a failure observed while the process was late by more than a tenth of
 * the probe's timeout is unknown.
 */
#include "sim.h"
#include "../../gate/run/run.h"

enum {
	SLACK_MS = 20 /* of the loop */,
	PAUSE_MAX_MS = 20 * 1000,
	POLL_MS = 2000,
	SURGES = 3,
	ROUND_TRIPS = 6,
	CHANCE_MS = 500,
	NEEDS_MS = 5 * 1000
};

/* The time needed after the API has recovered: the call in flight, the current backoff, then for each service (one
 * after the other if configured so) a read, a PATCH, its operation, and the read that confirms it. */
static int64_t needed_ms(const struct sim *s)
{
	const struct outage *o = &s->outage;
	int64_t call = o->kind == OUTAGE_HANGS ? LIMIT_CALL_MS : 2 * (int64_t)o->after.latency_ms;
	int64_t settle = o->after.settle_ms * (s->workloads ? SURGES : 1); /* as long as the last surge takes */
	int64_t each = settle + POLL_MS + ROUND_TRIPS * 2 * (int64_t)o->after.latency_ms;
	return call + PAUSE_MAX_MS + each * (s->run->config.rollback.wait ? s->n : 1);
}

void check_healed(struct sim *s)
{
	const struct outage *o = &s->outage;
	const struct run *r = s->run;
	if (!o->begun || o->attempt != s->attempt)
		return;
	int64_t left = o->from + r->config.rollback.deadline - o->until;
	bool in_time = left >= needed_ms(s);
	if (others_acted(s) || loop_signals(r->loop).count || actor_planted(r) || stall_ms(s, o->from, s->now))
		return;
	happened(s, in_time ? HAPPENED_HEALED_IN_TIME : HAPPENED_HEALED_TOO_LATE);
	if (!in_time)
		return;
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct traffic_move *m = r->release.services[i].move;
		if (!s->services[i].dead && m && m->state != MOVE_DONE && m->state != MOVE_NOT_NEEDED)
			broken(s, "N19", "the API was well again %lld s before the deadline, and %s is left %s: %s",
				(long long)left / 1000, m->alias, move_state_name(m->state), m->note ? m->note : "");
	}
}

/* The process notices a stop only at the end of the wait in which it happened. */
bool check_was_late(const struct sim *s, const struct flight *f)
{
	const struct config_probe *p = CONFIG_ITEMS(s->run->config.probes, const struct config_probe);
	return stall_ms(s, f->sent_at, s->now) > p[f->service].reach->timeout / 10 + PULSE_MS + SLACK_MS;
}

static bool target_needs_sql(const struct sim *s)
{
	for (int i = 0; i < s->n; i++)
		for (int j = 0; j < s->services[i].n; j++)
			if (s->services[i].revisions[j].needs_sql)
				return true;
	return false;
}

/* The random latencies of both runs differ. */
void check_twin(struct sim *s, enum side api, int64_t interval, int64_t well_ms, int64_t ill_ms)
{
	static const char *const modes[] = { "well", "hanging", "slow", "refusing" };
	int64_t asked = api == SIDE_SQL && target_needs_sql(s) ? interval < NEEDS_MS ? NEEDS_MS : interval : 0;
	if (!ill_ms || ill_ms > well_ms + interval + asked + CHANCE_MS)
		broken(s, "N20", "%s %s: the first PATCH leaves after %lld ms, with it well after %lld ms; interval %lld ms",
			side_name(api), modes[s->sides[api].mode], (long long)ill_ms, (long long)well_ms, (long long)interval);
}
