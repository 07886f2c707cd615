/* SPDX-License-Identifier: Apache-2.0 */
/* release.c: the facts of the release as a whole. */
#include "../source.h"

static const struct fact_doc facts[] = {
	{ "id", "string", "digest of the services' names, uids and candidates" },
	{ "startedAt", "string", "start of this run, RFC 3339" },
	{ "elapsedSeconds", "int", "time since the start of this run" },
	{ "round", "int", "number of the round, from 1" },
};

const struct source source_release = {
	.kind = "release",
	.group = GROUP_RELEASE,
	.doc = "the release that is judged",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};

struct json *release_facts(struct arena *a, struct run *r)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "id", r->release.id);
	json_set_string(a, v, "startedAt", clock_time_text(a, r->start.wall));
	json_set_int(a, v, "elapsedSeconds", (loop_now(r->loop) - r->start.at) / 1000);
	json_set_int(a, v, "round", r->judged.rounds.count + 1);
	return v;
}
