/* SPDX-License-Identifier: Apache-2.0 */
/* gcp.c: fuzz targets for answers of Google's APIs and token servers, and for credential files. */
#include "fuzz.h"
#include "../../gate/source/cloud/resource.h"
#include "../../gcp/auth/auth.h"
#include "../unit/fake_world.h"

#include <string.h>

/* ---- Answers, one kind each ---------------------------------------------------------------------------------- */

static void service(struct arena *a, const struct json *body, struct err *e)
{
	struct cloudrun_service s;
	int percent = 0;
	if (cloudrun_service_of(a, body, CLOUDRUN_SERVICE, "demo", "us-central1", "backend", &s, e))
		return;
	struct cloudrun_split resolved = cloudrun_resolved(a, &s.effective, s.latest_ready);
	for (size_t i = 0; i < resolved.n; i++) {
		FUZZ_MUST(resolved.rows[i].percent > 0 && resolved.rows[i].percent <= 100);
		percent += resolved.rows[i].percent;
	}
	FUZZ_MUST(percent <= 100);
	cloudrun_settled(&s);
	cloudrun_split_json(a, s.kind, &s.desired);
}

static void revisions(struct arena *a, const struct json *body, struct err *e)
{
	struct cloudrun_revision *all;
	size_t n;
	if (cloudrun_revisions_of(a, body, &all, &n, e))
		return;
	for (size_t i = 0; i < n; i++) {
		FUZZ_MUST(all[i].name && *all[i].name);
		FUZZ_MUST(!i || all[i - 1].created_at >= all[i].created_at);
	}
}

static void sql(struct arena *a, const struct json *body, struct err *e)
{
	resource_facts(a, &resource_sql, body, "main", 1700000000000, e);
}

static void redis(struct arena *a, const struct json *body, struct err *e)
{
	static const struct resource *const kinds[] = { &resource_redis, &resource_cluster, &resource_valkey };
	for (size_t i = 0; i < COUNTOF(kinds); i++) {
		resource_facts(a, kinds[i], body, "cache", 1700000000000, e);
		resource_addresses(a, kinds[i], body);
	}
}

static void connector(struct arena *a, const struct json *body, struct err *e)
{
	resource_facts(a, &resource_connector, body, "vpc", 1700000000000, e);
}

static void series(struct arena *a, const struct json *body, struct err *e)
{
	struct monitoring_query q = { .project = "demo", .end = 1700000000000, .window = 300000, .period = 60000 };
	struct monitoring_series *s;
	size_t n;
	int64_t count = 0;
	double d;
	if (monitoring_series_of(a, body, &q, &s, &n, e))
		return;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < s[i].n; j++) {
			FUZZ_MUST(s[i].points[j].end <= q.end);
			distribution_percentile(a, s[i].points[j].value, 0.95, &d, &count, e);
			distribution_mean(a, s[i].points[j].value, &d, &count, e);
		}
}

static void prometheus(struct arena *a, const struct json *body, struct err *e)
{
	struct json *value;
	int64_t at;
	prometheus_value_of(a, body, &value, &at, e);
}

static void log_entry(struct arena *a, const struct json *body, struct err *e)
{
	(void)e;
	fuzz_must_be_printable(str_of(logging_text(a, body)));
}

static void secret_version(struct arena *a, const struct json *body, struct err *e)
{
	struct secret_name s = { "demo", NULL, "key" };
	secretmanager_facts(a, body, &s, "latest", e);
}

static void run_cloud(struct arena *a, struct str input)
{
	static void (*const kinds[])(struct arena * a, const struct json *body, struct err *e) = { service, revisions, sql,
		redis, connector, series, prometheus, log_entry, secret_version };
	size_t kind = fuzz_choice(&input, COUNTOF(kinds));
	const struct json *body = fuzz_json(a, input);
	struct err e = { .code = ERR_NONE };
	if (json_kind(body) != JSON_OBJECT)
		return;
	kinds[kind](a, body, &e);
}

const struct fuzz_target fuzz_target_cloud = { "cloud", run_cloud };

static void run_error(struct arena *a, struct str input)
{
	struct err e = { .code = ERR_NONE };
	(void)a;
	gcp_error_of(403, input, "GET run.googleapis.com/v2/projects/demo", &e);
	gcp_error_grant(input, "v2/projects/demo/locations/us-central1/services/backend",
		"serviceAccount:ci@demo.iam.gserviceaccount.com", &e);
	FUZZ_MUST(e.code == ERR_DENIED && *e.text);
}

const struct fuzz_target fuzz_target_error = { "error", run_error };

/* ---- Credentials ----------------------------------------------------------------------------------------------- */

static struct gcp *open_cloud(struct fake_world *w)
{
	static const struct fake_answer refused = { .status = 404, .body = "{}" };
	struct gcp *g = NULL;
	struct err e;
	w->script = &refused;
	w->n_script = 1;
	FUZZ_MUST(!gcp_open(w->a, w->l, w->k, NULL, &g, &e));
	return g;
}

static void run_credential(struct arena *a, struct str input)
{
	const struct json *file = fuzz_json(a, input);
	struct fake_world *w = fake_world_new();
	struct err e = { .code = ERR_NONE };
	if (json_kind(file) == JSON_OBJECT && !auth_of_document(open_cloud(w), file, "a credentials file", 0, &e))
		FUZZ_MUST(*e.text);
	fake_world_free(w);
}

const struct fuzz_target fuzz_target_credential = { "credential", run_credential };

/* The answer of a token server, and an ID token as received. */
static void run_token(struct arena *a, struct str input)
{
	struct fake_world *w = fake_world_new();
	struct gcp *g = open_cloud(w);
	const struct json *body = fuzz_json(a, input);
	struct auth_token t;
	struct err e = { .code = ERR_NONE };
	if (json_kind(body) == JSON_OBJECT && !auth_read_token(g, body, &t, &e))
		FUZZ_MUST(t.expires_at >= 0);
	auth_read_id_token(g, input, "https://backend.example.com", &t, &e);
	fake_world_free(w);
}

const struct fuzz_target fuzz_target_token = { "token", run_token };
