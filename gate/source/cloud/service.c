/* SPDX-License-Identifier: Apache-2.0 */
/* service.c: a Cloud Run service and its revisions: read every round, the list again when a new one appears. */
#include "../../gate.h"

#include <string.h>

struct reading {
	struct run *r;
	struct look *l;
	struct service *s;
	size_t waiting;
	const char *candidate;       /* the revision that is read again; NULL: the whole list is */
	bool listing, read, read_again; /* the service; the candidate */
	struct err error;
};

/* What could not be read again stays as it was, in what this look keeps. */
static void carry_over(struct reading *q)
{
	struct service *s = q->s;
	const struct config_service *c = s->config;
	struct arena *a = q->l->a;
	struct err e;
	if (s->known && !q->read)
		run_service_of(a, json_copy(a, s->now.raw), c->project, c->region, c->service, &s->now, &e);
	for (size_t i = 0; q->candidate && !q->read_again && i < s->n_revisions; i++)
		if (!strcmp(s->revisions[i].name, q->candidate))
			run_revision_of(a, json_copy(a, s->revisions[i].raw), &s->revisions[i], &e);
}

static void one_done(struct reading *q)
{
	if (--q->waiting)
		return;
	carry_over(q);
	bool bad = q->error.code != ERR_NONE;
	look_end(q->r, q->l, json_new_null(q->l->a), bad ? &q->error : NULL);
}

/* The service's own answer speaks first: that a revision is not there does not say that the service is not. */
static void fail(struct reading *q, const struct err *e, bool of_service)
{
	if (q->error.code != ERR_NONE && !of_service)
		return;
	q->error = *e;
	if (!of_service && e->code == ERR_NOT_FOUND)
		q->error.code = ERR_REFUSED;
	err_wrap(&q->error, "services.%s", q->l->alias);
	if (q->error.code == ERR_NOT_FOUND) {
		struct err was = q->error;
		err_set(&q->error, was.code, "%s; worker pools and jobs are no services", was.text);
	}
}

static void service_on_list(void *arg, const struct gcp_reply *reply)
{
	struct reading *q = arg;
	struct service *s = q->s;
	struct err e = reply->error;
	if (e.code != ERR_NONE || run_revisions_of(q->r->a, reply->body, &s->revisions, &s->n_revisions, &e))
		fail(q, &e, false);
	else
		s->listed_at = s->n_revisions ? s->revisions[0].name : "";
	if (e.code == ERR_NONE && q->candidate && !run_revision_named(s->revisions, s->n_revisions, q->candidate)) {
		err_set(&e, ERR_REFUSED, "revision %s does not exist any more", q->candidate);
		fail(q, &e, false);
	}
	one_done(q);
}

static const char *begin_list(struct reading *q)
{
	const struct config_service *c = q->s->config;
	q->listing = true;
	q->waiting++;
	return arena_printf(q->r->a, "%s/revisions", run_service_path(q->r->a, c->project, c->region, c->service));
}

/* All services need theirs at once, in the first round. */
static void first_list(struct reading *q)
{
	const char *path = begin_list(q);
	run_reads_revisions(q->r->reads, q->r->a, path, q->r->round_deadline, service_on_list, q);
}

static void list_revisions(struct reading *q)
{
	gcp_list(q->r->gcp, q->r->a, GCP_RUN, begin_list(q), "revisions", q->r->round_deadline, service_on_list, q);
}

static void service_on_revision(void *arg, const struct gcp_reply *reply)
{
	struct reading *q = arg;
	struct run_revision revision = { .name = "" };
	struct err e = reply->error;
	if (e.code == ERR_NOT_FOUND) { /* gone, unless the list still has it */
		if (!q->listing)
			list_revisions(q);
		one_done(q);
		return;
	}
	bool known = e.code == ERR_NONE && !run_revision_of(q->l->a, reply->body, &revision, &e);
	if (known && strcmp(revision.name, q->candidate) != 0)
		err_set(&e, ERR_MALFORMED, "the answer is for revision \"%s\", not for %s", revision.name, q->candidate);
	if (e.code != ERR_NONE)
		fail(q, &e, false);
	for (size_t i = 0; known && i < q->s->n_revisions; i++)
		if (!strcmp(q->s->revisions[i].name, revision.name)) {
			q->s->revisions[i] = revision;
			q->read_again = true;
		}
	one_done(q);
}

