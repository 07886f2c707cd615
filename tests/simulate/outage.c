/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outage.c: an outage of the Cloud Run API during a rollback: it answers 503 or 409, loses its answers, refuses
 * connections or never answers, for a short time or beyond the deadline. It begins with the first call of the rollback.
 */
#include "sim.h"
#include "../../gate/run/run.h"

#include <string.h>

enum { SHORT_MS = 15 * 1000, SLOW_MS = 1000 };

void outage_draw(struct sim *s, int64_t deadline_ms)
{
	struct outage *o = &s->outage;
	int64_t longest = sim_below(s, 2) ? SHORT_MS : deadline_ms * 3 / 2;
	*o = (struct outage){ .service = sim_below(s, 2) ? ALL_SERVICES : (int)sim_below(s, s->n), .kind = OUTAGE_NONE };
	if (sim_below(s, 4))
		return;
	o->kind = (enum outage_kind)(OUTAGE_503 + sim_below(s, OUTAGE__COUNT - OUTAGE_503));
	o->length = 1 + sim_below(s, longest);
	o->patches = o->kind == OUTAGE_409 || sim_below(s, 3);
	o->reads = !o->patches || sim_below(s, 2);
}

/* Other faults that would prevent the rollback are off until the outage is over, and all faults are off after it. */
static void begin(struct sim *s)
{
	struct outage *o = &s->outage;
	o->begun = true;
	o->from = s->now;
	o->until = s->now + o->length;
	o->attempt = s->attempt;
	o->during = *s->now_bad;
	o->during.settle_fails = o->during.contrary = 0;
	o->after = s->none;
	o->after.latency_ms = s->now_bad->latency_ms < SLOW_MS ? s->now_bad->latency_ms : SLOW_MS;
	o->after.settle_ms = o->during.settle_ms;
	o->during.latency_ms = o->after.latency_ms;
	o->after.operation = o->during.operation;
	s->now_bad = &o->during;
	sim_say(s, "an outage of the API begins: kind %d for %lld ms, %s%s%s", (int)o->kind, (long long)o->length,
		o->reads ? "reads " : "", o->patches ? "PATCHes " : "",
		o->service == ALL_SERVICES ? "of all services" : cloud_name(o->service));
}

static bool on_its_way_back(const struct sim *s)
{
	for (size_t i = 0; s->run && i < s->run->release.n_services; i++)
		if (s->run->release.services[i].move)
			return !s->attempt->promotes;
	return false;
}

void outage_watch(struct sim *s)
{
	struct outage *o = &s->outage;
	if (o->kind != OUTAGE_NONE && !o->begun && s->now_bad == &s->bad && on_its_way_back(s))
		begin(s);
	if (o->begun && s->now_bad == &o->during && s->now >= o->until) {
		sim_say(s, "the outage of the API is over");
		s->now_bad = &o->after;
	}
}

static int service_of(const struct flight *f)
{
	const char *operation = strstr(f->url, "/operations/");
	int service = cloud_service_in(f->url);
	return service >= 0 ? service : operation ? (operation[strlen("/operations/")] - '0') % SERVICES_MAX : ALL_SERVICES;
}

enum outage_kind outage_of(const struct sim *s, const struct flight *f)
{
	const struct outage *o = &s->outage;
	if (!o->begun || s->now_bad != &o->during || f->user || !(f->patch ? o->patches : o->reads))
		return OUTAGE_NONE;
	if (o->service != ALL_SERVICES && service_of(f) != o->service)
		return OUTAGE_NONE;
	return o->kind == OUTAGE_409 && !f->patch ? OUTAGE_503 : o->kind;
}
