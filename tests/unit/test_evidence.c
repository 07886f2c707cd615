/* SPDX-License-Identifier: Apache-2.0 */
/* test_evidence.c: the parts of evidence: envelopes, keys, base64, the schema, the chain. */
#include "sample.h"
#include "../../gate/audit/audit.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

/* RFC 4648, section 10. */
static void base64_vectors(void **state)
{
	static const char *const pairs[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };
	static const char *const wrong[] = { "Z", "Zg=", "Z===", "Zm9v!", "Zm 9v", "====", "Zm9vY" };
	struct str out;
	for (size_t i = 0; i < COUNTOF(pairs); i++) {
		struct buf b = BUF_MAX(64);
		base64_put(&b, str_of(pairs[i][0]));
		assert_string_equal(buf_text(&b), pairs[i][1]);
		assert_int_equal(base64_decode(*state, str_of(pairs[i][1]), &out), 0);
		assert_true(str_is(out, pairs[i][0]));
		buf_free(&b);
	}
	assert_int_equal(base64_decode(*state, str_of("-_-_"), &out), 0);
	assert_memory_equal(out.p, "\xFB\xFF\xBF", 3);
	assert_int_equal(base64_decode(*state, str_of("Zg"), &out), 0);
	for (size_t i = 0; i < COUNTOF(wrong); i++)
		assert_int_equal(base64_decode(*state, str_of(wrong[i]), &out), -1);
}

