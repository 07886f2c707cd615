/* SPDX-License-Identifier: Apache-2.0 */
/* resource.c: one GET of one resource. What its API answers 404 for was observed: it is not there. */
#include "resource.h"
#include "../source.h"

struct asked { struct run *r; struct look *l; const struct resource *resource; };

static void resource_on_reply(void *arg, const struct gcp_reply *reply)
{
	const struct asked *q = arg;
	struct arena *a = q->l->a;
	struct err e = reply->error;
	if (e.code == ERR_NOT_FOUND) {
		look_end(q->r, q->l, q->resource->not_found(a, q->l->config), NULL);
		return;
	}
	struct json *facts = NULL;
	if (e.code == ERR_NONE)
		facts = q->resource->facts(a, q->l->config, reply->body, gcp_wall(q->r->gcp), &e);
	if (!facts)
		err_wrap(&e, "%s.%s", group_name(q->l->source->group), q->l->alias);
	look_end(q->r, q->l, facts, facts ? NULL : &e);
}

struct json *resource_at(struct arena *a, struct json *facts, const char *project, const char *region)
{
	json_set_string(a, facts, "project", project);
	json_set_string(a, facts, "region", region);
	return facts;
}

void resource_look(struct run *r, struct look *l, const struct resource *resource)
{
	struct asked *q = ARENA_NEW(l->a, struct asked);
	*q = (struct asked){ r, l, resource };
	gcp_get(r->gcp, l->a, resource->api, resource->path(l->a, l->config), r->looks.deadline, resource_on_reply, q);
}
