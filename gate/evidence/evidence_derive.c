/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence_derive.c: derives statements of standard types from evidence: in-toto test-result v0.1, SVR v0.2 (only for a
 * pass, because it cannot express a failure), and SLSA VSA v1 for each judged service. No side effects.
 */
#include "evidence.h"
#include "history.h"

#include <string.h>

#define TEST_RESULT_TYPE "https://in-toto.io/attestation/test-result/v0.1"
#define SVR_TYPE         "https://in-toto.io/attestation/svr/v0.2"
#define VSA_TYPE         "https://slsa.dev/verification_summary/v1"
#define PASSED_STAGE     "RUNGATE_PASSED_"
#define VERIFIER_ID      "urn:rungate:verifier:v1"

static struct str at(const struct json *v, const char *key)
{
	return json_text(json_get(v, key));
}

static const char *rule_name(struct arena *a, const struct json *rule)
{
	struct str id = at(rule, "id"), key = at(rule, "key");
	return key.n ? arena_printf(a, "%s[%s]", id.p, key.p) : id.p;
}

/* Returns a policy as a ResourceDescriptor, identified by its digest. */
static struct json *policy(struct arena *a, const struct json *file)
{
	struct json *v = json_new_object(a), *digest = json_new_object(a);
	json_set_string(a, digest, "sha256", at(file, "sha256").p);
	json_set_string(a, v, "name", at(file, "name").p);
	json_set(v, "digest", digest);
	return v;
}

static struct json *policies(struct arena *a, const struct json *predicate)
{
	struct json *all = json_new_array(a);
	const struct json *files = json_get(predicate, "policies");
	for (size_t i = 0; i < json_size(files); i++)
		json_add(all, policy(a, json_item(files, i)));
	return all;
}

/* One digest for all policies: the digest of their digests, one per line, in the order in which they were read. */
static void digest_of_policies(const struct json *predicate, char out[SHA256_HEX])
{
	struct buf b = BUF_MAX(LIMIT_RULES * SHA256_HEX);
	const struct json *files = json_get(predicate, "policies");
	for (size_t i = 0; i < json_size(files); i++)
		buf_printf(&b, "%s\n", at(json_item(files, i), "sha256").p);
	crypto_sha256_hex(buf_text(&b), b.n, out);
	buf_free(&b);
}

static struct json *test_result(struct arena *a, const struct json *predicate)
{
	struct json *v = json_new_object(a), *passed = json_new_array(a), *warned = json_new_array(a),
				*failed = json_new_array(a);
	const struct json *rules = json_get(predicate, "rules");
	for (size_t i = 0; i < json_size(rules); i++) {
		const struct json *r = json_item(rules, i);
		bool counts = !str_is(at(r, "severity"), "warning") && !json_is_true(json_get(r, "dryRun"));
		struct str outcome = at(r, "outcome");
		struct json *list = str_is(outcome, "pass") ? passed : counts ? failed : warned;
		if (!str_is(outcome, "skipped"))
			json_add(list, json_new_string(a, rule_name(a, r)));
	}
	bool ok = str_is(at(predicate, "verdict"), "passed");
	json_set_string(a, v, "result", !ok ? "FAILED" : json_size(warned) ? "WARNED" : "PASSED");
	json_set(v, "configuration", policies(a, predicate));
	json_set(v, "passedTests", passed);
	json_set(v, "warnedTests", warned);
	json_set(v, "failedTests", failed);
	return v;
}

