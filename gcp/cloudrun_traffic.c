/* SPDX-License-Identifier: Apache-2.0 */
/* cloudrun_traffic.c: traffic splits, desired and effective, with LATEST resolved; and the two writes. */
#include "gcp.h"

#include <assert.h>
#include <string.h>

char *cloudrun_split_wrong(struct arena *a, const struct cloudrun_split *split)
{
	int sum = 0;
	for (size_t i = 0; i < split->n; i++) {
		const struct cloudrun_target *t = &split->rows[i];
		struct cloudrun_split before = { split->rows, i };
		if (!t->revision || !cloudrun_name_valid(t->revision))
			return arena_printf(a, "row %zu names no revision", i);
		if (t->percent < 1 || t->percent > 100)
			return arena_printf(a, "%s has %d %%", t->revision, t->percent);
		if (cloudrun_percent(&before, NULL, t->revision))
			return arena_printf(a, "%s is listed twice", t->revision);
		sum += t->percent;
	}
	return sum == 100 ? NULL : arena_printf(a, "it adds up to %d %%, not 100", sum);
}

static const char *revision_of(const struct cloudrun_target *t, const char *latest)
{
	if (!t->latest)
		return t->revision;
	return latest ? latest : t->revision;
}

int cloudrun_percent(const struct cloudrun_split *split, const char *latest, const char *revision)
{
	int sum = 0;
	for (size_t i = 0; i < split->n; i++) {
		const char *name = revision_of(&split->rows[i], latest);
		if (name && revision && !strcmp(name, revision))
			sum += split->rows[i].percent;
	}
	return sum;
}

static bool covers(
	const struct cloudrun_split *a, const char *latest_a, const struct cloudrun_split *b, const char *latest_b)
{
	for (size_t i = 0; i < a->n; i++) {
		const char *name = revision_of(&a->rows[i], latest_a);
		if (!a->rows[i].percent)
			continue;
		if (!name || cloudrun_percent(a, latest_a, name) != cloudrun_percent(b, latest_b, name))
			return false;
	}
	return true;
}

bool cloudrun_same_percents(
	const struct cloudrun_split *a, const char *latest_a, const struct cloudrun_split *b, const char *latest_b)
{
	return covers(a, latest_a, b, latest_b) && covers(b, latest_b, a, latest_a);
}

int64_t cloudrun_routed_at(const struct cloudrun_service *s)
{
	const struct json *conditions = json_get(s->raw, "conditions");
	int64_t at;
	struct err e;
	for (size_t i = 0; i < json_size(conditions); i++) {
		const struct json *c = json_item(conditions, i);
		bool ready = !strcmp(json_text_at(c, "state"), "CONDITION_SUCCEEDED");
		if (ready && !strcmp(json_text_at(c, "type"), "RoutesReady"))
			return clock_parse_time(json_text_at(c, "lastTransitionTime"), &at, &e) ? 0 : at;
	}
	return 0;
}

int64_t run_unchanged_since(const struct cloudrun_service *s)
{
	int64_t routed = cloudrun_settled(s) ? cloudrun_routed_at(s) : 0, changed;
	struct err e;
	if (!routed || clock_parse_time(json_text_at(s->raw, "updateTime"), &changed, &e))
		return 0;
	return changed > routed ? changed : routed;
}

struct cloudrun_split cloudrun_resolved(struct arena *a, const struct cloudrun_split *split, const char *latest)
{
	struct cloudrun_split out = { ARENA_ARRAY(a, struct cloudrun_target, split->n + 1), 0 };
	for (size_t i = 0; i < split->n; i++) {
		const char *name = revision_of(&split->rows[i], latest);
		if (!name || !split->rows[i].percent || cloudrun_percent(&out, NULL, name))
			continue;
		out.rows[out.n++] = (struct cloudrun_target){ .revision = name,
			.percent = cloudrun_percent(split, latest, name) };
	}
	return out;
}

bool cloudrun_follows_latest(const struct cloudrun_split *split)
{
	for (size_t i = 0; i < split->n; i++)
		if (split->rows[i].latest && split->rows[i].percent > 0)
			return true;
	return false;
}

char *cloudrun_split_text(struct arena *a, const struct cloudrun_split *split)
{
	char *text = arena_strdup(a, "");
	for (size_t i = 0; i < split->n; i++) {
		const struct cloudrun_target *t = &split->rows[i];
		const char *name = t->latest ? "LATEST" : t->revision ? t->revision : "?";
		if (t->percent)
			text = arena_printf(a, "%s%s%s%s%s%s %d %%", text, *text ? ", " : "", name,
				t->latest && t->revision ? " (" : "", t->latest && t->revision ? t->revision : "",
				t->latest && t->revision ? ")" : "", t->percent);
	}
	return *text ? text : arena_strdup(a, "nothing");
}

