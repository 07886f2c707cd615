/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c: checks one piece of evidence: its form, signature, schema and digests, and its verdict by a replay. */
#include "audit.h"
#include "../evidence/evidence.h"

#include <string.h>

/* Compiled policies, by the digest of their names and texts. Most evidence of a folder has the same ones. */
enum { POLICIES_KEPT = 8 };
struct known_policy {
	struct arena *a;
	char sha256[SHA256_HEX];
	struct policy policy;
};
struct auditor {
	const struct trust *t;
	struct schema *schema;
	struct known_policy *known[POLICIES_KEPT];
	size_t next; /* where the next one is stored; replaces the oldest */
	struct arena *a;
};

struct auditing {
	struct auditor *with;
	struct arena *a;
	const struct statement *s;
	const struct trust *t;
	struct findings *out;
};

#define FIND(x, kind, check, ...) finding_add((x)->a, (x)->out, kind, check, __VA_ARGS__)

static struct str at(const struct json *v, const char *key)
{
	return json_text(json_get(v, key));
}

/* ---- Form and signature ------------------------------------------------------------------------------ */

static bool same_bytes(struct buf *b, struct str s)
{
	return b->n == s.n && !memcmp(buf_text(b), s.p, s.n);
}

/* Returns whether serializing the evidence again gives its bytes; for an envelope, also those of its payload. key: the
 * key that a bundle verifies with. */
static bool as_written(const struct statement *s, const struct crypto_key *key)
{
	struct buf inner = BUF_MAX(LIMIT_EVIDENCE_BYTES), outer = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	json_print(s->root, JSON_SORTED, &inner);
	if (s->bundled)
		dsse_put_bundle(&s->dsse, crypto_key_id(key), &outer);
	else if (s->enveloped)
		dsse_put(&s->dsse, &outer);
	else
		buf_put(&outer, inner.p, inner.n);
	buf_putc(&outer, '\n');
	bool same = same_bytes(&outer, s->bytes) &&
		(!s->enveloped || (s->dsse.n == 1 && same_bytes(&inner, s->dsse.payload)));
	buf_free(&inner);
	buf_free(&outer);
	return same;
}

/* Serialization is canonical: serialize again and compare, so that no extra bytes can be hidden. */
static void check_form(struct auditing *x, const struct crypto_key *key)
{
	if (x->s->bundled)
		FIND(x, FINDING_NOT_CHECKED, "chain",
			"this is a bundle; only the evidence that it was made from belongs to the chain");
	if (x->s->bundled && !key)
		FIND(x, FINDING_NOT_CHECKED, "form",
			"the bundle verifies with none of the known keys, so its key hint cannot be checked");
	else if (as_written(x->s, key))
		FIND(x, FINDING_OK, "form", "the bytes are exactly as rungate writes them");
	else
		FIND(x, FINDING_WRONG, "form",
			"the bytes are not as rungate writes them: the file was changed, or written by another program");
}

static void check_signature(struct auditing *x, const struct crypto_key *key)
{
	const struct statement *s = x->s;
	bool says = json_is_true(json_get(s->predicate, "signed"));
	if (key && strcmp(s->dsse.signatures[0].keyid, crypto_key_id(key)) != 0 && *s->dsse.signatures[0].keyid)
		FIND(x, FINDING_WRONG, "signature", "verifies, but its keyid belongs to another key");
	else if (key)
		FIND(x, FINDING_OK, "signature", "verifies with the key sha256:%s", crypto_key_id(key));
	else if (s->enveloped && x->t->n)
		FIND(x, FINDING_WRONG, "signature", "verifies under no trusted key");
	else if (s->enveloped)
		FIND(x, FINDING_WRONG, "signature",
			"cannot be checked, because no public key is known; give one with --trust FILE or evidence.trust");
	else if (says)
		FIND(x, FINDING_WRONG, "signature", "the evidence says that it is signed, but it has no signature");
	else if (x->t->n && s->before_key)
		FIND(x, FINDING_NOT_CHECKED, "signature",
			"unsigned, because it was written before the first signed evidence; nothing proves who wrote it");
	else if (x->t->n)
		FIND(x, FINDING_WRONG, "signature",
			"unsigned although a key is trusted: its signature was removed, unless it was written before the key was "
			"set; to check that, audit the whole folder");
	else
		FIND(x, FINDING_NOT_CHECKED, "signature", "unsigned: nothing proves who wrote it");
	if (s->enveloped && !says)
		FIND(x, FINDING_WRONG, "signature", "the evidence says that it is unsigned, but it is in a signed envelope");
}

