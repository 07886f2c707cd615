/* SPDX-License-Identifier: Apache-2.0 */
/* test_auth.c: tokens in virtual time: fetched once for all waiting calls, renewed in time, sent only to permitted
 * hosts; AWS signatures. */
#include "../../gcp/auth/auth.h"
#include "../../gcp/auth/aws_sign.h"
#include "fake_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { MINUTE = 60 * 1000 };

struct told {
	int calls;
	const struct secret *secret;
	const char *token;
	int64_t left_ms;
	struct err error;
};

static void clear_environment(void)
{
	static const char *const names[] = { "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", "GOOGLE_APPLICATION_CREDENTIALS", "HOME",
		"CLOUDSDK_CONFIG", "CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT", "GOOGLE_CLOUD_QUOTA_PROJECT", "K_SERVICE",
		"GOOGLE_CLOUD_UNIVERSE_DOMAIN", "CLOUDSDK_CORE_UNIVERSE_DOMAIN", "CLOUDSDK_API_ENDPOINT_OVERRIDES_STS" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		unsetenv(names[i]);
	setenv("GCE_METADATA_HOST", "127.0.0.1:8080", 1);
}

static int set_up(void **state)
{
	clear_environment();
	*state = fake_world_new();
	return 0;
}

static int tear_down(void **state)
{
	fake_world_free(*state);
	return 0;
}

static struct gcp *open_cloud(struct fake_world *w)
{
	struct gcp *g;
	struct err e;
	assert_int_equal(gcp_open(w->a, w->l, w->k, NULL, &g, &e), 0);
	return g;
}

static void on_token(void *arg, const struct auth_token *token, const struct err *error)
{
	struct told *t = arg;
	t->calls++;
	t->secret = token ? token->value : NULL;
	t->token = token ? secret_reveal(token->value) : NULL;
	t->error = error ? *error : (struct err){ .code = ERR_NONE };
}

static void on_ready(void *arg, int64_t left_ms, const struct err *error)
{
	struct told *t = arg;
	t->calls++;
	t->left_ms = left_ms;
	t->error = error ? *error : (struct err){ .code = ERR_NONE };
}

static void run_for(struct fake_world *w, int64_t ms)
{
	loop_run(w->l, NULL, w->now + ms);
}

static const char *ask(struct fake_world *w, struct gcp *g)
{
	struct told t = { 0 };
	auth_token(gcp_auth(g), NULL, w->now + MINUTE, on_token, &t);
	run_for(w, 1000);
	assert_int_equal(t.calls, 1);
	return t.token;
}

#define FLAVOR               .header = "metadata-flavor", .value = "Google"
#define TOKEN(name, seconds) "{\"access_token\":\"" name "\",\"expires_in\":" seconds ",\"token_type\":\"Bearer\"}"

static void one_token_fetch_serves_all_waiting_calls(void **state)
{
	struct fake_world *w = *state;
	struct told all[5] = { { 0 } };
	static const struct fake_answer script[] = { { .status = 200, .ms = 50, .body = TOKEN("first", "3600"), FLAVOR } };
	w->script = script;
	w->n_script = COUNTOF(script);
	struct gcp *g = open_cloud(w);
	for (size_t i = 0; i < COUNTOF(all); i++)
		auth_token(gcp_auth(g), NULL, w->now + MINUTE, on_token, &all[i]);
	run_for(w, 1000);
	for (size_t i = 0; i < COUNTOF(all); i++) {
		assert_int_equal(all[i].calls, 1);
		assert_string_equal(all[i].token, "first");
	}
	assert_int_equal(w->sent, 1);
}

static void long_token_is_renewed_five_minutes_before_expiry_or_at_four_fifths(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200, .body = TOKEN("first", "3600"), FLAVOR },
		{ .status = 200, .body = TOKEN("second", "600"), FLAVOR },
		{ .status = 200, .body = TOKEN("third", "3600"), FLAVOR } };
	w->script = script;
	w->n_script = COUNTOF(script);
	struct gcp *g = open_cloud(w);
	assert_string_equal(ask(w, g), "first");
	run_for(w, 47 * MINUTE);
	assert_string_equal(ask(w, g), "first");
	run_for(w, 2 * MINUTE); /* 80 % of an hour is 48 minutes */
	assert_string_equal(ask(w, g), "second");
	run_for(w, 7 * MINUTE);
	assert_string_equal(ask(w, g), "second");
	run_for(w, MINUTE);
	assert_string_equal(ask(w, g), "third");
}

