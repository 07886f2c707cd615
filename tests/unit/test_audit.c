/* SPDX-License-Identifier: Apache-2.0 */
/* test_audit.c: every change of a signed file is detected, and every single inconsistency of an unsigned one. */
#include "sample.h"
#include "../../gate/audit/audit.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static size_t count(const struct findings *f, enum finding_kind kind, const char *check)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		n += f->items[i].kind == kind && (!check || !strcmp(f->items[i].check, check));
	return n;
}

/* The number of findings that are wrong; a file that cannot be read is one. */
static size_t wrongs(
	struct arena *a, struct str bytes, const struct trust *t, const struct json *schema, struct findings *f)
{
	struct statement s;
	struct err e;
	*f = (struct findings){ NULL, 0, 0 };
	const struct trust known = { t->keys, t->n, false };
	if (statement_read(a, "it", bytes, &known, &s, &e))
		return 1;
	audit_statement(a, &s, t, schema, f);
	return count(f, FINDING_WRONG, NULL);
}

static void valid_evidence_has_no_wrong_finding(void **state)
{
	struct arena *a = *state;
	struct crypto_key *public, *key = sample_key(a, &public);
	struct trust t = { &public, 1, true }, none = { NULL, 0, false };
	struct json *schema = sample_schema(a);
	struct findings f;
	for (int failed = 0; failed < 2; failed++) {
		size_t n = wrongs(a, sample_bytes(a, sample_statement(a, failed), key), &t, schema, &f);
		for (size_t i = 0; i < f.n && n; i++)
			printf("%s: %s\n", f.items[i].check, f.items[i].text);
		assert_int_equal(n, 0);
		assert_int_equal(count(&f, FINDING_OK, "signature"), 1);
		assert_int_equal(count(&f, FINDING_OK, "replay"), 1);
	}
	assert_int_equal(wrongs(a, sample_bytes(a, sample_statement(a, false), NULL), &none, schema, &f), 0);
	assert_int_equal(count(&f, FINDING_NOT_CHECKED, "signature"), 1);
	assert_true(wrongs(a, sample_bytes(a, sample_statement(a, false), NULL), &t, schema, &f) > 0);
	assert_true(wrongs(a, sample_bytes(a, sample_statement(a, false), key), &none, schema, &f) > 0);
}

static void every_flipped_byte_is_detected(void **state)
{
	static const unsigned char masks[] = { 0x01, 0x20, 0x80, 0xFF };
	struct crypto_key *public, *key = sample_key(*state, &public);
	struct trust t = { &public, 1, true };
	struct json *schema = sample_schema(*state);
	struct str bytes = sample_bytes(*state, sample_statement(*state, false), key);
	char *flipped = arena_strndup(*state, bytes.p, bytes.n);
	assert_true(bytes.n > 2000);
	for (size_t i = 0; i < bytes.n; i++)
		for (size_t m = 0; m < COUNTOF(masks); m++) {
			struct arena *a = arena_new();
			struct findings f;
			flipped[i] = (char)((unsigned char)bytes.p[i] ^ masks[m]);
			if (!wrongs(a, (struct str){ flipped, bytes.n }, &t, schema, &f))
				fail_msg("byte %zu with %02x is not noticed", i, masks[m]);
			flipped[i] = bytes.p[i];
			arena_free(a);
		}
	for (size_t n = 0; n < bytes.n; n++) { /* every truncation */
		struct arena *a = arena_new();
		struct findings f;
		assert_true(wrongs(a, (struct str){ arena_strndup(a, bytes.p, n), n }, &t, schema, &f) > 0);
		arena_free(a);
	}
}

/* Each member of an unsigned statement is changed to a value that the schema allows. A change that the other members
 * contradict is detected. */
static void inconsistent_members_are_detected(void **state)
{
	static const struct {
		const char *path, *key, *value, *check;
	} all[] = {
		{ "predicate", "verdict", "\"failed\"", "replay" },
		{ "predicate", "decision", "\"condemned\"", "replay" },
		{ "predicate", "exitCode", "1", "sense" },
		{ "predicate", "action", "\"rolled_back\"", "sense" },
		{ "predicate.rules[0]", "outcome", "\"fail\"", "replay" },
		{ "predicate.rules[0]", "id", "\"down\"", "replay" },
		{ "predicate.facts.probes.p", "ok", "false", "replay" },
		{ "predicate.policies[0]", "text", "\"rules = ();\"", "policies" },
		{ "predicate.rounds[1]", "cleanServices", "false", "replay" },
		{ "predicate.rounds[0].outcomes", "up", "\"fail\"", "replay" },
		{ "predicate.services.s", "candidate", "\"s-3\"", "subjects" },
		{ "predicate.services.s", "candidateUid", "\"u3\"", "subjects" },
		{ "predicate.services.s", "image", "\"h/p/s@sha256:b\"", "subjects" },
		{ "predicate.gate", "passes", "3", "replay" },
		{ "predicate", "signed", "true", "signature" },
		{ "predicate", "sequence", "0", "schema" },
		{ "predicate", "previous", "\"zz\"", "schema" },
		{ "subject[0].digest", "revisionUid", "\"u9\"", "subjects" },
		{ "predicate", "startedAt", "\"today\"", "schema" },
		{ "predicate.rules[0]", "severity", "\"fatal\"", "schema" },
	};
	struct arena *a = *state;
	struct trust none = { NULL, 0, false };
	struct json *schema = sample_schema(a);
	for (size_t i = 0; i < COUNTOF(all); i++) {
		struct json *v = sample_statement(a, false);
		struct findings f;
		struct buf b = BUF_MAX(64 * 1024);
		json_set(json_at(v, all[i].path), all[i].key, sample_json(a, all[i].value));
		json_print(v, JSON_SORTED, &b);
		buf_putc(&b, '\n');
		size_t n = wrongs(a, (struct str){ b.p, b.n }, &none, schema, &f);
		buf_free(&b);
		if (!count(&f, FINDING_WRONG, all[i].check))
			fail_msg(
				"%s.%s = %s: %zu wrong, none of them by %s", all[i].path, all[i].key, all[i].value, n, all[i].check);
	}
}

