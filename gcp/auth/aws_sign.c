/* SPDX-License-Identifier: Apache-2.0 */
/* aws_sign.c: AWS Signature Version 4. No side effects. Source: "Signature Version 4" in AWS's IAM User Guide. */
#include "aws_sign.h"
#include "../../gate/net/net.h"

#include <stdlib.h>
#include <string.h>

struct parameter {
	const char *name, *value;
};

static int by_name_and_value(const void *x, const void *y)
{
	const struct parameter *a = x, *b = y;
	int order = strcmp(a->name, b->name);
	return order ? order : strcmp(a->value, b->value);
}

/* Encodes as Signature Version 4 requires, whatever the encoding in the URL. */
static const char *encoded(struct arena *a, const char *text)
{
	char *spaced = arena_strdup(a, text);
	for (char *p = spaced; *p; p++)
		*p = *p == '+' ? ' ' : *p;
	return url_escape(a, text_percent_decoded(a, spaced).p);
}

/* Sorts by encoded name, then by encoded value: "a=2" sorts before "a-b=1", although '-' sorts before '='. */
static char *sorted_query(struct arena *a, const char *query)
{
	struct parameter *all = ARENA_ARRAY(a, struct parameter, strlen(query) + 1);
	char *save = NULL, *out = arena_strdup(a, "");
	size_t n = 0;
	for (char *p = strtok_r(arena_strdup(a, query), "&", &save); p; p = strtok_r(NULL, "&", &save)) {
		char *equals = strchr(p, '=');
		if (equals)
			*equals = '\0';
		all[n++] = (struct parameter){ encoded(a, p), encoded(a, equals ? equals + 1 : "") };
	}
	if (n)
		qsort(all, n, sizeof(*all), by_name_and_value);
	for (size_t i = 0; i < n; i++)
		out = arena_printf(a, "%s%s%s=%s", out, i ? "&" : "", all[i].name, all[i].value);
	return out;
}

static const char *digest_of(struct arena *a, const char *text)
{
	char *hex = arena_alloc(a, SHA256_HEX);
	crypto_sha256_hex(text, strlen(text), hex);
	return hex;
}

static void key_of(
	struct arena *a, const struct aws_keys *keys, const char *day, const char *region, unsigned char out[SHA256_BYTES])
{
	const char *const steps[] = { day, region, "sts", "aws4_request" };
	char *first = arena_printf(a, "AWS4%s", secret_reveal(keys->secret));
	struct str key = str_of(first);
	for (size_t i = 0; i < COUNTOF(steps); i++) {
		unsigned char next[SHA256_BYTES];
		crypto_hmac(key, str_of(steps[i]), next);
		memcpy(out, next, SHA256_BYTES);
		key = (struct str){ (const char *)out, SHA256_BYTES };
	}
	crypto_wipe(first, strlen(first));
}

char *aws_authorization(struct arena *a, const struct aws_keys *keys, const char *region, const char *at,
	const char *path, const char *query, const struct aws_header *headers, size_t n)
{
	char *canonical = arena_printf(a, "POST\n%s\n%s\n", *path ? path : "/", sorted_query(a, query)),
		 *names = arena_strdup(a, "");
	const char *day = arena_strndup(a, at, 8);
	unsigned char key[SHA256_BYTES];
	char signature[SHA256_HEX];
	for (size_t i = 0; i < n; i++) {
		canonical = arena_printf(a, "%s%s:%s\n", canonical, headers[i].name, headers[i].value);
		names = arena_printf(a, "%s%s%s", names, i ? ";" : "", headers[i].name);
	}
	canonical = arena_printf(a, "%s\n%s\n%s", canonical, names, digest_of(a, ""));
	const char *scope = arena_printf(a, "%s/%s/sts/aws4_request", day, region);
	const char *text = arena_printf(a, "AWS4-HMAC-SHA256\n%s\n%s\n%s", at, scope, digest_of(a, canonical));
	key_of(a, keys, day, region, key);
	crypto_hmac_hex((struct str){ (const char *)key, sizeof(key) }, str_of(text), signature);
	crypto_wipe(key, sizeof(key));
	return arena_printf(
		a, "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s", keys->id, scope, names, signature);
}
