/* SPDX-License-Identifier: Apache-2.0 */
/* cloud.c: a small model of Cloud Run: revisions, splits, etags, stale reads, changes that take time or fail; and the
 * users. */
#include "sim.h"
#include "../../gate/run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *cloud_name(int service)
{
	static const char *const names[SERVICES_MAX] = { "s0", "s1", "s2" };
	return names[service];
}

char *cloud_full_name(struct sim *s, int service)
{
	return arena_printf(s->a, "projects/p/locations/r/%s/%s", s->services[service].pool ? "workerPools" : "services",
		cloud_name(service));
}

int cloud_service_in(const char *url)
{
	static const char *const parts[] = { "/services/s", "/workerPools/s" };
	for (size_t i = 0; i < COUNTOF(parts); i++)
		if (strstr(url, parts[i]))
			return strstr(url, parts[i])[strlen(parts[i])] - '0';
	return -1;
}

bool cloud_same(const struct percents *a, const struct percents *b)
{
	return !memcmp(a, b, sizeof(*a));
}

struct percents cloud_percents(const struct service_model *v, const struct split *split, int latest)
{
	struct percents p = { 0 };
	(void)v;
	for (int i = 0; i < split->n; i++) {
		int revision = split->rows[i].revision == LATEST ? latest : split->rows[i].revision;
		if (revision >= 0)
			p.of[revision] += split->rows[i].percent;
	}
	return p;
}

/* ---- Views from outside -------------------------------------------------------------------------- */

static void put_rows(
	struct buf *b, const struct service_model *v, const char *key, const struct split *split, bool status)
{
	buf_printf(b, ",\"%s\":[", key);
	for (int i = 0; i < split->n; i++) {
		const struct row *r = &split->rows[i];
		bool latest = r->revision == LATEST;
		buf_printf(b, "%s{\"type\":\"%s_ALLOCATION_TYPE_%s\"", i ? "," : "",
			v->pool ? "INSTANCE_SPLIT" : "TRAFFIC_TARGET", latest ? "LATEST" : "REVISION");
		if (!latest)
			buf_printf(b, ",\"revision\":\"%s\"", v->revisions[r->revision].name);
		if (r->percent)
			buf_printf(b, ",\"percent\":%d", r->percent);
		if (r->tag)
			buf_printf(b, ",\"tag\":\"%s\"", r->tag);
		if (r->tag && status)
			buf_printf(b, ",\"uri\":\"https://%s---%s.run.app\"", r->tag, cloud_name(v->index));
		buf_puts(b, "}");
	}
	buf_puts(b, "]");
}

static const char *service_text(struct sim *s, const struct service_model *v)
{
	struct buf b = BUF_MAX(16 * 1024);
	buf_printf(&b,
		"{\"name\":\"%s\",\"uid\":\"u%d\",\"generation\":\"%lld\",\"observedGeneration\":\"%lld\","
		"\"etag\":\"\\\"%lld\\\"\"",
		cloud_full_name(s, v->index), v->uid, (long long)v->generation, (long long)v->observed, (long long)v->etag);
	if (!v->pool)
		buf_printf(&b, ",\"uri\":\"https://%s.run.app\"", cloud_name(v->index));
	buf_printf(&b, ",\"latestCreatedRevision\":\"%s\",\"latestReadyRevision\":\"%s\"",
		v->revisions[v->latest_created].name, v->revisions[v->latest_ready].name);
	buf_printf(&b, ",\"terminalCondition\":{\"type\":\"Ready\",\"state\":\"CONDITION_%s\"}",
		v->reconciling  ? "RECONCILING"
			: v->failed ? "FAILED"
						: "SUCCEEDED");
	if (v->reconciling)
		buf_puts(&b, ",\"reconciling\":true");
	buf_printf(&b, ",\"updateTime\":\"%s\"", clock_time_text(s->a, v->changed_at));
	buf_printf(&b,
		",\"conditions\":[{\"type\":\"RoutesReady\",\"state\":\"CONDITION_%s\",\"lastTransitionTime\":\"%s\"}]",
		v->reconciling  ? "RECONCILING"
			: v->failed ? "FAILED"
						: "SUCCEEDED",
		clock_time_text(s->a, v->routed_at));
	put_rows(&b, v, v->pool ? "instanceSplits" : "traffic", &v->desired, false);
	put_rows(&b, v, v->pool ? "instanceSplitStatuses" : "trafficStatuses", &v->effective, true);
	buf_puts(&b, "}");
	const char *text = arena_strdup(s->a, buf_text(&b));
	buf_free(&b);
	return text;
}

