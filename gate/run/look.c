/* SPDX-License-Identifier: Apache-2.0 */
/* look.c: what is looked at: one look for each thing that the config names, and how each begins to be and ends. */
#include "say.h"

#include <string.h>

enum { SLACK_MS = 20 }; /* a call's own clock may be that much ahead of ours */

struct look *look_add(
	struct run *r, const struct source *s, const char *alias, const void *config, struct service *service)
{
	struct look *l = ARENA_NEW(r->a, struct look);
	l->source = s;
	l->alias = alias;
	l->config = config;
	l->service = service;
	l->every = s->every;
	l->needs = s->after_services && service ? service->look : NULL;
	r->looks.items = arena_grow(r->a, r->looks.items, r->looks.n, &r->looks.cap, sizeof(struct look *));
	r->looks.items[r->looks.n++] = l;
	return l;
}

/* Of a service that is not chosen yet the target will be made of it. */
void look_open(struct arena *a, const struct looks *looks, struct look *l)
{
	arena_free(l->left);
	l->left = NULL;
	l->lasts = !looks->watching || (l->service && !l->service->chosen);
	l->a = l->lasts ? a : arena_under(a);
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
static bool cut_short(struct loop *loop, const struct looks *looks, const struct look *l, const struct err *error)
{
	return error && error->code == ERR_TIMEOUT && l->count && loop_now(loop) + SLACK_MS >= looks->deadline;
}

void look_end(struct run *r, struct look *l, struct json *value, const struct err *error)
{
	l->in_flight = false;
	r->looks.pending -= l->awaited;
	l->awaited = false;
	l->cut = cut_short(r->loop, &r->looks, l, error);
	if (l->cut)
		return;
	l->left = l->held;
	l->held = l->lasts ? NULL : l->a;
	l->count++;
	l->after = l->began_after;
	l->at = loop_now(r->loop);
	l->took_ms = loop_now(r->loop) - l->started_at;
	l->error = error ? *error : (struct err){ .code = ERR_NONE };
	l->value = error ? facts_hole(l->a, say_scrub_to(l->a, &r->log, error->text)) : value;
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
