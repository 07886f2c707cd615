/* SPDX-License-Identifier: Apache-2.0 */
/* job.h: Cloud Run Admin API v2: jobs and their executions, and the one write: other images. */
#ifndef GCP_JOB_H
#define GCP_JOB_H

#include "cloudrun.h"

struct cloudrun_job {
	const char *project, *region, *id; /* as requested */
	const char *name, *uid, *etag;     /* name: the full resource name */
	int64_t generation, observed_generation;
	bool reconciling;
	struct cloudrun_condition terminal; /* members are NULL if absent */
	struct json *images;                /* of its containers, in order; strings, as configured */
	const char *execution;              /* short name of the latest created execution, or NULL */
	const struct json *raw;
};
char *cloudrun_job_name(struct arena *a, const char *project, const char *region, const char *id); /* the full name */
char *cloudrun_job_path(struct arena *a, const char *project, const char *region, const char *id);
char *cloudrun_execution_path(struct arena *a, const struct cloudrun_job *job);
/* Reads a job. Fails with ERR_MALFORMED if it is not the requested one. */
int cloudrun_job_of(struct arena *a, const struct json *body, const char *project, const char *region, const char *id,
	struct cloudrun_job *out, struct err *e);
/* Returns the digest of an image ("sha256:..."), or "" if it names a tag. Points into the image. */
const char *cloudrun_image_digest(const char *image);
/* Writes the job with other images. The API knows no update mask for jobs, so the whole configuration of the read is
 * sent, without the tokens that start an execution. Sends its etag, as cloudrun_patch_traffic does. */
void cloudrun_patch_job_images(struct gcp *g, struct arena *a, const struct cloudrun_job *job,
	const struct json *images, int64_t deadline, gcp_done *done, void *arg);
/* Returns the gcloud command that sets the image of a job with one container, or describes what to set. */
char *cloudrun_job_command(struct arena *a, const struct cloudrun_job *job, const struct json *images);

#endif
