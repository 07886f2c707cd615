/* SPDX-License-Identifier: Apache-2.0 */
/* aws_sign.c: PURE. Source: the description of Signature Version 4 in AWS's IAM guide. */
#include "aws_sign.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 32 };

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Parameters in order; their values are escaped in the URL already. */
static char *sorted_query(struct arena *a, const char *query)
{
	char *parts[PARTS_MAX], *save = NULL, *out = arena_strdup(a, "");
	size_t n = 0;
	for (char *p = strtok_r(arena_strdup(a, query), "&", &save); p && n < PARTS_MAX; p = strtok_r(NULL, "&", &save))
		parts[n++] = strchr(p, '=') ? p : arena_printf(a, "%s=", p);
	if (n)
		qsort(parts, n, sizeof(*parts), by_text);
	for (size_t i = 0; i < n; i++)
		out = arena_printf(a, "%s%s%s", out, i ? "&" : "", parts[i]);
	return out;
}

static const char *digest_of(struct arena *a, const char *text)
{
	char *hex = arena_alloc(a, SHA256_HEX);
	crypto_sha256_hex(text, strlen(text), hex);
	return hex;
}

static void key_of(struct arena *a, const struct aws_keys *keys, const char *day, const char *region, unsigned char out[SHA256_BYTES])
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

char *aws_authorization(struct arena *a, const struct aws_keys *keys, const char *region, const char *at, const char *path,
                        const char *query, const struct aws_header *headers, size_t n)
{
	char *canonical = arena_printf(a, "POST\n%s\n%s\n", *path ? path : "/", sorted_query(a, query)), *names = arena_strdup(a, "");
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
	return arena_printf(a, "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s", keys->id, scope, names, signature);
}
