/* SPDX-License-Identifier: Apache-2.0 */
/* reach.c: the questions of probes: their URL, and how they end. */
#include "ahead_wait.h"
#include "reach.h"
#include "../source.h"
#include "../cloud/scaling.h"

#include <string.h>

/* ---- Questions of observations ------------------------------------------------------------------------------ */

void reach_mark(struct observation *l, const struct question *q, const struct json *value)
{
	bool failed = value && !json_is_true(json_get(value, "ok"));
	l->in_front = failed && q->in_front ? l->in_front + 1 : 0;
	l->shut = q->shut;
	l->advice = q->advice;
}

static void reach_end(struct question *q, struct json *value, const struct err *error)
{
	struct observation *l = q->arg;
	struct err e;
	if (error) {
		e = *error;
		err_wrap(&e, "probes.%s", l->alias);
	}
	observation_end(q->observations, l, value, error ? &e : NULL);
	if (l->cut)
		return;
	l->again = error && error->code == ERR_INTERRUPTED; /* the result does not count: repeat it */
	l->attributed = q->attributed;
	l->tag = q->tag;
	l->kept_ms = q->kept_ms;
	l->others += q->others;
	reach_mark(l, q, value);
}

struct config_reach *reach_at(struct arena *a, const struct config_reach *reach, enum probe_at at)
{
	struct config_reach *c = ARENA_NEW(a, struct config_reach);
	struct url u;
	struct err e;
	*c = *reach;
	c->at = at;
	if (c->url && !url_parse(a, secret_reveal(c->url), &u, &e))
		c->path = u.query && *u.query ? arena_printf(a, "%s?%s", u.path, u.query) : arena_strdup(a, u.path);
	c->url = NULL;
	return c;
}

/* A candidate without traffic, or during a promotion with part of it, is probed at its tag URL if it has one. */
static bool goes_by_tag(const struct release *release, const struct observations *observations, const struct service *s,
	const struct config_reach *reach)
{
	return !observations->after && reach->at == AT_USERS && s && s->target.released && s->target.candidate &&
		(release->promoting || !release_has_users(s)) &&
		cloudrun_percent(&s->now.effective, s->now.latest_ready, s->target.candidate->name) < 100 &&
		cloudrun_tag_uri(&s->now, s->target.candidate->name);
}

struct question *reach_question(struct observations *observations, const struct release *release, struct observation *l,
	const struct config_reach *reach)
{
	struct question *q = ARENA_NEW(l->a, struct question);
	const struct config_probe *p = l->config;
	*q = (struct question){ .observations = observations,
		.release = release,
		.a = l->a,
		.service = l->service,
		.reach = reach,
		.began = loop_now(observations->loop),
		.late = loop_late(observations->loop),
		.deadline = observations->deadline,
		.ahead = l->ahead,
		.discovered = p->discovered,
		.done = reach_end,
		.arg = l };
	if (goes_by_tag(release, observations, l->service, reach))
		q->reach = reach_at(observations->a, reach, AT_CANDIDATE);
	ahead_join(q);
	return q;
}

void reach_unobserved(struct question *q, enum err_code code, const char *why)
{
	struct err e;
	if (q->ahead) {
		ahead_fails(q);
		return;
	}
	err_set(&e, code, "%s", why);
	q->done(q, NULL, &e);
}

int64_t reach_starved(const struct question *q)
{
	int64_t ms = loop_late(q->observations->loop) - q->late;
	return ms > q->reach->timeout / 10 ? ms : 0;
}

void reach_end_starved(struct question *q, int64_t ms)
{
	reach_unobserved(q, ERR_INTERRUPTED, say_starved(q->observations->log, ms));
}

/* Makes the times unobserved: they include the time in which this process did not run. */
static void hide_times(struct question *q, struct json *value, int64_t ms)
{
	static const char *const times[] = { "ms", "timings", "upgradeMs", "eventMs", "msMax" };
	for (size_t i = 0; i < COUNTOF(times); i++)
		if (json_get(value, times[i]))
			json_set(value, times[i], facts_unobserved(q->a, say_starved(q->observations->log, ms)));
}

/* Ends the question as unobserved: the service has no instances, because somebody scaled it to zero. */
static void end_off(struct question *q)
{
	const struct cloudrun_service *s = &q->service->now;
	q->shut = true;
	q->advice = scaling_command(q->a, s);
	reach_unobserved(
		q, ERR_DENIED, arena_printf(q->a, "%s is scaled to 0 instances by hand, so no revision of it answers", s->id));
}

void reach_done(struct question *q, struct json *value)
{
	int64_t ms = reach_starved(q);
	bool failed = !json_is_true(json_get(value, "ok"));
	if (ms && failed) {
		reach_end_starved(q, ms);
		return;
	}
	if (failed && q->service && q->service->known && scaling_is_off(q->service->now.raw)) {
		end_off(q);
		return;
	}
	if (ms)
		hide_times(q, value, ms);
	q->done(q, value, NULL);
}

/* ---- {{NAME}} ------------------------------------------------------------------------------------------ */

static const struct secret *captured(const struct question *q, const char *name, size_t n)
{
	for (size_t i = 0; i < q->captures->n; i++)
		if (strlen(q->captures->items[i].name) == n && !strncmp(q->captures->items[i].name, name, n))
			return q->captures->items[i].value;
	return NULL;
}

enum fill { FILL_PLAIN, FILL_URL, FILL_JSON };

static enum fill language_of(const char *text)
{
	text += strspn(text, " \t\r\n");
	return *text == '[' || (*text == '{' && text[1] != '{') ? FILL_JSON : FILL_PLAIN;
}

