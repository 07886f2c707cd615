/* SPDX-License-Identifier: Apache-2.0 */
/* health.c: the simulated Personalized Service Health: the incidents of the state file, in pages. */
#include "cloud.h"

#include <stdlib.h>
#include <string.h>

struct json *list_page(struct cloud *c, const struct request *q, const char *key, struct json *all, size_t size)
{
	struct json *v = json_new_object(c->a), *page = json_new_array(c->a);
	const char *token = query_named(c, q->query, "pageToken", 0);
	size_t from = token ? (size_t)strtoul(token + strlen("page"), NULL, 10) : 0, n = json_size(all);
	for (size_t i = from; i < n && (!size || i < from + size); i++)
		json_add(page, json_item(all, i));
	if (json_size(page))
		json_set(v, key, page);
	if (size && from + size < n)
		json_set_string(c->a, v, "nextPageToken", arena_printf(c->a, "page%zu", from + size));
	return v;
}

static struct json *event_json(struct cloud *c, const char *project, const char *id, const struct json *mine)
{
	struct json *v = json_new_object(c->a);
	int64_t age_s = json_get(mine, "age_s") ? json_int(json_get(mine, "age_s")) : 600;
	json_set_string(c->a, v, "name", arena_printf(c->a, "projects/%s/locations/global/events/%s", project, id));
	json_set_string(c->a, v, "category", "INCIDENT");
	json_set_string(c->a, v, "state", "ACTIVE");
	json_set_string(c->a, v, "detailedState", "CONFIRMED");
	json_set_string(c->a, v, "relevance", "IMPACTED");
	json_set_string(c->a, v, "startTime", clock_time_text(c->a, cloud_wall() - age_s * 1000));
	struct json *fields = json_copy(c->a, mine);
	json_set(fields, "age_s", NULL);
	return merge(c->a, v, fields);
}

bool health_answer(struct cloud *c, const struct request *q, struct response *r)
{
	if (!path_matches("/v1/projects/*/locations/global/events", q->path))
		return false;
	schema_check_method(c, q, "servicehealth");
	const char *project = arena_strndup(
		c->a, q->path + strlen("/v1/projects/"), strcspn(q->path + strlen("/v1/projects/"), "/"));
	const char *asked = query_named(c, q->query, "filter", 0), *filter = asked ? query_decoded(c, asked) : NULL;
	struct json *all = json_new_array(c->a);
	for (struct json_each it = json_each(c->incidents); json_next(&it);) {
		struct json *event = event_json(c, project, it.key, it.value);
		if (!filter || strcmp(filter, "state=ACTIVE") != 0 || !strcmp(json_text_at(event, "state"), "ACTIVE"))
			json_add(all, event);
	}
	if (filter && strcmp(filter, "state=ACTIVE") != 0)
		violation(c, "the filter of events is %s", filter);
	api_json(c, r, 200, list_page(c, q, "events", all, c->page_size), "servicehealth.ListEventsResponse");
	return true;
}
