/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resource.h: a kind of resource beside the services (Cloud SQL, Redis, VPC Access connectors): one GET, and 404 is an
 * observation. All that is known of a kind stands in one struct resource in one file; its facts, their documentation
 * and their shape, its metrics, and what a rollback asks of it come from there.
 */
#ifndef SOURCE_RESOURCE_H
#define SOURCE_RESOURCE_H

#include "../../run/observation.h"
#include "../../../gcp/gcp.h"

/* A fact, and where the API's answer has it ("settings.tier"); path NULL: computed. An absent value becomes "", 0,
 * false or []. */
struct fact_copy {
	struct fact_doc doc;
	const char *path;
};

struct resource {
	enum gcp_api api;
	const char *what;        /* for people: "Cloud SQL" */
	const char *kind;        /* its config's `kind`, and the fact; NULL: its group has one kind alone */
	const char *key;         /* the config key, and the fact, that names it: "instance" */
	const char *collection;  /* in its path: "instances" */
	bool global;             /* its path has no location, and its name may be PROJECT:REGION:NAME */
	const char *const *well; /* states in which it serves; NULL-terminated */
	const struct fact_copy *facts;
	size_t n_facts;
	void (*more)(struct arena *a, struct json_reader *r, int64_t now, struct json *out); /* computed facts, or NULL */
	const char *maintenance_end; /* where the answer has the end of the next maintenance; NULL: nowhere */
	/* Of a Redis: where clients connect to; "[]": every item of a list. NULL-terminated, or NULL. */
	const char *const *addresses, *const *networks, *const *ports; /* ports: the first that is there */
	/* Its Monitoring resource and labels. %p is its project, %r its region, %i its name. */
	const char *monitored;
	struct {
		const char *name, *form;
	} labels[3];
};
extern const struct resource resource_sql, resource_redis, resource_cluster, resource_valkey, resource_connector;

/* v1/projects/P/locations/R/COLLECTION/ID; id NULL: the list. The result is a's. */
char *resource_path(struct arena *a, const struct resource *k, const char *project, const char *region, const char *id);
/* PURE. An answer as facts; NULL with e. now: unix ms. */
struct json *resource_facts(
	struct arena *a, const struct resource *k, const struct json *body, const char *id, int64_t now, struct err *e);
/* The addresses that clients of one resource connect to, as strings; the result is a's. */
struct json *resource_addresses(struct arena *a, const struct resource *k, const struct json *body);
/* Of a Redis that is reached by Private Service Connect: host, port, network, networkName and connectMode. */
void resource_endpoint(struct arena *a, const struct resource *k, struct json_reader *r, struct json *out);
/* A label's form with project, region and name put in; the result is a's. */
const char *resource_label(struct arena *a, const struct observation *l, const char *form);
/* "": no state is known, and nothing is held against it. */
bool resource_is_well(const struct resource *k, const char *state);
void resource_observation(
	struct observations *observations, const struct release *release, struct observation *l); /* struct source: start */

#endif