/* Writes a captured value so that it cannot leave its place: percent-encoded in a URL (except at its beginning),
 * escaped in JSON. */
static void put_captured(struct question *q, const struct secret *value, enum fill fill, struct buf *b)
{
	struct arena *a = q->a;
	struct buf quoted = BUF_MAX(LIMIT_API_BODY);
	if (fill == FILL_URL && b->n) {
		buf_puts(b, url_escape(a, secret_reveal(value)));
	} else if (fill == FILL_JSON) {
		json_print(json_new_string(a, secret_reveal(value)), JSON_COMPACT, &quoted);
		buf_put(b, quoted.p + 1, quoted.n - 2);
		crypto_wipe(quoted.p, quoted.n);
	} else {
		buf_put(b, secret_reveal(value), secret_size(value));
	}
	buf_free(&quoted);
}

static const struct secret *fill_in(struct question *q, const struct secret *text, enum fill fill)
{
	if (!q->captures || !q->captures->n || !strstr(secret_reveal(text), "{{"))
		return text;
	struct buf b = BUF_MAX(LIMIT_API_BODY);
	for (const char *p = secret_reveal(text), *open; *p; p = open) {
		open = strstr(p, "{{");
		const char *close = open ? strstr(open, "}}") : NULL;
		const struct secret *value = close ? captured(q, open + 2, (size_t)(close - open - 2)) : NULL;
		if (!open)
			open = p + strlen(p);
		buf_put(&b, p, (size_t)(open - p));
		if (value)
			put_captured(q, value, fill, &b);
		else if (*open)
			buf_puts(&b, "{{");
		if (*open)
			open = value ? close + 2 : open + 2;
	}
	struct secret *filled = secret_passing(q->passing, buf_text(&b), b.n, true);
	crypto_wipe(b.p, b.n);
	buf_free(&b);
	return filled;
}

const struct secret *reach_fill(struct question *q, const struct secret *text)
{
	return text ? fill_in(q, text, language_of(secret_reveal(text))) : NULL;
}

/* ---- URL -------------------------------------------------------------------------------------------------- */

static const char *origin_of(struct question *q, struct err *e)
{
	const struct service *s = q->service;
	if (!s->known || (s->doubt && !s->chosen)) {
		err_set(e, s->observation->error.code, "service %s could not be read: %s", s->config->member.alias,
			s->observation->error.text);
		return NULL;
	}
	if (s->chosen && !s->target.candidate) {
		err_set(e, ERR_EVAL, "service %s has no revision", s->config->member.alias);
		return NULL;
	}
	if (q->reach->at == AT_USERS && !q->observations->after && s->target.released && !q->reach->identity.set &&
		!release_serves(s)) {
		err_set(e, ERR_EVAL, "the candidate %s has no traffic: users reach %s", s->target.candidate->name,
			cloudrun_split_text(q->a, &s->now.effective));
		return NULL;
	}
	if (q->reach->url)
		return "";
	if (q->reach->at == AT_USERS && s->now.uri && *s->now.uri)
		return s->now.uri;
	if (q->reach->at == AT_USERS) {
		err_set(e, ERR_EVAL, "service %s has no URI; set the url of the probe", s->config->member.alias);
		return NULL;
	}
	const struct cloudrun_revision *at = q->reach->at == AT_CANDIDATE ? s->target.candidate : s->target.baseline;
	const char *name = q->reach->revision ? q->reach->revision : at ? at->name : NULL;
	const char *uri = name ? cloudrun_tag_uri(&s->now, name) : NULL;
	if (!uri)
		err_set(e, ERR_EVAL, "%s has no tag URL", name ? name : "the revision");
	return uri;
}

static const char *origin_ahead(const struct question *q)
{
	return q->reach->url ? "" : ahead_uri(q->ahead);
}

const char *reach_uri(const struct question *q)
{
	return q->ahead ? ahead_uri(q->ahead) : q->service->now.uri;
}

bool reach_is_to_users(struct question *q)
{
	struct err e;
	return !q->service || (!goes_by_tag(q->release, q->observations, q->service, q->reach) && origin_of(q, &e) != NULL);
}

bool reach_is_our_metadata(struct arena *a, const struct url *u, struct err *e)
{
	const char *host = gcp_metadata_host();
	bool ours = host && (!strcmp(host, u->host) || !strcmp(host, arena_printf(a, "%s:%d", u->host, u->port)));
	if (ours)
		err_set(e, ERR_DENIED, "%s is the metadata server (GCE_METADATA_HOST), which must not be probed", host);
	return ours;
}

const char *reach_below(struct arena *a, const char *origin, const char *path)
{
	size_t n = strlen(origin);
	while (n && origin[n - 1] == '/')
		n--;
	return arena_printf(a, "%.*s%s", (int)n, origin, path ? path : "/");
}

const struct secret *reach_url(struct question *q, struct err *e)
{
	struct arena *a = q->a;
	const char *origin = q->ahead ? origin_ahead(q) : q->service ? origin_of(q, e) : "";
	struct url u;
	if (!origin)
		return NULL;
	q->tag = q->reach->at == AT_CANDIDATE && !q->reach->revision && *origin ? live_topic(0, origin) : 0;
	if (q->reach->url) {
		const struct secret *url = fill_in(q, q->reach->url, FILL_URL);
		return url_parse(a, secret_reveal(url), &u, e) || reach_is_our_metadata(a, &u, e) ? NULL : url;
	}
	const char *text = reach_below(a, origin, q->reach->path);
	const struct secret *url = fill_in(q, secret_plain(q->a, text), FILL_URL);
	if (url_parse(a, secret_reveal(url), &u, e)) {
		err_wrap(e, "%s, derived from the service's URI", text);
		return NULL;
	}
	return url;
}
