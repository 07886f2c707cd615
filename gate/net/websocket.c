/* SPDX-License-Identifier: Apache-2.0 */
/* websocket.c: a WebSocket client: the upgrade, then frames in turns of the loop, until both sides have closed or the
 * deadline has passed. Source: RFC 6455. */
#include "websocket.h"
#include "url.h"
#include "websocket_frames.h"

#include <string.h>

struct websocket {
	struct loop *l;
	struct arena *a;
	struct connect *c;
	struct websocket_request request;
	struct websocket_on on;
	void *arg;
	struct url url;
	struct upgrade upgrade;
	struct buf out, in;             /* the upgrade request; the response and what followed it */
	struct upgrade_reading reading; /* the progress in `in` until the upgrade response is complete */
	size_t in_at;                   /* bytes of `in` already consumed */
	struct frames *frames;          /* NULL until the upgrade */
	uint64_t by, turn;              /* timers */
	struct websocket_end end;
	struct err why;       /* why it could not start */
	int64_t since, began; /* when it was started; when it got its connection */
	bool closing, ended;
};

static void websocket_on_turn(void *arg);

/* ---- The end -------------------------------------------------------------------------------------------- */

static void free_all(void *arg)
{
	struct websocket *w = arg;
	if (w->frames)
		frames_free(w->frames);
	w->frames = NULL;
	crypto_wipe(w->out.p, w->out.n);
	buf_free(&w->out);
	buf_free(&w->in);
}

static void put_close(struct websocket *w)
{
	struct frames_closed c = frames_closed(w->frames);
	w->end.by_us = c.by_us;
	w->end.close_code = c.code;
	w->end.close_reason = c.reason;
}

static void finish(struct websocket *w, const struct err *error)
{
	if (w->ended)
		return;
	w->ended = true;
	if (error)
		w->end.error = *error;
	if (w->frames)
		put_close(w);
	loop_cancel(w->l, w->by);
	loop_cancel(w->l, w->turn);
	connect_close(w->c);
	int64_t now = loop_now(w->l);
	w->end.began = w->began ? w->began : now;
	w->end.queued_ms = w->end.began - w->since;
	w->end.cut_short = w->end.error.code == ERR_TIMEOUT && !w->end.status && now - w->end.began < w->request.timeout_ms;
	http_record_add(w->l, w->request.url,
		&(struct http_record){
			.kind = HTTP_PROBE, .method = "GET", .status = w->end.status, .attempts = 1, .ms = now - w->end.began },
		&w->end.error);
	w->on.end(w->arg, &w->end);
	free_all(w);
}

static void fail(struct websocket *w, enum err_code code, const char *why)
{
	struct err e;
	err_set(&e, code, "%s", why);
	finish(w, &e);
}

static void websocket_on_late_upgrade(void *arg)
{
	struct websocket *w = arg;
	struct err e;
	err_set(&e, ERR_TIMEOUT, "no answer to the upgrade within %lld ms", (long long)(loop_now(w->l) - w->began));
	finish(w, &e);
}

static void websocket_on_deadline(void *arg)
{
	fail(arg, ERR_TIMEOUT, "the deadline came while the connection was open");
}

/*
 * Our close frame was sent or could not be sent in time. A server that does not answer it ends the connection normally.
 */
static void websocket_on_unanswered_close(void *arg)
{
	finish(arg, NULL);
}

/* ---- Frames ---------------------------------------------------------------------------------------------- */

/* Returns the bytes that came with the upgrade response first. */
static ssize_t websocket_recv(void *arg, void *p, size_t n, struct err *e)
{
	struct websocket *w = arg;
	size_t left = w->in.n - w->in_at;
	if (!left)
		return connect_recv(w->c, p, n, e);
	n = n < left ? n : left;
	memcpy(p, w->in.p + w->in_at, n);
	w->in_at += n;
	return (ssize_t)n;
}

static ssize_t websocket_put(void *arg, const void *p, size_t n, struct err *e)
{
	return connect_send(((struct websocket *)arg)->c, p, n, e);
}

static void websocket_on_message(void *arg, struct str message)
{
	struct websocket *w = arg;
	w->on.message(w->arg, w, message);
}

static void schedule(struct websocket *w)
{
	if (!w->turn)
		w->turn = loop_at(w->l, loop_now(w->l), websocket_on_turn, w);
}

static void pump(struct websocket *w)
{
	struct err e;
	switch (frames_turn(w->frames, &e)) {
	case FRAMES_CLOSED: finish(w, NULL); return;
	case FRAMES_FAILED: finish(w, &e); return;
	case FRAMES_MORE: schedule(w); break;
	case FRAMES_WAIT: break;
	}
	connect_watch_writing(w->c, frames_wants_write(w->frames));
}

static void websocket_on_turn(void *arg)
{
	struct websocket *w = arg;
	w->turn = 0;
	if (!w->ended)
		pump(w);
}

void websocket_send(struct websocket *w, const struct secret *text)
{
	if (w->ended || w->closing)
		return;
	frames_send(w->frames, (struct str){ secret_reveal(text), secret_size(text) });
	schedule(w);
}

void websocket_close(struct websocket *w)
{
	if (w->ended || w->closing)
		return;
	w->closing = true;
	frames_close(w->frames);
	loop_cancel(w->l, w->by);
	w->by = loop_at(w->l, loop_now(w->l) + LIMIT_WEBSOCKET_CLOSE_MS, websocket_on_unanswered_close, w);
	schedule(w);
}

