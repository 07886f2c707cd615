/* SPDX-License-Identifier: Apache-2.0 */
/*
 * front.c: distinguishes failures of the application from those of something in front of it (an edge, a load balancer,
 * IAP, Cloud Run itself). If a probe fails at the users' URL, the same request is sent directly to the candidate.
 */
#include "reach.h"
#include "../source.h"

#include <string.h>
#include <strings.h>

/* ---- Kinds of responses ---------------------------------------------------------------------------- */

static bool is_page(const struct http_answer *came, const char *words)
{
	const char *type = http_header_of(came, "content-type");
	return type && !strncmp(type, "text/html", 9) && came->body.n && strstr(came->body.p, words);
}

bool front_is_google(const struct http_answer *came)
{
	return came->status == 404 && is_page(came, "<title>Error 404 (Not Found)!!1</title>");
}

/* These pages are sent by Cloud Run itself, for requests that it does not pass to a container. */
static bool is_forbidden(const struct http_answer *came)
{
	return came->status == 403 && is_page(came, "<h1>Error: Forbidden</h1>");
}

static bool is_not_found(const struct http_answer *came)
{
	return front_is_google(came) || (came->status == 404 && is_page(came, "<h1>Error: Page not found</h1>"));
}

static bool is_unauthorized(const struct http_answer *came)
{
	return came->status == 401 && is_page(came, "<h1>Error: Unauthorized</h1>");
}

/* A redirect to Google's sign-in page. */
static bool is_sign_in(const struct http_answer *came)
{
	static const char page[] = "https://accounts.google.com/";
	const char *to = http_header_of(came, "location");
	return came->status / 100 == 3 && to && !strncmp(to, page, strlen(page));
}

/* True for the answers of Identity-Aware Proxy: what it generates is marked. Its sign-in leads back to itself; that of
 * an application leads back to the application. */
static bool is_iap(const struct http_answer *came)
{
	const char *generated = http_header_of(came, "x-goog-iap-generated-response");
	return (generated && !strcasecmp(generated, "true")) ||
		(is_sign_in(came) && strstr(http_header_of(came, "location"), "iap.googleapis.com")) ||
		(came->status == 401 && came->body.n && !strncmp(came->body.p, "Invalid IAP credentials", 23));
}

/* True if Google sent the response, so the application did not see the request. */
static bool is_from_google(const struct http_answer *came)
{
	return is_iap(came) || is_forbidden(came) || is_unauthorized(came) || is_not_found(came);
}

/* Other 401 and 404 responses are more likely sent by the application. */
static bool is_refusal(const struct http_answer *came)
{
	return came->status == 403 || came->status == 451 || is_from_google(came);
}

/* ---- The service behind a URL ---------------------------------------------------------------------- */

static bool is_own(const struct question *q, const struct service *s)
{
	return s->known && q->reach->url && reach_is_own(q->a, &s->now, secret_reveal(q->reach->url));
}

/* Returns the service of the probe, or the one whose own URL is probed, or the only one of the run; NULL: not known. */
static struct service *service_behind(const struct question *q)
{
	const struct release *release = q->release;
	for (size_t i = 0; !q->service && i < release->n_services; i++)
		if (is_own(q, &release->services[i]))
			return &release->services[i];
	return q->service || release->n_services != 1 ? q->service : &release->services[0];
}

/* True if the probe uses a users' URL that Cloud Run does not report for the service. */
static bool goes_through_front(const struct question *q)
{
	const struct service *s = q->reach->url ? service_behind(q) : NULL;
	return q->reach->url && q->reach->at == AT_USERS && !(s && is_own(q, s));
}

static const char *place_of(struct arena *a, const struct cloudrun_service *s)
{
	return arena_printf(
		a, "%s --region=%s --project=%s", text_shell(a, s->id), text_shell(a, s->region), text_shell(a, s->project));
}

/* ---- Responses that prove nothing ------------------------------------------------------------------ */

static bool lists(const struct json *list, const char *text)
{
	for (size_t i = 0; i < json_size(list); i++)
		if (str_is(json_text(json_item(list, i)), text))
			return true;
	return false;
}

static bool accepts(const struct cloudrun_service *s, const char *audience)
{
	return (s->uri && !strcmp(audience, s->uri)) || lists(json_get(s->raw, "urls"), audience) ||
		lists(json_get(s->raw, "customAudiences"), audience);
}

/* Returns a text if Cloud Run refused the ID token because of its audience, or NULL. */
static const char *wrong_audience(struct question *q, const struct http_answer *came)
{
	const struct cloudrun_service *s = &q->service->now;
	const char *audience = q->reach->audience;
	bool checked = q->reach->auth == PROBE_AUTH_ID_TOKEN && audience &&
		!json_is_true(json_get(s->raw, "invokerIamDisabled"));
	if (came->status != 401 || !checked || is_iap(came) || accepts(s, audience))
		return NULL;
	q->advice = arena_printf(
		q->a, "gcloud run services update %s --add-custom-audiences=%s", place_of(q->a, s), text_shell(q->a, audience));
	return arena_printf(q->a,
		"answered 401 to an ID token for %s, which is not among the URLs and customAudiences of %s; "
		"add it there, or set the audience of the probe to one of them",
		audience, s->id);
}

