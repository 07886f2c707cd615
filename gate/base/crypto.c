/* SPDX-License-Identifier: Apache-2.0 */
/* crypto.c: digests and random numbers. Only this file and crypto_*.c use OpenSSL. */
#include "base.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void hex(const unsigned char *bytes, char out[SHA256_HEX])
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 0xF];
	}
	out[2 * SHA256_BYTES] = '\0';
}

void crypto_sha256(const void *data, size_t n, unsigned char out[SHA256_BYTES])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	if (!EVP_Digest(data ? data : "", n, digest, NULL, EVP_sha256(), NULL))
		abort();
	memcpy(out, digest, SHA256_BYTES);
}

void crypto_sha256_hex(const void *data, size_t n, char out[SHA256_HEX])
{
	unsigned char digest[SHA256_BYTES];
	crypto_sha256(data, n, digest);
	hex(digest, out);
}

char *crypto_md5_base64(struct arena *a, struct str data)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	struct buf text = BUF_MAX(2 * EVP_MAX_MD_SIZE);
	if (!EVP_Digest(data.n ? data.p : "", data.n, digest, &n, EVP_md5(), NULL))
		n = 0; /* a build of OpenSSL without MD5: nothing has this checksum */
	base64_put(&text, (struct str){ (const char *)digest, n });
	char *out = arena_strdup(a, buf_text(&text));
	buf_free(&text);
	return out;
}

void crypto_sha256_of_both(struct str a, struct str b, unsigned char out[SHA256_BYTES])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	if (!ctx || !EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) || !EVP_DigestUpdate(ctx, a.p, a.n) ||
		!EVP_DigestUpdate(ctx, b.p, b.n) || !EVP_DigestFinal_ex(ctx, out, NULL))
		abort();
	EVP_MD_CTX_free(ctx);
}

void crypto_hmac(struct str key, struct str data, unsigned char out[SHA256_BYTES])
{
	if (!HMAC(EVP_sha256(), key.p, (int)key.n, (const unsigned char *)data.p, data.n, out, NULL))
		abort();
}

void crypto_hmac_hex(struct str key, struct str data, char out[SHA256_HEX])
{
	unsigned char digest[SHA256_BYTES];
	crypto_hmac(key, data, digest);
	hex(digest, out);
}

void crypto_thread_end(void)
{
	OPENSSL_thread_stop();
}

uint64_t crypto_random(void)
{
	uint64_t n;
	if (RAND_bytes((unsigned char *)&n, sizeof(n)) != 1)
		abort();
	return n;
}

void crypto_uuid(char out[37])
{
	uint64_t a = crypto_random(), b = crypto_random();
	snprintf(out, 37, "%08x-%04x-4%03x-%04x-%012llx", (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xFFFF),
		(unsigned)(a & 0xFFF), (unsigned)(0x8000 | (b >> 48 & 0x3FFF)), (unsigned long long)(b & 0xFFFFFFFFFFFF));
}

void crypto_wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}

const char *crypto_version(void)
{
	return OpenSSL_version(OPENSSL_VERSION_STRING);
}
