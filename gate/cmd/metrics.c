/* SPDX-License-Identifier: Apache-2.0 */
/* metrics.c: collects what a run knows for its metrics, and writes the file of --metrics. */
#include "metrics.h"
#include "../evidence/evidence.h"
#include "../report/openmetrics.h"
#include "../source/source.h"

#include <string.h>

/* A revision that failed its verdict, in this run or before, has traffic. */
static bool serves_failed(const struct result *result, const struct service *s, const struct cloudrun_service *now)
{
	const struct target *t = &s->target;
	bool failed = s->condemned || (t->candidate_condemned && result->verdict != VERDICT_PASSED);
	return failed && t->candidate && cloudrun_percent(&now->effective, now->latest_ready, t->candidate->name) > 0;
}

static struct json *service_json(struct arena *a, const struct result *result, const struct service *s)
{
	const struct cloudrun_service *now = s->move ? &s->move->last : &s->now;
	bool known = s->known && s->observation->error.code == ERR_NONE && (!s->move || s->move->state != MOVE_UNKNOWN);
	struct json *v = json_new_object(a);
	json_set_string(a, v, "service", s->config->service);
	json_set_string(a, v, "project", s->config->project);
	json_set_string(a, v, "region", s->config->region);
	json_set_bool(a, v, "judged", s->selected && s->chosen);
	if (known)
		json_set_bool(a, v, "pinned", !cloudrun_follows_latest(&now->desired));
	if (known && s->chosen)
		json_set_bool(a, v, "servesFailed", serves_failed(result, s, now));
	return v;
}

/* Without a judged round, the facts of the services alone. */
static struct json *facts_of(struct arena *a, const struct release *release, const struct judged *judged, int64_t wall)
{
	struct json *facts = json_new_object(a), *services = json_new_object(a);
	if (judged->facts)
		return judged->facts;
	struct release with = *release;
	with.hosts = service_hosts(a, release);
	for (size_t i = 0; i < with.n_services; i++)
		json_set(services, with.services[i].config->member.alias, service_facts(a, &with, &with.services[i], wall));
	json_set(facts, "services", services);
	return facts;
}

static const char *name_of(struct arena *a, const struct observation *l)
{
	const char *group = group_name(l->source->group);
	return l->alias ? arena_printf(a, "%s.%s", group, l->alias) : group;
}

/* Sets lookAges, probeDurations and connectorInstances. */
static void put_observations(struct arena *a, const struct observations *observations, struct json *v)
{
	struct json *ages = json_new_object(a), *durations = json_new_object(a), *instances = json_new_object(a);
	int64_t now = loop_now(observations->loop);
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		const struct config_metric *m = l->source == &source_metric ? l->config : NULL;
		if (l->source->inner || !l->count || l->error.code != ERR_NONE)
			continue;
		json_set(ages, name_of(a, l), json_new_double(a, (double)(now - l->at) / 1000));
		if (l->durations)
			json_set(durations, l->alias, durations_json(a, l->durations));
		if (m && m->connector && m->metric && !strcmp(m->metric, "instances") && json_get(l->value, "value"))
			json_set(instances, m->connector, json_copy(a, json_get(l->value, "value")));
	}
	json_set(v, "lookAges", ages);
	json_set(v, "probeDurations", durations);
	json_set(v, "connectorInstances", instances);
}

/* A look at a release in which all rules held decides nothing, and is as good as a pass for those who read it. */
static const char *verdict_of(const struct result *result)
{
	return verdict_name(result->cause == CAUSE_GOES_ON ? VERDICT_PASSED : result->verdict);
}

struct json *metrics_seen(struct arena *a, struct run *r, const struct result *result)
{
	struct json *v = json_new_object(a), *services = json_new_object(a);
	json_set_string(a, v, "command", r->options->no_rollback ? "check" : r->options->command->name);
	json_set_string(a, v, "verdict", verdict_of(result));
	json_set_string(a, v, "finishedAt", clock_time_text(a, loop_wall(r->loop)));
	json_set_int(a, v, "durationMs", loop_now(r->loop) - r->start.at);
	for (size_t i = 0; i < r->release.n_services; i++)
		if (r->release.services[i].selected)
			json_set(services, r->release.services[i].config->member.alias,
				service_json(a, result, &r->release.services[i]));
	json_set(v, "services", services);
	json_set(v, "rules", evidence_rules(a, &r->judged));
	json_set(v, "drill", r->recovery.drill ? json_copy(a, r->recovery.drill) : NULL);
	json_set(v, "facts", facts_of(a, &r->release, &r->judged, gcp_wall(r->gcp)));
	put_observations(a, &r->observations, v);
	return v;
}

void metrics_text(const struct run_log *log, struct arena *a, const struct json *seen, struct buf *out)
{
	struct buf raw = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	openmetrics_put(a, seen, &raw);
	secrets_scrub(log->secrets, (struct str){ buf_text(&raw), raw.n }, out);
	buf_free(&raw);
}

void metrics_write(struct run_log *log, struct json *seen, int exit_code)
{
	struct buf text = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	const char *path = log->options->metrics;
	struct err e;
	json_set_int(log->a, seen, "exitCode", exit_code);
	metrics_text(log, log->a, seen, &text);
	if (file_write_named(path, buf_text(&text), text.n, 0644, &e)) {
		say_note(log, "the metrics could not be written: %s", e.text);
		say_line(log, "warning: the metrics could not be written: %s", e.text);
		say_event(log, "metrics_unwritten", NULL, e.text);
	}
	buf_free(&text);
}
