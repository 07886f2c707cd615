/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_cert.c: checks the certificate chain that a server sent, as a client would: name, dates, and signatures up to
 * a trusted authority. Sources: RFC 5280 section 6; RFC 6125 (the common name is not a host name). */
#include "base.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { STRENGTH = 2 }; /* OpenSSL's security level 2: keys and digests of at least 112 bits, as clients require */

/* The OpenSSL objects of one check, freed in one place. The store belongs to the run. */
struct chain {
	X509 *leaf;
	STACK_OF(X509) * sent;
	X509_STORE *trusted;
	X509_STORE_CTX *verifying;
};

static void chain_free(struct chain *c)
{
	X509_STORE_CTX_free(c->verifying);
	sk_X509_pop_free(c->sent, X509_free);
	ERR_clear_error(); /* libcurl's connections use the same error queue */
}

static X509 *read_pem(const char *pem)
{
	BIO *in = BIO_new_mem_buf(pem, -1);
	X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);
	BIO_free(in);
	return x;
}

static int chain_open(const struct crypto_cert_question *q, struct chain *c, struct err *e)
{
	*c = (struct chain){ .sent = sk_X509_new_null(), .verifying = X509_STORE_CTX_new() };
	for (size_t i = 0; i < q->n_pem; i++) {
		X509 *x = read_pem(q->pem[i]);
		if (!x)
			return err_set(e, ERR_MALFORMED, "certificate %zu of %zu cannot be read", i + 1, q->n_pem);
		sk_X509_push(c->sent, x);
	}
	if (!q->n_pem)
		return err_set(e, ERR_MALFORMED, "the server sent no certificate");
	c->leaf = sk_X509_value(c->sent, 0);
	c->trusted = crypto_trust_store(q->trust, e);
	return c->trusted ? 0 : -1;
}

/* ---- The certificate's own fields ---------------------------------------------------------------------- */

static const char *printable(struct arena *a, const void *p, size_t n)
{
	struct buf b = BUF_MAX(4096);
	text_put_printable(&b, (struct str){ p, n });
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

static const char *name_text(struct arena *a, const X509_NAME *name)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *p = NULL;
	X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253);
	long n = BIO_get_mem_data(out, &p);
	const char *text = printable(a, n > 0 ? p : "", n > 0 ? (size_t)n : 0);
	BIO_free(out);
	return text;
}

static int unix_ms(const ASN1_TIME *t, int64_t *out, struct err *e)
{
	struct tm tm;
	if (!t || !ASN1_TIME_to_tm(t, &tm))
		return err_set(e, ERR_MALFORMED, "the certificate's dates cannot be read");
	*out = (int64_t)timegm(&tm) * 1000;
	return 0;
}

static const char *address_text(struct arena *a, const ASN1_OCTET_STRING *ip)
{
	char text[INET6_ADDRSTRLEN];
	int n = ASN1_STRING_length(ip);
	if ((n != 4 && n != 16) || !inet_ntop(n == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(ip), text, sizeof(text)))
		return NULL;
	return arena_strdup(a, text);
}

static void read_names(struct arena *a, const X509 *leaf, struct crypto_cert *out)
{
	GENERAL_NAMES *all = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
	int n = all ? sk_GENERAL_NAME_num(all) : 0;
	out->names = ARENA_ARRAY(a, const char *, (size_t)n + 1);
	for (int i = 0; i < n && out->n_names < LIMIT_CERT_NAMES; i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(all, i);
		const char *text = NULL;
		if (name->type == GEN_DNS)
			text = printable(a, ASN1_STRING_get0_data(name->d.dNSName), (size_t)ASN1_STRING_length(name->d.dNSName));
		else if (name->type == GEN_IPADD)
			text = address_text(a, name->d.iPAddress);
		if (text)
			out->names[out->n_names++] = text;
	}
	GENERAL_NAMES_free(all);
}

