/* SPDX-License-Identifier: Apache-2.0 */
/* snapshot.c: writes and reads the record of what served before a deploy. */
#include "rollback.h"

#include <string.h>

static struct json *jobs_json(struct arena *a, const struct snapshot *s)
{
	struct json *jobs = json_new_object(a);
	for (size_t i = 0; i < s->n_jobs; i++) {
		struct json *one = json_new_object(a);
		json_set_string(a, one, "job", s->jobs[i].name);
		json_set_string(a, one, "uid", s->jobs[i].uid);
		json_set(one, "images", json_copy(a, s->jobs[i].images));
		json_set(jobs, s->jobs[i].alias, one);
	}
	return jobs;
}

struct json *snapshot_json(struct arena *a, const struct snapshot *s)
{
	struct json *v = json_new_object(a), *services = json_new_object(a);
	json_set_string(a, v, "rungate", rungate_version);
	json_set_string(a, v, "takenAt", clock_time_text(a, s->taken_at));
	json_set(v, "services", services);
	for (size_t i = 0; i < s->n; i++) {
		struct json *one = json_new_object(a), *traffic = json_new_array(a);
		for (size_t j = 0; j < s->services[i].split.n; j++) {
			struct json *row = json_new_object(a);
			json_set_string(a, row, "revision", s->services[i].split.rows[j].revision);
			json_set_int(a, row, "percent", s->services[i].split.rows[j].percent);
			json_add(traffic, row);
		}
		json_set_string(a, one, "service", s->services[i].name);
		json_set_string(a, one, "uid", s->services[i].uid);
		json_set_string(a, one, "uri", s->services[i].uri);
		json_set(one, "traffic", traffic);
		json_set_bool(a, one, "followsLatest", s->services[i].follows_latest);
		if (s->services[i].taken_at != s->taken_at)
			json_set_string(a, one, "takenAt", clock_time_text(a, s->services[i].taken_at));
		json_set(services, s->services[i].alias, one);
	}
	if (s->n_jobs)
		json_set(v, "jobs", jobs_json(a, s));
	return v;
}

static int read_service(struct arena *a, const char *path, const char *alias, const struct json *v, int64_t taken_at,
	struct snapshot_service *out, struct err *e)
{
	struct err why;
	struct json_reader r = json_reader(v, arena_printf(a, "%s: services.%s", path, alias), &why);
	const struct json *rows = json_read_array(&r, "traffic");
	*out = (struct snapshot_service){
		.alias = alias, .name = json_read_string(&r, "service"), .uid = json_read_string(&r, "uid")
	};
	out->uri = json_read_string_or(&r, "uri", NULL);
	out->follows_latest = json_read_bool_or(&r, "followsLatest", false);
	out->taken_at = json_read_time_or(&r, "takenAt", taken_at);
	out->split.rows = ARENA_ARRAY(a, struct cloudrun_target, json_size(rows) + 1);
	for (size_t i = 0; i < json_size(rows) && !r.failed; i++) {
		int64_t percent = json_read_int(&r, arena_printf(a, "traffic[%zu].percent", i));
		const char *revision = json_read_string(&r, arena_printf(a, "traffic[%zu].revision", i));
		out->split.rows[out->split.n++] = (struct cloudrun_target){ .revision = revision,
			.percent = percent < 0 || percent > 100 ? -1 : (int)percent };
	}
	if (json_read_done(&r)) {
		*e = why;
		return -1;
	}
	const char *wrong = cloudrun_split_wrong(a, &out->split);
	return wrong ? err_set(e, ERR_MALFORMED, "%s: services.%s.traffic: %s", path, alias, wrong) : 0;
}

static int read_job(
	struct arena *a, const char *path, const char *alias, const struct json *v, struct snapshot_job *out, struct err *e)
{
	struct err why;
	struct json_reader r = json_reader(v, arena_printf(a, "%s: jobs.%s", path, alias), &why);
	*out = (struct snapshot_job){ .alias = alias,
		.name = json_read_string(&r, "job"),
		.uid = json_read_string(&r, "uid"),
		.images = json_new_array(a) };
	size_t n = json_size(json_read_array(&r, "images"));
	for (size_t i = 0; i < n && !r.failed; i++)
		json_add(out->images, json_new_string(a, json_read_string(&r, arena_printf(a, "images[%zu]", i))));
	if (json_read_done(&r)) {
		*e = why;
		return -1;
	}
	return 0;
}

