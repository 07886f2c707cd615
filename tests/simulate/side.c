/* SPDX-License-Identifier: Apache-2.0 */
/*
 * side.c: the APIs beside Cloud Run: Cloud SQL, Redis, VPC Access, Monitoring and Logging. Their values are always
 * good. Each API may hang, be slow or deny access.
 */
#include "sim.h"
#include "../../gate/run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOW_MS = 20 * 1000, SICK_MAX_MS = 200 * 1000 };

static const struct {
	const char *variable, *base, *answer;
} apis[] = {
	[SIDE_SQL] = { "SQL", "http://127.0.0.1:11/",
		"{\"name\":\"db\",\"state\":\"RUNNABLE\",\"settings\":{\"activationPolicy\":\"ALWAYS\"}}" },
	[SIDE_REDIS] = { "REDIS", "http://127.0.0.1:12/",
		"{\"name\":\"projects/p/locations/r/instances/cache\",\"state\":\"READY\"}" },
	[SIDE_VPCACCESS] = { "VPCACCESS", "http://127.0.0.1:13/",
		"{\"name\":\"projects/p/locations/r/connectors/vpc\",\"state\":\"READY\"}" },
	[SIDE_MONITORING] = { "MONITORING", "http://127.0.0.1:14/", "{\"timeSeries\":[]}" },
	[SIDE_LOGGING] = { "LOGGING", "http://127.0.0.1:15/", "{\"entries\":[]}" },
};
_Static_assert(COUNTOF(apis) == SIDE__COUNT, "a row for each");

const char *const side_config =
	"sql = { db = { instance = \"db\"; }; };\nredis = { cache = { instance = \"cache\"; }; };\n"
	"connectors = { vpc = { connector = \"vpc\"; }; };\n"
	"metrics = { m = { service = \"s0\"; filter = \"metric.type=\\\"run.googleapis.com/m\\\"\"; }; };\n"
	"logs = { l = { service = \"s0\"; filter = \"severity>=ERROR\"; }; };\n";

const char *const side_rules =
	"{ id = \"sql\"; severity = \"critical\"; each = \"sql\"; expression = \"it.state == 'RUNNABLE'\"; },\n"
	"{ id = \"redis\"; severity = \"critical\"; each = \"redis\"; expression = \"it.state == 'READY'\"; },\n"
	"{ id = \"vpc\"; severity = \"critical\"; each = \"connectors\"; expression = \"it.state == 'READY'\"; },\n"
	"{ id = \"metric\"; severity = \"critical\"; each = \"metrics\"; expression = \"it.samples == 0\"; },\n"
	"{ id = \"log\"; severity = \"critical\"; each = \"logs\"; expression = \"it.count == 0\"; },\n";

void side_environment(struct arena *a)
{
	for (size_t i = 0; i < COUNTOF(apis); i++)
		setenv(arena_printf(a, "CLOUDSDK_API_ENDPOINT_OVERRIDES_%s", apis[i].variable), apis[i].base, 1);
}

const char *side_name(enum side api)
{
	return apis[api].variable;
}

static void fall_ill(struct sim *s, enum side api, enum side_mode mode, int64_t from, int64_t until)
{
	static const char *const modes[] = { "is well", "hangs", "is slow", "refuses" };
	s->sides[api] = (struct side_state){ .mode = mode, .from = from, .until = until };
	sim_say(
		s, "%s %s from %.3f s to %.3f s", apis[api].variable, modes[mode], (double)from / 1000, (double)until / 1000);
}

void side_draw(struct sim *s)
{
	for (int i = 0, n = (int)sim_below(s, 3); i < n; i++) {
		int64_t from = s->now + (sim_below(s, 2) ? 0 : sim_below(s, SICK_MAX_MS / 4));
		enum side api = (enum side)sim_below(s, SIDE__COUNT);
		enum side_mode mode = (enum side_mode)(SIDE_HANGS + sim_below(s, SIDE_REFUSES));
		fall_ill(s, api, mode, from, from + sim_below(s, SICK_MAX_MS));
	}
}

void side_ail(struct sim *s, enum side api, enum side_mode mode)
{
	fall_ill(s, api, mode, s->now, INT64_MAX);
}

enum side side_of(const struct flight *f)
{
	for (size_t i = 0; i < COUNTOF(apis); i++)
		if (!strncmp(f->url, apis[i].base, strlen(apis[i].base)))
			return (enum side)i;
	return SIDE__COUNT;
}

enum side_mode side_mode(struct sim *s, const struct flight *f)
{
	enum side api = f->side;
	if (api == SIDE__COUNT || s->now < s->sides[api].from || s->now >= s->sides[api].until)
		return SIDE_WELL;
	enum side_mode mode = s->sides[api].mode;
	if (mode != SIDE_WELL)
		happened(s, (enum happened)((int)HAPPENED_SQL_HANGS + 3 * (int)api + (int)mode - SIDE_HANGS));
	return mode;
}

int64_t side_slow_ms(struct sim *s)
{
	return 1000 + sim_below(s, SLOW_MS);
}

void side_answer(struct sim *s, struct flight *f)
{
	f->status = 200;
	f->answer = apis[f->side].answer;
	if (side_mode(s, f) == SIDE_REFUSES) {
		bool denied = sim_below(s, 2);
		f->status = denied ? 403 : 503;
		f->answer = denied ? "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"message\":\"denied\"}}"
						   : "{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"message\":\"unavailable\"}}";
	}
}