/* ---- Digests ---------------------------------------------------------------------------------------------- */

static void check_policies(struct auditing *x)
{
	const struct json *all = json_get(x->s->predicate, "policies");
	char digest[SHA256_HEX];
	size_t wrong = 0;
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *p = json_item(all, i);
		struct str text = at(p, "text");
		crypto_sha256_hex(text.p, text.n, digest);
		if (str_is(at(p, "sha256"), digest))
			continue;
		wrong++;
		FIND(x, FINDING_WRONG, "policies", "the text of %s does not match its digest%s", at(p, "name").p,
			strstr(text.p, "[redacted]") ? ": a secret in it was redacted" : "");
	}
	if (!wrong && json_size(all))
		FIND(x, FINDING_OK, "policies", "%zu recorded; the texts match their digests", json_size(all));
}

/* A file may have changed on this machine since the run. That is reported as not checked, not as wrong. */
static void check_files(struct auditing *x)
{
	const struct json *all = json_get(x->s->predicate, "files");
	size_t same = 0;
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *f = json_item(all, i);
		struct arena *scratch = arena_new();
		struct str text;
		struct err e;
		char digest[SHA256_HEX];
		if (file_read(scratch, at(f, "path").p, LIMIT_FACT_FILE_BYTES, &text, &e)) {
			FIND(x, FINDING_NOT_CHECKED, "files", "%s %s: the file does not exist on this machine", at(f, "role").p,
				at(f, "path").p);
		} else {
			crypto_sha256_hex(text.p, text.n, digest);
			same += str_is(at(f, "sha256"), digest);
			if (!str_is(at(f, "sha256"), digest))
				FIND(x, FINDING_NOT_CHECKED, "files", "%s %s: the file has changed since the run", at(f, "role").p,
					at(f, "path").p);
		}
		arena_free(scratch);
	}
	if (same)
		FIND(x, FINDING_OK, "files", "%zu of %zu are unchanged", same, json_size(all));
}

/* Returns the subjects by name; of two with the same name, the first. */
static struct json *subjects_of(struct auditing *x)
{
	struct json *names = json_new_object(x->a);
	size_t n;
	struct json *const *all = json_items(json_get(x->s->root, "subject"), &n);
	for (size_t i = n; i-- > 0;)
		json_set(names, at(all[i], "name").p, json_copy(x->a, all[i]));
	return names;
}

/* The statement's subjects must be the revisions that the predicate reports on. */
static void check_subjects(struct auditing *x)
{
	const struct json *all = subjects_of(x);
	size_t n = 0;
	for (struct json_each it = json_each(json_get(x->s->predicate, "services")); json_next(&it);) {
		struct str candidate = at(it.value, "candidate"), image = at(it.value, "image");
		if (!candidate.n)
			continue;
		const struct json *subject = json_get(
			all, arena_printf(x->a, "%s/revisions/%s", at(it.value, "name").p, candidate.p));
		const struct json *digest = json_get(subject, "digest");
		const char *sha = strstr(image.p, "@sha256:");
		bool same = subject && str_eq(at(digest, "revisionUid"), at(it.value, "candidateUid")) &&
			(!at(digest, "sha256").n || (sha && str_is(at(digest, "sha256"), sha + strlen("@sha256:"))));
		n += same;
		if (!same)
			FIND(x, FINDING_WRONG, "subjects",
				"%s: the candidate %s is not a subject of the statement, or differs from it", it.key, candidate.p);
		else if (!at(digest, "sha256").n)
			FIND(x, FINDING_NOT_CHECKED, "subjects", "%s: the digest of its image was not known", it.key);
	}
	if (n)
		FIND(x, FINDING_OK, "subjects", "%zu revisions", n);
}

