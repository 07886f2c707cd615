/* SPDX-License-Identifier: Apache-2.0 */
/* sign.c: signs evidence with a key file or with Cloud KMS. A kind of key is one row. */
#include "evidence.h"
#include "../../gcp/kms.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct signer {
	const struct signer_kind *kind;
	struct crypto_key *key; /* of a key file */
	const char *version;    /* the Cloud KMS key version: projects/... */
};

struct signer_kind {
	const char *scheme; /* "": a key file */
	int (*open)(struct run_log *log, const char *key, struct signer *s, struct err *e);
	int (*sign)(struct run_log *log, struct gcp *g, const struct signer *s, struct str pae, int64_t deadline,
		struct signature *out, struct err *e);
};

/* ---- A file ---------------------------------------------------------------------------------------- */

static int file_open(struct run_log *log, const char *key, struct signer *s, struct err *e)
{
	struct stat st;
	struct str pem;
	if (file_read(log->a, key, LIMIT_SECRET_FILE_BYTES, &pem, e)) {
		e->code = ERR_CONFIG;
		return -1;
	}
	if (!stat(key, &st) && (st.st_mode & 077))
		say_note(log, "the signing key %s is readable by other users; run: chmod 600 %s", key, key);
	int rc = crypto_private_key(log->a, pem, &s->key, e);
	crypto_wipe((void *)(uintptr_t)pem.p, pem.n);
	return rc ? err_wrap(e, "%s", key) : 0;
}

static int file_sign(struct run_log *log, struct gcp *g, const struct signer *s, struct str pae, int64_t deadline,
	struct signature *out, struct err *e)
{
	(void)g, (void)deadline;
	if (crypto_sign(log->a, s->key, pae, &out->bytes, e))
		return -1;
	out->keyid = arena_strdup(log->a, crypto_key_id(s->key));
	return 0;
}

/* ---- Cloud KMS --------------------------------------------------------------------------------------- */

static int kms_open(struct run_log *log, const char *key, struct signer *s, struct err *e)
{
	(void)log;
	s->version = key + strlen(KMS_SCHEME);
	return kms_version_valid(s->version) ? 0
										 : err_set(e, ERR_CONFIG,
											   "%s does not name a key version; write " KMS_SCHEME
											   "projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V",
											   key);
}

struct asking {
	size_t pending;
	struct gcp_reply public, signature;
};

static void on_public(void *arg, const struct gcp_reply *reply)
{
	struct asking *q = arg;
	q->public = *reply;
	q->pending--;
}

static void on_signature(void *arg, const struct gcp_reply *reply)
{
	struct asking *q = arg;
	q->signature = *reply;
	q->pending--;
}

/* Requests the public key and the signature at the same time, and verifies the signature. */
static int kms_sign(struct run_log *log, struct gcp *g, const struct signer *s, struct str pae, int64_t deadline,
	struct signature *out, struct err *e)
{
	struct asking *q = ARENA_NEW(
		log->a, struct asking); /* in the arena, because responses may arrive after the deadline */
	unsigned char digest[SHA256_BYTES];
	struct crypto_key *key;
	struct str pem;
	crypto_sha256(pae.p, pae.n, digest);
	q->pending = 2;
	kms_public_key(g, log->a, s->version, deadline, on_public, q);
	kms_sign_digest(g, log->a, s->version, digest, deadline, on_signature, q);
	run_wait(log->loop, &q->pending, deadline + 1000);
	if (q->pending)
		return err_set(e, ERR_TIMEOUT, "Cloud KMS did not answer in time");
	const struct gcp_reply *wrong = q->public.error.code != ERR_NONE ? &q->public : &q->signature;
	if (wrong->error.code != ERR_NONE) {
		*e = wrong->error;
		return -1;
	}
	if (kms_public_key_of(q->public.body, &pem, e) || kms_signature_of(log->a, q->signature.body, &out->bytes, e))
		return err_wrap(e, "Cloud KMS");
	if (crypto_public_key(log->a, pem, &key, e))
		return err_wrap(e, "the public key of %s", s->version);
	if (!crypto_verify(key, pae, out->bytes))
		return err_set(
			e, ERR_MALFORMED, "the signature of Cloud KMS does not verify under the public key of %s", s->version);
	out->keyid = arena_strdup(log->a, crypto_key_id(key));
	return 0;
}

static const struct signer_kind kinds[] = {
	{ KMS_SCHEME, kms_open, kms_sign },
	{ "", file_open, file_sign },
};

int signer_open(const struct config *c, struct run_log *log, struct signer **out, struct err *e)
{
	const char *key = c->evidence.key;
	struct signer *s = ARENA_NEW(log->a, struct signer);
	*out = NULL;
	if (!key)
		return 0;
	s->kind = kinds;
	while (strncmp(key, s->kind->scheme, strlen(s->kind->scheme)) != 0)
		s->kind++;
	if (s->kind->open(log, key, s, e))
		return err_wrap(e, "evidence.key");
	*out = s;
	return 0;
}

const struct crypto_key *signer_file_key(const struct signer *s)
{
	return s ? s->key : NULL;
}

int signer_sign(struct run_log *log, struct gcp *g, const struct signer *s, struct str pae, int64_t deadline,
	struct signature *out, struct err *e)
{
	return s->kind->sign(log, g, s, pae, deadline, out, e);
}