static bool listed(const struct service *s, const char *revision)
{
	return !revision || run_revision_named(s->revisions, s->n_revisions, revision);
}

/* A change of the wish may change the split and change it back between two reads. */
static void note_split(const struct run *r, struct service *s, const struct run_service *now)
{
	if (s->known && s->split_generation == now->generation &&
	    run_same_percents(&s->now.effective, s->now.latest_ready, &now->effective, now->latest_ready))
		return;
	s->split_seen = loop_now(r->loop);
	s->split_generation = now->generation;
}

static void service_on_service(void *arg, const struct gcp_reply *reply)
{
	struct reading *q = arg;
	struct service *s = q->s;
	const struct config_service *c = s->config;
	struct run_service now;
	struct err e = reply->error;
	if (e.code != ERR_NONE || run_service_of(q->l->a, reply->body, c->project, c->region, c->service, &now, &e)) {
		fail(q, &e, true);
	} else {
		note_split(q->r, s, &now);
		s->now = now;
		if (!s->known)
			s->first = now;
		s->known = q->read = true;
		if (!q->listing && !listed(s, now.latest_created))
			list_revisions(q);
	}
	one_done(q);
}

static void start(struct run *r, struct look *l)
{
	struct reading *q = ARENA_NEW(l->a, struct reading);
	struct service *s = l->service;
	const struct config_service *c = s->config;
	char *path = run_service_path(l->a, c->project, c->region, c->service);
	*q = (struct reading){ .r = r, .l = l, .s = s, .waiting = 1 };
	if (!r->reads)
		r->reads = run_reads_new(r->a, r->gcp);
	run_reads_service(r->reads, l->a, path, r->round_deadline, service_on_service, q);
	if (!s->listed_at) {
		first_list(q);
	} else if (s->target.candidate) {
		q->waiting++;
		q->candidate = s->target.candidate->name;
		path = arena_printf(l->a, "%s/revisions/%s", path, url_escape(l->a, q->candidate));
		run_reads_revision(r->reads, l->a, path, r->round_deadline, service_on_revision, q);
	}
}

static const struct fact_doc facts[] = {
	{ "service", "string", "its name" },
	{ "project", "string", "its project" },
	{ "region", "string", "its region" },
	{ "state", "string", "OK, or NOT_FOUND" },
	{ "uri", "string", "its own URL" },
	{ "urls", "list of string", "all its URLs" },
	{ "uid", "string", "changes when it is deleted and made again" },
	{ "ready", "bool", "its last change succeeded" },
	{ "readyMessage", "string", "why it did not, or \"\"" },
	{ "reconciling", "bool", "Cloud Run is still working on it" },
	{ "ingress", "string", "INGRESS_TRAFFIC_ALL, ..." },
	{ "invokerIamDisabled", "bool", "anybody who reaches it may call it" },
	{ "defaultUriDisabled", "bool", "its run.app URLs answer 404" },
	{ "customAudiences", "list of string", "what an ID token may be for beside its URLs" },
	{ "minInstances", "int", "of the service as a whole; 0: not set" },
	{ "maxInstances", "int", "of the service as a whole; 0: not set" },
	{ "traffic", "list of target", "the desired split" },
	{ "trafficStatuses", "list of target", "the effective split, in the same form" },
	{ "pinned", "bool", "no traffic follows LATEST: a new deploy gets 0 %" },
	{ "released", "bool", "it belongs to the release that is judged" },
	{ "candidate", "revision", "the revision that is judged" },
	{ "baseline", "revision", "the revision it would go back to; absent where there is none" },
	{ "changes", "changes", "what differs from baseline to candidate; absent without a baseline" },
};