static bool is_internal(const struct cloudrun_service *s)
{
	const char *ingress = json_text_at(s->raw, "ingress");
	return !strncmp(ingress, "INGRESS_TRAFFIC_INTERNAL", 24) || !strcmp(ingress, "INGRESS_TRAFFIC_NONE");
}

/* Returns why the service's own URLs cannot be reached from this machine, or NULL. */
static const char *unreachable(struct question *q, const struct http_answer *came)
{
	const struct cloudrun_service *s = &q->service->now;
	if (came->status == 404 && json_is_true(json_get(s->raw, "defaultUriDisabled")))
		return "the service's own URL is disabled (defaultUriDisabled); set the url of the probe to the one that users "
			   "have, such as the load balancer's";
	if (is_internal(s) && (came->status == 404 || is_forbidden(came)))
		return arena_printf(q->a,
			"the service accepts only internal traffic (%s) and cannot be reached from here (%d); "
			"set the load balancer's URL (url = \"https://...\"), or run rungate inside the network",
			json_text_at(s->raw, "ingress"), came->status);
	return NULL;
}

/* Identity-Aware Proxy in front of the service's own URLs. */
static const char *refused_by_iap(struct question *q, const struct http_answer *came)
{
	const struct cloudrun_service *s = &q->service->now;
	const char *caller = q->observations->gcp ? gcp_member(q->observations->gcp) : NULL;
	if (q->reach->auth != PROBE_AUTH_IAP)
		return arena_printf(q->a, "Identity-Aware Proxy answered %d, not the application; set auth = \"iap\"%s",
			came->status, q->reach->auth == PROBE_AUTH_ID_TOKEN ? ", or an audience that it accepts" : "");
	q->advice = arena_printf(q->a,
		"gcloud iap web add-iam-policy-binding --resource-type=cloud-run --service=%s "
		"--role=roles/iap.httpsResourceAccessor --member=%s",
		place_of(q->a, s), text_shell(q->a, caller ? caller : "serviceAccount:EMAIL"));
	return arena_printf(q->a, "Identity-Aware Proxy answered %d to the JWT of %s, not the application%s", came->status,
		caller ? caller : "the service account", reach_came_said(q, came));
}

const char *front_proves_nothing(struct question *q, const struct http_answer *came)
{
	if (q->discovered && (came->status == 401 || came->status == 403)) /* discovered probes have no credentials */
		return "the service is private: the request was refused with 401 or 403 before it reached the application; "
			   "write a probe with auth = \"id_token\"";
	if (!q->service)
		return NULL;
	const char *audience = wrong_audience(q, came);
	if (audience || goes_through_front(q))
		return audience;
	if (is_iap(came) || (is_sign_in(came) && json_is_true(json_get(q->service->now.raw, "iapEnabled"))))
		return refused_by_iap(q, came);
	const char *why = unreachable(q, came);
	q->shut = why != NULL;
	return why;
}

/* ---- A second request ------------------------------------------------------------------------------ */

/* A second question, and the first one, which waits for it. */
struct detour {
	struct question q, *of;
	struct json *v;   /* facts of the first question */
	const char *what; /* describes the response to the first question */
	bool refused;     /* that response is a refusal */
};
typedef void detour_fn(struct question *q, struct json *v, const struct err *error);

static struct detour *detour(struct question *q, struct json *v)
{
	struct detour *d = ARENA_NEW(q->a, struct detour);
	*d = (struct detour){ .q = *q, .of = q, .v = v };
	d->q.past = true;
	d->q.asked = d->q.others = 0;
	d->q.arg = d;
	return d;
}

static void take(struct detour *d, struct service *s, enum probe_at at, detour_fn *then)
{
	struct question *q = &d->q;
	q->service = s;
	q->reach = reach_at(q->a, q->reach, at);
	q->began = loop_now(q->observations->loop);
	q->done = then;
	q->ask(q, q->config);
}

/* "answered 403 (server: cloudflare): Attention Required!" */
static const char *what_came(struct question *q, const struct http_answer *came)
{
	if (!came->status)
		return arena_printf(q->a, "did not answer: %s", came->error.text);
	return arena_printf(q->a, "answered %d%s%s", came->status, reach_came_by(q, came), reach_came_said(q, came));
}

static void end_in_front(struct question *q, struct json *v, const char *error)
{
	q->in_front = true;
	json_set_string(q->a, v, "error", say_scrub_to(q->a, q->observations->log, error));
	reach_done(q, v);
}

/* ---- Cloud Run's own 403 --------------------------------------------------------------------------- */

