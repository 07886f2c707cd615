/* SPDX-License-Identifier: Apache-2.0 */
/* auth_metadata.c: the metadata server of the machine we run on. Source: cloud.google.com/compute/docs/metadata. */
#include "auth.h"

#include <stdlib.h>
#include <string.h>

enum { QUICK_MS = 3000, MARGIN_MS = 30 * 1000 };

static const char *host(void)
{
	const char *h = getenv("GCE_METADATA_HOST");
	return h && *h ? h : "metadata.google.internal";
}

static bool applies(const struct gcp *g)
{
	(void)g;
	return true; /* the last resort */
}

static const char *describe(const struct gcp *g)
{
	return arena_printf(gcp_arena(g), "metadata server %s", host());
}

struct asking { struct gcp *g; auth_done *done; void *arg; bool identity; };

static void refuse(const struct asking *q, const char *why)
{
	struct err e;
	err_set(&e, ERR_AUTH, "metadata server %s: %s; elsewhere give a token in CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", host(), why);
	q->done(q->arg, NULL, &e);
}

static int token_of(const struct asking *q, const struct http_answer *answer, struct auth_token *out, struct err *e)
{
	struct json *body;
	struct arena *a = gcp_arena(q->g);
	if (q->identity) {
		*out = (struct auth_token){ secret_new(gcp_secrets(q->g), answer->body.p, answer->body.n, true), INT64_MAX };
		return answer->body.n > 20 && !strpbrk(out->value ? secret_reveal(out->value) : "", " \r\n<") ? 0
			: err_set(e, ERR_AUTH, "the answer is no ID token");
	}
	if (json_parse(a, answer->body, &body, e))
		return -1;
	struct json_reader r = json_reader(body, "token", e);
	const char *token = json_read_string(&r, "access_token");
	int64_t seconds = json_read_int_or(&r, "expires_in", 0);
	if (json_read_done(&r))
		return -1;
	if (!*token || strpbrk(token, " \r\n") || seconds < 0 || seconds > 7 * 24 * 3600)
		return err_set(e, ERR_AUTH, "the answer holds no usable token");
	int64_t life = seconds * 1000 > MARGIN_MS ? seconds * 1000 : MARGIN_MS;
	*out = (struct auth_token){ secret_new(gcp_secrets(q->g), token, strlen(token), true), loop_now(gcp_loop(q->g)) + life };
	return 0;
}

static void metadata_on_answer(void *arg, const struct http_answer *answer)
{
	const struct asking *q = arg;
	const char *flavor = http_header_of(answer, "metadata-flavor");
	struct auth_token token;
	struct err e;
	if (answer->error.code != ERR_NONE)
		refuse(q, answer->error.text);
	else if (!flavor || strcmp(flavor, "Google") != 0)
		refuse(q, "the answer is not from a metadata server (no Metadata-Flavor)");
	else if (answer->status == 404)
		refuse(q, "no service account is attached here (404)");
	else if (answer->status != 200)
		refuse(q, arena_printf(gcp_arena(q->g), "answered %d", answer->status));
	else if (token_of(q, answer, &token, &e))
		refuse(q, e.text);
	else
		q->done(q->arg, &token, NULL);
}

static void ask(struct gcp *g, const char *path, bool identity, int64_t deadline, auth_done *done, void *arg)
{
	struct arena *a = gcp_arena(g);
	struct asking *q = ARENA_NEW(a, struct asking);
	struct http_header *flavor = ARENA_NEW(a, struct http_header);
	const char *url = arena_printf(a, "http://%s/computeMetadata/v1/instance/service-accounts/default/%s", host(), path);
	*q = (struct asking){ g, done, arg, identity };
	*flavor = (struct http_header){ "Metadata-Flavor", secret_new(gcp_secrets(g), "Google", 6, false) };
	struct http_request r = { .kind = HTTP_METADATA, .method = "GET", .url = secret_new(gcp_secrets(g), url, strlen(url), false),
		.headers = flavor, .n_headers = 1, .deadline = deadline, .timeout_ms = QUICK_MS,
		.body_max = LIMIT_SECRET_FILE_BYTES, .attempts_max = 3 };
	http_start(gcp_loop(g), a, &r, metadata_on_answer, q);
}

static void fetch(struct gcp *g, int64_t deadline, auth_done *done, void *arg)
{
	ask(g, "token", false, deadline, done, arg);
}

static void fetch_id(struct gcp *g, const char *audience, int64_t deadline, auth_done *done, void *arg)
{
	struct arena *a = gcp_arena(g);
	ask(g, arena_printf(a, "identity?audience=%s&format=full", url_escape(a, audience ? audience : "")), true, deadline, done, arg);
}

const struct auth_kind auth_metadata = {
	.name = "the metadata server", .doc = "the service account of the machine we run on (GCE_METADATA_HOST)",
	.applies = applies, .describe = describe, .fetch = fetch, .fetch_id = fetch_id,
};
