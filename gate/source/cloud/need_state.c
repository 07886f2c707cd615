/* SPDX-License-Identifier: Apache-2.0 */
/* need_state.c: reads a resource that a revision needs to start, and says whether it can still be used. */
#include "need_state.h"
#include "resource.h"
#include "subnet.h"
#include "../../run/say.h"

#include <string.h>

static const char gone[] = "does not exist any more";

struct asking {
	struct arena *a;
	struct gcp *g;
	struct run_log *log;
	const struct need *need;
	need_done *done;
	void *arg;
};

const char *need_lost(struct arena *a, enum need_kind kind, const char *state)
{
	static const struct {
		enum need_kind kind;
		const char *state;
	} lost[] = {
		{ NEED_SECRET, "DISABLED" },
		{ NEED_SECRET, "DESTROYED" },
		{ NEED_SQL, "SUSPENDED" },
		{ NEED_SQL, "FAILED" },
		{ NEED_SQL, "PENDING_DELETE" },
		{ NEED_CONNECTOR, "DELETING" },
		{ NEED_CONNECTOR, "ERROR" },
	};
	if (!strcmp(state, "NOT_FOUND"))
		return gone;
	for (size_t i = 0; i < COUNTOF(lost); i++)
		if (lost[i].kind == kind && !strcmp(lost[i].state, state))
			return arena_printf(a, "is %s", state);
	return NULL;
}

/* Returns the resource kind of a need, or NULL for the others. */
static const struct resource *resource_of(enum need_kind kind)
{
	static const struct resource *const of[] = {
		[NEED_SECRET] = NULL,
		[NEED_SQL] = &resource_sql,
		[NEED_CONNECTOR] = &resource_connector,
		[NEED_SUBNET] = NULL,
		[NEED_BUCKET] = NULL,
		[NEED_IMAGE] = NULL,
	};
	return of[kind];
}

static struct json *facts_of(
	struct arena *a, struct gcp *g, const struct need *need, const struct json *body, struct err *e)
{
	const struct resource *k = resource_of(need->kind);
	if (need->kind == NEED_SUBNET)
		return subnet_facts(a, body, need->id, e);
	if (need->kind == NEED_BUCKET)
		return volume_bucket_facts(a, body, need->id, e);
	return k ? resource_facts(a, k, body, need->id, gcp_wall(g), e)
			 : secretmanager_facts(a, body, &need->secret, need->version, e);
}

static void need_on_reply(void *arg, const struct gcp_reply *reply)
{
	const struct asking *q = arg;
	struct err e = reply->error;
	if (e.code == ERR_NOT_FOUND) {
		q->done(q->arg, NEED_GONE, gone);
		return;
	}
	const struct json *facts = e.code == ERR_NONE ? facts_of(q->a, q->g, q->need, reply->body, &e) : NULL;
	const char *lost = need_lost(q->a, q->need->kind, json_text_at(facts, "state"));
	if (!facts)
		q->done(q->arg, NEED_UNSEEN, say_scrub_to(q->a, q->log, e.text));
	else if (lost)
		q->done(q->arg, NEED_GONE, lost);
	else if (!strcmp(json_text_at(facts, "activationPolicy"), "NEVER"))
		q->done(q->arg, NEED_GONE, "is stopped (activation policy NEVER)");
	else
		q->done(q->arg, NEED_WELL, "");
}

void need_ask(struct arena *a, struct gcp *g, struct run_log *log, const struct need *need, int64_t until,
	need_done *done, void *arg)
{
	const struct resource *k = resource_of(need->kind);
	struct asking *q = ARENA_NEW(a, struct asking);
	*q = (struct asking){ a, g, log, need, done, arg };
	if (!need->named) {
		done(arg, NEED_UNSEEN, "its name could not be parsed");
	} else if (need->kind == NEED_SUBNET) {
		gcp_get(g, a, GCP_COMPUTE, subnet_path(a, need->project, need->region, need->id), until, need_on_reply, q);
	} else if (need->kind == NEED_BUCKET) {
		gcp_get(g, a, GCP_STORAGE, volume_bucket_path(a, need->id), until, need_on_reply, q);
	} else {
		char *path = k ? resource_path(a, k, need->project, need->region, need->id)
					   : secretmanager_path(a, &need->secret, need->version);
		gcp_get(g, a, k ? k->api : GCP_SECRETMANAGER, path, until, need_on_reply, q);
	}
}
