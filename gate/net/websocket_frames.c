/* SPDX-License-Identifier: Apache-2.0 */
/* websocket_frames.c: frames with wslay. wslay buffers only control frames: messages are collected here in one growing
 * buffer, because wslay would allocate a block for each fragment. */
#include "websocket_frames.h"

#include <stdlib.h>
#include <string.h>
#include <wslay/wslay.h>

/* wslay handles everything that one read returned before it reads again. */
enum { READ_BYTES = 1024 };

struct frames {
	struct arena *a;
	struct frames_wire wire;
	wslay_event_context_ptr wslay;
	struct buf message; /* the part received so far */
	struct frames_closed closed;
	struct err why;                  /* why a callback failed */
	size_t received, room, messages; /* bytes received in total; bytes and messages left for this turn */
	size_t close_at;                 /* bytes of the close frame's payload seen so far; SIZE_MAX: another frame */
	uint8_t close_first;             /* its first byte */
	int registered;                  /* the close code that wslay does not know; 0: none */
	bool control;                    /* the current frame is a control frame */
	bool held, hung_up, closing, close_queued;
};

/* ---- Callbacks of wslay ------------------------------------------------------------------------------------- */

static ssize_t would_block(wslay_event_context_ptr wslay)
{
	wslay_event_set_error(wslay, WSLAY_ERR_WOULDBLOCK);
	return -1;
}

static ssize_t broken(wslay_event_context_ptr wslay)
{
	wslay_event_set_error(wslay, WSLAY_ERR_CALLBACK_FAILURE);
	return -1;
}

static ssize_t on_recv(wslay_event_context_ptr wslay, uint8_t *p, size_t n, int flags, void *arg)
{
	struct frames *f = arg;
	(void)flags;
	f->held = wslay_event_get_queued_msg_count(wslay) > LIMIT_WEBSOCKET_QUEUE;
	if (f->messages >= LIMIT_WEBSOCKET_TURN_MESSAGES)
		f->room = 0;
	if (f->held || !f->room)
		return would_block(wslay);
	n = n < f->room ? n : f->room;
	ssize_t had = f->wire.recv(f->wire.arg, p, n < READ_BYTES ? n : READ_BYTES, &f->why);
	if (had == CONNECT_AGAIN)
		return would_block(wslay);
	f->hung_up = had == 0;
	if (had <= 0)
		return broken(wslay);
	f->room -= (size_t)had;
	f->received += (size_t)had;
	if (f->received <= LIMIT_WEBSOCKET_BYTES)
		return had;
	err_set(&f->why, ERR_LIMIT, "received more than %d bytes", LIMIT_WEBSOCKET_BYTES);
	return broken(wslay);
}

static ssize_t on_send(wslay_event_context_ptr wslay, const uint8_t *p, size_t n, int flags, void *arg)
{
	struct frames *f = arg;
	ssize_t sent = f->wire.send(f->wire.arg, p, n, &f->why);
	(void)flags;
	if (sent > 0)
		return sent;
	return sent == CONNECT_BROKEN ? broken(wslay) : would_block(wslay);
}

static int on_mask(wslay_event_context_ptr wslay, uint8_t *p, size_t n, void *arg)
{
	(void)wslay;
	(void)arg;
	for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
		uint64_t chance = crypto_random();
		memcpy(p + i, &chance, n - i < sizeof(chance) ? n - i : sizeof(chance));
	}
	return 0;
}

static void on_frame_start(
	wslay_event_context_ptr wslay, const struct wslay_event_on_frame_recv_start_arg *frame, void *arg)
{
	struct frames *f = arg;
	f->control = wslay_is_ctrl_frame(frame->opcode);
	f->close_at = frame->opcode == WSLAY_CONNECTION_CLOSE ? 0 : SIZE_MAX;
	if (f->control || frame->payload_length <= LIMIT_WEBSOCKET_MESSAGE - f->message.n)
		return;
	f->message.over = true;
	wslay_event_queue_close(wslay, WSLAY_CODE_MESSAGE_TOO_BIG, NULL, 0);
	wslay_event_shutdown_read(wslay);
}