/* ---- The upgrade ---------------------------------------------------------------------------------------------- */

static void begin(struct websocket *w)
{
	loop_cancel(w->l, w->by);
	w->by = loop_at(w->l, w->request.deadline, websocket_on_deadline, w);
	w->frames = frames_new(w->a, &(struct frames_wire){ websocket_recv, websocket_put, websocket_on_message, w });
	w->on.open(w->arg, w, &w->end);
	pump(w);
}

/* Returns 1 if the head is complete, 0 if more is needed, -1 with e. */
static int read_answer(struct websocket *w, struct upgrade_answer *answer, struct err *e)
{
	char text[4096];
	for (;;) {
		ssize_t n = connect_recv(w->c, text, sizeof(text), e);
		if (n == CONNECT_AGAIN)
			return 0;
		if (n == CONNECT_BROKEN)
			return -1;
		if (!n)
			return err_set(e, ERR_NETWORK, "the connection was closed before the upgrade was answered");
		buf_put(&w->in, text, (size_t)n);
		if (w->in.over)
			return err_set(e, ERR_LIMIT, "the headers are larger than %d bytes", LIMIT_HEADER_BYTES);
		if (websocket_upgrade_read(w->a, (struct str){ w->in.p, w->in.n }, &w->reading, answer, e))
			return -1;
		if (answer->size)
			return 1;
	}
}

static void answered(struct websocket *w, const struct upgrade_answer *answer)
{
	struct err e;
	const struct http_answer as_http = { .headers = answer->headers, .n_headers = answer->n_headers };
	const char *protocol = http_header_of(&as_http, "sec-websocket-protocol");
	w->in_at = answer->size;
	w->end.status = answer->status;
	w->end.headers = answer->headers;
	w->end.n_headers = answer->n_headers;
	w->end.subprotocol = protocol ? protocol : "";
	w->end.ms = loop_now(w->l) - w->began;
	if (websocket_upgrade_check(answer, &w->upgrade, &w->request, &e))
		finish(w, &e);
	else
		begin(w);
}

static void upgrade(struct websocket *w)
{
	struct upgrade_answer answer = { .size = 0 };
	struct err e;
	while (w->out.n) {
		ssize_t n = connect_send(w->c, w->out.p, w->out.n, &e);
		if (n == CONNECT_BROKEN) {
			finish(w, &e);
			return;
		}
		if (n == CONNECT_AGAIN)
			break;
		memmove(w->out.p, w->out.p + n, w->out.n - (size_t)n);
		w->out.n -= (size_t)n;
	}
	connect_watch_writing(w->c, w->out.n > 0);
	int got = read_answer(w, &answer, &e);
	if (got < 0)
		finish(w, &e);
	else if (got)
		answered(w, &answer);
}

static void websocket_on_ready(void *arg)
{
	struct websocket *w = arg;
	if (w->frames)
		pump(w);
	else
		upgrade(w);
}

static void websocket_on_begin(void *arg)
{
	struct websocket *w = arg;
	w->began = loop_now(w->l);
	int64_t by = w->began + w->request.timeout_ms;
	w->by = loop_at(w->l, by < w->request.deadline ? by : w->request.deadline, websocket_on_late_upgrade, w);
}

static void websocket_on_connect(void *arg, const struct err *error)
{
	struct websocket *w = arg;
	if (error) {
		finish(w, error);
		return;
	}
	connect_watch(w->c, websocket_on_ready, w);
	upgrade(w);
}

static void websocket_on_refusal(void *arg)
{
	struct websocket *w = arg;
	struct err e = w->why;
	finish(w, &e);
}

static int prepare(struct websocket *w, struct err *e)
{
	const char *text = secret_reveal(w->request.url);
	if (url_parse(w->a, text, &w->url, e))
		return err_wrap(e, "%s", secret_shown(w->request.url));
	url_hide_credentials(w->a, loop_secrets(w->l), text);
	w->upgrade = (struct upgrade){
		.url = &w->url, .credentials = url_credentials(w->a, text), .user_agent = connect_user_agent(w->l)
	};
	crypto_websocket_key(w->upgrade.key);
	return websocket_upgrade_request(w->a, &w->upgrade, &w->request, &w->out, e);
}

void websocket_start(
	struct loop *l, struct arena *a, const struct websocket_request *r, const struct websocket_on *on, void *arg)
{
	struct websocket *w = ARENA_NEW(a, struct websocket);
	*w = (struct websocket){ .l = l,
		.a = a,
		.request = *r,
		.on = *on,
		.arg = arg,
		.out = BUF_MAX(LIMIT_API_BODY),
		.in = BUF_MAX(LIMIT_HEADER_BYTES),
		.end = { .subprotocol = "", .close_reason = "" },
		.since = loop_now(l) };
	arena_defer(a, free_all, w);
	if (prepare(w, &w->why)) {
		w->turn = loop_at(l, loop_now(l), websocket_on_refusal, w);
		return;
	}
	const char *url = arena_printf(a, "%s://%s:%d/", url_is_tls(&w->url) ? "https" : "http", w->url.host, w->url.port);
	w->c = connect_start(l, a,
		&(struct connect_spec){ .url = secret_plain(a, url),
			.timeout_ms = r->timeout_ms,
			.deadline = r->deadline,
			.began = websocket_on_begin },
		websocket_on_connect, w);
}