/* Returns RUNGATE_PROBE_OK_BACKEND for "probe-ok[backend]". */
static const char *property(struct arena *a, const char *name)
{
	char *out = arena_printf(a, "RUNGATE_%s", name), *to = out;
	for (const char *p = out; *p; p++) {
		if (*p >= 'a' && *p <= 'z')
			*to++ = (char)(*p - 'a' + 'A');
		else if ((*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9'))
			*to++ = *p;
		else if (*p != ']')
			*to++ = '_';
	}
	*to = '\0';
	return out;
}

static struct json *verifier(struct arena *a, const struct json *predicate)
{
	struct json *v = json_new_object(a), *version = json_new_object(a);
	json_set_string(a, version, "rungate", at(predicate, "rungate").p);
	json_set_string(a, v, "id", VERIFIER_ID);
	json_set(v, "version", version);
	return v;
}

/* A rule's name must not be taken for the pass of a stage. */
static bool is_like_stage(const char *property)
{
	return !strncmp(property, PASSED_STAGE, strlen(PASSED_STAGE));
}

static struct json *svr(struct arena *a, const struct json *predicate)
{
	struct str stage = at(predicate, "stage");
	struct json *v = json_new_object(a), *who = json_new_object(a), *properties = json_new_array(a);
	const struct json *rules = json_get(predicate, "rules");
	json_set_string(a, who, "id", VERIFIER_ID);
	json_set(who, "policies", policies(a, predicate));
	json_add(properties, json_new_string(a, "RUNGATE_RELEASE_PASSED"));
	json_add(properties, json_new_string(a, "RUNGATE_PASSED"));
	if (stage.n)
		json_add(properties, json_new_string(a, property(a, arena_printf(a, "passed_%s", stage.p))));
	for (size_t i = 0; i < json_size(rules); i++) {
		const char *name = property(a, rule_name(a, json_item(rules, i)));
		if (str_is(at(json_item(rules, i), "outcome"), "pass") && !is_like_stage(name))
			json_add(properties, json_new_string(a, name));
	}
	json_set(v, "verifier", who);
	json_set_string(a, v, "timeCreated", at(predicate, "finishedAt").p);
	json_set_string(a, v, "timeVerified", at(predicate, "finishedAt").p);
	json_set(v, "properties", properties);
	return v;
}

static struct json *vsa(struct arena *a, const struct json *predicate, const struct json *service, const char *sha256)
{
	struct json *v = json_new_object(a), *policy_of = json_new_object(a), *digest = json_new_object(a),
				*levels = json_new_array(a);
	struct json *input = json_new_object(a), *input_digest = json_new_object(a), *inputs = json_new_array(a);
	bool passed = str_is(at(predicate, "verdict"), "passed");
	char all[SHA256_HEX];
	digest_of_policies(predicate, all);
	json_set_string(a, digest, "sha256", all);
	json_set_string(a, policy_of, "uri", "urn:rungate:policies");
	json_set(policy_of, "digest", digest);
	json_set_string(a, input, "uri", arena_printf(a, "urn:uuid:%s", at(predicate, "id").p));
	json_set_string(a, input_digest, "sha256", sha256);
	json_set(input, "digest", input_digest);
	json_add(inputs, input);
	json_add(levels, json_new_string(a, passed ? "RUNGATE_RELEASE_PASSED" : "FAILED"));
	if (passed)
		json_add(levels, json_new_string(a, "SLSA_BUILD_LEVEL_UNEVALUATED"));
	json_set(v, "verifier", verifier(a, predicate));
	json_set_string(a, v, "timeVerified", at(predicate, "finishedAt").p);
	json_set_string(a, v, "resourceUri", at(service, "uri").p);
	json_set(v, "policy", policy_of);
	json_set(v, "inputAttestations", inputs);
	json_set_string(a, v, "verificationResult", passed ? "PASSED" : "FAILED");
	json_set(v, "verifiedLevels", levels);
	json_set_string(a, v, "slsaVersion", "1.2");
	return v;
}

/* Returns the candidate's subject with only its image digest; NULL if the digest is not known. */
static struct json *image_subject(struct arena *a, const struct json *subject, const struct json *service)
{
	const char *name = arena_printf(a, "%s/revisions/%s", at(service, "name").p, at(service, "candidate").p);
	struct str image = at(service, "image");
	for (size_t i = 0; i < json_size(subject); i++) {
		const struct json *sha256 = json_at(json_item(subject, i), "digest.sha256");
		if (!sha256 || !str_is(at(json_item(subject, i), "name"), name))
			continue;
		struct json *all = json_new_array(a), *v = json_new_object(a), *digest = json_new_object(a);
		json_set_string(a, digest, "sha256", json_text(sha256).p);
		json_set_string(a, v, "name", arena_strndup(a, image.p, strcspn(image.p, "@")));
		json_set(v, "digest", digest);
		json_add(all, v);
		return all;
	}
	return NULL;
}

/* Returns the subjects of a pass without candidates that it did not judge, such as those at 0 % or of services that
 * were not selected. */
static struct json *passed_subjects(struct arena *a, const struct json *predicate, const struct json *subject)
{
	struct json *all = json_new_array(a), *others = json_new_object(a);
	for (struct json_each it = json_each(json_get(predicate, "services")); json_next(&it);)
		json_set_bool(a, others,
			arena_printf(a, "%s/revisions/%s", at(it.value, "name").p, at(it.value, "candidate").p),
			history_verdict(NULL, predicate, it.key, it.value) != RECORD_PASSED);
	for (size_t i = 0; i < json_size(subject); i++)
		if (!json_is_true(json_get(others, at(json_item(subject, i), "name").p)))
			json_add(all, json_copy(a, json_item(subject, i)));
	return all;
}

static bool is_judged(const struct json *predicate, const char *alias, const struct json *service)
{
	bool passed = str_is(at(predicate, "verdict"), "passed");
	return passed ? history_verdict(NULL, predicate, alias, service) == RECORD_PASSED
				  : json_is_true(json_get(service, "judged"));
}

size_t evidence_derive(
	struct arena *a, const struct json *predicate, struct json *subject, const char *sha256, struct json **out)
{
	predicate = statement_whole(a, predicate, true);
	struct str verdict = at(predicate, "verdict");
	bool passed = str_is(verdict, "passed");
	size_t n = 0;
	subject = passed ? passed_subjects(a, predicate, subject) : subject;
	if (!json_size(subject) || (!passed && !str_is(verdict, "failed") && !str_is(verdict, "inconclusive")))
		return 0;
	out[n++] = evidence_statement(a, subject, TEST_RESULT_TYPE, test_result(a, predicate));
	if (passed)
		out[n++] = evidence_statement(a, subject, SVR_TYPE, svr(a, predicate));
	for (struct json_each it = json_each(json_get(predicate, "services")); json_next(&it) && n < EVIDENCE_DERIVED;) {
		struct json *image = is_judged(predicate, it.key, it.value) ? image_subject(a, subject, it.value) : NULL;
		if (image && at(it.value, "uri").n)
			out[n++] = evidence_statement(a, image, VSA_TYPE, vsa(a, predicate, it.value, sha256));
	}
	return n;
}