/* ---- Replay -------------------------------------------------------------------------------------------------- */

/* True if the rule reads a value that evidence never holds, such as a cookie or a sensitive Terraform value. */
static bool needs_more(const struct outcome *o)
{
	return o->kind == OUTCOME_UNKNOWN && !strncmp(o->message, CEL_NOT_HELD, strlen(CEL_NOT_HELD));
}

/* Compares the replayed outcomes with the recorded ones. Returns false if one could not be replayed because evidence
 * does not hold a value that it needs. */
static bool compare_outcomes(struct auditing *x, const struct replay *r)
{
	bool all = true;
	const struct json *rules = json_get(x->s->predicate, "rules"), *index = replay_index(x->a, x->s->predicate);
	size_t recorded_n = 0;
	for (size_t i = 0; i < json_size(rules); i++)
		recorded_n += statement_told(json_item(rules, i));
	if (r->outcomes.n != recorded_n)
		FIND(x, FINDING_WRONG, "replay", "the policies give %zu outcomes, but %zu are recorded", r->outcomes.n,
			recorded_n);
	for (size_t i = 0; i < r->outcomes.n; i++) {
		const struct outcome *o = &r->outcomes.items[i];
		struct str recorded = at(replay_recorded(x->a, x->s->predicate, index, o), "outcome");
		if (recorded.n && needs_more(o) && !str_is(recorded, outcome_name(o->kind))) {
			all = false;
			FIND(x, FINDING_NOT_CHECKED, "replay", "%s%s%s: recorded %s; it reads a value that evidence does not hold",
				o->rule->id, o->key ? " " : "", o->key ? o->key : "", recorded.p);
		} else if (!str_is(recorded, outcome_name(o->kind)))
			FIND(x, FINDING_WRONG, "replay", "%s%s%s: recorded %s, but the recorded facts give %s", o->rule->id,
				o->key ? " " : "", o->key ? o->key : "", recorded.n ? recorded.p : "nothing", outcome_name(o->kind));
	}
	return all;
}

/* Digests the texts themselves, because the digests in the evidence may be wrong. */
static void policies_digest(const struct json *policies, char *sha256)
{
	struct buf b = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	json_print(policies, JSON_SORTED, &b);
	crypto_sha256_hex(buf_text(&b), b.n, sha256);
	buf_free(&b);
}

/* Returns the compiled policies of the evidence; NULL with e if they are invalid. Owned by the auditor. */
static const struct policy *policy_for(struct auditing *x, const struct json *policies, struct err *e)
{
	struct auditor *with = x->with;
	char sha256[SHA256_HEX];
	policies_digest(policies, sha256);
	for (size_t i = 0; i < POLICIES_KEPT; i++)
		if (with->known[i] && !strcmp(with->known[i]->sha256, sha256))
			return &with->known[i]->policy;
	struct arena *a = arena_under(with->a);
	struct known_policy *k = ARENA_NEW(a, struct known_policy);
	k->a = a;
	memcpy(k->sha256, sha256, SHA256_HEX);
	if (policy_of_evidence(a, secrets_blind(a), json_copy(a, policies), &k->policy, e)) {
		arena_free(a);
		return NULL;
	}
	struct known_policy **place = &with->known[with->next++ % POLICIES_KEPT];
	if (*place)
		arena_free((*place)->a);
	*place = k;
	return &k->policy;
}

