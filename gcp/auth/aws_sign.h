/* SPDX-License-Identifier: Apache-2.0 */
/* aws_sign.h: PURE. Signature Version 4 of AWS, for the one request that proves an AWS identity to Google. */
#ifndef GCP_AWS_SIGN_H
#define GCP_AWS_SIGN_H

#include "../../gate/base/base.h"

struct aws_keys { const char *id; const struct secret *secret; const char *session; /* NULL: none */ };
struct aws_header { const char *name, *value; }; /* names in lower case, sorted */

/* The Authorization header of a POST without a body, in service "sts". path and query as they stand in the URL;
 * at: "20260816T123456Z". */
char *aws_authorization(struct arena *a, const struct aws_keys *keys, const char *region, const char *at,
	const char *path, const char *query, const struct aws_header *headers, size_t n);

#endif