/* Two calls get 401 with the same token. The first starts a new fetch, and the second waits for it. */
static void rejected_token_is_fetched_again_once(void **state)
{
	struct fake_world *w = *state;
	struct told first = { 0 }, again[3] = { { 0 } };
	static const struct fake_answer script[] = { { .status = 200, .body = TOKEN("first", "3600"), FLAVOR },
		{ .status = 200, .ms = 20, .body = TOKEN("second", "3600"), FLAVOR } };
	w->script = script;
	w->n_script = COUNTOF(script);
	struct gcp *g = open_cloud(w);
	auth_token(gcp_auth(g), NULL, w->now + MINUTE, on_token, &first);
	run_for(w, 100);
	for (size_t i = 0; i < 2; i++)
		auth_token(gcp_auth(g), first.secret, w->now + MINUTE, on_token, &again[i]);
	run_for(w, 100);
	auth_token(gcp_auth(g), first.secret, w->now + MINUTE, on_token, &again[2]); /* late: the new token is kept */
	for (size_t i = 0; i < COUNTOF(again); i++)
		assert_string_equal(again[i].token, "second");
	assert_int_equal(w->sent, 2);
}

static void failed_renewal_keeps_the_current_token(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200, .body = TOKEN("first", "3600"), FLAVOR },
		{ .status = 404, FLAVOR } };
	w->script = script;
	w->n_script = COUNTOF(script);
	struct gcp *g = open_cloud(w);
	assert_string_equal(ask(w, g), "first");
	run_for(w, 58 * MINUTE);
	assert_string_equal(ask(w, g), "first");
	run_for(w, 3 * MINUTE);
	assert_null(ask(w, g));
}

static void new_work_gets_a_token_that_lasts(void **state)
{
	struct fake_world *w = *state;
	struct told t = { 0 };
	static const struct fake_answer script[] = { { .status = 200, .body = TOKEN("first", "900"), FLAVOR },
		{ .status = 200, .body = TOKEN("second", "3600"), FLAVOR }, { .status = 500, FLAVOR } };
	w->script = script;
	w->n_script = COUNTOF(script);
	struct gcp *g = open_cloud(w);
	assert_string_equal(ask(w, g), "first");
	gcp_ready_for(g, 10 * MINUTE, w->now + MINUTE, on_ready, &t);
	assert_int_equal(t.calls, 1); /* fourteen minutes remain */
	run_for(w, 6 * MINUTE);
	gcp_ready_for(g, 10 * MINUTE, w->now + MINUTE, on_ready, &t);
	run_for(w, 100);
	assert_int_equal(t.calls, 2);
	assert_true(t.left_ms > 59 * MINUTE);
	assert_string_equal(ask(w, g), "second");
}

static void invalid_tokens_are_rejected(void **state)
{
	static const char *const bodies[] = { "", "<html>", "[]", "{}", TOKEN("a b", "60"), TOKEN("", "60"),
		TOKEN("x", "-1"), TOKEN("x", "0"), TOKEN("x", "\"soon\""),
		"{\"access_token\":\"x\",\"expires_in\":60,\"token_type\":\"mac\"}", "{\"access_token\":7}" };
	for (size_t i = 0; i < COUNTOF(bodies); i++) {
		struct fake_world *w = *state;
		const struct fake_answer script = { .status = 200, .body = bodies[i], FLAVOR };
		struct told t = { 0 };
		w->script = &script;
		w->n_script = 1;
		auth_token(gcp_auth(open_cloud(w)), NULL, w->now + MINUTE, on_token, &t);
		run_for(w, 1000);
		assert_int_equal(t.calls, 1);
		assert_null(t.token);
		assert_int_equal(t.error.code, ERR_AUTH);
	}
}

