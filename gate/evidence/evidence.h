/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence.h: evidence as bytes: how a statement is signed, kept, found again, checked and judged again. policies/EVIDENCE.md
 * describes the form for those who do not trust this program.
 */
#ifndef GATE_EVIDENCE_H
#define GATE_EVIDENCE_H

#include "../gate.h"

#include <stdatomic.h>

#define STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define PREDICATE_TYPE "urn:rungate:attestation:release-decision:v1"
#define PAYLOAD_TYPE   "application/vnd.in-toto+json"
#define BUNDLE_TYPE    "application/vnd.dev.sigstore.bundle.v0.3+json"

/* ---- dsse.c (PURE): the envelope. Source: github.com/secure-systems-lab/dsse, envelope.md and protocol.md (v1.0.2) ---- */

struct dsse_signature { const char *keyid; struct str bytes; }; /* keyid "": none */
struct dsse {
	const char *type;            /* payloadType */
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

/* ---- trust.c: the keys that evidence must be signed with ------------------------------------------------------------ */

struct trust {
	struct crypto_key **keys;
	size_t n;
	bool required;               /* evidence.trust is set (it names a key): what none of them signed decides nothing */
};
/* evidence.trust; without it the public half of evidence.key, where that is a file. */
int trust_load(struct arena *a, const struct config *c, struct trust *out, struct err *e);
/* The same keys, as long as a: for a thread that may outlive t. */
struct trust trust_share(struct arena *a, const struct trust *t);
/* For audit and replay: --trust instead of the config's keys, and a private key may be elsewhere. */
int trust_open(struct arena *a, const struct options *o, const struct config *c, struct trust *out, struct err *e);

/* ---- statement.c: evidence read back, in whatever wrapping ------------------------------------------------------------- */

/* Was the service (of `services`) asked, or need it not be? One that was not has not been shown to work, whatever the
 * verdict. */
bool statement_asked(const struct json *service);
/* Of its outcomes a round holds those that differ from the round before; "absent": there is none of this id any more. */
struct json *statement_changed(struct arena *a, const struct json *before, const struct json *outcomes);
/* Round after round: all outcomes as they were in it. Evidence of before rounds held changes has them whole. */
struct outcomes_read { struct json *now; bool own; };
const struct json *statement_outcomes(struct arena *a, struct outcomes_read *s, const struct json *round);
/* Of these outcomes that of a rule and key, by its name "id[key]"; where very many are on record, "id" tells for all
 * members that are not named. The empty view: the rule was not judged in this round. */
struct str statement_outcome(const struct json *outcomes, const char *name, const char *id);
int64_t statement_rounds(const struct json *predicate);   /* what its entries stand for, and of its requests */
int64_t statement_requests(const struct json *predicate);

/* statement_rules.c: large evidence tells once what many members share. */
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
	const char *name;            /* where it was found, for people */
	struct str bytes;            /* as they stood there, with the line end */
	char sha256[SHA256_HEX];     /* of bytes: what `previous` of the next one says */
	bool enveloped, bundled;     /* bundled: the envelope stands in a Sigstore bundle */
	bool before_key;             /* for audit: the first that is signed says that this one came before it */
	struct dsse dsse;            /* where it is enveloped */
	const struct crypto_key *key; /* that signed it; NULL: unsigned, or by no key that is known */
	struct json *root, *predicate;
};
/*
 * Takes a DSSE envelope, a Sigstore bundle, a Statement, or a bare predicate. An envelope is verified under the keys
 * of t (NULL: none is known) before its payload is parsed. Where t requires trust, only a Statement whose _type and
 * predicateType are ours is taken, and what none of the keys signed is not parsed: -1 with ERR_DENIED, and of *out
 * name, bytes and sha256 are set. bytes must live as long as a.
 */
int statement_read(struct arena *a, const char *name, struct str bytes, const struct trust *t, struct statement *out,
	struct err *e);
/* Its number in the chain: 1 to LIMIT_SEQUENCE; 0: it has none, or one that is not believed. */
int64_t statement_sequence(const struct json *predicate);

/* ---- sign.c: who signs, a row a kind of key --------------------------------------------------------------------------------- */

struct signer;
struct signature { struct str bytes; const char *keyid; };
/* evidence.key; *out NULL where none is set. Reads a file; makes no call. */
int signer_open(struct run *r, struct signer **out, struct err *e);
/* The key of a file, which signs without a call; NULL: there is none. */
const struct crypto_key *signer_file_key(const struct signer *s);
/* Over DSSE's PAE; may run the loop, until the deadline at most. */
int signer_sign(struct run *r, const struct signer *s, struct str pae, int64_t deadline, struct signature *out, struct err *e);

