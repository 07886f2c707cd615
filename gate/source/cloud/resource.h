/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resource.h: resources other than services (Cloud SQL, Redis, VPC Access connectors), each observed with one GET. A
 * struct resource in one file describes a kind: its facts with their documentation and shape, its metrics, and what a
 * rollback checks.
 */
#ifndef SOURCE_RESOURCE_H
#define SOURCE_RESOURCE_H

#include "../../run/observation.h"
#include "../../../gcp/gcp.h"

/* A fact and its path in the API's response ("settings.tier"); path NULL: computed. A missing value becomes "", 0,
 * false or []. */
struct fact_copy {
	struct fact_doc doc;
	const char *path;
};

struct resource {
	enum gcp_api api;
	const char *what;        /* for messages: "Cloud SQL" */
	const char *kind;        /* value of the config key and of the fact `kind`; NULL: the group has only one kind */
	const char *key;         /* the config key and fact with its name: "instance" */
	const char *collection;  /* part of the path: "instances" */
	bool global;             /* the path has no location, and the name may be PROJECT:REGION:NAME */
	const char *const *well; /* states in which it works; NULL-terminated */
	const struct fact_copy *facts;
	size_t n_facts;
	void (*more)(struct arena *a, struct json_reader *r, int64_t now, struct json *out); /* computed facts, or NULL */
	const char *maintenance_end; /* path of the end of the next maintenance, or NULL */
	/* For Redis: paths of the addresses that clients connect to, of their networks and ports; "[]": each item of a
	 * list. NULL-terminated, or NULL. */
	const char *const *addresses, *const *networks, *const *ports; /* ports: the first that exists */
	/* Its Monitoring resource type and labels. In form, %p is the project, %r the region, %i the name. */
	const char *monitored;
	struct {
		const char *name, *form;
	} labels[3];
};
extern const struct resource resource_sql, resource_redis, resource_cluster, resource_valkey, resource_connector;

/* Returns v1/projects/P/locations/R/COLLECTION/ID; id NULL: the path of the list. Owned by a. */
char *resource_path(struct arena *a, const struct resource *k, const char *project, const char *region, const char *id);
/* Converts a response to facts. Returns NULL with e if it is malformed. now: unix ms. No side effects. */
struct json *resource_facts(
	struct arena *a, const struct resource *k, const struct json *body, const char *id, int64_t now, struct err *e);
/* Returns a list of the addresses that clients of the resource connect to. Owned by a. */
struct json *resource_addresses(struct arena *a, const struct resource *k, const struct json *body);
/* Sets host, port, network, networkName and connectMode of a Redis resource with Private Service Connect. */
void resource_endpoint(struct arena *a, const struct resource *k, struct json_reader *r, struct json *out);
/* Returns the value of a label: its form with project, region and name substituted. Owned by a. */
const char *resource_label(struct arena *a, const struct observation *l, const char *form);
/* Returns whether state is one in which the resource works. An unknown state ("") counts as working. */
bool resource_is_well(const struct resource *k, const char *state);
/* The `start` of a source: observes one resource. */
void resource_observation(struct observations *observations, const struct release *release, struct observation *l);

#endif
