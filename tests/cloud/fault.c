/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault.c: scripted faults. A fault matches requests by method and path (and counts them). It answers instead of the
 * API, corrupts the answer, or applies another actor's change first.
 */
#include "cloud.h"

#include <string.h>

static const char *text_of(const struct json *v, const char *key, const char *def)
{
	return json_kind(json_get(v, key)) == JSON_STRING ? json_text(json_get(v, key)).p : def;
}

static int64_t number_of(const struct json *v, const char *key, int64_t def)
{
	return json_get(v, key) ? json_int(json_get(v, key)) : def;
}

/* Active for the matching requests "from" (1: the first) to "times"; without "times", for all later ones. Counts each
 * request once. */
static bool matches(struct cloud *c, struct json *fault, const struct request *q)
{
	const char *method = text_of(fault, "method", NULL);
	if (!method && !strcmp(q->method, "VALIDATE"))
		return false; /* a request that changes nothing is not one of those that a fault without a method counts */
	if ((method && strcmp(method, q->method) != 0) || !path_matches(text_of(fault, "path", "*"), q->path))
		return false;
	if (!strncmp(q->path, "/__cloud/", 9) || (json_get(fault, "app") != NULL) != (q->port->service != NULL))
		return false;
	int64_t seen = number_of(fault, "seen", 0) + 1, from = number_of(fault, "from", 1);
	json_set_int(c->a, fault, "seen", seen);
	return seen >= from && (!json_get(fault, "times") || seen < from + number_of(fault, "times", 0));
}

/* Marks the one fault that applies to this request, so that all stages use the same. */
void fault_before(struct cloud *c, const struct request *q)
{
	struct err e;
	for (size_t i = 0; i < json_size(c->faults); i++) {
		struct json *fault = json_item(c->faults, i);
		bool hit = matches(c, fault, q);
		json_set_bool(c->a, fault, "hit", hit);
		if (hit && json_get(fault, "apply") && model_apply(c, json_get(fault, "apply"), &e))
			violation(c, "fault: %s", e.text);
	}
}

static struct json *error_details(struct cloud *c, const struct json *fault)
{
	const struct json *info = json_get(fault, "details");
	return info ? json_copy(c->a, info) : NULL;
}

static void answer_status(struct cloud *c, const struct json *fault, struct response *r)
{
	static const struct {
		int status;
		const char *name, *message;
	} names[] = {
		{ 400, "INVALID_ARGUMENT", "Request contains an invalid argument." },
		{ 401, "UNAUTHENTICATED", "Request had invalid authentication credentials." },
		{ 403, "PERMISSION_DENIED", "The caller does not have permission" },
		{ 404, "NOT_FOUND", "Requested entity was not found." },
		{ 409, "ABORTED", "Conflict for resource: version was specified but current version is another." },
		{ 429, "RESOURCE_EXHAUSTED",
			"Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per region'." },
		{ 500, "INTERNAL", "Internal error encountered." },
		{ 503, "UNAVAILABLE", "The service is currently unavailable." },
		{ 504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete." },
	};
	int status = (int)number_of(fault, "status", 500);
	const char *name = "UNKNOWN", *message = "An error.";
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (names[i].status == status) {
			name = names[i].name;
			message = names[i].message;
		}
	api_error(c, r, status, name, text_of(fault, "message", message), error_details(c, fault));
	if (json_get(fault, "retry_after")) {
		r->headers[r->n_headers].name = "Retry-After";
		r->headers[r->n_headers++].value = text_of(fault, "retry_after", "1");
	}
}

bool fault_answer(struct cloud *c, const struct request *q, struct response *r)
{
	bool answered = false;
	for (size_t i = 0; i < json_size(c->faults); i++) {
		const struct json *fault = json_item(c->faults, i);
		if (!json_is_true(json_get(fault, "hit")))
			continue;
		r->delay_ms += number_of(fault, "delay_ms", 0);
		if (json_is_true(json_get(fault, "flavor"))) {
			r->headers[r->n_headers].name = "Metadata-Flavor";
			r->headers[r->n_headers++].value = "Google";
		}
		if (json_get(fault, "status")) {
			answer_status(c, fault, r);
			answered = true;
		}
		if (json_is_true(json_get(fault, "echo"))) {
			api_error(c, r, (int)number_of(fault, "status", 403), "PERMISSION_DENIED",
				arena_printf(c->a, "The credential %s is not welcome; %.*s", q->authorization ? q->authorization : "",
					(int)q->body.n, q->body.n ? q->body.p : ""),
				NULL);
			answered = true;
		}
		if (json_get(fault, "body")) {
			r->body = json_text(json_get(fault, "body"));
			r->status = (int)number_of(fault, "status", 200);
			r->type = text_of(fault, "type", "application/json");
			answered = true;
		}
		if (json_get(fault, "size")) {
			size_t n = (size_t)number_of(fault, "size", 0);
			char *p = arena_alloc(c->a, n);
			memset(p, ' ', n);
			r->body = (struct str){ p, n };
			r->status = 200;
			r->type = "application/json";
			answered = true;
		}
		if (json_is_true(json_get(fault, "reset"))) {
			r->reset = answered = true;
			r->status = 200;
		}
	}
	return answered;
}

void fault_spoil(struct cloud *c, const struct request *q, struct response *r)
{
	(void)q;
	for (size_t i = 0; i < json_size(c->faults); i++) {
		const struct json *fault = json_item(c->faults, i);
		if (!json_is_true(json_get(fault, "hit")))
			continue;
		r->truncate = r->truncate || json_is_true(json_get(fault, "truncate"));
		r->reset = r->reset || json_is_true(json_get(fault, "reset_after"));
		if (json_is_true(json_get(fault, "corrupt")) && r->body.n) {
			char *body = arena_strndup(c->a, r->body.p, r->body.n);
			body[r->body.n / 2] ^= 1;
			r->body.p = body;
		}
		r->trickle_ms = number_of(fault, "trickle_ms", r->trickle_ms);
	}
}
