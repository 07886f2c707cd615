/* SPDX-License-Identifier: Apache-2.0 */
/*
 * websocket.c: one WebSocket as a client has it: the upgrade, frames in and out by wslay, pings answered, both sides'
 * closes; bounded in size and time. Source: RFC 6455.
 */
#include "websocket.h"
#include "connect.h"
#include "url.h"

#include <string.h>
#include <wslay/wslay.h>

struct websocket {
	struct loop *l;
	struct arena *a;
	struct connect *c;
	struct websocket_request request;
	struct websocket_on on;
	void *arg;
	struct url url;
	struct upgrade upgrade;
	struct buf out, in;             /* the upgrade's request; its answer, and what came with it */
	struct upgrade_reading reading; /* of in, until the upgrade was answered */
	size_t in_at;                   /* of in, what was taken already */
	wslay_event_context_ptr frames; /* NULL until the upgrade */
	struct loop_timer *by, *turn;
	struct websocket_end end;
	struct err why;                 /* why a callback of wslay's failed */
	int64_t since, began;           /* it was started; it was given a connection */
	size_t received, room;          /* of all; of this turn */
	size_t close_at;                /* bytes of the close frame's payload seen so far; SIZE_MAX: another frame */
	uint8_t close_first;            /* the byte of it before that */
	int registered;                 /* the close code that wslay does not know; 0: none */
	bool held, hung_up, closing, close_queued, ended;
};

static void websocket_on_turn(void *arg);

/* ---- The end -------------------------------------------------------------------------------------------- */

static void free_all(void *arg)
{
	struct websocket *w = arg;
	if (w->frames)
		wslay_event_context_free(w->frames);
	w->frames = NULL;
	crypto_wipe(w->out.p, w->out.n);
	buf_free(&w->out);
	buf_free(&w->in);
}

