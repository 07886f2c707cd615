/* SPDX-License-Identifier: Apache-2.0 */
/* workloads.c: lists the services, worker pools and jobs of a region, with only the fields that a budget needs. */
#include "workloads.h"
#include "revision.h"
#include "revision_containers.h"
#include "scaling.h"
#include "../source.h"

#include <string.h>

enum { DEFAULT_MAX_INSTANCES = 100 };

/* ---- The lists ------------------------------------------------------------------------------------------------ */

#define TASK "volumes,containers(name,env,args,command)"
static const struct list {
	const char *key, *kind, *fields;
	const char *task; /* path of the object with the containers */
} lists[] = {
	{ "services", "service", "services(name,scaling,template(scaling," TASK ")),nextPageToken,unreachable",
		"template" },
	{ "workerPools", "worker pool", "workerPools(name,scaling,template(" TASK ")),nextPageToken", "template" },
	{ "jobs", "job", "jobs(name,template(taskCount,parallelism,template(" TASK "))),nextPageToken",
		"template.template" },
};

/* The tasks of one execution that run at once; without a limit, all of them. */
static int64_t tasks_of(const struct json *job)
{
	int64_t tasks = revision_int_at(job, "template.taskCount", 0),
			most = revision_int_at(job, "template.parallelism", 0);
	tasks = tasks > 0 ? tasks : 1;
	return most > 0 && most < tasks ? most : tasks;
}

static int64_t instances_of(const struct list *list, const struct json *raw)
{
	struct scaling scaling = scaling_of(raw);
	int64_t own = revision_int_at(raw, "template.scaling.maxInstanceCount", 0);
	if (!strcmp(list->key, "jobs"))
		return tasks_of(raw);
	if (!strcmp(list->key, "services"))
		return scaling_most(&scaling, own > 0 ? own : DEFAULT_MAX_INSTANCES);
	return scaling.manual ? scaling.count : scaling.most ? scaling.most : -1;
}

size_t workloads_of(struct arena *a, const struct json *value, struct workload **out)
{
	size_t n = 0, most = 0;
	for (size_t i = 0; i < COUNTOF(lists); i++)
		most += json_size(json_get(value, lists[i].key));
	*out = ARENA_ARRAY(a, struct workload, most + 1);
	for (size_t i = 0; i < COUNTOF(lists); i++) {
		const struct json *all = json_get(value, lists[i].key);
		for (size_t j = 0; j < json_size(all); j++) {
			const struct json *raw = json_item(all, j);
			const char *name = json_text_at(raw, "name"), *slash = strrchr(name, '/');
			(*out)[n++] = (struct workload){ .kind = lists[i].kind,
				.name = slash ? slash + 1 : name,
				.task = json_at(raw, lists[i].task),
				.instances = instances_of(&lists[i], raw) };
		}
	}
	return n;
}

bool workloads_are_listed_with(const struct release *release, const struct service *s)
{
	for (const struct service *t = release->services; t < s; t++)
		if (!strcmp(t->config->project, s->config->project) && !strcmp(t->config->region, s->config->region))
			return false;
	return true;
}

/* ---- Observing ------------------------------------------------------------------------------------------------- */

struct asking {
	struct observations *observations;
	struct observation *l;
	struct json *value; /* the lists by key */
	struct err error;   /* of the first list that could not be read, or ERR_NONE */
	size_t waiting;
};

struct question {
	struct asking *q;
	const struct list *list;
};

static void one_done(struct asking *q)
{
	if (--q->waiting)
		return;
	bool failed = q->error.code != ERR_NONE;
	q->l->again = failed && revision_again(&q->error);
	if (failed && !q->l->again)
		say_note(q->observations->log, "how many connections all users of a database may open is not known: %s",
			q->error.text);
	observation_end(q->observations, q->l, failed ? NULL : q->value, failed ? &q->error : NULL);
}

static void workloads_on_list(void *arg, const struct gcp_reply *reply)
{
	const struct question *one = arg;
	struct asking *q = one->q;
	if (reply->error.code == ERR_NONE) {
		json_set(q->value, one->list->key, json_get(reply->body, one->list->key));
	} else if (q->error.code == ERR_NONE) {
		q->error = reply->error;
		err_wrap(&q->error, "the %ss that may use the same database", one->list->kind);
	}
	one_done(q);
}

static void ask(struct asking *q, const struct list *list)
{
	struct arena *a = q->l->a;
	const struct config_service *c = q->l->service->config;
	struct question *one = ARENA_NEW(a, struct question);
	*one = (struct question){ q, list };
	q->waiting++;
	gcp_list(q->observations->gcp, a, GCP_RUN,
		arena_printf(a, "v2/projects/%s/locations/%s/%s?fields=%s", url_escape(a, c->project), url_escape(a, c->region),
			list->key, list->fields),
		list->key, q->observations->deadline, workloads_on_list, one);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	struct asking *q = ARENA_NEW(l->a, struct asking);
	*q = (struct asking){ .observations = observations, .l = l, .value = json_new_object(l->a), .waiting = 1 };
	for (size_t i = 0; workloads_are_listed_with(release, l->service) && i < COUNTOF(lists); i++)
		ask(q, &lists[i]);
	one_done(q);
}

const struct source source_workloads = {
	.kind = "workloads",
	.group = GROUP_SERVICES,
	.every = EVERY_ONCE,
	.after_services = true,
	.inner = true,
	.start = start,
	.doc = "the services, worker pools and jobs of a service's project and region",
};
