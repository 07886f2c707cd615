/* SPDX-License-Identifier: Apache-2.0 */
/* notify.c: sends all webhooks at the same time, with one time limit, signed as standardwebhooks.com specifies. */
#include "notify.h"
#include "../run/say.h"

#include <string.h>

enum { NOTIFY_MS = 10 * 1000, ATTEMPTS = 4, ANSWER_BYTES = 4096, SECOND = 1000 };

static const struct {
	const char *type;
	notify_fn *bodies;
} formats[NOTIFY__COUNT] = {
	[NOTIFY_JSON] = { "application/json", notify_json },
	[NOTIFY_SLACK] = { "application/json", notify_slack },
	[NOTIFY_CLOUDEVENTS] = { "application/cloudevents+json", notify_cdevents },
};

struct sending {
	struct run *r;
	const struct config_notify *to;
	size_t *pending;
	bool ended;
};

static void on_answer(void *arg, const struct http_answer *answer)
{
	struct sending *s = arg;
	struct run *r = s->r;
	const char *where = secret_shown(s->to->url);
	s->ended = true;
	--*s->pending;
	if (answer->error.code != ERR_NONE)
		say_note(&r->log, "notification to %s failed: %s", where, answer->error.text);
	else if (answer->status / 100 != 2)
		say_note(&r->log, "notification to %s failed: status %d%s", where, answer->status,
			answer->status / 100 == 3 ? " (redirects are not followed)" : "");
}

static const struct secret *plain(struct secrets *secrets, const char *text)
{
	return secret_new(secrets, text, strlen(text), false);
}

/* Returns the key's bytes: decoded if the secret is "whsec_" and base64 (as standardwebhooks.com defines), else the
 * text. */
static struct str key_of(struct arena *a, const struct secret *secret)
{
	struct str text = { secret_reveal(secret), secret_size(secret) }, bytes;
	static const char prefix[] = "whsec_";
	size_t n = sizeof(prefix) - 1;
	if (text.n > n && !memcmp(text.p, prefix, n) && !base64_decode(a, (struct str){ text.p + n, text.n - n }, &bytes))
		return bytes;
	return text;
}

/* Returns the webhook-signature header: "v1," and the base64 of the HMAC-SHA256 over "ID.TIMESTAMP.BODY". */
static const char *signature(struct arena *a, const struct secret *key, const char *id, const char *at, struct str body)
{
	struct buf text = BUF_MAX(LIMIT_EVIDENCE_BYTES), out = BUF_MAX(256);
	unsigned char mac[SHA256_BYTES];
	buf_printf(&text, "%s.%s.", id, at);
	buf_put(&text, body.p, body.n);
	crypto_hmac(key_of(a, key), (struct str){ text.p, text.n }, mac);
	buf_puts(&out, "v1,");
	base64_put(&out, (struct str){ (const char *)mac, sizeof(mac) });
	const char *copy = arena_strdup(a, buf_text(&out));
	buf_free(&text);
	buf_free(&out);
	return copy;
}

static size_t put_headers(
	struct run_log *log, const struct config_notify *to, const char *id, struct str body, struct http_header *out)
{
	const char *at = arena_printf(log->a, "%lld", (long long)(loop_wall(log->loop) / SECOND));
	size_t n = 0;
	for (size_t i = 0; i < to->headers.n; i++)
		out[n++] = (struct http_header){ to->headers.items[i].name, to->headers.items[i].value };
	out[n++] = (struct http_header){ "Content-Type", plain(log->secrets, formats[to->format].type) };
	out[n++] = (struct http_header){ "webhook-id", plain(log->secrets, id) };
	out[n++] = (struct http_header){ "webhook-timestamp", plain(log->secrets, at) };
	if (to->secret)
		out[n++] = (struct http_header){ "webhook-signature",
			plain(log->secrets, signature(log->a, to->secret, id, at, body)) };
	return n;
}

static void send_one(struct sending *s, const struct json *body, size_t i, int64_t deadline)
{
	struct run *r = s->r;
	const struct config_notify *to = s->to;
	struct http_header *headers = ARENA_ARRAY(r->a, struct http_header, to->headers.n + 4);
	struct buf text = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	json_print(body, JSON_COMPACT, &text);
	struct http_request q = { .kind = HTTP_PROBE,
		.method = "POST",
		.url = to->url,
		.headers = headers,
		.body = secret_new(r->secrets, buf_text(&text), text.n, false),
		.deadline = deadline,
		.timeout_ms = to->timeout,
		.body_max = ANSWER_BYTES,
		.cut_body = true,
		.attempts_max = ATTEMPTS };
	q.n_headers = put_headers(
		&r->log, to, arena_printf(r->a, "%s.%zu", r->start.id, i), (struct str){ buf_text(&text), text.n }, headers);
	++*s->pending;
	http_start(r->loop, r->a, &q, on_answer, s);
	buf_free(&text);
}

void notify_send(struct run *r, const struct json *predicate)
{
	const struct config_notify *all = CONFIG_ITEMS(r->config.notify, const struct config_notify);
	int64_t deadline = loop_now(r->loop) + NOTIFY_MS;
	size_t *pending = ARENA_NEW(r->a, size_t), n = 0, cap = 0;
	struct sending **sent = NULL;
	for (size_t i = 0; i < r->config.notify.n; i++) {
		if (all[i].when == NOTIFY_NOT_PASSED && result_exit_code(&r->result) == EXIT_PASSED)
			continue;
		const struct json *bodies = formats[all[i].format].bodies(r->a, predicate, r->record.sha256);
		for (size_t b = 0; b < json_size(bodies); b++) {
			sent = arena_grow(r->a, sent, n, &cap, sizeof(*sent));
			sent[n] = ARENA_NEW(r->a, struct sending);
			*sent[n] = (struct sending){ r, &all[i], pending, false };
			send_one(sent[n++], json_item(bodies, b), b, deadline);
		}
	}
	run_wait(r->loop, pending, deadline + SECOND);
	for (size_t i = 0; i < n; i++)
		if (!sent[i]->ended)
			say_note(&r->log, "notification to %s failed: no answer in time", secret_shown(sent[i]->to->url));
}
