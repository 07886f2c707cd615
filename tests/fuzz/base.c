/* SPDX-License-Identifier: Apache-2.0 */
/* base.c: fuzz targets for gate/base: JSON, durations, timestamps, redaction, printable text, base64, certificates. */
#include "fuzz.h"

#include <string.h>

/* ---- JSON: a parsed value is printed as JSON that parses to the same value ------------------------------- */

static void same_after_printing(struct arena *a, const struct json *v, enum json_style style)
{
	struct buf once = BUF_MAX(64 * 1024 * 1024), twice = BUF_MAX(64 * 1024 * 1024);
	struct json *again = NULL;
	struct err e;
	json_print(v, style, &once);
	FUZZ_MUST(!json_parse(a, (struct str){ buf_text(&once), once.n }, &again, &e));
	FUZZ_MUST(json_equal(v, again));
	json_print(again, style, &twice);
	FUZZ_MUST(str_eq((struct str){ buf_text(&once), once.n }, (struct str){ buf_text(&twice), twice.n }));
	buf_free(&once);
	buf_free(&twice);
}

static void run_json(struct arena *a, struct str input)
{
	struct json *v = NULL;
	struct err e = { .code = ERR_NONE }, scan;
	int parsed = json_parse(a, input, &v, &e);
	FUZZ_MUST((json_scan(input, &scan) == 0) == (parsed == 0));
	if (parsed)
		return;
	same_after_printing(a, v, JSON_COMPACT);
	same_after_printing(a, v, JSON_PRETTY);
	json_equal(v, json_copy(a, v));
	json_at(v, "a.b[0].c");
}

const struct fuzz_target fuzz_target_json = { "json", run_json };

/* ---- Durations and timestamps: a parsed value is printed as text that parses to the same value ------------- */

static void run_duration(struct arena *a, struct str input)
{
	int64_t ms = -1, again = -1;
	struct err e;
	if (clock_parse_duration(input.p, &ms, &e))
		return;
	FUZZ_MUST(ms >= 0);
	FUZZ_MUST(!clock_parse_duration(clock_duration_text(a, ms), &again, &e) && again == ms);
}

const struct fuzz_target fuzz_target_duration = { "duration", run_duration };

static void run_time(struct arena *a, struct str input)
{
	int64_t ms = 0, again = 0;
	struct err e;
	if (clock_parse_time(input.p, &ms, &e))
		return;
	FUZZ_MUST(!clock_parse_time(clock_time_text(a, ms), &again, &e) && again == ms);
}

const struct fuzz_target fuzz_target_time = { "time", run_time };

/* ---- Redaction: no 8 characters of a hidden text remain -------------------------------------------------- */

enum { SECRET = 24, TRACE = 8 };

static bool holds_a_part(struct str text, const char *secret)
{
	for (size_t i = 0; i + TRACE <= SECRET; i++)
		if (memmem(text.p, text.n, secret + i, TRACE))
			return true;
	return false;
}

/* Only letters and digits, so that no part of it is in the input by chance. */
static void make_secret(struct str input, char out[SECRET + 1])
{
	static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789";
	uint64_t seed = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < input.n; i++)
		seed = (seed ^ (unsigned char)input.p[i]) * UINT64_C(1099511628211);
	for (size_t i = 0; i < SECRET; i++) {
		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		out[i] = letters[(seed >> 33) % (sizeof(letters) - 1)];
	}
	out[SECRET] = '\0';
}

/* The text truncated at any two places, with marks, so that the secret may be truncated too. */
static void scrub_cut(struct secrets *k, struct str input, struct str text, const char *secret)
{
	size_t from = text.n ? ((unsigned char)input.p[input.n / 2] * (size_t)7) % text.n : 0;
	size_t n = text.n ? (unsigned char)input.p[input.n - 1] % (text.n - from) : 0;
	struct buf cut = BUF_MAX(1024 * 1024), out = BUF_MAX(4 * 1024 * 1024);
	buf_puts(&cut, "it said ...");
	buf_put(&cut, text.p + from, n);
	buf_puts(&cut, "... and on");
	secrets_scrub(k, (struct str){ buf_text(&cut), cut.n }, &out);
	FUZZ_MUST(!holds_a_part((struct str){ buf_text(&out), out.n }, secret));
	buf_free(&cut);
	buf_free(&out);
}

