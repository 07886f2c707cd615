/* SPDX-License-Identifier: Apache-2.0 */
/* test_certificate.c: a client certificate as credential, over real TLS: a token service that requests it and one that
 * does not trust it. */
#include "../../gcp/auth/auth.h"
#include "../peers/peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { MINUTE_MS = 60 * 1000 };

struct fixture {
	struct arena *a;
	struct secrets *k;
	struct loop *l;
	char dir[32];
	struct cert *server, *authority, *untrusted, *leaf; /* authority: issues client certificates; leaf: issued by it */
	size_t pending;
	const char *token;
	struct err error;
};

static const char *path_of(const struct fixture *f, const char *name)
{
	return arena_printf(f->a, "%s/%s", f->dir, name);
}

static void put(const struct fixture *f, const char *name, const char *text)
{
	FILE *file = fopen(path_of(f, name), "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void show(struct fixture *f, const struct cert *issuer)
{
	f->leaf = cert_new(&(struct cert_spec){ .name = "workload", .issuer = issuer, .from_s = -60, .to_s = 3600 });
	char *key = cert_key_pem(f->leaf);
	assert_int_equal(cert_write(f->leaf, path_of(f, "leaf.pem")), 0);
	put(f, "leaf.key", key);
	free(key);
}

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	f->a = arena_new();
	f->k = secrets_new(f->a);
	snprintf(f->dir, sizeof(f->dir), "/tmp/certificate-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	f->server = cert_new(
		&(struct cert_spec){ .name = "sts", .address = "127.0.0.1", .authority = true, .from_s = -60, .to_s = 3600 });
	f->authority = cert_new(&(struct cert_spec){ .name = "workloads", .authority = true, .from_s = -60, .to_s = 3600 });
	f->untrusted = cert_new(&(struct cert_spec){ .name = "others", .authority = true, .from_s = -60, .to_s = 3600 });
	assert_int_equal(cert_write(f->server, path_of(f, "ca.pem")), 0);
	put(f, "certificate_config.json",
		arena_printf(f->a, "{\"cert_configs\":{\"workload\":{\"cert_path\":\"%s\",\"key_path\":\"%s\"}}}",
			path_of(f, "leaf.pem"), path_of(f, "leaf.key")));
	put(f, "adc.json",
		"{\"type\":\"external_account\",\"audience\":\"//iam.googleapis.com/projects/1/locations/global/"
		"workloadIdentityPools/p/providers/x\",\"subject_token_type\":\"urn:ietf:params:oauth:token-type:mtls\","
		"\"credential_source\":{\"certificate\":{\"use_default_certificate_config\":true}}}");
	setenv("GOOGLE_APPLICATION_CREDENTIALS", path_of(f, "adc.json"), 1);
	setenv("GOOGLE_API_CERTIFICATE_CONFIG", path_of(f, "certificate_config.json"), 1);
	unsetenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE");
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	static const char *const names[] = { "ca.pem", "leaf.pem", "leaf.key", "certificate_config.json", "adc.json" };
	struct fixture *f = *state;
	for (size_t i = 0; i < COUNTOF(names); i++)
		unlink(path_of(f, names[i]));
	rmdir(f->dir);
	cert_free(f->server);
	cert_free(f->authority);
	cert_free(f->untrusted);
	cert_free(f->leaf);
	arena_free(f->a);
	test_free(f);
	return 0;
}

/* Records head and body, and returns a token. */
static void token_service(struct peer *p, const void *script)
{
	char head[16384], byte;
	(void)script;
	if (!peer_read_head(p, head, sizeof(head)))
		return;
	const char *length = strstr(head, "Content-Length: ");
	peer_note(p, head, strlen(head));
	for (long n = length ? strtol(length + 16, NULL, 10) : 0; n > 0 && peer_read(p, &byte, 1); n--)
		peer_note(p, &byte, 1);
	peer_puts(p,
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 68\r\nConnection: close\r\n\r\n"
		"{\"access_token\":\"federated\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
}

static void on_token(void *arg, const struct auth_token *token, const struct err *error)
{
	struct fixture *f = arg;
	f->token = token ? secret_reveal(token->value) : NULL;
	f->error = error ? *error : (struct err){ .code = ERR_NONE };
	f->pending--;
}

static struct peer *ask(struct fixture *f, const struct cert *clients)
{
	struct peer *p = peer_start(token_service, NULL,
		&(struct peer_tls){
			.chain = (const struct cert *const[]){ f->server }, .n = 1, .http_1 = true, .clients = clients });
	const struct net_options o = { .ca_file = path_of(f, "ca.pem") };
	struct gcp *g;
	struct err e;
	setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_STS", arena_printf(f->a, "https://127.0.0.1:%d/", peer_port(p)), 1);
	assert_int_equal(net_open(f->a, f->k, &o, &f->l, &e), 0);
	assert_int_equal(gcp_open(f->a, f->l, f->k, NULL, &g, &e), 0);
	unsetenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_STS");
	f->pending = 1;
	auth_token(gcp_auth(g), NULL, loop_now(f->l) + MINUTE_MS, on_token, f);
	assert_int_equal(loop_run(f->l, &f->pending, loop_now(f->l) + MINUTE_MS), LOOP_DONE);
	return p;
}

/* The leaf certificate in base64, as in the form. */
static const char *leaf_in_form(struct fixture *f)
{
	char *pem = cert_pem(f->leaf), *out = arena_strdup(f->a, pem);
	size_t n = 0;
	for (const char *at = strchr(pem, '\n'), *end = strstr(pem, "-----END"); at < end; at++)
		if (*at != '\n')
			out[n++] = *at;
	out[n] = '\0';
	free(pem);
	return url_escape(f->a, out);
}

static void certificate_is_presented_and_sent(void **state)
{
	struct fixture *f = *state;
	show(f, f->authority);
	struct peer *p = ask(f, f->authority);
	assert_string_equal(f->error.text, "");
	assert_string_equal(f->token, "federated");
	const char *seen = peer_seen(p);
	assert_non_null(strstr(seen, "POST /v1/token HTTP/1.1\r\n"));
	assert_non_null(strstr(seen, arena_printf(f->a, "&subject_token=%%5B%%22%s%%22%%5D&", leaf_in_form(f))));
	assert_non_null(strstr(seen, "subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Amtls"));
	peer_free(p);
}

static void untrusted_certificate_gets_no_token(void **state)
{
	struct fixture *f = *state;
	show(f, f->untrusted);
	struct peer *p = ask(f, f->authority);
	assert_null(f->token);
	assert_true(f->error.code != ERR_NONE);
	assert_string_equal(peer_seen(p), "");
	peer_free(p);
}

static void mismatched_key_is_reported(void **state)
{
	struct fixture *f = *state;
	show(f, f->authority);
	char *key = cert_key_pem(f->untrusted);
	put(f, "leaf.key", key);
	free(key);
	struct peer *p = ask(f, f->authority);
	assert_null(f->token);
	assert_non_null(strstr(f->error.text, "private key"));
	assert_string_equal(peer_seen(p), "");
	peer_free(p);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(certificate_is_presented_and_sent),
		TEST(untrusted_certificate_gets_no_token),
		TEST(mismatched_key_is_reported),
	};
	return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
