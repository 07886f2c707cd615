/* SPDX-License-Identifier: Apache-2.0 */
/* sample.c: small evidence built by hand, so that tests need no run. */
#include "sample.h"
#include "../../gate/evidence/texts.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POLICY "rules = ( { id = \\\"up\\\"; severity = \\\"critical\\\"; expression = \\\"probes.p.ok\\\"; } );\\n"
#define RULE(outcome, message) \
	"{\"id\":\"up\",\"severity\":\"critical\",\"outcome\":\"" outcome "\",\"message\":\"" message \
	"\",\"values\":\"\"," \
	"\"expression\":\"probes.p.ok\",\"policy\":\"p.cfg\",\"file\":\"p.cfg\",\"line\":1,\"failedRounds\":0,\"dryRun\":" \
	"false}"
#define ROUND(n, outcome, row) \
	"{\"at\":\"2026-01-02T03:04:0" n ".000Z\",\"round\":" n ",\"warm\":false,\"cleanServices\":true," \
	"\"cleanRow\":" row "," \
	"\"outcomes\":{\"up\":\"" outcome "\"}}"
#define SUBJECT \
	"\"subject\":[{\"name\":\"projects/p/locations/r/services/s/revisions/s-2\",\"digest\":{\"sha256\":" \
	"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"revisionUid\":\"u2\"}}]"
#define SERVICES \
	"\"services\":{\"s\":{\"service\":\"s\",\"project\":\"p\",\"region\":\"r\",\"judged\":true,\"released\":true," \
	"\"name\":" \
	"\"projects/p/locations/r/services/s\",\"uid\":\"u\",\"uri\":\"https://" \
	"s\",\"candidate\":\"s-2\",\"candidateUid\":\"u2\"," \
	"\"baseline\":\"s-1\",\"baselineImage\":\"h/p/s:v1\"," \
	"\"image\":\"h/p/s@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"," \
	"\"trafficBefore\":[{\"revision\":\"s-2\",\"percent\":100}],\"trafficAfter\":[{\"revision\":\"s-2\",\"percent\":" \
	"100}],\"restored\":false}}"
#define HEAD(verdict, decision, action, code) \
	"\"rungate\":\"0.1.0\",\"id\":\"01234567-89ab-4cde-8f01-23456789abcd\",\"command\":\"verify\",\"release\":\"x\"," \
	"\"startedAt\":\"2026-01-02T03:04:00.000Z\",\"finishedAt\":\"2026-01-02T03:04:03.000Z\",\"durationMs\":3000," \
	"\"verdict\":\"" verdict "\"," \
	"\"action\":\"" action "\",\"decision\":\"" decision "\",\"decidedBy\":\"rounds\",\"exitCode\":" code \
	",\"reason\":\"because\""
#define TAIL \
	"\"said\":[],\"next\":[],\"policies\":[{\"name\":\"p.cfg\",\"sha256\":\"\",\"text\":\"" POLICY \
	"\"}],\"config\":{\"sha256\":" \
	"\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"},\"files\":[],\"gate\":{\"warmupMs\":0," \
	"\"intervalMs\":1000,\"passes\":2,\"failures\":2," \
	"\"deadlineMs\":9000,\"unknown\":\"inconclusive\"},\"endpoints\":{},\"timeline\":[],\"requests\":[],\"actors\":[]" \
	",\"sequence\":1,\"signed\":false"
#define STATEMENT(head, rule, ok, rounds) \
	"{\"_type\":\"" STATEMENT_TYPE "\"," SUBJECT ",\"predicateType\":\"" PREDICATE_TYPE "\",\"predicate\":{" head \
	",\"rules\":[" rule "]," SERVICES "," TAIL ",\"facts\":{\"probes\":{\"p\":{\"ok\":" ok "}}},\"rounds\":[" rounds \
	"]}}"

struct json *sample_json(struct arena *a, const char *text)
{
	struct json *v = NULL;
	struct err e;
	if (json_parse(a, str_of(text), &v, &e)) {
		fprintf(stderr, "sample: %s\n%s\n", e.text, text);
		abort();
	}
	return v;
}

struct json *sample_statement(struct arena *a, bool failed)
{
	struct json *v = sample_json(a,
		failed ? STATEMENT(HEAD("failed", "condemned", "not_moved", "3"), RULE("fail", "probes.p.ok is false"), "false",
					 ROUND("1", "fail", "0") "," ROUND("2", "fail", "0"))
			   : STATEMENT(HEAD("passed", "approved", "none", "0"), RULE("pass", ""), "true",
					 ROUND("1", "pass", "1") "," ROUND("2", "pass", "2")));
	struct json *policy = json_at(v, "predicate.policies[0]");
	struct str text = json_text(json_get(policy, "text"));
	char digest[SHA256_HEX];
	crypto_sha256_hex(text.p, text.n, digest);
	json_set_string(a, policy, "sha256", digest);
	return v;
}

struct json *sample_schema(struct arena *a)
{
	return sample_json(a, text_evidence_schema_json);
}

struct str sample_bytes(struct arena *a, const struct json *statement, const struct crypto_key *key)
{
	struct json *v = json_copy(a, statement);
	struct buf text = BUF_MAX(1024 * 1024), pae = BUF_MAX(1024 * 1024), out = BUF_MAX(2 * 1024 * 1024);
	struct err e;
	json_set_bool(a, json_get(v, "predicate"), "signed", key != NULL);
	json_print(v, JSON_SORTED, &text);
	if (key) {
		struct dsse_signature s = { crypto_key_id(key), { NULL, 0 } };
		struct str payload = { text.p, text.n };
		dsse_pae(PAYLOAD_TYPE, payload, &pae);
		if (crypto_sign(a, key, (struct str){ pae.p, pae.n }, &s.bytes, &e))
			abort();
		dsse_put(&(struct dsse){ PAYLOAD_TYPE, payload, &s, 1 }, &out);
	} else {
		buf_put(&out, text.p, text.n);
	}
	buf_putc(&out, '\n');
	struct str bytes = { arena_strndup(a, buf_text(&out), out.n), out.n };
	buf_free(&text);
	buf_free(&pae);
	buf_free(&out);
	return bytes;
}

static struct str pem(struct arena *a, EVP_PKEY *key, bool private)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	if (private)
		PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
	else
		PEM_write_bio_PUBKEY(bio, key);
	size_t n = (size_t)BIO_get_mem_data(bio, &text);
	struct str copy = { arena_strndup(a, text, n), n };
	BIO_free(bio);
	return copy;
}

struct crypto_key *sample_key(struct arena *a, struct crypto_key **public)
{
	EVP_PKEY *made = EVP_EC_gen("P-256");
	struct crypto_key *key = NULL;
	struct err e;
	if (!made || crypto_private_key(a, pem(a, made, true), &key, &e) ||
		crypto_public_key(a, pem(a, made, false), public, &e))
		abort();
	EVP_PKEY_free(made);
	return key;
}
