/* SPDX-License-Identifier: Apache-2.0 */
/*
 * external_x509.c: an X.509 certificate as identity: mutual TLS with the token service proves possession of the key,
 * and the subject token is the certificate chain. Sources: google.aip.dev/auth/4117; Google's libraries for the files.
 */
#include "external.h"

#include <stdlib.h>
#include <string.h>

#define BEGINS "-----BEGIN CERTIFICATE-----"
#define ENDS   "-----END CERTIFICATE-----"

enum { CERTIFICATES_MAX = 32 };

/* config: the file with the paths of certificate and key; chain: the file of the issuers, or NULL */
struct certificate {
	const char *config, *chain;
};

/* ---- The files -------------------------------------------------------------------------------------- */

static const char *default_config(struct arena *a)
{
	const char *named = getenv("GOOGLE_API_CERTIFICATE_CONFIG"), *gcloud = getenv("CLOUDSDK_CONFIG"),
			   *home = getenv("HOME");
	if (named && *named)
		return arena_strdup(a, named);
	if (gcloud && *gcloud)
		return arena_printf(a, "%s/certificate_config.json", gcloud);
	return home && *home ? arena_printf(a, "%s/.config/gcloud/certificate_config.json", home) : NULL;
}

/* Sets the paths of certificate and key in x. Read again for each exchange, because certificates are renewed. */
static int read_config(struct external *x, struct err *e)
{
	struct arena *a = gcp_arena(x->t->g);
	const struct certificate *c = x->state;
	struct str text;
	struct json *file;
	if (file_read(a, c->config, LIMIT_SECRET_FILE_BYTES, &text, e) || json_parse(a, text, &file, e))
		return err_wrap(e, "certificate configuration %s", c->config);
	struct json_reader r = json_reader(file, c->config, e);
	x->client_cert = json_read_string(&r, "cert_configs.workload.cert_path");
	x->client_key = json_read_string(&r, "cert_configs.workload.key_path");
	return json_read_done(&r);
}

static int read_certificate(struct external *x, const struct json *source, struct err *e)
{
	struct arena *a = gcp_arena(x->t->g);
	struct certificate *c = ARENA_NEW(a, struct certificate);
	struct json_reader r = json_reader(source, x->t->from, e);
	const char *config = json_read_string_or(&r, "certificate.certificate_config_location", NULL);
	bool usual = json_read_bool_or(&r, "certificate.use_default_certificate_config", false);
	c->chain = arena_strdup(a, json_read_string_or(&r, "certificate.trust_chain_path", NULL));
	if (json_read_done(&r))
		return -1;
	if (usual == (config != NULL))
		return err_set(e, ERR_AUTH,
			"%s: credential_source.certificate needs either certificate_config_location or "
			"use_default_certificate_config",
			x->t->from);
	c->config = usual ? default_config(a) : arena_strdup(a, config);
	if (!c->config)
		return err_set(
			e, ERR_AUTH, "%s: HOME is not set, and so the certificate configuration is not found", x->t->from);
	x->state = c;
	if (read_config(x, e))
		return err_wrap(e, "%s", x->t->from);
	if (file_is_shared(x->client_key))
		x->t->warning = arena_printf(a, "the key %s can be read or changed by others: chmod 600 it", x->client_key);
	return 0;
}

/* ---- The subject token --------------------------------------------------------------------------------- */

struct pem {
	const char *texts[CERTIFICATES_MAX];
	size_t n;
};

/* The base64 of each certificate in a PEM file, without line ends. */
static int read_pem(struct arena *a, const char *path, struct pem *out, struct err *e)
{
	struct str text;
	*out = (struct pem){ .n = 0 };
	if (file_read(a, path, LIMIT_SECRET_FILE_BYTES, &text, e))
		return -1;
	for (const char *p = strstr(text.p, BEGINS), *end; p; p = strstr(end, BEGINS)) {
		p += strlen(BEGINS);
		end = strstr(p, ENDS);
		if (!end || out->n == CERTIFICATES_MAX)
			return err_set(e, ERR_AUTH, "%s: %s", path, end ? "too many certificates" : "a certificate has no end");
		char *one = arena_alloc(a, (size_t)(end - p) + 1);
		size_t used = 0;
		for (; p < end; p++)
			if (!strchr(" \t\r\n", *p))
				one[used++] = *p;
		one[used] = '\0';
		out->texts[out->n++] = one;
	}
	return out->n ? 0 : err_set(e, ERR_AUTH, "%s: holds no certificate in PEM", path);
}

/* ["leaf", "issuer", ...]. The chain file may begin with the leaf, but must not contain it later. */
static int put_chain(struct arena *a, const struct external *x, struct buf *out, struct err *e)
{
	const struct certificate *c = x->state;
	struct pem own, above = { .n = 0 };
	struct json *list = json_new_array(a);
	if (read_pem(a, x->client_cert, &own, e) || (c->chain && read_pem(a, c->chain, &above, e)))
		return -1;
	struct str leaf = str_of(own.texts[0]);
	json_add(list, json_new_string(a, leaf.p));
	for (size_t i = 0; i < above.n; i++) {
		bool is_leaf = str_is(leaf, above.texts[i]);
		if (is_leaf && i)
			return err_set(e, ERR_AUTH, "%s: the leaf certificate must be the first", c->chain);
		if (!is_leaf)
			json_add(list, json_new_string(a, above.texts[i]));
	}
	json_print(list, JSON_COMPACT, out);
	return 0;
}

static void fetch_certificate(struct external *x, int64_t deadline, external_done *done, void *arg)
{
	struct arena *a = arena_new();
	struct buf text = BUF_MAX(2 * LIMIT_SECRET_FILE_BYTES);
	struct err e;
	(void)deadline;
	int rc = read_config(x, &e) || put_chain(a, x, &text, &e);
	done(arg, rc ? NULL : &(struct str){ buf_text(&text), text.n }, rc ? &e : NULL);
	buf_free(&text);
	arena_free(a);
}

const struct external_source external_x509 = { "certificate", read_certificate, fetch_certificate };
