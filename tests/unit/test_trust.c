/* SPDX-License-Identifier: Apache-2.0 */
/* test_trust.c: trusted authorities are read once, from a bundle, from a folder, or from both. */
#include "../peers/peer.h"
#include "../../gate/net/net.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <openssl/pem.h>
#include <cmocka.h>

enum { DAY_S = 24 * 60 * 60 };

struct fixture {
	struct arena *a;
	char dir[64];
	struct cert *root, *other, *server;
	struct loop *l;
	size_t pending;
	struct http_answer answer;
};

static struct cert *authority(const char *name)
{
	return cert_new(&(struct cert_spec){ .name = name, .from_s = -60, .to_s = DAY_S, .authority = true });
}

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	f->a = arena_new();
	snprintf(f->dir, sizeof(f->dir), "/tmp/rungate-trust-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->root = authority("Root");
	f->other = authority("Other");
	f->server = cert_new(&(struct cert_spec){
		.name = "server", .address = "127.0.0.1", .from_s = -60, .to_s = DAY_S, .issuer = f->root });
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	cert_free(f->server);
	cert_free(f->root);
	cert_free(f->other);
	assert_int_equal(system(arena_printf(f->a, "rm -r %s", f->dir)), 0);
	arena_free(f->a);
	test_free(f);
	return 0;
}

static const char *bundle(struct fixture *f, const struct cert *c)
{
	const char *path = arena_printf(f->a, "%s/bundle.pem", f->dir);
	assert_int_equal(cert_write(c, path), 0);
	return path;
}

/* Named as by c_rehash. */
static const char *folder(struct fixture *f, const struct cert *c)
{
	char *pem = cert_pem(c);
	BIO *in = BIO_new_mem_buf(pem, -1);
	X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);
	assert_int_equal(cert_write(c, arena_printf(f->a, "%s/%08lx.0", f->dir, X509_subject_name_hash(x))), 0);
	X509_free(x);
	BIO_free(in);
	free(pem);
	return f->dir;
}

static bool trusts(struct fixture *f, struct crypto_trust *t)
{
	char *pem = cert_pem(f->server);
	const char *chain[] = { pem };
	struct crypto_cert c;
	struct err e;
	assert_int_equal(
		crypto_cert_judge(f->a,
			&(struct crypto_cert_question){
				.pem = chain, .n_pem = 1, .host = "127.0.0.1", .trust = t, .at = (int64_t)time(NULL) * 1000 },
			&c, &e),
		0);
	free(pem);
	return c.chain_ok;
}

static void bundle_is_enough(void **state)
{
	struct fixture *f = *state;
	assert_true(trusts(f, crypto_trust_new(f->a, bundle(f, f->root), NULL)));
	assert_false(trusts(f, crypto_trust_new(f->a, bundle(f, f->other), NULL)));
}

static void folder_is_enough(void **state)
{
	struct fixture *f = *state;
	assert_true(trusts(f, crypto_trust_new(f->a, NULL, folder(f, f->root))));
}

static void bundle_and_folder_both_count(void **state)
{
	struct fixture *f = *state;
	assert_true(trusts(f, crypto_trust_new(f->a, bundle(f, f->other), folder(f, f->root))));
	assert_true(trusts(f, crypto_trust_new(f->a, bundle(f, f->root), folder(f, f->other))));
}

static void authorities_are_read_once(void **state)
{
	struct fixture *f = *state;
	const char *path = bundle(f, f->root);
	struct crypto_trust *t = crypto_trust_new(f->a, path, NULL);
	assert_true(trusts(f, t));
	assert_int_equal(unlink(path), 0);
	assert_true(trusts(f, t));
}

static void unreadable_bundle_trusts_nothing(void **state)
{
	struct fixture *f = *state;
	struct err e = { .code = ERR_NONE };
	struct crypto_trust *t = crypto_trust_new(f->a, arena_printf(f->a, "%s/none.pem", f->dir), NULL);
	for (int i = 0; i < 2; i++) {
		e.code = ERR_NONE;
		assert_null(crypto_trust_store(t, &e));
		assert_int_equal(e.code, ERR_CONFIG);
		assert_non_null(strstr(e.text, "none.pem"));
	}
}

