/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence.h: evidence as bytes: how a statement is made, signed, kept and found again. policies/EVIDENCE.md describes
 * the form for those who do not trust this program.
 */
#ifndef GATE_EVIDENCE_EVIDENCE_H
#define GATE_EVIDENCE_EVIDENCE_H

#include "../judge/judge.h"
#include "../run/say.h"

#define STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define PREDICATE_TYPE "urn:rungate:attestation:release-decision:v1"
#define PAYLOAD_TYPE   "application/vnd.in-toto+json"
#define BUNDLE_TYPE    "application/vnd.dev.sigstore.bundle.v0.3+json"

/* ---- dsse.c (PURE): the envelope. Source: github.com/secure-systems-lab/dsse, envelope.md and protocol.md (v1.0.2)
 * ---- */

/* Keyid "": none. */
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
void dsse_pae(const char *type, struct str payload, struct buf *out); /* what is signed */
/* As one line of JSON, members in the order of the specification; no line end. */
void dsse_put(const struct dsse *d, struct buf *out);
/* As a Sigstore bundle v0.3, without a line end: signed once, by the key of this id, which is its hint. */
void dsse_put_bundle(const struct dsse *d, const char *key_id, struct buf *out);
/* At most LIMIT_SIGNATURES signatures. */
int dsse_read(struct arena *a, const struct json *envelope, struct dsse *out, struct err *e);
/* The key that made one of the signatures, or NULL. keyid is a hint and decides nothing. The payload is hashed once. */
const struct crypto_key *dsse_verify(const struct dsse *d, struct crypto_key *const *keys, size_t n);

/* ---- trust.c: the keys that evidence must be signed with ----------------------------------------- */

struct trust {
	struct crypto_key **keys;
	size_t n;
	bool required; /* evidence.trust is set (it names a key): what none of them signed decides nothing */
};
/* evidence.trust; without it the public half of evidence.key, where that is a file. */
int trust_load(struct arena *a, const struct config *c, struct trust *out, struct err *e);
/* The same keys, as long as a: for a thread that may outlive t. */
struct trust trust_share(struct arena *a, const struct trust *t);
/* For audit and replay: --trust instead of the config's keys, and a private key may be elsewhere. */
int trust_open(struct arena *a, const struct options *o, const struct config *c, struct trust *out, struct err *e);

/* ---- statement.c: evidence read back, in whatever wrapping --------------------------------------- */

/* Was the service (of `services`) asked, or need it not be? One that was not has not been shown to work, whatever the
 * verdict. */
bool statement_asked(const struct json *service);
/* Of its outcomes a round holds those that differ from the round before; "absent": there is none of this id any
 * more. */
struct json *statement_changed(struct arena *a, const struct json *before, const struct json *outcomes);
/* Round after round: all outcomes as they were in it. Evidence of before rounds held changes has them whole. */
struct outcomes_read {
	struct json *now;
	bool own;
};
const struct json *statement_outcomes(struct arena *a, struct outcomes_read *s, const struct json *round);
/* Of these outcomes that of a rule and key, by its name "id[key]"; where very many are on record, "id" tells for all
 * members that are not named. The empty view: the rule was not judged in this round. */
struct str statement_outcome(const struct json *outcomes, const char *name, const char *id);
int64_t statement_rounds(const struct json *predicate); /* what its entries stand for, and of its requests */
int64_t statement_requests(const struct json *predicate);

/* statement_rules.c: large evidence tells once what many members share. */
/* As it is written: of many services, each as it differs from one of them. Read, they are whole again. */
struct json *statement_folded(struct arena *a, struct json *predicate);
/* The facts, every member whole (like.c). */
const struct json *statement_facts(struct arena *a, const struct json *predicate);
/* How many outcomes an entry of `rules` tells of: several members of `each` may share one. */
size_t statement_told(const struct json *entry);
/* By rule id the number of the entry that has the rule's texts, and the entry that has those of this one. */
struct json *statement_texts(struct arena *a, const struct json *predicate);
const struct json *statement_rule(const struct json *predicate, const struct json *texts, const struct json *entry);
/* For reports: every entry with its rule's texts, and with `members` an entry for each member. The predicate itself
 * where no entries are shared. */
const struct json *statement_whole(struct arena *a, const struct json *predicate, bool members);

/* like.c (PURE): the members of a group as they differ from one of them, and whole again (the group itself where none
 * does). */
struct json *like_fold(struct arena *a, struct json *group);
struct json *like_unfold(struct arena *a, struct json *group);

