/* SPDX-License-Identifier: Apache-2.0 */
/* release_state.c: the state of the release's services in their newest reads. */
#include "run.h"

/* Only selected services are judged and moved. */
static bool is_judged(const struct service *s)
{
	return s->selected && s->target.released;
}

bool release_settled(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++)
		if (is_judged(&release->services[i]) && !cloudrun_settled(&release->services[i].now))
			return false;
	return true;
}

bool release_at_rest(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (is_judged(s) && !cloudrun_settled(&s->now) && !cloudrun_failed(&s->now))
			return false;
	}
	return true;
}

bool release_serves(const struct service *s)
{
	return s->target.candidate &&
		cloudrun_percent(&s->now.effective, s->now.latest_ready, s->target.candidate->name) > 0;
}

bool release_has_users(const struct service *s)
{
	return release_serves(s) ||
		(s->target.candidate &&
			cloudrun_percent(&s->now.desired, s->now.latest_created, s->target.candidate->name) > 0);
}

static bool all_of(const struct service *s)
{
	return s->target.candidate &&
		cloudrun_percent(&s->now.effective, s->now.latest_ready, s->target.candidate->name) == 100;
}

/* Returns whether l is a probe of the service's candidate, not of its baseline. */
static bool is_probe_of(const struct observation *l, const struct service *s)
{
	const struct config_probe *p = l->source->group == GROUP_PROBES ? l->config : NULL;
	return p && l->service == s && p->reach->at != AT_BASELINE;
}

bool release_asked(const struct observations *observations, const struct service *s)
{
	size_t probes = 0, attributed = 0;
	for (size_t i = 0; i < observations->n; i++) {
		probes += is_probe_of(observations->items[i], s);
		attributed += is_probe_of(observations->items[i], s) && observations->items[i]->attributed;
	}
	return probes && probes == attributed;
}

/* Instances of a worker pool answer nobody; its logs and metrics are those of the revision. */
static bool is_attributed(const struct service *s, const struct observations *observations)
{
	return s->config->kind == CLOUDRUN_POOL ? release_serves(s) : all_of(s) || release_asked(observations, s);
}

/* Returns whether a probe was answered at a tag URL that is not the candidate's any more: the tag may have moved before
 * the answer, which is then of another revision. */
static bool tag_has_moved(const struct service *s, const struct observations *observations)
{
	const char *uri = s->target.candidate ? cloudrun_tag_uri(&s->now, s->target.candidate->name) : NULL;
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		if (l->tag && is_probe_of(l, s) && (!uri || live_topic(0, uri) != l->tag))
			return true;
	}
	return false;
}

bool release_attributed(const struct release *release, const struct observations *observations)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (is_judged(s) && (!is_attributed(s, observations) || tag_has_moved(s, observations)))
			return false;
	}
	return true;
}