static void noncanonical_bytes_are_detected(void **state)
{
	struct arena *a = *state;
	struct trust none = { NULL, 0, false };
	struct buf b = BUF_MAX(64 * 1024);
	struct findings f;
	json_print(sample_statement(a, false), JSON_PRETTY, &b);
	assert_int_equal(wrongs(a, (struct str){ b.p, b.n }, &none, sample_schema(a), &f), 1);
	assert_int_equal(count(&f, FINDING_WRONG, "form"), 1);
	buf_free(&b);
}

static struct str line(struct arena *a, struct buf *b)
{
	buf_putc(b, '\n');
	struct str bytes = { arena_strndup(a, buf_text(b), b->n), b->n };
	buf_free(b);
	return bytes;
}

/* A valid signature over the statement does not cover the other members of the envelope. */
static void unsigned_members_beside_the_signature_are_detected(void **state)
{
	struct arena *a = *state;
	struct crypto_key *public, *other, *key = sample_key(a, &public);
	struct trust t = { &public, 1, true };
	struct json *schema = sample_schema(a);
	struct findings f;
	struct statement s;
	struct err e;
	sample_key(a, &other);
	assert_int_equal(statement_read(a, "it", sample_bytes(a, sample_statement(a, false), key), NULL, &s, &e), 0);

	struct buf good = BUF_MAX(64 * 1024), hint = BUF_MAX(64 * 1024), more = BUF_MAX(64 * 1024),
			   hidden = BUF_MAX(64 * 1024);
	dsse_put_bundle(&s.dsse, crypto_key_id(public), &good);
	assert_int_equal(wrongs(a, line(a, &good), &t, schema, &f), 0);
	assert_int_equal(count(&f, FINDING_OK, "form"), 1);
	dsse_put_bundle(&s.dsse, crypto_key_id(other), &hint);
	assert_int_equal(wrongs(a, line(a, &hint), &t, schema, &f), 1);

	struct dsse_signature two[] = { s.dsse.signatures[0], { "", STR("junk") } };
	dsse_put(&(struct dsse){ s.dsse.type, s.dsse.payload, two, 2 }, &more);
	assert_int_equal(wrongs(a, line(a, &more), &t, schema, &f), 1);
	assert_int_equal(count(&f, FINDING_WRONG, "form"), 1);

	dsse_put(&s.dsse, &hidden);
	hidden.n--;
	buf_puts(&hidden, ",\"hidden\":\"" BUNDLE_TYPE "\"}");
	assert_int_equal(wrongs(a, line(a, &hidden), &t, schema, &f), 1);
	assert_int_equal(count(&f, FINDING_WRONG, "form"), 1);
}

static const char *printed(struct arena *a, const struct json *v)
{
	struct buf b = BUF_MAX(256 * 1024);
	json_print(v, JSON_SORTED, &b);
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* One of five fails, one is inconsistent, one cannot be read, and every seventh has its own policy. */
static struct str piece(struct arena *a, size_t i)
{
	struct json *v = sample_statement(a, i % 5 == 1);
	if (i % 5 == 2)
		json_set_int(a, json_get(v, "predicate"), "exitCode", 1);
	if (i % 5 == 3)
		return STR("{");
	if (i % 7 == 0)
		json_set_string(a, json_at(v, "predicate.policies[0]"), "name", arena_printf(a, "policy %zu", i));
	return sample_bytes(a, v, NULL);
}

/* The result does not depend on the number of threads or on the policies compiled before. */
static void many_files_give_the_same_findings_as_each_alone(void **state)
{
	enum { N = 96 };
	struct arena *a = *state;
	struct trust none = { NULL, 0, false };
	struct archive_item items[N];
	struct archive archive = { .items = items, .n = N };
	struct options o = { 0 };
	struct audit_input in = {
		.o = &o, .archive = &archive, .trust = &none, .known = &none, .schema = sample_schema(a)
	};
	size_t wrong = 0;
	for (size_t i = 0; i < N; i++)
		items[i] = (struct archive_item){ .name = arena_printf(a, "piece %zu", i), .bytes = piece(a, i) };
	const struct audited *all = audit_archive(a, &in);
	for (size_t i = 0; i < N; i++) {
		struct findings f = { NULL, 0, 0 };
		struct statement s;
		struct err e;
		bool read = !statement_read(a, items[i].name, items[i].bytes, &none, &s, &e);
		if (read)
			audit_statement(a, &s, &none, in.schema, &f);
		else
			finding_add(a, &f, FINDING_WRONG, "form", "%s", e.text);
		const struct json *alone = findings_json(a, items[i].name, read ? &s : NULL, &f);
		assert_string_equal(printed(a, all[i].result), printed(a, alone));
		assert_int_equal(all[i].read, read);
		assert_int_equal(all[i].wrong, i % 5 == 2 || i % 5 == 3);
		wrong += all[i].wrong;
	}
	assert_int_equal(wrong, 38);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, unit_set_up, unit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(valid_evidence_has_no_wrong_finding), TEST(every_flipped_byte_is_detected),
		TEST(inconsistent_members_are_detected), TEST(noncanonical_bytes_are_detected),
		TEST(unsigned_members_beside_the_signature_are_detected),
		TEST(many_files_give_the_same_findings_as_each_alone) };
	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
