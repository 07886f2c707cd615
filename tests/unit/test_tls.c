/* SPDX-License-Identifier: Apache-2.0 */
/* test_tls.c: certificates of real servers on loopback: valid ones, and each kind of invalid one distinguished. */
#include "probe_world.h"
#include "../peers/peer.h"
#include "../../gate/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { HOUR = 3600, DAY = 24 * HOUR, TLS_1_2 = 0x0303 };

/* A trusted authority, an intermediate certificate, and the server's own certificate. */
struct fixture {
	struct probe_world *w;
	struct cert *root, *between, *own;
};

static struct cert *made(
	const char *name, const char *host, const struct cert *issuer, bool authority, int64_t from_s, int64_t to_s)
{
	return cert_new(&(struct cert_spec){
		.name = name, .host = host, .issuer = issuer, .authority = authority, .from_s = from_s, .to_s = to_s });
}

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	if (probe_world_set_up((void **)&f->w))
		return -1;
	f->root = made("Test Root", NULL, NULL, true, -DAY, 3650 * DAY);
	f->between = made("Test Between", NULL, f->root, true, -DAY, 3650 * DAY);
	f->own = made("own", "app.test", f->between, false, -DAY, 30 * DAY + HOUR);
	f->w->r.config.ca_file = probe_world_path(f->w, "ca.pem");
	*state = f;
	return cert_write(f->root, f->w->r.config.ca_file);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	cert_free(f->own);
	cert_free(f->between);
	cert_free(f->root);
	probe_world_tear_down((void **)&f->w);
	test_free(f);
	return 0;
}

/* Observes host with connections to the peer, which has this chain. */
static struct observation *observe(
	struct fixture *f, const char *host, const struct cert *const *chain, size_t n, int version)
{
	struct peer *p = peer_start(peer_serve_text, "", &(struct peer_tls){ .chain = chain, .n = n, .version = version });
	const char *to[] = { arena_printf(f->w->r.a, ":443:127.0.0.1:%d", peer_port(p)) };
	f->w->r.config.connect_to = (struct conf_strings){ .items = to, .n = 1 };
	struct config_tls *tls = ARENA_NEW(f->w->r.a, struct config_tls);
	*tls = (struct config_tls){ .reach = { .timeout = 10000 }, .host = host };
	struct config_probe *probe = ARENA_NEW(f->w->r.a, struct config_probe);
	probe->tls = tls;
	struct observation *l = probe_world_observe(f->w, probe, &source_tls, &tls->reach, 20000);
	assert_string_equal(peer_seen(p), ""); /* the client sent nothing */
	peer_free(p);
	return l;
}

static struct observation *look_at_own(struct fixture *f)
{
	const struct cert *const chain[] = { f->own, f->between };
	return observe(f, "app.test", chain, 2, 0);
}

static void replace_own(struct fixture *f, struct cert *own)
{
	cert_free(f->own);
	f->own = own;
}

static void valid_certificate(void **state)
{
	const struct observation *l = look_at_own(*state);
	assert_true(fact_true(l, "ok"));
	assert_string_equal(fact_text(l, "error"), "");
	assert_true(fact_true(l, "hostMatches"));
	assert_true(fact_true(l, "chainOk"));
	assert_string_equal(fact_text(l, "chainError"), "");
	assert_int_equal(fact_int(l, "daysLeft"), 30);
	assert_int_equal(fact_int(l, "chainLength"), 2);
	assert_string_equal(fact_text(l, "protocol"), "TLSv1.3");
	assert_string_equal(fact_text(l, "names[0]"), "app.test");
	assert_string_equal(fact_text(l, "subject"), "CN=own");
	assert_string_equal(fact_text(l, "issuer"), "CN=Test Between");
	assert_string_equal(fact_text(l, "address"), "127.0.0.1");
	assert_false(fact_true(l, "expired"));
	assert_false(fact_true(l, "notYetValid"));
	assert_false(fact_true(l, "selfSigned"));
	assert_true(l->attributed);
}

static void protocol_version_is_reported(void **state)
{
	struct fixture *f = *state;
	const struct cert *const chain[] = { f->own, f->between };
	assert_string_equal(fact_text(observe(f, "app.test", chain, 2, TLS_1_2), "protocol"), "TLSv1.2");
}

static void expired_certificate(void **state)
{
	struct fixture *f = *state;
	replace_own(f, made("own", "app.test", f->between, false, -10 * DAY, -HOUR));
	const struct observation *l = look_at_own(f);
	assert_false(fact_true(l, "ok"));
	assert_true(fact_true(l, "expired"));
	assert_false(fact_true(l, "chainOk"));
	assert_true(fact_true(l, "hostMatches"));
	assert_int_equal(fact_int(l, "daysLeft"), -1);
	assert_non_null(strstr(fact_text(l, "error"), "the certificate expired at 20"));
	assert_null(strstr(fact_text(l, "error"), ";"));
	assert_string_equal(fact_text(l, "chainError"), "the certificate has expired");
}