/* In base64, after the input's own bytes. */
static void scrub_coded(struct secrets *k, struct str text, const char *secret)
{
	struct buf coded = BUF_MAX(4 * 1024 * 1024), out = BUF_MAX(8 * 1024 * 1024);
	base64_put(&coded, text);
	secrets_scrub(k, (struct str){ buf_text(&coded), coded.n }, &out);
	FUZZ_MUST(memmem(buf_text(&out), out.n, "[redacted]", 10));
	FUZZ_MUST(!holds_a_part((struct str){ buf_text(&out), out.n }, secret));
	buf_free(&coded);
	buf_free(&out);
}

static void run_scrub(struct arena *a, struct str input)
{
	char secret[SECRET + 1];
	struct secrets *k = secrets_new(a);
	size_t at = input.n ? (unsigned char)input.p[0] % (input.n + 1) : 0;
	struct buf text = BUF_MAX(1024 * 1024), out = BUF_MAX(4 * 1024 * 1024), again = BUF_MAX(4 * 1024 * 1024);
	make_secret(input, secret);
	if (holds_a_part(input, secret))
		return;
	secret_new(k, secret, SECRET, true);
	buf_put(&text, input.p, at);
	buf_put(&text, secret, SECRET);
	buf_put(&text, input.p + at, input.n - at);
	struct str whole = { buf_text(&text), text.n };
	secrets_scrub(k, whole, &out);
	FUZZ_MUST(!holds_a_part((struct str){ buf_text(&out), out.n }, secret));
	secrets_scrub(k, (struct str){ buf_text(&out), out.n }, &again);
	FUZZ_MUST(!secrets_in(k, (struct str){ buf_text(&again), again.n }));
	if (input.n)
		scrub_cut(k, input, whole, secret);
	scrub_coded(k, whole, secret);
	buf_free(&text);
	buf_free(&out);
	buf_free(&again);
}

const struct fuzz_target fuzz_target_scrub = { "scrub", run_scrub };

/* ---- Text for terminals and logs ---------------------------------------------------------------------------- */

static void run_printable(struct arena *a, struct str input)
{
	struct buf out = BUF_MAX(4 * 1024 * 1024);
	(void)a;
	text_put_printable(&out, input);
	fuzz_must_be_printable((struct str){ buf_text(&out), out.n });
	FUZZ_MUST(!memchr(buf_text(&out), '\n', out.n));
	FUZZ_MUST(!strstr(buf_text(&out), "##vso[") && !strstr(buf_text(&out), "##["));
	buf_clear(&out);
	text_put_utf8(&out, input);
	FUZZ_MUST(text_utf8_valid(buf_text(&out), out.n));
	buf_free(&out);
}

const struct fuzz_target fuzz_target_printable = { "printable", run_printable };

/* ---- base64 -------------------------------------------------------------------------------------------------- */

static void run_base64(struct arena *a, struct str input)
{
	struct buf text = BUF_MAX(4 * 1024 * 1024);
	struct str out;
	base64_decode(a, input, &out);
	base64_put(&text, input);
	FUZZ_MUST(!base64_decode(a, (struct str){ buf_text(&text), text.n }, &out) && str_eq(out, input));
	buf_free(&text);
}

const struct fuzz_target fuzz_target_base64 = { "base64", run_base64 };

/* ---- Certificates: PEM as sent by a server -------------------------------------------------------------------- */

static void run_certificate(struct arena *a, struct str input)
{
	const char *pem[] = { input.p };
	/* The seeds are also the trusted authorities, because the system's bundle takes 20 ms to read. */
	struct crypto_cert_question q = { .pem = pem,
		.n_pem = 1,
		.host = "api.example.com",
		.at = 1700000000000,
		.trust = crypto_trust_new(a, "tests/fuzz/seeds/certificate", NULL) };
	struct crypto_cert c;
	struct crypto_key *key;
	struct err e;
	if (!crypto_cert_judge(a, &q, &c, &e)) {
		fuzz_must_be_printable(str_of(c.subject));
		for (size_t i = 0; i < c.n_names; i++)
			fuzz_must_be_printable(str_of(c.names[i]));
	} else {
		FUZZ_MUST(e.code != ERR_CONFIG);
	}
	crypto_public_key(a, input, &key, &e);
	crypto_private_key(a, input, &key, &e);
}

const struct fuzz_target fuzz_target_certificate = { "certificate", run_certificate };
