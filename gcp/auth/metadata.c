/* SPDX-License-Identifier: Apache-2.0 */
/* metadata.c: the metadata server of this machine. If nothing shows that this is a machine of Google, one short request
 * decides. Source: cloud.google.com/compute/docs/metadata. */
#include "auth.h"

#include <stdlib.h>
#include <string.h>

#define ADDRESS "169.254.169.254" /* by number, because a resolver that does not know the name may be slow */

enum { QUICK_MS = 1000, PATIENT_MS = 3000, ATTEMPTS = 3 };

/* expected: it has answered before, or this is a machine of Google */
struct server {
	const char *host;
	bool expected;
	struct auth *signer; /* the same account at the IAM Credentials API, which signs JWTs; NULL: not asked for yet */
};

static bool on_google(struct arena *a)
{
	static const char *const variables[] = { "K_SERVICE", "CLOUD_RUN_JOB", "CLOUD_RUN_WORKER_POOL", "FUNCTION_TARGET",
		"GAE_RUNTIME" };
	struct str product;
	struct err e;
	for (size_t i = 0; i < COUNTOF(variables); i++)
		if (getenv(variables[i]))
			return true;
	return !file_read(a, "/sys/class/dmi/id/product_name", 4096, &product, &e) && !strncmp(product.p, "Google", 6);
}

bool auth_metadata_found(struct auth *t)
{
	struct arena *a = gcp_arena(t->g);
	struct server *s = ARENA_NEW(a, struct server);
	s->host = gcp_metadata_host();
	s->expected = on_google(a);
	if (!s->host)
		s->host = s->expected ? "metadata.google.internal" : ADDRESS;
	t->kind = &auth_metadata;
	t->state = s;
	t->from = arena_printf(a, "metadata server %s", s->host);
	return true; /* the last credential tried */
}

/* ---- Requests --------------------------------------------------------------------------------------- */

struct asking {
	struct auth *t;
	const char *audience; /* of an ID token or a JWT; NULL: an access token */
	bool jwt;             /* asks for the account's email address, which a JWT needs */
	int64_t deadline;
	auth_done *done;
	void *arg;
	struct http_header flavor;
};

static int token_of(const struct asking *q, const struct http_answer *answer, struct auth_token *out, struct err *e)
{
	struct json *body;
	if (q->audience)
		return auth_read_id_token(q->t->g, answer->body, q->audience, out, e);
	struct arena *a = arena_new();
	int rc = json_parse(a, answer->body, &body, e) || auth_read_token(q->t->g, body, out, e) ? -1 : 0;
	arena_free(a);
	return rc;
}

static int email_of(const struct asking *q, struct str text, struct err *e)
{
	struct arena *a = gcp_arena(q->t->g);
	const char *email = arena_strndup(a, text.p, text.n < 256 ? strcspn(text.p, "\r\n") : 0);
	if (!gcp_is_account(email))
		return err_set(e, ERR_AUTH, "the answer is no account's email address");
	q->t->who = email;
	((struct server *)q->t->state)->signer = auth_as(q->t, email);
	return 0;
}

static int answer_of(const struct asking *q, const struct http_answer *answer, struct auth_token *out, struct err *e)
{
	struct server *s = q->t->state;
	const char *flavor = http_header_of(answer, "metadata-flavor");
	if (answer->error.code != ERR_NONE && !s->expected)
		return err_set(e, ERR_AUTH,
			"no credentials found: no file is configured, and %s cannot be reached (%s); sign in (gcloud auth "
			"application-default login), or name a file in GOOGLE_APPLICATION_CREDENTIALS",
			q->t->from, answer->error.text);
	if (answer->error.code != ERR_NONE) {
		*e = answer->error;
		return err_wrap(e, "%s", q->t->from);
	}
	if (!flavor || strcmp(flavor, "Google") != 0)
		return err_set(e, ERR_AUTH, "%s: the answer is not from a metadata server (no Metadata-Flavor)", q->t->from);
	s->expected = true;
	if (answer->status == 404)
		return err_set(e, ERR_AUTH, "%s: no service account is attached here (404)", q->t->from);
	if (answer->status != 200)
		return err_set(e, ERR_AUTH, "%s: answered %d", q->t->from, answer->status);
	if (q->jwt ? email_of(q, answer->body, e) : token_of(q, answer, out, e)) {
		e->code = ERR_AUTH;
		return err_wrap(e, "%s", q->t->from);
	}
	return 0;
}

