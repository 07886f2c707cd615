/* SPDX-License-Identifier: Apache-2.0 */
/* token.c: the issued tokens and their owners, and Google's OAuth 2 token endpoint. Sources: RFC 6749, RFC 7523. */
#include "token.h"

#include <stdlib.h>
#include <string.h>

#define SCOPE    "https://www.googleapis.com/auth/cloud-platform"
#define AUDIENCE "https://oauth2.googleapis.com/token"

enum { HOUR_MS = 3600 * 1000, LEEWAY_MS = 5 * 60 * 1000 };

const struct json *token_state(struct cloud *c, const char *key)
{
	return json_get(c->identity, key);
}

int64_t token_now(struct cloud *c)
{
	return cloud_wall() + json_int(token_state(c, "skew_s")) * 1000;
}

const char *token_text(const struct json *v, const char *key)
{
	return json_kind(json_get(v, key)) == JSON_STRING ? json_text(json_get(v, key)).p : "";
}

/* ---- Forms --------------------------------------------------------------------------------------- */

bool token_is_form(const struct request *q)
{
	const char *type = request_header(q, "Content-Type");
	return type && !strcmp(type, "application/x-www-form-urlencoded") && !strcmp(q->method, "POST");
}

const char *token_field(struct cloud *c, const struct request *q, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = q->body.p; p && *p; p += strcspn(p, "&"), p += *p == '&') {
		size_t len = strcspn(p, "&");
		if (len <= n || strncmp(p, name, n) != 0 || p[n] != '=')
			continue;
		char *value = arena_strndup(c->a, p + n + 1, len - n - 1);
		for (char *v = value; *v; v++)
			*v = *v == '+' ? ' ' : *v;
		return text_percent_decoded(c->a, value).p;
	}
	return NULL;
}

/* ---- Issued tokens ----------------------------------------------------------------------------------- */

static void keep(struct cloud *c, const char *text, const char *principal, const char *audience, int64_t life_ms)
{
	c->issued = arena_grow(c->a, c->issued, c->n_issued, &c->cap_issued, sizeof(*c->issued));
	c->issued[c->n_issued++] = (struct issued){ text, arena_strdup(c->a, principal), arena_strdup(c->a, audience),
		token_now(c) + life_ms };
}

const char *token_issue_access(struct cloud *c, const char *principal, int64_t life_ms)
{
	size_t bytes = (size_t)json_int(token_state(c, "token_bytes"));
	const char *mark = token_text(c->identity, "token_mark");
	char *text = arena_printf(
		c->a, "ya29.%s%016llx%016llx", mark, (unsigned long long)crypto_random(), (unsigned long long)crypto_random());
	if (bytes > strlen(text)) {
		char *wide = arena_alloc(c->a, bytes + 1);
		memset(wide, 'x', bytes);
		memcpy(wide, text, strlen(text));
		text = wide;
	}
	keep(c, text, principal, NULL, life_ms);
	return text;
}

struct json *token_issue(struct cloud *c, const char *principal)
{
	struct json *v = json_new_object(c->a);
	struct json *says = json_get(c->identity, "expires_in");
	json_set_string(c->a, v, "access_token", token_issue_access(c, principal, HOUR_MS));
	if (!says || json_kind(says) != JSON_NULL)
		json_set(v, "expires_in", says ? says : json_new_int(c->a, HOUR_MS / 1000 - 1));
	json_set_string(c->a, v, "token_type", "Bearer");
	return v;
}

static const char *encoded(struct cloud *c, const struct json *v)
{
	struct buf text = BUF_MAX(65536), out = BUF_MAX(65536);
	json_print(v, JSON_COMPACT, &text);
	crypto_put_base64url((struct str){ buf_text(&text), text.n }, &out);
	const char *copy = arena_strdup(c->a, buf_text(&out));
	buf_free(&text);
	buf_free(&out);
	return copy;
}

const char *token_issue_id(struct cloud *c, const char *principal, const char *audience)
{
	struct json *header = json_new_object(c->a), *claims = json_new_object(c->a);
	json_set_string(c->a, header, "alg", "RS256");
	json_set_string(c->a, claims, "iss", "https://accounts.google.com");
	json_set_string(c->a, claims, "aud", audience);
	json_set_string(c->a, claims, "email", principal);
	json_set_int(c->a, claims, "iat", token_now(c) / 1000);
	json_set_int(c->a, claims, "exp", token_now(c) / 1000 + 3600);
	const char *text = arena_printf(c->a, "%s.%s.%s%016llx%016llx", encoded(c, header), encoded(c, claims),
		token_text(c->identity, "token_mark"), (unsigned long long)crypto_random(),
		(unsigned long long)crypto_random());
	keep(c, text, principal, audience, HOUR_MS);
	return text;
}