static void certificate_not_yet_valid(void **state)
{
	struct fixture *f = *state;
	replace_own(f, made("own", "app.test", f->between, false, 2 * DAY, 10 * DAY));
	const struct observation *l = look_at_own(f);
	assert_false(fact_true(l, "ok"));
	assert_true(fact_true(l, "notYetValid"));
	assert_false(fact_true(l, "expired"));
	assert_non_null(strstr(fact_text(l, "error"), "is not valid before 20"));
}

static void certificate_of_another_host(void **state)
{
	struct fixture *f = *state;
	/* the common name does not count */
	replace_own(f, made("app.test", "other.test", f->between, false, -DAY, 30 * DAY));
	const struct observation *l = look_at_own(f);
	assert_false(fact_true(l, "ok"));
	assert_true(fact_true(l, "chainOk"));
	assert_false(fact_true(l, "hostMatches"));
	assert_string_equal(fact_text(l, "error"), "the certificate is not for app.test but for other.test");
}

static void wildcard_matches_one_label(void **state)
{
	struct fixture *f = *state;
	replace_own(f, made("own", "*.app.test", f->between, false, -DAY, 30 * DAY));
	const struct cert *const chain[] = { f->own, f->between };
	assert_true(fact_true(observe(f, "a.app.test.", chain, 2, 0), "hostMatches"));
	assert_false(fact_true(look_at_own(f), "hostMatches"));
}

static void self_signed_certificate(void **state)
{
	struct fixture *f = *state;
	replace_own(f, made("own", "app.test", NULL, false, -DAY, 30 * DAY));
	const struct cert *const chain[] = { f->own };
	const struct observation *l = observe(f, "app.test", chain, 1, 0);
	assert_false(fact_true(l, "ok"));
	assert_true(fact_true(l, "selfSigned"));
	assert_false(fact_true(l, "chainOk"));
	assert_string_equal(fact_text(l, "error"), "it is self-signed, not issued by a trusted authority");
}

static void incomplete_chain(void **state)
{
	struct fixture *f = *state;
	const struct cert *const chain[] = { f->own };
	const struct observation *l = observe(f, "app.test", chain, 1, 0);
	assert_false(fact_true(l, "ok"));
	assert_false(fact_true(l, "chainOk"));
	assert_false(fact_true(l, "selfSigned"));
	assert_non_null(strstr(
		fact_text(l, "error"), "incomplete chain of 1: the issuer of the certificate (CN=Test Between) was not sent"));
}

static void untrusted_authority(void **state)
{
	struct fixture *f = *state;
	struct cert *other = made("Other Root", NULL, NULL, true, -DAY, 3650 * DAY);
	replace_own(f, made("own", "app.test", other, false, -DAY, 30 * DAY));
	const struct cert *const chain[] = { f->own, other };
	const struct observation *l = observe(f, "app.test", chain, 2, 0);
	assert_false(fact_true(l, "chainOk"));
	assert_string_equal(fact_text(l, "error"), "its authority is not trusted: CN=Other Root");
	cert_free(other);
}

static void expired_intermediate(void **state)
{
	struct fixture *f = *state;
	struct cert *old = made("Test Between", NULL, f->root, true, -10 * DAY, -HOUR);
	replace_own(f, made("own", "app.test", old, false, -DAY, 30 * DAY));
	const struct cert *const chain[] = { f->own, old };
	const struct observation *l = observe(f, "app.test", chain, 2, 0);
	assert_false(fact_true(l, "ok"));
	assert_false(fact_true(l, "expired")); /* the server's own certificate is not expired */
	assert_string_equal(fact_text(l, "error"), "certificate 2 of the chain (CN=Test Between) has expired");
	cert_free(old);
}

static void weak_key(void **state)
{
	struct fixture *f = *state;
	replace_own(f,
		cert_new(&(struct cert_spec){
			.name = "own", .host = "app.test", .issuer = f->between, .from_s = -DAY, .to_s = 30 * DAY, .bits = 1024 }));
	const struct observation *l = look_at_own(f);
	assert_false(fact_true(l, "ok"));
	assert_false(fact_true(l, "chainOk"));
}

static void certificate_for_an_address(void **state)
{
	struct fixture *f = *state;
	replace_own(f,
		cert_new(&(struct cert_spec){
			.name = "own", .address = "127.0.0.1", .issuer = f->between, .from_s = -DAY, .to_s = 30 * DAY }));
	const struct cert *const chain[] = { f->own, f->between };
	const struct observation *l = observe(f, "127.0.0.1", chain, 2, 0);
	assert_true(fact_true(l, "ok"));
	assert_string_equal(fact_text(l, "names[0]"), "127.0.0.1");
}

static void hostile_names_are_harmless(void **state)
{
	struct fixture *f = *state;
	replace_own(f, made("\xe2\x80\xae\"own\n\x1b[2J", "*.app.test", f->between, false, -DAY, 30 * DAY));
	const char *subject = fact_text(look_at_own(f), "subject");
	assert_null(strchr(subject, '\n'));
	assert_null(strchr(subject, '\x1b'));
}

/* ---- Without a certificate ------------------------------------------------------------------------------ */