static const char *type_name(struct arena *a, enum cloudrun_kind kind, const struct cloudrun_target *t)
{
	return arena_printf(a, "%s_%s", cloudrun_kind(kind)->type, t->latest ? "LATEST" : "REVISION");
}

struct json *cloudrun_split_json(struct arena *a, enum cloudrun_kind kind, const struct cloudrun_split *split)
{
	struct json *all = json_new_array(a);
	for (size_t i = 0; i < split->n; i++) {
		const struct cloudrun_target *t = &split->rows[i];
		struct json *v = json_new_object(a);
		json_set_string(a, v, "type", type_name(a, kind, t));
		json_set_string(a, v, "revision", t->revision ? t->revision : "");
		json_set_int(a, v, "percent", t->percent);
		json_set_bool(a, v, "latest", t->latest);
		if (cloudrun_kind(kind)->has_tags) {
			json_set_string(a, v, "tag", t->tag ? t->tag : "");
			json_set_string(a, v, "uri", t->uri ? t->uri : "");
		}
		json_add(all, v);
	}
	return all;
}

static size_t tags_among(const struct json *rows)
{
	size_t n = 0, count;
	struct json *const *all = json_items(rows, &count);
	for (size_t i = 0; i < count; i++)
		n += json_text(json_get(all[i], "tag")).n > 0;
	return n;
}

size_t cloudrun_count_tags(const struct json *service)
{
	size_t desired = tags_among(json_get(service, "traffic"));
	size_t effective = tags_among(json_get(service, "trafficStatuses"));
	return desired > effective ? desired : effective;
}

const char *cloudrun_tag_uri(const struct cloudrun_service *s, const char *revision)
{
	for (size_t i = 0; i < s->effective.n; i++) {
		const struct cloudrun_target *t = &s->effective.rows[i];
		const char *name = revision_of(t, s->latest_ready);
		if (t->tag && t->uri && *t->uri && name && !strcmp(name, revision))
			return t->uri;
	}
	return NULL;
}

/* more: of the query; a request that changes nothing is repeatable. */
static void patch(struct gcp *g, struct arena *a, const struct cloudrun_service *s, const char *field,
	struct json *value, const char *more, int64_t deadline, gcp_done *done, void *arg)
{
	struct json *body = json_new_object(a);
	json_set_string(a, body, "name", s->name);
	json_set_string(a, body, "etag", s->etag);
	json_set(body, field, value);
	const char *path = arena_printf(
		a, "%s?updateMask=%s%s", cloudrun_service_path(a, s->kind, s->project, s->region, s->id), field, more);
	gcp_send(g, a, GCP_RUN, "PATCH", path, body, *more != '\0', deadline, done, arg);
}

void cloudrun_patch_annotations(struct gcp *g, struct arena *a, const struct cloudrun_service *s,
	struct json *annotations, int64_t deadline, gcp_done *done, void *arg)
{
	patch(g, a, s, "annotations", annotations, "", deadline, done, arg);
}

static struct json *rows_of(struct arena *a, enum cloudrun_kind kind, const struct cloudrun_split *traffic)
{
	struct json *rows = json_new_array(a);
	assert(traffic->n > 0); /* with an empty list Cloud Run sends all traffic to the newest revision */
	for (size_t i = 0; i < traffic->n; i++) {
		const struct cloudrun_target *t = &traffic->rows[i];
		struct json *row = json_new_object(a);
		json_set_string(a, row, "type", type_name(a, kind, t));
		json_set_string(a, row, "revision", t->latest ? NULL : t->revision);
		if (t->percent)
			json_set_int(a, row, "percent", t->percent);
		json_set_string(a, row, "tag", t->tag);
		json_add(rows, row);
	}
	return rows;
}

void cloudrun_patch_traffic(struct gcp *g, struct arena *a, const struct cloudrun_service *s,
	const struct cloudrun_split *traffic, int64_t deadline, gcp_done *done, void *arg)
{
	patch(g, a, s, cloudrun_kind(s->kind)->split, rows_of(a, s->kind, traffic), "", deadline, done, arg);
}

void cloudrun_validate_traffic(struct gcp *g, struct arena *a, const struct cloudrun_service *s,
	const struct cloudrun_split *traffic, int64_t deadline, gcp_done *done, void *arg)
{
	patch(g, a, s, cloudrun_kind(s->kind)->split, rows_of(a, s->kind, traffic), "&validateOnly=true", deadline, done,
		arg);
}
