/* SPDX-License-Identifier: Apache-2.0 */
/* source.h: the table of sources, and the observations of a config. */
#ifndef GATE_SOURCE_SOURCE_H
#define GATE_SOURCE_SOURCE_H

#include "../run/say.h"

extern const struct source source_google, source_alert;
extern const struct source source_service, source_worker, source_secret, source_redis_hosts, source_sql, source_redis,
	source_cluster, source_valkey, source_connector, source_job, source_http, source_tls, source_dns, source_websocket,
	source_grpc, source_command, source_journey, source_metric, source_log, source_comparison, source_pairs,
	source_passport, source_data, source_git;
/* inner: volume_bucket.c, workloads.c, subnet.c, quota.c */
extern const struct source source_bucket, source_workloads, source_subnet, source_quota;
extern const struct source source_images; /* inner: images.c */
/* ---- sources.c ------------------------------------------------------------------------------------- */
const struct source *const *source_table(size_t *n); /* all sources */
const struct source *source_of_probe(enum probe_kind kind);
/* Returns the first source with the same shapes, where they are documented: s itself for most. */
const struct source *source_of_shapes(const struct source *s);
/* Returns the source of a kind of resource in a group; NULL if the group has no such kind. */
const struct source *source_of_resource(enum group g, int kind);
/* Returns the source of a member of a group. config: its struct config_*. config NULL: returns the first source of the
 * group, or NULL for probes. */
const struct source *source_of_member(enum group g, const void *config);
size_t source_facts(const struct source *s); /* number of facts */
const struct fact_doc *source_fact(const struct source *s, size_t i);
extern const struct source source_deploy;  /* deploy.c: the command of `rungate deploy`; not observed but known */
extern const struct source source_release; /* release.c: computed, never requested */
/* passport.c: the config of its observations. Evidence of earlier runs is read by another room, which adds them. */
struct passport {
	const struct config_requirement *wanted;
	/* sets the facts by observation_end, as the source's start does */
	void (*find)(struct observations *observations, const struct release *release, struct observation *l);
};
/* Adds an observation for each thing that the config names, except passports. Call observations_begin first. */
void observations_open(struct observations *observations, const struct config *c, const struct release *release);
/* service_calls.c: returns the services of a release by their own domains, as its numbers: the hosts of the URLs that
 * probes of a service have. A host that several services share stands with -1. Set release.domains to it. */
struct json *service_domains(struct arena *a, const struct config *c, const struct release *release);
/* Returns them by all their hosts, which include these domains. For many services' facts, set release.hosts to it:
 * without, each revision makes its own. */
struct json *service_hosts(struct arena *a, const struct release *release);
/* source/service.c: returns the facts of a service with its candidate and baseline, or an unobserved mark. wall: server
 * time, unix ms. */
struct json *service_facts(struct arena *a, const struct release *release, const struct service *s, int64_t wall);
/* Returns the commit that a revision was built from, according to a label, an annotation or the tag of its image; "" if
 * none names it. */
const char *service_commit(struct arena *a, const struct cloudrun_revision *v);

#endif
