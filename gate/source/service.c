/* SPDX-License-Identifier: Apache-2.0 */
/* service.c: a Cloud Run service and its revisions: read every round, the list again when a new one appears. */
#include "../gate.h"

#include <string.h>

struct reading {
	struct run *r;
	struct look *l;
	struct service *s;
	size_t waiting;
	const char *candidate;       /* the revision that is read again; NULL: the whole list is */
	bool listing;
	struct err error;
};

static void one_done(struct reading *q)
{
	if (--q->waiting)
		return;
	bool bad = q->error.code != ERR_NONE;
	look_end(q->r, q->l, json_new_null(q->r->a), bad ? &q->error : NULL);
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

static void list_revisions(struct reading *q)
{
	const struct config_service *c = q->s->config;
	char *path = arena_printf(q->r->a, "%s/revisions", run_service_path(q->r->a, c->project, c->region, c->service));
	q->listing = true;
	q->waiting++;
	gcp_list(q->r->gcp, q->r->a, GCP_RUN, path, "revisions", q->r->round_deadline, service_on_list, q);
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
	bool known = e.code == ERR_NONE && !run_revision_of(q->r->a, reply->body, &revision, &e);
	if (known && strcmp(revision.name, q->candidate) != 0)
		err_set(&e, ERR_MALFORMED, "the answer is for revision \"%s\", not for %s", revision.name, q->candidate);
	if (e.code != ERR_NONE)
		fail(q, &e, false);
	for (size_t i = 0; known && i < q->s->n_revisions; i++)
		if (!strcmp(q->s->revisions[i].name, revision.name))
			q->s->revisions[i] = revision;
	one_done(q);
}

static bool listed(const struct service *s, const char *revision)
{
	return !revision || run_revision_named(s->revisions, s->n_revisions, revision);
}

static void service_on_service(void *arg, const struct gcp_reply *reply)
{
	struct reading *q = arg;
	struct service *s = q->s;
	const struct config_service *c = s->config;
	struct run_service now;
	struct err e = reply->error;
	if (e.code != ERR_NONE || run_service_of(q->r->a, reply->body, c->project, c->region, c->service, &now, &e)) {
		fail(q, &e, true);
	} else {
		s->now = now;
		if (!s->known)
			s->first = now;
		s->known = true;
		if (!q->listing && !listed(s, now.latest_created))
			list_revisions(q);
	}
	one_done(q);
}

static void start(struct run *r, struct look *l)
{
	struct reading *q = ARENA_NEW(r->a, struct reading);
	struct service *s = l->service;
	const struct config_service *c = s->config;
	char *path = run_service_path(r->a, c->project, c->region, c->service);
	*q = (struct reading){ .r = r, .l = l, .s = s, .waiting = 1 };
	gcp_get(r->gcp, r->a, GCP_RUN, path, r->round_deadline, service_on_service, q);
	if (!s->listed_at) {
		list_revisions(q);
	} else if (s->target.candidate) {
		q->waiting++;
		q->candidate = s->target.candidate->name;
		path = arena_printf(r->a, "%s/revisions/%s", path, url_escape(r->a, q->candidate));
		gcp_get(r->gcp, r->a, GCP_RUN, path, r->round_deadline, service_on_revision, q);
	}
}

static const struct fact_doc facts[] = {
	{ "service", "string", "its name" },
	{ "project", "string", "its project" },
	{ "region", "string", "its region" },
	{ "state", "string", "OK, or NOT_FOUND" },
	{ "uri", "string", "its own URL" },
	{ "uid", "string", "changes when it is deleted and made again" },
	{ "ready", "bool", "its last change succeeded" },
	{ "reconciling", "bool", "Cloud Run is still working on it" },
	{ "ingress", "string", "INGRESS_TRAFFIC_ALL, ..." },
	{ "traffic", "list", "the desired split: type, revision, percent, tag, uri, latest" },
	{ "trafficStatuses", "list", "the effective split, in the same form" },
	{ "pinned", "bool", "no traffic follows LATEST: a new deploy gets 0 %" },
	{ "released", "bool", "it belongs to the release that is judged" },
	{ "candidate", "map", "the revision that is judged: name uid ready percent tagUri createTime ageSeconds image commit "
	  "minInstances maxInstances concurrency memoryMiB cpu timeoutSeconds serviceAccount connector network sqlInstances[] "
	  "conditions{} labels{} env{} secrets{}" },
	{ "baseline", "map", "the revision it would go back to, in the same form; absent where there is none" },
};

const struct source source_service = {
	.kind = "service", .group = GROUP_SERVICES, .every = EVERY_ROUND, .start = start,
	.doc = "a Cloud Run service with its candidate and baseline revisions", .facts = facts, .n_facts = COUNTOF(facts),
};
