/* SPDX-License-Identifier: Apache-2.0 */
/*
 * external_aws.c: an AWS identity as subject token: a signed GetCallerIdentity request that Google's token service
 * forwards. Region and keys come from the environment, or else from the instance's metadata service (v2, with a session
 * token).
 */
#include "external.h"
#include "aws_sign.h"

#include <stdlib.h>
#include <string.h>

#define TARGET "x-goog-cloud-target-resource"

struct aws {
	const char *region_url, *url, *verification_url, *session_url;
};

/* One subject token in progress. */
struct walk {
	struct external *x;
	struct arena *a;
	int64_t deadline;
	external_done *done;
	void *arg;
	const char *region, *role;
	struct secret *session; /* for the metadata service */
	struct aws_keys keys;
};

static int read_aws(struct external *x, const struct json *source, struct err *e)
{
	struct arena *a = gcp_arena(x->t->g);
	struct aws *w = ARENA_NEW(a, struct aws);
	struct json_reader r = json_reader(source, x->t->from, e);
	const char *environment = json_read_string(&r, "environment_id");
	w->region_url = arena_strdup(a, json_read_string_or(&r, "region_url", NULL));
	w->url = arena_strdup(a, json_read_string_or(&r, "url", NULL));
	w->verification_url = arena_strdup(a, json_read_string(&r, "regional_cred_verification_url"));
	w->session_url = arena_strdup(a, json_read_string_or(&r, "imdsv2_session_token_url", NULL));
	if (json_read_done(&r))
		return -1;
	if (strcmp(environment, "aws1") != 0)
		return err_set(e, ERR_AUTH, "%s: environment_id is %s; only aws1 is supported", x->t->from, environment);
	x->state = w;
	return (w->region_url && external_check_url(x, w->region_url, "region_url", e)) ||
			(w->url && external_check_url(x, w->url, "url", e)) ||
			(w->session_url && external_check_url(x, w->session_url, "imdsv2_session_token_url", e))
		? -1
		: 0;
}

static const char *from_env(const char *first, const char *second)
{
	const char *v = getenv(first);
	if ((!v || !*v) && second)
		v = getenv(second);
	return v && *v ? v : NULL;
}

static void fail(const struct walk *w, const char *why)
{
	struct err e;
	err_set(&e, ERR_AUTH, "%s", why);
	w->done(w->arg, NULL, &e);
}

/* ---- The signed request ----------------------------------------------------------------------------- */

static void add(struct arena *a, struct json *list, const char *key, const char *value)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "key", key);
	json_set_string(a, v, "value", value);
	json_add(list, v);
}

static const char *moment(struct arena *a, int64_t unix_ms)
{
	char *text = clock_time_text(a, unix_ms), *out = text; /* 2026-01-02T03:04:05.678Z becomes 20260102T030405Z */
	for (const char *p = text; *p && *p != '.'; p++)
		if (*p != '-' && *p != ':')
			*out++ = *p;
	*out++ = 'Z';
	*out = '\0';
	return text;
}

static const char *regional(const struct walk *w)
{
	const char *url = ((const struct aws *)w->x->state)->verification_url, *at = strstr(url, "{region}");
	return at ? arena_printf(w->a, "%.*s%s%s", (int)(at - url), url, w->region, at + strlen("{region}")) : url;
}

static void prove(const struct walk *w)
{
	const char *url = regional(w), *at = moment(w->a, gcp_wall(w->x->t->g));
	struct aws_header headers[4];
	size_t n = 0;
	struct url u;
	struct err e;
	if (url_parse(w->a, url, &u, &e)) {
		fail(w, "regional_cred_verification_url is not a URL");
		return;
	}
	headers[n++] = (struct aws_header){ "host", u.host };
	headers[n++] = (struct aws_header){ "x-amz-date", at };
	if (w->keys.session)
		headers[n++] = (struct aws_header){ "x-amz-security-token", w->keys.session };
	headers[n++] = (struct aws_header){ TARGET, w->x->audience };
	const char *authorization = aws_authorization(
		w->a, &w->keys, w->region, at, u.path ? u.path : "/", u.query ? u.query : "", headers, n);
	struct json *v = json_new_object(w->a), *list = json_new_array(w->a);
	struct buf text = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	add(w->a, list, "Authorization", authorization);
	for (size_t i = 0; i < n; i++)
		add(w->a, list, headers[i].name, headers[i].value);
	json_set_string(w->a, v, "url", url);
	json_set_string(w->a, v, "method", "POST");
	json_set(v, "headers", list);
	json_print(v, JSON_SORTED, &text);
	struct str token = str_of(url_escape(w->a, buf_text(&text)));
	w->done(w->arg, &token, NULL);
	crypto_wipe(text.p, text.n);
	buf_free(&text);
}

/* ---- Region and keys ------------------------------------------------------------------------------- */

static void go_on(struct walk *w);

