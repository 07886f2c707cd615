/* SPDX-License-Identifier: Apache-2.0 */
/* external_source.c: subject tokens from a file that another program renews, or from a URL of this machine or CI
 * system. */
#include "external.h"

#include <string.h>

enum { ATTEMPTS = 3, ATTEMPT_MS = 5000, HIDDEN_MIN = 12 };

/* ---- A file, which is read again for each exchange ---------------------------------------------- */

static int read_file(struct external *x, const struct json *source, struct err *e)
{
	struct json_reader r = json_reader(source, x->t->from, e);
	x->state = arena_strdup(gcp_arena(x->t->g), json_read_string(&r, "file"));
	return json_read_done(&r);
}

static void fetch_file(struct external *x, int64_t deadline, external_done *done, void *arg)
{
	struct arena *a = arena_new();
	const char *path = x->state;
	struct str text = { "", 0 }, token;
	struct err e;
	(void)deadline;
	int rc = file_read(a, path, LIMIT_SECRET_FILE_BYTES, &text, &e);
	if (!rc && external_token_of(x, a, text, &token, &e))
		rc = err_wrap(&e, "%s", path);
	done(arg, rc ? NULL : &token, rc ? &e : NULL);
	if (text.n)
		crypto_wipe((void *)(uintptr_t)text.p, text.n);
	arena_free(a);
}

const struct external_source external_file = { "file", read_file, fetch_file };

/* ---- A URL --------------------------------------------------------------------------------------- */

int external_check_url(struct external *x, const char *url, const char *what, struct err *e)
{
	struct url u;
	if (url_parse(gcp_arena(x->t->g), url, &u, e))
		return err_wrap(e, "%s: credential_source.%s", x->t->from, what);
	if (url_is_tls(&u) || url_is_loopback(&u) || url_is_metadata(&u))
		return 0;
	return err_set(e, ERR_AUTH,
		"%s: credential_source.%s is plain http to %s: only loopback and link-local addresses are allowed", x->t->from,
		what, u.host);
}

struct getting {
	struct external_get g;
};

static void external_on_got(void *arg, const struct http_answer *answer)
{
	const struct external_get *g = &((const struct getting *)arg)->g;
	struct err e;
	if (answer->error.code != ERR_NONE || answer->status != 200) {
		if (answer->error.code != ERR_NONE)
			e = answer->error;
		else
			err_set(&e, answer->status / 100 == 5 ? ERR_SERVER : ERR_AUTH, "answered %d", answer->status);
		err_wrap(&e, "%s", g->what);
		g->done(g->arg, NULL, &e);
	} else {
		g->done(g->arg, &answer->body, NULL);
	}
	crypto_wipe((void *)(uintptr_t)answer->body.p, answer->body.n);
}

void external_ask(const struct external_get *g)
{
	struct gcp *cloud = g->x->t->g;
	struct getting *q = ARENA_NEW(gcp_arena(cloud), struct getting);
	q->g = *g;
	bool tls = !strncmp(g->url, "https:", 6);
	struct http_request r = { .kind = tls ? HTTP_GOOGLE : HTTP_METADATA,
		.method = g->method,
		.url = secret_new(gcp_secrets(cloud), g->url, strlen(g->url), false),
		.headers = q->g.headers,
		.n_headers = g->n_headers,
		.deadline = g->deadline,
		.timeout_ms = ATTEMPT_MS,
		.body_max = LIMIT_SECRET_FILE_BYTES,
		.attempts_max = ATTEMPTS };
	http_start(gcp_loop(cloud), gcp_arena(cloud), &r, external_on_got, q);
}

struct address {
	const char *url;
	struct http_header headers[16];
	size_t n;
};

static int read_url(struct external *x, const struct json *source, struct err *e)
{
	struct arena *a = gcp_arena(x->t->g);
	struct address *u = ARENA_NEW(a, struct address);
	struct json_reader r = json_reader(source, x->t->from, e);
	u->url = arena_strdup(a, json_read_string(&r, "url"));
	const struct json *headers = json_read_object(&r, "headers");
	if (json_read_done(&r))
		return -1;
	for (struct json_each it = json_each(headers); json_next(&it);) {
		struct str value = json_text(it.value);
		if (json_kind(it.value) != JSON_STRING || u->n == COUNTOF(u->headers))
			return err_set(e, ERR_AUTH, "%s: credential_source.headers: at most %zu, each with a string", x->t->from,
				COUNTOF(u->headers));
		u->headers[u->n++] = (struct http_header){ arena_strdup(a, it.key),
			secret_new(gcp_secrets(x->t->g), value.p, value.n, value.n >= HIDDEN_MIN) };
	}
	x->state = u;
	return external_check_url(x, u->url, "url", e);
}

struct subject {
	struct external *x;
	external_done *done;
	void *arg;
};

static void external_on_url(void *arg, const struct str *text, const struct err *error)
{
	const struct subject *s = arg;
	struct arena *a = arena_new();
	struct str token;
	struct err e;
	if (!text) {
		s->done(s->arg, NULL, error);
	} else if (external_token_of(s->x, a, *text, &token, &e)) {
		err_wrap(&e, "credential_source.url");
		s->done(s->arg, NULL, &e);
	} else {
		s->done(s->arg, &token, NULL);
	}
	arena_free(a);
}

static void fetch_url(struct external *x, int64_t deadline, external_done *done, void *arg)
{
	const struct address *u = x->state;
	struct subject *s = ARENA_NEW(gcp_arena(x->t->g), struct subject);
	struct external_get get = { .x = x,
		.method = "GET",
		.url = u->url,
		.what = "credential_source.url",
		.n_headers = u->n,
		.deadline = deadline,
		.done = external_on_url,
		.arg = s };
	*s = (struct subject){ x, done, arg };
	memcpy(get.headers, u->headers, sizeof(get.headers));
	external_ask(&get);
}

const struct external_source external_url = { "url", read_url, fetch_url };
