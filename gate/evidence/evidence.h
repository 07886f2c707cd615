/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence.h: evidence as bytes: how a statement is composed, signed, written and read back. policies/EVIDENCE.md
 * describes the format for independent verification.
 */
#ifndef GATE_EVIDENCE_EVIDENCE_H
#define GATE_EVIDENCE_EVIDENCE_H

#include "../judge/judge.h"
#include "../run/say.h"

#define STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define PREDICATE_TYPE "urn:rungate:attestation:release-decision:v1"
#define PAYLOAD_TYPE   "application/vnd.in-toto+json"
#define BUNDLE_TYPE    "application/vnd.dev.sigstore.bundle.v0.3+json"

/* ---- dsse.c (no side effects): the envelope ------------------------------------------------------ */
/* Source: github.com/secure-systems-lab/dsse, envelope.md and protocol.md (v1.0.2). */

/* keyid "": not given. */
struct dsse_signature {
	const char *keyid;
	struct str bytes;
};
struct dsse {
	const char *type; /* payloadType */
	struct str payload;
	struct dsse_signature *signatures;
	size_t n;
};
/* Writes the pre-authentication encoding, the bytes that are signed. */
void dsse_pae(const char *type, struct str payload, struct buf *out);
/* Writes the envelope as one line of JSON without a line end. Members are in the order of the specification. */
void dsse_put(const struct dsse *d, struct buf *out);
/* Writes a Sigstore bundle v0.3 without a line end. d has one signature, made by the key with this id; the id becomes
 * the bundle's key hint. */
void dsse_put_bundle(const struct dsse *d, const char *key_id, struct buf *out);
/* Parses an envelope. Returns -1 if it is malformed, or has no signature or more than LIMIT_SIGNATURES. */
int dsse_read(struct arena *a, const struct json *envelope, struct dsse *out, struct err *e);
/* Returns the first of the keys that verifies one of the signatures, or NULL. Ignores keyid, which is only a hint. */
const struct crypto_key *dsse_verify(const struct dsse *d, struct crypto_key *const *keys, size_t n);

/* ---- trust.c: the public keys that evidence is verified with --------------------------------------- */

struct trust {
	struct crypto_key **keys;
	size_t n;
	bool required; /* evidence.trust is set: evidence that none of the keys signed is ignored */
};
/* Loads the keys of evidence.trust; without it, the public part of evidence.key if that is a file. Returns -1 if a key
 * cannot be read. */
int trust_load(struct arena *a, const struct config *c, struct trust *out, struct err *e);
/* Returns the same keys, owned by a, for a thread that may outlive t. */
struct trust trust_share(struct arena *a, const struct trust *t);
/* As trust_load, for audit and replay: --trust replaces the config's keys, and the file of evidence.key may be missing.
 */
int trust_open(struct arena *a, const struct options *o, const struct config *c, struct trust *out, struct err *e);

/* ---- statement.c: reads evidence back --------------------------------------------------------------- */

/* Returns whether the run observed the service with a deciding rule, or the config waives that (asked = false).
 * service: a member of `services`. Without it a service is not approved, whatever the verdict. */
bool statement_asked(const struct json *service);
/* Returns the outcomes of a round that differ from those of the round before it. "absent" marks an id that no longer
 * exists. */
struct json *statement_changed(struct arena *a, const struct json *before, const struct json *outcomes);
/* Returns all outcomes of a round. Call it for the rounds in order, with *s zeroed at first. Also reads older evidence,
 * in which each round holds all its outcomes. */
struct outcomes_read {
	struct json *now;
	bool own;
};
const struct json *statement_outcomes(struct arena *a, struct outcomes_read *s, const struct json *round);
/* Returns the outcome with the name "id[key]". Large evidence records one outcome under "id" for all members that are
 * not named. Returns an empty str if the rule was not judged in this round. */
struct str statement_outcome(const struct json *outcomes, const char *name, const char *id);
/* Return the number of rounds and of requests, including those that were recorded only as a count. */
int64_t statement_rounds(const struct json *predicate);
int64_t statement_requests(const struct json *predicate);

/* ---- statement_rules.c: expands large evidence, which records once what many members share ------------- */
/* As it is written: of many services, each as it differs from one of them. Read, they are whole again. */
struct json *statement_folded(struct arena *a, struct json *predicate);
/* Returns the facts with every member expanded (like.c). */
const struct json *statement_facts(struct arena *a, const struct json *predicate);
/* Returns how many outcomes an entry of `rules` stands for: several members of `each` may share an entry. */
size_t statement_told(const struct json *entry);
/* The texts of a rule (expression, when, ...) are recorded in one of its entries. statement_texts returns an index of
 * these entries by rule id; statement_rule returns the one for `entry`. */
struct json *statement_texts(struct arena *a, const struct json *predicate);
const struct json *statement_rule(const struct json *predicate, const struct json *texts, const struct json *entry);
/* Returns the predicate with the rule's texts in every entry of `rules` and, if members is true, an entry for each
 * member; for reports. Returns the predicate itself if no entries are shared. */
const struct json *statement_whole(struct arena *a, const struct json *predicate, bool members);

/* like.c (no side effects): like_fold replaces members of a group by their difference from one member; like_unfold
 * expands them again. like_unfold returns the group itself if nothing was folded. same: each text of a difference is
 * stored once. */
