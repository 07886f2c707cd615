/* SPDX-License-Identifier: Apache-2.0 */
/* probe_world.h: the parts of a run that one observation needs, with the real loop and loopback sockets. */
#ifndef PROBE_WORLD_H
#define PROBE_WORLD_H

#include "../../gate/run/run.h"

struct probe_world {
	struct run r;
	struct config_service in_config;
	struct service service;         /* known, nothing released; its URI is empty until a test sets it */
	struct observation observation; /* the newest */
	char dir[32];                   /* a folder of this test for a CA file */
};

int probe_world_set_up(void **state);
int probe_world_tear_down(void **state);
/* The loop. The first observation creates it with the config's ca_file, connect_to and resolve. */
struct loop *probe_world_loop(struct probe_world *w);
/* Makes one observation with a round deadline in ms from now. p needs only its kind. */
struct observation *probe_world_observe(struct probe_world *w, struct config_probe *p, const struct source *s,
	const struct config_reach *reach, int64_t ms);
void probe_world_run(struct probe_world *w);
/* Releases a candidate with this percentage of the traffic. */
void probe_world_release(struct probe_world *w, const char *candidate, int percent);
const char *probe_world_path(struct probe_world *w, const char *name);
struct secret *probe_world_secret(struct probe_world *w, const char *text);

/* A member of the observation's value. */
bool fact_true(const struct observation *l, const char *path);
int64_t fact_int(const struct observation *l, const char *path);
const char *fact_text(const struct observation *l, const char *path);

#endif