static void check_replay(struct auditing *x)
{
	const struct json *predicate = x->s->predicate, *policies = json_get(predicate, "policies");
	struct replay r;
	struct err e;
	if (!json_size(policies)) {
		FIND(x, FINDING_NOT_CHECKED, "replay", "the command %s judges nothing", at(predicate, "command").p);
		return;
	}
	const struct policy *policy = policy_for(x, policies, &e);
	if (!policy) {
		FIND(x, FINDING_WRONG, "replay", "the recorded policies are invalid: %s", e.text);
		return;
	}
	audit_causes(x->a, policy, predicate, x->out);
	replay_run(x->a, policy, predicate, &r);
	if (!r.judged) {
		FIND(x, FINDING_NOT_CHECKED, "replay", "no round was judged");
		return;
	}
	if (!compare_outcomes(x, &r))
		FIND(x, FINDING_NOT_CHECKED, "replay", "the verdict depends on a value that evidence does not hold");
	else if (!str_is(at(predicate, "verdict"), r.verdict) ||
		!str_is(replay_decision_of(predicate), decision_name(r.decision)))
		FIND(x, FINDING_WRONG, "replay", "recorded %s (%s), but the recorded rounds give %s (%s)%s%s",
			at(predicate, "verdict").p, replay_decision_of(predicate).p, r.verdict, decision_name(r.decision),
			*r.reason ? ": " : "", r.reason);
	else if (!r.as_recorded)
		FIND(x, FINDING_WRONG, "replay", "gives %s too, but not in the last recorded round", r.verdict);
	else
		FIND(x, FINDING_OK, "replay", "gives %s too, from %zu outcomes over %lld rounds", r.verdict, r.outcomes.n,
			(long long)statement_rounds(predicate));
}

/* A run never records a verdict, an action and an exit code that contradict each other. */
static void check_sense(struct auditing *x)
{
	const struct json *p = x->s->predicate;
	int64_t code = json_int(json_get(p, "exitCode"));
	bool order = str_is(at(p, "command"), "rollback") || str_is(at(p, "command"), "resume");
	bool watches = str_is(at(p, "command"), "watch");
	enum verdict v = VERDICT_NONE;
	enum action a = ACTION_NONE;
	while (v < VERDICT__COUNT && !str_is(at(p, "verdict"), verdict_name(v)))
		v++;
	while (a < ACTION__COUNT && !str_is(at(p, "action"), action_name(a)))
		a++;
	if (v == VERDICT__COUNT || a == ACTION__COUNT || !exit_code_fits(v, a, order, watches, code))
		FIND(x, FINDING_WRONG, "sense",
			"verdict %s, action %s and exit code %lld contradict each other; no run ends like this", at(p, "verdict").p,
			at(p, "action").p, (long long)code);
}

struct auditor *auditor_new(struct arena *a, const struct trust *t, const struct json *schema)
{
	struct auditor *with = ARENA_NEW(a, struct auditor);
	with->t = t;
	with->a = a;
	with->schema = schema_compile(a, schema);
	return with;
}

void auditor_check(struct auditor *with, struct arena *a, const struct statement *s, struct findings *out)
{
	struct auditing x = { with, a, s, with->t, out };
	struct err e;
	check_form(&x, s->key);
	check_signature(&x, s->key);
	if (schema_check(s->root, with->schema, &e)) {
		FIND(&x, FINDING_WRONG, "schema", "%s", e.text);
		return; /* the other checks rely on the schema */
	}
	FIND(&x, FINDING_OK, "schema", "holds");
	check_policies(&x);
	check_subjects(&x);
	check_files(&x);
	check_sense(&x);
	audit_comparisons(a, s->predicate, out);
	check_replay(&x);
}

void audit_statement(
	struct arena *a, const struct statement *s, const struct trust *t, const struct json *schema, struct findings *out)
{
	auditor_check(auditor_new(a, t, schema), a, s, out);
}