static void get(struct walk *w, const char *url, const char *what, external_done *then)
{
	struct external_get g = {
		.x = w->x, .method = "GET", .url = url, .what = what, .deadline = w->deadline, .done = then, .arg = w
	};
	if (w->session)
		g.headers[g.n_headers++] = (struct http_header){ "X-aws-ec2-metadata-token", w->session };
	external_ask(&g);
}

static void aws_on_session(void *arg, const struct str *text, const struct err *error)
{
	struct walk *w = arg;
	if (!text || !auth_is_token(*text)) {
		fail(w, text ? "imdsv2_session_token_url returned no token" : error->text);
		return;
	}
	w->session = secret_new(gcp_secrets(w->x->t->g), text->p, text->n, true);
	go_on(w);
}

static void ask_session(struct walk *w, const char *url)
{
	struct external_get g = { .x = w->x,
		.method = "PUT",
		.url = url,
		.what = "imdsv2_session_token_url",
		.n_headers = 1,
		.deadline = w->deadline,
		.done = aws_on_session,
		.arg = w };
	g.headers[0] = (struct http_header){ "X-aws-ec2-metadata-token-ttl-seconds",
		secret_new(gcp_secrets(w->x->t->g), "300", 3, false) };
	external_ask(&g);
}

static void aws_on_zone(void *arg, const struct str *text, const struct err *error)
{
	struct walk *w = arg;
	if (!text || text->n < 2 || !auth_is_token(*text)) {
		fail(w, text ? "region_url returned no availability zone" : error->text);
		return;
	}
	w->region = arena_strndup(w->a, text->p, text->n - 1); /* the zone us-east-1a is in the region us-east-1 */
	go_on(w);
}

static void aws_on_role(void *arg, const struct str *text, const struct err *error)
{
	struct walk *w = arg;
	if (!text || !auth_is_token(*text)) {
		fail(w, text ? "the instance has no role" : error->text);
		return;
	}
	w->role = arena_strndup(w->a, text->p, text->n);
	go_on(w);
}

static void keep_keys(struct walk *w, const char *id, const char *secret, const char *session)
{
	struct secrets *k = gcp_secrets(w->x->t->g);
	w->keys = (struct aws_keys){ arena_strdup(w->a, id), secret_new(k, secret, strlen(secret), true), NULL };
	if (session && *session)
		w->keys.session = secret_reveal(secret_new(k, session, strlen(session), true));
}

static void aws_on_keys(void *arg, const struct str *text, const struct err *error)
{
	struct walk *w = arg;
	struct arena *a = arena_new();
	struct json *v;
	struct err e;
	const char *why = text ? NULL : error->text;
	if (text && json_parse(a, *text, &v, &e)) {
		why = "url returned something other than JSON";
	} else if (text) {
		struct json_reader r = json_reader(v, "url", &e);
		const char *id = json_read_string(&r, "AccessKeyId"), *secret = json_read_string(&r, "SecretAccessKey");
		const char *session = json_read_string_or(&r, "Token", NULL);
		why = json_read_done(&r) ? e.text : NULL;
		if (!why)
			keep_keys(w, id, secret, session);
	}
	if (why)
		fail(w, why);
	else
		go_on(w);
	arena_free(a);
}

/* Asks for the next item that is still unknown. */
static void go_on(struct walk *w)
{
	const struct aws *s = w->x->state;
	bool asks = !w->region || !w->keys.secret;
	if (asks && s->session_url && !w->session)
		ask_session(w, s->session_url);
	else if (!w->region && !s->region_url)
		fail(w, "no region: set AWS_REGION, or give the file a region_url");
	else if (!w->region)
		get(w, s->region_url, "region_url", aws_on_zone);
	else if (!w->keys.secret && !s->url)
		fail(w, "no AWS keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the file a url");
	else if (!w->keys.secret && !w->role)
		get(w, s->url, "url", aws_on_role);
	else if (!w->keys.secret)
		get(w, arena_printf(w->a, "%s/%s", s->url, w->role), "url", aws_on_keys);
	else
		prove(w);
}

static void fetch_aws(struct external *x, int64_t deadline, external_done *done, void *arg)
{
	struct arena *a = gcp_arena(x->t->g);
	struct walk *w = ARENA_NEW(a, struct walk);
	const char *id = from_env("AWS_ACCESS_KEY_ID", NULL), *secret = from_env("AWS_SECRET_ACCESS_KEY", NULL);
	*w = (struct walk){ .x = x, .a = a, .deadline = deadline, .done = done, .arg = arg };
	w->region = from_env("AWS_REGION", "AWS_DEFAULT_REGION");
	if (id && secret)
		keep_keys(w, id, secret, from_env("AWS_SESSION_TOKEN", NULL));
	go_on(w);
}

const struct external_source external_aws = { "environment_id", read_aws, fetch_aws };
