/* SPDX-License-Identifier: Apache-2.0 */
/* audit.h: reads evidence back, checks it (form, signature, schema, digests, chain), and replays its verdicts. */
#ifndef GATE_AUDIT_AUDIT_H
#define GATE_AUDIT_AUDIT_H

#include "../evidence/chain.h"

/* ---- archive.c: the evidence to be read ---------------------------------------------------------- */

/* One piece of evidence. bytes.p NULL: read the file `name`. */
struct archive_item {
	const char *name;
	struct str bytes;
	bool in_folder; /* found in a folder that was named, and not named itself: a symbolic link is refused */
};
struct archive {
	struct archive_item *items;
	size_t n;
	const char *dir;      /* a whole folder that is among the items, so that its head is checked; or NULL */
	bool notes;           /* the repository's git notes are among the items */
	const char *no_notes; /* why the git notes could not be read; NULL: they were read, or not asked for */
};
/* Lists the evidence that the arguments name (files, folders, gs://BUCKET/PREFIX, NOTES_REF); without arguments,
 * that of the state or evidence.dir and of the git notes. c NULL: arguments only. Returns -1 if a place cannot be
 * read or no evidence was found. */
int archive_list(struct arena *a, const struct options *o, const struct config *c, struct archive *out, struct err *e);
/* Reads one item. Returns and fails as statement_read does. */
int archive_read(
	struct arena *a, const struct archive_item *item, const struct trust *t, struct statement *out, struct err *e);
/* Returns whether the run began between --since and --until. A run without a valid start time is included. */
bool archive_within(const struct options *o, const struct json *predicate);

/* ---- replay.c (no side effects): the verdict that a policy would give on recorded evidence -------- */

/*
 * Evidence holds the facts of the last round, but only the outcomes of the rounds before it. So a rule that the
 * evidence holds with the same expression, `when`, `needs` and `each` uses its recorded outcomes and is judged again in
 * the last round. A rule that is new or changed is assumed to have had, in every round, the outcome that the recorded
 * facts give. The rounds are then counted again by rounds.c with the evidence's own `gate`. If they give no decision,
 * the last round is repeated until they do, or the deadline's rule is applied. A result that no rule decided (a signal,
 * an explicit command, a newer deployment) is kept.
 */
struct replay {
	bool judged; /* false: the run judged nothing; verdict is the recorded one */
	const char *verdict;
	enum decision decision;
	const char *reason;       /* "" if the recorded verdict is kept */
	struct outcomes outcomes; /* the policy's, over the recorded facts */
	/* decided by the last recorded round, not by an earlier one or by a repetition of it */
	bool as_recorded;
};
/* Replays the run that the predicate records, under policy p. Texts of *out belong to a or to the predicate. */
void replay_run(struct arena *a, const struct policy *p, const struct json *predicate, struct replay *out);
/* Returns an index of the recorded rules, for replay_recorded. */
struct json *replay_index(struct arena *a, const struct json *predicate);
/* Returns the recorded entry for the outcome's rule and key, or NULL. index: replay_index of the same predicate. */
const struct json *replay_recorded(
	struct arena *a, const struct json *predicate, const struct json *index, const struct outcome *o);
/* Returns the recorded decision, such as "approved"; its n is 0 if there is none. */
struct str replay_decision_of(const struct json *predicate);
int replay_outcome_named(struct str name); /* enum outcome_kind, or -1 */

/* ---- replay_archive.c: replays many pieces of evidence in parallel --------------------------------- */

/* REPLAYED_OUTSIDE: not between --since and --until */
enum replayed_kind { REPLAYED_OUTSIDE, REPLAYED_UNREADABLE, REPLAYED_UNTRUSTED, REPLAYED };
struct replayed_outcome {
	size_t rule; /* index into the policy's rules */
	int was;     /* the recorded enum outcome_kind, or -1 */
	enum outcome_kind kind;
	bool fresh, flaps; /* fresh: not recorded; flaps: changed between pass and fail more than once */
};
struct replayed {
	enum replayed_kind kind;
	char sha256[SHA256_HEX]; /* of the evidence, if it could be read */
	const char *error;       /* why it could not be read, or NULL */
	bool judged, differs;
	struct json *run; /* the entry for the report and for --json */
	struct replayed_outcome *outcomes;
	size_t n;
};
/* Sets (*out)[i] for archive->items[i]. Each thread loads the policy itself; c is passed to policy_load. Returns -1 if
 * the policy cannot be loaded. */
int replay_archive(struct arena *a, const struct options *o, const struct config *c, const struct trust *t,
	const struct archive *archive, struct replayed **out, struct err *e);

/* ---- schema.c (no side effects): the part of JSON Schema that policies/evidence.schema.json uses ---- */