struct statement {
	const char *name;             /* where it was found, for people */
	struct str bytes;             /* as they stood there, with the line end */
	char sha256[SHA256_HEX];      /* of bytes: what `previous` of the next one says */
	bool enveloped, bundled;      /* bundled: the envelope stands in a Sigstore bundle */
	bool before_key;              /* for audit: the first that is signed says that this one came before it */
	struct dsse dsse;             /* where it is enveloped */
	const struct crypto_key *key; /* that signed it; NULL: unsigned, or by no key that is known */
	struct json *root, *predicate;
};
/*
 * Takes a DSSE envelope, a Sigstore bundle, a Statement, or a bare predicate. An envelope is verified under the keys
 * of t (NULL: none is known) before its payload is parsed. Where t requires trust, only a Statement whose _type and
 * predicateType are ours is taken, and what none of the keys signed is not parsed: -1 with ERR_DENIED, and of *out
 * name, bytes and sha256 are set. bytes must live as long as a.
 */
int statement_read(
	struct arena *a, const char *name, struct str bytes, const struct trust *t, struct statement *out, struct err *e);
/* The same with a part of the predicate alone, for large evidence (json_parse_wanted). NULL: all of it. */
struct statement_part {
	const struct json_wanted *wanted;
	size_t n;
};
extern const struct statement_part statement_head;          /* its place in the chain, and what the run came to */
extern const struct statement_part statement_history;       /* and the services, and the facts of the databases */
extern const struct statement_part statement_history_rules; /* and the rules */
int statement_read_part(struct arena *a, const char *name, struct str bytes, const struct trust *t,
	const struct statement_part *part, struct statement *out, struct err *e);
/* Its number in the chain: 1 to LIMIT_SEQUENCE; 0: it has none, or one that is not believed. */
int64_t statement_sequence(const struct json *predicate);

/* ---- sign.c: who signs, a row a kind of key ------------------------------------------------------ */

struct signer;
struct signature {
	struct str bytes;
	const char *keyid;
};
/* evidence.key; *out NULL where none is set. Reads a file; makes no call. */
int signer_open(const struct config *c, struct run_log *log, struct signer **out, struct err *e);
/* The key of a file, which signs without a call; NULL: there is none. */
const struct crypto_key *signer_file_key(const struct signer *s);
/* Over DSSE's PAE; may run the loop, until the deadline at most. */
int signer_sign(struct run_log *log, struct gcp *g, const struct signer *s, struct str pae, int64_t deadline,
	struct signature *out, struct err *e);

/* ---- evidence_*.c: the parts of a record --------------------------------------------------------- */

struct json *evidence_rules(struct arena *a, const struct judged *judged); /* the outcomes of the last round */
struct json *evidence_actors(struct run *r);                               /* who took part */
struct json *evidence_subjects(
	struct arena *a, const struct release *release, const struct judged *judged); /* in-toto subjects */
struct json *evidence_statement(
	struct arena *a, struct json *subject, const char *predicate_type, struct json *predicate);
/* Every text of it without secrets; the shape stays. v itself where it holds none. */
struct json *evidence_scrubbed(struct run_log *log, struct json *v);
/* The last look at a statement's bytes, before an envelope hides them: 0, or -1 with e where it may not be written. */
int evidence_check(const struct buf *payload, struct err *e);
/* Derived in-toto statements (test-result, SVR, VSA), where they apply; at most EVIDENCE_DERIVED. */
enum { EVIDENCE_DERIVED = 16 };
size_t evidence_derive(
	struct arena *a, const struct json *predicate, struct json *subject, const char *sha256, struct json **out);
/* "a/b.json" and "sigstore.json" give "a/b.sigstore.json". */
char *evidence_beside(struct arena *a, const char *path, const char *suffix);

/* ---- evidence.c: the record of a run; history.c: what earlier runs left --------------------------------- */

/* The journal, for evidence; NULL: nothing was begun. */
struct json *evidence_journal(
	struct arena *a, const struct config *c, const struct release *release, const struct recovery *recovery);
struct json *evidence_predicate(struct run *r);
/* evidence_facts.c: what may be held of the facts */
struct json *evidence_facts(
	struct arena *a, const struct config *c, const struct policy *p, const struct judged *judged);
/* Chained, signed and written to --evidence, evidence.file and evidence.dir; then to the repository's notes. Gives the
 * predicate as it was written; a pass that could not be recorded has become EXIT_NO_EVIDENCE. */
struct json *evidence_record(struct run *r);

#endif