/* IAM settings belong to the service and are the same for all revisions. */
static void refused_by_iam(struct question *q, struct json *v)
{
	const struct service *s = service_behind(q);
	const char *id = s ? s->now.id : "the service",
			   *caller = q->observations->gcp ? gcp_member(q->observations->gcp) : NULL;
	if (s && s->known)
		q->advice = arena_printf(q->a,
			"gcloud run services add-iam-policy-binding %s --role=roles/run.invoker --member=%s",
			place_of(q->a, &s->now),
			text_shell(q->a,
				q->reach->auth == PROBE_AUTH_NONE ? "allUsers"
					: caller                      ? caller
												  : "serviceAccount:EMAIL"));
	end_in_front(q, v,
		arena_printf(q->a, "Cloud Run itself refused the request (403) before it reached a revision: %s",
			q->reach->auth == PROBE_AUTH_ID_TOKEN ? arena_printf(q->a, "this account is not allowed to invoke %s", id)
												  : arena_printf(q->a, "%s cannot be invoked without a token", id)));
}

/* If the older revision can be reached, the page came from the application (for example relayed from another service),
 * so the first result is kept. */
static void on_older(struct question *older, struct json *v, const struct err *error)
{
	struct detour *d = older->arg;
	(void)v;
	if (error)
		refused_by_iam(d->of, d->v);
	else
		d->of->done(d->of, d->v, NULL);
}

static void check_iam(struct question *q, struct json *v)
{
	struct service *s = service_behind(q);
	const struct cloudrun_revision *older = s && s->known ? s->target.baseline : NULL;
	if (s && s->known && json_is_true(json_get(s->now.raw, "invokerIamDisabled")))
		reach_done(q, v);
	else if (older && cloudrun_tag_uri(&s->now, older->name))
		take(detour(q, v), s, AT_BASELINE, on_older);
	else
		refused_by_iam(q, v);
}

/* ---- Bypassing an edge ----------------------------------------------------------------------------- */

/* The candidate could not be reached directly. A refusal may come from the edge, so it becomes unobserved. Any other
 * failure is attributed to the application. */
static void not_asked(struct detour *d, const char *why)
{
	struct question *q = d->of;
	const struct service *s = service_behind(q);
	if (!d->refused) {
		reach_done(q, d->v);
		return;
	}
	if (s && s->known && s->target.candidate && !cloudrun_tag_uri(&s->now, s->target.candidate->name))
		q->advice = arena_printf(q->a, "gcloud run services update-traffic %s --update-tags=candidate=%s",
			place_of(q->a, &s->now), text_shell(q->a, s->target.candidate->name));
	reach_unobserved(q, ERR_DENIED,
		arena_printf(q->a,
			"something in front of the service %s, and the candidate could not be probed directly: %s; allow this "
			"machine there, or give the candidate a tag URL that it can reach",
			d->what, why));
}

static void on_candidate(struct question *direct, struct json *v, const struct err *error)
{
	struct detour *d = direct->arg;
	struct question *q = d->of;
	if (error)
		not_asked(d, error->text);
	else if (json_is_true(json_get(v, "ok")))
		end_in_front(q, d->v,
			arena_printf(q->a, "the candidate answers well at its own URL, but something in front of it %s", d->what));
	else
		reach_done(q, d->v);
}

static void ask_candidate(struct question *q, struct json *v, const struct http_answer *came)
{
	struct service *s = service_behind(q);
	const struct cloudrun_revision *candidate = s && s->known ? s->target.candidate : NULL;
	if (!candidate && (s || !q->release->n_services)) { /* this probe cannot cause a rollback */
		reach_done(q, v);
		return;
	}
	struct detour *d = detour(q, v);
	d->what = what_came(q, came);
	d->refused = is_refusal(came);
	bool has_uri = s && s->now.uri && *s->now.uri;
	if (!candidate)
		not_asked(d, "the probe does not name its service (service = \"...\")");
	else if (cloudrun_tag_uri(&s->now, candidate->name))
		take(d, s, AT_CANDIDATE, on_candidate);
	else if (has_uri && cloudrun_percent(&s->now.effective, s->now.latest_ready, candidate->name) == 100)
		take(d, s, AT_USERS, on_candidate);
	else
		not_asked(d, arena_printf(q->a, "%s has no tag URL and not all of the traffic", candidate->name));
}

/* A timeout is not checked, because it would take as long again; nor a failure after the upgrade (101), which has
 * passed the front. */
static bool may_be_front(const struct question *q, const struct http_answer *came)
{
	return came->error.code != ERR_TIMEOUT && came->status != 101 && !q->observations->after;
}

void reach_answered(struct question *q, struct json *v, const struct http_answer *came)
{
	bool failed = !json_is_true(json_get(v, "ok"));
	if (failed && q->past && is_from_google(came))
		reach_unobserved(q, ERR_DENIED, arena_printf(q->a, "Google's front end %s", what_came(q, came)));
	else if (failed && !q->past && may_be_front(q, came) && is_forbidden(came))
		check_iam(q, v);
	else if (failed && !q->past && may_be_front(q, came) && goes_through_front(q))
		ask_candidate(q, v, came);
	else
		reach_done(q, v);
}
