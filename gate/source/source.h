/* SPDX-License-Identifier: Apache-2.0 */
/* source.h: the table of sources, and the observations that a config asks for. */
#ifndef GATE_SOURCE_SOURCE_H
#define GATE_SOURCE_SOURCE_H

#include "../run/say.h"

extern const struct source source_service, source_secret, source_redis_hosts, source_sql, source_redis, source_cluster,
	source_valkey, source_connector, source_http, source_tls, source_dns, source_websocket, source_grpc, source_command,
	source_journey, source_metric, source_log, source_data, source_git;
const struct source *const *source_table(size_t *n); /* sources.c: every way of looking */
const struct source *source_of_probe(enum probe_kind kind);
/* The source of a group of resources, by the kind in its config; NULL: there is no such kind. */
const struct source *source_of_resource(enum group g, int kind);
/* The source of a member of a group, which the config has; NULL: the group's first, or none without a member. */
const struct source *source_of_member(enum group g, const void *config);
size_t source_facts(const struct source *s); /* how many facts it has */
const struct fact_doc *source_fact(const struct source *s, size_t i);
extern const struct source source_deploy;  /* deploy.c: the command of `rungate deploy`; not observed but known */
extern const struct source source_release; /* release.c: never looked at, known anyway */
/* sources.c: one for each thing that the config names; looks_begin was called. */
void observations_open(struct observations *observations, const struct config *c, const struct release *release);
/* source/service.c: a service with its candidate and baseline, or a hole. wall: unix ms, as Google tells it. */
struct json *service_facts(struct arena *a, const struct release *release, const struct service *s, int64_t wall);
/* What a revision says of the commit it was built from: a label, an annotation or its image's tag; "" where none
 * does. */
const char *service_commit(struct arena *a, const struct cloudrun_revision *v);

#endif
