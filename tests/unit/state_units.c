/* SPDX-License-Identifier: Apache-2.0 */
/* state_units.c: see state_units.h */
#include "state_units.h"

static struct fake_answer serve(void *arg, const struct http_request *r)
{
	struct state_world *w = arg;
	bool reads = !strcmp(r->method, "GET");
	if (w->down)
		return (struct fake_answer){ .error = ERR_NETWORK, .ms = 1000 };
	if (w->busy && !reads && w->busy--)
		return (struct fake_answer){ .status = 503, .ms = 10, .body = "{}" };
	struct fake_answer answer = storage_world_answer(&w->storage, r);
	if (w->deaf)
		return (struct fake_answer){ .error = ERR_NETWORK, .ms = 1000 };
	w->writes += !reads;
	w->evidence += reads && strstr(secret_reveal(r->url), "evidence%2F") && strstr(secret_reveal(r->url), "alt=media");
	return answer;
}

struct state_world *state_open(struct bench *b, const char *state)
{
	struct state_world *w = ARENA_NEW(b->w->a, struct state_world);
	w->b = b;
	storage_world_open(b, state, &w->storage);
	b->w->server = serve;
	b->w->arg = w;
	return w;
}

static void on_say(void *arg, const char *text)
{
	((struct state_run *)arg)->said = text;
}

struct state_run *state_machine(struct bench *b, const char *run)
{
	struct state_run *m = ARENA_NEW(b->w->a, struct state_run);
	*m = (struct state_run){ .s = { .a = b->w->a,
								 .loop = b->w->l,
								 .store = { b->w->a, b->w->l, "gs://acme-state/rungate", b->g, b->place },
								 .journal = "journal",
								 .run = run,
								 .lease = LEASE_MS,
								 .patience = 2000,
								 .say = on_say },
		.said = "" };
	m->s.arg = m;
	return m;
}

void state_pass(struct bench *b, int64_t ms)
{
	loop_run(b->w->l, NULL, b->w->now + ms);
}

struct leases *state_take(struct bench *b, struct state_run *m, bool *expired, struct err *e)
{
	static const char *const services[] = { SERVICE };
	*expired = false;
	return leases_take(&m->s, services, 1, "rollback", b->w->now + SOON_MS, expired, e);
}
