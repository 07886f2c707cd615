/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_rsa.c: signs JWTs with RS256 and a PEM private key. Sources: RFC 7515, RFC 7518 section 3.3, RFC 4648. */
#include "base.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

enum { KEY_BITS_MIN = 2048, KEY_BITS_MAX = 8192, JWT_MAX = 64 * 1024 };

/* ---- Base64 ---------------------------------------------------------------------------------- */

static char url_digit(char c)
{
	return c == '+' ? '-' : c == '/' ? '_' : c;
}

void crypto_put_base64url(struct str data, struct buf *out)
{
	unsigned char part[5];
	for (size_t i = 0; i < data.n; i += 3) {
		size_t n = data.n - i < 3 ? data.n - i : 3;
		EVP_EncodeBlock(part, (const unsigned char *)data.p + i, (int)n);
		for (size_t j = 0; j < 4 && part[j] != '='; j++)
			buf_putc(out, url_digit((char)part[j]));
	}
	crypto_wipe(part, sizeof(part));
}

/* Decodes base64url without padding, as JWTs use it. Returns NULL if it is invalid. */
static char *decoded(struct arena *a, struct str text, size_t *n)
{
	size_t whole = (text.n + 3) / 4 * 4;
	char *padded = arena_alloc(a, whole + 1), *out = arena_alloc(a, whole + 1);
	if (text.n % 4 == 1 || text.n > JWT_MAX)
		return NULL;
	for (size_t i = 0; i < whole; i++)
		padded[i] = i >= text.n ? '=' : text.p[i] == '-' ? '+' : text.p[i] == '_' ? '/' : text.p[i];
	int got = EVP_DecodeBlock((unsigned char *)out, (const unsigned char *)padded, (int)whole);
	if (got < 0)
		return NULL;
	*n = (size_t)got - (whole - text.n);
	out[*n] = '\0';
	return out;
}

/* ---- Keys --------------------------------------------------------------------------------------- */

/* Without this callback libcrypto would ask the terminal for a passphrase, and wait. */
static int no_pass_phrase(char *out, int size, int writing, void *arg)
{
	(void)out;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

static EVP_PKEY *read_key(const struct secret *pem, struct err *e)
{
	BIO *bio = BIO_new_mem_buf(secret_reveal(pem), (int)secret_size(pem));
	EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_pass_phrase, NULL) : NULL;
	BIO_free(bio);
	ERR_clear_error();
	if (!key)
		err_set(e, ERR_AUTH,
			"the private key cannot be read: it must be PEM (-----BEGIN PRIVATE KEY-----), whole and not encrypted");
	else if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA)
		err_set(e, ERR_AUTH, "the private key is not an RSA key");
	else if (EVP_PKEY_get_bits(key) < KEY_BITS_MIN || EVP_PKEY_get_bits(key) > KEY_BITS_MAX)
		err_set(e, ERR_AUTH, "the private key has %d bits; %d to %d are supported", EVP_PKEY_get_bits(key),
			KEY_BITS_MIN, KEY_BITS_MAX);
	else
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

static int put_signature(EVP_PKEY *key, struct buf *jwt, struct err *e)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char signature[KEY_BITS_MAX / 8];
	size_t n = sizeof(signature);
	bool ok = md && EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, key) == 1 &&
		EVP_DigestSign(md, signature, &n, (const unsigned char *)buf_text(jwt), jwt->n) == 1;
	EVP_MD_CTX_free(md);
	ERR_clear_error();
	if (!ok)
		return err_set(e, ERR_AUTH, "the private key cannot sign");
	buf_putc(jwt, '.');
	crypto_put_base64url((struct str){ (const char *)signature, n }, jwt);
	return 0;
}

int crypto_rs256_check(const struct secret *pem, struct err *e)
{
	EVP_PKEY *key = read_key(pem, e);
	EVP_PKEY_free(key);
	return key ? 0 : -1;
}

/* ---- JWTs ------------------------------------------------------------------------------------------ */

static void put_part(const struct json *v, struct buf *jwt)
{
	struct buf text = BUF_MAX(JWT_MAX);
	json_print(v, JSON_COMPACT, &text);
	crypto_put_base64url((struct str){ buf_text(&text), text.n }, jwt);
	buf_free(&text);
}

int crypto_jwt_sign(struct secrets *k, const struct secret *pem, const char *key_id, const struct json *claims,
	struct secret **out, struct err *e)
{
	EVP_PKEY *key = read_key(pem, e);
	if (!key)
		return -1;
	struct arena *a = arena_new();
	struct json *header = json_new_object(a);
	struct buf jwt = BUF_MAX(JWT_MAX);
	json_set_string(a, header, "typ", "JWT");
	json_set_string(a, header, "alg", "RS256");
	json_set_string(a, header, "kid", key_id);
	put_part(header, &jwt);
	buf_putc(&jwt, '.');
	put_part(claims, &jwt);
	int rc = put_signature(key, &jwt, e);
	if (!rc)
		*out = secret_new(k, buf_text(&jwt), jwt.n, true);
	EVP_PKEY_free(key);
	crypto_wipe(jwt.p, jwt.n);
	buf_free(&jwt);
	arena_free(a);
	return rc;
}

int crypto_jwt_claims(struct arena *a, struct str jwt, struct json **out, struct err *e)
{
	const char *first = memchr(jwt.p, '.', jwt.n), *from = first ? first + 1 : NULL;
	const char *second = from ? memchr(from, '.', jwt.n - (size_t)(from - jwt.p)) : NULL;
	size_t n = 0;
	struct json *claims;
	char *text = second ? decoded(a, (struct str){ from, (size_t)(second - from) }, &n) : NULL;
	if (!text || json_parse(a, (struct str){ text, n }, &claims, e) || json_kind(claims) != JSON_OBJECT)
		return err_set(e, ERR_MALFORMED, "not a JWT (three parts of base64url, the second JSON)");
	*out = claims;
	return 0;
}
