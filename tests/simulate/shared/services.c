/* SPDX-License-Identifier: Apache-2.0 */
/* services.c: a small model of Cloud Run: splits, etags, changes that take time or fail; and the users. */
#include "shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERVICES "projects/p/locations/r/services/"

bool percents_same(const struct percents *a, const struct percents *b)
{
	return !memcmp(a, b, sizeof(*a));
}

struct percents services_percents(const struct service_model *v, const struct split *s)
{
	struct percents p = { { 0 } };
	for (int i = 0; i < s->n; i++)
		p.of[s->rows[i].revision == LATEST ? v->n - 1 : s->rows[i].revision] += s->rows[i].percent;
	return p;
}

/* ---- Views ------------------------------------------------------------------------------------ */

static void put_rows(struct buf *b, const struct service_model *v, const char *key, const struct split *s)
{
	buf_printf(b, ",\"%s\":[", key);
	for (int i = 0; i < s->n; i++) {
		bool latest = s->rows[i].revision == LATEST;
		buf_printf(b, "%s{\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_%s\",\"percent\":%d", i ? "," : "",
			latest ? "LATEST" : "REVISION", s->rows[i].percent);
		if (!latest)
			buf_printf(b, ",\"revision\":\"%s\"", v->revisions[s->rows[i].revision].name);
		buf_puts(b, "}");
	}
	buf_puts(b, "]");
}