void cloud_touch(struct sim *s, int service)
{
	struct service_model *v = &s->services[service];
	v->etag++;
	v->list = NULL;
	if (v->n_versions == VERSIONS_MAX) {
		memmove(&v->versions[0], &v->versions[1], (VERSIONS_MAX - 1) * sizeof(v->versions[0]));
		v->n_versions--;
	}
	v->versions[v->n_versions++] = (struct version){ .at = s->now,
		.etag = v->etag,
		.body = service_text(s, v),
		.settled = !v->reconciling,
		.desired = cloud_percents(v, &v->desired, v->latest_created),
		.effective = cloud_percents(v, &v->effective, v->latest_ready) };
}

static void put_revision(struct sim *s, struct buf *b, const struct revision *r)
{
	static const char *const sql = ",\"volumes\":[{\"name\":\"v\",\"cloudSqlInstance\":{\"instances\":[\"p:r:db\"]}}]";
	int64_t at = r->created_at / 1000;
	char *time = clock_time_text(s->a, at * 1000);
	buf_printf(b,
		"{\"name\":\"%s\",\"uid\":\"u-%s\",\"createTime\":\"%s\",\"conditions\":[{\"type\":\"Ready\",\"state\":"
		"\"CONDITION_%s\"}],"
		"\"containers\":[{\"image\":\"i\"}]%s}",
		r->name, r->name, time, r->ready ? "SUCCEEDED" : "FAILED", r->needs_sql ? sql : "");
}

