/* SPDX-License-Identifier: Apache-2.0 */
/* part.c: probes each revision of a rollback target that is a split ("part"): at its tag URL if it has one, else at the
 * users' URL, so often that each part is likely to answer at least once. */
#include "watch.h"
#include "../source/probe/reach.h"

#include <string.h>

enum { ASKS_MAX = 40 }; /* most requests of one probe in one round */

#define MISSED 0.001 /* accepted probability that no request reached a part */

static struct config_reach to_part(struct arena *a, const struct config_reach *reach, const char *revision)
{
	struct config_reach there = *reach_at(a, reach, AT_BASELINE);
	there.revision = revision;
	return there;
}

const struct config_probe *part_probe(struct arena *a, const struct config_probe *p, const char *revision)
{
	struct config_probe *c = ARENA_NEW(a, struct config_probe);
	*c = *p;
	if (p->http) {
		c->http = ARENA_NEW(a, struct config_http);
		*c->http = *p->http;
		c->http->reach = to_part(a, &p->http->reach, revision);
		c->reach = &c->http->reach;
	} else if (p->grpc) {
		c->grpc = ARENA_NEW(a, struct config_grpc);
		*c->grpc = *p->grpc;
		c->grpc->reach = to_part(a, &p->grpc->reach, revision);
		c->reach = &c->grpc->reach;
	} else if (p->websocket) {
		c->websocket = ARENA_NEW(a, struct config_websocket);
		*c->websocket = *p->websocket;
		c->websocket->reach = to_part(a, &p->websocket->reach, revision);
		c->reach = &c->websocket->reach;
	} else {
		return NULL;
	}
	return c;
}

bool part_answered_well(const struct observation *l)
{
	return l->count && observation_is_ok(l);
}

/* ---- After the move ------------------------------------------------------------------------------ */

/* One additional request. revision NULL: it is sent to the users' URL. */
struct extra {
	struct observation *of;
	struct observation observation;
	const char *revision;
};
struct extras {
	struct extra *items;
	size_t n, cap;
};

static void add(
	struct arena *a, struct extras *x, struct observation *of, const struct config_probe *p, const char *revision)
{
	x->items = arena_grow(a, x->items, x->n, &x->cap, sizeof(*x->items));
	x->items[x->n++] = (struct extra){ .of = of,
		.revision = revision,
		.observation = { .source = of->source, .alias = of->alias, .config = p, .service = of->service } };
}

/* Returns the requests for one round, so that after gate.passes rounds a part with this percentage was probably
 * reached. */
static int asks_for(const struct config *c, int percent)
{
	double missed = 1;
	int64_t rounds = c->gate.passes > 0 ? c->gate.passes : 1, n = 0;
	for (; missed > MISSED && n < ASKS_MAX * rounds; n++)
		missed *= 1 - (double)percent / 100;
	n = (n + rounds - 1) / rounds;
	return (int)(n < ASKS_MAX ? n : ASKS_MAX);
}

static void add_parts(struct arena *a, const struct config *c, struct extras *x, struct observation *of)
{
	const struct service *s = of->service;
	const struct config_probe *p = of->config;
	int least = 100;
	for (size_t i = 0; i < s->move->target.n; i++) {
		const struct cloudrun_target *row = &s->move->target.rows[i];
		const struct config_probe *there = cloudrun_tag_uri(&s->now, row->revision) ? part_probe(a, p, row->revision)
																					: NULL;
		if (there)
			add(a, x, of, there, row->revision);
		else if (row->percent < least)
			least = row->percent;
	}
	for (int i = 1; least < 100 && config_probe_repeatable(p) && i < asks_for(c, least); i++)
		add(a, x, of, p, NULL);
}

static void not_in_time(struct arena *a, struct observation *of)
{
	of->error = (struct err_kept){ ERR_TIMEOUT, "not every part of the split answered in time" };
	of->value = facts_unobserved(a, of->error.text);
}

/* Replaces the round's answer by a worse one. */
static void take(struct arena *a, struct extra *x)
{
	const char *error = json_text_at(x->observation.value, "error");
	if (x->revision && x->observation.error.code == ERR_NONE)
		json_set_string(a, x->observation.value, "error", arena_printf(a, "%s at its tag URL: %s", x->revision, error));
	x->of->value = x->observation.value;
	x->of->error = x->observation.error;
}

void part_ask_all(
	struct observations *observations, const struct config *c, const struct release *release, int64_t deadline)
{
	struct extras x = { NULL, 0, 0 };
	size_t n = observations->n;
	bool watching = observations->watching;
	for (size_t i = 0; i < n; i++) {
		struct observation *l = observations->items[i];
		const struct traffic_move *m = l->service ? l->service->move : NULL;
		if (observe_reaches_users(l) && m && m->target.n > 1 && part_answered_well(l))
			add_parts(observations->a, c, &x, l);
	}
	if (!x.n)
		return;
	observations->watching = true; /* each observation gets an arena of its own, to be freed below */
	for (size_t i = 0; i < x.n; i++)
		observe_one(observations, release, &x.items[i].observation);
	observations->watching = watching;
	loop_run(observations->loop, &observations->pending, deadline);
	for (size_t i = 0; i < x.n; i++) {
		struct extra *one = &x.items[i];
		if (one->observation.count && part_answered_well(one->of) && !part_answered_well(&one->observation))
			take(observations->a, one);
		else if (one->observation.count)
			arena_free(one->observation.held);
	}
	for (size_t i = 0; i < x.n; i++)
		if (!x.items[i].observation.count && part_answered_well(x.items[i].of))
			not_in_time(observations->a, x.items[i].of);
}
