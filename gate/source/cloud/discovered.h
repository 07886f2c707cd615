/* SPDX-License-Identifier: Apache-2.0 */
/* discovered.h: dependencies that a revision itself names, where no config does. */
#ifndef GATE_SOURCE_CLOUD_DISCOVERED_H
#define GATE_SOURCE_CLOUD_DISCOVERED_H

#include "revision.h"
#include "../../config/group.h"

struct observations;
struct run_log;
struct service;

/* A resource's name as an alias, which is a CEL identifier; the result is a's. */
char *discovered_alias(struct arena *a, const char *name, const char *suffix);
bool discovered_known(
	const struct observations *observations, enum group g, const char *alias); /* an observation has this alias */
void discovered_say(struct arena *a, struct run_log *log, enum group g, const char *alias,
	const struct service *s); /* to the timeline */

#endif
