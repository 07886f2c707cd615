/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit.c: checks recorded evidence. Reports every finding and everything that could not be checked; exits 6 if
 * anything is wrong.
 */
#include "cmd.h"
#include "../audit/audit.h"
#include "../evidence/evidence.h"
#include "../evidence/texts.h"

#include <stdio.h>
#include <string.h>

struct session {
	struct arena *a;
	const struct options *o;
	struct archive archive;
	struct trust trust;
	struct json *schema, *results;
	struct links links;
	struct link first_signed;   /* the evidence with which signing began; sequence 0: none */
	struct links_before before; /* the evidence before first_signed */
	struct link from;           /* the evidence that --from names; sequence 0: audit all */
	struct trust known;         /* the same keys, not required: evidence that none of them signed is reported */
	size_t wrong, audited, unsigned_ones;
};

static void keep(struct session *s, struct json *result, bool wrong)
{
	json_add(s->results, result);
	s->wrong += wrong;
}

/* Finds the evidence with which signing began: it is marked as the first, and none with a lower number is signed. */
static void survey(struct session *s, const struct audit_input *in)
{
	const struct surveyed *seen = audit_survey(s->a, in);
	int64_t lowest = INT64_MAX;
	for (size_t i = 0; i < s->archive.n; i++) {
		const struct link *k = &seen[i].link;
		if (!seen[i].read)
			continue;
		links_add_link(s->a, &s->links, k);
		if (seen[i].begins && k->sequence < lowest)
			s->first_signed = *k;
		lowest = seen[i].by_key && k->sequence < lowest ? k->sequence : lowest;
	}
	/* with evidence.trust, unsigned evidence never passes */
	if (s->first_signed.sequence != lowest || s->trust.required)
		s->first_signed = (struct link){ .sequence = 0 };
	if (s->first_signed.sequence)
		links_before(s->a, &s->links, &s->first_signed, &s->before);
}

/* --from: evidence with a lower number need not be present and is not audited. */
static void begin_at(struct session *s, struct findings *f)
{
	const struct link *from = links_find(&s->links, s->o->from);
	if (from && from->sequence) {
		s->from = *from;
		links_begin(&s->links, &s->from);
	} else if (from)
		finding_add(s->a, f, FINDING_WRONG, "chain", "--from names %s, which has no number in the chain", from->name);
	else
		finding_add(
			s->a, f, FINDING_WRONG, "chain", "--from names sha256:%s, which is not among the evidence", s->o->from);
}

static void audit_items(struct session *s, struct findings *chain)
{
	struct audit_input in = {
		.o = s->o, .archive = &s->archive, .trust = &s->trust, .known = &s->known, .schema = s->schema
	};
	survey(s, &in);
	if (s->o->from)
		begin_at(s, chain);
	in.before = s->first_signed.sequence ? &s->before : NULL;
	in.from = &s->from;
	const struct audited *all = audit_archive(s->a, &in);
	for (size_t i = 0; i < s->archive.n; i++) {
		if (all[i].result)
			keep(s, all[i].result, all[i].wrong);
		s->audited += all[i].read;
		s->unsigned_ones += all[i].is_unsigned;
	}
}

/* ---- The heads of the chain, which must exist ------------------------------------------------------------ */

enum { HEADS_MAX = 3 };

/* Sets out to the newest evidence as named by the folder's head file, the notes and --head. Returns how many. */
static size_t heads(struct session *s, const struct config *c, struct head_claim *out, struct findings *f)
{
	struct chain_head *h = ARENA_ARRAY(s->a, struct chain_head, HEADS_MAX);
	struct err e;
	size_t n = 0;
	if (s->archive.dir && chain_read_head(s->a, s->archive.dir, &h[0], &e))
		finding_add(s->a, f, FINDING_WRONG, "chain", "%s", e.text);
	else if (s->archive.dir && h[0].sequence)
		out[n++] = (struct head_claim){ arena_printf(s->a, "%s/head", s->archive.dir), h[0].sequence, h[0].sha256 };
	if (s->archive.notes && !notes_read_head(c->source ? c->source->repository : ".", &h[1], &e) && h[1].sequence)
		out[n++] = (struct head_claim){ NOTES_REF, h[1].sequence, h[1].sha256 };
	if (s->o->head)
		out[n++] = (struct head_claim){ "--head", 0, s->o->head };
	return n;
}

