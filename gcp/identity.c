/* SPDX-License-Identifier: Apache-2.0 */
/* identity.c: what callers may get from a credential: an ID token, a token with enough validity left, the identity.
 * Never the access token itself. */
#include "auth/auth.h"

#include <stdlib.h>
#include <string.h>

struct id_asking {
	gcp_token_done *done;
	void *arg;
};

static void gcp_on_id_token(void *arg, const struct auth_token *token, const struct err *error)
{
	const struct id_asking *q = arg;
	q->done(q->arg, token ? token->value : NULL, error);
}

void gcp_id_token(struct gcp *g, const char *audience, int64_t deadline, gcp_token_done *done, void *arg)
{
	struct id_asking *q = ARENA_NEW(gcp_arena(g), struct id_asking);
	*q = (struct id_asking){ done, arg };
	auth_id_token(gcp_auth(g), audience, deadline, gcp_on_id_token, q);
}

void gcp_iap_jwt(struct gcp *g, const char *audience, int64_t deadline, gcp_token_done *done, void *arg)
{
	struct id_asking *q = ARENA_NEW(gcp_arena(g), struct id_asking);
	*q = (struct id_asking){ done, arg };
	auth_jwt(gcp_auth(g), audience, deadline, gcp_on_id_token, q);
}

/* ---- Enough validity -------------------------------------------------------------------------------- */

struct readying {
	struct gcp *g;
	gcp_ready_done *done;
	void *arg;
};

static void gcp_on_ready(void *arg, const struct auth_token *token, const struct err *error)
{
	const struct readying *q = arg;
	int64_t until = token ? token->expires_at : 0, now = loop_now(gcp_loop(q->g));
	q->done(q->arg, until == INT64_MAX ? until : until > now ? until - now : 0, error);
}

void gcp_ready_for(struct gcp *g, int64_t min_left_ms, int64_t deadline, gcp_ready_done *done, void *arg)
{
	struct readying *q = ARENA_NEW(gcp_arena(g), struct readying);
	*q = (struct readying){ g, done, arg };
	auth_renew(gcp_auth(g), min_left_ms, deadline, gcp_on_ready, q);
}

/* ---- The identity --------------------------------------------------------------------------------------- */

struct identifying {
	struct gcp *g;
	int64_t deadline;
	gcp_identified *done;
	void *arg;
	struct gcp_identity i;
};

static void end(struct identifying *q)
{
	const struct auth *t = gcp_auth(q->g);
	q->i.credential = auth_text(t);
	q->i.who = t->who;
	q->i.member = auth_member(t);
	q->i.quota_project = gcp_quota_project(q->g);
	q->done(q->arg, &q->i);
}

/* Asks Google for an access token's identity and expiry; Google answers only if the token's scopes allow it. */
static void gcp_on_tokeninfo(void *arg, int status, struct json *body, const struct err *error)
{
	struct identifying *q = arg;
	struct auth *t = gcp_auth(q->g);
	(void)status;
	if (!error) {
		struct str email = json_text(json_get(body, "email")), left = json_text(json_get(body, "expires_in"));
		int64_t seconds = left.n && left.n < 10 && strspn(left.p, "0123456789") == left.n
			? strtol(left.p, NULL, 10)
			: json_int(json_get(body, "expires_in"));
		if (email.n && !t->who)
			t->who = arena_strndup(gcp_arena(q->g), email.p, email.n);
		if (seconds > 0 && q->i.until == INT64_MAX)
			q->i.until = loop_wall(gcp_loop(q->g)) + seconds * 1000;
	}
	end(q);
}

static void gcp_on_token(void *arg, const struct auth_token *token, const struct err *error)
{
	struct identifying *q = arg;
	struct gcp *g = q->g;
	struct buf form = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	const char *url = arena_printf(gcp_arena(g), "https://oauth2.%s/tokeninfo", gcp_universe(g));
	if (error) {
		q->i.error = *error;
		end(q);
		return;
	}
	q->i.until = token->expires_at == INT64_MAX ? INT64_MAX
												: loop_wall(gcp_loop(g)) + token->expires_at - loop_now(gcp_loop(g));
	if (gcp_auth(g)->who && q->i.until != INT64_MAX) {
		end(q);
		return;
	}
	auth_form_put(&form, "access_token", secret_reveal(token->value));
	auth_post(&(struct auth_call){ .g = g,
		.api = GCP_OAUTH2,
		.url = url,
		.body = auth_form_end(g, &form),
		.type = "application/x-www-form-urlencoded",
		.deadline = q->deadline,
		.done = gcp_on_tokeninfo,
		.arg = q });
}

void gcp_identify(struct gcp *g, int64_t deadline, gcp_identified *done, void *arg)
{
	struct identifying *q = ARENA_NEW(gcp_arena(g), struct identifying);
	*q = (struct identifying){ .g = g, .deadline = deadline, .done = done, .arg = arg };
	auth_token(gcp_auth(g), NULL, deadline, gcp_on_token, q);
}
