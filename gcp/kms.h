/* SPDX-License-Identifier: Apache-2.0 */
/* kms.h: signing with Cloud KMS v1: cryptoKeyVersions.asymmetricSign and getPublicKey. */
#ifndef GCP_KMS_H
#define GCP_KMS_H

#include "gcp.h"

bool kms_version_valid(const char *name); /* projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V */
void kms_public_key(struct gcp *g, struct arena *a, const char *version, int64_t deadline, gcp_done *done, void *arg);
void kms_sign_digest(struct gcp *g, struct arena *a, const char *version, const unsigned char sha256[SHA256_BYTES],
	int64_t deadline, gcp_done *done, void *arg);
/* Read the responses. Fail if the CRC32C in the response does not match. The signature is in DER form. */
int kms_public_key_of(const struct json *body, struct str *pem, struct err *e);
int kms_signature_of(struct arena *a, const struct json *body, struct str *signature, struct err *e);

#endif
