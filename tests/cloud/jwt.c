/* SPDX-License-Identifier: Apache-2.0 */
/* jwt.c: verifies JWTs as Google does: three parts in base64url, RS256, the key named in the header. Source: RFC
 * 7515. */
#include "token.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

static unsigned char *decode(struct cloud *c, const char *p, size_t n, size_t *out_n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned char *out = arena_alloc(c->a, n + 1);
	unsigned bits = 0, have = 0;
	*out_n = 0;
	for (size_t i = 0; i < n; i++) {
		const char *at = p[i] ? strchr(digits, p[i]) : NULL;
		if (!at)
			return NULL;
		bits = bits << 6 | (unsigned)(at - digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[(*out_n)++] = (unsigned char)(bits >> have & 0xFF);
		}
	}
	return out;
}

static struct json *part(struct cloud *c, const char *p, size_t n)
{
	size_t len;
	struct json *v;
	struct err e;
	unsigned char *text = decode(c, p, n, &len);
	return text && !json_parse(c->a, (struct str){ (const char *)text, len }, &v, &e) && json_kind(v) == JSON_OBJECT
		? v
		: NULL;
}

static bool split(const char *jwt, size_t parts[3])
{
	parts[0] = strcspn(jwt, ".");
	if (!jwt[parts[0]])
		return false;
	parts[1] = strcspn(jwt + parts[0] + 1, ".");
	if (!jwt[parts[0] + 1 + parts[1]])
		return false;
	parts[2] = strlen(jwt) - parts[0] - parts[1] - 2;
	return !memchr(jwt + parts[0] + parts[1] + 2, '.', parts[2]);
}

struct json *jwt_claims(struct cloud *c, const char *jwt)
{
	size_t n[3];
	return split(jwt, n) ? part(c, jwt + n[0] + 1, n[1]) : NULL;
}

static bool signature_holds(
	const char *public_pem, const char *text, size_t n, const unsigned char *signature, size_t signature_n)
{
	BIO *bio = BIO_new_mem_buf(public_pem, -1);
	EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool ok = key && EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, key) == 1 &&
		EVP_DigestVerify(md, signature, signature_n, (const unsigned char *)text, n) == 1;
	EVP_MD_CTX_free(md);
	EVP_PKEY_free(key);
	BIO_free(bio);
	return ok;
}

struct json *jwt_verify(struct cloud *c, const char *jwt, const char *public_pem, const char *key_id)
{
	size_t n[3], signature_n = 0;
	if (!split(jwt, n))
		return NULL;
	struct json *header = part(c, jwt, n[0]), *claims = part(c, jwt + n[0] + 1, n[1]);
	unsigned char *signature = decode(c, jwt + n[0] + n[1] + 2, n[2], &signature_n);
	if (!header || !claims || !signature || strcmp(token_text(header, "alg"), "RS256") != 0)
		return NULL;
	if (key_id && strcmp(token_text(header, "kid"), key_id) != 0)
		return NULL;
	return signature_holds(public_pem, jwt, n[0] + 1 + n[1], signature, signature_n) ? claims : NULL;
}