/* ---- evidence_*.c: the parts of a record ------------------------------------------------------------------------------------- */

struct json *evidence_rules(struct run *r);                              /* the outcomes of the last round */
struct json *evidence_actors(struct run *r);                             /* who took part */
struct json *evidence_subjects(struct run *r);                           /* in-toto subjects */
struct json *evidence_statement(struct arena *a, struct json *subject, const char *predicate_type, struct json *predicate);
/* Every text of it without secrets; the shape stays. v itself where it holds none. */
struct json *evidence_scrubbed(struct run *r, struct json *v);
/* The last look at a statement's bytes, before an envelope hides them: 0, or -1 with e where it may not be written. */
int evidence_check(const struct buf *payload, struct err *e);
/* Derived in-toto statements (test-result, SVR, VSA), where they apply; at most EVIDENCE_DERIVED. */
enum { EVIDENCE_DERIVED = 16 };
size_t evidence_derive(struct arena *a, const struct json *statement, const char *sha256, struct json **out);
/* "a/b.json" and "sigstore.json" give "a/b.sigstore.json". */
char *evidence_beside(struct arena *a, const char *path, const char *suffix);

/* ---- chain.c: each evidence names the one before it ----------------------------------------------------------------------- */

struct chain_head { int64_t sequence; char sha256[SHA256_HEX]; }; /* sequence 0: there is none */
/* May another follow the one of this number? */
bool chain_may_go_on(int64_t sequence);
/* The newest that this folder knows: its head file, or without one its newest file. */
int chain_read_head(struct arena *a, const char *dir, struct chain_head *out, struct err *e);
int chain_write_head(const char *dir, const struct chain_head *head, struct err *e);
/* One writer at a time: the descriptor to close, or -1 (e ERR_LOCKED: another holds it now). */
int chain_lock(const char *dir, struct err *e);
/* The names of a folder's evidence, oldest first (never what is derived from it). */
int chain_list(struct arena *a, const char *dir, char ***names, size_t *n, struct err *e);

/* ---- bound.c: how much is read of what others may have put there ---------------------------------------- */

enum bound_met { BOUND_NONE, BOUND_BYTES, BOUND_TIME };
struct bound { size_t left; const atomic_bool *over; enum bound_met met; };
/* over: set by whoever keeps the time, for a thread has no clock; NULL: it takes as long as it takes. */
struct bound bound_of(size_t bytes, const atomic_bool *over);
/* May so many bytes more be read? False: the bound is met, and stays so. b NULL: there is none. */
bool bound_take(struct bound *b, size_t bytes);

/* ---- notes.c: evidence on the commit it is about (libgit2 writes nowhere else); notes_run.c: of a run, in threads --------------- */

#define NOTES_REF "refs/notes/rungate"
/* These block, and touch nothing but their arguments. repository: a folder in it. */
int notes_write(const char *repository, const char *commit, const char *line, const char *message, struct err *e);
int notes_read_head(const char *repository, struct chain_head *out, struct err *e); /* sequence 0: there is none */
/* The newest of the chain that the notes know, for where this run's evidence goes; fills r->notes_head, in a bounded while. */
void notes_find_head(struct run *r);
/* One more line on each deployed commit. In a bounded while; what could not be written is said. */
void notes_add(struct run *r, struct str line);
struct note_line { const char *commit; size_t line; struct str text; }; /* text: with a line end, as files have */
/* All lines, as far as LIMIT_HISTORY_BYTES; none where they cannot be read within LIMIT_HISTORY_MS, which is said. */
size_t notes_lines(struct run *r, struct note_line **out);
const char *notes_repository(const struct run *r); /* whose notes they are */
/* The lines of the notes, until the bound is met (NULL: none), in no order. */
int notes_read(struct arena *a, const char *repository, struct bound *b, struct note_line **out, size_t *n,
	struct err *e);

/* ---- archive.c: evidence of many places ----------------------------------------------------------------------------------------- */

