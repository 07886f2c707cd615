/* SPDX-License-Identifier: Apache-2.0 */
/* call.c: calls to token servers, and the tokens in the responses. Sources: RFC 6749, RFC 8693, RFC 7519. */
#include "auth.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	ATTEMPTS = 3,
	TOKEN_MAX = 16 * 1024,
	UNSAID_MS = 5 * 60 * 1000,
	LONGEST_MS = 12 * 3600 * 1000,
	ATTEMPT_MS = 5000
};

struct calling {
	struct auth_call c;
	const char *what;
	struct http_header headers[4];
};

/* ---- Where credentials may be sent --------------------------------------------------------------- */

int auth_check_url(struct gcp *g, const char *url, const char *what, struct err *e)
{
	struct url u;
	if (url_parse(gcp_arena(g), url, &u, e)) {
		e->code = ERR_AUTH;
		return err_wrap(e, "%s", what);
	}
	if (!gcp_is_google(&u, gcp_universe(g)) && !gcp_on_override(g, url))
		return err_set(e, ERR_AUTH,
			"%s is %s://%s:%d, which is not Google's (https, under %s) and no endpoint override's origin: "
			"nothing is sent there",
			what, u.scheme, u.host, u.port, gcp_universe(g));
	return 0;
}

/* Replaces the origin of Google's URL by the override's, if there is one. A URL at the override's origin is kept. */
static const char *placed(const struct auth_call *c)
{
	const char *host = strstr(c->url, "://"), *path = host ? strchr(host + 3, '/') : NULL;
	if (!gcp_overridden(c->g, c->api) || gcp_on_override(c->g, c->url))
		return c->url;
	return arena_printf(gcp_arena(c->g), "%s%s", gcp_base(c->g, c->api), path ? path + 1 : "");
}

/* ---- The call ------------------------------------------------------------------------------------ */

/* Some servers report temporary errors with status 400. Sources: RFC 6749 section 4.1.2.1, and what Google's libraries
 * retry. */
static bool auth_passes(const struct http_answer *answer)
{
	static const char *const words[] = { "server_error", "temporarily_unavailable", "internal_failure" };
	struct arena *a = arena_new();
	struct json *body;
	struct err e;
	bool is = false;
	if (answer->status / 100 == 4 && !json_parse(a, answer->body, &body, &e) &&
		json_kind(json_get(body, "error")) == JSON_STRING)
		for (size_t i = 0; i < COUNTOF(words); i++)
			is = is || str_is(json_text(json_get(body, "error")), words[i]);
	arena_free(a);
	return is;
}

static struct str scrubbed(struct gcp *g, struct str text)
{
	struct buf b = BUF_MAX(2 * LIMIT_SECRET_FILE_BYTES);
	secrets_scrub(gcp_secrets(g), text, &b);
	struct str copy = { arena_strndup(gcp_arena(g), buf_text(&b), b.n), b.n };
	buf_free(&b);
	return copy;
}

static void fail(struct calling *q, int status, struct err *e)
{
	err_wrap(e, "%s", q->what);
	q->c.done(q->c.arg, status, NULL, e);
}

static void auth_on_answer(void *arg, const struct http_answer *answer)
{
	struct calling *q = arg;
	struct arena *a = arena_new(); /* freed at the end, with any tokens in the response */
	struct json *body;
	struct err e, why;
	gcp_saw(q->c.g, answer);
	if (answer->error.code != ERR_NONE) {
		e = answer->error;
		fail(q, 0, &e);
	} else if (answer->status / 100 != 2) {
		gcp_error_of(answer->status, scrubbed(q->c.g, answer->body), NULL, &e);
		if (auth_passes(answer))
			e.code = ERR_SERVER;
		else if (answer->status / 100 == 4 && answer->status != 429)
			e.code = ERR_AUTH;
		fail(q, answer->status, &e);
	} else if (json_parse(a, answer->body, &body, &why) || json_kind(body) != JSON_OBJECT) {
		err_set(&e, ERR_AUTH, "answered %d with something other than a JSON object", answer->status);
		fail(q, answer->status, &e);
	} else {
		q->c.done(q->c.arg, answer->status, body, NULL);
	}
	crypto_wipe((void *)(uintptr_t)answer->body.p, answer->body.n);
	arena_free(a);
}

static struct http_header plain(struct gcp *g, const char *name, const char *value)
{
	return (struct http_header){ name, secret_new(gcp_secrets(g), value, strlen(value), false) };
}