/* A program that was built on another distribution finds the bundle. */
static void system_bundle_is_found(void **state)
{
	struct fixture *f = *state;
	static const char *const places[] = { "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem",
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/pki/tls/certs/ca-bundle.crt",
		"/etc/ssl/certs/ca-certificates.crt" };
	assert_null(net_system_bundle(f->a, f->dir));
	for (size_t i = 0; i < COUNTOF(places); i++) { /* each takes precedence over the existing ones */
		const char *path = arena_printf(f->a, "%s%s", f->dir, places[i]);
		assert_int_equal(system(arena_printf(f->a, "mkdir -p \"$(dirname %s)\"", path)), 0);
		assert_int_equal(cert_write(f->root, path), 0);
		assert_string_equal(net_system_bundle(f->a, f->dir), path);
		assert_true(trusts(f, crypto_trust_new(f->a, net_system_bundle(f->a, f->dir), NULL)));
	}
}

/* ---- Connections ------------------------------------------------------------------------------------ */

static void on_done(void *arg, const struct http_answer *answer)
{
	struct fixture *f = arg;
	f->answer = *answer;
	f->pending--;
}

static const struct http_answer *ask(struct fixture *f, enum http_kind kind, int port)
{
	const char *url = arena_printf(f->a, "https://127.0.0.1:%d/", port);
	int64_t now = loop_now(f->l);
	const struct http_request r = { .kind = kind,
		.method = "GET",
		.url = secret_plain(f->a, url),
		.deadline = now + 20000,
		.timeout_ms = 20000,
		.body_max = 1000,
		.attempts_max = 1 };
	f->pending = 1;
	http_start(f->l, f->a, &r, on_done, f);
	assert_int_equal(loop_run(f->l, &f->pending, now + 30000), LOOP_DONE);
	return &f->answer;
}

static struct peer *serve(struct fixture *f)
{
	static const char hi[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";
	return peer_start(peer_serve_text, hi,
		&(struct peer_tls){ .chain = (const struct cert *const[]){ f->server }, .n = 1, .http_1 = true });
}

static void open_net(struct fixture *f, const char *ca_file)
{
	struct err e;
	assert_int_equal(net_open(f->a, secrets_new(f->a), &(struct net_options){ .ca_file = ca_file }, &f->l, &e), 0);
}

/* The bundle is deleted before the second and third connection. */
static void connections_share_the_authorities(void **state)
{
	struct fixture *f = *state;
	struct peer *p = serve(f);
	const char *path = bundle(f, f->root);
	open_net(f, path);
	assert_string_equal(ask(f, HTTP_PROBE, peer_port(p))->error.text, "");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(ask(f, HTTP_PROBE, peer_port(p))->status, 200);
	assert_int_equal(ask(f, HTTP_GOOGLE, peer_port(p))->status, 200);
	peer_free(p);
}

static void untrusted_server_is_rejected(void **state)
{
	struct fixture *f = *state;
	struct peer *p = serve(f);
	open_net(f, bundle(f, f->other));
	assert_int_equal(ask(f, HTTP_PROBE, peer_port(p))->error.code, ERR_TLS);
	peer_free(p);
	open_net(f, NULL); /* the system's */
	p = serve(f);
	assert_int_equal(ask(f, HTTP_PROBE, peer_port(p))->error.code, ERR_TLS);
	peer_free(p);
}

/* It says nothing about the service. */
static void invalid_bundle_is_a_config_error(void **state)
{
	struct fixture *f = *state;
	struct peer *p = serve(f);
	open_net(f, "/dev/null");
	const struct http_answer *a = ask(f, HTTP_PROBE, peer_port(p));
	assert_int_equal(a->error.code, ERR_CONFIG);
	assert_non_null(strstr(a->error.text, "/dev/null"));
	peer_free(p);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bundle_is_enough),
		TEST(folder_is_enough),
		TEST(bundle_and_folder_both_count),
		TEST(authorities_are_read_once),
		TEST(unreadable_bundle_trusts_nothing),
		TEST(system_bundle_is_found),
		TEST(connections_share_the_authorities),
		TEST(untrusted_server_is_rejected),
		TEST(invalid_bundle_is_a_config_error),
	};
	return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
