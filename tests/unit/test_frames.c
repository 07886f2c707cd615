/* SPDX-License-Identifier: Apache-2.0 */
/* test_frames.c: WebSocket frames in any pieces and fragments give the same messages at the same cost per byte. */
#include "../../gate/net/websocket_frames.h"
#include "unit.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { FIN = 0x80, CONTINUATION = 0, TEXT = 1, CLOSE = 8, PING = 9, FRAGMENTS = 200 * 1000 };

struct wire {
	struct arena *a;
	struct str input;
	size_t at, piece; /* at: given so far; piece: bytes per read */
	bool endless;     /* the input is repeated */
	bool hangs_up;    /* the peer closes at the end; otherwise no more data is available for now */
	size_t reads, given, sent, messages, message_bytes;
	unsigned char digest[SHA256_BYTES]; /* of all messages, concatenated */
	size_t heap;                        /* the highest use */
};

static size_t heap_in_use(void)
{
	return mallinfo2().uordblks; /* 0 with a sanitizer */
}

static ssize_t wire_recv(void *arg, void *p, size_t n, struct err *e)
{
	struct wire *w = arg;
	size_t left = w->input.n - w->at, heap = heap_in_use();
	(void)e;
	w->heap = heap > w->heap ? heap : w->heap;
	w->reads++;
	if (!left)
		return w->hangs_up ? 0 : CONNECT_AGAIN;
	n = n < left ? n : left;
	n = n < w->piece ? n : w->piece;
	memcpy(p, w->input.p + w->at, n);
	w->at += n;
	w->given += n;
	if (w->endless && w->at == w->input.n)
		w->at = 0;
	return (ssize_t)n;
}

static ssize_t wire_send(void *arg, const void *p, size_t n, struct err *e)
{
	(void)p;
	(void)e;
	((struct wire *)arg)->sent += n;
	return (ssize_t)n;
}

static void wire_message(void *arg, struct str message)
{
	struct wire *w = arg;
	struct buf both = BUF_MAX(SHA256_BYTES + LIMIT_WEBSOCKET_MESSAGE);
	w->messages++;
	w->message_bytes += message.n;
	buf_put(&both, w->digest, SHA256_BYTES);
	buf_put(&both, message.p, message.n);
	crypto_sha256(buf_text(&both), both.n, w->digest);
	buf_free(&both);
}

static struct frames *open_frames(struct wire *w)
{
	return frames_new(w->a, &(struct frames_wire){ wire_recv, wire_send, wire_message, w });
}

static void put_frame(struct buf *b, int first, const char *p, size_t n)
{
	buf_putc(b, (char)(unsigned char)first);
	if (n < 126) {
		buf_putc(b, (char)n);
	} else {
		buf_putc(b, 126);
		buf_putc(b, (char)(unsigned char)(n >> 8));
		buf_putc(b, (char)(unsigned char)n);
	}
	buf_put(b, p, n);
}

/* Some complete messages, some in fragments with pings in between, one empty message, then a close. */
static void put_conversation(struct buf *b)
{
	char text[1000];
	memset(text, 'm', sizeof(text));
	for (size_t size = 0; size < sizeof(text); size += 37) {
		put_frame(b, FIN | TEXT, text, size);
		put_frame(b, TEXT, text, size);
		for (size_t at = 0; at < size; at += 11) {
			put_frame(b, FIN | PING, text, at % 100);
			put_frame(b, CONTINUATION, text, size - at < 11 ? size - at : 11);
		}
		put_frame(b, FIN | CONTINUATION, text, 0);
	}
	put_frame(b, FIN | CLOSE,
		"\x03\xe8"
		"bye",
		5);
}

static struct wire play(struct arena *a, struct str input, size_t piece, enum frames_turn *end, struct err *e)
{
	struct wire w = { .a = a, .input = input, .piece = piece, .hangs_up = true };
	struct frames *f = open_frames(&w);
	do {
		*end = frames_turn(f, e);
	} while (*end == FRAMES_MORE || *end == FRAMES_WAIT);
	if (*end == FRAMES_CLOSED)
		assert_int_equal(frames_closed(f).code, 1000);
	frames_free(f);
	return w;
}