static void audit_chain(struct session *s, const struct config *c, struct findings *f)
{
	struct head_claim claims[HEADS_MAX];
	size_t n = heads(s, c, claims, f);
	links_audit(s->a, &s->links, claims, n, f);
	if (s->archive.no_notes)
		finding_add(s->a, f, FINDING_NOT_CHECKED, "notes", "%s", s->archive.no_notes);
	keep(s, findings_json(s->a, "the chain", NULL, f), findings_wrong(f));
}

/* ---- Output ------------------------------------------------------------------------------------------------- */

static void line(const char *prefix, const struct json *v, const char *key)
{
	struct buf b = BUF_MAX(16 * 1024);
	text_put_printable(&b, json_text(json_get(v, key)));
	printf("%s%s", prefix, buf_text(&b));
	buf_free(&b);
}

/* Prints one line for the document, then its findings. Findings that are ok need --verbose. */
static void print_result(const struct options *o, const struct json *v)
{
	const struct json *all = json_get(v, "findings");
	bool wrong = str_is(json_text(json_get(v, "result")), "wrong");
	printf("%s", wrong ? "WRONG  " : "ok     ");
	line("", v, "name");
	if (json_get(v, "sequence"))
		printf("  number %lld", (long long)json_int(json_get(v, "sequence")));
	if (json_get(v, "verdict")) {
		line(", ", v, "verdict");
		printf(", %s", json_is_true(json_get(v, "signed")) ? "signed" : "UNSIGNED");
	}
	printf("\n");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *f = json_item(all, i);
		bool fine = str_is(json_text(json_get(f, "result")), "ok");
		if (fine && !o->verbose)
			continue;
		line("         ", f, "result");
		line(": ", f, "check");
		line(": ", f, "text");
		printf("\n");
	}
}

static void print_text(const struct session *s)
{
	for (size_t i = 0; i < json_size(s->results) && !s->o->quiet; i++)
		print_result(s->o, json_item(s->results, i));
	printf("%zu audited, %zu wrong%s\n", s->audited, s->wrong,
		s->unsigned_ones ? "; unsigned evidence proves nothing by itself" : "");
}

static void print_json(const struct session *s)
{
	struct buf b = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	json_print(s->results, JSON_PRETTY, &b);
	printf("%s\n", buf_text(&b));
	buf_free(&b);
}

static int check_digest(const char *option, const char *sha256, struct err *e)
{
	if (!sha256 || (strlen(sha256) == SHA256_HEX - 1 && strspn(sha256, "0123456789abcdef") == SHA256_HEX - 1))
		return 0;
	return err_set(e, ERR_USAGE, "%s %s: not a SHA-256 digest; give 64 hexadecimal digits (0-9, a-f)", option, sha256);
}

int cmd_audit(struct arena *a, const struct options *o, struct err *e)
{
	struct session s = { .a = a, .o = o, .results = json_new_array(a) };
	struct config c;
	struct findings chain = { NULL, 0, 0 };
	if (check_digest("--head", o->head, e) || check_digest("--from", o->from, e))
		return -1;
	if (config_load(a, secrets_blind(a), o, &c, e) || trust_open(a, o, &c, &s.trust, e) ||
		archive_list(a, o, &c, &s.archive, e) || json_parse(a, str_of(text_evidence_schema_json), &s.schema, e))
		return -1;
	s.known = (struct trust){ s.trust.keys, s.trust.n, false };
	audit_items(&s, &chain);
	audit_chain(&s, &c, &chain);
	if (o->json)
		print_json(&s);
	else
		print_text(&s);
	return s.wrong ? EXIT_DIFFERS : EXIT_PASSED;
}
