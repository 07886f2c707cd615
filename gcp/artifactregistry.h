/* SPDX-License-Identifier: Apache-2.0 */
/*
 * artifactregistry.h: Artifact Registry v1: whether an image of a revision still exists, and when the cleanup policies
 * of its repository will delete it. No side effects, except that the arena is used.
 */
#ifndef GCP_ARTIFACTREGISTRY_H
#define GCP_ARTIFACTREGISTRY_H

#include "call.h"

/* ---- artifactregistry.c: names, paths and answers ----------------------------------------------------------- */

/* Where an image is: in Artifact Registry, by digest; there too, but without a digest; in another registry. */
enum image_place { IMAGE_IN_REGISTRY, IMAGE_WITHOUT_DIGEST, IMAGE_ELSEWHERE };
struct image_name {
	enum image_place place;
	const char *text;  /* as the revision names it */
	const char *shown; /* the same with a short digest, for messages */
	/* NULL for IMAGE_ELSEWHERE. package: may contain slashes; digest: "sha256:HEX", NULL without one */
	const char *location, *project, *repository, *package, *digest;
};
/* Splits LOCATION-docker.pkg.dev/PROJECT/REPOSITORY/PACKAGE[:TAG][@sha256:HEX]. text must live as long as *out. */
void artifactregistry_name(struct arena *a, const char *text, struct image_name *out);
/* Return paths for gcp_get and gcp_list, owned by a: of the repository, the image (it needs a digest), and all versions
 * of its package. */
char *artifactregistry_repository_path(struct arena *a, const struct image_name *i);
char *artifactregistry_image_path(struct arena *a, const struct image_name *i);
char *artifactregistry_versions_path(struct arena *a, const struct image_name *i);

struct texts {
	const char **items;
	size_t n;
};
/* One version of a package. */
struct image_version {
	const char *package, *digest;
	struct texts tags;
	int64_t uploaded_at; /* unix ms */
	int64_t newer;       /* number of newer versions of the package; -1: not known */
};
/* Reads a DockerImage. newer becomes -1. Fails with ERR_MALFORMED if it is another image or has no upload time. */
int artifactregistry_image_of(
	struct arena *a, const struct json *body, const struct image_name *i, struct image_version *out, struct err *e);
/* Sets *newer from {"versions": [...]}: the number of versions that were created after the image's. Fails with
 * ERR_MALFORMED if the image's own version is not among them. */
int artifactregistry_newer_of(const struct json *body, const struct image_name *i, int64_t *newer, struct err *e);

/* A policy has either a condition or keep_count. */
struct cleanup_policy {
	const char *id;
	bool keeps;                 /* action KEEP; else DELETE */
	int64_t older_ms, newer_ms; /* -1: no such condition */
	bool tagged_only, untagged_only;
	struct texts tag_prefixes, version_prefixes, package_prefixes; /* empty: any */
	int64_t keep_count; /* of a KEEP policy: the most recent versions of each package; 0: it has a condition */
};
struct image_repository {
	const char *mode; /* STANDARD_REPOSITORY, REMOTE_REPOSITORY, VIRTUAL_REPOSITORY, ... */
	bool dry_run;     /* its policies delete nothing */
	struct cleanup_policy *policies;
	size_t n_policies;
};
/* Reads a Repository. Fails with ERR_MALFORMED if it is another one, or has a policy that is not understood. */
int artifactregistry_repository_of(
	struct arena *a, const struct json *body, const struct image_name *i, struct image_repository *out, struct err *e);

/* ---- cleanup.c: when a cleanup policy deletes a version -------------------------------------------------------- */

/* CLEANUP_DEPENDS: it depends on the number of newer versions, which is not known. */
enum cleanup_outcome { CLEANUP_NEVER, CLEANUP_AT, CLEANUP_DEPENDS };
struct cleanup {
	enum cleanup_outcome outcome;
	int64_t at;         /* CLEANUP_AT: unix ms; not before now */
	const char *policy; /* CLEANUP_AT: the id of the policy that deletes it */
};
/*
 * Returns from when on a DELETE policy matches the version and no KEEP policy does, with its tags and the newer
 * versions as they are now. Artifact Registry deletes it within about a day after that. now: unix ms.
 */
struct cleanup cleanup_of(const struct image_repository *r, const struct image_version *v, int64_t now);

#endif
