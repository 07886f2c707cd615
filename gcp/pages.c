/* SPDX-License-Identifier: Apache-2.0 */
/* pages.c: reads all pages of a list. Fails if any page is missing. */
#include "gcp.h"

#include <string.h>

struct listing {
	struct gcp *g;
	struct arena *a;
	enum gcp_api api;
	const char *path, *key;
	int64_t deadline;
	gcp_done *done;
	void *arg;
	struct json *all;
	const char *tokens[LIMIT_PAGES];
	size_t pages;
};

static void next_page(struct listing *q);

static void end_listing(struct listing *q, const char *why)
{
	struct gcp_reply r = { .status = 200 };
	if (why) {
		err_set(&r.error, ERR_MALFORMED, "GET %s: %s", q->path, why);
	} else {
		r.body = json_new_object(q->a);
		json_set(r.body, q->key, q->all);
	}
	q->done(q->arg, &r);
}

static bool seen(const struct listing *q, const char *token)
{
	for (size_t i = 0; i < q->pages; i++)
		if (q->tokens[i] && !strcmp(q->tokens[i], token))
			return true;
	return false;
}

static void gcp_on_page(void *arg, const struct gcp_reply *reply)
{
	struct listing *q = arg;
	if (reply->error.code != ERR_NONE) {
		q->done(q->arg, reply);
		return;
	}
	struct err e;
	struct json_reader r = json_reader(reply->body, "the list", &e);
	const struct json *items = json_read_array(&r, q->key), *unreachable = json_read_array(&r, "unreachable");
	const struct json *errors = json_read_array(&r, "executionErrors");
	const char *token = json_read_string_or(&r, "nextPageToken", "");
	if (json_read_done(&r)) {
		end_listing(q, e.text);
		return;
	}
	for (size_t i = 0; i < json_size(items); i++)
		json_add(q->all, json_item(items, i));
	if (json_size(errors))
		end_listing(q,
			arena_printf(
				q->a, "Google calls the list incomplete (execution error: %s)", json_text_at(errors, "[0].message")));
	else if (json_size(unreachable))
		end_listing(q, "Google calls the list incomplete (unreachable locations)");
	else if (!*token)
		end_listing(q, NULL);
	else if (seen(q, token))
		end_listing(q, "a page token was repeated");
	else if (q->pages == LIMIT_PAGES)
		end_listing(q, "too many pages");
	else {
		q->tokens[q->pages++] = token;
		next_page(q);
	}
}

static void next_page(struct listing *q)
{
	const char *token = q->pages ? q->tokens[q->pages - 1] : NULL;
	const char *path = token
		? arena_printf(q->a, "%s%spageToken=%s", q->path, strchr(q->path, '?') ? "&" : "?", url_escape(q->a, token))
		: q->path;
	gcp_get(q->g, q->a, q->api, path, q->deadline, gcp_on_page, q);
}

void gcp_list(struct gcp *g, struct arena *a, enum gcp_api api, const char *path, const char *key, int64_t deadline,
	gcp_done *done, void *arg)
{
	struct listing *q = ARENA_NEW(a, struct listing);
	*q = (struct listing){ .g = g,
		.a = a,
		.api = api,
		.path = path,
		.key = key,
		.deadline = deadline,
		.done = done,
		.arg = arg,
		.all = json_new_array(a) };
	next_page(q);
}
