/* SPDX-License-Identifier: Apache-2.0 */
/* storage_units.c: a client in virtual time, and what its callbacks are called with. */
#include "storage_units.h"

#include <unistd.h>

int storage_set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct err e;
	b->w = fake_world_new();
	b->token = arena_printf(b->w->a, "/tmp/rungate-storage-%d", (int)getpid());
	assert_int_equal(file_write_atomic(b->token, "test-token", 10, 0600, &e), 0);
	setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", b->token, 1);
	assert_int_equal(gcp_open(b->w->a, b->w->l, b->w->k, NULL, &b->g, &e), 0);
	b->place = (struct storage_place){ "acme-state", "rungate/" };
	*state = b;
	return 0;
}

int storage_tear_down(void **state)
{
	struct bench *b = *state;
	unsetenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE");
	unlink(b->token);
	fake_world_free(b->w);
	free(b);
	return 0;
}

void storage_told(void *arg, const struct storage_reply *reply)
{
	struct told *t = arg;
	t->calls++;
	t->reply = *reply;
}

void storage_told_list(void *arg, const struct storage_list *list)
{
	struct told *t = arg;
	t->calls++;
	t->list = *list;
}

void storage_told_rights(void *arg, const char *missing, const struct err *error)
{
	struct told *t = arg;
	t->calls++;
	t->missing = missing;
	t->error = error ? *error : (struct err){ .code = ERR_NONE };
}

static bool may(void *arg, const char *permission)
{
	const struct storage_world *s = arg;
	return !s->denied || strcmp(s->denied, permission) != 0;
}

static const char *sent_header(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (!strcmp(r->headers[i].name, name))
			return secret_reveal(r->headers[i].value);
	return NULL;
}

struct fake_answer storage_world_answer(void *world, const struct http_request *request)
{
	struct storage_world *s = world;
	struct arena *a = s->b->w->a;
	struct bucket_answer answer = { .status = 500 };
	struct bucket_question q = { .method = request->method,
		.uri = secret_reveal(request->url) + strlen("https://storage.googleapis.com"),
		.type = sent_header(request, "Content-Type"),
		.hash = sent_header(request, "x-goog-hash"),
		.body = { request->body ? secret_reveal(request->body) : "", request->body ? secret_size(request->body) : 0 },
		.now = loop_wall(s->b->w->l),
		.who = "ci@p.iam",
		.may = may,
		.arg = s };
	assert_true(bucket_answer(&s->buckets, &q, &answer));
	s->violations += answer.violation != NULL;
	struct http_header_text *headers = ARENA_ARRAY(a, struct http_header_text, answer.n_headers + 1);
	for (size_t i = 0; i < answer.n_headers; i++)
		headers[i] = (struct http_header_text){ answer.headers[i].name, answer.headers[i].value };
	return (struct fake_answer){ .status = answer.status,
		.ms = 10,
		.headers = headers,
		.n_headers = answer.n_headers,
		.body = arena_strndup(a, answer.body.n ? answer.body.p : "", answer.body.n) };
}

void storage_world_open(struct bench *b, const char *state, struct storage_world *out)
{
	struct json *v;
	struct err e;
	*out = (struct storage_world){ .b = b, .buckets = { .a = b->w->a } };
	assert_int_equal(json_parse(b->w->a, str_of(state), &v, &e), 0);
	assert_int_equal(buckets_apply(&out->buckets, v, loop_wall(b->w->l), &e), 0);
	b->w->server = storage_world_answer;
	b->w->arg = out;
}
