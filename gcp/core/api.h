/* SPDX-License-Identifier: Apache-2.0 */
/* api.h: the table of Google's APIs: all that differs from one to the next. An API is one row in it. */
#ifndef GCP_CORE_API_H
#define GCP_CORE_API_H

#include "../gcp.h"

enum { API_READS_MAX = 600 /* the largest reads_per_minute */ };

struct api {
	const char *name;     /* as in CLOUDSDK_API_ENDPOINT_OVERRIDES_NAME, and in messages: "RUN" */
	const char *host;     /* below the universe's domain: "run" */
	const char *family;   /* how its permissions and metric types begin: "run"; NULL: rungate needs neither */
	const char *viewer;   /* the least role that may read; NULL: none is suggested */
	int reads_per_minute; /* of a small project, by Google's quota. Where Google publishes more, less is enough */
	int metric_delay_s;   /* until points of its metrics are visible, as documented per metric */
};

const struct api *api_of(enum gcp_api api); /* never NULL */
/* The API whose family `text` begins with, followed by one of the characters in `after`; NULL: none. */
const struct api *api_of_family(const char *text, const char *after);

#endif