/* The list of the oldest n revisions. */
static const char *list_text(struct sim *s, const struct service_model *v, int n)
{
	struct buf b = BUF_MAX(64 * 1024);
	buf_puts(&b, "{\"revisions\":[");
	for (int i = n - 1, first = 1; i >= 0; i--) {
		if (v->revisions[i].gone)
			continue;
		buf_puts(&b, first ? "" : ",");
		put_revision(s, &b, &v->revisions[i]);
		first = 0;
	}
	buf_puts(&b, "]}");
	const char *text = arena_strdup(s->a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* ---- Changes ------------------------------------------------------------------------------------------ */

void cloud_wish(struct sim *s, int service, const struct split *wish, int story)
{
	struct service_model *v = &s->services[service];
	struct percents before = v->n_versions ? v->versions[v->n_versions - 1].desired : (struct percents){ 0 };
	v->desired = *wish;
	v->changed_at = v->routed_at = world_wall(s);
	v->generation++;
	v->reconciling = true;
	v->failed = false;
	v->operation++;
	struct percents after = cloud_percents(v, &v->desired, v->latest_created);
	if (s->n_changes < CHANGES_MAX)
		s->changes[s->n_changes++] = (struct change){
			.at = s->now, .service = service, .before = before, .after = after, .story = story
		};
	struct event *e = world_event(s, s->now + 1 + sim_below(s, s->now_bad->settle_ms), EVENT_SETTLED);
	e->service = service;
	e->value = v->generation;
	cloud_touch(s, service);
}

void cloud_settle(struct sim *s, int service)
{
	struct service_model *v = &s->services[service];
	bool fails = sim_permille(s, s->now_bad->settle_fails);
	if (fails)
		happened(s, HAPPENED_NOT_APPLIED);
	struct percents serve = cloud_percents(v, &v->effective, v->latest_ready);
	v->dead = NULL;
	for (int i = 0; i < v->desired.n; i++) {
		int revision = v->desired.rows[i].revision == LATEST ? v->latest_created : v->desired.rows[i].revision;
		if (v->desired.rows[i].percent && v->revisions[revision].dead && !serve.of[revision])
			v->dead = v->revisions[revision].name;
		fails = fails || v->dead ||
			(v->desired.rows[i].percent && (v->revisions[revision].gone || !v->revisions[revision].ready));
	}
	if (!fails && v->pool && pool_surges(s, v)) {
		struct event *next = world_event(s, s->now + 1 + sim_below(s, s->now_bad->settle_ms), EVENT_SETTLED);
		next->service = service;
		next->value = v->generation;
		cloud_touch(s, service);
		return;
	}
	if (v->dead)
		happened(s, HAPPENED_DEAD_TARGET);
	v->reconciling = false;
	v->routed_at = world_wall(s);
	v->failed = fails;
	v->observed = v->generation;
	if (!fails) {
		v->before = v->effective;
		v->edge_until = s->now + sim_below(s, s->now_bad->edge);
		v->effective = v->desired;
	}
	for (int i = 0; i < s->n_changes; i++)
		if (s->changes[i].service == service && !s->changes[i].ended) {
			s->changes[i].ended = true;
			s->changes[i].failed = fails;
		}
	sim_say(s, "%s %s", cloud_name(service), fails ? "could not apply its change" : "has settled");
	cloud_touch(s, service);
}

int cloud_deploy(struct sim *s, int service)
{
	struct service_model *v = &s->services[service];
	if (v->n == REVISIONS_MAX)
		return -1;
	struct revision *r = &v->revisions[v->n];
	*r = (struct revision){ .created_at = world_wall(s),
		.ready = sim_below(s, 10) > 0,
		.good = sim_below(s, 3) ? 100 : (int)sim_below(s, 100) };
	snprintf(r->name, sizeof(r->name), "%s-%05d", cloud_name(service), v->n + 1);
	v->latest_created = v->n;
	if (r->ready)
		v->latest_ready = v->n;
	return v->n++;
}

/* ---- API ------------------------------------------------------------------------------------------------- */

static void answer(struct flight *f, int status, const char *text)
{
	f->status = status;
	f->answer = text;
}

static void error_answer(struct flight *f, int status, const char *text)
{
	answer(f, status, text);
}

static const char *const not_found =
	"{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"it does not exist\"}}";
static const char *const unavailable =
	"{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"message\":\"unavailable\"}}";
static const char *const aborted = "{\"error\":{\"code\":409,\"status\":\"ABORTED\",\"message\":\"version was "
								   "specified but current version is another\"}}";

/* Answers with the newest version, or with an older one if the read is stale. */
static void get_service(struct sim *s, int service, struct flight *f)
{
	const struct service_model *v = &s->services[service];
	int64_t lag = sim_permille(s, s->now_bad->stale) ? sim_below(s, s->now_bad->lag_ms) : 0;
	int i = v->n_versions - 1;
	while (i > 0 && v->versions[i].at > s->now - lag)
		i--;
	const struct version *is = &v->versions[i];
	struct version *told = ARENA_NEW(s->a, struct version);
	*told = *is;
	f->version = told;
	if (i + 1 < v->n_versions)
		happened(s, HAPPENED_STALE);
	f->service = service;
	answer(f, 200, stale_service(s, told));
}

static int revision_named(const struct service_model *v, const char *name)
{
	for (int i = 0; i < v->n; i++)
		if (!strcmp(v->revisions[i].name, name))
			return i;
	return -1;
}

static int read_wish(struct sim *s, const struct service_model *v, const struct json *rows, struct split *out)
{
	int sum = 0;
	out->n = 0;
	for (size_t i = 0; i < json_size(rows) && out->n < ROWS_MAX; i++) {
		const struct json *row = json_item(rows, i);
		struct str type = json_text(json_get(row, "type")), tag = json_text(json_get(row, "tag"));
		struct row r = { .percent = (int)json_int(json_get(row, "percent")),
			.tag = tag.n ? arena_strdup(s->a, tag.p) : NULL,
			.revision = strstr(type.p, "LATEST") ? LATEST : revision_named(v, json_text(json_get(row, "revision")).p) };
		if (r.revision < 0 && r.revision != LATEST)
			return -1;
		if (!strstr(type.p, "LATEST") && r.revision == LATEST)
			return -1;
		sum += r.percent;
		out->rows[out->n++] = r;
	}
	return sum == 100 ? 0 : -1;
}

static void patch_service(struct sim *s, int service, struct flight *f)
{
	struct service_model *v = &s->services[service];
	struct json *body;
	struct split wish;
	struct err e;
	static const char *const invalid =
		"{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"traffic\"}}";
	if (sim_permille(s, s->now_bad->conflict))
		cloud_touch(s, service); /* the platform changes the etag */
	if (json_parse(s->a, str_of(f->body), &body, &e) ||
		read_wish(s, v, json_get(body, v->pool ? "instanceSplits" : "traffic"), &wish)) {
		broken(s, "N11", "a PATCH of %s that Cloud Run would refuse: %s", cloud_name(service), f->body);
		error_answer(f, 400, invalid);
		return;
	}
	const char *text = json_text(json_get(body, "etag")).p;
	int64_t etag = strtoll(*text == '"' ? text + 1 : text, NULL, 10);
	bool accepted = etag == v->etag;
	if (f->call) /* otherwise the process that sent it has ended or has cancelled it */
		check_patch(s, service, &wish, etag, accepted);
	if (!accepted) {
		happened(s, HAPPENED_CONFLICT);
		error_answer(f, 409, aborted);
		return;
	}
	sim_say(s, "%s is patched by the gate", cloud_name(service));
	struct split was = v->desired;
	if (v->pool)
		happened(s, HAPPENED_POOL_MOVED);
	cloud_wish(s, service, &wish, f->story);
	actor_answers(s, service, &was);
	answer(f, 200, arena_printf(s->a, "{\"name\":\"projects/p/locations/r/operations/%d-%d\"}", service, v->operation));
}

static void get_operation(struct sim *s, const char *id, struct flight *f)
{
	char *end;
	int service = (int)strtol(id, &end, 10) % SERVICES_MAX, number = (int)strtol(*end ? end + 1 : end, NULL, 10);
	const struct service_model *v = &s->services[service];
	bool done = number < v->operation || !v->reconciling;
	if (s->now_bad->operation == 2)
		error_answer(f, 403, "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"denied\"}}");
	else if (s->now_bad->operation == 3)
		error_answer(f, 404, not_found);
	else if (s->now_bad->operation == 1 || !done)
		answer(f, 200, arena_printf(s->a, "{\"name\":\"%s\"}", id));
	else if (number == v->operation && v->failed && v->dead)
		answer(f, 200,
			arena_printf(s->a,
				"{\"name\":\"o\",\"done\":true,\"error\":{\"code\":9,\"message\":"
				"\"Revision '%s' is not ready and cannot serve traffic. Container import failed.\"}}",
				v->dead));
	else if (number == v->operation && v->failed)
		answer(f, 200, "{\"name\":\"o\",\"done\":true,\"error\":{\"code\":13,\"message\":\"could not be applied\"}}");
	else
		answer(f, 200, "{\"name\":\"o\",\"done\":true,\"response\":{}}");
}

static void get_revision(struct sim *s, int service, const char *name, struct flight *f)
{
	const struct service_model *v = &s->services[service];
	int i = revision_named(v, name);
	struct buf b = BUF_MAX(4096);
	if (i >= 0 && !v->revisions[i].ready)
		f->unfit = &s->services[service].revisions[i];
	if (i < 0 || v->revisions[i].gone) {
		error_answer(f, 404, not_found);
		return;
	}
	put_revision(s, &b, &v->revisions[i]);
	answer(f, 200, arena_strdup(s->a, buf_text(&b)));
	buf_free(&b);
}

static void of_service(struct sim *s, const char *rest, bool pool, struct flight *f)
{
	int service = rest[0] == 's' ? rest[1] - '0' : SERVICES_MAX;
	if (service < 0 || service >= s->n || s->services[service].pool != pool) {
		error_answer(f, 404, not_found);
		return;
	}
	struct service_model *v = &s->services[service];
	rest += 2;
	if (f->patch)
		patch_service(s, service, f);
	else if (*rest == '?') /* validateOnly: nothing changes */
		answer(f, 200, "{\"name\":\"o\",\"done\":true,\"response\":{}}");
	else if (!*rest)
		get_service(s, service, f);
	else if (!strncmp(rest, ":testIam", 8))
		answer(f, 200,
			pool ? "{\"permissions\":[\"run.workerpools.get\",\"run.workerpools.update\"]}"
				 : "{\"permissions\":[\"run.services.get\",\"run.services.update\"]}");
	else if (!strcmp(rest, "/revisions")) {
		f->listed_at = s->now;
		v->list = v->list ? v->list : list_text(s, v, v->n);
		int lacks = stale_list_lacks(s, v);
		answer(f, 200, lacks ? list_text(s, v, v->n - lacks) : v->list);
	} else
		get_revision(s, service, rest + strlen("/revisions/"), f);
}

/* ---- Users ---------------------------------------------------------------------------------------------------- */

static int who_answers(struct sim *s, const struct service_model *v, const char *tag)
{
	const struct split *split = s->now < v->edge_until && sim_below(s, 2) ? &v->before : &v->effective;
	int64_t at = sim_below(s, 100), sum = 0;
	for (int i = 0; i < split->n; i++) {
		const struct row *r = &split->rows[i];
		sum += tag ? 0 : r->percent;
		if (tag ? r->tag && !strncmp(r->tag, tag, strlen(r->tag)) : at < sum)
			return r->revision == LATEST ? v->latest_ready : r->revision;
	}
	return -1;
}

/* https://s0.run.app/health or https://TAG---s0.run.app/health */
static void user_answer(struct sim *s, const char *host, struct flight *f)
{
	const char *dashes = strstr(host, "---"), *id = dashes ? dashes + 3 : host;
	const struct service_model *v = &s->services[id[1] - '0'];
	int i = who_answers(s, v, dashes ? host : NULL);
	if (i < 0) {
		answer(f, 404, "not found");
		return;
	}
	const struct revision *r = &v->revisions[i];
	bool flap = r->flaps_ms && s->now / r->flaps_ms % 2;
	bool well = !flap && s->now >= r->good_from && (!r->good_until || s->now < r->good_until) &&
		sim_below(s, 100) < r->good;
	f->revision = r->name;
	f->edge = s->now < v->edge_until;
	answer(f, well ? 200 : 503, arena_printf(s->a, "{\"revision\":\"%s\"}", r->name));
}

void cloud_answer(struct sim *s, struct flight *f)
{
	if (f->side != SIDE__COUNT) {
		side_answer(s, f);
		return;
	}
	static const char api[] = "http://127.0.0.1:9/v2/projects/p/locations/r/";
	bool probe = strncmp(f->url, api, sizeof(api) - 1) != 0;
	const char *path = f->url + sizeof(api) - 1;
	enum outage_kind outage = outage_of(s, f);
	if (outage == OUTAGE_503 || outage == OUTAGE_409) {
		happened(s, outage == OUTAGE_409 ? HAPPENED_OUTAGE_409 : HAPPENED_OUTAGE_503);
		error_answer(f, outage == OUTAGE_409 ? 409 : 503, outage == OUTAGE_409 ? aborted : unavailable);
		return;
	}
	bool before = !probe && sim_permille(s, s->now_bad->server_error), acts = before && f->patch && sim_below(s, 2);
	if (!before || acts) {
		if (probe)
			user_answer(s, f->url + strlen("https://"), f);
		else if (f->job)
			job_answer(s, f);
		else if (cloud_service_in(f->url) >= 0) {
			bool pool = !strncmp(path, "workerPools/", 12);
			f->url = arena_strndup(s->a, f->url, strcspn(f->url, "?"));
			of_service(s, f->url + sizeof(api) - 1 + (pool ? 12 : 9), pool, f);
		} else
			get_operation(s, path + strlen("operations/"), f);
	}
	const char *told = f->answer;
	if (before) {
		happened(s, HAPPENED_SERVER_ERROR);
		error_answer(f, 503, unavailable);
	} else if (!probe && !f->patch && sim_permille(s, s->now_bad->quota)) {
		happened(s, HAPPENED_QUOTA);
		error_answer(f, 429, "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"quota\"}}");
	} else if (!probe && sim_permille(s, s->now_bad->garbage)) {
		happened(s, HAPPENED_GARBAGE);
		f->version = NULL;
		answer(f, 200, "<html>");
	}
	if (f->answer != told) { /* another answer took its place */
		f->listed_at = 0;
		f->unfit = NULL;
	}
}
