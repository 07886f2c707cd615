/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls.c: the certificate of a host. Makes a handshake without verification, then verifies the certificate as a user's
 * client would. If the host cannot be reached or sends no certificate, that is an observation (ok = false).
 */
#include "ahead_wait.h"
#include "reach.h"
#include "../source.h"

#include <string.h>

enum { DAY_MS = 24 * 60 * 60 * 1000 };

struct showing {
	struct question *q;
	const struct config_tls *tls;
	const char *host;
	int port;
	struct json *value;
};

/* Returns whole days, rounded down: -1 if it expired an hour ago. */
static int64_t days(int64_t ms)
{
	return ms >= 0 ? ms / DAY_MS : -((-ms + DAY_MS - 1) / DAY_MS);
}

/* ---- Error text: everything that is wrong with the certificate ---------------------------------------- */

static void put_wrong(struct buf *b, const char *what)
{
	buf_printf(b, "%s%s", b->n ? "; " : "", what);
}

static const char *whose(struct arena *a, const struct crypto_cert *cert)
{
	struct buf b = BUF_MAX(512);
	for (size_t i = 0; i < cert->n_names && i < 5; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", cert->names[i]);
	if (cert->n_names > 5)
		buf_printf(&b, " and %zu more", cert->n_names - 5);
	const char *text = arena_strdup(a, cert->n_names ? buf_text(&b) : "no host");
	buf_free(&b);
	return text;
}

static const char *what_is_wrong(struct arena *a, const struct showing *s, const struct crypto_cert *cert)
{
	struct buf b = BUF_MAX(LIMIT_ERR_TEXT);
	if (cert->expired)
		put_wrong(&b, arena_printf(a, "the certificate expired at %s", clock_time_text(a, cert->not_after)));
	if (cert->not_yet_valid)
		put_wrong(&b, arena_printf(a, "the certificate is not valid before %s", clock_time_text(a, cert->not_before)));
	if (!cert->chain_ok && !(b.n && !strncmp(cert->chain_error, "the certificate ", 16)))
		put_wrong(&b, cert->chain_error);
	if (!cert->host_matches)
		put_wrong(&b, arena_printf(a, "the certificate is not for %s but for %s", s->host, whose(a, cert)));
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* ---- Facts ----------------------------------------------------------------------------------------------- */

/* cert: zeroed if there is none; then each fact has a value with which a rule fails. */
static struct json *certificate_json(struct arena *a, const struct crypto_cert *cert, int64_t now)
{
	struct json *v = json_new_object(a), *names = json_new_array(a);
	bool had = cert->chain_length > 0;
	for (size_t i = 0; i < cert->n_names; i++)
		json_add(names, json_new_string(a, cert->names[i]));
	json_set_int(a, v, "daysLeft", had ? days(cert->not_after - now) : -1);
	json_set_bool(a, v, "hostMatches", cert->host_matches);
	json_set_bool(a, v, "chainOk", cert->chain_ok);
	json_set_string(a, v, "chainError", had ? cert->chain_error : "no certificate was received");
	json_set_int(a, v, "chainLength", (int64_t)cert->chain_length);
	json_set_string(a, v, "notBefore", had ? clock_time_text(a, cert->not_before) : "");
	json_set_string(a, v, "notAfter", had ? clock_time_text(a, cert->not_after) : "");
	json_set_bool(a, v, "expired", cert->expired);
	json_set_bool(a, v, "notYetValid", cert->not_yet_valid);
	json_set_bool(a, v, "selfSigned", cert->self_signed);
	json_set_string(a, v, "subject", had ? cert->subject : "");
	json_set_string(a, v, "issuer", had ? cert->issuer : "");
	json_set(v, "names", names);
	return v;
}

static void tls_go_on(void *arg)
{
	struct showing *s = arg;
	reach_done(s->q, s->value);
}

static void tls_on_answer(void *arg, const struct tls_answer *answer)
{
	struct showing *s = arg;
	struct question *q = s->q;
	struct arena *a = q->a;
	int64_t now = loop_wall(q->observations->loop);
	struct crypto_cert cert = { .chain_length = 0 };
	struct err e = answer->error;
	if (answer->cut_short) {
		reach_unobserved(q, ERR_TIMEOUT, "the run's deadline came before the timeout of the probe");
		return;
	}
	if (e.code == ERR_NONE)
		crypto_cert_judge(a,
			&(struct crypto_cert_question){
				.pem = answer->pem, .n_pem = answer->n_pem, .host = s->host, .trust = answer->trust, .at = now },
			&cert, &e);
	if (reach_never_asked(&e, 1)) { /* local errors, such as a CA file that cannot be read */
		reach_unobserved(q, e.code, e.text);
		return;
	}
	const char *error = e.code == ERR_NONE ? what_is_wrong(a, s, &cert) : e.text;
	struct json *v = certificate_json(a, &cert, now);
	json_set_bool(a, v, "ok", !*error);
	json_set_int(a, v, "ms", answer->ms);
	json_set_int(a, v, "attempts", 1);
	json_set_string(a, v, "error", say_scrub_to(q->a, q->observations->log, error));
	json_set_string(a, v, "protocol", answer->protocol);
	json_set_string(a, v, "address", answer->address ? answer->address : "");
	json_set_string(a, v, "host", s->host);
	s->value = v;
	if (!ahead_waits(q, tls_go_on, NULL, s))
		tls_go_on(s);
}

/* ---- Start --------------------------------------------------------------------------------------------------- */

/* Returns the host without brackets or a final dot, as in certificates. */
static const char *plain_host(struct arena *a, const char *host)
{
	size_t n = strlen(host);
	if (n > 2 && host[0] == '[' && host[n - 1] == ']')
		return arena_strndup(a, host + 1, n - 2);
	return n > 1 && host[n - 1] == '.' ? arena_strndup(a, host, n - 1) : host;
}

static int service_url(const struct showing *s, const struct service *service, struct url *u, struct err *e)
{
	if (!service)
		return err_set(e, ERR_EVAL, "the probe has neither a host nor a service");
	if (!s->q->ahead && !service->known)
		return err_set(e, service->observation->error.code, "service %s could not be read: %s",
			service->config->member.alias, service->observation->error.text);
	const char *uri = reach_uri(s->q);
	if (!uri || url_parse(s->q->a, uri, u, e))
		return err_set(e, ERR_EVAL, "service %s has no URI", service->config->member.alias);
	return 0;
}

static int place(struct showing *s, struct err *e)
{
	const struct service *service = s->q->service;
	struct url u = { .host = s->tls->host, .port = 443 };
	if (!u.host && (service_url(s, service, &u, e) || !u.host))
		return -1;
	s->host = plain_host(s->q->a, u.host);
	s->port = s->tls->port ? (int)s->tls->port : u.port;
	return 0;
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_probe *config = l->config;
	struct showing *s = ARENA_NEW(l->a, struct showing);
	struct err e;
	*s = (struct showing){ .q = reach_question(observations, release, l, &config->tls->reach), .tls = config->tls };
	s->q->attributed = true; /* all revisions of a service have the same certificate */
	if (place(s, &e)) {
		reach_unobserved(s->q, e.code, e.text);
		return;
	}
	tls_start(observations->loop, l->a,
		&(struct tls_request){
			.host = s->host, .port = s->port, .timeout_ms = s->tls->reach.timeout, .deadline = s->q->deadline },
		tls_on_answer, s);
}

static const struct fact_doc facts[] = {
	{ "ok", "bool", "a client would accept the certificate: chain, name and dates are valid" },
	{ "ms", "int", "time of connecting and of the handshake" },
	{ "attempts", "int", "number of handshakes: 1" },
	{ "error", "string", "everything that is wrong with the certificate; \"\" if ok" },
	{ "daysLeft", "int", "whole days until the certificate expires; negative if it has expired or there is none" },
	{ "hostMatches", "bool", "the certificate names the host; the common name is ignored" },
	{ "chainOk", "bool", "the chain leads to a trusted authority (of the system or of `ca_file`) and is valid now" },
	{ "chainError", "string", "why chainOk is false; \"\" if it is true" },
	{ "chainLength", "int", "certificates that the server sent" },
	{ "notBefore", "string", "start of validity, such as 2026-01-02T03:04:05.000Z; \"\" without a certificate" },
	{ "notAfter", "string", "end of validity; \"\" without a certificate" },
	{ "expired", "bool", "the certificate has expired" },
	{ "notYetValid", "bool", "the certificate is not valid yet" },
	{ "selfSigned", "bool", "the certificate is self-signed" },
	{ "subject", "string", "subject in the form of RFC 2253" },
	{ "issuer", "string", "issuer in the form of RFC 2253" },
	{ "names", "list of string", "host names and addresses in the certificate" },
	{ "protocol", "string", "protocol version: TLSv1.2 or TLSv1.3; \"\" without a handshake" },
	{ "address", "string", "IP address that answered, or \"\"" },
	{ "host", "string", "host whose certificate was requested" },
};

const struct source source_tls = {
	.kind = "tls",
	.group = GROUP_PROBES,
	.every = EVERY_ONCE,
	.after_services = true,
	.start = start,
	.doc = "the certificate of a host",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};
