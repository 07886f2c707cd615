/* SPDX-License-Identifier: Apache-2.0 */
/* certs.c: creates valid and invalid certificates for servers on loopback. */
#include "peer.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certs.h"

static void add_extension(X509 *x, const X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, (X509 *)(uintptr_t)issuer, x, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	if (!e)
		abort();
	X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
}

static void add_names(X509 *x, const struct cert_spec *s)
{
	char names[512];
	snprintf(names, sizeof(names), "%s%s%s%s%s", s->host ? "DNS:" : "", s->host ? s->host : "",
		s->host && s->address ? "," : "", s->address ? "IP:" : "", s->address ? s->address : "");
	if (*names)
		add_extension(x, x, NID_subject_alt_name, names);
}

struct cert *cert_new(const struct cert_spec *s)
{
	struct cert *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	X509 *x = c->x = X509_new();
	c->key = s->bits ? EVP_RSA_gen((unsigned)s->bits) : EVP_EC_gen("P-256");
	const struct cert *issuer = s->issuer ? s->issuer : c;
	X509_set_version(x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x), (long)(uintptr_t)c & 0x7fffffff);
	X509_gmtime_adj(X509_getm_notBefore(x), (long)s->from_s);
	X509_gmtime_adj(X509_getm_notAfter(x), (long)s->to_s);
	X509_set_pubkey(x, c->key);
	X509_NAME_add_entry_by_txt(
		X509_get_subject_name(x), "CN", MBSTRING_UTF8, (const unsigned char *)s->name, -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(issuer->x));
	add_extension(x, issuer->x, NID_basic_constraints, s->authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
	add_extension(x, issuer->x, NID_key_usage,
		s->authority ? "critical,keyCertSign,cRLSign,digitalSignature" : "critical,digitalSignature");
	add_extension(x, issuer->x, NID_subject_key_identifier, "hash");
	add_names(x, s);
	if (!X509_sign(x, issuer->key, EVP_sha256()))
		abort();
	return c;
}

void cert_free(struct cert *c)
{
	if (!c)
		return;
	X509_free(c->x);
	EVP_PKEY_free(c->key);
	free(c);
}

static char *take(BIO *out)
{
	char *p = NULL;
	long n = BIO_get_mem_data(out, &p);
	char *text = strndup(p, (size_t)n);
	BIO_free(out);
	return text;
}

char *cert_pem(const struct cert *c)
{
	BIO *out = BIO_new(BIO_s_mem());
	PEM_write_bio_X509(out, c->x);
	return take(out);
}

char *cert_key_pem(const struct cert *c)
{
	BIO *out = BIO_new(BIO_s_mem());
	PEM_write_bio_PrivateKey(out, c->key, NULL, NULL, 0, NULL, NULL);
	return take(out);
}

int cert_write(const struct cert *c, const char *path)
{
	FILE *f = fopen(path, "w");
	if (!f)
		return -1;
	int ok = PEM_write_X509(f, c->x);
	return fclose(f) || !ok ? -1 : 0;
}
