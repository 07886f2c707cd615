/* SPDX-License-Identifier: Apache-2.0 */
/* audit.h: evidence read back: found in many places, held against what it can be held against, and judged again. */
#ifndef GATE_AUDIT_AUDIT_H
#define GATE_AUDIT_AUDIT_H

#include "../evidence/chain.h"

/* ---- archive.c: evidence of many places ---------------------------------------------------------- */

/* bytes.p NULL: a file of this name */
struct archive_item {
	const char *name;
	struct str bytes;
	bool in_folder; /* found in a folder that was named, and not named itself: a symbolic link is refused */
};
struct archive {
	struct archive_item *items;
	size_t n;
	const char *dir;      /* a whole folder is among them: its head counts; or NULL */
	bool notes;           /* the repository's notes are among them */
	const char *no_notes; /* why not, where they were looked for */
};
/* What the arguments name (files, folders, NOTES_REF), or without any evidence.dir and the notes. */
/* c NULL: the arguments alone. */
int archive_list(struct arena *a, const struct options *o, const struct config *c, struct archive *out, struct err *e);
/* As statement_read. */
int archive_read(
	struct arena *a, const struct archive_item *item, const struct trust *t, struct statement *out, struct err *e);
bool archive_within(const struct options *o, const struct json *predicate); /* --since, --until */

/* ---- replay.c (PURE): (policy, evidence) -> the verdict there would have been -------------------- */

/*
 * The facts on record are those of the last round; of the rounds before it the outcomes are. So a rule that stands in
 * the evidence with the same expression, `when`, `needs` and `each` brings its recorded outcomes, and is judged again
 * in the last round; a rule that is new or changed is taken to have had in every round the outcome that the recorded
 * facts give it. The rounds are then counted again as rounds.c counts them, by the evidence's own `gate`. Where they
 * decide nothing any more, the last one is repeated until they do or the deadline's rule applies. What no rule decided
 * (a signal, an order, a newer deploy) stays as it was.
 */
struct replay {
	bool judged; /* false: nothing was, and the recorded verdict stands */
	const char *verdict;
	enum decision decision;
	const char *reason;       /* "" where the record's holds */
	struct outcomes outcomes; /* of the policy over the recorded facts */
	/* decided by the last recorded round, not by an earlier one and not by one that is not there */
	bool as_recorded;
};
void replay_run(struct arena *a, const struct policy *p, const struct json *predicate, struct replay *out);
/* The recorded entry of the outcome's rule and key; NULL: it has none. index: where the entries stand, by
 * replay_index. */
struct json *replay_index(struct arena *a, const struct json *predicate);
const struct json *replay_recorded(
	struct arena *a, const struct json *predicate, const struct json *index, const struct outcome *o);
/* Of the record: "approved", ... */
struct str replay_decision_of(const struct json *predicate);
int replay_outcome_named(struct str name); /* enum outcome_kind, or -1 */

/* ---- replay_archive.c: the same of many pieces of evidence, on every processor ------------------- */

/* outside: of --since, --until */
enum replayed_kind { REPLAYED_OUTSIDE, REPLAYED_UNREADABLE, REPLAYED_UNTRUSTED, REPLAYED };
struct replayed_outcome {
	size_t rule; /* its place in the policy */
	int was;     /* enum outcome_kind on record, or -1 */
	enum outcome_kind kind;
	bool fresh, flaps; /* no record of it; went from pass to fail or back more than once */
};
struct replayed {
	enum replayed_kind kind;
	char sha256[SHA256_HEX]; /* of the evidence, where it could be read */
	const char *error;       /* where it could not */
	bool judged, differs;
	struct json *run; /* for people and machines */
	struct replayed_outcome *outcomes;
	size_t n;
};
/* out[i] is of archive->items[i]. The policy is loaded anew: c as policy_load takes it. */
int replay_archive(struct arena *a, const struct options *o, const struct config *c, const struct trust *t,
	const struct archive *archive, struct replayed **out, struct err *e);

/* ---- schema.c (PURE): JSON Schema, as much of it as policies/evidence.schema.json needs ---------- */