static const struct observation *look_at_port(struct fixture *f, int port, int64_t timeout_ms, int64_t round_ms)
{
	struct config_tls *tls = ARENA_NEW(f->w->r.a, struct config_tls);
	struct config_probe *probe = ARENA_NEW(f->w->r.a, struct config_probe);
	*tls = (struct config_tls){ .reach = { .timeout = timeout_ms }, .host = "127.0.0.1", .port = port };
	probe->tls = tls;
	return probe_world_observe(f->w, probe, &source_tls, &tls->reach, round_ms);
}

static void says_nothing_good(const struct observation *l, const char *error)
{
	assert_int_equal(l->error.code, ERR_NONE);
	assert_false(fact_true(l, "ok"));
	assert_false(fact_true(l, "chainOk"));
	assert_false(fact_true(l, "hostMatches"));
	assert_true(fact_int(l, "daysLeft") < 0);
	assert_string_equal(fact_text(l, "protocol"), "");
	assert_string_equal(fact_text(l, "chainError"), "no certificate was received");
	assert_non_null(strstr(fact_text(l, "error"), error));
}

static void greet(struct peer *p, const void *script)
{
	peer_puts(p, script);
}

static void plain_text_on_the_port(void **state)
{
	struct peer *p = peer_start(greet, "220 mail.test ESMTP\r\n", NULL);
	says_nothing_good(look_at_port(*state, peer_port(p), 10000, 20000), "wrong version number");
	peer_free(p);
}

static void connection_refused(void **state)
{
	struct peer *p = peer_start(peer_serve_text, "", NULL);
	int port = peer_port(p);
	peer_free(p);
	says_nothing_good(look_at_port(*state, port, 10000, 20000), "Failed to connect");
}

static void silent_server(void **state)
{
	struct peer *p = peer_start(peer_serve_text, NULL, NULL);
	says_nothing_good(look_at_port(*state, peer_port(p), 2000, 20000), "no answer within ");
	peer_free(p);
}

static void observation_cut_short_is_unobserved(void **state)
{
	struct peer *p = peer_start(peer_serve_text, NULL, NULL);
	const struct observation *l = look_at_port(*state, peer_port(p), 10000, 200);
	assert_int_equal(l->error.code, ERR_TIMEOUT);
	assert_non_null(strstr(l->error.text, "the run's deadline"));
	peer_free(p);
}

static void invalid_ca_file(void **state)
{
	struct fixture *f = *state;
	struct err e;
	assert_int_equal(file_write_atomic(f->w->r.config.ca_file, "none", 4, 0600, &e), 0);
	const struct observation *l = look_at_own(f);
	assert_int_equal(l->error.code, ERR_CONFIG);
}

static void metadata_server_is_not_probed(void **state)
{
	struct fixture *f = *state;
	static const char *const to[] = { ":443:169.254.169.254:80" };
	f->w->r.config.connect_to = (struct conf_strings){ .items = (const char **)(uintptr_t)to, .n = 1 };
	const struct observation *l = look_at_port(f, 443, 10000, 20000);
	assert_int_equal(l->error.code, ERR_DENIED);
	assert_non_null(strstr(l->error.text, "no probe goes there"));
}

static void certificate_of_a_service(void **state)
{
	struct fixture *f = *state;
	struct config_tls *tls = ARENA_NEW(f->w->r.a, struct config_tls);
	struct config_probe *probe = ARENA_NEW(f->w->r.a, struct config_probe);
	const struct cert *const chain[] = { f->own, f->between };
	struct peer *p = peer_start(peer_serve_text, "", &(struct peer_tls){ .chain = chain, .n = 2 });
	const char *to[] = { arena_printf(f->w->r.a, "app.test:8443:127.0.0.1:%d", peer_port(p)) };
	f->w->r.config.connect_to = (struct conf_strings){ .items = to, .n = 1 };
	*tls = (struct config_tls){ .reach = { .timeout = 10000, .service = "backend" } };
	probe->tls = tls;
	f->w->service.now.uri = "https://app.test:8443";
	const struct observation *l = probe_world_observe(f->w, probe, &source_tls, &tls->reach, 20000);
	assert_true(fact_true(l, "ok"));
	peer_free(p);
	f->w->service.now.uri = NULL;
	l = probe_world_observe(f->w, probe, &source_tls, &tls->reach, 20000);
	assert_int_equal(l->error.code, ERR_EVAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		TEST(valid_certificate), TEST(protocol_version_is_reported), TEST(expired_certificate),
		TEST(certificate_not_yet_valid), TEST(certificate_of_another_host), TEST(wildcard_matches_one_label),
		TEST(self_signed_certificate), TEST(incomplete_chain), TEST(untrusted_authority), TEST(expired_intermediate),
		TEST(weak_key), TEST(certificate_for_an_address), TEST(hostile_names_are_harmless),
		TEST(plain_text_on_the_port), TEST(connection_refused), TEST(silent_server),
		TEST(observation_cut_short_is_unobserved), TEST(invalid_ca_file), TEST(metadata_server_is_not_probed),
		TEST(certificate_of_a_service),
	};
	/* clang-format on */
	return cmocka_run_group_tests_name("tls", tests, NULL, NULL);
}
