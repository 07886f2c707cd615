/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token_aws.c: verifies a signed GetCallerIdentity as AWS STS does: it computes Signature Version 4 from the request
 * with the secret in the state.
 */
#include "token.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

struct sent {
	const char *authorization, *host, *date, *session, *target;
};

static struct sent headers_of(const struct json *all)
{
	struct sent s = { "", "", "", NULL, "" };
	for (size_t i = 0; i < json_size(all); i++) {
		const char *key = token_text(json_item(all, i), "key"), *value = token_text(json_item(all, i), "value");
		const char **at = !strcmp(key, "Authorization")    ? &s.authorization
			: !strcmp(key, "host")                         ? &s.host
			: !strcmp(key, "x-amz-date")                   ? &s.date
			: !strcmp(key, "x-amz-security-token")         ? &s.session
			: !strcmp(key, "x-goog-cloud-target-resource") ? &s.target
														   : NULL;
		if (at)
			*at = value;
	}
	return s;
}

static void hmac(const unsigned char *key, size_t n, const char *text, unsigned char out[32])
{
	unsigned len = 32;
	HMAC(EVP_sha256(), key, (int)n, (const unsigned char *)text, strlen(text), out, &len);
}

static const char *hex_digest(struct cloud *c, const char *text)
{
	unsigned char digest[32];
	char *out = arena_alloc(c->a, 65);
	EVP_Digest(text, strlen(text), digest, NULL, EVP_sha256(), NULL);
	for (size_t i = 0; i < 32; i++)
		memcpy(out + 2 * i, arena_printf(c->a, "%02x", (unsigned)digest[i]), 2);
	return out;
}

/* "https://sts.us-east-1.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15" in region us-east-1 */
static const char *expected(struct cloud *c, const struct json *aws, const struct sent *s)
{
	const char *region = token_text(aws, "region"), *day = arena_strndup(c->a, s->date, 8);
	const char *names = s->session ? "host;x-amz-date;x-amz-security-token;x-goog-cloud-target-resource"
								   : "host;x-amz-date;x-goog-cloud-target-resource";
	const char *session = s->session ? arena_printf(c->a, "x-amz-security-token:%s\n", s->session) : "";
	const char *request = arena_printf(c->a,
		"POST\n/\nAction=GetCallerIdentity&Version=2011-06-15\nhost:sts.%s.amazonaws.com\nx-amz-date:%s\n%s"
		"x-goog-cloud-target-resource:%s\n\n%s\n%s",
		region, s->date, session, s->target, names, hex_digest(c, ""));
	const char *scope = arena_printf(c->a, "%s/%s/sts/aws4_request", day, region);
	const char *text = arena_printf(c->a, "AWS4-HMAC-SHA256\n%s\n%s\n%s", s->date, scope, hex_digest(c, request));
	const char *first = arena_printf(c->a, "AWS4%s", token_text(aws, "secret"));
	unsigned char a[32], b[32];
	char *out = arena_alloc(c->a, 65);
	hmac((const unsigned char *)first, strlen(first), day, a);
	hmac(a, 32, region, b);
	hmac(b, 32, "sts", a);
	hmac(a, 32, "aws4_request", b);
	hmac(b, 32, text, a);
	for (size_t i = 0; i < 32; i++)
		memcpy(out + 2 * i, arena_printf(c->a, "%02x", (unsigned)a[i]), 2);
	return arena_printf(c->a, "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s",
		token_text(aws, "id"), scope, names, out);
}

const char *token_aws_caller(
	struct cloud *c, const struct json *pool, const char *audience, const char *subject_token, const char **why)
{
	const struct json *aws = json_get(pool, "aws");
	struct json *v;
	struct err e;
	*why = "The subject token is no signed request.";
	if (json_parse(c->a, text_percent_decoded(c->a, subject_token), &v, &e))
		return NULL;
	struct sent s = headers_of(json_get(v, "headers"));
	const char *session = token_text(aws, "session");
	const char *url = arena_printf(
		c->a, "https://sts.%s.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15", token_text(aws, "region"));
	if (strcmp(token_text(v, "method"), "POST") != 0 || strcmp(token_text(v, "url"), url) != 0)
		return NULL;
	*why = "x-goog-cloud-target-resource is not the audience.";
	if (strcmp(s.target, audience) != 0)
		return NULL;
	*why = "The security token included in the request is invalid.";
	if (strlen(s.date) != 16 || strcmp(s.session ? s.session : "", session) != 0)
		return NULL;
	*why = "The request signature we calculated does not match the signature you provided.";
	return !strcmp(s.authorization, expected(c, aws, &s)) ? token_text(pool, "principal") : NULL;
}
