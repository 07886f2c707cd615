/* SPDX-License-Identifier: Apache-2.0 */
/* external.c: workload identity federation: exchanges a subject token for a Google token. Sources: RFC 8693;
 * google.aip.dev/auth/4117. */
#include "external.h"

#include <string.h>

static const struct external_source *const sources[] = { &external_file, &external_url, &external_exec,
	&external_x509 };

/* ---- Reading the file ---------------------------------------------------------------------------- */

static int read_source(struct external *x, const struct json *source, struct err *e)
{
	bool aws = json_get(source, external_aws.key) != NULL; /* an AWS source has a url too */
	x->source = aws ? &external_aws : NULL;
	for (size_t i = 0; !aws && i < COUNTOF(sources); i++) {
		if (!json_get(source, sources[i]->key))
			continue;
		if (x->source)
			return err_set(
				e, ERR_AUTH, "%s: credential_source has both %s and %s", x->t->from, x->source->key, sources[i]->key);
		x->source = sources[i];
	}
	if (!x->source)
		return err_set(e, ERR_AUTH,
			"%s: credential_source needs one of file, url, executable, certificate, environment_id", x->t->from);
	return x->source->read(x, source, e);
}

static int read_format(struct external *x, const struct json *source, struct err *e)
{
	struct json_reader r = json_reader(source, x->t->from, e);
	const char *type = json_read_string_or(&r, "format.type", "text");
	const char *field = json_read_string_or(&r, "format.subject_token_field_name", NULL);
	if (json_read_done(&r))
		return -1;
	x->json = !strcmp(type, "json");
	x->field = arena_strdup(gcp_arena(x->t->g), field);
	if (!x->json && strcmp(type, "text") != 0)
		return err_set(e, ERR_AUTH, "%s: credential_source.format.type is text or json, not %s", x->t->from, type);
	if (x->json && !field)
		return err_set(e, ERR_AUTH, "%s: credential_source.format needs subject_token_field_name", x->t->from);
	return 0;
}

/* "//iam.googleapis.com/projects/N/.../workloadIdentityPools/POOL/providers/P": all of the pool, as IAM names them. */
static const char *principals(struct arena *a, const char *universe, const char *audience)
{
	const char *provider = strstr(audience, "/providers/"), *iam = arena_printf(a, "//iam.%s/", universe);
	if (!provider || strncmp(audience, iam, strlen(iam)) != 0)
		return NULL;
	return arena_printf(a, "principalSet:%.*s/*", (int)(provider - audience), audience);
}

static int read_exchange(struct external *x, const struct json *file, struct err *e)
{
	struct arena *a = gcp_arena(x->t->g);
	struct json_reader r = json_reader(file, x->t->from, e);
	x->audience = arena_strdup(a, json_read_string(&r, "audience"));
	x->token_type = arena_strdup(a, json_read_string(&r, "subject_token_type"));
	x->token_url = arena_strdup(a,
		json_read_string_or(&r, "token_url",
			arena_printf(a, "https://sts%s.%s/v1/token",
				json_get(json_get(file, "credential_source"), "certificate") ? ".mtls" : "", gcp_universe(x->t->g))));
	x->client_id = arena_strdup(a, json_read_string_or(&r, "client_id", NULL));
	x->user_project = arena_strdup(a, json_read_string_or(&r, "workforce_pool_user_project", NULL));
	const char *secret = json_read_string_or(&r, "client_secret", NULL);
	const struct json *source = json_read_object(&r, "credential_source");
	if (json_read_done(&r))
		return -1;
	x->client_secret = secret ? secret_new(gcp_secrets(x->t->g), secret, strlen(secret), true) : NULL;
	if (auth_check_url(x->t->g, x->token_url, "token_url", e))
		return err_wrap(e, "%s", x->t->from);
	return read_format(x, source, e) || read_source(x, source, e);
}

/* With service_account_impersonation_url, t impersonates that account with the federated credential. */
static int read_external(struct auth *t, const struct json *file, struct err *e)
{
	struct arena *a = gcp_arena(t->g);
	struct external *x = ARENA_NEW(a, struct external);
	struct json_reader r = json_reader(file, t->from, e);
	const char *url = arena_strdup(a, json_read_string_or(&r, "service_account_impersonation_url", NULL));
	int64_t lifetime_s = json_read_int_or(&r, "service_account_impersonation.token_lifetime_seconds", 3600);
	if (json_read_done(&r))
		return -1;
	struct auth *own = url ? auth_alone(t->g, t->from) : t;
	x->t = own;
	own->kind = &auth_external;
	own->state = x;
	if (read_exchange(x, file, e))
		return -1;
	own->who = principals(a, gcp_universe(t->g), x->audience);
	if (!url)
		return 0;
	own->quota_project = t->quota_project;
	t->warning = own->warning;
	if (auth_impersonate(t, own, url, json_new_array(a), lifetime_s, e))
		return -1;
	x->impersonated = t->who;
	return 0;
}

