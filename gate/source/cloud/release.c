/* SPDX-License-Identifier: Apache-2.0 */
/* release.c: the facts of group `release`. */
#include "../source.h"

static const struct fact_doc facts[] = {
	{ "id", "string", "digest of the services' names, uids and candidates" },
	{ "startedAt", "string", "start of this run, RFC 3339" },
	{ "elapsedSeconds", "int", "time since the start of this run" },
	{ "round", "int", "number of the round, from 1" },
	{ "evidence", "double",
		"evidence of all comparisons together that the release is worse: log10; absent: there are none" },
	{ "needed", "double", "log10 of compare.wrong_once_in: the evidence that proves it" },
};

const struct source source_release = {
	.kind = "release",
	.group = GROUP_RELEASE,
	.doc = "the release that is judged",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};

struct json *release_facts(
	struct arena *a, const struct release *release, const struct run_start *start, int64_t now, int64_t round)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "id", release->id);
	json_set_string(a, v, "startedAt", clock_time_text(a, start->wall));
	json_set_int(a, v, "elapsedSeconds", (now - start->at) / 1000);
	json_set_int(a, v, "round", round);
	return v;
}
