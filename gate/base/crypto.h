/* SPDX-License-Identifier: Apache-2.0 */
/* crypto.h: digests, keys, signatures and certificates. OpenSSL has its only address in crypto*.c. */
#ifndef GATE_BASE_CRYPTO_H
#define GATE_BASE_CRYPTO_H

#include "secret.h"
#include "json.h"

/* ---- crypto*.c (OpenSSL's libcrypto has its only address here) ------------------------------ */

enum { SHA256_HEX = 65, SHA256_BYTES = 32 };
void crypto_sha256(const void *data, size_t n, unsigned char out[SHA256_BYTES]);
void crypto_sha256_hex(const void *data, size_t n, char out[SHA256_HEX]);
void crypto_sha256_of_both(struct str a, struct str b, unsigned char out[SHA256_BYTES]); /* b follows a */
void crypto_hmac(struct str key, struct str data, unsigned char out[SHA256_BYTES]); /* HMAC-SHA-256 */
void crypto_hmac_hex(struct str key, struct str data, char out[SHA256_HEX]);
void crypto_thread_end(void); /* gives back what the calling thread has used; it may go on */
uint64_t crypto_random(void);
void crypto_uuid(char out[37]);             /* version 4 */
void crypto_wipe(void *p, size_t n);

#include "crypto_sign.h"

/* ---- crypto_trust.c: the authorities that connections trust ------------------------------------ */

struct crypto_trust;
/* PEM file, or folder with hashed names, or both; both NULL: where OpenSSL looks by itself. Read at the first use,
 * once. */
struct crypto_trust *crypto_trust_new(struct arena *a, const char *file, const char *folder);
/* OpenSSL's X509_STORE, which stays t's; NULL with ERR_CONFIG: it cannot be read. */
void *crypto_trust_store(struct crypto_trust *t, struct err *e);
/* The handshakes of an SSL_CTX trust them, and nothing else. */
int crypto_trust_use(struct crypto_trust *t, void *ssl_ctx, struct err *e);

/* ---- crypto_cert.c: the certificates that a server sent, judged --------------------------------- */

struct crypto_cert_question {
	const char *const *pem;     /* the chain as it was sent, the server's own certificate first */
	size_t n_pem;
	const char *host;           /* a name or an address without brackets: whose it must be */
	struct crypto_trust *trust; /* the authorities that a client would trust */
	int64_t at;                 /* unix ms */
};
struct crypto_cert {            /* texts are printable */
	int64_t not_before, not_after; /* unix ms */
	const char *subject, *issuer;
	const char **names;         /* of hosts and addresses it is for, at most LIMIT_CERT_NAMES */
	size_t n_names, chain_length;
	bool host_matches, chain_ok, self_signed, expired, not_yet_valid;
	const char *chain_error;    /* why a client would not take the chain; "" when chain_ok */
};
/* -1: there is nothing to judge (nothing was sent, or nothing that can be read), or trust cannot be read
 * (ERR_CONFIG). */
int crypto_cert_judge(struct arena *a, const struct crypto_cert_question *q, struct crypto_cert *out, struct err *e);

enum { CRYPTO_PROTOCOL = 16 };
/* protocol gets "TLSv1.3" once a handshake of this context (OpenSSL's) is done, and must outlive it. */
void crypto_tls_watch(void *ssl_ctx, char protocol[CRYPTO_PROTOCOL]);

/* ---- crypto_rsa.c: RS256 with a PEM private key, and the JWTs it signs ---------------------- */

/* {"typ": "JWT", "alg": "RS256", "kid": key_id}.claims.signature; pem: PKCS#8 or PKCS#1, not encrypted. */
int crypto_jwt_sign(struct secrets *k, const struct secret *pem, const char *key_id, const struct json *claims,
                    struct secret **out, struct err *e);
int crypto_rs256_check(const struct secret *pem, struct err *e); /* could it sign? */
/* The claims of a JWT as they stand: nothing is verified. */
int crypto_jwt_claims(struct arena *a, struct str jwt, struct json **out, struct err *e);
void crypto_put_base64url(struct str data, struct buf *out); /* without padding */

#endif
