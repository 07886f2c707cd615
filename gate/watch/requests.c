/* SPDX-License-Identifier: Apache-2.0 */
/* requests.c: checks that the candidate had enough requests in a step of a promotion. Cloud Monitoring counts them per
 * minute and reports them some minutes late; a request that it has not reported yet does not count. The window is the
 * step, and at least a minute. */
#include "watch.h"

#include <string.h>

enum { MINUTE_MS = 60 * 1000, ASK_MS = 30 * 1000 };

struct asked {
	struct observation observation;
	struct config_metric metric;
};

/* Returns the metric to read. If the config has a request_count of this service, uses its settings (delay, project). */
static struct config_metric metric_of(
	int64_t now, const struct config *c, const struct release *release, const struct service *s)
{
	const struct config_metric *all = CONFIG_ITEMS(c->metrics, const struct config_metric);
	struct config_metric m = { .metric = "request_count", .project = s->config->project };
	for (size_t i = 0; i < c->metrics.n; i++)
		if (all[i].service && all[i].metric && !strcmp(all[i].service, s->config->member.alias) &&
			!strcmp(all[i].metric, m.metric))
			m = all[i];
	int64_t elapsed = (now - release->step_began) / MINUTE_MS * MINUTE_MS;
	m.service = s->config->member.alias;
	m.window = elapsed > MINUTE_MS ? elapsed : MINUTE_MS;
	return m;
}

bool step_has_requests(struct observations *observations, const struct config *c, const struct release *release)
{
	struct asked *all = ARENA_ARRAY(observations->a, struct asked, release->n_services + 1);
	bool enough = true;
	observations->deadline = loop_now(observations->loop) + ASK_MS;
	for (size_t i = 0; i < release->n_services; i++) {
		struct service *s = &release->services[i];
		if (!s->selected || !s->target.released)
			continue;
		all[i].metric = metric_of(loop_now(observations->loop), c, release, s);
		all[i].observation = (struct observation){
			.source = &source_metric, .alias = "requests", .config = &all[i].metric, .service = s
		};
		observe_one(observations, release, &all[i].observation);
	}
	if (loop_run(observations->loop, &observations->pending, observations->deadline) != LOOP_DONE)
		return false;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct observation *l = &all[i].observation;
		if (!l->source)
			continue;
		if (l->error.code != ERR_NONE)
			say_note(observations->log, "%s: its requests could not be counted: %s",
				release->services[i].config->member.alias, l->error.text);
		const struct json *value = json_get(l->value, "value");
		enough = enough && l->error.code == ERR_NONE && value && json_double(value) >= (double)release->step_requests;
		arena_free(l->held);
	}
	return enough;
}