/* The test vector of the DSSE specification. */
static void pae_vector(void **state)
{
	struct buf b = BUF_MAX(256);
	(void)state;
	dsse_pae("http://example.com/HelloWorld", STR("hello world"), &b);
	assert_string_equal(buf_text(&b), "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
	buf_free(&b);
}

static void signatures_are_verified(void **state)
{
	struct arena *a = *state;
	struct crypto_key *public, *other_public, *key = sample_key(a, &public);
	struct err e;
	struct str sig;
	sample_key(a, &other_public);
	assert_int_equal(crypto_sign(a, key, STR("text"), &sig, &e), 0);
	assert_true(crypto_verify(public, STR("text"), sig));
	assert_false(crypto_verify(public, STR("Text"), sig));
	assert_false(crypto_verify(other_public, STR("text"), sig));
	assert_string_equal(crypto_key_id(key), crypto_key_id(public));
	assert_int_equal(crypto_private_key(a, STR("-----BEGIN ENCRYPTED PRIVATE KEY-----\nx\n"), &key, &e), -1);
	assert_non_null(strstr(e.text, "cannot ask"));
	assert_int_equal(crypto_public_key(a, STR("nothing"), &key, &e), -1);
	assert_int_equal(e.code, ERR_CONFIG);
}

static struct statement read_back(struct arena *a, struct str bytes)
{
	struct statement s;
	struct err e;
	if (statement_read(a, "it", bytes, NULL, &s, &e))
		fail_msg("%s", e.text);
	return s;
}

static void untrusted_evidence_is_rejected(void **state)
{
	struct arena *a = *state;
	struct crypto_key *public, *other, *key = sample_key(a, &public);
	struct statement s;
	struct err e;
	sample_key(a, &other);
	struct trust both = { (struct crypto_key *[]){ other, public }, 2, true }, wrong = { &other, 1, true },
				 none = { NULL, 0, false };
	struct json *v = sample_statement(a, false);
	struct statement sealed = read_back(a, sample_bytes(a, v, key)), open = read_back(a, sample_bytes(a, v, NULL));
	assert_int_equal(statement_read(a, "it", sealed.bytes, &both, &s, &e), 0);
	assert_ptr_equal(s.key, public);
	assert_int_equal(statement_read(a, "it", sealed.bytes, &wrong, &s, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	assert_null(s.key);
	assert_null(s.predicate); /* the payload was not parsed */
	assert_string_equal(s.sha256, sealed.sha256);
	assert_int_equal(statement_read(a, "it", sealed.bytes, &none, &s, &e), 0);
	assert_int_equal(statement_read(a, "it", open.bytes, &both, &s, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	assert_int_equal(statement_read(a, "it", open.bytes, &none, &s, &e), 0);
	assert_true(json_equal(sealed.root, json_copy(a, sealed.root)));
	assert_string_equal(json_text(json_get(sealed.predicate, "verdict")).p, "passed");
}

/* A payload in URL-safe base64 is verified too. An envelope with another payloadType does not count as evidence. */
static void foreign_envelopes(void **state)
{
	struct arena *a = *state;
	struct crypto_key *public, *key = sample_key(a, &public);
	struct statement s = read_back(a, sample_bytes(a, sample_statement(a, false), key));
	struct err e;
	char *text = arena_strndup(a, s.bytes.p, s.bytes.n);
	char *payload = strstr(text, "\"payload\":\"") + 11;
	for (char *p = payload; *p != '"'; p++)
		*p = (char)(*p == '+' ? '-' : *p == '/' ? '_' : *p);
	struct statement t = read_back(a, str_of(text));
	assert_ptr_equal(dsse_verify(&t.dsse, &public, 1), public);
	char *type = strstr(text, "vnd.in-toto");
	type[0] = 'x';
	assert_int_equal(statement_read(a, "it", str_of(text), NULL, &t, &e), -1);
	struct str no_base64 = STR("{\"payload\":\"!\",\"payloadType\":\"x\",\"signatures\":[]}");
	struct str unsigned_one = STR("{\"payload\":\"\",\"payloadType\":\"x\",\"signatures\":[]}");
	assert_int_equal(statement_read(a, "it", no_base64, NULL, &t, &e), -1);
	assert_int_equal(statement_read(a, "it", unsigned_one, NULL, &t, &e), -1);
	assert_int_equal(statement_read(a, "it", STR("{\"a\":1}"), NULL, &t, &e), -1);
}

static int checked(struct arena *a, const char *value, const char *schema, struct err *e)
{
	return schema_check(sample_json(a, value), schema_compile(a, sample_json(a, schema)), e);
}

static void schema_keywords(void **state)
{
	static const struct {
		const char *schema, *good, *bad, *says;
	} all[] = {
		{ "{\"type\":\"integer\"}", "7", "7.5", "has the wrong type number" },
		{ "{\"type\":[\"array\",\"null\"]}", "null", "{}", "has the wrong type object" },
		{ "{\"const\":\"a\"}", "\"a\"", "\"b\"", "is not the required value" },
		{ "{\"enum\":[1,\"b\"]}", "\"b\"", "2", "is not one of the allowed values" },
		{ "{\"pattern\":\"^[0-9]{2}$\"}", "\"12\"", "\"123\"", "does not match the required pattern" },
		{ "{\"minimum\":1}", "1", "0", "is too small" },
		{ "{\"maximum\":1}", "1", "2", "is too large" },
		{ "{\"required\":[\"a\"]}", "{\"a\":1}", "{}", "lacks the member a" },
		{ "{\"properties\":{\"a\":{\"type\":\"string\"}}}", "{\"b\":1}", "{\"a\":1}",
			"a has the wrong type whole number" },
		{ "{\"properties\":{\"a\":{}},\"additionalProperties\":false}", "{\"a\":1}", "{\"b\":1}",
			"has an unknown member b" },
		{ "{\"additionalProperties\":{\"type\":\"string\"}}", "{\"b\":\"\"}", "{\"b\":1}",
			"b has the wrong type whole number" },
		{ "{\"items\":{\"type\":\"string\"}}", "[\"\"]", "[\"\",1]", "[1] has the wrong type whole number" },
		{ "{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"type\":\"null\"}}}", "null", "1",
			"has the wrong type whole number" },
	};
	struct err e;
	for (size_t i = 0; i < COUNTOF(all); i++) {
		assert_int_equal(checked(*state, all[i].good, all[i].schema, &e), 0);
		assert_int_equal(checked(*state, all[i].bad, all[i].schema, &e), -1);
		if (!strstr(e.text, all[i].says))
			fail_msg("%s says %s", all[i].schema, e.text);
	}
	/* an unknown keyword is an error */
	assert_int_equal(checked(*state, "1", "{\"multipleOf\":2}", &e), -1);
	assert_int_equal(checked(*state, "1", "{\"$ref\":\"#/$defs/none\"}", &e), -1);
}

static void sample_matches_the_schema(void **state)
{
	struct err e = { 0 };
	for (int failed = 0; failed < 2; failed++)
		if (schema_check(sample_statement(*state, failed), schema_compile(*state, sample_schema(*state)), &e))
			fail_msg("%s", e.text);
}

static struct statement piece_of(struct arena *a, const char *name, int64_t sequence, const char *previous)
{
	struct json *v = sample_statement(a, false);
	struct statement s;
	struct err e;
	json_set_int(a, json_get(v, "predicate"), "sequence", sequence);
	json_set_string(a, json_get(v, "predicate"), "previous", previous);
	json_set_string(a, json_get(v, "predicate"), "reason", name);
	if (statement_read(a, name, sample_bytes(a, v, NULL), NULL, &s, &e))
		fail_msg("%s", e.text);
	return s;
}

static size_t wrong_in(const struct findings *f, const char *says)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		n += f->items[i].kind == FINDING_WRONG && (!says || strstr(f->items[i].text, says));
	return n;
}

/* Four links in a row; leave is the index of the missing one (4: none). */
static struct findings audit_without(struct arena *a, size_t leave, bool head)
{
	struct statement s[4];
	struct links l = { .n = 0 };
	struct findings f = { NULL, 0, 0 };
	for (size_t i = 0; i < 4; i++)
		s[i] = piece_of(a, arena_printf(a, "n%zu", i + 1), (int64_t)i + 1, i ? s[i - 1].sha256 : NULL);
	for (size_t i = 0; i < 4; i++)
		if (i != leave)
			links_add(a, &l, &s[i]);
	links_audit(a, &l, &(struct head_claim){ "head", 4, s[3].sha256 }, head ? 1 : 0, &f);
	return f;
}

static void missing_link_is_reported(void **state)
{
	struct findings whole = audit_without(*state, 4, true), first = audit_without(*state, 0, true);
	assert_int_equal(wrong_in(&whole, NULL), 0);
	assert_int_equal(wrong_in(&first, NULL), 0); /* the old end of the chain may be archived; this is reported */
	assert_int_equal(first.items[0].kind, FINDING_NOT_CHECKED);
	for (size_t i = 1; i < 3; i++) {
		struct findings f = audit_without(*state, i, true);
		assert_int_equal(wrong_in(&f, "a gap"), 1);
	}
	struct findings last = audit_without(*state, 3, true), unknown = audit_without(*state, 3, false);
	assert_int_equal(wrong_in(&last, "the end is missing"), 1);
	assert_int_equal(wrong_in(&unknown, NULL), 0);
	assert_non_null(strstr(unknown.items[unknown.n - 1].text, "later evidence may be missing"));
}

static void links_out_of_order_are_reported(void **state)
{
	struct arena *a = *state;
	struct statement one = piece_of(a, "one", 1, NULL), skips = piece_of(a, "skips", 3, one.sha256),
					 headless = piece_of(a, "headless", 2, NULL);
	struct statement twin_a = piece_of(a, "twin-a", 2, one.sha256), twin_b = piece_of(a, "twin-b", 2, one.sha256);
	struct links l = { .n = 0 }, m = { .n = 0 }, twins = { .n = 0 };
	struct findings f = { NULL, 0, 0 }, g = { NULL, 0, 0 }, h = { NULL, 0, 0 };
	links_add(a, &l, &one);
	links_add(a, &l, &skips);
	links_audit(a, &l, NULL, 0, &f);
	assert_int_equal(wrong_in(&f, "is number 3 but follows number 1"), 1);
	links_add(a, &m, &headless);
	links_audit(a, &m, NULL, 0, &g);
	assert_int_equal(wrong_in(&g, "names no previous evidence"), 1);
	links_add(a, &twins, &one);
	links_add(a, &twins, &twin_a);
	links_add(a, &twins, &twin_b);
	links_add(a, &twins, &twin_b); /* a file and its note */
	links_audit(a, &twins, NULL, 0, &h);
	assert_int_equal(wrong_in(&h, NULL), 0);
	assert_non_null(strstr(h.items[0].text, "a fork"));
}

static void folder_has_a_head(void **state)
{
	struct arena *a = *state;
	char dir[] = "/tmp/chain-XXXXXX";
	struct chain_head h = { 7, "" }, back;
	struct err e;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chain_read_head(a, dir, &back, &e), 0);
	assert_int_equal(back.sequence, 0);
	crypto_sha256_hex("x", 1, h.sha256);
	assert_int_equal(chain_write_head(dir, &h, &e), 0);
	assert_int_equal(chain_read_head(a, dir, &back, &e), 0);
	assert_int_equal(back.sequence, 7);
	assert_string_equal(back.sha256, h.sha256);
	int held = chain_lock(dir, &e);
	assert_true(held >= 0);
	assert_int_equal(chain_lock(dir, &e), -1);
	assert_int_equal(e.code, ERR_LOCKED);
	close(held);
	const char *path = arena_printf(a, "%s/head", dir);
	assert_int_equal(file_write_atomic(path, "7 zz\n", 5, 0600, &e), 0);
	assert_int_equal(chain_read_head(a, dir, &back, &e), -1);
	unlink(path); /* then the newest file is used */
	struct str bytes = sample_bytes(a, sample_statement(a, false), NULL);
	assert_int_equal(file_write_atomic(arena_printf(a, "%s/1.json", dir), bytes.p, bytes.n, 0600, &e), 0);
	assert_int_equal(chain_read_head(a, dir, &back, &e), 0);
	assert_int_equal(back.sequence, 1);
	unlink(arena_printf(a, "%s/1.json", dir));
	unlink(arena_printf(a, "%s/.lock", dir));
	rmdir(dir);
}

static void unsafe_paths_are_not_written(void **state)
{
	struct buf b = BUF_MAX(64), large = BUF_MAX(4);
	struct err e;
	(void)state;
	buf_puts(&b, "{\"reason\":\"answered 503\"}");
	assert_int_equal(evidence_check(&b, &e), 0);
	buf_puts(&b, "ya29.c4n4ry-c4n4ry-c4n4ry");
	assert_int_equal(evidence_check(&b, &e), -1);
	assert_non_null(strstr(e.text, "looks like a credential"));
	assert_null(strstr(e.text, "c4n4ry"));
	buf_puts(&large, "{\"reason\":1}");
	assert_int_equal(evidence_check(&large, &e), -1);
	assert_string_equal(e.text, "the evidence is larger than 4 bytes");
	buf_free(&b);
	buf_free(&large);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, unit_set_up, unit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(base64_vectors),
		TEST(pae_vector),
		TEST(signatures_are_verified),
		TEST(untrusted_evidence_is_rejected),
		TEST(foreign_envelopes),
		TEST(schema_keywords),
		TEST(sample_matches_the_schema),
		TEST(missing_link_is_reported),
		TEST(links_out_of_order_are_reported),
		TEST(folder_has_a_head),
		cmocka_unit_test(unsafe_paths_are_not_written),
	};
	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
