/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.h: the file of `rungate check --fleet`: which services of which projects and regions are looked at. */
#ifndef GATE_CONFIG_FLEET_H
#define GATE_CONFIG_FLEET_H

#include "../base/base.h"

struct fleet {
	int64_t version;
	struct conf_strings projects, regions; /* every region of every project */
	struct conf_strings labels;            /* "KEY" or "KEY=VALUE": a service must have all of them */
	struct conf_strings hosts;             /* whose certificates are looked at: "HOST" or "HOST:PORT" */
	const char *state;                     /* where earlier evidence is; or NULL */
	const char *declared;                  /* the output of terraform show -json; or NULL */
	int64_t pool;                          /* connections that one instance may open to a database; 0: not known */
	const char *pool_env;                  /* the environment variable that holds this number; or NULL */
};
extern const struct conf_table fleet_table;

/* A part of the places: those with index, index + count, ... */
struct shard {
	size_t index, count;
};
/* Reads "I/N" with I from 0 to N - 1; text NULL: CLOUD_RUN_TASK_INDEX and CLOUD_RUN_TASK_COUNT, or else all. */
int shard_read(const char *text, struct shard *out, struct err *e);

/* A region of a project. */
struct fleet_place {
	const char *project, *region;
};
/* Returns the places of a shard, in the order of the file, and sets *n. */
struct fleet_place *fleet_places(struct arena *a, const struct fleet *f, struct shard shard, size_t *n);
/* Returns true if the labels of a service, a JSON object or NULL, are what the fleet asks for. */
bool fleet_wants(const struct fleet *f, const struct json *labels);

#endif