void token_refuse(struct cloud *c, struct response *r, int status, const char *error, const char *description)
{
	struct json *v = json_new_object(c->a);
	json_set_string(c->a, v, "error", error);
	json_set_string(c->a, v, "error_description", description);
	api_json(c, r, status, v, NULL);
}

/* ---- JWTs of service account keys -------------------------------------------------------------------- */

/* NULL, or Google's error about the times of a JWT. */
static const char *untimely(struct cloud *c, const struct json *claims)
{
	int64_t iat = json_int(json_get(claims, "iat")) * 1000, exp = json_int(json_get(claims, "exp")) * 1000,
			now = token_now(c);
	if (json_kind(json_get(claims, "iat")) != JSON_INT || json_kind(json_get(claims, "exp")) != JSON_INT)
		return "Invalid JWT: iat and exp must be numbers.";
	if (iat > now + LEEWAY_MS || exp < now || exp - iat > HOUR_MS)
		return "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your "
			   "iat and exp values in "
			   "the JWT claim.";
	return NULL;
}

static const char *account_of_jwt(struct cloud *c, const char *jwt, struct json **claims, const char **why)
{
	struct json *loose = jwt_claims(c, jwt);
	const char *issuer = token_text(loose, "iss");
	const struct json *account = json_get(token_state(c, "accounts"), issuer);
	*why = !loose  ? "Invalid JWT: Failed audience check."
		: !account ? "Invalid grant: account not found"
				   : "Invalid JWT Signature.";
	if (!account || json_is_true(json_get(account, "deleted")))
		return NULL;
	*claims = jwt_verify(
		c, jwt, token_text(account, "key"), *token_text(account, "key_id") ? token_text(account, "key_id") : NULL);
	if (!*claims)
		return NULL;
	*why = untimely(c, *claims);
	return *why ? NULL : issuer;
}

static const char *self_signed(struct cloud *c, const char *jwt)
{
	struct json *claims;
	const char *why, *who = account_of_jwt(c, jwt, &claims, &why);
	const struct json *allowed = token_state(c, "self_signed");
	if (!who || (allowed && !json_is_true(allowed)))
		return NULL;
	if (strcmp(token_text(claims, "sub"), who) != 0 || strcmp(token_text(claims, "scope"), SCOPE) != 0 ||
		json_get(claims, "aud")) {
		violation(c, "a self-signed JWT needs sub = iss, and either scope or aud");
		return NULL;
	}
	return who;
}

const char *token_principal(struct cloud *c, const char *authorization)
{
	const char *text = authorization && !strncmp(authorization, "Bearer ", 7) ? authorization + 7 : "";
	if (!strcmp(text, c->token))
		return "test-token";
	for (size_t i = 0; i < c->n_issued; i++)
		if (!c->issued[i].audience && !strcmp(c->issued[i].text, text))
			return c->issued[i].expires_at > token_now(c) ? c->issued[i].principal : NULL;
	return self_signed(c, text);
}

bool token_opens(struct cloud *c, const char *authorization, const char *audience)
{
	const char *text = authorization && !strncmp(authorization, "Bearer ", 7) ? authorization + 7 : "";
	for (size_t i = 0; i < c->n_issued; i++)
		if (c->issued[i].audience && !strcmp(c->issued[i].text, text))
			return !strcmp(c->issued[i].audience, audience) && c->issued[i].expires_at > token_now(c);
	return false;
}

const char *token_iap(struct cloud *c, const char *authorization, const char *url, const char **why)
{
	const char *text = authorization && !strncmp(authorization, "Bearer ", 7) ? authorization + 7 : "";
	struct json *claims;
	*why = "empty token";
	const char *who = *text ? account_of_jwt(c, text, &claims, why) : NULL;
	if (!who)
		return NULL;
	const char *after = strstr(url, "://"), *slash = after ? strchr(after + 3, '/') : NULL;
	const char *all = arena_printf(c->a, "%.*s/*", (int)(slash ? slash - url : (long)strlen(url)), url);
	int64_t life_s = json_int(json_get(claims, "exp")) - json_int(json_get(claims, "iat"));
	const char *audience = token_text(claims, "aud");
	*why = strcmp(token_text(claims, "sub"), who) != 0             ? "JWT sub is not its iss"
		: strcmp(audience, url) != 0 && strcmp(audience, all) != 0 ? "JWT audience does not match this application"
		: life_s > 3600                                            ? "JWT exp is more than an hour after iat"
																   : NULL;
	return *why ? NULL : who;
}

