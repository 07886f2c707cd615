/* SPDX-License-Identifier: Apache-2.0 */
/* state_units.c: see state_units.h */
#include "state_units.h"

static bool may(void *arg, const char *permission)
{
	(void)arg;
	(void)permission;
	return true;
}

static struct fake_answer serve(void *arg, const struct http_request *r)
{
	struct state_world *w = arg;
	struct arena *a = w->b->w->a;
	struct bucket_answer answer = { .status = 500 };
	struct bucket_question q = { .method = r->method,
		.uri = secret_reveal(r->url) + strlen("https://storage.googleapis.com"),
		.type = "application/octet-stream",
		.body = { r->body ? secret_reveal(r->body) : "", r->body ? secret_size(r->body) : 0 },
		.now = loop_wall(w->b->w->l),
		.who = "ci@p.iam",
		.may = may };
	if (w->down)
		return (struct fake_answer){ .error = ERR_NETWORK, .ms = 1000 };
	if (w->busy && strcmp(r->method, "GET") != 0 && w->busy--)
		return (struct fake_answer){ .status = 503, .ms = 10, .body = "{}" };
	assert_true(bucket_answer(&w->buckets, &q, &answer));
	if (w->deaf)
		return (struct fake_answer){ .error = ERR_NETWORK, .ms = 1000 };
	w->writes += strcmp(r->method, "GET") != 0;
	struct http_header_text *headers = ARENA_ARRAY(a, struct http_header_text, answer.n_headers + 1);
	for (size_t i = 0; i < answer.n_headers; i++)
		headers[i] = (struct http_header_text){ answer.headers[i].name, answer.headers[i].value };
	return (struct fake_answer){ .status = answer.status,
		.ms = 10,
		.headers = headers,
		.n_headers = answer.n_headers,
		.body = arena_strndup(a, answer.body.n ? answer.body.p : "", answer.body.n) };
}

struct state_world *state_open(struct bench *b, const char *state)
{
	struct state_world *w = ARENA_NEW(b->w->a, struct state_world);
	struct json *v;
	struct err e;
	*w = (struct state_world){ .b = b, .buckets = { .a = b->w->a } };
	assert_int_equal(json_parse(b->w->a, str_of(state), &v, &e), 0);
	assert_int_equal(buckets_apply(&w->buckets, v, loop_wall(b->w->l), &e), 0);
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
								 .g = b->g,
								 .location = "gs://acme-state/rungate",
								 .place = b->place,
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
