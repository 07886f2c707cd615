/* SPDX-License-Identifier: Apache-2.0 */
/* look.c: what is looked at: one look for each thing that the config names, and how each begins to be and ends. */
#include "say.h"

#include <string.h>

enum { SLACK_MS = 20 }; /* a call's own clock may be that much ahead of ours */

void looks_begin(struct looks *looks, struct arena *a, struct loop *loop, struct gcp *gcp, struct run_log *log)
{
	looks->a = a;
	looks->loop = loop;
	looks->gcp = gcp;
	looks->log = log;
}

struct look *look_add(struct looks *looks, const struct source *s, const char *alias, const void *config,
	struct service *service)
{
	struct look *l = ARENA_NEW(looks->a, struct look);
	l->source = s;
	l->alias = alias;
	l->config = config;
	l->service = service;
	l->every = s->every;
	l->needs = s->after_services && service ? service->look : NULL;
	looks->items = arena_grow(looks->a, looks->items, looks->n, &looks->cap, sizeof(struct look *));
	looks->items[looks->n++] = l;
	return l;
}

/* Of a service that is not chosen yet the target will be made of it. */
void look_open(const struct looks *looks, struct look *l)
{
	arena_free(l->left);
	l->left = NULL;
	l->lasts = !looks->watching || (l->service && !l->service->chosen);
	l->a = l->lasts ? looks->a : arena_under(looks->a);
}

void looks_keep(const struct looks *looks)
{
	for (size_t i = 0; i < looks->n; i++) {
		struct look *l = looks->items[i];
		l->held = l->left = NULL;
		l->lasts = true;
	}
}

/* The deadline came over a look: what was seen before stands, as it does between two looks. */
static bool cut_short(const struct looks *looks, const struct look *l, const struct err *error)
{
	return error && error->code == ERR_TIMEOUT && l->count && loop_now(looks->loop) + SLACK_MS >= looks->deadline;
}

void look_end(struct looks *looks, struct look *l, struct json *value, const struct err *error)
{
	l->in_flight = false;
	looks->pending -= l->awaited;
	l->awaited = false;
	l->cut = cut_short(looks, l, error);
	if (l->cut)
		return;
	l->left = l->held;
	l->held = l->lasts ? NULL : l->a;
	l->count++;
	l->after = l->began_after;
	l->at = loop_now(looks->loop);
	l->took_ms = loop_now(looks->loop) - l->started_at;
	l->error = error ? *error : (struct err){ .code = ERR_NONE };
	l->value = error ? facts_hole(l->a, say_scrub_to(l->a, looks->log, error->text)) : value;
}

struct look *looks_named(const struct looks *looks, enum group g, const char *alias)
{
	for (size_t i = 0; alias && i < looks->n; i++) {
		struct look *l = looks->items[i];
		if (l->source->group == g && !l->source->inner && l->alias && !strcmp(l->alias, alias))
			return l;
	}
	return NULL;
}
