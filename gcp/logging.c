/* SPDX-License-Identifier: Apache-2.0 */
/* logging.c: Cloud Logging v2, entries.list: a POST with its own paging. An empty page need not be the last one. */
#include "gcp.h"

#include <string.h>

enum { PAGE_MAX = 1000 };

struct listing {
	struct gcp *g;
	struct arena *a;
	struct json *request, *all;
	int64_t limit, deadline;
	gcp_done *done;
	void *arg;
	size_t pages;
};

static void next_page(struct listing *q);

static void end_listing(struct listing *q, bool more, const char *why)
{
	struct gcp_reply r = { .status = 200 };
	if (why) {
		err_set(&r.error, ERR_MALFORMED, "POST v2/entries:list: %s", why);
	} else {
		r.body = json_new_object(q->a);
		json_set(r.body, "entries", q->all);
		json_set_bool(q->a, r.body, "more", more);
	}
	q->done(q->arg, &r);
}

static void logging_on_page(void *arg, const struct gcp_reply *reply)
{
	struct listing *q = arg;
	struct err e;
	if (reply->error.code != ERR_NONE) {
		q->done(q->arg, reply);
		return;
	}
	struct json_reader r = json_reader(reply->body, "the list", &e);
	const struct json *entries = json_read_array(&r, "entries");
	const char *token = json_read_string_or(&r, "nextPageToken", "");
	if (json_read_done(&r)) {
		end_listing(q, false, e.text);
		return;
	}
	size_t taken = 0;
	for (; taken < json_size(entries) && (int64_t)json_size(q->all) < q->limit; taken++)
		json_add(q->all, json_item(entries, taken));
	if (taken < json_size(entries))
		end_listing(q, true, NULL);
	else if (!*token)
		end_listing(q, false, NULL);
	else if (!strcmp(token, json_text_at(q->request, "pageToken")))
		end_listing(q, false, "a page token was repeated");
	else if (++q->pages == LIMIT_LOG_PAGES)
		end_listing(q, false, "too many pages; narrow the filter by logName or severity");
	else {
		json_set_string(q->a, q->request, "pageToken", token);
		next_page(q);
	}
}

static void next_page(struct listing *q)
{
	gcp_send(q->g, q->a, GCP_LOGGING, "POST", "v2/entries:list", q->request, true, q->deadline, logging_on_page, q);
}

void logging_list(struct gcp *g, struct arena *a, const char *project, const char *filter, int64_t limit,
	int64_t deadline, gcp_done *done, void *arg)
{
	struct listing *q = ARENA_NEW(a, struct listing);
	struct json *names = json_new_array(a);
	*q = (struct listing){ .g = g,
		.a = a,
		.limit = limit,
		.deadline = deadline,
		.done = done,
		.arg = arg,
		.request = json_new_object(a),
		.all = json_new_array(a) };
	json_add(names, json_new_string(a, arena_printf(a, "projects/%s", project)));
	json_set(q->request, "resourceNames", names);
	json_set_string(a, q->request, "filter", filter);
	json_set_string(a, q->request, "orderBy", "timestamp desc");
	json_set_int(a, q->request, "pageSize", limit + 1 < PAGE_MAX ? limit + 1 : PAGE_MAX);
	next_page(q);
}
