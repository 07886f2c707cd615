/* SPDX-License-Identifier: Apache-2.0 */
/* log.c: counts log entries, up to a limit: those of a service's candidate since it was created. */
#include "query.h"
#include "../source.h"

#include <string.h>

static void log_unknown(struct observations *observations, struct observation *l, const struct err *error)
{
	struct err e = *error;
	err_wrap(&e, "logs.%s", l->alias);
	observation_end(observations, l, NULL, &e);
}

/* ---- Response -------------------------------------------------------------------------------------------- */

/* Scrubs the text before cutting it, so that no part of a secret can remain. */
static struct json *sample_of(const struct run_log *log, struct arena *a, const struct json *entry)
{
	struct json *v = json_new_object(a);
	const char *at = json_text_at(entry, "timestamp"), *severity = json_text_at(entry, "severity");
	const char *text = text_cut(a, str_of(say_scrub_to(a, log, logging_text(a, entry))), LIMIT_LOG_TEXT);
	json_set_string(a, v, "time", *at ? at : json_text_at(entry, "receiveTimestamp"));
	json_set_string(a, v, "severity", *severity ? severity : "DEFAULT");
	json_set_string(a, v, "text", text);
	return v;
}

struct asked {
	struct observations *observations;
	struct observation *l;
};

static void log_on_entries(void *arg, const struct gcp_reply *reply)
{
	const struct asked *q = arg;
	const struct config_log *c = q->l->config;
	const struct json *entries = json_get(reply->body, "entries");
	if (reply->error.code != ERR_NONE) {
		log_unknown(q->observations, q->l, &reply->error);
		return;
	}
	struct json *v = json_new_object(q->l->a), *samples = json_new_array(q->l->a);
	for (size_t i = 0; i < json_size(entries) && i < (size_t)c->samples; i++)
		json_add(samples, sample_of(q->observations->log, q->l->a, json_item(entries, i)));
	json_set_int(q->l->a, v, "count", (int64_t)json_size(entries));
	json_set_bool(q->l->a, v, "truncated", json_is_true(json_get(reply->body, "more")));
	json_set(v, "samples", samples);
	observation_end(q->observations, q->l, v, NULL);
}

/* ---- Query ------------------------------------------------------------------------------------------------- */

static const struct cloudrun_revision *candidate_of(const struct service *s, struct err *e)
{
	const struct err_kept *why = &s->observation->error;
	if (s->chosen && s->target.candidate)
		return s->target.candidate;
	err_set(e, why->code == ERR_NONE ? ERR_EVAL : why->code, "the candidate of %s is not known%s%s",
		s->config->member.alias, why->code == ERR_NONE ? "" : ": ", why->code == ERR_NONE ? "" : why->text);
	return NULL;
}

/* Sets *from to the start of the query: the creation of the service's candidate or, without a service, of the oldest
 * candidate of the release. It must not be later, or entries would be missed. */
static int since(const struct release *release, const struct observation *l, int64_t *from, struct err *e)
{
	bool any = false;
	*from = INT64_MAX;
	for (size_t i = 0; i < release->n_services; i++)
		any = any || release->services[i].target.released;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (l->service && l->service != s)
			continue;
		const struct cloudrun_revision *v = candidate_of(s, e);
		if (!v)
			return -1;
		if ((l->service || !any || s->target.released) && v->created_at < *from)
			*from = v->created_at;
	}
	return 0;
}

/* Puts the filter of the config into parentheses and on separate lines, so that a comment in it ends there. */
static const char *filter_of(
	struct observations *observations, const struct release *release, const struct observation *l, struct err *e)
{
	struct arena *a = l->a;
	const struct config_log *c = l->config;
	const char *ours = "", *theirs = signal_fill(observations, release, l, TEMPLATE_LOGGING, c->filter, e);
	int64_t from;
	if (!theirs || since(release, l, &from, e))
		return NULL;
	if (l->service) {
		const struct config_service *s = l->service->config;
		ours = arena_printf(a,
			"resource.type=\"%s\" AND resource.labels.%s=%s AND resource.labels.location=%s AND "
			"resource.labels.revision_name=%s AND ",
			cloudrun_kind(s->kind)->monitored, cloudrun_kind(s->kind)->label, template_quoted(a, s->service),
			template_quoted(a, s->region), template_quoted(a, l->service->target.candidate->name));
	}
	return arena_printf(a, "%stimestamp>=\"%s\" AND (\n%s\n)", ours, clock_time_text(a, from), theirs);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_log *c = l->config;
	struct asked *q = ARENA_NEW(l->a, struct asked);
	struct err e;
	const char *filter = filter_of(observations, release, l, &e);
	*q = (struct asked){ observations, l };
	if (!filter)
		log_unknown(observations, l, &e);
	else
		logging_list(
			observations->gcp, l->a, c->project, filter, c->limit, signal_deadline(observations), log_on_entries, q);
}

static const struct fact_doc facts[] = {
	{ "count", "int", "number of matching entries, up to `limit`" },
	{ "truncated", "bool", "more entries match than were counted" },
	{ "samples", "list of sample", "newest entries" },
};

static const struct fact_doc sample_facts[] = {
	{ "time", "string", "time of the entry, RFC 3339" },
	{ "severity", "string", "severity: DEFAULT, INFO, WARNING, ERROR, ..." },
	{ "text", "string", "text on one line, shortened; anything that looks like a credential is masked" },
};
static const struct fact_shape shapes[] = { { "sample", sample_facts, COUNTOF(sample_facts) } };

const struct source source_log = {
	.kind = "log",
	.group = GROUP_LOGS,
	.every = 60 * 1000,
	.after_services = true,
	.slow = true,
	.start = start,
	.doc = "log entries of a revision since its creation",
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.shapes = shapes,
	.n_shapes = COUNTOF(shapes),
};