static void finish(struct websocket *w, const struct err *error)
{
	if (w->ended)
		return;
	w->ended = true;
	if (error)
		w->end.error = *error;
	if (w->frames && !w->end.close_code)
		w->end.close_code = WSLAY_CODE_ABNORMAL_CLOSURE;
	loop_cancel(w->l, w->by);
	loop_cancel(w->l, w->turn);
	connect_close(w->c);
	int64_t now = loop_now(w->l);
	w->end.began = w->began ? w->began : now;
	w->end.queued_ms = w->end.began - w->since;
	w->end.cut_short = w->end.error.code == ERR_TIMEOUT && !w->end.status && now - w->end.began < w->request.timeout_ms;
	http_record_add(w->l, w->request.url, &(struct http_record){ .kind = HTTP_PROBE, .method = "GET", .status = w->end.status,
		.attempts = 1, .ms = now - w->end.began }, &w->end.error);
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

/* Ours was sent, or should have been: whoever does not answer it has nothing to say any more. */
static void websocket_on_unanswered_close(void *arg)
{
	finish(arg, NULL);
}

/* ---- Frames ---------------------------------------------------------------------------------------------- */

static ssize_t take_early(struct websocket *w, uint8_t *p, size_t n)
{
	size_t left = w->in.n - w->in_at;
	n = n < left ? n : left;
	memcpy(p, w->in.p + w->in_at, n);
	w->in_at += n;
	return (ssize_t)n;
}

static ssize_t on_recv(wslay_event_context_ptr frames, uint8_t *p, size_t n, int flags, void *arg)
{
	struct websocket *w = arg;
	ssize_t had;
	(void)flags;
	w->held = wslay_event_get_queued_msg_count(frames) > LIMIT_WEBSOCKET_QUEUE;
	if (w->held || !w->room) {
		wslay_event_set_error(frames, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	n = n < w->room ? n : w->room;
	had = w->in_at < w->in.n ? take_early(w, p, n) : connect_recv(w->c, p, n, &w->why);
	if (had == 0)
		w->hung_up = true;
	if (had <= 0) {
		wslay_event_set_error(frames, had == CONNECT_AGAIN ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
		return -1;
	}
	w->room -= (size_t)had;
	w->received += (size_t)had;
	if (w->received > LIMIT_WEBSOCKET_BYTES) {
		err_set(&w->why, ERR_LIMIT, "more than %d bytes came", LIMIT_WEBSOCKET_BYTES);
		wslay_event_set_error(frames, WSLAY_ERR_CALLBACK_FAILURE);
		return -1;
	}
	return had;
}

static ssize_t on_send(wslay_event_context_ptr frames, const uint8_t *p, size_t n, int flags, void *arg)
{
	struct websocket *w = arg;
	ssize_t sent = connect_send(w->c, p, n, &w->why);
	(void)flags;
	if (sent > 0)
		return sent;
	wslay_event_set_error(frames, sent == CONNECT_BROKEN ? WSLAY_ERR_CALLBACK_FAILURE : WSLAY_ERR_WOULDBLOCK);
	return -1;
}

static int on_mask(wslay_event_context_ptr frames, uint8_t *p, size_t n, void *arg)
{
	(void)frames;
	(void)arg;
	for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
		uint64_t chance = crypto_random();
		memcpy(p + i, &chance, n - i < sizeof(chance) ? n - i : sizeof(chance));
	}
	return 0;
}

static void on_frame_start(wslay_event_context_ptr frames, const struct wslay_event_on_frame_recv_start_arg *f,
	void *arg)
{
	struct websocket *w = arg;
	(void)frames;
	w->close_at = f->opcode == WSLAY_CONNECTION_CLOSE ? 0 : SIZE_MAX;
}

/*
 * wslay takes the close codes of RFC 6455 alone and answers the ones registered since (1012 to 1014) as a protocol
 * error. Before it looks at the payload, which is in its own buffer, such a code is noted and becomes 1001 (0x03E9):
 * only the second byte differs.
 */
static void on_frame_chunk(wslay_event_context_ptr frames, const struct wslay_event_on_frame_recv_chunk_arg *c,
	void *arg)
{
	struct websocket *w = arg;
	uint8_t *p = (uint8_t *)(uintptr_t)c->data;
	(void)frames;
	for (size_t i = 0; i < c->data_length && w->close_at < 2; i++, w->close_at++) {
		int code = w->close_first << 8 | p[i];
		if (w->close_at == 1 && code >= 1012 && code <= 1014) {
			w->registered = code;
			p[i] = WSLAY_CODE_GOING_AWAY & 0xFF;
		}
		w->close_first = p[i];
	}
}

static void keep_close(struct websocket *w, const struct wslay_event_on_msg_recv_arg *m)
{
	struct buf reason = BUF_MAX(1024);
	w->end.by_us = w->closing;
	w->end.close_code = w->registered ? w->registered : m->status_code ? m->status_code : WSLAY_CODE_NO_STATUS_RCVD;
	if (m->msg_length > 2)
		text_put_printable(&reason, (struct str){ (const char *)m->msg + 2, m->msg_length - 2 });
	w->end.close_reason = arena_strdup(w->a, buf_text(&reason));
	buf_free(&reason);
}

static void on_message(wslay_event_context_ptr frames, const struct wslay_event_on_msg_recv_arg *m, void *arg)
{
	struct websocket *w = arg;
	(void)frames;
	if (m->opcode == WSLAY_CONNECTION_CLOSE)
		keep_close(w, m);
	else if (!wslay_is_ctrl_frame(m->opcode) && !w->closing)
		w->on.message(w->arg, w, (struct str){ (const char *)m->msg, m->msg_length });
}

/* ---- Turns ------------------------------------------------------------------------------------------------- */

/* wslay answers what breaks the protocol with a close of its own, which says what it was. */
static void fail_by_protocol(struct websocket *w)
{
	struct err e;
	switch (wslay_event_get_status_code_sent(w->frames)) {
	case WSLAY_CODE_MESSAGE_TOO_BIG:
		err_set(&e, ERR_LIMIT, "a message of more than %d bytes came", LIMIT_WEBSOCKET_MESSAGE);
		break;
	case WSLAY_CODE_INVALID_FRAME_PAYLOAD_DATA:
		err_set(&e, ERR_MALFORMED, "a text message came that is not UTF-8");
		break;
	default:
		err_set(&e, ERR_MALFORMED, "a frame came that breaks the protocol (RFC 6455)");
		break;
	}
	finish(w, &e);
}

static void fail_by_transport(struct websocket *w)
{
	struct err e = w->why;
	if (w->closing || w->end.close_code)
		finish(w, NULL);
	else if (w->hung_up)
		fail(w, ERR_NETWORK, "the connection was ended without a close message");
	else if (e.code == ERR_NONE)
		fail_by_protocol(w);
	else
		finish(w, &e);
}

/* True: nothing more is to come of it. */
static bool over(struct websocket *w)
{
	if (wslay_event_get_close_received(w->frames) && (wslay_event_get_close_sent(w->frames) || !wslay_event_want_write(w->frames)))
		finish(w, NULL);
	else if (!wslay_event_get_read_enabled(w->frames) && !wslay_event_get_close_received(w->frames) && !w->closing)
		fail_by_protocol(w);
	else if (!wslay_event_get_read_enabled(w->frames))
		finish(w, NULL);
	else if (wslay_event_get_queued_msg_count(w->frames) > LIMIT_WEBSOCKET_QUEUE && w->held)
		fail(w, ERR_LIMIT, "the server asks for answers (pings) and does not read them");
	return w->ended;
}

/* A close overtakes the messages of a queue: ours waits until it is empty. */
static int send_queued(struct websocket *w)
{
	if (wslay_event_send(w->frames))
		return -1;
	if (!w->closing || w->close_queued || wslay_event_get_queued_msg_count(w->frames))
		return 0;
	w->close_queued = true;
	wslay_event_queue_close(w->frames, WSLAY_CODE_NORMAL_CLOSURE, NULL, 0);
	return wslay_event_send(w->frames);
}

static void pump(struct websocket *w)
{
	w->room = LIMIT_WEBSOCKET_TURN;
	do {
		if (wslay_event_recv(w->frames) || send_queued(w)) {
			fail_by_transport(w);
			return;
		}
		if (over(w))
			return;
	} while (w->held);
	connect_watch_writing(w->c, wslay_event_want_write(w->frames) != 0);
	if (!w->room && !w->turn)
		w->turn = loop_at(w->l, loop_now(w->l), websocket_on_turn, w);
}

static void websocket_on_turn(void *arg)
{
	struct websocket *w = arg;
	w->turn = NULL;
	if (!w->ended)
		pump(w);
}

void websocket_send(struct websocket *w, const struct secret *text)
{
	struct wslay_event_msg m = { .opcode = WSLAY_TEXT_FRAME, .msg = (const uint8_t *)secret_reveal(text), .msg_length = secret_size(text) };
	if (w->ended || w->closing)
		return;
	wslay_event_queue_msg(w->frames, &m);
	if (!w->turn)
		w->turn = loop_at(w->l, loop_now(w->l), websocket_on_turn, w);
}

void websocket_close(struct websocket *w)
{
	if (w->ended || w->closing)
		return;
	w->closing = true;
	loop_cancel(w->l, w->by);
	w->by = loop_at(w->l, loop_now(w->l) + LIMIT_WEBSOCKET_CLOSE_MS, websocket_on_unanswered_close, w);
	if (!w->turn)
		w->turn = loop_at(w->l, loop_now(w->l), websocket_on_turn, w);
}

/* ---- The upgrade ---------------------------------------------------------------------------------------------- */

static void begin(struct websocket *w)
{
	static const struct wslay_event_callbacks callbacks = { .recv_callback = on_recv, .send_callback = on_send,
		.genmask_callback = on_mask, .on_frame_recv_start_callback = on_frame_start, .on_frame_recv_chunk_callback = on_frame_chunk,
		.on_msg_recv_callback = on_message };
	loop_cancel(w->l, w->by);
	w->by = loop_at(w->l, w->request.deadline, websocket_on_deadline, w);
	wslay_event_context_client_init(&w->frames, &callbacks, w);
	wslay_event_config_set_max_recv_msg_length(w->frames, LIMIT_WEBSOCKET_MESSAGE);
	w->on.open(w->arg, w, &w->end);
	pump(w);
}

/* 1: the head is whole; 0: more is to come; -1 with e. */
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
			return err_set(e, ERR_NETWORK, "the connection was ended before the upgrade was answered");
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
	w->upgrade = (struct upgrade){ .url = &w->url, .credentials = url_credentials(w->a, text), .user_agent = connect_user_agent(w->l) };
	crypto_websocket_key(w->upgrade.key);
	return websocket_upgrade_request(w->a, &w->upgrade, &w->request, &w->out, e);
}

void websocket_start(struct loop *l, struct arena *a, const struct websocket_request *r, const struct websocket_on *on, void *arg)
{
	struct websocket *w = ARENA_NEW(a, struct websocket);
	*w = (struct websocket){ .l = l, .a = a, .request = *r, .on = *on, .arg = arg, .out = BUF_MAX(LIMIT_API_BODY),
		.in = BUF_MAX(LIMIT_HEADER_BYTES), .end = { .subprotocol = "", .close_reason = "" }, .since = loop_now(l) };
	arena_defer(a, free_all, w);
	if (prepare(w, &w->why)) {
		w->turn = loop_at(l, loop_now(l), websocket_on_refusal, w);
		return;
	}
	const char *url = arena_printf(a, "%s://%s:%d/", url_is_tls(&w->url) ? "https" : "http", w->url.host, w->url.port);
	w->c = connect_start(l, a, &(struct connect_spec){ .url = secret_new(loop_secrets(l), url, strlen(url), false),
		.timeout_ms = r->timeout_ms, .deadline = r->deadline, .began = websocket_on_begin }, websocket_on_connect, w);
}
