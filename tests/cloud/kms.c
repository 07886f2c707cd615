/* SPDX-License-Identifier: Apache-2.0 */
/* kms.c: the signing part of Cloud KMS: a key is created when it is first requested and signs the given digests. */
#include "cloud.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

static void free_key(void *key)
{
	EVP_PKEY_free(key);
}

static EVP_PKEY *key_of(struct cloud *c)
{
	if (!c->kms_key) {
		c->kms_key = EVP_EC_gen("P-256");
		arena_defer(c->a, free_key, c->kms_key);
	}
	return c->kms_key;
}

static void public_key(struct cloud *c, const char *name, const struct json *version, struct response *r)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	struct json *v = json_new_object(c->a);
	PEM_write_bio_PUBKEY(bio, key_of(c));
	size_t n = (size_t)BIO_get_mem_data(bio, &text);
	const char *pem = arena_strndup(c->a, text, n), *algorithm = json_text(json_get(version, "algorithm")).p;
	BIO_free(bio);
	json_set_string(c->a, v, "pem", pem);
	json_set_string(c->a, v, "algorithm", *algorithm ? algorithm : "EC_SIGN_P256_SHA256");
	json_set_string(c->a, v, "pemCrc32c", arena_printf(c->a, "%u", (unsigned)crc32c((struct str){ pem, n })));
	json_set_string(c->a, v, "name", name);
	json_set_string(c->a, v, "protectionLevel", "SOFTWARE");
	api_json(c, r, 200, v, "cloudkms.PublicKey");
}

static const char *base64(struct cloud *c, const void *data, size_t n)
{
	struct buf b = BUF_MAX(1024);
	base64_put(&b, (struct str){ data, n });
	const char *text = arena_strdup(c->a, buf_text(&b));
	buf_free(&b);
	return text;
}

static void sign(
	struct cloud *c, const char *name, const struct json *version, const struct json *body, struct response *r)
{
	struct str digest;
	unsigned char sig[256];
	size_t n = sizeof(sig);
	schema_check(c, body, "cloudkms.AsymmetricSignRequest", "asymmetricSign body");
	if (base64_decode(c->a, json_text(json_at(body, "digest.sha256")), &digest) || digest.n != SHA256_BYTES) {
		api_error(c, r, 400, "INVALID_ARGUMENT", "The digest has the wrong length for the algorithm.", NULL);
		return;
	}
	const char *crc = arena_printf(c->a, "%u", (unsigned)crc32c(digest));
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key_of(c), NULL);
	EVP_PKEY_sign_init(ctx);
	EVP_PKEY_sign(ctx, sig, &n, (const unsigned char *)digest.p, digest.n);
	EVP_PKEY_CTX_free(ctx);
	struct json *v = json_new_object(c->a);
	json_set_string(
		c->a, v, "signatureCrc32c", arena_printf(c->a, "%u", (unsigned)crc32c((struct str){ (const char *)sig, n })));
	if (json_is_true(json_get(version, "damaged")))
		sig[n / 2] ^= 1;
	json_set_string(c->a, v, "signature", base64(c, sig, n));
	json_set_bool(c->a, v, "verifiedDigestCrc32c", str_is(json_text(json_get(body, "digestCrc32c")), crc));
	json_set_string(c->a, v, "name", name);
	json_set_string(c->a, v, "protectionLevel", "SOFTWARE");
	api_json(c, r, 200, v, "cloudkms.AsymmetricSignResponse");
}

void kms_answer(struct cloud *c, const struct request *q, struct response *r)
{
	static const char signing[] = ":asymmetricSign", publishing[] = "/publicKey";
	const char *rest = q->path + strlen("/v1/");
	bool signs = strstr(rest, signing) != NULL;
	const char *name = arena_strndup(c->a, rest, strlen(rest) - (signs ? sizeof(signing) : sizeof(publishing)) + 1);
	const struct json *version = json_get(c->kms, name);
	struct json *body = NULL;
	struct err e;
	if (!version)
		api_error(c, r, 404, "NOT_FOUND", arena_printf(c->a, "CryptoKeyVersion %s not found.", name), NULL);
	else if (json_is_true(json_get(version, "denied")))
		api_error(c, r, 403, "PERMISSION_DENIED",
			arena_printf(c->a,
				"Permission 'cloudkms.cryptoKeyVersions.useToSign' denied on resource '%s' "
				"(or it may not exist).",
				name),
			NULL);
	else if (!signs)
		public_key(c, name, version, r);
	else if (json_parse(c->a, q->body, &body, &e))
		api_error(c, r, 400, "INVALID_ARGUMENT", e.text, NULL);
	else
		sign(c, name, version, body, r);
}
