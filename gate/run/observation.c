/* SPDX-License-Identifier: Apache-2.0 */
/* observation.c: the observations of a run: adding them, and the begin and end of each request. */
#include "say.h"

#include <string.h>

enum { SLACK_MS = 20 }; /* how much earlier than the deadline a call may time out */

void observations_begin(
	struct observations *observations, struct arena *a, struct loop *loop, struct gcp *gcp, struct run_log *log)
{
	observations->a = a;
	observations->loop = loop;
	observations->gcp = gcp;
	observations->log = log;
}

bool observation_is_ok(const struct observation *l)
{
	return l->error.code == ERR_NONE && json_is_true(json_get(l->value, "ok"));
}

struct observation *observation_add(struct observations *observations, const struct source *s, const char *alias,
	const void *config, struct service *service)
{
	struct observation *l = ARENA_NEW(observations->a, struct observation);
	l->source = s;
	l->alias = alias;
	l->config = config;
	l->service = service;
	l->every = s->every;
	l->needs = s->after_services && service ? service->observation : NULL;
	observations->items = arena_grow(
		observations->a, observations->items, observations->n, &observations->cap, sizeof(struct observation *));
	observations->items[observations->n++] = l;
	return l;
}

/* Keeps the first read of a service for the whole run, because its rollback target points into it. */
void observation_open(const struct observations *observations, struct observation *l)
{
	arena_free(l->left);
	l->left = NULL;
	l->lasts = !observations->watching || (l->service && !l->service->chosen);
	l->a = l->lasts ? observations->a : arena_under(observations->a);
}

void observations_keep(const struct observations *observations)
{
	for (size_t i = 0; i < observations->n; i++) {
		struct observation *l = observations->items[i];
		l->held = l->left = NULL;
		l->lasts = true;
	}
}

/* True if only the round's deadline ended the request. The previous observation then stays current. */
static bool cut_short(const struct observations *observations, const struct observation *l, const struct err *error)
{
	return error && error->code == ERR_TIMEOUT && l->count &&
		loop_now(observations->loop) + SLACK_MS >= observations->deadline;
}

/* ms: of the newest answer, or NULL; a process that did not run has hidden it. */
static void count_duration(const struct observations *observations, struct observation *l, const struct json *ms)
{
	if (l->source->group != GROUP_PROBES || json_kind(ms) != JSON_INT)
		return;
	if (!l->durations)
		l->durations = ARENA_NEW(observations->a, struct durations);
	durations_add(l->durations, json_int(ms));
}

void observation_end(
	struct observations *observations, struct observation *l, struct json *value, const struct err *error)
{
	l->in_flight = false;
	observations->pending -= l->awaited;
	l->awaited = false;
	l->cut = cut_short(observations, l, error);
	if (l->cut)
		return;
	l->left = l->held;
	l->held = l->lasts ? NULL : l->a;
	l->count++;
	l->after = l->began_after;
	l->at = loop_now(observations->loop);
	l->took_ms = loop_now(observations->loop) - l->started_at;
	l->error = error ? err_keep(l->a, error) : (struct err_kept){ .code = ERR_NONE };
	count_duration(observations, l, error ? NULL : json_get(value, "ms"));
	l->value = error ? facts_unobserved(l->a, say_scrub_to(l->a, observations->log, error->text)) : value;
}

struct observation *observations_named(const struct observations *observations, enum group g, const char *alias)
{
	for (size_t i = 0; alias && i < observations->n; i++) {
		struct observation *l = observations->items[i];
		if (l->source->group == g && !l->source->inner && l->alias && !strcmp(l->alias, alias))
			return l;
	}
	return NULL;
}