static void tokens_are_sent_to_google_hosts_only(void **state)
{
	static const struct {
		const char *url;
		bool is;
	} urls[] = {
		{ "https://run.googleapis.com/v2", true },
		{ "https://us-central1-run.googleapis.com/", true },
		{ "https://RUN.GOOGLEAPIS.COM/", true },
		{ "https://run.us-central1.rep.googleapis.com:443/", true },
		{ "http://run.googleapis.com/", false },
		{ "https://run.googleapis.com:8443/", false },
		{ "https://evilgoogleapis.com/", false },
		{ "https://googleapis.com/", false },
		{ "https://.googleapis.com/", false },
		{ "https://run.googleapis.com./", false },
		{ "https://run.googleapis.com.example.com/", false },
		{ "https://user@run.googleapis.com/", false },
		{ "https://run.googleapis.com@example.com/", false },
		{ "https://example.com/run.googleapis.com", false },
		{ "https://example.com?.googleapis.com", false },
		{ "https://example.com\\.googleapis.com/", false },
		{ "https://example.com%2f.googleapis.com/", false },
		{ "https://r\xd1\x83n.googleapis.com/", false },
		{ "wss://run.googleapis.com/", false },
		{ "https://127.0.0.1/", false },
	};
	struct fake_world *w = *state;
	struct url u;
	struct err e;
	for (size_t i = 0; i < COUNTOF(urls); i++)
		if (urls[i].is != (!url_parse(w->a, urls[i].url, &u, &e) && gcp_is_google(&u, "googleapis.com")))
			fail_msg("%s", urls[i].url);
}

static void each_universe_has_its_own_hosts(void **state)
{
	static const struct {
		const char *url;
		bool is;
	} urls[] = {
		{ "https://run.apis.example/", true },
		{ "https://secretmanager.eu.rep.apis.example/", true },
		{ "https://run.googleapis.com/", false },
		{ "https://apis.example/", false },
		{ "https://evilapis.example/", false },
		{ "https://run.apis.example.com/", false },
		{ "http://run.apis.example/", false },
	};
	/* clang-format off */
	static const struct { const char *domain; bool is; } domains[] = {
		{ "googleapis.com", true }, { "apis-s3ns.fr", true }, { "a.b.c", true }, { "com", false }, { "", false },
		{ ".com", false },
		{ "a..b", false }, { "a.", false }, { "127.0.0.1", false }, { "a.b/c", false }, { "a.b:8", false },
		{ "A.B", false }, { "u@a.b", false },
	};
	/* clang-format on */
	struct fake_world *w = *state;
	struct url u;
	struct err e;
	for (size_t i = 0; i < COUNTOF(urls); i++)
		if (urls[i].is != (!url_parse(w->a, urls[i].url, &u, &e) && gcp_is_google(&u, "apis.example")))
			fail_msg("%s", urls[i].url);
	for (size_t i = 0; i < COUNTOF(domains); i++)
		if (domains[i].is != gcp_is_universe(domains[i].domain))
			fail_msg("%s", domains[i].domain);
}

static void on_reply(void *arg, const struct gcp_reply *reply)
{
	struct told *t = arg;
	t->calls += reply->error.code == ERR_NONE;
}

/* Returns the URL of a read of path. */
static const char *read_at(struct fake_world *w, struct gcp *g, enum gcp_api api, const char *path)
{
	struct told t = { 0 };
	gcp_get(g, w->a, api, path, w->now + MINUTE, on_reply, &t);
	run_for(w, 1000);
	assert_int_equal(t.calls, 1);
	return w->urls[w->sent - 1];
}

static void regional_secret_is_read_in_its_region(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200, .body = TOKEN("first", "3600"), FLAVOR },
		{ .status = 200, .body = "{}" } };
	static const char regional[] = "v1/projects/p/locations/us-east1/secrets/k/versions/1";
	w->script = script;
	w->n_script = COUNTOF(script);
	struct gcp *g = open_cloud(w);
	assert_string_equal(read_at(w, g, GCP_SECRETMANAGER, regional),
		"https://secretmanager.us-east1.rep.googleapis.com/v1/projects/p/locations/us-east1/secrets/k/versions/1");
	assert_string_equal(read_at(w, g, GCP_SECRETMANAGER, "v1/projects/p/secrets/k/versions/1"),
		"https://secretmanager.googleapis.com/v1/projects/p/secrets/k/versions/1");
	assert_string_equal(read_at(w, g, GCP_RUN, "v2/projects/p/locations/us-east1/services/s"),
		"https://run.googleapis.com/v2/projects/p/locations/us-east1/services/s");
	setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER", "http://127.0.0.1:1/", 1);
	w->sent = 0;
	g = open_cloud(w);
	unsetenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER");
	assert_string_equal(
		read_at(w, g, GCP_SECRETMANAGER, regional), arena_printf(w->a, "http://127.0.0.1:1/%s", regional));
}

