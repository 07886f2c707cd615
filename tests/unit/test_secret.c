/* SPDX-License-Identifier: Apache-2.0 */
/* test_secret.c: redaction of text that looks like a credential; valid and invalid signing keys; JWTs. */
#include "../../gate/base/base.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

struct home {
	struct arena *a;
	struct secrets *k;
};

static int set_up(void **state)
{
	struct arena *a = arena_new();
	struct home *h = ARENA_NEW(a, struct home);
	*h = (struct home){ a, secrets_new(a) };
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	arena_free(((struct home *)*state)->a);
	return 0;
}

static const char *scrubbed(const struct home *h, const char *text)
{
	struct buf b = BUF_MAX(100000);
	secrets_scrub(h->k, str_of(text), &b);
	const char *copy = arena_strdup(h->a, buf_text(&b));
	buf_free(&b);
	return copy;
}

/* ---- Patterns ------------------------------------------------------------------------------------ */

static void credential_patterns_are_redacted(void **state)
{
	static const struct {
		const char *text, *left;
	} texts[] = {
		{ "token ya29.a0AfH6SMBx-_y.z0123456789, and on", "token [redacted], and on" },
		{ "Authorization: Bearer abcdefghijklmnop1", "Authorization: Bearer [redacted]" },
		{ "bearer 0123456789abcdef/+==", "bearer [redacted]" },
		{ "{\"t\":\"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl\"}", "{\"t\":\"[redacted]\"}" },
		{ "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.", "[redacted]" },
		{ "cut: eyJhbGciOiJSUzI1NiJ9.eyJp", "cut: [redacted]" },
		{ "1//0gAbCdEfGhIjKlMnOp-_", "[redacted]" },
		{ "GOCSPX-AbCdEfGhIjKlMnOp", "[redacted]" },
		{ "key=AIzaSyA-0123456789abcdefghijklmnopqrstu&x", "key=[redacted]&x" },
		{ "a -----BEGIN PRIVATE KEY-----\nMIIE\nvQ==\n-----END PRIVATE KEY-----\n b", "a [redacted]\n b" },
		{ "-----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY-----\\n\",", "[redacted]\\n\"," },
		{ "-----BEGIN EC PRIVATE KEY-----\nMIIEvQ", "[redacted]" },
	};
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		assert_string_equal(scrubbed(*state, texts[i].text), texts[i].left);
		assert_true(secret_shaped(str_of(texts[i].text)));
		assert_false(secret_shaped(str_of(texts[i].left)));
		assert_true(secrets_in(NULL, str_of(texts[i].text)));
	}
}

static void prose_and_names_are_not_redacted(void **state)
{
	static const char *const texts[] = {
		"the Bearer of good news",
		"Bearer authentication-is-required",
		"WWW-Authenticate: Bearer realm=\"x\"",
		"ya29.",
		"ya29.short",
		"eyJ",
		"eyJhbGciOiJSUzI1NiJ9",
		"hey.Joe.and.all",
		"demo-backend-00042-xyz",
		"sha256:0123456789abcdef0123456789abcdef",
		"-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
		"-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----",
		"-----BEGIN ",
		"AIza",
		"1//0",
		"GOCSPX-",
		"",
		"https://example.com/1//0/x",
	};
	for (size_t i = 0; i < COUNTOF(texts); i++)
		assert_string_equal(scrubbed(*state, texts[i]), texts[i]);
}

static void patterns_are_bounded_at_every_truncation(void **state)
{
	static const char text[] =
		"x -----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln";
	for (size_t n = 0; n < sizeof(text); n++) { /* the sanitizers detect reads beyond the end */
		char *exact = arena_strndup(((struct home *)*state)->a, text, n);
		struct buf b = BUF_MAX(1000);
		secret_put_unshaped((struct str){ exact, n }, &b);
		assert_null(strstr(buf_text(&b), "MIIE"));
		buf_free(&b);
	}
}

static void known_secrets_are_redacted_before_patterns(void **state)
{
	const struct home *h = *state;
	secret_printf(h->k, "Bearer %s", "abc:def-0123456789-ghi/jkl");
	secret_new(h->k, "hunter-two", 10, true);
	assert_string_equal(scrubbed(h, "x Bearer abc:def-0123456789-ghi/jkl y hunter-two hunter%2Dtwo"),
		"x [redacted] y [redacted] hunter%2Dtwo");
	assert_true(secrets_in(h->k, str_of("hunter-two")) && secrets_in(h->k, str_of("is hunter-two.")));
	assert_false(
		secrets_in(h->k, str_of("hunter-")) || secrets_in(h->k, str_of("")) || secrets_in(NULL, str_of("hunter-two")));
	assert_string_equal(secret_shown(secret_printf(h->k, "%s", "visible?")), "[redacted]");
	assert_string_equal(secret_reveal(secret_printf(h->k, "%d-%s", 7, "x")), "7-x");
}

/* ---- Keys and JWTs --------------------------------------------------------------------------------------- */

