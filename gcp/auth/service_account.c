/* SPDX-License-Identifier: Apache-2.0 */
/* service_account.c: a service account's key. A JWT that it signs is used as the access token without a call; if that
 * is refused, the JWT is exchanged at Google's token server. Sources: RFC 7523; google.aip.dev/auth/4111. */
#include "auth.h"

#include <string.h>

#define LEGACY_URL "https://accounts.google.com/o/oauth2/token"

enum { LIFE_S = 3600, SKEW_S = 60 };

/*
 * elsewhere: in another universe, which has no token server: the key signs its own tokens, and IAM creates ID tokens.
 */
struct key {
	const char *email, *id, *token_url;
	struct secret *pem;
	bool exchange, elsewhere;
};

static int read_key(struct auth *t, const struct json *file, struct err *e)
{
	struct key *key = ARENA_NEW(gcp_arena(t->g), struct key);
	struct json_reader r = json_reader(file, t->from, e);
	const char *pem = json_read_string(&r, "private_key"), *email = json_read_string(&r, "client_email");
	const char *id = json_read_string_or(&r, "private_key_id", NULL);
	const char *url = json_read_string_or(
		&r, "token_uri", arena_printf(gcp_arena(t->g), "https://oauth2.%s/token", gcp_universe(t->g)));
	if (json_read_done(&r))
		return -1;
	if (!gcp_is_account(email))
		return err_set(e, ERR_AUTH, "%s: client_email is not a service account's address", t->from);
	key->email = arena_strdup(gcp_arena(t->g), email);
	key->id = arena_strdup(gcp_arena(t->g), id);
	key->token_url = arena_strdup(gcp_arena(t->g), url);
	key->pem = secret_new(gcp_secrets(t->g), pem, strlen(pem), true);
	key->elsewhere = strcmp(gcp_universe(t->g), GCP_UNIVERSE) != 0;
	if (crypto_rs256_check(key->pem, e) ||
		(!key->elsewhere && strcmp(url, LEGACY_URL) != 0 && auth_check_url(t->g, url, "token_uri", e)))
		return err_wrap(e, "%s", t->from);
	t->state = key;
	t->who = key->email;
	return 0;
}

/* ---- Signing -------------------------------------------------------------------------------------- */

/* own: the account is the subject too. audience and claim may be NULL. */
static int sign(struct auth *t, bool own, const char *audience, const char *claim, const char *value,
	struct secret **out, struct err *e)
{
	struct arena *a = arena_new();
	const struct key *key = t->state;
	struct json *claims = json_new_object(a);
	int64_t now = loop_wall(gcp_loop(t->g)) / 1000;
	json_set_string(a, claims, "iss", key->email);
	json_set_string(a, claims, "sub", own ? key->email : NULL);
	json_set_string(a, claims, "aud", audience);
	if (claim)
		json_set_string(a, claims, claim, value);
	json_set_int(a, claims, "iat", now);
	json_set_int(a, claims, "exp", now + LIFE_S);
	int rc = crypto_jwt_sign(gcp_secrets(t->g), key->pem, key->id, claims, out, e);
	arena_free(a);
	return rc ? err_wrap(e, "%s", t->from) : 0;
}

/* ---- The exchange ------------------------------------------------------------------------------------ */

struct exchange {
	struct auth *t;
	const char *audience;
	auth_done *done;
	void *arg;
};

static void way_out(const struct exchange *x, struct err *e)
{
	const struct key *key = x->t->state;
	long long skew_s = gcp_skew_ms(x->t->g) / 1000;
	struct err why = *e;
	if (strstr(why.text, "invalid_grant") && (skew_s > SKEW_S || skew_s < -SKEW_S))
		err_set(e, why.code, "%s; this machine's clock is %lld s %s Google's: set it", why.text,
			skew_s < 0 ? -skew_s : skew_s, skew_s < 0 ? "ahead of" : "behind");
	else if (strstr(why.text, "invalid_grant"))
		err_set(e, why.code,
			"%s; the key is deleted, disabled or another account's: "
			"gcloud iam service-accounts keys list --iam-account=%s",
			why.text, text_shell(gcp_arena(x->t->g), key->email));
	err_wrap(e, "%s", x->t->from);
}

static void key_on_exchanged(void *arg, int status, struct json *body, const struct err *error)
{
	const struct exchange *x = arg;
	struct auth_token token;
	struct err e = error ? *error : (struct err){ .code = ERR_NONE };
	(void)status;
	if (error)
		way_out(x, &e);
	else if (!x->audience)
		auth_read_token(x->t->g, body, &token, &e);
	else
		auth_read_id_token(x->t->g, json_text(json_get(body, "id_token")), x->audience, &token, &e);
	if (!error && e.code != ERR_NONE)
		err_wrap(&e, "%s", x->t->from);
	x->done(x->arg, e.code == ERR_NONE ? &token : NULL, e.code == ERR_NONE ? NULL : &e);
}

static void exchange(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	const struct key *key = t->state;
	struct exchange *x = ARENA_NEW(gcp_arena(t->g), struct exchange);
	struct secret *assertion;
	struct buf form = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	struct err e;
	if (sign(t, false, key->token_url, audience ? "target_audience" : "scope", audience ? audience : AUTH_SCOPE,
			&assertion, &e)) {
		done(arg, NULL, &e);
		return;
	}
	*x = (struct exchange){ t, audience, done, arg };
	auth_form_put(&form, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
	auth_form_put(&form, "assertion", secret_reveal(assertion));
	auth_post(&(struct auth_call){ .g = t->g,
		.api = GCP_OAUTH2,
		.url = key->token_url,
		.body = auth_form_end(t->g, &form),
		.type = "application/x-www-form-urlencoded",
		.deadline = deadline,
		.done = key_on_exchanged,
		.arg = x });
}

static void fetch(struct auth *t, int64_t deadline, auth_done *done, void *arg)
{
	struct key *key = t->state;
	struct secret *jwt;
	struct err e;
	key->exchange = !key->elsewhere && (key->exchange || t->refused);
	if (key->exchange) {
		exchange(t, NULL, deadline, done, arg);
	} else if (sign(t, true, NULL, "scope", AUTH_SCOPE, &jwt, &e)) {
		done(arg, NULL, &e);
	} else {
		struct auth_token token = { jwt, loop_now(gcp_loop(t->g)) + (int64_t)LIFE_S * 1000 };
		done(arg, &token, NULL);
	}
}

static void fetch_id(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	const struct key *key = t->state;
	if (key->elsewhere)
		auth_id_token(auth_as(t, key->email), audience, deadline, done, arg);
	else
		exchange(t, audience, deadline, done, arg);
}

static void fetch_jwt(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	struct secret *jwt;
	struct err e;
	(void)deadline;
	if (sign(t, true, audience, NULL, NULL, &jwt, &e)) {
		done(arg, NULL, &e);
		return;
	}
	struct auth_token token = { jwt, loop_now(gcp_loop(t->g)) + (int64_t)LIFE_S * 1000 };
	done(arg, &token, NULL);
}

const struct auth_kind auth_service_account = {
	.type = "service_account",
	.name = "a service account key",
	.holds_key = true,
	.read = read_key,
	.fetch = fetch,
	.fetch_id = fetch_id,
	.fetch_jwt = fetch_jwt,
};