static void calls_use_the_hosts_of_their_universe(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200, .body = TOKEN("first", "3600"), FLAVOR },
		{ .status = 200, .body = "{}" } };
	w->script = script;
	w->n_script = COUNTOF(script);
	struct gcp *g = open_cloud(w);
	for (int i = 0; i < GCP_API__COUNT; i++) {
		const char *base = gcp_base(g, (enum gcp_api)i), *host = base + strlen("https://");
		size_t n = strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789");
		if (strncmp(base, "https://", 8) != 0 || !n || strcmp(host + n, ".googleapis.com/") != 0)
			fail_msg("%s", base);
	}
	setenv("CLOUDSDK_CORE_UNIVERSE_DOMAIN", "apis.example", 1);
	g = open_cloud(w);
	unsetenv("CLOUDSDK_CORE_UNIVERSE_DOMAIN");
	assert_string_equal(read_at(w, g, GCP_RUN, "v2/x"), "https://run.apis.example/v2/x");
	assert_string_equal(read_at(w, g, GCP_SECRETMANAGER, "v1/projects/p/locations/eu1/secrets/k/versions/1"),
		"https://secretmanager.eu1.rep.apis.example/v1/projects/p/locations/eu1/secrets/k/versions/1");
	assert_string_equal(json_text(json_get(gcp_overrides(w->a, g), "UNIVERSE_DOMAIN")).p, "apis.example");
}

static void put_new(char *template, const char *text)
{
	int fd = mkstemp(template);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* The default URL of the token service depends on the universe and on the type of subject token. */
static void token_service_urls_follow_the_universe(void **state)
{
	static const struct {
		const char *source, *universe, *url;
	} files[] = {
		{ "\"url\":\"https://idp.example/token\"", "googleapis.com", "https://sts.googleapis.com/v1/token" },
		{ "\"url\":\"https://idp.example/token\"", "apis.example", "https://sts.apis.example/v1/token" },
		{ "\"certificate\":{\"use_default_certificate_config\":true}", "googleapis.com",
			"https://sts.mtls.googleapis.com/v1/token" },
		{ "\"certificate\":{\"use_default_certificate_config\":true}", "apis.example",
			"https://sts.mtls.apis.example/v1/token" },
	};
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200, .body = "subject" } };
	char path[] = "/tmp/test-auth-XXXXXX", config[] = "/tmp/test-auth-XXXXXX", pem[] = "/tmp/test-auth-XXXXXX";
	put_new(path, "");
	put_new(pem, "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n");
	put_new(config,
		arena_printf(w->a, "{\"cert_configs\":{\"workload\":{\"cert_path\":\"%s\",\"key_path\":\"%s\"}}}", pem, pem));
	setenv("GOOGLE_API_CERTIFICATE_CONFIG", config, 1);
	for (size_t i = 0; i < COUNTOF(files); i++) {
		struct told t = { 0 };
		FILE *file = fopen(path, "w");
		fprintf(file,
			"{\"type\":\"external_account\",\"audience\":\"//iam.%s/projects/1/locations/global/workloadIdentityPools/"
			"p/providers/x\","
			"\"subject_token_type\":\"urn:x\",\"universe_domain\":\"%s\",\"credential_source\":{%s}}",
			files[i].universe, files[i].universe, files[i].source);
		fclose(file);
		setenv("GOOGLE_APPLICATION_CREDENTIALS", path, 1);
		w->script = script;
		w->n_script = COUNTOF(script);
		struct gcp *g = open_cloud(w);
		auth_token(gcp_auth(g), NULL, w->now + MINUTE, on_token, &t);
		run_for(w, 1000);
		assert_string_equal(w->urls[w->sent - 1], files[i].url);
		assert_string_equal(auth_member(gcp_auth(g)),
			arena_printf(w->a, "principalSet://iam.%s/projects/1/locations/global/workloadIdentityPools/p/*",
				files[i].universe));
	}
	unlink(path);
	unlink(config);
	unlink(pem);
	unsetenv("GOOGLE_API_CERTIFICATE_CONFIG");
}

struct entries {
	struct arena *a;
	const char *texts[3];
};

static void on_entries(void *arg, const struct gcp_reply *reply)
{
	struct entries *x = arg;
	const struct json *entries = json_get(reply->body, "entries");
	assert_int_equal(reply->error.code, ERR_NONE);
	assert_int_equal(json_size(entries), 3);
	for (size_t i = 0; i < 3; i++)
		x->texts[i] = logging_text(x->a, json_item(entries, i));
}

