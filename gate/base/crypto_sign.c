/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_sign.c: ECDSA over P-256 and SHA-256, the only algorithm that evidence is signed with. Sources: FIPS 186-4;
 * RFC 5480 (the public key's form); SEC 1 (the signature's form). Keys are PEM files as openssl writes them. */
#include "base.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

struct crypto_key {
	EVP_PKEY *key;
	char id[SHA256_HEX];
};

static void release(void *arg)
{
	EVP_PKEY_free(arg);
}

/* Without this callback OpenSSL would ask the terminal for the passphrase of an encrypted key. */
static int no_password(char *p, int size, int writing, void *arg)
{
	(void)p;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

static bool is_p256(EVP_PKEY *key)
{
	char group[64];
	size_t n;
	return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_group_name(key, group, sizeof(group), &n) == 1 &&
		!strcmp(group, "prime256v1");
}

static int keep(struct arena *a, EVP_PKEY *key, struct crypto_key **out, struct err *e)
{
	unsigned char *der = NULL;
	arena_defer(a, release, key);
	if (!is_p256(key))
		return err_set(e, ERR_CONFIG,
			"is not a key on the curve P-256; create one: openssl genpkey -algorithm EC "
			"-pkeyopt ec_paramgen_curve:P-256 -out release.key.pem");
	int n = i2d_PUBKEY(key, &der);
	if (n <= 0) {
		ERR_clear_error();
		return err_set(e, ERR_CONFIG, "contains a key whose public key cannot be encoded");
	}
	struct crypto_key *k = ARENA_NEW(a, struct crypto_key);
	k->key = key;
	crypto_sha256_hex(der, (size_t)n, k->id);
	OPENSSL_free(der);
	*out = k;
	return 0;
}

static int read_key(struct arena *a, struct str pem, bool private, struct crypto_key **out, struct err *e)
{
	BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
	EVP_PKEY *key = NULL;
	if (bio)
		key = private ? PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL)
					  : PEM_read_bio_PUBKEY(bio, NULL, no_password, NULL);
	BIO_free(bio);
	ERR_clear_error();
	if (key)
		return keep(a, key, out, e);
	if (private && strstr(pem.p, "ENCRYPTED"))
		return err_set(e, ERR_CONFIG,
			"is encrypted, and rungate cannot ask for its passphrase; keep it unencrypted in a secret store");
	return err_set(e, ERR_CONFIG,
		private ? "contains no private key in PEM form (-----BEGIN PRIVATE KEY-----)"
				: "contains no public key in PEM form (-----BEGIN PUBLIC KEY-----)");
}

int crypto_private_key(struct arena *a, struct str pem, struct crypto_key **out, struct err *e)
{
	return read_key(a, pem, true, out, e);
}

int crypto_public_key(struct arena *a, struct str pem, struct crypto_key **out, struct err *e)
{
	return read_key(a, pem, false, out, e);
}

struct crypto_key *crypto_key_share(struct arena *a, const struct crypto_key *k)
{
	struct crypto_key *copy = ARENA_NEW(a, struct crypto_key);
	*copy = *k;
	if (EVP_PKEY_up_ref(copy->key) != 1)
		abort();
	arena_defer(a, release, copy->key);
	return copy;
}

const char *crypto_key_id(const struct crypto_key *k)
{
	return k->id;
}

int crypto_sign(struct arena *a, const struct crypto_key *k, struct str data, struct str *signature, struct err *e)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = 0;
	unsigned char *sig = NULL;
	bool ok = ctx && EVP_DigestSignInit_ex(ctx, NULL, "SHA256", NULL, NULL, k->key, NULL) == 1 &&
		EVP_DigestSign(ctx, NULL, &n, (const unsigned char *)data.p, data.n) == 1;
	if (ok) {
		sig = arena_alloc(a, n);
		ok = EVP_DigestSign(ctx, sig, &n, (const unsigned char *)data.p, data.n) == 1;
	}
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	if (!ok)
		return err_set(e, ERR_INTERNAL, "the key cannot sign");
	*signature = (struct str){ (const char *)sig, n };
	return 0;
}

bool crypto_verify(const struct crypto_key *k, struct str data, struct str signature)
{
	unsigned char digest[SHA256_BYTES];
	crypto_sha256(data.p, data.n, digest);
	return crypto_verify_digest(k, digest, signature);
}

bool crypto_verify_digest(const struct crypto_key *k, const unsigned char digest[SHA256_BYTES], struct str signature)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, k->key, NULL);
	bool ok = ctx && EVP_PKEY_verify_init(ctx) == 1 && EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) == 1 &&
		EVP_PKEY_verify(ctx, (const unsigned char *)signature.p, signature.n, digest, SHA256_BYTES) == 1;
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}
