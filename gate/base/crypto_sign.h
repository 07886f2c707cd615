/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_sign.h: ECDSA over P-256 and SHA-256; keys are PEM texts. Part of base.h, which includes it. */
#ifndef BASE_CRYPTO_SIGN_H
#define BASE_CRYPTO_SIGN_H

struct crypto_key;
/* The error reads on from the file's name: "is encrypted, ...". The key lives as long as a. */
int crypto_private_key(struct arena *a, struct str pem, struct crypto_key **out, struct err *e);
int crypto_public_key(struct arena *a, struct str pem, struct crypto_key **out, struct err *e);
struct crypto_key *crypto_key_share(struct arena *a, const struct crypto_key *k); /* the same, as long as a */
const char *crypto_key_id(const struct crypto_key *k); /* SHA-256 of the public half's DER form (SPKI), in hex */
/* signature: DER */
int crypto_sign(struct arena *a, const struct crypto_key *k, struct str data, struct str *signature, struct err *e);
bool crypto_verify(const struct crypto_key *k, struct str data, struct str signature);
bool crypto_verify_digest(const struct crypto_key *k, const unsigned char digest[SHA256_BYTES], struct str signature);

#endif