/*
 * wslay accepts only the close codes of RFC 6455 and treats those registered later (1012 to 1014) as protocol errors.
 * So such a code is recorded and replaced by 1001 (0x03E9; only the second byte differs) before wslay reads the
 * payload, which is in our buffer.
 */
static void note_close(struct frames *f, uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n && f->close_at < 2; i++, f->close_at++) {
		int code = f->close_first << 8 | p[i];
		if (f->close_at == 1 && code >= 1012 && code <= 1014) {
			f->registered = code;
			p[i] = WSLAY_CODE_GOING_AWAY & 0xFF;
		}
		f->close_first = p[i];
	}
}

static void on_frame_chunk(
	wslay_event_context_ptr wslay, const struct wslay_event_on_frame_recv_chunk_arg *c, void *arg)
{
	struct frames *f = arg;
	(void)wslay;
	if (f->control)
		note_close(f, (uint8_t *)(uintptr_t)c->data, c->data_length);
	else
		buf_put(&f->message, c->data, c->data_length);
}

static void keep_close(struct frames *f, const struct wslay_event_on_msg_recv_arg *m)
{
	struct buf reason = BUF_MAX(1024);
	f->closed.by_us = f->closing;
	f->closed.code = f->registered ? f->registered : m->status_code ? m->status_code : WSLAY_CODE_NO_STATUS_RCVD;
	if (m->msg_length > 2)
		text_put_printable(&reason, (struct str){ (const char *)m->msg + 2, m->msg_length - 2 });
	f->closed.reason = arena_strdup(f->a, buf_text(&reason));
	buf_free(&reason);
}

/* Frees the buffer of a large message, since the next one may be small. */
static void end_message(struct frames *f)
{
	f->messages++;
	if (!f->closing && !f->message.over)
		f->wire.message(f->wire.arg, (struct str){ buf_text(&f->message), f->message.n });
	if (f->message.cap > LIMIT_PEER_JSON_BYTES)
		buf_free(&f->message);
	else
		buf_clear(&f->message);
}

static void on_message(wslay_event_context_ptr wslay, const struct wslay_event_on_msg_recv_arg *m, void *arg)
{
	struct frames *f = arg;
	(void)wslay;
	if (m->opcode == WSLAY_CONNECTION_CLOSE)
		keep_close(f, m);
	else if (!wslay_is_ctrl_frame(m->opcode))
		end_message(f);
}

/* ---- Turns ------------------------------------------------------------------------------------------------- */

/* After a protocol error wslay sends a close frame whose code says what was wrong. */
static enum frames_turn fail_by_protocol(const struct frames *f, struct err *e)
{
	switch (wslay_event_get_status_code_sent(f->wslay)) {
	case WSLAY_CODE_MESSAGE_TOO_BIG:
		err_set(e, ERR_LIMIT, "received a message of more than %d bytes", LIMIT_WEBSOCKET_MESSAGE);
		break;
	case WSLAY_CODE_INVALID_FRAME_PAYLOAD_DATA:
		err_set(e, ERR_MALFORMED, "received a %s that is not UTF-8",
			f->close_at == SIZE_MAX ? "text message" : "close frame with a reason");
		break;
	default: err_set(e, ERR_MALFORMED, "received a frame that violates the protocol (RFC 6455)"); break;
	}
	return FRAMES_FAILED;
}

static enum frames_turn fail_by_transport(const struct frames *f, struct err *e)
{
	if (f->closing || f->closed.code)
		return FRAMES_CLOSED;
	if (!f->hung_up && f->why.code == ERR_NONE)
		return fail_by_protocol(f, e);
	if (f->hung_up)
		err_set(e, ERR_NETWORK, "the connection was closed without a close frame");
	else
		*e = f->why;
	return FRAMES_FAILED;
}

