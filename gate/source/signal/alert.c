/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alert.c: observes the alerts of Cloud Monitoring that match a filter. Without an enabled alerting policy that matches
 * it, no alert can open, so that nothing is observed.
 */
#include "alert.h"
#include "alert_filter.h"
#include "query.h"
#include "../source.h"

#include <string.h>

struct asked {
	struct observations *observations;
	struct observation *l;
	const char *filter;
	struct alert_of of;
	size_t policies; /* number of enabled policies that match */
};

/* The earliest time at which the candidate was seen to have traffic, for as long as the run; unix ms. */
struct served {
	const char *revision;
	int64_t at;
};

static void alert_unknown(const struct asked *q, const struct err *error)
{
	struct err e = *error;
	err_wrap(&e, "alerts.%s", q->l->alias);
	observation_end(q->observations, q->l, NULL, &e);
}

/* ---- Since when the candidate serves ------------------------------------------------------------ */

/* Returns 0 if the candidate has no traffic. What follows LATEST got its traffic when it was created; other traffic was
 * given by the newest change of the routes, or by one that this run saw. */
static int64_t served_by(const struct observations *observations, const struct service *s)
{
	const struct cloudrun_revision *v = s->target.candidate;
	int64_t routed = cloudrun_routed_at(&s->now);
	if (!cloudrun_percent(&s->now.effective, s->now.latest_ready, v->name))
		return 0;
	if (s->traffic.given)
		return gcp_wall(observations->gcp) - (loop_now(observations->loop) - s->traffic.seen);
	return cloudrun_follows_latest(&s->now.desired) || routed < v->created_at ? v->created_at : routed;
}

/* The same, at the earliest that was ever seen in this run: later steps of a promotion do not forget alerts. */
static int64_t served_since(struct observations *observations, struct observation *l, const struct service *s)
{
	struct served *known = l->kept;
	int64_t at = served_by(observations, s);
	if (!known)
		l->kept = known = ARENA_NEW(observations->a, struct served);
	if (!known->revision || strcmp(known->revision, s->target.candidate->name) != 0)
		*known = (struct served){ arena_strdup(observations->a, s->target.candidate->name), 0 };
	if (at && (!known->at || at < known->at))
		known->at = at;
	return known->at;
}

/* Without a service: since the first of the release's candidates serves. */
static int set_of(const struct release *release, struct asked *q, struct err *e)
{
	struct observation *l = q->l;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (l->service ? l->service != s : !s->selected || !s->target.released)
			continue;
		if (!s->chosen || !s->target.candidate)
			return err_set(e, ERR_EVAL, "the candidate of %s is not known", s->config->member.alias);
		int64_t at = l->service ? served_since(q->observations, l, s) : served_by(q->observations, s);
		q->of.served_at = at && (!q->of.served_at || at < q->of.served_at) ? at : q->of.served_at;
	}
	if (l->service) {
		q->of.service = l->service->config->service;
		q->of.revision = l->service->target.candidate->name;
	}
	return 0;
}

/* ---- Requests ----------------------------------------------------------------------------------- */

static void say_before(const struct asked *q, const struct json *before)
{
	for (size_t i = 0; i < json_size(before); i++)
		say_note(q->observations->log,
			"alerts.%s: \"%s\" has been open since %s, before the candidate served: not judged", q->l->alias,
			json_text_at(json_item(before, i), "policy"), json_text_at(json_item(before, i), "openTime"));
}

static void alert_on_alerts(void *arg, const struct gcp_reply *reply)
{
	const struct asked *q = arg;
	struct json *v = json_new_object(q->l->a);
	struct err e = reply->error;
	if (e.code != ERR_NONE || alert_facts(q->l->a, reply->body, &q->of, v, &e)) {
		alert_unknown(q, &e);
		return;
	}
	json_set_int(q->l->a, v, "policies", (int64_t)q->policies);
	say_before(q, json_get(v, "before"));
	observation_end(q->observations, q->l, v, NULL);
}

static void list(const struct asked *q, const char *what, const char *filter, gcp_done *done)
{
	const struct config_alert *c = q->l->config;
	struct arena *a = q->l->a;
	const char *path = arena_printf(a, "v3/projects/%s/%s?pageSize=1000%s%s", url_escape(a, c->project), what,
		*filter ? "&filter=" : "", url_escape(a, filter));
	gcp_list(q->observations->gcp, a, GCP_MONITORING, path, what, signal_deadline(q->observations), done,
		(void *)(uintptr_t)q);
}

static void alert_on_policies(void *arg, const struct gcp_reply *reply)
{
	struct asked *q = arg;
	const struct json *all = json_get(reply->body, "alertPolicies");
	struct err e = reply->error;
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *enabled = json_get(json_item(all, i), "enabled");
		q->policies += !enabled || json_is_true(enabled);
	}
	if (e.code == ERR_NONE && !q->policies)
		err_set(&e, ERR_EVAL, "no enabled alerting policy of project %s matches the filter %s: no alert could open",
			((const struct config_alert *)q->l->config)->project, q->filter);
	if (e.code != ERR_NONE)
		alert_unknown(q, &e);
	else
		list(q, "alerts", q->filter, alert_on_alerts);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_alert *c = l->config;
	struct asked *q = ARENA_NEW(l->a, struct asked);
	struct err e;
	*q = (struct asked){ .observations = observations, .l = l };
	q->filter = signal_fill(observations, release, l, TEMPLATE_MONITORING, c->filter, &e);
	if (!q->filter || set_of(release, q, &e))
		alert_unknown(q, &e);
	else
		list(q, "alertPolicies", alert_policy_filter(l->a, q->filter), alert_on_policies);
}

/* ---- Facts -------------------------------------------------------------------------------------- */

static const struct fact_doc alert_docs[] = {
	{ "policy", "string", "display name of the alerting policy" },
	{ "severity", "string", "severity of the policy: CRITICAL, ERROR, WARNING or SEVERITY_UNSPECIFIED" },
	{ "openTime", "string", "when the alert opened, RFC 3339" },
	{ "closeTime", "string", "when it closed; \"\": it is open" },
	{ "state", "string", "OPEN or CLOSED" },
	{ "service", "string", "the Cloud Run service that it is about; \"\": its labels do not say" },
	{ "revision", "string", "the revision that it is about; \"\": its labels do not say" },
	{ "name", "string", "projects/P/alerts/ID" },
};
static const struct fact_shape shapes[] = { { "alert", alert_docs, COUNTOF(alert_docs) } };

static const struct fact_doc facts[] = {
	{ "since", "list of alert",
		"alerts that opened since the candidate has traffic, closed again or not; with `service`, about this service "
		"and revision, or about none" },
	{ "before", "list of alert", "older alerts that are still open: reported, not judged" },
	{ "others", "list of alert", "alerts that opened since then, about another service or revision" },
	{ "policies", "int", "number of enabled alerting policies that match the filter; none: the alerts are unobserved" },
};

const struct source source_alert = {
	.kind = "alert",
	.group = GROUP_ALERTS,
	.every = 30 * 1000,
	.after_services = true,
	.slow = true,
	.start = start,
	.doc = "alerts of Cloud Monitoring",
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.shapes = shapes,
	.n_shapes = COUNTOF(shapes),
};