static const char *service_text(struct arena *a, const struct service_model *v)
{
	struct buf b = BUF_MAX(16 * 1024);
	const char *state = v->reconciling ? "RECONCILING" : v->failed ? "FAILED" : "SUCCEEDED";
	const char *latest = v->revisions[v->n - 1].name;
	buf_printf(&b,
		"{\"name\":\"" SERVICES "s%d\",\"uid\":\"u%d\",\"generation\":\"%lld\",\"observedGeneration\":\"%lld\","
		"\"etag\":\"\\\"%lld\\\"\",\"uri\":\"https://s%d.run.app\",\"latestCreatedRevision\":\"%s\","
		"\"latestReadyRevision\":\"%s\",\"terminalCondition\":{\"type\":\"Ready\",\"state\":\"CONDITION_%s\"}%s",
		v->index, v->index, (long long)v->generation, (long long)v->observed, (long long)v->etag, v->index, latest,
		latest, state, v->reconciling ? ",\"reconciling\":true" : "");
	buf_printf(&b,
		",\"updateTime\":\"%s\",\"conditions\":[{\"type\":\"RoutesReady\",\"state\":\"CONDITION_%s\","
		"\"lastTransitionTime\":\"%s\"}]",
		clock_time_text(a, v->changed_at), state, clock_time_text(a, v->routed_at));
	put_rows(&b, v, "traffic", &v->desired);
	put_rows(&b, v, "trafficStatuses", &v->effective);
	buf_puts(&b, "}");
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

static void put_revision(struct arena *a, struct buf *b, const struct revision *r)
{
	buf_printf(b,
		"{\"name\":\"%s\",\"uid\":\"u-%s\",\"createTime\":\"%s\",\"conditions\":[{\"type\":\"Ready\",\"state\":"
		"\"CONDITION_SUCCEEDED\"}],\"containers\":[{\"image\":\"i\"}]}",
		r->name, r->name, clock_time_text(a, r->created_at / 1000 * 1000));
}

static const char *list_text(struct arena *a, const struct service_model *v)
{
	struct buf b = BUF_MAX(16 * 1024);
	buf_puts(&b, "{\"revisions\":[");
	for (int i = v->n - 1; i >= 0; i--) {
		put_revision(a, &b, &v->revisions[i]);
		buf_puts(&b, i ? "," : "]}");
	}
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* ---- Changes ---------------------------------------------------------------------------------- */

static void wish(struct world *w, struct service_model *v, const struct split *to, int runner)
{
	v->desired = *to;
	v->changed_at = v->routed_at = world_wall(w);
	v->generation++;
	v->etag++;
	v->operation++;
	v->reconciling = true;
	v->failed = false;
	v->changed_by = runner;
	if (w->n_changes < CHANGES_MAX)
		w->changes[w->n_changes++] = (struct change){ .at = w->now, .service = v->index, .runner = runner };
	struct event *e = world_event(w, w->now + 1 + world_below(w, world_faults(w)->settle_ms), EVENT_SETTLED);
	e->service = v->index;
	e->generation = v->generation;
}

void services_settle(struct world *w, int service, int64_t generation)
{
	struct service_model *v = &w->services[service];
	if (v->generation != generation)
		return;
	v->failed = world_permille(w, world_faults(w)->settle_fails);
	v->reconciling = false;
	v->observed = generation;
	v->routed_at = world_wall(w);
	v->etag++;
	if (v->failed)
		happened(w, HAPPENED_NOT_APPLIED);
	else
		v->effective = v->desired;
	for (int i = w->n_changes - 1; v->failed && i >= 0; i--)
		if (w->changes[i].service == service) {
			w->changes[i].failed = true;
			break;
		}
	world_say(w, "s%d %s", service, v->failed ? "could not apply its change" : "has settled");
}

/* ---- API -------------------------------------------------------------------------------------- */

static void answer(struct flight *f, int status, const char *text)
{
	f->status = status;
	f->answer = str_of(text);
}

static const char *const not_found =
	"{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"it does not exist\"}}";

static int revision_named(const struct service_model *v, const char *name)
{
	for (int i = 0; i < v->n; i++)
		if (!strcmp(v->revisions[i].name, name))
			return i;
	return LATEST;
}

static bool read_split(const struct service_model *v, const struct json *rows, struct split *out)
{
	int sum = 0;
	*out = (struct split){ .n = 0 };
	for (size_t i = 0; i < json_size(rows) && out->n < ROWS_MAX; i++) {
		const struct json *row = json_item(rows, i);
		bool latest = strstr(json_text_at(row, "type"), "LATEST") != NULL;
		int percent = (int)json_int(json_get(row, "percent")), r = revision_named(v, json_text_at(row, "revision"));
		if (!latest && r == LATEST)
			return false;
		out->rows[out->n++] = (struct row){ latest ? LATEST : r, percent };
		sum += percent;
	}
	return sum == 100;
}

static void patch(struct world *w, struct service_model *v, struct flight *f)
{
	struct json *body;
	struct split to;
	struct err e;
	if (json_parse(w->a, str_of(f->body), &body, &e) || !read_split(v, json_get(body, "traffic"), &to)) {
		broken(w, "S2", "a PATCH of s%d that Cloud Run would refuse: %s", v->index, f->body);
		answer(f, 400, "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"traffic\"}}");
		return;
	}
	const char *etag = json_text_at(body, "etag");
	if (world_permille(w, world_faults(w)->conflict))
		v->etag++; /* the platform changes it */
	if (strtoll(*etag == '"' ? etag + 1 : etag, NULL, 10) != v->etag) {
		happened(w, HAPPENED_CONFLICT);
		answer(f, 409,
			"{\"error\":{\"code\":409,\"status\":\"ABORTED\",\"message\":\"version was specified but current version "
			"is another\"}}");
		return;
	}
	world_say(w, "s%d is patched by runner %d", v->index, f->runner->number);
	check_applied(w, f, v->index, &to);
	wish(w, v, &to, f->runner->number);
	answer(
		f, 200, arena_printf(w->a, "{\"name\":\"projects/p/locations/r/operations/%d-%d\"}", v->index, v->operation));
}

static void get_operation(struct world *w, const char *id, struct flight *f)
{
	char *end;
	long service = strtol(id, &end, 10), number = strtol(*end ? end + 1 : end, NULL, 10);
	const struct service_model *v = &w->services[service % SERVICES_MAX];
	if (number == v->operation && v->reconciling)
		answer(f, 200, "{\"name\":\"o\"}");
	else if (number == v->operation && v->failed)
		answer(f, 200, "{\"name\":\"o\",\"done\":true,\"error\":{\"code\":13,\"message\":\"could not be applied\"}}");
	else
		answer(f, 200, "{\"name\":\"o\",\"done\":true,\"response\":{}}");
}

static void get_revision(struct world *w, const struct service_model *v, const char *name, struct flight *f)
{
	struct buf b = BUF_MAX(4096);
	int i = revision_named(v, name);
	if (i < 0) {
		answer(f, 404, not_found);
		return;
	}
	put_revision(w->a, &b, &v->revisions[i]);
	answer(f, 200, arena_strdup(w->a, buf_text(&b)));
	buf_free(&b);
}

static void of_service(struct world *w, const char *rest, struct flight *f)
{
	int service = rest[0] == 's' ? rest[1] - '0' : SERVICES_MAX;
	if (service < 0 || service >= w->n) {
		answer(f, 404, not_found);
		return;
	}
	struct service_model *v = &w->services[service];
	rest += 2;
	if (f->patch) {
		patch(w, v, f);
	} else if (*rest == '?') { /* validateOnly: nothing changes */
		answer(f, 200, "{\"name\":\"o\",\"done\":true,\"response\":{}}");
	} else if (!*rest) {
		f->service = service;
		f->settled = !v->reconciling;
		f->desired = services_percents(v, &v->desired);
		f->effective = services_percents(v, &v->effective);
		answer(f, 200, service_text(w->a, v));
	} else if (!strncmp(rest, ":testIam", 8)) {
		answer(f, 200, "{\"permissions\":[\"run.services.get\",\"run.services.update\"]}");
	} else if (!strcmp(rest, "/revisions")) {
		answer(f, 200, list_text(w->a, v));
	} else {
		get_revision(w, v, rest + strlen("/revisions/"), f);
	}
}

/* ---- Users ------------------------------------------------------------------------------------ */

/* https://s0.run.app/health */
static void user(struct world *w, struct flight *f)
{
	const struct service_model *v = &w->services[f->url[strlen("https://s")] - '0'];
	struct percents p = services_percents(v, &v->effective);
	int64_t at = world_below(w, 100);
	int i = 0;
	for (; i < v->n - 1 && at >= p.of[i]; i++)
		at -= p.of[i];
	bool well = world_below(w, 100) < v->revisions[i].good;
	answer(f, well ? 200 : 503, "{}");
}

void services_answer(struct world *w, struct flight *f)
{
	static const char api[] = "http://127.0.0.1:9/v2/projects/p/locations/r/";
	if (f->peer == PEER_USER) {
		user(w, f);
		return;
	}
	const char *path = arena_strndup(w->a, f->url, strcspn(f->url, "?"));
	path = strlen(path) >= strlen(api) ? path + strlen(api) : "";
	if (!strncmp(path, "services/", strlen("services/")))
		of_service(w, path + strlen("services/"), f);
	else
		get_operation(w, path + strcspn(path, "0123456789"), f);
}

/* ---- Initial state ---------------------------------------------------------------------------- */

void services_make(struct world *w)
{
	static const int health[] = { 0, 0, 0, 0, 100, 50 };
	w->n = 1 + (int)world_below(w, SERVICES_MAX);
	for (int i = 0; i < w->n; i++) {
		struct service_model *v = &w->services[i];
		*v = (struct service_model){ .index = i, .generation = 5, .observed = 5, .etag = 1000, .changed_by = NOBODY };
		v->n = 2 + (int)world_below(w, REVISIONS_MAX - 1);
		for (int j = 0; j < v->n; j++) {
			snprintf(v->revisions[j].name, sizeof(v->revisions[j].name), "s%d-%05d", i, j + 1);
			v->revisions[j].created_at = world_wall(w) - (int64_t)(v->n - j) * 86400 * 1000;
			v->revisions[j].good = 100;
		}
		v->revisions[v->n - 1].created_at = world_wall(w) - 60 * 1000 - world_below(w, 300) * 1000;
		v->revisions[v->n - 1].good = health[world_below(w, COUNTOF(health))];
		v->desired = (struct split){ .rows = { { world_below(w, 2) ? LATEST : v->n - 1, 100 } }, .n = 1 };
		if (!world_below(w, 5))
			v->desired = (struct split){ .rows = { { v->n - 2, 90 }, { LATEST, 10 } }, .n = 2 };
		v->effective = v->desired;
		v->changed_at = v->routed_at = v->revisions[v->n - 1].created_at;
	}
}
