/* SPDX-License-Identifier: Apache-2.0 */
/* attribution.c: determines which revision sent a response: by `identity` over the response, or else by the traffic
 * split. */
#include "reach.h"
#include "../source.h"

#include <string.h>

/* Returns the revision that sent the response according to `identity`, or NULL. */
static const char *identity_of(struct question *q, const struct json *v)
{
	struct arena *a = q->a;
	const struct conf_text *text = &q->reach->identity;
	struct cel_program *program;
	struct err e;
	if (!text->set || cel_compile(a, str_of(text->text), &text->place, NULL, &program, &e))
		return NULL;
	struct cel_value name = cel_eval(program, &(struct cel_scope){ .root = v }, a);
	return name.kind == CEL_STRING ? arena_strndup(a, name.s.p, name.s.n) : NULL;
}

/* Until traffic is moved, responses must be from the candidate. This is checked for tag URLs too, because a tag that
 * follows LATEST may point to a newer revision. */
static bool wants_candidate(const struct question *q)
{
	const struct service *s = q->service;
	return s && s->target.released && s->target.candidate && !q->observations->after && q->reach->at != AT_BASELINE;
}

static bool is_another(const struct question *q, const char *identity)
{
	const struct service *s = q->service;
	if (identity && q->observations->after && s && s->move)
		return cloudrun_percent(&s->move->target, NULL, identity) <= 0;
	return identity && wants_candidate(q) && strcmp(identity, s->target.candidate->name) != 0;
}

/* ---- Responses from a cache ----------------------------------------------------------------------------------- */

/* Returns for how many ms the current traffic split is known to be in effect, from the times that Google reports or
 * from earlier reads. */
static int64_t split_age(const struct question *q, const struct service *s)
{
	const struct observations *observations = q->observations;
	if (observations->after && s->move)
		return loop_now(observations->loop) - observations->after_from;
	int64_t seen = loop_now(observations->loop) - s->split_seen,
			since = cloudrun_settled(&s->now) ? cloudrun_routed_at(&s->now) : 0;
	if (since && s->target.candidate && s->target.candidate->created_at > since)
		since = s->target.candidate->created_at;
	int64_t told = since ? gcp_wall(observations->gcp) - since : 0;
	return told > seen ? told : seen;
}

/* Returns the service behind the probe. A URL without a service may lead to any service of the release, so the one with
 * the youngest traffic split is returned; NULL if there is none. */
static const struct service *youngest_behind(const struct question *q)
{
	const struct service *youngest = NULL;
	bool released = false;
	if (q->service)
		return q->service;
	for (size_t i = 0; i < q->release->n_services; i++)
		released = released || q->release->services[i].target.released;
	for (size_t i = 0; i < q->release->n_services; i++) {
		const struct service *s = &q->release->services[i];
		if (s->known && s->target.released == released && (!youngest || split_age(q, s) < split_age(q, youngest)))
			youngest = s;
	}
	return youngest;
}

/* Returns why the response may be older than the current traffic split, or NULL. */
static const char *is_older(const struct question *q)
{
	const struct cached *c = &q->cached;
	const struct service *s = c->hit && q->reach->at == AT_USERS ? youngest_behind(q) : NULL;
	if (!s)
		return NULL;
	int64_t age_s = split_age(q, s) / 1000;
	if (c->age_s >= 0 && c->age_s <= age_s)
		return NULL;
	const char *made = c->age_s >= 0 ? arena_printf(q->a, "the response is %lld s old", (long long)c->age_s)
									 : "the age of the response is not known";
	return arena_printf(q->a,
		"a cache answered (%s: %s): %s, but the traffic split of %s is known to be in effect for only %lld s; "
		"probe a path that is not cached or the service's own URL, or set `identity`",
		c->name, c->value, made, s->config->member.alias, (long long)age_s);
}

/* If the candidate has part of the traffic, a repeated request will reach it at some time. */
static bool may_ask_again(const struct question *q)
{
	int64_t now = loop_now(q->observations->loop);
	return (q->observations->after || release_serves(q->service)) && q->asked < LIMIT_PROBE_ASKS &&
		now - q->began - q->queued_ms < q->reach->timeout && now < q->deadline;
}

static void only_others(struct question *q, const char *identity)
{
	struct arena *a = q->a;
	reach_unobserved(q, ERR_EVAL,
		arena_printf(a, "%s answered, not the %s (after %u request%s)", identity,
			q->observations->after ? "revision that traffic was moved to"
								   : arena_printf(a, "candidate %s", q->service->target.candidate->name),
			q->asked, q->asked == 1 ? "" : "s"));
}

bool reach_is_anothers(struct question *q, const struct json *v)
{
	return is_another(q, identity_of(q, v));
}

bool reach_attribute(struct question *q, struct json *v, void (*again)(void *arg), void *arg)
{
	const char *identity = identity_of(q, v);
	const struct service *s = q->service;
	bool another = is_another(q, identity);
	const char *older = identity ? NULL : is_older(q);
	q->others += another;
	bool has_all = wants_candidate(q) &&
		cloudrun_percent(&s->now.effective, s->now.latest_ready, s->target.candidate->name) == 100;
	bool its_tag = q->reach->at == AT_CANDIDATE;
	q->tag = identity ? 0 : q->tag;
	q->attributed = identity ? !another : !older && (has_all || its_tag || !wants_candidate(q));
	json_set_int(q->a, v, "attempts", q->asked);
	json_set_int(q->a, v, "others", q->others);
	json_set_string(q->a, v, "identity", identity ? identity : "");
	if (another && again && may_ask_again(q))
		again(arg);
	else if (another)
		only_others(q, identity);
	else if (older)
		reach_unobserved(q, ERR_EVAL, older);
	return !another && !older;
}

struct json *reach_headers_said(struct arena *a, const struct http_header_text *headers, size_t n)
{
	struct json *v = json_new_object(a);
	for (size_t i = 0; i < n; i++)
		if (text_utf8_valid(headers[i].value, strlen(headers[i].value)))
			json_set_string(a, v, headers[i].name, headers[i].value);
	return v;
}