static bool is_for(X509 *leaf, const char *host)
{
	ASN1_OCTET_STRING *ip = a2i_IPADDRESS(host);
	bool is_address = ip != NULL;
	ASN1_OCTET_STRING_free(ip);
	if (is_address)
		return X509_check_ip_asc(leaf, host, 0) == 1;
	return X509_check_host(
			   leaf, host, 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, NULL) == 1;
}

/* ---- The chain to a trusted authority -------------------------------------------------------------------- */

static const char *chain_error(struct arena *a, const struct chain *c, const struct crypto_cert *cert)
{
	X509 *at = X509_STORE_CTX_get_current_cert(c->verifying);
	int why = X509_STORE_CTX_get_error(c->verifying), depth = X509_STORE_CTX_get_error_depth(c->verifying);
	const char *subject = at ? name_text(a, X509_get_subject_name(at)) : "",
			   *issuer = at ? name_text(a, X509_get_issuer_name(at)) : "";
	const char *whose = depth ? arena_printf(a, "certificate %d of the chain (%s)", depth + 1, subject)
							  : "the certificate";
	switch (why) {
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return "it is self-signed, not issued by a trusted authority";
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return arena_printf(a, "its authority is not trusted: %s", subject);
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		return arena_printf(a, "incomplete chain of %zu: the issuer of %s (%s) was not sent and is not trusted itself",
			cert->chain_length, depth ? subject : "the certificate", issuer);
	case X509_V_ERR_CERT_HAS_EXPIRED: return arena_printf(a, "%s has expired", whose);
	case X509_V_ERR_CERT_NOT_YET_VALID: return arena_printf(a, "%s is not valid yet", whose);
	default: return arena_printf(a, "%s: %s", whose, X509_verify_cert_error_string(why));
	}
}

static void judge_chain(struct arena *a, const struct crypto_cert_question *q, struct chain *c, struct crypto_cert *out)
{
	X509_STORE_CTX_init(c->verifying, c->trusted, c->leaf, c->sent);
	X509_STORE_CTX_set_default(c->verifying, "ssl_server");
	X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(c->verifying);
	X509_VERIFY_PARAM_set_time(p, (time_t)(q->at / 1000));
	/* as in libcurl: any certificate in the store is trusted */
	X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_PARTIAL_CHAIN);
	X509_VERIFY_PARAM_set_auth_level(p, STRENGTH);
	out->chain_ok = X509_verify_cert(c->verifying) == 1;
	out->chain_error = out->chain_ok ? "" : chain_error(a, c, out);
}

int crypto_cert_judge(struct arena *a, const struct crypto_cert_question *q, struct crypto_cert *out, struct err *e)
{
	struct crypto_cert cert = { .chain_length = q->n_pem };
	struct chain c;
	int rc = chain_open(q, &c, e);
	if (!rc)
		rc = unix_ms(X509_get0_notBefore(c.leaf), &cert.not_before, e);
	if (!rc)
		rc = unix_ms(X509_get0_notAfter(c.leaf), &cert.not_after, e);
	if (!rc) {
		cert.subject = name_text(a, X509_get_subject_name(c.leaf));
		cert.issuer = name_text(a, X509_get_issuer_name(c.leaf));
		cert.expired = q->at > cert.not_after;
		cert.not_yet_valid = q->at < cert.not_before;
		cert.self_signed = X509_self_signed(c.leaf, 1) == 1;
		cert.host_matches = is_for(c.leaf, q->host);
		read_names(a, c.leaf, &cert);
		judge_chain(a, q, &c, &cert);
		*out = cert;
	}
	chain_free(&c);
	return rc;
}

/* ---- Recording the protocol of a handshake ------------------------------------------------------------------ */

static void on_info(const SSL *ssl, int where, int value)
{
	char *protocol = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
	(void)value;
	if (where & SSL_CB_HANDSHAKE_DONE)
		snprintf(protocol, CRYPTO_PROTOCOL, "%s", SSL_get_version(ssl));
}

void crypto_tls_watch(void *ssl_ctx, char protocol[CRYPTO_PROTOCOL])
{
	SSL_CTX_set_app_data((SSL_CTX *)ssl_ctx, protocol);
	SSL_CTX_set_info_callback(ssl_ctx, on_info);
}