/* ---- Token endpoint ------------------------------------------------------------------------------------- */

/* The URL of the endpoint, for files that contain it. */
static const char *own_url(struct cloud *c, const struct request *q)
{
	const char *host = request_header(q, "Host");
	return arena_printf(c->a, "http://%s/token", host ? host : "");
}

static void jwt_bearer(struct cloud *c, const struct request *q, struct response *r)
{
	const char *assertion = token_field(c, q, "assertion"), *why = "Missing parameter: assertion", *who = NULL;
	struct json *claims = NULL, *v;
	if (assertion)
		who = account_of_jwt(c, assertion, &claims, &why);
	if (!who) {
		token_refuse(c, r, 400, "invalid_grant", why);
	} else if (strcmp(token_text(claims, "aud"), AUDIENCE) != 0 &&
		strcmp(token_text(claims, "aud"), own_url(c, q)) != 0) {
		token_refuse(c, r, 400, "invalid_grant", "Invalid JWT: Failed audience check. The right audience is " AUDIENCE);
	} else if (json_get(claims, "target_audience") && json_get(claims, "scope")) {
		token_refuse(c, r, 400, "invalid_request", "scope and target_audience cannot both be set");
	} else if (json_get(claims, "target_audience")) {
		v = json_new_object(c->a);
		json_set_string(c->a, v, "id_token", token_issue_id(c, who, token_text(claims, "target_audience")));
		api_json(c, r, 200, v, NULL);
	} else if (strcmp(token_text(claims, "scope"), SCOPE) != 0) {
		token_refuse(c, r, 400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.");
	} else {
		api_json(c, r, 200, token_issue(c, who), NULL);
	}
}

static void refresh(struct cloud *c, const struct request *q, struct response *r)
{
	const char *token = token_field(c, q, "refresh_token"), *id = token_field(c, q, "client_id"),
			   *secret = token_field(c, q, "client_secret");
	const struct json *user = token ? json_get(token_state(c, "users"), token) : NULL;
	if (!user || !id || !secret || strcmp(id, token_text(user, "client_id")) ||
		strcmp(secret, token_text(user, "client_secret")))
		token_refuse(
			c, r, user ? 401 : 400, user ? "invalid_client" : "invalid_grant", user ? "Unauthorized" : "Bad Request");
	else if (json_is_true(json_get(user, "revoked")))
		token_refuse(c, r, 400, "invalid_grant", "Token has been expired or revoked.");
	else
		api_json(c, r, 200, token_issue(c, token_text(user, "email")), NULL);
}

static void tokeninfo(struct cloud *c, const struct request *q, struct response *r)
{
	const char *token = token_field(c, q, "access_token");
	const char *who = token ? token_principal(c, arena_printf(c->a, "Bearer %s", token)) : NULL;
	struct json *v = json_new_object(c->a);
	if (!who) {
		token_refuse(c, r, 400, "invalid_token", "Invalid Value");
		return;
	}
	json_set_string(c->a, v, "email", strchr(who, '@') ? who : NULL);
	json_set_string(c->a, v, "scope", SCOPE);
	json_set_string(c->a, v, "expires_in", "1800");
	api_json(c, r, 200, v, NULL);
}

static void oauth2(struct cloud *c, const struct request *q, struct response *r)
{
	const char *grant = token_is_form(q) ? token_field(c, q, "grant_type") : NULL;
	if (grant && !strcmp(grant, "urn:ietf:params:oauth:grant-type:jwt-bearer"))
		jwt_bearer(c, q, r);
	else if (grant && !strcmp(grant, "refresh_token"))
		refresh(c, q, r);
	else
		token_refuse(c, r, 400, "unsupported_grant_type", "Invalid grant_type");
}

bool token_answer(struct cloud *c, const struct request *q, struct response *r)
{
	static const struct {
		const char *pattern;
		void (*answer)(struct cloud *c, const struct request *q, struct response *r);
	} servers[] = {
		{ "/token", oauth2 },
		{ "/tokeninfo", tokeninfo },
		{ "/v1/token", token_sts },
		{ "/v1/oauthtoken", token_sts },
		{ "/v1/projects/-/serviceAccounts/*", token_iam },
		{ "/computeMetadata/v1/*", token_metadata },
		{ "/latest/*", token_imds },
		{ "/subject", token_subject },
	};
	for (size_t i = 0; i < COUNTOF(servers); i++)
		if (path_matches(servers[i].pattern, q->path)) {
			servers[i].answer(c, q, r);
			return true;
		}
	return false;
}