void auth_post(const struct auth_call *c)
{
	struct arena *a = gcp_arena(c->g);
	struct calling *q = ARENA_NEW(a, struct calling);
	const char *url = placed(c);
	size_t n = 0;
	q->c = *c;
	q->what = arena_printf(a, "POST %s", strstr(url, "://") + 3);
	q->headers[n++] = plain(c->g, "Accept", "application/json");
	q->headers[n++] = plain(c->g, "Content-Type", c->type);
	if (c->authorization)
		q->headers[n++] = (struct http_header){ "Authorization", c->authorization };
	if (c->quota_project && *c->quota_project)
		q->headers[n++] = plain(c->g, "x-goog-user-project", c->quota_project);
	struct http_request r = { .kind = HTTP_GOOGLE,
		.method = "POST",
		.url = secret_new(gcp_secrets(c->g), url, strlen(url), false),
		.headers = q->headers,
		.n_headers = n,
		.body = c->body,
		.deadline = c->deadline,
		.timeout_ms = ATTEMPT_MS,
		.body_max = LIMIT_SECRET_FILE_BYTES,
		.attempts_max = ATTEMPTS,
		.passes = auth_passes,
		.client_cert = c->client_cert,
		.client_key = c->client_key };
	http_start(gcp_loop(c->g), a, &r, auth_on_answer, q);
}

void auth_form_put(struct buf *form, const char *name, const char *value)
{
	buf_printf(form, "%s%s=", form->n ? "&" : "", name);
	text_put_percent(form, value);
}

struct secret *auth_form_end(struct gcp *g, struct buf *form)
{
	struct secret *s = secret_new(gcp_secrets(g), buf_text(form), form->n, true);
	crypto_wipe(form->p, form->n);
	buf_free(form);
	return s;
}

struct secret *auth_basic(struct gcp *g, const char *id, const char *secret)
{
	struct buf pair = BUF_MAX(LIMIT_SECRET_FILE_BYTES), coded = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	buf_printf(&pair, "%s:%s", id, secret);
	base64_put(&coded, (struct str){ buf_text(&pair), pair.n });
	struct secret *s = secret_printf(gcp_secrets(g), "Basic %s", buf_text(&coded));
	secrets_hide(gcp_secrets(g), buf_text(&coded), coded.n);
	crypto_wipe(pair.p, pair.n);
	crypto_wipe(coded.p, coded.n);
	buf_free(&pair);
	buf_free(&coded);
	return s;
}

/* ---- Tokens ------------------------------------------------------------------------------------------ */

bool auth_is_token(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!isgraph((unsigned char)text.p[i]))
			return false;
	return text.n > 0 && text.n <= TOKEN_MAX;
}

struct auth_token auth_token_until(struct gcp *g, struct str value, int64_t life_ms)
{
	int64_t life = life_ms < LONGEST_MS ? life_ms : LONGEST_MS;
	return (struct auth_token){ secret_new(gcp_secrets(g), value.p, value.n, true), loop_now(gcp_loop(g)) + life };
}

/* In seconds; 0: absent; -1: invalid. */
static int64_t seconds_of(const struct json *v)
{
	if (!v || json_kind(v) == JSON_NULL)
		return 0;
	int64_t n = json_kind(v) == JSON_INT ? json_int(v) : -1;
	if (json_kind(v) == JSON_STRING && json_text(v).n && json_text(v).n < 10 &&
		strspn(json_text(v).p, "0123456789") == json_text(v).n)
		n = atol(json_text(v).p);
	return n > 0 ? n : -1;
}

int auth_read_token(struct gcp *g, const struct json *body, struct auth_token *out, struct err *e)
{
	struct str value = json_text(json_get(body, "access_token"));
	const struct json *type = json_get(body, "token_type");
	int64_t seconds = seconds_of(json_get(body, "expires_in"));
	if (!auth_is_token(value))
		return err_set(e, ERR_AUTH, "the answer has no usable access_token");
	if (type && strcasecmp(json_text(type).p, "Bearer") != 0)
		return err_set(e, ERR_AUTH, "the answer's token_type is not Bearer");
	if (seconds < 0)
		return err_set(e, ERR_AUTH, "the answer's expires_in is not a positive number of seconds");
	*out = auth_token_until(g, value, seconds > LONGEST_MS / 1000 ? LONGEST_MS : seconds ? seconds * 1000 : UNSAID_MS);
	return 0;
}

/* The time of a claim (seconds since 1970) in ms; limited, because the issuer may write any number. */
static int64_t unix_ms(const struct json *seconds)
{
	static const int64_t latest = INT64_C(253402300799); /* the end of the year 9999 */
	int64_t s = json_int(seconds);
	return 1000 * (s < 0 ? 0 : s > latest ? latest : s);
}

int auth_read_id_token(struct gcp *g, struct str text, const char *audience, struct auth_token *out, struct err *e)
{
	struct arena *a = arena_new();
	struct json *claims = NULL;
	int rc = auth_is_token(text) ? crypto_jwt_claims(a, text, &claims, e)
								 : err_set(e, ERR_AUTH, "the answer is not an ID token");
	int64_t life = unix_ms(json_get(claims, "exp")) - gcp_wall(g);
	if (!rc && !str_is(json_text(json_get(claims, "aud")), audience))
		rc = err_set(e, ERR_AUTH, "the ID token is for another audience than %s", audience);
	else if (!rc && life <= 0)
		rc = err_set(e, ERR_AUTH, "the ID token has expired already");
	if (!rc)
		*out = auth_token_until(g, text, life);
	if (rc)
		e->code = ERR_AUTH;
	arena_free(a);
	return rc;
}
