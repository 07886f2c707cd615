/* SPDX-License-Identifier: Apache-2.0 */
/* storage.c: Cloud Storage (bucket.h) as an API of the simulated cloud: who may do what, and the schema. */
#include "bucket.h"
#include "token.h"

#include <string.h>

struct caller {
	struct cloud *c;
	const struct request *q;
};

static bool listed(const struct json *all, const char *permission)
{
	for (size_t i = 0; i < json_size(all); i++)
		if (str_is(json_text(json_item(all, i)), permission))
			return true;
	return false;
}

static bool may(void *arg, const char *permission)
{
	const struct caller *who = arg;
	return !listed(who->c->denied, permission) &&
		!listed(json_get(token_state(who->c, "denied"), who->q->principal), permission);
}

/* The path as it was sent, so that a name which is not escaped has no method. */
static void check_method(struct cloud *c, const struct request *q)
{
	const char *query = strchr(q->uri, '?');
	struct request raw = *q;
	raw.path = arena_strndup(c->a, q->uri, strcspn(q->uri, "?"));
	raw.query = query ? query + 1 : NULL;
	schema_check_method(c, &raw, "storage");
}

bool storage_answer(struct cloud *c, const struct request *q, struct response *r)
{
	struct caller who = { c, q };
	struct bucket_answer answer = { .status = 500, .type = "text/plain" };
	struct bucket_question question = { .method = q->method,
		.uri = q->uri,
		.type = request_header(q, "Content-Type"),
		.hash = request_header(q, "x-goog-hash"),
		.pays = request_header(q, "x-goog-user-project") != NULL,
		.body = q->body,
		.now = cloud_wall(),
		.who = q->principal ? q->principal : "Anonymous caller",
		.may = may,
		.arg = &who };
	if (!bucket_answer(c->buckets, &question, &answer))
		return false;
	check_method(c, q);
	if (answer.message)
		schema_check(c, answer.json, answer.message, "answer");
	if (answer.violation)
		violation(c, "%s", answer.violation);
	r->status = answer.status;
	r->type = answer.type;
	r->body = answer.body;
	for (size_t i = 0; i < answer.n_headers; i++) {
		r->headers[r->n_headers].name = answer.headers[i].name;
		r->headers[r->n_headers++].value = answer.headers[i].value;
	}
	return true;
}
