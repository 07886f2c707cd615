/* SPDX-License-Identifier: Apache-2.0 */
/* cloudrun.h: Cloud Run Admin API v2: services, revisions, traffic splits, and the two writes. */
#ifndef GCP_CLOUDRUN_H
#define GCP_CLOUDRUN_H

#include "call.h"

/* ---- cloudrun_kind.c: what has revisions and a split among them ------------------------------------------ */

/* A worker pool is like a service whose revisions get shares of its instances. It has no URL and no tags. Elsewhere
 * "service" means both, and "traffic" means the split of either. */
enum cloudrun_kind { CLOUDRUN_SERVICE, CLOUDRUN_POOL, CLOUDRUN_KIND__COUNT };
struct cloudrun_kind_row {
	const char *what;                      /* for messages: "service" */
	const char *collection;                /* in names: "services" */
	const char *split, *statuses, *type;   /* of the API: the fields of both splits, the prefix of a row's type */
	const char *shares;                    /* what the percents are shares of: "traffic" */
	const char *gcloud, *move, *revisions; /* groups and command: gcloud run GCLOUD MOVE, gcloud run REVISIONS list */
	const char *read, *update;             /* permissions */
	const char *monitored, *label; /* in Monitoring and Logging: the resource type, and its label for the name */
	bool has_tags;                 /* it has a URL, and a row may have a tag with one */
};
const struct cloudrun_kind_row *cloudrun_kind(enum cloudrun_kind kind); /* never NULL */
int cloudrun_kind_named(const char *full_name);                         /* enum cloudrun_kind, or -1 */
/* Returns projects/P/locations/R/COLLECTION/ID. */
char *cloudrun_full_name(
	struct arena *a, enum cloudrun_kind kind, const char *project, const char *region, const char *id);

/* ---- cloudrun.c, cloudrun_traffic.c ----------------------------------------------------------------- */

struct cloudrun_target {
	bool latest;           /* the row follows LATEST; revision is what it resolved to, or NULL if unknown */
	const char *revision;  /* short name */
	int percent;           /* 0 for a row that only has a tag */
	const char *tag, *uri; /* may be NULL */
};
struct cloudrun_split {
	struct cloudrun_target *rows;
	size_t n;
};

struct cloudrun_condition {
	const char *type, *state, *severity, *reason, *message;
};

struct cloudrun_service {
	enum cloudrun_kind kind;
	const char *project, *region, *id;   /* as requested */
	const char *name, *uid, *etag, *uri; /* name: the full resource name */
	int64_t generation, observed_generation;
	bool reconciling;
	struct cloudrun_condition terminal;        /* the condition "Ready"; members are NULL if absent */
	const char *latest_created, *latest_ready; /* short names, or NULL */
	/* the split requested and the split in effect; desired is never empty: LATEST 100 % if Google omits it */
	struct cloudrun_split desired, effective;
	const struct json *raw;
};

struct cloudrun_revision {
	const char *name, *uid; /* name: short */
	int64_t created_at;     /* unix ms */
	bool ready;             /* its Ready condition succeeded; only this decides whether it can serve */
	bool ready_known;       /* the Ready condition exists and has a known state */
	const char *ready_reason, *ready_message;
	const char *image; /* of the container that receives requests */
	const struct json *raw;
};

char *cloudrun_service_path(
	struct arena *a, enum cloudrun_kind kind, const char *project, const char *region, const char *id);
/* Returns 0 if a response's name is that of the requested resource. The project may be given by its number. */
int cloudrun_check_name(struct arena *a, const char *name, const char *collection, const char *project,
	const char *region, const char *id, struct err *e);
/* Returns "gcloud run GROUP COMMAND ID OPTIONS --region=R --project=P". options: quoted already, or "". */
char *cloudrun_gcloud(struct arena *a, const struct cloudrun_service *s, const char *command, const char *options);
/* Reads a service. Fails with ERR_MALFORMED if it is not the requested one, or if its percents do not add up to 100. */
int cloudrun_service_of(struct arena *a, const struct json *body, enum cloudrun_kind kind, const char *project,
	const char *region, const char *id, struct cloudrun_service *out, struct err *e);
int cloudrun_revision_of(struct arena *a, const struct json *body, struct cloudrun_revision *out, struct err *e);
/* Reads a list of revisions, sorted by creation, newest first. */
int cloudrun_revisions_of(
	struct arena *a, const struct json *body, struct cloudrun_revision **out, size_t *n, struct err *e);
const struct cloudrun_revision *cloudrun_revision_named(
	const struct cloudrun_revision *revisions, size_t n, const char *name);

