/* SPDX-License-Identifier: Apache-2.0 */
/* impersonated.c: impersonates a service account with another credential at the IAM Credentials API: access tokens,
 * ID tokens and signed JWTs. Source: the discovery document of iamcredentials v1. */
#include "auth.h"

#include <string.h>

#define ACCOUNTS "/v1/projects/-/serviceAccounts/"

enum { LIFETIME_S = 3600, LIFETIME_MIN_S = 600, LIFETIME_MAX_S = 43200 };

struct impersonated {
	const char *base, *email;
	const struct json *delegates;
	int64_t lifetime_s;
};

/* "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/EMAIL:generateAccessToken". The method at its
 * end is ignored: each kind of token is requested with its own method. */
static int split_url(struct auth *t, const char *url, struct impersonated *m, struct err *e)
{
	struct arena *a = gcp_arena(t->g);
	const char *at = strstr(url, ACCOUNTS), *email = at ? at + strlen(ACCOUNTS) : NULL,
			   *method = email ? strchr(email, ':') : NULL;
	if (!method || (strcmp(method, ":generateAccessToken") != 0 && strcmp(method, ":generateIdToken") != 0))
		return err_set(e, ERR_AUTH,
			"service_account_impersonation_url must end in " ACCOUNTS "EMAIL:generateAccessToken or :generateIdToken");
	m->email = arena_strndup(a, email, (size_t)(method - email));
	m->base = arena_strndup(a, url, (size_t)(email - url));
	if (!gcp_is_account(m->email))
		return err_set(e, ERR_AUTH, "service_account_impersonation_url names no service account: %s", m->email);
	return auth_check_url(t->g, m->base, "service_account_impersonation_url", e);
}

int auth_impersonate(struct auth *t, struct auth *source, const char *url, const struct json *delegates,
	int64_t lifetime_s, struct err *e)
{
	struct impersonated *m = ARENA_NEW(gcp_arena(t->g), struct impersonated);
	if (split_url(t, url, m, e))
		return err_wrap(e, "%s", t->from);
	if (lifetime_s < LIFETIME_MIN_S || lifetime_s > LIFETIME_MAX_S)
		return err_set(
			e, ERR_AUTH, "%s: a token's lifetime is from %d to %d seconds", t->from, LIFETIME_MIN_S, LIFETIME_MAX_S);
	m->delegates = delegates;
	m->lifetime_s = lifetime_s;
	t->kind = &auth_impersonated;
	t->state = m;
	t->who = m->email;
	t->source = source;
	return 0;
}

static int read_file(struct auth *t, const struct json *file, struct err *e)
{
	struct arena *a = gcp_arena(t->g);
	struct json_reader r = json_reader(file, t->from, e);
	const struct json *source = json_read_object(&r, "source_credentials"),
					  *delegates = json_read_array(&r, "delegates");
	const char *url = json_read_string(&r, "service_account_impersonation_url");
	int64_t lifetime_s = json_read_int_or(&r, "lifetime", LIFETIME_S);
	if (json_read_done(&r))
		return -1;
	if (!source)
		return err_set(e, ERR_AUTH, "%s: source_credentials is missing", t->from);
	struct auth *s = auth_of_document(t->g, source, t->from, t->depth + 1, e);
	if (!s)
		return -1;
	t->warning = s->warning;
	return auth_impersonate(
		t, s, arena_strdup(a, url), delegates ? json_copy(a, delegates) : json_new_array(a), lifetime_s, e);
}

/* ---- Requesting tokens ----------------------------------------------------------------------------- */

struct asking {
	struct auth *t;
	const char *audience; /* of an ID token or JWT; NULL: an access token */
	bool jwt;             /* a JWT that the account signs */
	int64_t deadline;
	auth_done *done;
	void *arg;
	const struct secret *source_token;
	bool again;
};

static void end(const struct asking *q, const struct auth_token *token, const struct err *error)
{
	struct err e;
	if (error) {
		e = *error;
		err_wrap(&e, "as %s", ((const struct impersonated *)q->t->state)->email);
	}
	q->done(q->arg, token, error ? &e : NULL);
}

static void say_grant(const struct asking *q, struct err *e)
{
	const struct impersonated *m = q->t->state;
	struct err why = *e;
	const char *member = auth_member(q->t->source);
	err_set(e, ERR_AUTH,
		"%s; grant it: gcloud iam service-accounts add-iam-policy-binding %s --member=%s "
		"--role=roles/iam.serviceAccountTokenCreator (it takes minutes to spread)",
		why.text, text_shell(gcp_arena(q->t->g), m->email),
		text_shell(gcp_arena(q->t->g), member ? member : "PRINCIPAL"));
}

static int read_access(const struct asking *q, const struct json *body, struct auth_token *out, struct err *e)
{
	struct str value = json_text(json_get(body, "accessToken"));
	int64_t until;
	struct err why;
	if (!auth_is_token(value))
		return err_set(e, ERR_AUTH, "the answer has no usable accessToken");
	if (clock_parse_time(json_text(json_get(body, "expireTime")).p, &until, &why))
		return err_set(e, ERR_AUTH, "the answer's expireTime is not a time");
	if (until <= gcp_wall(q->t->g))
		return err_set(e, ERR_AUTH, "the token has expired already");
	*out = auth_token_until(q->t->g, value, until - gcp_wall(q->t->g));
	return 0;
}

