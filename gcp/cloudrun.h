/* SPDX-License-Identifier: Apache-2.0 */
/* cloudrun.h: Cloud Run v2: services, revisions, traffic splits and the two writes. */
#ifndef GCP_CLOUDRUN_H
#define GCP_CLOUDRUN_H

#include "call.h"

/* ---- cloudrun.c: Cloud Run v2 ---------------------------------------------------------------------------- */

struct run_target {
	bool latest;          /* follows LATEST; revision then is what it resolved to, where said, or NULL */
	const char *revision; /* short name */
	int percent;          /* 0 for a row that is only a tag */
	const char *tag, *uri; /* or NULL */
};
struct run_split { struct run_target *rows; size_t n; };

struct run_condition { const char *type, *state, *severity, *reason, *message; };

struct run_service {
	const char *project, *region, *id;   /* as asked */
	const char *name, *uid, *etag, *uri; /* name: full */
	int64_t generation, observed_generation;
	bool reconciling;
	struct run_condition terminal;       /* type "Ready"; fields NULL where absent */
	const char *latest_created, *latest_ready; /* short names, or NULL */
	struct run_split desired, effective; /* desired is never empty: LATEST 100 where Google omits it */
	const struct json *raw;
};

struct run_revision {
	const char *name, *uid;   /* name: short */
	int64_t created_at;       /* unix ms */
	bool ready;               /* its Ready condition succeeded; nothing else makes it fit or unfit */
	bool ready_known;         /* it has that condition, in a state we know */
	const char *ready_reason, *ready_message;
	const char *image;        /* of the ingress container */
	const struct json *raw;
};

char *run_service_path(struct arena *a, const char *project, const char *region, const char *id);
/* Checks that the answer is the service that was asked for, and that its percents add up. */
int run_service_of(struct arena *a, const struct json *body, const char *project, const char *region, const char *id,
                   struct run_service *out, struct err *e);
int run_revision_of(struct arena *a, const struct json *body, struct run_revision *out, struct err *e);
/* body of a list, newest first whatever order it came in. */
int run_revisions_of(struct arena *a, const struct json *body, struct run_revision **out, size_t *n, struct err *e);
const struct run_revision *run_revision_named(const struct run_revision *revisions, size_t n, const char *name);

/* What Cloud Run lets a service or a revision be called: lower-case letters, digits and hyphens, a letter first, no
 * hyphen last, 63 bytes at most. */
bool run_name_valid(const char *name);
/* NULL, or why a recorded split is none: every row names one revision that no other row names, with 1 to 100 percent,
 * 100 together. */
char *run_split_wrong(struct arena *a, const struct run_split *split);
/* Percent of a revision; LATEST counts as `latest` (desired: latest_created, effective: latest_ready). */
int run_percent(const struct run_split *split, const char *latest, const char *revision);
/* The same percents for every revision, whatever the rows and tags. */
bool run_same_percents(
	const struct run_split *a, const char *latest_a, const struct run_split *b, const char *latest_b);
/* Unix ms at which the routes last became ready; every change of traffic moves it on. 0: not known. */
int64_t run_routed_at(const struct run_service *s);
/* Untagged rows by revision, LATEST resolved, percents of one revision summed, zeros left out. */
struct run_split run_resolved(struct arena *a, const struct run_split *split, const char *latest);
bool run_follows_latest(const struct run_split *split); /* LATEST has traffic: a new revision will get it */
char *run_split_text(struct arena *a, const struct run_split *split); /* "backend-00041 100 %" */
/* [{type, revision, percent, tag, uri, latest}] */
struct json *run_split_json(struct arena *a, const struct run_split *split);
const char *run_tag_uri(const struct run_service *s, const char *revision); /* NULL: it has no tag URL */

bool run_state_known(const char *state);       /* of a condition: NULL, unspecified and new ones are not */
/* "uid", "generation", "etag": what an answer lacks that comparing it (the first two) or a write (all) needs; NULL:
 * nothing. */
const char *run_lacks(const struct run_service *s);
bool run_settled(const struct run_service *s); /* not reconciling, and observed what was wished */
bool run_failed(const struct run_service *s);  /* not reconciling, and its last change failed */

/* The two writes, each under the etag of the read it was planned on: traffic alone; annotations alone, the whole
 * map. */
void run_patch_traffic(struct gcp *g, struct arena *a, const struct run_service *s, const struct run_split *traffic,
                       int64_t deadline, gcp_done *done, void *arg);
void run_patch_annotations(struct gcp *g, struct arena *a, const struct run_service *s, struct json *annotations,
                           int64_t deadline, gcp_done *done, void *arg);
void run_get_operation(struct gcp *g, struct arena *a, const char *name, int64_t deadline, gcp_done *done, void *arg);

/* run_grant.c, PURE: the command that grants what a revision lacks by Cloud Run's own words; NULL: they do not say
 * it. */
char *run_grant(struct arena *a, const char *message);

/*
 * run_reads.c: reads of ten and more services of a region that are asked for in one turn of the loop, as one list.
 * path: of the service, of its revision, or of its revisions (SERVICE/revisions, answered as gcp_list does).
 */
struct run_reads;
struct run_reads *run_reads_new(struct arena *a, struct gcp *g);
void run_reads_service(struct run_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done,
	void *arg);
void run_reads_revision(struct run_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done,
	void *arg);
void run_reads_revisions(struct run_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done,
	void *arg);

#endif
