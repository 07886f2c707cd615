/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.c: the places of a fleet, and their division among the tasks of a job. */
#include "fleet.h"

#include <stdlib.h>
#include <string.h>

#define FIELD(member) offsetof(struct fleet, member)

static const struct conf_field fields[] = {
	{ "version", CONF_INT, FIELD(version), .min = 1, .max = 1, .def = "1", .doc = "version of the format: 1" },
	{ "projects", CONF_STRINGS, FIELD(projects), .required = true, .doc = "the Google Cloud projects" },
	{ "regions", CONF_STRINGS, FIELD(regions), .required = true, .doc = "the regions of each project" },
	{ "labels", CONF_STRINGS, FIELD(labels),
		.doc = "look only at services with all of these labels: \"KEY\" or \"KEY=VALUE\"" },
	{ "hosts", CONF_STRINGS, FIELD(hosts), .doc = "look at the certificates of these too: \"HOST\" or \"HOST:PORT\"" },
	{ "state", CONF_PATH, FIELD(state),
		.doc = "where earlier evidence is: a folder, or gs://BUCKET/PREFIX (default: RUNGATE_STATE, or .rungate)" },
	{ "declared", CONF_PATH, FIELD(declared),
		.doc = "the output of terraform show -json, with which services are compared" },
	{ "pool", CONF_INT, FIELD(pool), .min = 1, .max = 100000,
		.doc = "connections that one instance of a service, worker pool or job may open to Cloud SQL" },
	{ "pool_env", CONF_STRING, FIELD(pool_env), .doc = "environment variable that holds this number" },
};
const struct conf_table fleet_table = {
	.name = "fleet", .size = sizeof(struct fleet), .fields = fields, .n = COUNTOF(fields), .expand = true
};

/* ---- Shards -------------------------------------------------------------------------------------------- */

static bool number(const char *text, char end, size_t *out, const char **rest)
{
	char *after;
	if (*text < '0' || *text > '9')
		return false;
	unsigned long n = strtoul(text, &after, 10);
	*out = n;
	*rest = after + 1;
	return *after == end && n <= LIMIT_SHARDS;
}

int shard_read(const char *text, struct shard *out, struct err *e)
{
	const char *index = getenv("CLOUD_RUN_TASK_INDEX"), *count = getenv("CLOUD_RUN_TASK_COUNT"), *rest;
	bool valid;
	*out = (struct shard){ 0, 1 };
	if (!text && (!index || !count))
		return 0;
	valid = text ? number(text, '/', &out->index, &rest) && number(rest, '\0', &out->count, &rest)
				 : number(index, '\0', &out->index, &rest) && number(count, '\0', &out->count, &rest);
	if (valid && out->index < out->count)
		return 0;
	return text
		? err_set(e, ERR_USAGE, "--shard %s: write I/N with I from 0 to N - 1, for example 0/4", text)
		: err_set(e, ERR_USAGE,
			  "CLOUD_RUN_TASK_INDEX is \"%s\" and CLOUD_RUN_TASK_COUNT is \"%s\": they must be I and N with I from "
			  "0 to N - 1",
			  index, count);
}

struct fleet_place *fleet_places(struct arena *a, const struct fleet *f, struct shard shard, size_t *n)
{
	size_t all = f->projects.n * f->regions.n;
	struct fleet_place *out = ARENA_ARRAY(a, struct fleet_place, all + 1);
	*n = 0;
	for (size_t i = shard.index; i < all; i += shard.count)
		out[(*n)++] = (struct fleet_place){ f->projects.items[i / f->regions.n], f->regions.items[i % f->regions.n] };
	return out;
}

/* ---- Labels -------------------------------------------------------------------------------------------- */

bool fleet_wants(const struct fleet *f, const struct json *labels)
{
	for (size_t i = 0; i < f->labels.n; i++) {
		const char *want = f->labels.items[i], *equals = strchr(want, '=');
		size_t n = equals ? (size_t)(equals - want) : strlen(want);
		bool has = false;
		for (struct json_each it = json_each(labels); json_next(&it);)
			has = has ||
				(strlen(it.key) == n && !strncmp(it.key, want, n) &&
					(!equals || str_is(json_text(it.value), equals + 1)));
		if (!has)
			return false;
	}
	return true;
}
