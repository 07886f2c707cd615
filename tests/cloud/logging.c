/* SPDX-License-Identifier: Apache-2.0 */
/* logging.c: the simulated Cloud Logging: entries:list over scripted entries, newest first, in pages. */
#include "cloud.h"

#include <stdlib.h>
#include <string.h>

enum { TERMS_MAX = 32 };

static int64_t number_of(const struct json *v, const char *key, int64_t def)
{
	return json_get(v, key) ? json_int(json_get(v, key)) : def;
}

static int level(const char *severity)
{
	static const char *const names[] = { "DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT",
		"EMERGENCY" };
	int i = 0;
	while (i < (int)COUNTOF(names) && strcmp(names[i], severity) != 0)
		i++;
	return i;
}

static const char *text_or(const struct json *v, const char *key, const char *def)
{
	return json_get(v, key) ? json_text_at(v, key) : def;
}

static int64_t time_of(const struct json *entry)
{
	return cloud_wall() - number_of(entry, "age_s", 0) * 1000;
}

/* An entry names its service, or its worker pool. */
static const char *type_of(const struct json *entry)
{
	return json_get(entry, "worker") ? "cloud_run_worker_pool" : "cloud_run_revision";
}

static const char *label_of(struct cloud *c, const struct json *entry, const char *field)
{
	const char *name = strrchr(field, '.') + 1;
	if (!strcmp(name, "location"))
		return c->region;
	return json_text_at(entry,
		!strcmp(name, "service_name")           ? "service"
			: !strcmp(name, "worker_pool_name") ? "worker"
			: !strcmp(name, "revision_name")    ? "revision"
												: name);
}

static bool term_holds(struct cloud *c, const struct json *entry, const struct term *t)
{
	int64_t at;
	struct err e;
	if (!strcmp(t->field, "resource.type"))
		return !strcmp(t->value, type_of(entry));
	if (!strncmp(t->field, "resource.labels.", 16))
		return !strcmp(label_of(c, entry, t->field), t->value);
	if (!strcmp(t->field, "timestamp"))
		return !clock_parse_time(t->value, &at, &e) && time_of(entry) >= at;
	if (!strcmp(t->field, "severity"))
		return strchr(t->op, '>') ? level(text_or(entry, "severity", "DEFAULT")) >= level(t->value)
								  : !strcmp(text_or(entry, "severity", "DEFAULT"), t->value);
	if (!strcmp(t->field, "textPayload"))
		return strstr(json_text_at(entry, "text"), t->value) != NULL;
	violation(c, "the simulated log knows no %s", t->field);
	return false;
}

static struct json *entry_json(struct cloud *c, const struct json *entry, size_t nth)
{
	struct json *v = json_new_object(c->a), *resource = json_new_object(c->a), *labels = json_new_object(c->a);
	json_set_string(c->a, v, "insertId", arena_printf(c->a, "e%zu", nth));
	json_set_string(
		c->a, v, "logName", arena_printf(c->a, "projects/%s/logs/run.googleapis.com%%2Fstderr", c->project));
	json_set_string(c->a, v, "timestamp", clock_time_text(c->a, time_of(entry)));
	json_set_string(c->a, v, "receiveTimestamp", clock_time_text(c->a, time_of(entry)));
	json_set_string(c->a, v, "severity", json_get(entry, "severity") ? json_text_at(entry, "severity") : NULL);
	bool pool = json_get(entry, "worker") != NULL;
	json_set_string(
		c->a, labels, pool ? "worker_pool_name" : "service_name", json_text_at(entry, pool ? "worker" : "service"));
	json_set_string(c->a, labels, "revision_name", json_text_at(entry, "revision"));
	json_set_string(c->a, labels, "location", c->region);
	json_set_string(c->a, resource, "type", type_of(entry));
	json_set(resource, "labels", labels);
	json_set(v, "resource", resource);
	if (json_get(entry, "text"))
		json_set_string(c->a, v, "textPayload", json_text_at(entry, "text"));
	for (struct json_each it = json_each(json_get(entry, "api")); json_next(&it);)
		json_set(v, it.key, it.value);
	return v;
}

/* Returns "count" entries; the script has the newest first. "empty_pages" come before the first page with entries. */
static struct json *page(struct cloud *c, const struct term *terms, size_t n, size_t from, size_t most, bool *more)
{
	struct json *out = json_new_array(c->a);
	size_t seen = 0;
	for (size_t i = 0; i < json_size(c->logs); i++) {
		const struct json *entry = json_item(c->logs, i);
		bool holds = true;
		for (size_t t = 0; t < n; t++)
			holds = holds && term_holds(c, entry, &terms[t]);
		for (int64_t k = number_of(entry, "count", 1); holds && k > 0; k--, seen++) {
			if (seen >= from && json_size(out) < most)
				json_add(out, entry_json(c, entry, seen));
			*more = *more || seen >= from + most;
		}
	}
	return out;
}

bool logging_answer(struct cloud *c, const struct request *q, struct response *r)
{
	struct json *body, *v = json_new_object(c->a);
	struct term terms[TERMS_MAX];
	struct err e;
	bool more = false;
	if (strcmp(q->path, "/v2/entries:list") != 0)
		return false;
	schema_check_method(c, q, "logging");
	if (json_parse(c->a, q->body, &body, &e)) {
		api_error(c, r, 400, "INVALID_ARGUMENT", "Invalid JSON payload received.", NULL);
		return true;
	}
	schema_check(c, body, "logging.ListLogEntriesRequest", "request");
	if (strcmp(json_text_at(body, "orderBy"), "timestamp desc") != 0 ||
		strncmp(json_text_at(body, "resourceNames[0]"), "projects/", 9) != 0)
		violation(c, "entries:list without resourceNames, or not newest first");
	const char *token = json_text_at(body, "pageToken");
	size_t from = (size_t)strtoul(*token ? token + 1 : "0", NULL, 10), size = (size_t)number_of(body, "pageSize", 50);
	bool empty = *token ? *token == 'e' : c->empty_pages > 0; /* an empty page is valid, and not the last one */
	size_t n = query_terms(c, json_text_at(body, "filter"), terms, TERMS_MAX);
	struct json *entries = empty ? json_new_array(c->a) : page(c, terms, n, from, size, &more);
	if (json_size(entries))
		json_set(v, "entries", entries);
	if (empty)
		json_set_string(
			c->a, v, "nextPageToken", from + 1 < c->empty_pages ? arena_printf(c->a, "e%zu", from + 1) : "p0");
	else if (more)
		json_set_string(c->a, v, "nextPageToken", arena_printf(c->a, "p%zu", from + size));
	api_json(c, r, 200, v, "logging.ListLogEntriesResponse");
	return true;
}
