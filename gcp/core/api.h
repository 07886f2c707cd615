/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the table of Google's APIs, one row for each, with everything in which they differ. */
#ifndef GCP_CORE_API_H
#define GCP_CORE_API_H

#include "../gcp.h"

enum { API_READS_MAX = 600 /* the largest reads_per_minute */ };

struct api {
	const char *name;     /* in CLOUDSDK_API_ENDPOINT_OVERRIDES_NAME and in messages: "RUN" */
	const char *host;     /* first label of the host name: "run" */
	const char *family;   /* prefix of its permissions and metric types: "run"; NULL: rungate uses neither */
	const char *viewer;   /* the smallest role that can read; NULL: none is suggested */
	int reads_per_minute; /* Google's quota for a small project, or less if that suffices; 0: unlimited */
	int metric_delay_s;   /* seconds until points of its metrics are visible, as documented for each metric */
	/* gcloud's override of this API ends with this path, which the paths of our calls begin with; NULL: no such path */
	const char *service_path;
};

const struct api *api_of(enum gcp_api api); /* never NULL */
/* Returns the API with whose family `text` begins, followed by one of the characters in `after`; NULL if there is none.
 */
const struct api *api_of_family(const char *text, const char *after);

#endif
