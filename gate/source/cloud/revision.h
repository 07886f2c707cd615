/* SPDX-License-Identifier: Apache-2.0 */
/* revision.h: what a revision's own JSON says: its containers, the secrets and Redis hosts it names; and its facts. */
#ifndef SOURCE_REVISION_H
#define SOURCE_REVISION_H

#include "../../../gcp/gcp.h"

struct release;
struct service;

/* The container that takes requests; NULL: it has none. */
const struct json *revision_ingress(const struct json *revision);
/* The environment by name: of all containers, the ingress container's where two have the same. Values: entries of the
 * API. */
struct json *revision_env(struct arena *a, const struct json *revision);

/* Is an error of the kind that passes, so that what is looked at once is looked at again? */
bool revision_again(const struct err *e);

/* secret_refs.c: a version of a secret that a revision names, in its environment or a volume. */
struct secret_ref {
	const char *env;              /* NULL: of a volume */
	bool shadowed;                /* another container gives the name another value, and that one is shown */
	const char *volume, *path;    /* path: the file's name, "" where the volume names none */
	const char *secret, *version; /* as the revision has them; version: "latest" where it says none */
	const char *key;              /* "PROJECT[/LOCATION]/SECRET/VERSION"; NULL: the secret's name cannot be read */
};
size_t secret_refs(struct arena *a, const struct json *revision, const char *project, struct secret_ref **out);

/* needs.c: what a new instance of a revision cannot do without. */
enum need_kind { NEED_SECRET, NEED_SQL, NEED_CONNECTOR, NEED_SUBNET };
struct need {
	enum need_kind kind;
	const char *what;          /* "secret db-pass, version 4": for people */
	const char *key;           /* the same for the same resource */
	bool named;                /* its name can be read, so it can be asked for */
	struct secret_name secret; /* of a secret, with its version */
	const char *version;
	const char *project, *region, *id; /* of the others; region NULL: it is in none */
};
size_t needs_of(
	struct arena *a, const struct json *revision, const char *project, const char *region, struct need **out);
bool needs_have(const struct need *all, size_t n, const struct need *one);

/* redis_refs.c: an environment value that points at a Redis host. The host is never a fact: it may be a name of
 * somebody's. */
struct redis_ref {
	const char *env, *host;
};
size_t redis_refs(struct arena *a, const struct json *revision, struct redis_ref **out);

/* revision_facts.c */
struct json *revision_facts(struct arena *a, const struct release *release, const struct service *s,
	const struct cloudrun_revision *v, int64_t wall);
/* env_facts.c: the environment, and what in it is a secret or a Redis host, into a revision's facts. */
void env_facts(struct arena *a, const struct release *release, const struct service *s,
	const struct cloudrun_revision *v, struct json *out);
/* changes.c (PURE): what differs from the baseline's facts to the candidate's. */
struct json *changes_between(struct arena *a, const struct json *baseline, const struct json *candidate);

#endif
