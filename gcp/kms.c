/* SPDX-License-Identifier: Apache-2.0 */
/* kms.c: signs with Cloud KMS v1. Signing changes nothing, so the call may be retried. */
#include "kms.h"

#include <fnmatch.h>
#include <string.h>

bool kms_version_valid(const char *name)
{
	size_t slashes = 0;
	for (const char *p = name; *p; p++)
		slashes += *p == '/';
	return slashes == 9 && !strpbrk(name, "?#% ") && !strstr(name, "//") && !strstr(name, "..") &&
		!fnmatch("projects/*/locations/*/keyRings/*/cryptoKeys/*/cryptoKeyVersions/*[0-9]", name, FNM_PATHNAME);
}

void kms_public_key(struct gcp *g, struct arena *a, const char *version, int64_t deadline, gcp_done *done, void *arg)
{
	gcp_get(g, a, GCP_KMS, arena_printf(a, "v1/%s/publicKey", version), deadline, done, arg);
}

void kms_sign_digest(struct gcp *g, struct arena *a, const char *version, const unsigned char sha256[SHA256_BYTES],
	int64_t deadline, gcp_done *done, void *arg)
{
	struct json *body = json_new_object(a), *digest = json_new_object(a);
	struct str bytes = { (const char *)sha256, SHA256_BYTES };
	struct buf text = BUF_MAX(256);
	base64_put(&text, bytes);
	json_set_string(a, digest, "sha256", buf_text(&text));
	json_set(body, "digest", digest);
	json_set_string(a, body, "digestCrc32c", arena_printf(a, "%u", (unsigned)crc32c(bytes)));
	buf_free(&text);
	gcp_send(g, a, GCP_KMS, "POST", arena_printf(a, "v1/%s:asymmetricSign", version), body, true, deadline, done, arg);
}

int kms_public_key_of(const struct json *body, struct str *pem, struct err *e)
{
	struct json_reader r = json_reader(body, "publicKey", e);
	const char *text = json_read_string(&r, "pem"), *algorithm = json_read_string(&r, "algorithm");
	int64_t crc = json_read_int_or(&r, "pemCrc32c", -1);
	if (json_read_done(&r))
		return -1;
	if (strcmp(algorithm, "EC_SIGN_P256_SHA256") != 0)
		return err_set(
			e, ERR_CONFIG, "the key's algorithm is %s; evidence is signed with EC_SIGN_P256_SHA256", algorithm);
	if (crc >= 0 && crc != (int64_t)crc32c(str_of(text)))
		return err_set(e, ERR_MALFORMED, "the public key was corrupted in transit (pemCrc32c)");
	*pem = str_of(text);
	return 0;
}

int kms_signature_of(struct arena *a, const struct json *body, struct str *signature, struct err *e)
{
	struct json_reader r = json_reader(body, "asymmetricSign", e);
	const char *text = json_read_string(&r, "signature");
	int64_t crc = json_read_int_or(&r, "signatureCrc32c", -1);
	bool verified = json_read_bool_or(&r, "verifiedDigestCrc32c", false);
	struct str bytes;
	if (json_read_done(&r))
		return -1;
	if (base64_decode(a, str_of(text), &bytes))
		return err_set(e, ERR_MALFORMED, "the signature is not base64");
	if (!verified || (crc >= 0 && crc != (int64_t)crc32c(bytes)))
		return err_set(e, ERR_MALFORMED, "the digest or the signature was corrupted in transit (CRC32C)");
	*signature = bytes;
	return 0;
}
