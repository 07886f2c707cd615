/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_statement.c: which evidence is accepted when it is read back: its types, its signatures and their number, its
 * position in the chain; and how much work a foreign envelope can cause.
 */
#include "sample.h"
#include "../../gate/audit/audit.h"
#include "unit.h"

#include <dlfcn.h>
#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

/* ---- Types ------------------------------------------------------------------------------------------ */

/* Changes one member of the sample, signs it, and reads it with trust required. */
static int read_changed(struct arena *a, const char *member, const char *value, struct err *e)
{
	struct crypto_key *public, *key = sample_key(a, &public);
	struct json *v = sample_statement(a, false);
	struct statement s;
	json_set(v, member, value ? json_new_string(a, value) : NULL);
	return statement_read(a, "it", sample_bytes(a, v, key), &(struct trust){ &public, 1, true }, &s, e);
}

static void only_known_types_are_evidence(void **state)
{
	struct arena *a = *state;
	struct err e;
	assert_int_equal(read_changed(a, "_type", STATEMENT_TYPE, &e), 0);
	assert_int_equal(read_changed(a, "_type", "https://in-toto.io/Statement/v0.1", &e), -1);
	assert_non_null(strstr(e.text, "_type is \"https://in-toto.io/Statement/v0.1\""));
	assert_int_equal(read_changed(a, "_type", NULL, &e), -1);
	assert_int_equal(read_changed(a, "predicateType", "https://slsa.dev/verification_summary/v1", &e), -1);
	assert_non_null(strstr(e.text, "predicateType is \"https://slsa.dev/verification_summary/v1\""));
	assert_int_equal(read_changed(a, "predicateType", PREDICATE_TYPE "2", &e), -1);
	/* Without the type it would be a bare predicate. */
	assert_int_equal(read_changed(a, "predicateType", NULL, &e), -1);
}