static const struct fact_doc target_facts[] = {
	{ "type", "string", "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST or ..._REVISION" },
	{ "revision", "string", "its short name; \"\" where it follows LATEST" },
	{ "percent", "int", "of the requests" },
	{ "latest", "bool", "it follows the newest ready revision" },
	{ "tag", "string", "its tag, or \"\"" },
	{ "uri", "string", "the URL of its tag, or \"\"" },
};

static const struct fact_doc revision_facts[] = {
	{ "name", "string", "its short name" },
	{ "uid", "string", "its own" },
	{ "ready", "bool", "its Ready condition succeeded" },
	{ "readyMessage", "string", "why it did not, or \"\"" },
	{ "percent", "int", "of the requests that it gets now" },
	{ "tagUri", "string", "the URL of its tag, or \"\"" },
	{ "createTime", "string", "RFC 3339" },
	{ "ageSeconds", "int", "since it was made" },
	{ "image", "string", "as it was resolved, with its digest" },
	{ "sidecars", "map of string", "the images of the containers beside the one that takes requests, by name" },
	{ "commit", "string", "from a label, an annotation or the image's tag; \"\" where none tells it" },
	{ "launchStage", "string", "GA, BETA, ALPHA" },
	{ "minInstances", "int", "instances at least" },
	{ "maxInstances", "int", "instances at most" },
	{ "concurrency", "int", "requests at a time that one instance takes" },
	{ "memoryMiB", "int", "of its ingress container" },
	{ "cpu", "double", "of its ingress container" },
	{ "cpuIdle", "bool", "CPU only while a request runs" },
	{ "startupCpuBoost", "bool", "more CPU while it starts" },
	{ "timeoutSeconds", "int", "of one request" },
	{ "executionEnvironment", "string", "EXECUTION_ENVIRONMENT_GEN2, ..., or \"\"" },
	{ "serviceAccount", "string", "whom it runs as" },
	{ "connector", "string", "its VPC connector's short name, or \"\"" },
	{ "network", "string", "of direct VPC egress, as it is given, or \"\"" },
	{ "networkName", "string", "its short name, to compare; \"\" without direct VPC egress, absent where a subnetwork alone is said" },
	{ "subnetwork", "string", "of direct VPC egress, its short name, or \"\"" },
	{ "egress", "string", "ALL_TRAFFIC, PRIVATE_RANGES_ONLY, or \"\" without VPC access" },
	{ "sqlInstances", "list of string", "project:region:instance, from its volumes" },
	{ "healthCheckDisabled", "bool", "it was deployed without a health check" },
	{ "startupProbe", "probe", "of its ingress container; where it has none, Google's: a connection to its port" },
	{ "livenessProbe", "probe", "of its ingress container; absent where it has none" },
	{ "conditions", "map of condition", "by type: Ready, ContainerHealthy, ..." },
	{ "labels", "map of string", "its labels" },
	{ "env", "map of variable", "environment variables of all containers by name, without their values" },
	{ "secrets", "map of secret", "environment variables that come from Secret Manager" },
	{ "secretVolumes", "list of file", "files that come from Secret Manager" },
	{ "redis", "map of redis", "environment variables that point at a Redis host" },
};

static const struct fact_doc probe_facts[] = {
	{ "kind", "string", "http, tcp or grpc" },
	{ "path", "string", "of http, or \"\"" },
	{ "initialDelaySeconds", "int", "before the first" },
	{ "periodSeconds", "int", "from one to the next" },
	{ "timeoutSeconds", "int", "of one" },
	{ "failureThreshold", "int", "failures in a row that count" },
};

static const struct fact_doc condition_facts[] = {
	{ "state", "string", "CONDITION_SUCCEEDED, CONDITION_FAILED, ..." },
	{ "severity", "string", "ERROR, WARNING, INFO, or \"\"" },
	{ "reason", "string", "or \"\"" },
	{ "revisionReason", "string", "or \"\"" },
	{ "message", "string", "for people" },
};

static const struct fact_doc variable_facts[] = {
	{ "present", "bool", "it has a value" },
	{ "placeholder", "bool", "its value looks like a template that nobody filled in" },
	{ "empty", "bool", "it has no value where the other revision or another service has one" },
	{ "digest", "string", "good for comparing values within one run; \"\" of a secret" },
	{ "secret", "string", "the secret it comes from, or \"\"" },
};