static const char *pem_of(struct home *h, EVP_PKEY *key, const EVP_CIPHER *cipher)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *p;
	static char pass[] = "pass";
	PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, cipher ? pass : NULL, cipher ? 4 : 0, NULL, NULL);
	long n = BIO_get_mem_data(bio, &p);
	const char *copy = arena_strndup(h->a, p, (size_t)n);
	BIO_free(bio);
	return copy;
}

static void invalid_key_is_reported(void **state)
{
	struct home *h = *state;
	EVP_PKEY *small = EVP_RSA_gen(1024), *curve = EVP_EC_gen("P-256"), *good = EVP_RSA_gen(2048);
	const struct {
		const char *pem, *why;
	} keys[] = {
		{ pem_of(h, small, NULL), "1024 bits" },
		{ pem_of(h, curve, NULL), "not an RSA key" },
		{ pem_of(h, good, EVP_aes_128_cbc()), "cannot be read" },
		{ "", "cannot be read" },
		{ "-----BEGIN PRIVATE KEY-----\n", "cannot be read" },
		{ arena_strndup(h->a, pem_of(h, good, NULL), 200), "cannot be read" },
	};
	for (size_t i = 0; i < COUNTOF(keys); i++) {
		struct err e;
		assert_int_equal(crypto_rs256_check(secret_new(h->k, keys[i].pem, strlen(keys[i].pem), true), &e), -1);
		assert_int_equal(e.code, ERR_AUTH);
		assert_non_null(strstr(e.text, keys[i].why));
	}
	EVP_PKEY_free(small);
	EVP_PKEY_free(curve);
	EVP_PKEY_free(good);
}

static void jwt_verifies_with_the_public_key(void **state)
{
	struct home *h = *state;
	EVP_PKEY *key = EVP_RSA_gen(2048);
	const char *pem = pem_of(h, key, NULL);
	struct json *claims = json_new_object(h->a), *read;
	struct secret *jwt;
	struct err e;
	unsigned char signature[256];
	json_set_string(h->a, claims, "iss", "caf\xc3\xa9");
	json_set_int(h->a, claims, "iat", 1700000000);
	assert_int_equal(crypto_jwt_sign(h->k, secret_new(h->k, pem, strlen(pem), true), "k1", claims, &jwt, &e), 0);
	const char *text = secret_reveal(jwt), *last = strrchr(text, '.');
	assert_null(strpbrk(text, "+/= \n"));
	assert_int_equal(crypto_jwt_claims(h->a, str_of(text), &read, &e), 0);
	assert_true(json_equal(read, claims));
	char *padded = arena_printf(h->a, "%s==", last + 1); /* 256 bytes are 342 digits */
	for (char *p = padded; *p; p++)
		*p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
	unsigned char out[260];
	assert_int_equal(EVP_DecodeBlock(out, (const unsigned char *)padded, (int)strlen(padded)), 258);
	memcpy(signature, out, sizeof(signature));
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	assert_int_equal(EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, key), 1);
	assert_int_equal(EVP_DigestVerify(md, signature, 256, (const unsigned char *)text, (size_t)(last - text)), 1);
	EVP_MD_CTX_free(md);
	EVP_PKEY_free(key);
	assert_null(strstr(scrubbed(h, text), last));
}

static void invalid_jwt_is_an_error(void **state)
{
	static const char *const texts[] = { "", ".", "..", "a.b", "a.b.c", "a.e30", "a.W10.c", "a.e30=.c", "a.e.c",
		"a.\xff.c", "a.e3 0.c" };
	struct home *h = *state;
	struct json *claims;
	struct err e;
	for (size_t i = 0; i < COUNTOF(texts); i++)
		assert_int_equal(crypto_jwt_claims(h->a, str_of(texts[i]), &claims, &e), -1);
	assert_int_equal(crypto_jwt_claims(h->a, str_of("a.e30.c"), &claims, &e), 0);
}

static void base64_follows_the_rfc(void **state)
{
	static const char *const pairs[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foobar", "Zm9vYmFy" }, { "\xfb\xff", "+/8=" } };
	(void)state;
	for (size_t i = 0; i < COUNTOF(pairs); i++) {
		struct buf b = BUF_MAX(100), u = BUF_MAX(100);
		base64_put(&b, str_of(pairs[i][0]));
		crypto_put_base64url(str_of(pairs[i][0]), &u);
		assert_string_equal(buf_text(&b), pairs[i][1]);
		assert_null(strpbrk(buf_text(&u), "+/="));
		buf_free(&b);
		buf_free(&u);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(credential_patterns_are_redacted),
		TEST(prose_and_names_are_not_redacted),
		TEST(patterns_are_bounded_at_every_truncation),
		TEST(known_secrets_are_redacted_before_patterns),
		TEST(invalid_key_is_reported),
		TEST(jwt_verifies_with_the_public_key),
		TEST(invalid_jwt_is_an_error),
		TEST(base64_follows_the_rfc),
	};
	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