static int read_jwt(const struct asking *q, const struct json *body, struct auth_token *out, struct err *e)
{
	struct str value = json_text(json_get(body, "signedJwt"));
	if (!auth_is_token(value))
		return err_set(e, ERR_AUTH, "the answer has no usable signedJwt");
	*out = auth_token_until(q->t->g, value, (int64_t)LIFETIME_S * 1000);
	return 0;
}

static int read_token(const struct asking *q, const struct json *body, struct auth_token *out, struct err *e)
{
	if (q->jwt)
		return read_jwt(q, body, out, e);
	return q->audience ? auth_read_id_token(q->t->g, json_text(json_get(body, "token")), q->audience, out, e)
					   : read_access(q, body, out, e);
}

static void ask(struct asking *q);

static void impersonated_on_answer(void *arg, int status, struct json *body, const struct err *error)
{
	struct asking *q = arg;
	struct auth_token token;
	struct err e;
	if (status == 401 && !q->again) {
		q->again = true;
		ask(q);
		return;
	}
	if (error) {
		e = *error;
		if (status == 403 || status == 404)
			say_grant(q, &e);
		end(q, NULL, &e);
		return;
	}
	int rc = read_token(q, body, &token, &e);
	end(q, rc ? NULL : &token, rc ? &e : NULL);
}

/* The claims that the account signs, as text. */
static const char *claims_of(const struct asking *q)
{
	struct arena *a = gcp_arena(q->t->g);
	const struct impersonated *m = q->t->state;
	struct json *claims = json_new_object(a);
	struct buf text = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	int64_t now = gcp_wall(q->t->g) / 1000;
	json_set_string(a, claims, "iss", m->email);
	json_set_string(a, claims, "sub", m->email);
	json_set_string(a, claims, "aud", q->audience);
	json_set_int(a, claims, "iat", now);
	json_set_int(a, claims, "exp", now + LIFETIME_S);
	json_print(claims, JSON_COMPACT, &text);
	const char *copy = arena_strdup(a, buf_text(&text));
	buf_free(&text);
	return copy;
}

static struct json *body_of(const struct asking *q)
{
	struct arena *a = gcp_arena(q->t->g);
	const struct impersonated *m = q->t->state;
	struct json *v = json_new_object(a), *scopes = json_new_array(a);
	if (json_size(m->delegates))
		json_set(v, "delegates", json_copy(a, m->delegates));
	if (q->jwt) {
		json_set_string(a, v, "payload", claims_of(q));
		return v;
	}
	if (q->audience) {
		json_set_string(a, v, "audience", q->audience);
		json_set_bool(a, v, "includeEmail", true);
		return v;
	}
	json_add(scopes, json_new_string(a, AUTH_SCOPE));
	json_set(v, "scope", scopes);
	json_set_string(a, v, "lifetime", arena_printf(a, "%llds", (long long)m->lifetime_s));
	return v;
}

static void impersonated_on_source(void *arg, const struct auth_token *token, const struct err *error)
{
	struct asking *q = arg;
	struct gcp *g = q->t->g;
	const struct impersonated *m = q->t->state;
	struct buf text = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	if (!token) {
		end(q, NULL, error);
		return;
	}
	q->source_token = token->value;
	json_print(body_of(q), JSON_COMPACT, &text);
	struct secret *body = secret_new(gcp_secrets(g), buf_text(&text), text.n, false);
	buf_free(&text);
	const char *url = arena_printf(gcp_arena(g), "%s%s:%s", m->base, url_escape(gcp_arena(g), m->email),
		q->jwt            ? "signJwt"
			: q->audience ? "generateIdToken"
						  : "generateAccessToken");
	auth_post(&(struct auth_call){ .g = g,
		.api = GCP_IAMCREDENTIALS,
		.url = url,
		.body = body,
		.type = "application/json",
		.authorization = secret_printf(gcp_secrets(g), "Bearer %s", secret_reveal(token->value)),
		.deadline = q->deadline,
		.quota_project = q->t->source->quota_project,
		.done = impersonated_on_answer,
		.arg = q });
}

static void ask(struct asking *q)
{
	auth_token(q->t->source, q->again ? q->source_token : NULL, q->deadline, impersonated_on_source, q);
}

static void fetch_id(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	struct asking *q = ARENA_NEW(gcp_arena(t->g), struct asking);
	*q = (struct asking){ .t = t, .audience = audience, .deadline = deadline, .done = done, .arg = arg };
	ask(q);
}

static void fetch(struct auth *t, int64_t deadline, auth_done *done, void *arg)
{
	fetch_id(t, NULL, deadline, done, arg);
}

static void fetch_jwt(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	struct asking *q = ARENA_NEW(gcp_arena(t->g), struct asking);
	*q = (struct asking){ .t = t, .audience = audience, .jwt = true, .deadline = deadline, .done = done, .arg = arg };
	ask(q);
}

const struct auth_kind auth_impersonated = {
	.type = "impersonated_service_account",
	.name = "an impersonated service account",
	.read = read_file,
	.fetch = fetch,
	.fetch_id = fetch_id,
	.fetch_jwt = fetch_jwt,
};
