/* SPDX-License-Identifier: Apache-2.0 */
/* websocket_peer.c: a scripted WebSocket server. Frames are written by hand, so that they can be invalid. */
#include "peer.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTINUATION = 0, TEXT = 1, CLOSE = 8, PING = 9, PONG = 10, FIN = 0x80, MASKED = 0x80 };

/* ---- Frames ----------------------------------------------------------------------------------------- */

static bool put_frame(struct peer *p, int opcode, bool fin, const void *data, size_t n)
{
	unsigned char head[10] = { (unsigned char)(opcode | (fin ? FIN : 0)) };
	size_t size = 2;
	if (n < 126) {
		head[1] = (unsigned char)n;
	} else if (n < 65536) {
		head[1] = 126;
		head[2] = (unsigned char)(n >> 8);
		head[3] = (unsigned char)n;
		size = 4;
	} else {
		head[1] = 127;
		for (int i = 0; i < 8; i++)
			head[2 + i] = (unsigned char)(n >> (56 - 8 * i));
		size = 10;
	}
	return peer_write(p, head, size) && peer_write(p, data, n);
}

static bool put_message(struct peer *p, const char *text, size_t n, size_t fragment)
{
	size_t at = 0;
	for (int opcode = TEXT; fragment && n - at > fragment; opcode = CONTINUATION, at += fragment)
		if (!put_frame(p, opcode, false, text + at, fragment))
			return false;
	return put_frame(p, at ? CONTINUATION : TEXT, true, text + at, n - at);
}

static bool read_whole(struct peer *p, void *data, size_t n)
{
	for (char *at = data; n;) {
		ssize_t had = peer_read(p, at, n);
		if (!had)
			return false;
		at += had;
		n -= (size_t)had;
	}
	return true;
}

static void note_frame(struct peer *p, int opcode, const unsigned char *data, size_t n)
{
	char line[64];
	if (opcode == TEXT) {
		peer_note(p, "text: ", 6);
		peer_note(p, (const char *)data, n);
		peer_note(p, "\n", 1);
	} else if (opcode == CLOSE) {
		snprintf(line, sizeof(line), "close: %d\n", n >= 2 ? data[0] << 8 | data[1] : 0);
		peer_note(p, line, strlen(line));
	}
}

/* Reads and records a frame of the client. Returns its opcode; -1: the end, or an unmasked frame. */
static int take_frame(struct peer *p)
{
	unsigned char head[2], more[8], mask[4], data[65536];
	if (!read_whole(p, head, 2) || !(head[1] & MASKED))
		return -1;
	size_t n = head[1] & 0x7f;
	size_t extra = n == 126 ? 2 : n == 127 ? 8 : 0;
	if (extra) {
		if (!read_whole(p, more, extra))
			return -1;
		n = 0;
		for (size_t i = 0; i < extra; i++)
			n = n << 8 | more[i];
	}
	if (n > sizeof(data) || !read_whole(p, mask, 4) || !read_whole(p, data, n))
		return -1;
	for (size_t i = 0; i < n; i++)
		data[i] ^= mask[i % 4];
	note_frame(p, head[0] & 0x0f, data, n);
	return head[0] & 0x0f;
}

static bool wait_for(struct peer *p, int opcode)
{
	for (int had; (had = take_frame(p)) >= 0;)
		if (had == opcode)
			return true;
	return false;
}

/* ---- The upgrade --------------------------------------------------------------------------------------- */

static void accept_of(const char *head, char out[64])
{
	static const char name[] = "Sec-WebSocket-Key: ";
	unsigned char digest[EVP_MAX_MD_SIZE];
	char text[128];
	unsigned n = 0;
	const char *key = strstr(head, name);
	key = key ? key + sizeof(name) - 1 : "";
	snprintf(text, sizeof(text), "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int)strcspn(key, "\r\n"), key);
	EVP_Digest(text, strlen(text), digest, &n, EVP_sha1(), NULL);
	EVP_EncodeBlock((unsigned char *)out, digest, (int)n);
}

static bool upgrade(struct peer *p, const struct websocket_script *s)
{
	char head[16384], accept[64], answer[4096];
	if (!peer_read_head(p, head, sizeof(head)))
		return false;
	peer_note(p, head, strlen(head));
	if (s->refusal) {
		peer_puts(p, s->refusal);
		return false;
	}
	accept_of(head, accept);
	if (s->wrong_accept)
		accept[0] = accept[0] == 'A' ? 'B' : 'A';
	snprintf(answer, sizeof(answer),
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Accept: %s\r\n%s\r\n",
		accept, s->headers ? s->headers : "");
	return peer_puts(p, answer);
}

/* ---- The script ------------------------------------------------------------------------------------------ */

static bool put_messages(struct peer *p, const struct websocket_script *s)
{
	for (const char *const *m = s->messages; m && *m; m++) {
		peer_nap(s->pause_ms);
		if (!put_message(p, *m, strlen(*m), s->fragment))
			return false;
	}
	if (!s->zeros)
		return true;
	char *zeros = malloc(s->zeros);
	if (!zeros)
		abort();
	memset(zeros, '0', s->zeros);
	bool sent = put_message(p, zeros, s->zeros, s->fragment);
	free(zeros);
	return sent;
}

/* Sends many at once, so that the client has to keep up. */
static bool put_pings(struct peer *p, unsigned n)
{
	enum { DATA = 125, SIZE = 2 + DATA, AT_ONCE = 100 };
	char many[SIZE * AT_ONCE];
	memset(many, 'x', sizeof(many));
	for (size_t i = 0; i < AT_ONCE; i++)
		memcpy(many + i * SIZE, "\x89\x7d", 2);
	for (unsigned sent = 0; sent < n; sent += AT_ONCE)
		if (!peer_write(p, many, sizeof(many)))
			return false;
	return true;
}

static bool put_raw(struct peer *p, const struct websocket_script *s)
{
	for (size_t i = 0; s->raw_pause_ms && i < s->raw_n; i++) {
		peer_nap(s->raw_pause_ms);
		if (!peer_write(p, s->raw + i, 1))
			return false;
	}
	return s->raw_pause_ms || !s->raw_n || peer_write(p, s->raw, s->raw_n);
}

static void put_close(struct peer *p, const struct websocket_script *s)
{
	char data[128] = { (char)(s->close_code >> 8), (char)s->close_code };
	size_t n = s->close_code < 0 ? 0 : 2;
	if (n && s->close_reason)
		n += (size_t)snprintf(data + 2, sizeof(data) - 2, "%s", s->close_reason);
	put_frame(p, CLOSE, true, data, n);
}

void websocket_peer(struct peer *p, const void *script)
{
	const struct websocket_script *s = script;
	if (!upgrade(p, s) || (s->wait && !wait_for(p, TEXT)))
		return;
	if (s->ping && (!put_frame(p, PING, true, "are you there", 13) || !wait_for(p, PONG)))
		return;
	if (!put_pings(p, s->pings))
		return;
	if (!put_messages(p, s) || !put_raw(p, s))
		return;
	if (s->close_code)
		put_close(p, s);
	if (s->reset)
		peer_reset(p);
	if (s->hang_up || s->reset || !wait_for(p, CLOSE) || s->deaf) {
		while (s->deaf && take_frame(p) >= 0)
			continue;
		return;
	}
	if (!s->close_code)
		put_frame(p, CLOSE, true, "\x03\xe8", 2);
}