static void ask(struct asking *q);

/* Right after the machine started the server may be busy. It exists, so retry longer. */
static bool is_busy(const struct asking *q, const struct http_answer *answer)
{
	const struct server *s = q->t->state;
	return !s->expected && (answer->status == 429 || answer->status / 100 == 5) &&
		http_header_of(answer, "metadata-flavor");
}

/* The metadata server signs nothing: the account signs for itself at the IAM Credentials API. */
static void sign(const struct asking *q)
{
	struct auth *signer = ((const struct server *)q->t->state)->signer;
	auth_jwt(signer, q->audience, q->deadline, q->done, q->arg);
}

static void metadata_on_answer(void *arg, const struct http_answer *answer)
{
	struct asking *q = arg;
	struct auth_token token;
	struct err e;
	if (is_busy(q, answer)) {
		((struct server *)q->t->state)->expected = true;
		ask(q);
		return;
	}
	int rc = answer_of(q, answer, &token, &e);
	crypto_wipe((void *)(uintptr_t)answer->body.p, answer->body.n);
	if (!rc && q->jwt)
		sign(q);
	else
		q->done(q->arg, rc ? NULL : &token, rc ? &e : NULL);
}

static void ask(struct asking *q)
{
	struct gcp *g = q->t->g;
	struct arena *a = gcp_arena(g);
	const struct server *s = q->t->state;
	const char *what = q->jwt ? "email"
		: q->audience         ? arena_printf(a, "identity?audience=%s&format=full", url_escape(a, q->audience))
							  : "token";
	const char *url = arena_printf(
		a, "http://%s/computeMetadata/v1/instance/service-accounts/default/%s", s->host, what);
	struct http_request r = { .kind = HTTP_METADATA,
		.method = "GET",
		.url = secret_new(gcp_secrets(g), url, strlen(url), false),
		.headers = &q->flavor,
		.n_headers = 1,
		.deadline = q->deadline,
		.timeout_ms = s->expected ? PATIENT_MS : QUICK_MS,
		.body_max = LIMIT_SECRET_FILE_BYTES,
		.attempts_max = s->expected ? ATTEMPTS : 1 };
	http_start(gcp_loop(g), a, &r, metadata_on_answer, q);
}

static void fetch_id(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	struct asking *q = ARENA_NEW(gcp_arena(t->g), struct asking);
	*q = (struct asking){ .t = t, .audience = audience, .deadline = deadline, .done = done, .arg = arg };
	q->flavor = (struct http_header){ "Metadata-Flavor", secret_new(gcp_secrets(t->g), "Google", 6, false) };
	ask(q);
}

static void fetch_jwt(struct auth *t, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	struct asking *q = ARENA_NEW(gcp_arena(t->g), struct asking);
	*q = (struct asking){ .t = t, .audience = audience, .jwt = true, .deadline = deadline, .done = done, .arg = arg };
	q->flavor = (struct http_header){ "Metadata-Flavor", secret_new(gcp_secrets(t->g), "Google", 6, false) };
	if (((const struct server *)t->state)->signer)
		sign(q);
	else
		ask(q);
}

static void fetch(struct auth *t, int64_t deadline, auth_done *done, void *arg)
{
	fetch_id(t, NULL, deadline, done, arg);
}

const struct auth_kind auth_metadata = {
	.name = "the metadata server",
	.fetch = fetch,
	.fetch_id = fetch_id,
	.fetch_jwt = fetch_jwt,
};