struct archive_item { const char *name; struct str bytes; }; /* bytes.p NULL: a file of this name */
struct archive {
	struct archive_item *items;
	size_t n;
	const char *dir;             /* a whole folder is among them: its head counts; or NULL */
	bool notes;                  /* the repository's notes are among them */
	const char *no_notes;        /* why not, where they were looked for */
};
/* What the arguments name (files, folders, NOTES_REF), or without any evidence.dir and the notes. */
/* c NULL: the arguments alone. */
int archive_list(struct arena *a, const struct options *o, const struct config *c, struct archive *out, struct err *e);
/* As statement_read. */
int archive_read(struct arena *a, const struct archive_item *item, const struct trust *t, struct statement *out,
	struct err *e);
bool archive_within(const struct options *o, const struct json *predicate); /* --since, --until */

/* ---- replay.c (PURE): (policy, evidence) -> the verdict there would have been ------------------------------------------------------ */

/*
 * The facts on record are those of the last round; of the rounds before it the outcomes are. So a rule that stands in the evidence with
 * the same expression, `when`, `needs` and `each` brings its recorded outcomes, and is judged again in the last round; a rule that is new or
 * changed is taken to have had in every round the outcome that the recorded facts give it. The rounds are then counted again as
 * rounds.c counts them, by the evidence's own `gate`. Where they decide nothing any more, the last one is repeated until they do or
 * the deadline's rule applies. What no rule decided (a signal, an order, a newer deploy) stays as it was.
 */
struct replay {
	bool judged;                 /* false: nothing was, and the recorded verdict stands */
	const char *verdict;
	enum decision decision;
	const char *reason;          /* "" where the record's holds */
	struct outcomes outcomes;    /* of the policy over the recorded facts */
	bool as_recorded;            /* decided by the last recorded round, not by an earlier one and not by one that is not there */
};
void replay_run(struct arena *a, const struct policy *p, const struct json *predicate, struct replay *out);
/* The recorded entry of the outcome's rule and key; NULL: it has none. index: where the entries stand, by replay_index. */
struct json *replay_index(struct arena *a, const struct json *predicate);
const struct json *replay_recorded(struct arena *a, const struct json *predicate, const struct json *index,
	const struct outcome *o);
/* Of the record: "approved", ... */
struct str replay_decision_of(const struct json *predicate);
int replay_outcome_named(struct str name); /* enum outcome_kind, or -1 */

/* ---- replay_archive.c: the same of many pieces of evidence, on every processor -------------------------------------------------- */

enum replayed_kind { REPLAYED_OUTSIDE, REPLAYED_UNREADABLE, REPLAYED_UNTRUSTED, REPLAYED }; /* outside: of --since, --until */
struct replayed_outcome {
	size_t rule;                 /* its place in the policy */
	int was;                     /* enum outcome_kind on record, or -1 */
	enum outcome_kind kind;
	bool fresh, flaps;           /* no record of it; went from pass to fail or back more than once */
};
struct replayed {
	enum replayed_kind kind;
	char sha256[SHA256_HEX];     /* of the evidence, where it could be read */
	const char *error;           /* where it could not */
	bool judged, differs;
	struct json *run;            /* for people and machines */
	struct replayed_outcome *outcomes;
	size_t n;
};
/* out[i] is of archive->items[i]. The policy is loaded anew: c as policy_load takes it. */
int replay_archive(struct arena *a, const struct options *o, const struct config *c, const struct trust *t, const struct archive *archive,
                   struct replayed **out, struct err *e);

/* ---- schema.c (PURE): JSON Schema, as much of it as policies/evidence.schema.json needs ------------------------------------------- */

/* Ready for many values, in one thread; the schema must live as long as a. */
struct schema;
struct schema *schema_compile(struct arena *a, const struct json *schema);
/* 0, or -1 with e: "predicate.rules[3].severity is none of ...". A schema that says more than is understood is an error too. */
int schema_check(const struct json *value, const struct schema *schema, struct err *e);

/* ---- audit.c: what one evidence says, held against what it can be held against; chain_audit.c: what many say of each other ---------- */

enum finding_kind { FINDING_OK, FINDING_NOT_CHECKED, FINDING_WRONG };
struct finding { enum finding_kind kind; const char *check, *text; };
struct findings { struct finding *items; size_t n, cap; };
void finding_add(struct arena *a, struct findings *f, enum finding_kind kind, const char *check, const char *fmt, ...) PRINTF_LIKE(5, 6);
/* What the audit of many needs once: the schema, and the policies that were judged by. It belongs to one thread. */
struct auditor;
struct auditor *auditor_new(struct arena *a, const struct trust *t, const struct json *schema);
/* Form, signature, schema, digests, and that a replay under its own policies gives what it says. s was read with the
 * keys of the trust; what is found is a's. */