/* Ready for many values, in one thread; the schema must live as long as a. */
struct schema;
struct schema *schema_compile(struct arena *a, const struct json *schema);
/* 0, or -1 with e: "predicate.rules[3].severity is none of ...". A schema that says more than is understood is an error
 * too. */
int schema_check(const struct json *value, const struct schema *schema, struct err *e);

/* ---- audit.c: what one evidence says, held against what it can be held against; chain_audit.c: what many say of each
 * other ---- */

enum finding_kind { FINDING_OK, FINDING_NOT_CHECKED, FINDING_WRONG };
struct finding {
	enum finding_kind kind;
	const char *check, *text;
};
struct findings {
	struct finding *items;
	size_t n, cap;
};
void finding_add(struct arena *a, struct findings *f, enum finding_kind kind, const char *check, const char *fmt, ...)
	PRINTF_LIKE(5, 6);
/* What the audit of many needs once: the schema, and the policies that were judged by. It belongs to one thread. */
struct auditor;
struct auditor *auditor_new(struct arena *a, const struct trust *t, const struct json *schema);
/* Form, signature, schema, digests, and that a replay under its own policies gives what it says. s was read with the
 * keys of the trust; what is found is a's. */
void auditor_check(struct auditor *with, struct arena *a, const struct statement *s, struct findings *out);
/* The same of one alone. */
void audit_statement(
	struct arena *a, const struct statement *s, const struct trust *t, const struct json *schema, struct findings *out);

struct links {
	struct link *items;
	size_t n, cap;
	const char *from; /* the sha256 that it is to begin at; NULL: none */
};
/* the same bytes twice (a file and its note) are one */
void links_add(struct arena *a, struct links *l, const struct statement *s);
const struct link *links_find(const struct links *l, const char *sha256); /* NULL: it is not here */
/* Takes out what has a lower number than `from` (no item of l): it need not be here. What has no number stays. */
void links_begin(struct links *l, const struct link *from);
bool link_precedes(const struct link *k, const struct link *from);
/* Which of them `first` (the first of its key) is known to follow, by the digests that each names of the one before it:
 * link by link, and where one is not here, whatever has a lower number. */
struct links_before {
	const char **sha256;
	size_t n;
	int64_t below;
};
void links_before(struct arena *a, const struct links *l, const struct link *first, struct links_before *out);
bool links_is_before(const struct links_before *b, const struct link *k);
void links_add_link(struct arena *a, struct links *l, const struct link *k);
/* Gaps, wrong numbers, forks, a lost end: heads are what others say must be there. */
/* sequence 0: not said */
struct head_claim {
	const char *by;
	int64_t sequence;
	const char *sha256;
};
void links_audit(
	struct arena *a, const struct links *l, const struct head_claim *heads, size_t n, struct findings *out);

/* ---- audit_archive.c: many pieces, on every processor ---------------------------------------------------------- */

struct audit_input {
	const struct options *o; /* --since, --until */
	const struct archive *archive;
	const struct trust *trust;
	const struct trust *known; /* its keys, which the pieces are read with: none is required */
	const struct json *schema;
	const struct links_before *before; /* of the first that is signed; NULL: none says that it is */
	const struct link *from;           /* --from: what precedes it is not audited; sequence 0: none */
};
/* What of each piece the others are held against. begins: by a key that counts, and it says that it is the first. */
struct surveyed {
	bool read, by_key, begins;
	struct link link;
};
struct surveyed *audit_survey(struct arena *a, const struct audit_input *in); /* a place for each item */
/* result: for people and machines; NULL: outside of --since, --until. read: it was audited. */
struct audited {
	struct json *result;
	bool wrong, read, is_unsigned;
};
struct audited *audit_archive(struct arena *a, const struct audit_input *in); /* a place for each item */
/* of: NULL where it could not be read, or where many are spoken of. */
struct json *findings_json(struct arena *a, const char *name, const struct statement *of, const struct findings *f);
bool findings_wrong(const struct findings *f);

#endif
