/* SPDX-License-Identifier: Apache-2.0 */
/* init_workloads.c: worker pools and jobs for the config that init proposes. */
#include "init_workloads.h"
#include "../watch/watch.h"
#include "../../gcp/job.h"

#include <stdlib.h>
#include <string.h>

/* ---- The lists ------------------------------------------------------------------------------------------ */

struct listed {
	bool job;
	const char *key, *what;
	struct arena *a;
	const struct json *all;
	struct err error;
	size_t *pending;
};

static void init_on_workloads(void *arg, const struct gcp_reply *reply)
{
	struct listed *q = arg;
	q->error = reply->error;
	q->all = reply->error.code == ERR_NONE ? json_share(q->a, json_get(reply->body, q->key)) : NULL;
	--*q->pending;
}

static int by_name(const void *x, const void *y)
{
	const struct init_workload *v = x, *w = y;
	return v->job != w->job ? v->job - w->job : strcmp(v->name, w->name);
}

int init_workloads_list(struct gcp *g, struct run_log *log, const char *project, const char *region, int64_t deadline,
	struct init_workloads *out, struct err *e)
{
	struct arena *a = log->a;
	size_t pending = 0, most = 0;
	struct listed *lists = ARENA_ARRAY(a, struct listed, 2);
	lists[0] = (struct listed){ .key = "workerPools", .what = "worker pools" };
	lists[1] = (struct listed){ .job = true, .key = "jobs", .what = "jobs" };
	for (size_t i = 0; i < 2; i++) {
		lists[i].a = a;
		lists[i].pending = &pending;
		pending++;
		gcp_list(g, a, GCP_RUN,
			arena_printf(
				a, "v2/projects/%s/locations/%s/%s", url_escape(a, project), url_escape(a, region), lists[i].key),
			lists[i].key, deadline, init_on_workloads, &lists[i]);
	}
	*out = (struct init_workloads){ NULL, 0 };
	if (loop_run(log->loop, &pending, INT64_MAX) == LOOP_SIGNAL)
		return err_set(e, ERR_INTERRUPTED, "interrupted");
	for (size_t i = 0; i < 2; i++) {
		most += json_size(lists[i].all);
		if (lists[i].error.code != ERR_NONE)
			say_line(log, "the %s of region %s are not known, so none is written: %s", lists[i].what, region,
				lists[i].error.text);
	}
	out->items = ARENA_ARRAY(a, struct init_workload, most + 1);
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < json_size(lists[i].all); j++) {
			const struct json *raw = json_item(lists[i].all, j);
			const char *name = json_text_at(raw, "name"), *slash = strrchr(name, '/');
			if (slash && cloudrun_name_valid(slash + 1))
				out->items[out->n++] = (struct init_workload){ .job = lists[i].job, .name = slash + 1, .raw = raw };
		}
	if (out->n)
		qsort(out->items, out->n, sizeof(*out->items), by_name);
	return 0;
}

struct init_workload *init_workload_named(const struct init_workloads *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(all->items[i].name, name))
			return &all->items[i];
	return NULL;
}

void init_workloads_say_rest(struct run_log *log, const struct init_workloads *all)
{
	char *rest[2] = { arena_strdup(log->a, ""), arena_strdup(log->a, "") };
	for (size_t i = 0; i < all->n; i++) {
		const struct init_workload *w = &all->items[i];
		if (!w->wanted)
			rest[w->job] = arena_printf(log->a, "%s%s%s", rest[w->job], *rest[w->job] ? ", " : "", w->name);
	}
	for (size_t i = 0; i < 2; i++)
		if (*rest[i])
			say_line(log, "%s of this region that are not in the config: %s; name those that are released too",
				i ? "jobs" : "worker pools", rest[i]);
}

/* ---- The config ------------------------------------------------------------------------------------------- */