void auditor_check(struct auditor *with, struct arena *a, const struct statement *s, struct findings *out);
/* The same of one alone. */
void audit_statement(struct arena *a, const struct statement *s, const struct trust *t, const struct json *schema, struct findings *out);

struct link { const char *name; int64_t sequence; char sha256[SHA256_HEX], previous[SHA256_HEX]; }; /* previous "": none */
struct link chain_link(struct arena *a, const struct statement *s);
struct links {
	struct link *items;
	size_t n, cap;
	const char *from;            /* the sha256 that it is to begin at; NULL: none */
};
void links_add(struct arena *a, struct links *l, const struct statement *s); /* the same bytes twice (a file and its note) are one */
const struct link *links_find(const struct links *l, const char *sha256); /* NULL: it is not here */
/* Takes out what has a lower number than `from` (no item of l): it need not be here. What has no number stays. */
void links_begin(struct links *l, const struct link *from);
bool link_precedes(const struct link *k, const struct link *from);
/* Which of them `first` (the first of its key) is known to follow, by the digests that each names of the one before it:
 * link by link, and where one is not here, whatever has a lower number. */
struct links_before { const char **sha256; size_t n; int64_t below; };
void links_before(struct arena *a, const struct links *l, const struct link *first, struct links_before *out);
bool links_is_before(const struct links_before *b, const struct link *k);
void links_add_link(struct arena *a, struct links *l, const struct link *k);
/* Gaps, wrong numbers, forks, a lost end: heads are what others say must be there. */
struct head_claim { const char *by; int64_t sequence; const char *sha256; }; /* sequence 0: not said */
void links_audit(struct arena *a, const struct links *l, const struct head_claim *heads, size_t n, struct findings *out);

/* ---- history.c (PURE): what earlier evidence says of the services ---------------------------------------- */

/* Passed: the run passed and judged this service's candidate. Failed: the run condemned it. The alias is the service's
 * in the evidence. reached (may be NULL): "group.alias" of a probe, metric or log -> the service that it reaches, for
 * evidence of before `condemned` was recorded. */
enum record_verdict history_verdict(const struct json *reached, const struct json *predicate, const char *alias,
	const struct json *service);
/* What one evidence says, without the rest of it; all that it points to is of a. */
struct history_piece { struct link link; int64_t at; struct record *records; size_t n; };
int history_piece(struct arena *a, const struct json *reached, const struct statement *s, struct history_piece *out);
/* Oldest first. A clock may have been set back between two runs; the chain tells which came first. */
void history_order(struct history_piece *all, size_t n);

/* ---- history_read.c: the same of a folder and of the notes, for threads; history.h is for the run ---------------- */

struct history_found {
	struct arena *a;             /* of all that it points to */
	struct history_piece *pieces;
	size_t n, cap, seen, untrusted;
	bool any_signed;
	const char **said;           /* what was passed over, and where reading ended */
	size_t n_said, cap_said;
};
/* The newest files of a folder first, until the bound is met. Blocks, and touches nothing but out. */
void history_read_folder(const char *dir, const struct trust *t, const struct json *reached, struct bound *b,
	struct history_found *out);
void history_read_notes(const char *repository, const struct trust *t, const struct json *reached, struct bound *b,
	struct history_found *out);

/* ---- audit_archive.c: many pieces, on every processor ---------------------------------------------------------- */

struct audit_input {
	const struct options *o;     /* --since, --until */
	const struct archive *archive;
	const struct trust *trust;
	const struct trust *known;   /* its keys, which the pieces are read with: none is required */
	const struct json *schema;
	const struct links_before *before; /* of the first that is signed; NULL: none says that it is */
	const struct link *from;     /* --from: what precedes it is not audited; sequence 0: none */
};
/* What of each piece the others are held against. begins: by a key that counts, and it says that it is the first. */
struct surveyed { bool read, by_key, begins; struct link link; };
struct surveyed *audit_survey(struct arena *a, const struct audit_input *in); /* a place for each item */
/* result: for people and machines; NULL: outside of --since, --until. read: it was audited. */
struct audited { struct json *result; bool wrong, read, is_unsigned; };
struct audited *audit_archive(struct arena *a, const struct audit_input *in); /* a place for each item */
/* of: NULL where it could not be read, or where many are spoken of. */
struct json *findings_json(struct arena *a, const char *name, const struct statement *of, const struct findings *f);
bool findings_wrong(const struct findings *f);

#endif