/* FRAMES_WAIT: not ended. */
static enum frames_turn ended(const struct frames *f, struct err *e)
{
	bool reads = wslay_event_get_read_enabled(f->wslay), close_came = wslay_event_get_close_received(f->wslay);
	if (close_came && (wslay_event_get_close_sent(f->wslay) || !wslay_event_want_write(f->wslay)))
		return FRAMES_CLOSED;
	if (!reads && !close_came && !f->closing)
		return fail_by_protocol(f, e);
	if (!reads)
		return FRAMES_CLOSED;
	if (wslay_event_get_queued_msg_count(f->wslay) <= LIMIT_WEBSOCKET_QUEUE || !f->held)
		return FRAMES_WAIT;
	err_set(e, ERR_LIMIT, "the server sends pings but does not read the replies");
	return FRAMES_FAILED;
}

/* wslay sends a close frame before queued messages, so ours is queued when the queue is empty. */
static int send_queued(struct frames *f)
{
	if (wslay_event_send(f->wslay))
		return -1;
	if (!f->closing || f->close_queued || wslay_event_get_queued_msg_count(f->wslay))
		return 0;
	f->close_queued = true;
	wslay_event_queue_close(f->wslay, WSLAY_CODE_NORMAL_CLOSURE, NULL, 0);
	return wslay_event_send(f->wslay);
}

enum frames_turn frames_turn(struct frames *f, struct err *e)
{
	f->room = LIMIT_WEBSOCKET_TURN;
	f->messages = 0;
	do {
		if (wslay_event_recv(f->wslay) || send_queued(f))
			return fail_by_transport(f, e);
		enum frames_turn end = ended(f, e);
		if (end != FRAMES_WAIT)
			return end;
	} while (f->held);
	return f->room ? FRAMES_WAIT : FRAMES_MORE;
}

void frames_send(struct frames *f, struct str text)
{
	struct wslay_event_msg m = { .opcode = WSLAY_TEXT_FRAME, .msg = (const uint8_t *)text.p, .msg_length = text.n };
	wslay_event_queue_msg(f->wslay, &m);
}

void frames_close(struct frames *f)
{
	f->closing = true;
}

bool frames_wants_write(const struct frames *f)
{
	return wslay_event_want_write(f->wslay) != 0;
}

struct frames_closed frames_closed(const struct frames *f)
{
	struct frames_closed c = f->closed;
	if (!c.code)
		c.code = WSLAY_CODE_ABNORMAL_CLOSURE;
	return c;
}

/* ---- Its life ------------------------------------------------------------------------------------------------ */

static void free_frames(void *arg)
{
	frames_free(arg);
}

void frames_free(struct frames *f)
{
	if (f->wslay)
		wslay_event_context_free(f->wslay);
	f->wslay = NULL;
	buf_free(&f->message);
}

struct frames *frames_new(struct arena *a, const struct frames_wire *wire)
{
	static const struct wslay_event_callbacks callbacks = { .recv_callback = on_recv,
		.send_callback = on_send,
		.genmask_callback = on_mask,
		.on_frame_recv_start_callback = on_frame_start,
		.on_frame_recv_chunk_callback = on_frame_chunk,
		.on_msg_recv_callback = on_message };
	struct frames *f = ARENA_NEW(a, struct frames);
	*f = (struct frames){ .a = a,
		.wire = *wire,
		.message = BUF_MAX(LIMIT_WEBSOCKET_MESSAGE),
		.closed = { .reason = "" },
		.close_at = SIZE_MAX };
	arena_defer(a, free_frames, f);
	if (wslay_event_context_client_init(&f->wslay, &callbacks, f))
		abort();
	wslay_event_config_set_no_buffering(f->wslay, 1);
	wslay_event_config_set_max_recv_msg_length(f->wslay, LIMIT_WEBSOCKET_MESSAGE);
	return f;
}

const char *net_wslay_version(void)
{
	return WSLAY_VERSION;
}