int external_token_of(const struct external *x, struct arena *a, struct str text, struct str *out, struct err *e)
{
	struct json *v;
	struct str token = text;
	while (token.n && strchr("\r\n", token.p[token.n - 1]))
		token.n--;
	if (x->json) {
		if (json_parse(a, text, &v, e))
			return -1;
		token = json_text(json_get(v, x->field));
	}
	if (!auth_is_token(token))
		return err_set(e, ERR_AUTH, "holds no subject token%s%s", x->json ? " at " : "", x->json ? x->field : "");
	*out = token;
	return 0;
}

/* ---- The exchange ------------------------------------------------------------------------------- */

struct exchange {
	struct external *x;
	int64_t deadline;
	auth_done *done;
	void *arg;
};

static void end(const struct exchange *q, const struct auth_token *token, const struct err *error)
{
	struct err e;
	if (error) {
		e = *error;
		e.code = e.code == ERR_TIMEOUT || e.code == ERR_NETWORK || e.code == ERR_SERVER || e.code == ERR_QUOTA
			? e.code
			: ERR_AUTH;
		err_wrap(&e, "%s", q->x->t->from);
	}
	q->done(q->arg, token, error ? &e : NULL);
}

static void external_on_exchanged(void *arg, int status, struct json *body, const struct err *error)
{
	const struct exchange *q = arg;
	struct auth_token token;
	struct err e;
	(void)status;
	if (error) {
		e = *error;
		if (strstr(error->text, "invalid_grant"))
			err_set(&e, ERR_AUTH, "%s; the subject token has expired or is for another audience than %s", error->text,
				q->x->audience);
		end(q, NULL, &e);
		return;
	}
	int rc = auth_read_token(q->x->t->g, body, &token, &e);
	end(q, rc ? NULL : &token, rc ? &e : NULL);
}

static void external_on_subject(void *arg, const struct str *subject_token, const struct err *error)
{
	const struct exchange *q = arg;
	const struct external *x = q->x;
	struct gcp *g = x->t->g;
	struct buf form = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	if (!subject_token) {
		end(q, NULL, error);
		return;
	}
	struct secret *token = secret_new(gcp_secrets(g), subject_token->p, subject_token->n, true);
	auth_form_put(&form, "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
	auth_form_put(&form, "audience", x->audience);
	auth_form_put(&form, "scope", AUTH_SCOPE);
	auth_form_put(&form, "requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
	auth_form_put(&form, "subject_token", secret_reveal(token));
	auth_form_put(&form, "subject_token_type", x->token_type);
	if (x->user_project && !x->client_id)
		auth_form_put(&form, "options", arena_printf(gcp_arena(g), "{\"userProject\":\"%s\"}", x->user_project));
	auth_post(&(struct auth_call){ .g = g,
		.api = GCP_STS,
		.url = x->token_url,
		.body = auth_form_end(g, &form),
		.type = "application/x-www-form-urlencoded",
		.deadline = q->deadline,
		.done = external_on_exchanged,
		.arg = arg,
		.client_cert = x->client_cert,
		.client_key = x->client_key,
		.authorization = x->client_id
			? auth_basic(g, x->client_id, x->client_secret ? secret_reveal(x->client_secret) : "")
			: NULL });
}

static void fetch(struct auth *t, int64_t deadline, auth_done *done, void *arg)
{
	struct external *x = t->state;
	struct exchange *q = ARENA_NEW(gcp_arena(t->g), struct exchange);
	*q = (struct exchange){ x, deadline, done, arg };
	x->source->fetch(x, deadline, external_on_subject, q);
}

const struct auth_kind auth_external = {
	.type = "external_account",
	.name = "a federated identity",
	.read = read_external,
	.fetch = fetch,
	.no_id = "give its file a service_account_impersonation_url, or "
			 "--impersonate-service-account=NAME@PROJECT.iam.gserviceaccount.com",
};
