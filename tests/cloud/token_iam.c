/* SPDX-License-Identifier: Apache-2.0 */
/* token_iam.c: the IAM Credentials API: who may impersonate whom, through delegates. Source: the discovery document of
 * iamcredentials v1. */
#include "token.h"

#include <stdlib.h>
#include <string.h>

static bool may_act_as(struct cloud *c, const char *principal, const char *email)
{
	const struct json *all = json_get(json_get(token_state(c, "accounts"), email), "impersonators");
	for (size_t i = 0; i < json_size(all); i++)
		if (str_is(json_text(json_item(all, i)), principal))
			return true;
	return false;
}

/* True if each delegate may impersonate the next one, as Google checks it. */
static bool chain_holds(struct cloud *c, const char *principal, const struct json *delegates, const char *email)
{
	static const char prefix[] = "projects/-/serviceAccounts/";
	for (size_t i = 0; i < json_size(delegates); i++) {
		const char *name = json_text(json_item(delegates, i)).p;
		if (strncmp(name, prefix, sizeof(prefix) - 1) != 0 || !may_act_as(c, principal, name + sizeof(prefix) - 1))
			return false;
		principal = name + sizeof(prefix) - 1;
	}
	return may_act_as(c, principal, email);
}

static void denied(struct cloud *c, struct response *r, const char *permission)
{
	struct json *details = json_new_array(c->a), *info = json_new_object(c->a), *metadata = json_new_object(c->a);
	json_set_string(c->a, info, "@type", "type.googleapis.com/google.rpc.ErrorInfo");
	json_set_string(c->a, info, "reason", "IAM_PERMISSION_DENIED");
	json_set_string(c->a, info, "domain", "iam.googleapis.com");
	json_set_string(c->a, metadata, "permission", permission);
	json_set(info, "metadata", metadata);
	json_add(details, info);
	api_error(c, r, 403, "PERMISSION_DENIED",
		arena_printf(c->a, "Permission '%s' denied on resource (or it may not exist).", permission), details);
}

static void access_token(struct cloud *c, const struct json *body, const char *email, struct response *r)
{
	struct json *v = json_new_object(c->a);
	const char *lifetime = token_text(body, "lifetime");
	int64_t life_ms = strtol(lifetime, NULL, 10) * 1000;
	const struct json *scopes = json_get(body, "scope");
	if (!json_size(scopes) || life_ms < 1000 || life_ms > 12 * 3600 * 1000 ||
		lifetime[strspn(lifetime, "0123456789")] != 's') {
		api_error(c, r, 400, "INVALID_ARGUMENT", "Request contains an invalid argument.", NULL);
		return;
	}
	json_set_string(c->a, v, "accessToken", token_issue_access(c, email, life_ms));
	json_set_string(c->a, v, "expireTime", clock_time_text(c->a, (token_now(c) + life_ms) / 1000 * 1000));
	api_json(c, r, 200, v, "iamcredentials.GenerateAccessTokenResponse");
}

static void id_token(struct cloud *c, const struct json *body, const char *email, struct response *r)
{
	struct json *v = json_new_object(c->a);
	if (!*token_text(body, "audience") || !json_is_true(json_get(body, "includeEmail"))) {
		api_error(c, r, 400, "INVALID_ARGUMENT", "Request contains an invalid argument.", NULL);
		return;
	}
	json_set_string(c->a, v, "token", token_issue_id(c, email, token_text(body, "audience")));
	api_json(c, r, 200, v, "iamcredentials.GenerateIdTokenResponse");
}

/* Signs the claims with "signer", the account's private key in the state. */
static void sign_jwt(struct cloud *c, const struct json *body, const char *email, struct response *r)
{
	struct secrets *keeper = secrets_new(c->a);
	const struct json *account = json_get(token_state(c, "accounts"), email);
	const char *pem = token_text(account, "signer"), *id = token_text(account, "key_id");
	struct json *claims, *v = json_new_object(c->a);
	struct secret *jwt;
	struct err e;
	if (json_parse(c->a, str_of(token_text(body, "payload")), &claims, &e) ||
		json_int(json_get(claims, "exp")) > token_now(c) / 1000 + 12 * 3600 ||
		crypto_jwt_sign(keeper, secret_new(keeper, pem, strlen(pem), false), *id ? id : NULL, claims, &jwt, &e)) {
		api_error(c, r, 400, "INVALID_ARGUMENT", "Request contains an invalid argument.", NULL);
		return;
	}
	json_set_string(c->a, v, "keyId", id);
	json_set_string(c->a, v, "signedJwt", secret_reveal(jwt));
	api_json(c, r, 200, v, "iamcredentials.SignJwtResponse");
}

static const struct {
	const char *method, *message, *permission;
	void (*answer)(struct cloud *c, const struct json *body, const char *email, struct response *r);
} methods[] = {
	{ ":generateAccessToken", "iamcredentials.GenerateAccessTokenRequest", "iam.serviceAccounts.getAccessToken",
		access_token },
	{ ":generateIdToken", "iamcredentials.GenerateIdTokenRequest", "iam.serviceAccounts.getOpenIdToken", id_token },
	{ ":signJwt", "iamcredentials.SignJwtRequest", "iam.serviceAccounts.signJwt", sign_jwt },
};

void token_iam(struct cloud *c, const struct request *q, struct response *r)
{
	const char *from = q->path + strlen("/v1/projects/-/serviceAccounts/"), *method = strrchr(from, ':');
	const char *email = method ? arena_strndup(c->a, from, (size_t)(method - from)) : "",
			   *principal = token_principal(c, q->authorization);
	size_t at = 0;
	while (method && at + 1 < COUNTOF(methods) && strcmp(method, methods[at].method) != 0)
		at++;
	struct json *body;
	struct err e;
	schema_check_method(c, q, "iamcredentials");
	if (!principal) {
		api_error(c, r, 401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", NULL);
	} else if (json_parse(c->a, q->body, &body, &e)) {
		api_error(c, r, 400, "INVALID_ARGUMENT", "Invalid JSON payload received.", NULL);
	} else {
		schema_check(c, body, methods[at].message, "request");
		if (!chain_holds(c, principal, json_get(body, "delegates"), email))
			denied(c, r, methods[at].permission);
		else
			methods[at].answer(c, body, email, r);
	}
}
