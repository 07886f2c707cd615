/* SPDX-License-Identifier: Apache-2.0 */
/* aws_sign.h: AWS Signature Version 4, for the request that proves an AWS identity to Google. No side effects. */
#ifndef GCP_AWS_SIGN_H
#define GCP_AWS_SIGN_H

#include "../../gate/base/base.h"

struct aws_keys {
	const char *id;
	const struct secret *secret;
	const char *session; /* session: may be NULL */
};
/* Names in lower case, sorted. */
struct aws_header {
	const char *name, *value;
};

/* Returns the Authorization header for a POST without a body to the service "sts". path and query: as in the URL; at:
 * the time as "20260816T123456Z". */
char *aws_authorization(struct arena *a, const struct aws_keys *keys, const char *region, const char *at,
	const char *path, const char *query, const struct aws_header *headers, size_t n);

#endif
