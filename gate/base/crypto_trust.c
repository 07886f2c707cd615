/* SPDX-License-Identifier: Apache-2.0 */
/* crypto_trust.c: the certificate authorities that connections trust. They are read once and shared: a system's bundle
 * has about 140 certificates, and reading it takes as much CPU time as ten handshakes. */
#include "base.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

struct crypto_trust {
	const char *file, *folder;
	X509_STORE *store; /* NULL: not loaded yet */
	struct err error;  /* of loading */
};

static void trust_free(void *arg)
{
	struct crypto_trust *t = arg;
	X509_STORE_free(t->store);
	t->store = NULL;
}

struct crypto_trust *crypto_trust_new(struct arena *a, const char *file, const char *folder)
{
	struct crypto_trust *t = ARENA_NEW(a, struct crypto_trust);
	*t = (struct crypto_trust){ .file = file, .folder = folder };
	arena_defer(a, trust_free, t);
	return t;
}

/* Neither a bundle nor a folder in OpenSSL's own places: without this every server would just be called untrusted. */
static bool has_none(const struct crypto_trust *t)
{
	return !t->file && !t->folder && !file_exists(X509_get_default_cert_file()) &&
		!file_exists(X509_get_default_cert_dir());
}

/* OpenSSL uses the folder only for an issuer that is not in the file; it finds it by the hash of its name. */
static bool fill(const struct crypto_trust *t)
{
	if (!t->file && !t->folder)
		return X509_STORE_set_default_paths(t->store) == 1;
	return (!t->file || X509_STORE_load_file(t->store, t->file) == 1) &&
		(!t->folder || X509_STORE_load_path(t->store, t->folder) == 1);
}

static void load(struct crypto_trust *t)
{
	t->store = X509_STORE_new();
	/* as in libcurl: any certificate in the store is trusted */
	X509_STORE_set_flags(t->store, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
	if (has_none(t))
		err_set(&t->error, ERR_CONFIG,
			"no certificate authorities on this system: install ca-certificates, or name a file of them "
			"(ca_file in the config, or SSL_CERT_FILE)");
	else if (!fill(t))
		err_set(&t->error, ERR_CONFIG, "no certificate authorities can be read from %s",
			t->file         ? t->file
				: t->folder ? t->folder
							: "the system's store");
	ERR_clear_error(); /* libcurl's connections use the same error queue */
}

void *crypto_trust_store(struct crypto_trust *t, struct err *e)
{
	if (!t->store)
		load(t);
	if (t->error.code == ERR_NONE)
		return t->store;
	*e = t->error;
	return NULL;
}

int crypto_trust_use(struct crypto_trust *t, void *ssl_ctx, struct err *e)
{
	X509_STORE *store = crypto_trust_store(t, e);
	if (!store)
		return -1;
	SSL_CTX_set1_cert_store((SSL_CTX *)ssl_ctx, store);
	return 0;
}
