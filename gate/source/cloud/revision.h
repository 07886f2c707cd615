/* SPDX-License-Identifier: Apache-2.0 */
/* revision.h: facts of a revision, and the secrets, Redis hosts and other resources that it refers to. */
#ifndef SOURCE_REVISION_H
#define SOURCE_REVISION_H

#include "../../../gcp/artifactregistry.h"
#include "../../../gcp/gcp.h"

struct release;
struct service;

/* Returns the ingress container, or NULL. */
const struct json *revision_ingress(const struct json *revision);
/* Returns the environment of all containers by name. If two have the same name, that of the ingress container is used.
 * Values are entries of the API. */
struct json *revision_env(struct arena *a, const struct json *revision);

/* Returns whether the error is transient, so that an EVERY_ONCE observation should be repeated. */
bool revision_again(const struct err *e);

/* secret_refs.c: a secret version that a revision uses, in its environment or a volume. */
struct secret_ref {
	const char *env;              /* name of the variable; NULL: in a volume */
	bool shadowed;                /* the variable of another container is shown under this name */
	const char *volume, *path;    /* path: name of the file; "": the volume names none */
	const char *secret, *version; /* as in the revision; version: default "latest" */
	const char *key;              /* "PROJECT[/LOCATION]/SECRET/VERSION"; NULL: the secret's name is invalid */
};
/* Sets *out to the secret versions of a revision. Returns their number, at most LIMIT_NEEDS. */
size_t secret_refs(struct arena *a, const struct json *revision, const char *project, struct secret_ref **out);

/* needs.c: a resource that a revision needs to start new instances. */
enum need_kind { NEED_SECRET, NEED_SQL, NEED_CONNECTOR, NEED_SUBNET, NEED_BUCKET, NEED_IMAGE };
struct need {
	enum need_kind kind;
	const char *what;          /* for messages: "secret db-pass, version 4" */
	const char *key;           /* identifies the resource */
	bool named;                /* its name is valid, so it can be requested */
	struct secret_name secret; /* NEED_SECRET: with version */
	const char *version;
	struct image_name image;           /* NEED_IMAGE */
	const char *project, *region, *id; /* other kinds; region NULL: none */
};
/* Sets *out to the needs of a revision. Returns their number, at most LIMIT_NEEDS. project, region: of the service. */
size_t needs_of(
	struct arena *a, const struct json *revision, const char *project, const char *region, struct need **out);
/* Returns whether the list contains the same resource. */
bool needs_have(const struct need *all, size_t n, const struct need *one);

/* revision_volumes.c: returns the facts of the volumes by name. */
struct json *volume_facts(struct arena *a, const struct service *s, const struct json *revision);
/* Returns the MiB that volumes in memory may take from an instance, which has memory_mib. */
int64_t volumes_memory(const struct json *revision, int64_t memory_mib);
/* volume_bucket.c: Cloud Storage buckets. Returns the path of a bucket for gcp_get. Owned by a. */
char *volume_bucket_path(struct arena *a, const char *bucket);
/* Returns {state: "OK"}; NULL with e if the response is malformed or is for another bucket. */
struct json *volume_bucket_facts(struct arena *a, const struct json *body, const char *bucket, struct err *e);
/* Returns the observed state of a bucket that the service mounts: OK or NOT_FOUND, or an unobserved mark. */
struct json *volume_bucket_state(struct arena *a, const struct service *s, const char *bucket);

/* sql_refs.c: names of Cloud SQL instances as lists of strings, each once, at most LIMIT_NEEDS. owner: a revision, the
 * template of a worker pool or the task of a job. */
struct json *sql_volumes(struct arena *a, const struct json *owner); /* that its volumes mount */
/* The same and those whose connection name is in the environment or arguments of a container. */
struct json *sql_connections(struct arena *a, const struct json *owner);

/* redis_refs.c: an environment value that refers to a Redis host. The host is not a fact, because it may be
 * confidential. */
struct redis_ref {
	const char *env, *host;
};
/* Sets *out to the Redis hosts of a revision. Returns their number. */
size_t redis_refs(struct arena *a, const struct json *revision, struct redis_ref **out);

/* service_calls.c: returns the aliases of the release's services that the revision calls: their URL or host is in the
 * environment or the arguments of a container. revision: as in the API. */
struct json *service_calls(
	struct arena *a, const struct release *release, const struct service *s, const struct json *revision);

/* revision_facts.c: returns the facts of a revision. wall: server time, unix ms. */
struct json *revision_facts(struct arena *a, const struct release *release, const struct service *s,
	const struct cloudrun_revision *v, int64_t wall);
/* Returns the conditions of a revision, service or worker pool by type. */
struct json *revision_conditions(struct arena *a, const struct json *revision);
/* env_facts.c: adds env, secrets, secretVolumes, redis and calls to the facts of a revision. */
void env_facts(struct arena *a, const struct release *release, const struct service *s,
	const struct cloudrun_revision *v, struct json *out);
/* changes.c: returns the differences from the baseline's facts to the candidate's. No side effects. */
struct json *changes_between(struct arena *a, const struct json *baseline, const struct json *candidate);

#endif
