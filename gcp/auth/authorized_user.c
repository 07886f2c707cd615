/* SPDX-License-Identifier: Apache-2.0 */
/* authorized_user.c: a user's sign-in as a refresh token: a Google account (gcloud auth application-default login) or a
 * workforce identity (external_account_authorized_user). Source: RFC 6749 section 6. */
#include "auth.h"

#include <string.h>

struct user {
	enum gcp_api api;
	const char *url, *client_id;
	struct secret *client_secret, *refresh_token;
};

static struct secret *hidden(struct auth *t, const char *text)
{
	return secret_new(gcp_secrets(t->g), text, strlen(text), true);
}

/* The token URL of a Google account is fixed, whatever the file says, as in Google's libraries; an override may replace
 * its origin. */
static const char *google_url(struct auth *t, const char *own)
{
	struct arena *a = gcp_arena(t->g);
	return gcp_on_override(t->g, own) ? arena_strdup(a, own)
									  : arena_printf(a, "https://oauth2.%s/token", gcp_universe(t->g));
}

static int read_common(struct auth *t, const struct json *file, struct user *u, struct err *e)
{
	struct arena *a = gcp_arena(t->g);
	struct json_reader r = json_reader(file, t->from, e);
	const char *id = json_read_string(&r, "client_id"), *secret = json_read_string(&r, "client_secret");
	const char *token = json_read_string(&r, "refresh_token"),
			   *url = json_read_string_or(
				   &r, "token_url", arena_printf(a, "https://sts.%s/v1/oauthtoken", gcp_universe(t->g)));
	const char *own = json_read_string_or(&r, "token_uri", "");
	const char *account = json_read_string_or(&r, "account", NULL),
			   *audience = json_read_string_or(&r, "audience", NULL);
	if (json_read_done(&r))
		return -1;
	u->client_id = arena_strdup(a, id);
	u->client_secret = hidden(t, secret);
	u->refresh_token = hidden(t, token);
	u->url = u->api == GCP_STS ? arena_strdup(a, url) : google_url(t, own);
	if (auth_check_url(t->g, u->url, u->api == GCP_STS ? "token_url" : "token_uri", e))
		return err_wrap(e, "%s", t->from);
	t->state = u;
	t->who = account && *account ? arena_strdup(a, account) : u->api == GCP_STS ? arena_strdup(a, audience) : NULL;
	return 0;
}

static int read_google(struct auth *t, const struct json *file, struct err *e)
{
	struct user *u = ARENA_NEW(gcp_arena(t->g), struct user);
	u->api = GCP_OAUTH2;
	return read_common(t, file, u, e);
}

static int read_workforce(struct auth *t, const struct json *file, struct err *e)
{
	struct user *u = ARENA_NEW(gcp_arena(t->g), struct user);
	u->api = GCP_STS;
	return read_common(t, file, u, e);
}

/* ---- Fetching tokens --------------------------------------------------------------------------- */

struct refresh {
	struct auth *t;
	auth_done *done;
	void *arg;
};

static void user_on_refreshed(void *arg, int status, struct json *body, const struct err *error)
{
	const struct refresh *x = arg;
	struct user *u = x->t->state;
	struct auth_token token;
	struct err e = error ? *error : (struct err){ .code = ERR_NONE }, why = e;
	const struct json *rotated = error ? NULL : json_get(body, "refresh_token");
	(void)status;
	if (error && strstr(e.text, "invalid_"))
		err_set(&e, ERR_AUTH, "%s; sign in again: gcloud auth application-default login", why.text);
	if (!error)
		auth_read_token(x->t->g, body, &token, &e);
	if (e.code != ERR_NONE) {
		err_wrap(&e, "%s", x->t->from);
		x->done(x->arg, NULL, &e);
		return;
	}
	if (u->api == GCP_STS && auth_is_token(json_text(rotated)))
		u->refresh_token = hidden(x->t, json_text(rotated).p);
	x->done(x->arg, &token, NULL);
}

static void fetch(struct auth *t, int64_t deadline, auth_done *done, void *arg)
{
	const struct user *u = t->state;
	struct refresh *x = ARENA_NEW(gcp_arena(t->g), struct refresh);
	struct buf form = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	*x = (struct refresh){ t, done, arg };
	auth_form_put(&form, "grant_type", "refresh_token");
	if (u->api == GCP_OAUTH2) {
		auth_form_put(&form, "client_id", u->client_id);
		auth_form_put(&form, "client_secret", secret_reveal(u->client_secret));
	}
	auth_form_put(&form, "refresh_token", secret_reveal(u->refresh_token));
	auth_post(&(struct auth_call){ .g = t->g,
		.api = u->api,
		.url = u->url,
		.body = auth_form_end(t->g, &form),
		.type = "application/x-www-form-urlencoded",
		.deadline = deadline,
		.done = user_on_refreshed,
		.arg = x,
		.authorization = u->api == GCP_STS ? auth_basic(t->g, u->client_id, secret_reveal(u->client_secret)) : NULL });
}

#define NO_ID "let it act as a service account: --impersonate-service-account=NAME@PROJECT.iam.gserviceaccount.com"

const struct auth_kind auth_authorized_user = {
	.type = "authorized_user",
	.name = "a user's own Google account",
	.holds_key = true,
	.read = read_google,
	.fetch = fetch,
	.no_id = NO_ID,
};

const struct auth_kind auth_external_user = {
	.type = "external_account_authorized_user",
	.name = "a workforce user's sign-in",
	.holds_key = true,
	.read = read_workforce,
	.fetch = fetch,
	.no_id = NO_ID,
};