static void any_pieces_give_the_same_messages(void **state)
{
	static const size_t pieces[] = { 1, 2, 3, 7, 100, 4096 };
	struct buf b = BUF_MAX(1024 * 1024);
	enum frames_turn end;
	struct err e;
	put_conversation(&b);
	struct wire whole = play(*state, (struct str){ buf_text(&b), b.n }, SIZE_MAX, &end, &e);
	assert_int_equal(end, FRAMES_CLOSED);
	assert_int_equal(whole.messages, 56);
	for (size_t i = 0; i < COUNTOF(pieces); i++) {
		struct wire w = play(*state, (struct str){ buf_text(&b), b.n }, pieces[i], &end, &e);
		assert_int_equal(end, FRAMES_CLOSED);
		assert_int_equal(w.messages, whole.messages);
		assert_int_equal(w.message_bytes, whole.message_bytes);
		assert_memory_equal(w.digest, whole.digest, SHA256_BYTES);
	}
	buf_free(&b);
}

/* One message in as many fragments as it has bytes, with a ping after every hundredth, read byte by byte: one read per
 * byte, and memory for the message only. */
static void fragments_of_one_byte_cost_linear_time_and_memory(void **state)
{
	struct buf b = BUF_MAX(16 * 1024 * 1024);
	enum frames_turn end;
	struct err e;
	put_frame(&b, TEXT, "m", 1);
	for (int i = 2; i < FRAGMENTS; i++) {
		put_frame(&b, CONTINUATION, "m", 1);
		if (i % 100 == 0)
			put_frame(&b, FIN | PING, "p", 1);
	}
	put_frame(&b, FIN | CONTINUATION, "m", 1);
	put_frame(&b, FIN | CLOSE, "\x03\xe8", 2);
	size_t before = heap_in_use(), arena_before = arena_used(*state);
	struct wire w = play(*state, (struct str){ buf_text(&b), b.n }, 1, &end, &e);
	assert_int_equal(end, FRAMES_CLOSED);
	assert_int_equal(w.messages, 1);
	assert_int_equal(w.message_bytes, FRAGMENTS);
	assert_int_equal(w.reads, b.n);
	assert_true(w.heap <= before || w.heap - before < 4 * FRAGMENTS);
	assert_true(arena_used(*state) - arena_before < 4096);
	buf_free(&b);
}

/* A server that sends minimal messages without end gets one turn, then other connections get theirs. */
static void work_of_a_turn_is_bounded(void **state)
{
	static const struct {
		const char *frame;
		size_t n;
	} floods[] = { { "\x81\x00", 2 }, { "\x81\x02{}", 4 }, { "\x89\x00", 2 }, { "\x81\x7e\x10\x00", 4 } };
	for (size_t i = 0; i < COUNTOF(floods); i++) {
		struct buf b = BUF_MAX(1024 * 1024);
		struct wire w = { .a = *state, .piece = SIZE_MAX, .endless = true };
		struct err e;
		for (int k = 0; k < 1000; k++) {
			buf_put(&b, floods[i].frame, floods[i].n);
			for (int j = 0; floods[i].frame[1] == 126 && j < 4096; j++)
				buf_putc(&b, 'm');
			if (b.n > 100 * 1024)
				break;
		}
		w.input = (struct str){ buf_text(&b), b.n };
		struct frames *f = open_frames(&w);
		for (int turn = 0; turn < 50; turn++) {
			size_t given = w.given, messages = w.messages;
			assert_int_equal(frames_turn(f, &e), FRAMES_MORE);
			assert_true(w.given - given <= LIMIT_WEBSOCKET_TURN);
			assert_true(w.messages - messages <= LIMIT_WEBSOCKET_TURN_MESSAGES + 1024 / 2);
		}
		assert_true(w.given >= 50 * 512); /* and the frames are read */
		frames_free(f);
		buf_free(&b);
	}
}

static void oversized_fragmented_message_is_rejected(void **state)
{
	static const char text[60000];
	struct buf b = BUF_MAX(16 * 1024 * 1024);
	enum frames_turn end;
	struct err e;
	for (size_t n = 0; n <= LIMIT_WEBSOCKET_MESSAGE; n += sizeof(text))
		put_frame(&b, n ? CONTINUATION : 2, text, sizeof(text));
	play(*state, (struct str){ buf_text(&b), b.n }, 1000, &end, &e);
	assert_int_equal(end, FRAMES_FAILED);
	assert_int_equal(e.code, ERR_LIMIT);
	assert_string_equal(e.text, "received a message of more than 1048576 bytes");
	buf_free(&b);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, unit_set_up, unit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(any_pieces_give_the_same_messages),
		TEST(fragments_of_one_byte_cost_linear_time_and_memory),
		TEST(work_of_a_turn_is_bounded),
		TEST(oversized_fragmented_message_is_rejected),
	};
	return cmocka_run_group_tests_name("frames", tests, NULL, NULL);
}