static const struct fact_doc secret_facts[] = {
	{ "secret", "string", "its name" },
	{ "version", "string", "a number, an alias, or latest" },
	{ "latest", "bool", "it follows the newest version: a rollback does not restore the one before" },
	{ "state", "string", "of that version: ENABLED, DISABLED, DESTROYED, NOT_FOUND" },
	{ "number", "string", "what latest or an alias stands for" },
};

static const struct fact_doc file_facts[] = {
	{ "volume", "string", "its volume" },
	{ "path", "string", "in the volume; \"\": the secret's name" },
	{ "secret", "string", "the secret's name" },
	{ "version", "string", "a number, an alias, or latest" },
	{ "latest", "bool", "it follows the newest version: a rollback does not restore the one before" },
	{ "state", "string", "of that version: ENABLED, DISABLED, DESTROYED, NOT_FOUND" },
	{ "number", "string", "what latest or an alias stands for" },
};

static const struct fact_doc redis_host_facts[] = {
	{ "instance", "string", "the Memorystore instance that has the host, or \"\"" },
	{ "known", "bool", "there is one beside the service" },
};

static const struct fact_doc change_facts[] = {
	{ "from", "any", "the baseline's; null where it has none" },
	{ "to", "any", "the candidate's; null where it has none" },
};

static const struct fact_doc names_facts[] = {
	{ "added", "list of string", "names that the candidate alone has" },
	{ "removed", "list of string", "names that the baseline alone has" },
	{ "changed", "list of string", "names that stand for something else" },
};

/* Each is there where it differs; changes.c has the same list. */
static const struct fact_doc changes_facts[] = {
	{ "sidecars", "change", "the images of its other containers" },
	{ "image", "change", "its image" }, { "commit", "change", "its commit" }, { "memoryMiB", "change", "its memory" }, { "cpu", "change", "its CPUs" },
	{ "cpuIdle", "change", "CPU only while a request runs" }, { "startupCpuBoost", "change", "more CPU while it starts" },
	{ "minInstances", "change", "instances at least" }, { "maxInstances", "change", "instances at most" },
	{ "concurrency", "change", "requests at a time" }, { "timeoutSeconds", "change", "of one request" },
	{ "serviceAccount", "change", "whom it runs as" }, { "connector", "change", "its VPC connector" }, { "network", "change", "its network" },
	{ "subnetwork", "change", "its subnetwork" }, { "egress", "change", "its egress" }, { "sqlInstances", "change", "its Cloud SQL volumes" },
	{ "executionEnvironment", "change", "its execution environment" }, { "startupProbe", "change", "its startup probe" },
	{ "livenessProbe", "change", "its liveness probe" }, { "env", "names", "environment variables" },
	{ "secrets", "names", "variables and files that come from Secret Manager" },
};

static const struct fact_shape shapes[] = {
	{ "target", target_facts, COUNTOF(target_facts) }, { "revision", revision_facts, COUNTOF(revision_facts) },
	{ "condition", condition_facts, COUNTOF(condition_facts) }, { "variable", variable_facts, COUNTOF(variable_facts) },
	{ "secret", secret_facts, COUNTOF(secret_facts) }, { "file", file_facts, COUNTOF(file_facts) },
	{ "redis", redis_host_facts, COUNTOF(redis_host_facts) }, { "probe", probe_facts, COUNTOF(probe_facts) },
	{ "change", change_facts, COUNTOF(change_facts) }, { "names", names_facts, COUNTOF(names_facts) },
	{ "changes", changes_facts, COUNTOF(changes_facts) },
};

const struct source source_service = {
	.kind = "service", .group = GROUP_SERVICES, .every = EVERY_ROUND, .start = start,
	.doc = "a Cloud Run service with its candidate and baseline revisions", .facts = facts, .n_facts = COUNTOF(facts),
	.shapes = shapes, .n_shapes = COUNTOF(shapes),
};