static void log_entry_with_nul_still_counts(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200, .body = TOKEN("first", "3600"), FLAVOR },
		{ .status = 200,
			.body = "{\"entries\":[{\"textPayload\":\"a\\u0000b\"},{\"textPayload\":\"whole\"},"
					"{\"jsonPayload\":{\"message\":\"\\u0000\",\"msg\":\"other\"}}]}" } };
	struct entries x = { .a = w->a };
	w->script = script;
	w->n_script = COUNTOF(script);
	logging_list(open_cloud(w), w->a, "p", "severity>=ERROR", 10, w->now + MINUTE, on_entries, &x);
	run_for(w, 1000);
	assert_string_equal(x.texts[0], "{\"withheld\":\"the string contains U+0000, which is not supported\"}");
	assert_string_equal(x.texts[1], "whole");
	assert_string_equal(x.texts[2], "other");
}

static void account_names_are_recognized(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} texts[] = {
		{ "ci@p.iam.gserviceaccount.com", true },
		{ "123-compute@developer.gserviceaccount.com", true },
		{ "p@appspot.gserviceaccount.com", true },
		{ "104927263523456789012", true },
		{ "ci", false },
		{ "", false },
		{ "@x.com", false },
		{ "ci@", false },
		{ "a b@x.com", false },
		{ "ci@x.com/../y", false },
		{ "ci@x.com:generateIdToken", false },
		{ "ci@x", false },
		{ "1234", false },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(texts); i++)
		if (gcp_is_account(texts[i].text) != texts[i].is)
			fail_msg("%s", texts[i].text);
}

static void aws_signatures_match_reference_values(void **state)
{
	struct fake_world *w = *state;
	static const char key[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
					  query[] = "Version=2011-06-15&Action=GetCallerIdentity";
	struct aws_keys keys = { "AKIDEXAMPLE", secret_new(w->k, key, strlen(key), true), NULL };
	struct aws_header headers[] = { { "host", "sts.us-east-1.amazonaws.com" }, { "x-amz-date", "20260816T123456Z" },
		{ "x-goog-cloud-target-resource", "//iam.googleapis.com/x" } };
	struct aws_header longer[] = { { "host", "sts.eu-west-3.amazonaws.com" }, { "x-amz-date", "20260816T123456Z" },
		{ "x-amz-security-token", "session" }, { "x-goog-cloud-target-resource", "//iam.googleapis.com/x" } };
	assert_string_equal(aws_authorization(w->a, &keys, "us-east-1", "20260816T123456Z", "/", query, headers, 3),
		"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260816/us-east-1/sts/aws4_request, "
		"SignedHeaders=host;x-amz-date;x-goog-cloud-target-resource, "
		"Signature=ea16805ce4e1dbce6ace0ca1d73a4d52dcc60a7360d9c2435d021f4dc8f6c9c5");
	assert_string_equal(aws_authorization(w->a, &keys, "eu-west-3", "20260816T123456Z", "", query, longer, 4),
		"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260816/eu-west-3/sts/aws4_request, "
		"SignedHeaders=host;x-amz-date;x-amz-security-token;x-goog-cloud-target-resource, "
		"Signature=0ec3823e5638fc576c5a7adf9ba053a6264c4024992881bd7df126007565a3e2");
	/* sorted by encoded name, then by encoded value: Z=x%2Fy&a=&a=10&a=2&a-b=1&a~=t%20u&b=2&e= */
	assert_string_equal(aws_authorization(w->a, &keys, "us-east-1", "20260816T123456Z", "/",
							"b=2&a-b=1&a=2&a=10&Z=x%2fy&a%7E=t+u&a=&e", headers, 3),
		"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260816/us-east-1/sts/aws4_request, "
		"SignedHeaders=host;x-amz-date;x-goog-cloud-target-resource, "
		"Signature=ced2ea1103aee90ea5910e5a16f65c27cab02fbfb9be98219b77a6cbac451ee6");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_token_fetch_serves_all_waiting_calls),
		TEST(long_token_is_renewed_five_minutes_before_expiry_or_at_four_fifths),
		TEST(rejected_token_is_fetched_again_once),
		TEST(failed_renewal_keeps_the_current_token),
		TEST(new_work_gets_a_token_that_lasts),
		TEST(invalid_tokens_are_rejected),
		TEST(tokens_are_sent_to_google_hosts_only),
		TEST(regional_secret_is_read_in_its_region),
		TEST(each_universe_has_its_own_hosts),
		TEST(calls_use_the_hosts_of_their_universe),
		TEST(token_service_urls_follow_the_universe),
		TEST(log_entry_with_nul_still_counts),
		TEST(account_names_are_recognized),
		TEST(aws_signatures_match_reference_values),
	};
	return cmocka_run_group_tests_name("auth", tests, NULL, NULL);
}