/* Without required trust, evidence is accepted in any wrapping, such as a predicate printed with --json. */
static void bare_predicate_is_read_without_required_trust(void **state)
{
	struct arena *a = *state;
	struct crypto_key *public;
	struct json *predicate = json_get(sample_statement(a, false), "predicate");
	struct buf b = BUF_MAX(64 * 1024);
	struct statement s;
	struct err e;
	sample_key(a, &public);
	json_print(predicate, JSON_SORTED, &b);
	struct str bytes = { arena_strndup(a, buf_text(&b), b.n), b.n };
	buf_free(&b);
	assert_int_equal(statement_read(a, "it", bytes, &(struct trust){ &public, 1, false }, &s, &e), 0);
	assert_int_equal(statement_read(a, "it", bytes, &(struct trust){ &public, 1, true }, &s, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
}

/* ---- Signatures -------------------------------------------------------------------------------------- */

/* The number of bytes that OpenSSL was given to hash. */
static size_t hashed;

int EVP_Digest(const void *data, size_t n, unsigned char *out, unsigned int *size, const EVP_MD *type, ENGINE *engine)
{
	int (*real)(const void *, size_t, unsigned char *, unsigned int *, const EVP_MD *, ENGINE *);
	*(void **)&real = dlsym(RTLD_NEXT, "EVP_Digest");
	hashed += n;
	return real(data, n, out, size, type, engine);
}

int EVP_DigestUpdate(EVP_MD_CTX *ctx, const void *data, size_t n)
{
	int (*real)(EVP_MD_CTX *, const void *, size_t);
	*(void **)&real = dlsym(RTLD_NEXT, "EVP_DigestUpdate");
	hashed += n;
	return real(ctx, data, n);
}

int EVP_DigestVerify(EVP_MD_CTX *ctx, const unsigned char *sig, size_t sig_n, const unsigned char *data, size_t n)
{
	int (*real)(EVP_MD_CTX *, const unsigned char *, size_t, const unsigned char *, size_t);
	*(void **)&real = dlsym(RTLD_NEXT, "EVP_DigestVerify");
	hashed += n;
	return real(ctx, sig, sig_n, data, n);
}

enum { KEYS = 8, PAYLOAD = 1024 * 1024 };

static struct str envelope_of(struct arena *a, struct str payload, size_t signatures)
{
	struct dsse_signature *all = ARENA_ARRAY(a, struct dsse_signature, signatures);
	struct buf out = BUF_MAX(4 * PAYLOAD);
	for (size_t i = 0; i < signatures; i++)
		all[i] = (struct dsse_signature){ "", STR("no signature of these keys") };
	dsse_put(&(struct dsse){ PAYLOAD_TYPE, payload, all, signatures }, &out);
	struct str bytes = { arena_strndup(a, buf_text(&out), out.n), out.n };
	buf_free(&out);
	return bytes;
}

/* A foreign envelope with the maximum number of signatures: its payload is hashed once, however many keys there are. */
static void payload_is_hashed_once(void **state)
{
	struct arena *a = *state;
	struct crypto_key *keys[KEYS];
	char *payload = arena_alloc(a, PAYLOAD + 1);
	struct statement s;
	struct err e;
	for (size_t i = 0; i < KEYS; i++)
		sample_key(a, &keys[i]);
	memset(payload, ' ', PAYLOAD);
	struct str bytes = envelope_of(a, (struct str){ payload, PAYLOAD }, LIMIT_SIGNATURES);
	hashed = 0;
	assert_int_equal(statement_read(a, "it", bytes, &(struct trust){ keys, KEYS, true }, &s, &e), -1);
	assert_int_equal(e.code, ERR_DENIED);
	assert_true(hashed >= bytes.n);                        /* the file for its digest */
	assert_true(hashed <= 2 * (bytes.n + PAYLOAD) + 1024); /* twice, because one of these functions may call another */
}

static void number_of_signatures_is_limited(void **state)
{
	struct arena *a = *state;
	struct crypto_key *public, *key = sample_key(a, &public);
	struct statement s, t;
	struct err e;
	assert_int_equal(statement_read(a, "it", sample_bytes(a, sample_statement(a, false), key), NULL, &s, &e), 0);
	for (size_t n = 1; n <= LIMIT_SIGNATURES + 1; n++) { /* the valid one is the last */
		struct dsse_signature all[LIMIT_SIGNATURES + 1];
		struct buf out = BUF_MAX(64 * 1024);
		for (size_t i = 0; i + 1 < n; i++)
			all[i] = (struct dsse_signature){ "", STR("another's") };
		all[n - 1] = s.dsse.signatures[0];
		dsse_put(&(struct dsse){ PAYLOAD_TYPE, s.dsse.payload, all, n }, &out);
		struct str bytes = { arena_strndup(a, buf_text(&out), out.n), out.n };
		buf_free(&out);
		int rc = statement_read(a, "it", bytes, &(struct trust){ &public, 1, true }, &t, &e);
		assert_int_equal(rc, n <= LIMIT_SIGNATURES ? 0 : -1);
	}
	assert_int_equal(e.code, ERR_LIMIT);
	assert_non_null(strstr(e.text, "5 signatures; the limit is 4"));
}

/* ---- Position in the chain ----------------------------------------------------------------------------- */

static void write_sample(struct arena *a, const char *path, const char *sequence)
{
	struct json *v = sample_statement(a, false);
	struct err e;
	json_set(json_get(v, "predicate"), "sequence", sequence ? sample_json(a, sequence) : NULL);
	struct str bytes = sample_bytes(a, v, NULL);
	assert_int_equal(file_write_atomic(path, bytes.p, bytes.n, 0600, &e), 0);
}

/* An impossible sequence number is ignored: the chain continues from the newest file that has a valid one. */
static void huge_sequence_number_is_ignored(void **state)
{
	static const char *const numbers[] = { "9223372036854775807", "1000000001", "1000000000", "18446744073709551615",
		"-1", "0", "1.5", "\"7\"" };
	struct arena *a = *state;
	char dir[] = "/tmp/chain-XXXXXX";
	struct chain_head head;
	struct err e;
	assert_non_null(mkdtemp(dir));
	const char *old = arena_printf(a, "%s/1.json", dir), *new = arena_printf(a, "%s/2.json", dir);
	write_sample(a, old, "7");
	for (size_t i = 0; i < COUNTOF(numbers); i++) {
		write_sample(a, new, numbers[i]);
		assert_int_equal(chain_read_head(a, dir, &head, &e), 0);
		if (head.sequence != 7)
			fail_msg("%s: the newest is number %lld", numbers[i], (long long)head.sequence);
	}
	write_sample(a, new, "8");
	assert_int_equal(chain_read_head(a, dir, &head, &e), 0);
	assert_int_equal(head.sequence, 8);
	write_sample(a, new, NULL); /* evidence from a version without sequence numbers */
	assert_int_equal(chain_read_head(a, dir, &head, &e), 0);
	assert_int_equal(head.sequence, 1);
	unlink(old);
	unlink(new);
	rmdir(dir);
}

static void huge_sequence_number_in_a_head_is_an_error(void **state)
{
	static const char digest[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";
	struct arena *a = *state;
	char dir[] = "/tmp/chain-XXXXXX";
	struct chain_head head;
	struct err e;
	assert_non_null(mkdtemp(dir));
	const char *path = arena_printf(a, "%s/head", dir);
	for (int valid = 0; valid < 2; valid++) {
		const char *text = arena_printf(a, "%lld %s", valid ? 999999999LL : 999999999999999999LL, digest);
		assert_int_equal(file_write_atomic(path, text, strlen(text), 0600, &e), 0);
		assert_int_equal(chain_read_head(a, dir, &head, &e), valid ? 0 : -1);
	}
	unlink(path);
	rmdir(dir);
}

static struct statement numbered(struct arena *a, const char *name, const char *sequence, const char *previous)
{
	struct json *v = sample_statement(a, false);
	struct statement s;
	struct err e;
	json_set(json_get(v, "predicate"), "sequence", sample_json(a, sequence));
	json_set_string(a, json_get(v, "predicate"), "previous", previous);
	json_set_string(a, json_get(v, "predicate"), "reason", name);
	assert_int_equal(statement_read(a, name, sample_bytes(a, v, NULL), NULL, &s, &e), 0);
	return s;
}

static size_t count(const struct findings *f, enum finding_kind kind, const char *says)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		n += f->items[i].kind == kind && strstr(f->items[i].text, says);
	return n;
}

static void sequence_number_beyond_the_limit_is_invalid(void **state)
{
	static const char *const numbers[] = { "-9223372036854775808", "9223372036854775807", "1000000001" };
	struct arena *a = *state;
	for (size_t i = 0; i < COUNTOF(numbers); i++) {
		struct statement first = numbered(a, "first", "1", NULL), next = numbered(a, "next", numbers[i], first.sha256);
		struct links l = { .n = 0 };
		struct findings f = { NULL, 0, 0 };
		links_add(a, &l, &first);
		links_add(a, &l, &next);
		links_audit(a, &l, NULL, 0, &f);
		assert_int_equal(count(&f, FINDING_WRONG, "next has no number"), 1);
	}
}

/* One, two, three and four in a row, and one without a known predecessor. leave: a bit for each that is missing. */
static struct findings from_three(struct arena *a, unsigned leave, bool stray)
{
	struct statement s[4], other = numbered(a, "stray", "0", NULL);
	struct links l = { .n = 0 };
	struct findings f = { NULL, 0, 0 };
	for (size_t i = 0; i < COUNTOF(s); i++) {
		s[i] = numbered(a, arena_printf(a, "n%zu", i + 1), arena_printf(a, "%zu", i + 1), i ? s[i - 1].sha256 : NULL);
		if (!(leave >> i & 1))
			links_add(a, &l, &s[i]);
	}
	if (stray)
		links_add(a, &l, &other);
	const struct link from = *links_find(&l, s[2].sha256);
	links_begin(&l, &from);
	links_audit(a, &l, &(struct head_claim){ "head", 4, s[3].sha256 }, 1, &f);
	return f;
}

static void evidence_before_from_is_not_needed(void **state)
{
	struct arena *a = *state;
	for (unsigned leave = 0; leave < 4; leave++) { /* any of the first two */
		struct findings f = from_three(a, leave, false);
		assert_int_equal(count(&f, FINDING_WRONG, ""), 0);
		assert_int_equal(count(&f, FINDING_NOT_CHECKED, ""), 0);
		assert_int_equal(count(&f, FINDING_OK, "begins at n3 (number 3), as given with --from"), 1);
		assert_int_equal(count(&f, FINDING_OK, "2 pieces without a gap, from number 3 to 4"), 1);
	}
	struct findings end = from_three(a, 1 << 3, false), stray = from_three(a, 0, true);
	assert_int_equal(count(&end, FINDING_WRONG, "the end is missing"), 1);
	assert_int_equal(count(&stray, FINDING_WRONG, "stray has no number"), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, unit_set_up, unit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_known_types_are_evidence),
		TEST(bare_predicate_is_read_without_required_trust),
		TEST(payload_is_hashed_once),
		TEST(number_of_signatures_is_limited),
		TEST(huge_sequence_number_is_ignored),
		TEST(huge_sequence_number_in_a_head_is_an_error),
		TEST(sequence_number_beyond_the_limit_is_invalid),
		TEST(evidence_before_from_is_not_needed),
	};
	return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