/* A compiled schema, for any number of values. Use it in one thread only. */
struct schema;
/* Compiles the patterns of a schema. The JSON must live as long as a. */
struct schema *schema_compile(struct arena *a, const struct json *schema);
/* Returns 0 if the value matches; else -1 with the path and the reason: "predicate.rules[3].severity is not one of the
 * allowed values". Also fails if the schema uses an unsupported keyword. */
int schema_check(const struct json *value, const struct schema *schema, struct err *e);

/* ---- audit.c: checks one piece of evidence ------------------------------------------------------------ */

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
/* Shared by the audits of many pieces: the compiled schema, and the policies compiled so far. Use it in one thread
 * only. */
struct auditor;
struct auditor *auditor_new(struct arena *a, const struct trust *t, const struct json *schema);
/* Appends findings about form, signature, schema and digests, and whether a replay under the recorded policies gives
 * the recorded verdict. s must have been read with the keys of the auditor's trust. The findings belong to a. */
void auditor_check(struct auditor *with, struct arena *a, const struct statement *s, struct findings *out);
/* Does the same with an auditor of its own. */
void audit_statement(
	struct arena *a, const struct statement *s, const struct trust *t, const struct json *schema, struct findings *out);

/* ---- comparison_audit.c (no side effects): computes recorded comparisons again ------------------------------ */
/* Appends findings: a fact of a comparison that its recorded minutes and parameters do not give is wrong. */
void audit_comparisons(struct arena *a, const struct json *predicate, struct findings *out);

/* ---- causes_audit.c (no side effects): computes the recorded causes again --------------------------------- */
/* Appends a finding, if the evidence holds causes. p: its own policies. */
void audit_causes(struct arena *a, const struct policy *p, const struct json *predicate, struct findings *out);

/* ---- chain_audit.c (no side effects): checks how pieces of evidence refer to each other -------------------- */
struct links {
	struct link *items;
	size_t n, cap;
	const char *from; /* the sha256 at which the chain must begin; NULL: anywhere */
};
/* Adds a link. The same evidence may be added twice (as a file and as a git note). */
void links_add(struct arena *a, struct links *l, const struct statement *s);
/* Returns the link with this digest, or NULL. */
const struct link *links_find(const struct links *l, const char *sha256);
/* Removes the links with a lower number than `from`, which must not be an item of l: the chain need not hold them.
 * Links without a number are kept. */
void links_begin(struct links *l, const struct link *from);
/* Returns whether k has a number, and it is lower than that of `from`. */
bool link_precedes(const struct link *k, const struct link *from);
/* The links that come before `first`, the first evidence signed with a key. Each evidence names the digest of the
 * previous one, so they are found link by link. Where one is missing, every link with a number lower than `below`
 * counts as earlier. */
struct links_before {
	const char **sha256;
	size_t n;
	int64_t below;
};
void links_before(struct arena *a, const struct links *l, const struct link *first, struct links_before *out);
bool links_is_before(const struct links_before *b, const struct link *k);
void links_add_link(struct arena *a, struct links *l, const struct link *k);
/* A claim of a head file, a git note or --head that the chain holds this digest. sequence: its number, 0 if not
 * claimed; by: who claims it, for messages. */
struct head_claim {
	const char *by;
	int64_t sequence;
	const char *sha256;
};
/* Appends findings about gaps, wrong numbers, forks and a missing end: a head that is not among the links. */
void links_audit(
	struct arena *a, const struct links *l, const struct head_claim *heads, size_t n, struct findings *out);

/* ---- audit_archive.c: audits many pieces of evidence in parallel ----------------------------------------------- */

struct audit_input {
	const struct options *o; /* --since, --until */
	const struct archive *archive;
	const struct trust *trust;
	const struct trust *known; /* the same keys, for reading: a signature is not required */
	const struct json *schema;
	const struct links_before
		*before; /* the links before the first signed evidence; NULL: no evidence is marked as the first one */
	const struct link *from; /* --from: earlier evidence is not audited; sequence 0: not given */
};
/* What is needed of each piece to audit the others. by_key: signed with a trusted key; begins: and marked as the first
 * evidence of that key. */
struct surveyed {
	bool read, by_key, begins;
	struct link link;
};
/* Reads every item. Returns an array with one element for each item of the archive. */
struct surveyed *audit_survey(struct arena *a, const struct audit_input *in);
/* result: the entry for the report and for --json; NULL: the run is not between --since and --until. read: it could be
 * read and was audited. */
struct audited {
	struct json *result;
	bool wrong, read, is_unsigned;
};
/* Audits every item. Returns an array with one element for each item of the archive. */
struct audited *audit_archive(struct arena *a, const struct audit_input *in);
/* of: NULL if the evidence could not be read, or if the findings concern several pieces. */
struct json *findings_json(struct arena *a, const char *name, const struct statement *of, const struct findings *f);
bool findings_wrong(const struct findings *f);

#endif