/* Returns true if Cloud Run allows this name for a service or revision: lower-case letters, digits and hyphens, first a
 * letter, last no hyphen, at most 63 bytes. */
bool cloudrun_name_valid(const char *name);
/* Returns NULL if a recorded split is valid, else why not. Each row must name another revision with 1 to 100 percent,
 * and the sum must be 100. */
char *cloudrun_split_wrong(struct arena *a, const struct cloudrun_split *split);
/* Returns the percent of a revision. LATEST rows count for the revision `latest` (use latest_created with desired,
 * latest_ready with effective). */
int cloudrun_percent(const struct cloudrun_split *split, const char *latest, const char *revision);
/* Returns true if every revision has the same percent in both splits, whatever their rows and tags. */
bool cloudrun_same_percents(
	const struct cloudrun_split *a, const char *latest_a, const struct cloudrun_split *b, const char *latest_b);
/* Returns the unix ms when the routes last became ready; every change of traffic updates it. 0: unknown. */
int64_t cloudrun_routed_at(const struct cloudrun_service *s);
/* Returns the unix ms since when a settled service has been as it is: of its last change and of its routes, whichever
 * is later. 0: unknown, or it has not settled. */
int64_t run_unchanged_since(const struct cloudrun_service *s);
/* Returns one row for each revision with traffic: LATEST resolved, percents of one revision added, tags left out. */
struct cloudrun_split cloudrun_resolved(struct arena *a, const struct cloudrun_split *split, const char *latest);
bool cloudrun_follows_latest(
	const struct cloudrun_split *split); /* LATEST has traffic, so a new revision will receive it */
char *cloudrun_split_text(
	struct arena *a, const struct cloudrun_split *split); /* for messages: "backend-00041 100 %" */
/* [{type, revision, percent, latest}], and tag, uri where the kind has tags */
struct json *cloudrun_split_json(struct arena *a, enum cloudrun_kind kind, const struct cloudrun_split *split);
/* Returns the number of tags of a service, given as its JSON: those in effect or requested, whichever are more. */
size_t cloudrun_count_tags(const struct json *service);
const char *cloudrun_tag_uri(
	const struct cloudrun_service *s, const char *revision); /* NULL: the revision has no tag URL */

/* false for a condition's state that is NULL, unspecified or new to us */
bool cloudrun_state_known(const char *state);
/* Returns what a read lacks: "uid" or "generation" (needed for comparing), or "etag" (needed for writing); NULL if it
 * lacks nothing. */
const char *cloudrun_lacks(const struct cloudrun_service *s);
bool cloudrun_settled(
	const struct cloudrun_service *s); /* not reconciling, and the observed generation is the current one */
bool cloudrun_failed(const struct cloudrun_service *s); /* not reconciling, and the last change failed */

/* Write the traffic, or the annotations (the whole map), of a service. Each sends the etag of the read s, so that it
 * fails with ERR_CONFLICT if the service was changed since. */
void cloudrun_patch_traffic(struct gcp *g, struct arena *a, const struct cloudrun_service *s,
	const struct cloudrun_split *traffic, int64_t deadline, gcp_done *done, void *arg);
/* Asks whether Cloud Run would take that traffic. Changes nothing: the answer's operation is not stored. */
void cloudrun_validate_traffic(struct gcp *g, struct arena *a, const struct cloudrun_service *s,
	const struct cloudrun_split *traffic, int64_t deadline, gcp_done *done, void *arg);
void cloudrun_patch_annotations(struct gcp *g, struct arena *a, const struct cloudrun_service *s,
	struct json *annotations, int64_t deadline, gcp_done *done, void *arg);
void cloudrun_get_operation(
	struct gcp *g, struct arena *a, const char *name, int64_t deadline, gcp_done *done, void *arg);

/*
 * cloudrun_grant.c (no side effects): returns the command that grants what a revision's message says it lacks, or NULL.
 */
char *cloudrun_grant(struct arena *a, const char *message);

/*
 * cloudrun_reads.c: combines reads. Ten or more services of a region that are requested in one turn of the loop are
 * read as one list; worker pools are read by themselves. path: of a service, of a revision, or SERVICE/revisions
 * (answered as gcp_list does).
 */
struct cloudrun_reads;
struct cloudrun_reads *cloudrun_reads_new(struct arena *a, struct gcp *g);
void cloudrun_reads_service(
	struct cloudrun_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done, void *arg);
void cloudrun_reads_revision(
	struct cloudrun_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done, void *arg);
void cloudrun_reads_revisions(
	struct cloudrun_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done, void *arg);

#endif
