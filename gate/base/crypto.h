/* SPDX-License-Identifier: Apache-2.0 */
/* crypto.h: digests, keys, signatures and certificates. Only the crypto*.c files use OpenSSL. */
#ifndef GATE_BASE_CRYPTO_H
#define GATE_BASE_CRYPTO_H

#include "secret.h"
#include "json.h"

/* ---- crypto.c: digests and random numbers ------------------------------------------------------ */

enum { SHA256_HEX = 65, SHA256_BYTES = 32 };
void crypto_sha256(const void *data, size_t n, unsigned char out[SHA256_BYTES]);
void crypto_sha256_hex(const void *data, size_t n, char out[SHA256_HEX]);
/* The checksum that Cloud Storage gives for an object; not for anything that needs a secure digest. */
char *crypto_md5_base64(struct arena *a, struct str data);
/* The digest of a followed by b. */
void crypto_sha256_of_both(struct str a, struct str b, unsigned char out[SHA256_BYTES]);
void crypto_hmac(struct str key, struct str data, unsigned char out[SHA256_BYTES]); /* HMAC-SHA-256 (RFC 2104). */
void crypto_hmac_hex(struct str key, struct str data, char out[SHA256_HEX]);
uint32_t crc32c(struct str data); /* crc32c.c: the checksum of Google's APIs. */
/* Frees OpenSSL's state of the calling thread. The thread may still use OpenSSL afterwards. */
void crypto_thread_end(void);
/* Returns 64 bits from OpenSSL's random generator. */
uint64_t crypto_random(void);
void crypto_uuid(char out[37]); /* Writes a random UUID (RFC 9562, version 4). */
/* Overwrites n bytes in a way that the compiler does not remove. */
void crypto_wipe(void *p, size_t n);

#include "crypto_sign.h"

/* ---- crypto_trust.c: the certificate authorities that connections trust -------------------------- */

struct crypto_trust;
/* Returns a trust store for a PEM file, a folder with OpenSSL's hashed names, or both. If both are NULL, uses OpenSSL's
 * default locations. The files are read once, at the first use. Lives as long as a. */
struct crypto_trust *crypto_trust_new(struct arena *a, const char *file, const char *folder);
/* Returns OpenSSL's X509_STORE, owned by t, or NULL with ERR_CONFIG if the files cannot be read. */
void *crypto_trust_store(struct crypto_trust *t, struct err *e);
/*
 * Makes ssl_ctx (OpenSSL's SSL_CTX) trust exactly these authorities. Fails with ERR_CONFIG as crypto_trust_store does.
 */
int crypto_trust_use(struct crypto_trust *t, void *ssl_ctx, struct err *e);

/* ---- crypto_cert.c: checks the certificate chain that a server sent ------------------------------ */

struct crypto_cert_question {
	const char *const *pem; /* PEM texts in the order sent, the server's own certificate first */
	size_t n_pem;
	const char *host;           /* the expected name, or an address without brackets */
	struct crypto_trust *trust; /* the authorities that a client trusts */
	int64_t at;                 /* the time to check for, in unix ms */
};
struct crypto_cert {               /* texts are escaped for printing */
	int64_t not_before, not_after; /* unix ms */
	const char *subject, *issuer;
	const char **names; /* DNS names and addresses of the certificate, at most LIMIT_CERT_NAMES */
	size_t n_names, chain_length;
	bool host_matches, chain_ok, self_signed, expired, not_yet_valid;
	const char *chain_error; /* why a client would reject the chain; "" if chain_ok */
};
/* Checks the chain. A bad certificate is a result, not a failure. Returns -1 if no certificate was sent or it cannot be
 * parsed, or if the trusted authorities cannot be read (ERR_CONFIG). Texts live as long as a. */
int crypto_cert_judge(struct arena *a, const struct crypto_cert_question *q, struct crypto_cert *out, struct err *e);

enum { CRYPTO_PROTOCOL = 16 };
/* Makes each handshake of ssl_ctx (OpenSSL's SSL_CTX) write its protocol, such as "TLSv1.3", to protocol, which must
 * outlive ssl_ctx. */
void crypto_tls_watch(void *ssl_ctx, char protocol[CRYPTO_PROTOCOL]);

/* ---- crypto_rsa.c: JWTs (RFC 7519) signed with RS256 ------------------------------------------- */

/* Signs claims with the header {"typ": "JWT", "alg": "RS256", "kid": key_id}. pem is an unencrypted RSA private key in
 * PKCS#8 or PKCS#1. *out is hidden. Fails with ERR_AUTH if the key cannot be used. */
int crypto_jwt_sign(struct secrets *k, const struct secret *pem, const char *key_id, const struct json *claims,
	struct secret **out, struct err *e);
/* Returns 0 if pem is a key that can sign, else -1 with e. */
int crypto_rs256_check(const struct secret *pem, struct err *e);
/* Decodes the claims of a JWT. Does not verify its signature. */
int crypto_jwt_claims(struct arena *a, struct str jwt, struct json **out, struct err *e);
void crypto_put_base64url(struct str data, struct buf *out); /* Appends data in the URL alphabet without padding. */

const char *crypto_version(void); /* Returns the version of OpenSSL that is in use: "3.0.17". */

#endif
