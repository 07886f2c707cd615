/* SPDX-License-Identifier: Apache-2.0 */
/* trust.c: loads the public keys that evidence is verified with. */
#include "evidence.h"

#include <string.h>

static int read_key(struct arena *a, const char *path, bool private, struct crypto_key **out, struct err *e)
{
	struct str pem;
	if (file_read(a, path, LIMIT_SECRET_FILE_BYTES, &pem, e)) {
		e->code = ERR_CONFIG;
		return -1;
	}
	int rc = private ? crypto_private_key(a, pem, out, e) : crypto_public_key(a, pem, out, e);
	if (private)
		crypto_wipe((void *)(uintptr_t)pem.p, pem.n);
	return rc ? err_wrap(e, "%s", path) : 0;
}

int trust_open(struct arena *a, const struct options *o, const struct config *c, struct trust *out, struct err *e)
{
	struct config with = *c;
	if (o->trust.n)
		with.evidence.trust = o->trust;
	if (with.evidence.key && !file_exists(with.evidence.key))
		with.evidence.key = NULL; /* the private key need not be on the machine that audits */
	return trust_load(a, &with, out, e);
}

struct trust trust_share(struct arena *a, const struct trust *t)
{
	struct trust copy = { .keys = ARENA_ARRAY(a, struct crypto_key *, t->n + 1), .n = t->n, .required = t->required };
	for (size_t i = 0; i < t->n; i++)
		copy.keys[i] = crypto_key_share(a, t->keys[i]);
	return copy;
}

int trust_load(struct arena *a, const struct config *c, struct trust *out, struct err *e)
{
	const struct conf_strings *files = &c->evidence.trust;
	struct trust t = { .keys = ARENA_ARRAY(a, struct crypto_key *, files->n + 1), .required = files->n > 0 };
	for (size_t i = 0; i < files->n; i++)
		if (read_key(a, files->items[i], false, &t.keys[t.n++], e))
			return err_wrap(e, "evidence.trust");
	if (!files->n && c->evidence.key && strncmp(c->evidence.key, KMS_SCHEME, strlen(KMS_SCHEME)) != 0 &&
		read_key(a, c->evidence.key, true, &t.keys[t.n++], e))
		return err_wrap(e, "evidence.key");
	*out = t;
	return 0;
}