struct json *like_fold(struct arena *a, struct json *group, bool same);
struct json *like_unfold(struct arena *a, struct json *group);
/* same.c: the two for one member: a long text that stands in several places is stored in one, which the others name. */
#define LIKE_SAME "$same"
struct json *same_fold(struct arena *a, struct json *member);
struct json *same_unfold(struct arena *a, struct json *member);

struct statement {
	const char *name;             /* file name or note, for messages */
	struct str bytes;             /* as read, with the line end */
	char sha256[SHA256_HEX];      /* of bytes; `previous` of the next evidence repeats it */
	bool enveloped, bundled;      /* bundled: the envelope is part of a Sigstore bundle */
	bool before_key;              /* set by audit: written before the first signed evidence */
	struct dsse dsse;             /* if it is enveloped */
	const struct crypto_key *key; /* the key that signed it; NULL: unsigned, or by an unknown key */
	struct json *root, *predicate;
};
/*
 * Reads a DSSE envelope, a Sigstore bundle, an in-toto Statement, or a bare predicate. The signature of an envelope is
 * verified with the keys of t (NULL: none) before the payload is parsed. If t requires trust, evidence that none of the
 * keys signed is not parsed: returns -1 with ERR_DENIED and sets only name, bytes and sha256 of *out. A Statement must
 * then also have rungate's _type and predicateType. Returns -1 with another error for anything malformed. bytes must
 * live as long as a.
 */
int statement_read(
	struct arena *a, const char *name, struct str bytes, const struct trust *t, struct statement *out, struct err *e);
/* The members of evidence to parse (json_parse_wanted); for large evidence. */
struct statement_part {
	const struct json_wanted *wanted;
	size_t n;
};
extern const struct statement_part statement_head;          /* chain and result */
extern const struct statement_part statement_history;       /* also services and facts.sql */
extern const struct statement_part statement_history_rules; /* also rules */
/* As statement_read, but parses only a part. part NULL: all. */
int statement_read_part(struct arena *a, const char *name, struct str bytes, const struct trust *t,
	const struct statement_part *part, struct statement *out, struct err *e);
/* Returns the number in the chain, 1 to LIMIT_SEQUENCE; 0 if it is missing or out of range. */
int64_t statement_sequence(const struct json *predicate);

/* ---- sign.c: signs evidence ------------------------------------------------------------------------ */

struct signer;
struct signature {
	struct str bytes;
	const char *keyid;
};
/* Opens evidence.key. Sets *out to NULL if it is not set. Reads a key file, but makes no call. */
int signer_open(const struct config *c, struct run_log *log, struct signer **out, struct err *e);
/* Returns the key of a key file; NULL if s is NULL or uses Cloud KMS. */
const struct crypto_key *signer_file_key(const struct signer *s);
/* Signs the pre-authentication encoding of an envelope. May run the loop, at most until the deadline (loop_now). */
int signer_sign(struct run_log *log, struct gcp *g, const struct signer *s, struct str pae, int64_t deadline,
	struct signature *out, struct err *e);

/* ---- evidence_*.c: the parts of a record --------------------------------------------------------- */

struct json *evidence_rules(
	struct arena *a, const struct judged *judged); /* member `rules`: outcomes of the last round */
struct json *evidence_actors(struct run *r);       /* member `actors` */
/* Returns the in-toto subjects: the candidates and the deployed commits. */
struct json *evidence_subjects(struct arena *a, const struct release *release, const struct judged *judged);
/* Returns the SHA-256 that an image is named by, 64 hex digits; NULL if it is named by a tag. image may be NULL. */
const char *evidence_image_digest(struct arena *a, const char *image);
/* Returns an in-toto Statement. Takes ownership of subject and predicate. */
struct json *evidence_statement(
	struct arena *a, struct json *subject, const char *predicate_type, struct json *predicate);
/* Returns a copy of v in which every text is scrubbed of secrets; v itself if it holds none. */
struct json *evidence_scrubbed(struct run_log *log, struct json *v);
/* The final check of a statement before it is encoded and signed. Returns -1 if it is too large, holds something that
 * looks like a credential, or cannot be parsed. */
int evidence_check(const struct buf *payload, struct err *e);
/* Sets out[] to the derived in-toto statements that apply (test-result, SVR, VSA). Returns their number, at most
 * EVIDENCE_DERIVED. sha256: digest of the evidence. */
enum { EVIDENCE_DERIVED = 16 };
size_t evidence_derive(
	struct arena *a, const struct json *predicate, struct json *subject, const char *sha256, struct json **out);
/* Replaces the ending ".json" of path by the suffix: "a/b.json" and "sigstore.json" give "a/b.sigstore.json". */
char *evidence_beside(struct arena *a, const char *path, const char *suffix);

/* ---- evidence.c, evidence_write.c: the evidence of a run ------------------------------------------------ */

/* The journal, for evidence; NULL: nothing was begun. */
struct json *evidence_journal(
	struct arena *a, const struct config *c, const struct release *release, const struct recovery *recovery);
/* Returns the whole predicate, not scrubbed yet. */
struct json *evidence_predicate(struct run *r);
/* evidence_facts.c: the facts that evidence may hold; and as the member `facts` has them, with large groups folded. */
struct json *evidence_facts(
	struct arena *a, const struct config *c, const struct policy *p, const struct judged *judged);
struct json *evidence_facts_folded(struct arena *a, const struct json *facts);
/* Adds the evidence to the chain, signs it, writes it to evidence.dir, evidence.file, --evidence and the git notes, and
 * returns the predicate as written. If a pass cannot be recorded, the result becomes EXIT_NO_EVIDENCE. */
struct json *evidence_record(struct run *r);

#endif
