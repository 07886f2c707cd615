/* SPDX-License-Identifier: Apache-2.0 */
/* kinds.c: asks Cloud Run whether the names in the arguments are services, worker pools or jobs. */
#include "kinds.h"
#include "cmd.h"
#include "../../gcp/job.h"

#include <string.h>

enum { RESOLVE_MS = 10 * 1000 };

/* In order of preference. */
enum kind { KIND_SERVICE, KIND_POOL, KIND_JOB, KIND__COUNT };
static const struct {
	const char *what, *prefix;
} kinds[KIND__COUNT] = {
	[KIND_SERVICE] = { "service", "services" },
	[KIND_POOL] = { "worker pool", "workerPools" },
	[KIND_JOB] = { "job", "jobs" },
};

/* What is known of a name as one kind. */
struct look {
	size_t *pending;
	enum err_code code; /* of the answer; ERR_TIMEOUT without one */
};
struct name {
	const struct config_service *of;
	struct look looks[KIND__COUNT];
	bool plain;
};

static void kinds_on_reply(void *arg, const struct gcp_reply *reply)
{
	struct look *k = arg;
	k->code = reply->error.code;
	--*k->pending;
}

static const char *path_of(struct arena *a, const struct config_service *s, enum kind kind)
{
	return kind == KIND_JOB ? cloudrun_job_path(a, s->project, s->region, s->service)
							: cloudrun_service_path(a, kind == KIND_POOL ? CLOUDRUN_POOL : CLOUDRUN_SERVICE, s->project,
								  s->region, s->service);
}

/* The name was given as it is, not in a file or with its kind. */
static bool is_plain(const struct options *o, const struct config_service *s)
{
	for (size_t i = 0; i < o->n_args; i++)
		if (!strcmp(o->args[i], s->service) && !(o->places && o->places[i].file))
			return true;
	return false;
}

static bool exists(const struct name *n, enum kind kind)
{
	return n->looks[kind].code == ERR_NONE;
}

static void tell(struct run_log *log, const char *text)
{
	say_note(log, "%s", text);
	say_line(log, "%s", text);
}

/* Returns the kind that the name means, and says which others there are. */
static enum kind kind_of(struct run_log *log, const struct name *n)
{
	enum kind means = KIND_SERVICE;
	if (!n->plain || (!exists(n, KIND_SERVICE) && n->looks[KIND_SERVICE].code != ERR_NOT_FOUND))
		return KIND_SERVICE;
	while (means < KIND__COUNT && !exists(n, means))
		means++;
	if (means == KIND__COUNT)
		return KIND_SERVICE;
	for (enum kind k = means + 1; k < KIND__COUNT; k++)
		if (exists(n, k))
			tell(log,
				arena_printf(log->a, "%s is a %s and a %s: the %s is meant; to name the %s: %s/%s", n->of->service,
					kinds[means].what, kinds[k].what, kinds[means].what, kinds[k].what, kinds[k].prefix,
					n->of->service));
	return means;
}

static void ask(struct arena *a, struct gcp *g, struct name *names, size_t n, size_t *pending)
{
	int64_t deadline = loop_now(gcp_loop(g)) + RESOLVE_MS;
	for (size_t i = 0; i < n; i++)
		for (enum kind k = 0; names[i].plain && k < KIND__COUNT; k++) {
			names[i].looks[k] = (struct look){ pending, ERR_TIMEOUT };
			++*pending;
			gcp_get(g, a, GCP_RUN, path_of(a, names[i].of, k), deadline, kinds_on_reply, &names[i].looks[k]);
		}
}

/* Puts each name into the group of its kind. */
static void sort(
	struct arena *a, struct run_log *log, const struct name *names, size_t n, bool lone_jobs, struct config *c)
{
	size_t most = n + c->workers.n + c->jobs.n + 1;
	struct config_service *services = ARENA_ARRAY(a, struct config_service, most),
						  *pools = ARENA_ARRAY(a, struct config_service, most);
	struct config_job *jobs = ARENA_ARRAY(a, struct config_job, most);
	enum kind *found = ARENA_ARRAY(a, enum kind, most);
	struct conf_list s = { services, 0 }, w = { pools, c->workers.n }, j = { jobs, c->jobs.n };
	struct conf_errors errors = { .a = a };
	bool alone = !w.n && !lone_jobs;
	for (size_t i = 0; i < w.n; i++)
		pools[i] = CONFIG_ITEMS(c->workers, const struct config_service)[i];
	for (size_t i = 0; i < j.n; i++)
		jobs[i] = CONFIG_ITEMS(c->jobs, const struct config_job)[i];
	for (size_t i = 0; i < n; i++) {
		found[i] = kind_of(log, &names[i]);
		alone = alone && found[i] == KIND_JOB;
	}
	for (size_t i = 0; i < n; i++) {
		const struct config_service *of = names[i].of;
		if (found[i] == KIND_JOB && alone)
			tell(log,
				arena_printf(
					log->a, "%s is a job: name it together with the service that it is released with", of->service));
		if (found[i] == KIND_JOB && !alone)
			jobs[j.n++] = config_job_of(a, of);
		else if (found[i] == KIND_POOL)
			pools[w.n++] = *of;
		else
			services[s.n++] = *of;
	}
	c->services = s;
	c->workers = w;
	c->jobs = j;
	config_services_join(a, c, &errors); /* the aliases differ already */
}

int kinds_resolve(
	struct arena *a, struct gcp *g, struct run_log *log, const struct options *o, struct config *c, struct err *e)
{
	size_t n = c->services.n, *pending = ARENA_NEW(a, size_t);
	const struct config_service *services = CONFIG_ITEMS(c->services, const struct config_service);
	struct name *names = ARENA_ARRAY(a, struct name, n + 1);
	for (size_t i = 0; i < n; i++)
		names[i] = (struct name){ .of = &services[i], .plain = is_plain(o, &services[i]) };
	ask(a, g, names, n, pending);
	if (loop_run(gcp_loop(g), pending, INT64_MAX) == LOOP_SIGNAL)
		return err_set(e, ERR_INTERRUPTED, "interrupted");
	sort(a, log, names, n, (o->command->options & OPT_STATUS) != 0, c);
	return 0;
}
