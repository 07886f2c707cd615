/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_sign.h: ECDSA signatures over P-256 and SHA-256, with PEM keys. Included by base.h. */
#ifndef BASE_CRYPTO_SIGN_H
#define BASE_CRYPTO_SIGN_H

struct crypto_key;
/* Parse a key; it lives as long as a. The error text is written to follow a file name: "is encrypted, ...". */
int crypto_private_key(struct arena *a, struct str pem, struct crypto_key **out, struct err *e);
int crypto_public_key(struct arena *a, struct str pem, struct crypto_key **out, struct err *e);
/* Returns the same key with a second owner: it stays valid as long as a. */
struct crypto_key *crypto_key_share(struct arena *a, const struct crypto_key *k);
/* Returns the SHA-256 of the public key in DER form (SubjectPublicKeyInfo), in lower-case hex. */
const char *crypto_key_id(const struct crypto_key *k);
/* Sets *signature to the DER form of the signature, allocated in a. */
int crypto_sign(struct arena *a, const struct crypto_key *k, struct str data, struct str *signature, struct err *e);
/* Return true if signature (DER) is valid for the data, or for data with this SHA-256. */
bool crypto_verify(const struct crypto_key *k, struct str data, struct str signature);
bool crypto_verify_digest(const struct crypto_key *k, const unsigned char digest[SHA256_BYTES], struct str signature);

#endif