int snapshot_parse(struct arena *a, const char *path, struct str text, struct snapshot *out, struct err *e)
{
	struct json *v;
	struct err why;
	if (json_parse(a, text, &v, e))
		return err_wrap(e, "%s", path);
	struct json_reader r = json_reader(v, path, &why);
	const struct json *services = json_read_object(&r, "services"), *jobs = json_read_object(&r, "jobs");
	struct snapshot s = { .path = path, .taken_at = json_read_time_or(&r, "takenAt", 0) };
	json_read_string(&r, "takenAt");
	if (json_read_done(&r)) {
		*e = why;
		return -1;
	}
	if (!services)
		return err_set(e, ERR_MALFORMED, "%s: services: want object, have nothing", path);
	s.services = ARENA_ARRAY(a, struct snapshot_service, json_size(services) + 1);
	for (struct json_each it = json_each(services); json_next(&it);)
		if (read_service(a, path, it.key, it.value, s.taken_at, &s.services[s.n++], e))
			return -1;
	s.jobs = ARENA_ARRAY(a, struct snapshot_job, json_size(jobs) + 1);
	for (struct json_each it = json_each(jobs); json_next(&it);)
		if (read_job(a, path, it.key, it.value, &s.jobs[s.n_jobs++], e))
			return -1;
	*out = s;
	return 0;
}

int snapshot_read(struct arena *a, const char *path, bool own, struct snapshot *out, struct err *e)
{
	struct str text;
	int rc = own ? file_read_own(a, path, LIMIT_FACT_FILE_BYTES, &text, e)
				 : file_read(a, path, LIMIT_FACT_FILE_BYTES, &text, e);
	return rc ? -1 : snapshot_parse(a, path, text, out, e);
}

const struct snapshot_service *snapshot_of(const struct snapshot *s, const char *name)
{
	for (size_t i = 0; s && i < s->n; i++)
		if (!strcmp(s->services[i].name, name))
			return &s->services[i];
	return NULL;
}

const struct snapshot_job *snapshot_job_of(const struct snapshot *s, const char *name)
{
	for (size_t i = 0; s && i < s->n_jobs; i++)
		if (!strcmp(s->jobs[i].name, name))
			return &s->jobs[i];
	return NULL;
}

/* ---- A file of several releases --------------------------------------------------------------- */

static bool is_named(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* Two releases may call different services by the same alias; the file has one member for each. */
static const char *free_alias(const struct snapshot *s, const char *alias, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->services[i].alias, alias))
			return name;
	return alias;
}

static const char *free_job_alias(const struct snapshot *s, const char *alias, const char *name)
{
	for (size_t i = 0; i < s->n_jobs; i++)
		if (!strcmp(s->jobs[i].alias, alias))
			return name;
	return alias;
}

void snapshot_add_others(
	struct arena *a, struct snapshot *s, const struct snapshot *older, const char *const *names, size_t n)
{
	struct snapshot all = *s;
	all.services = ARENA_ARRAY(a, struct snapshot_service, s->n + older->n + 1);
	all.jobs = ARENA_ARRAY(a, struct snapshot_job, s->n_jobs + older->n_jobs + 1);
	for (size_t i = 0; i < s->n; i++)
		all.services[i] = s->services[i];
	for (size_t i = 0; i < s->n_jobs; i++)
		all.jobs[i] = s->jobs[i];
	for (size_t i = 0; i < older->n; i++) {
		struct snapshot_service other = older->services[i];
		if (is_named(names, n, other.name))
			continue;
		other.alias = free_alias(&all, other.alias, other.name);
		all.services[all.n++] = other;
	}
	for (size_t i = 0; i < older->n_jobs; i++) {
		struct snapshot_job other = older->jobs[i];
		if (snapshot_job_of(s, other.name))
			continue;
		other.alias = free_job_alias(&all, other.alias, other.name);
		all.jobs[all.n_jobs++] = other;
	}
	*s = all;
}

void snapshot_date(struct snapshot *s, const char *const *names, size_t n)
{
	int64_t newest = 0;
	for (size_t i = 0; i < s->n; i++)
		if (s->services[i].taken_at > newest && is_named(names, n, s->services[i].name))
			newest = s->services[i].taken_at;
	s->taken_at = newest ? newest : s->taken_at;
}