/* Commands and rules name services and worker pools by their alias, so those differ. */
static const char *alias_of(struct arena *a, const struct config *c, const struct init_workload *w)
{
	char *alias = arena_strdup(a, w->name);
	bool taken = false;
	for (char *p = alias; *p; p++)
		*p = *p == '-' ? '_' : *p;
	for (size_t i = 0; !w->job && i < c->services.n; i++)
		taken = taken || !strcmp(CONFIG_ITEMS(c->services, const struct config_service)[i].member.alias, alias);
	if (taken)
		return arena_printf(a, "%s_pool", alias);
	return conf_alias_valid(alias) ? alias : arena_printf(a, "%s_", alias); /* a reserved word of CEL */
}

/* What a person sees about it, for a comment. */
static const char *state_of(struct arena *a, const struct config *c, const struct init_workload *w)
{
	struct cloudrun_service pool;
	struct cloudrun_job job;
	struct err e;
	if (!w->job)
		return cloudrun_service_of(a, w->raw, CLOUDRUN_POOL, c->project, c->region, w->name, &pool, &e)
			? arena_strdup(a, e.text)
			: arena_printf(a, "runs %s", cloudrun_split_text(a, &pool.effective));
	if (cloudrun_job_of(a, w->raw, c->project, c->region, w->name, &job, &e))
		return arena_strdup(a, e.text);
	const char *status = json_text_at(json_get(job.raw, "latestCreatedExecution"), "completionStatus");
	return arena_printf(a, "image %s; %s%s", json_text(json_item(job.images, 0)).p,
		job.execution ? "latest execution: " : "never executed", job.execution ? *status ? status : "in progress" : "");
}

static void put_member(struct arena *a, const struct config *c, const struct init_workload *w, struct buf *out)
{
	buf_puts(out, "  # ");
	text_put_printable(out, str_of(state_of(a, c, w)));
	buf_printf(out, "\n  %s = { %s = ", alias_of(a, c, w), w->job ? "job" : "pool");
	config_text_string(out, w->name);
	buf_puts(out, "; };\n");
}

static bool any_wanted(const struct init_workloads *all, bool job)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].wanted && all->items[i].job == job)
			return true;
	return false;
}

static void put_group(
	struct arena *a, const struct config *c, const struct init_workloads *all, bool job, struct buf *out)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].wanted && all->items[i].job == job)
			put_member(a, c, &all->items[i], out);
	buf_puts(out, "};\n\n");
}

/* A worker pool has no URL that could be asked. */
static void put_logs(struct arena *a, const struct config *c, const struct init_workloads *all, struct buf *out)
{
	buf_puts(out,
		"# Log entries of what cannot be asked: a worker pool has no URL, so its errors show whether it works. A\n"
		"# pool that neither logs nor metrics ask does not pass. Metrics: its backlog, or metric = \"instances\".\n"
		"logs = {\n");
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].wanted && !all->items[i].job) {
			const char *alias = alias_of(a, c, &all->items[i]);
			buf_printf(out, "  %s_errors = { worker = \"%s\"; filter = \"severity>=ERROR\"; };\n", alias, alias);
		}
	buf_puts(out, "};\n\n");
}

void init_workloads_put(struct arena *a, const struct config *c, const struct init_workloads *all, struct buf *out)
{
	if (any_wanted(all, false)) {
		buf_puts(out,
			"# Worker pools that are released with the services, after them. A rollback moves their instances back\n"
			"# too. Also possible: asked = false, if neither logs nor metrics show whether it works.\n"
			"workers = {\n");
		put_group(a, c, all, false, out);
	}
	if (any_wanted(all, true)) {
		buf_puts(out,
			"# Jobs that belong to the release, such as the migration of a database. Rules: the same build as the\n"
			"# services, and its latest execution succeeded. Also possible: restore = true, which lets a rollback put\n"
			"# the image of the snapshot back; without it, the command is printed.\n"
			"jobs = {\n");
		put_group(a, c, all, true, out);
	}
	if (any_wanted(all, false))
		put_logs(a, c, all, out);
}
