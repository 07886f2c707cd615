/* SPDX-License-Identifier: Apache-2.0 */
/* token_sts.c: the Security Token Service: exchanges a pool's subject token for a federated token. Source: RFC 8693;
 * the discovery document of sts v1. */
#include "token.h"

#include <string.h>

static bool is(struct cloud *c, const struct request *q, const char *name, const char *want)
{
	const char *have = token_field(c, q, name);
	return have && !strcmp(have, want);
}

static bool basic_holds(struct cloud *c, const struct request *q, const struct json *who)
{
	struct buf pair = BUF_MAX(4096), coded = BUF_MAX(8192);
	buf_printf(&pair, "%s:%s", token_text(who, "client_id"), token_text(who, "client_secret"));
	buf_puts(&coded, "Basic ");
	base64_put(&coded, (struct str){ buf_text(&pair), pair.n });
	bool holds = q->authorization && !strcmp(q->authorization, buf_text(&coded));
	buf_free(&pair);
	buf_free(&coded);
	(void)c;
	return holds;
}

/* Returns the owner of a subject token of the pool's type, or NULL with *why. */
static const char *caller(
	struct cloud *c, const struct json *pool, const char *audience, const char *token, const char **why)
{
	const struct json *claims;
	if (json_get(pool, "aws"))
		return token_aws_caller(c, pool, audience, token, why);
	if (json_get(pool, "certificates")) {
		*why = "The certificate chain is not trusted by the provider.";
		return !strcmp(token, token_text(pool, "certificates")) ? token_text(pool, "principal") : NULL;
	}
	if (json_get(pool, "opaque")) {
		*why = "Error connecting to the given credential's issuer.";
		return !strcmp(token, token_text(pool, "opaque")) ? token_text(pool, "principal") : NULL;
	}
	claims = jwt_verify(c, token, token_text(pool, "key"), NULL);
	*why = "The given credential is rejected by the attribute condition.";
	if (!claims || strcmp(token_text(claims, "iss"), token_text(pool, "issuer")) != 0)
		return NULL;
	*why = arena_printf(
		c->a, "The audience in ID Token [%s] does not match the expected audience.", token_text(claims, "aud"));
	if (strcmp(token_text(claims, "aud"), token_text(pool, "audience")) != 0)
		return NULL;
	*why = "ID Token issued at and expiry say that it is stale to sign-in.";
	return json_int(json_get(claims, "exp")) * 1000 > token_now(c) ? token_text(pool, "principal") : NULL;
}

static void exchange(struct cloud *c, const struct request *q, struct response *r)
{
	const char *audience = token_field(c, q, "audience"), *token = token_field(c, q, "subject_token"), *why = NULL,
			   *who;
	const struct json *pool = audience ? json_get(token_state(c, "pools"), audience) : NULL;
	struct json *v;
	if (!is(c, q, "requested_token_type", "urn:ietf:params:oauth:token-type:access_token") || !token ||
		!is(c, q, "scope", "https://www.googleapis.com/auth/cloud-platform"))
		token_refuse(c, r, 400, "invalid_request", "Invalid value for a field of the token exchange.");
	else if (!pool)
		token_refuse(
			c, r, 400, "invalid_target", "The target service indicated by the \"audience\" parameters is invalid.");
	else if (!is(c, q, "subject_token_type", token_text(pool, "token_type")))
		token_refuse(c, r, 400, "invalid_request", "Invalid value for \"subject_token_type\".");
	else if (json_get(pool, "client_id") && !basic_holds(c, q, pool))
		token_refuse(c, r, 401, "invalid_client", "The OAuth client was not found.");
	else if (json_get(pool, "user_project") &&
		!is(c, q, "options", arena_printf(c->a, "{\"userProject\":\"%s\"}", token_text(pool, "user_project"))))
		token_refuse(c, r, 403, "unauthorized_client", "The workforce user needs a user project.");
	else if (!(who = caller(c, pool, audience, token, &why)))
		token_refuse(c, r, 400, "invalid_grant", why);
	else {
		v = token_issue(c, who);
		json_set_string(c->a, v, "issued_token_type", "urn:ietf:params:oauth:token-type:access_token");
		api_json(c, r, 200, v, NULL);
	}
}

/* Exchanges the refresh token of a workforce user. The answer has the next refresh token. */
static void sign_in(struct cloud *c, const struct request *q, struct response *r)
{
	const char *token = token_field(c, q, "refresh_token");
	const struct json *user = token ? json_get(token_state(c, "workforce"), token) : NULL;
	if (!user || !basic_holds(c, q, user)) {
		token_refuse(c, r, 400, "invalid_grant", "The refresh token is invalid or has been revoked.");
		return;
	}
	struct json *v = token_issue(c, token_text(user, "principal"));
	json_set_string(c->a, v, "refresh_token", token);
	api_json(c, r, 200, v, NULL);
}

void token_sts(struct cloud *c, const struct request *q, struct response *r)
{
	if (!strcmp(q->path, "/v1/oauthtoken") && token_is_form(q) && is(c, q, "grant_type", "refresh_token"))
		sign_in(c, q, r);
	else if (!strcmp(q->path, "/v1/token") && token_is_form(q) &&
		is(c, q, "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"))
		exchange(c, q, r);
	else
		token_refuse(c, r, 400, "unsupported_grant_type", "Invalid value for \"grant_type\".");
}
