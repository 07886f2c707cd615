/* SPDX-License-Identifier: Apache-2.0 */
/* keys.c: keys and signed tokens of a story, created when it is played: @KEY:name@, @PUBLIC:name@, @JWT:name
 * claims@. */
#include "stage.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 2048 };

static const char *text_of(struct stage *s, BIO *bio)
{
	char *p;
	long n = BIO_get_mem_data(bio, &p);
	const char *copy = arena_strndup(s->a, p, (size_t)n);
	BIO_free(bio);
	return copy;
}

static const struct stage_key *key_named(struct stage *s, const char *name)
{
	for (size_t i = 0; i < s->n_keys; i++)
		if (!strcmp(s->keys[i].name, name))
			return &s->keys[i];
	if (s->n_keys == COUNTOF(s->keys)) {
		stage_fail(s, "more than %zu keys", COUNTOF(s->keys));
		return &s->keys[0];
	}
	struct stage_key *k = &s->keys[s->n_keys++];
	EVP_PKEY *pair = EVP_RSA_gen(BITS);
	BIO *private = BIO_new(BIO_s_mem()), *public = BIO_new(BIO_s_mem());
	PEM_write_bio_PKCS8PrivateKey(private, pair, NULL, NULL, 0, NULL, NULL);
	PEM_write_bio_PUBKEY(public, pair);
	*k = (struct stage_key){ arena_strdup(s->a, name), text_of(s, private), text_of(s, public) };
	EVP_PKEY_free(pair);
	return k;
}

/* Escaped for a JSON string. */
static const char *one_line(struct stage *s, const char *pem)
{
	struct buf b = BUF_MAX(65536);
	for (const char *p = pem; *p; p++)
		buf_puts(&b, *p == '\n' ? "\\n" : (const char[]){ *p, '\0' });
	const char *copy = arena_strdup(s->a, buf_text(&b));
	buf_free(&b);
	return copy;
}

/* "idp iss=https://idp.example aud=x exp=600": exp in seconds from now. */
static const char *jwt(struct stage *s, const char *line)
{
	const char *w[16] = { NULL };
	size_t n = story_words(s->a, line, w, COUNTOF(w));
	struct json *claims = json_new_object(s->a);
	struct secret *out;
	struct err e;
	int64_t now = loop_wall(s->loop) / 1000;
	json_set_int(s->a, claims, "iat", now);
	for (size_t i = 1; i < n; i++) {
		const char *equals = strchr(w[i], '=');
		const char *name = equals ? arena_strndup(s->a, w[i], (size_t)(equals - w[i])) : w[i];
		if (!strcmp(name, "exp") && equals)
			json_set_int(s->a, claims, name, now + strtol(equals + 1, NULL, 10));
		else
			json_set_string(s->a, claims, name, equals ? equals + 1 : "");
	}
	const char *pem = key_named(s, n ? w[0] : "")->private;
	if (crypto_jwt_sign(s->k, secret_new(s->k, pem, strlen(pem), false), NULL, claims, &out, &e)) {
		stage_fail(s, "%s", e.text);
		return "";
	}
	return secret_reveal(out);
}

const char *stage_key_text(struct stage *s, const char *name)
{
	if (!strncmp(name, "KEY:", 4))
		return one_line(s, key_named(s, name + 4)->private);
	if (!strncmp(name, "PUBLIC:", 7))
		return one_line(s, key_named(s, name + 7)->public);
	if (!strncmp(name, "KEYLINE:", 8)) { /* one line from the middle of a private key, which must appear nowhere */
		const char *line = strchr(strchr(key_named(s, name + 8)->private, '\n') + 1, '\n') + 1;
		return arena_strndup(s->a, line, strcspn(line, "\n"));
	}
	return !strncmp(name, "JWT:", 4) ? jwt(s, name + 4) : NULL;
}
