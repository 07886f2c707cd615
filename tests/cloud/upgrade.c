/* SPDX-License-Identifier: Apache-2.0 */
/* upgrade.c: the WebSocket of an application: sends its messages, then closes or waits for the client's close. */
#include "cloud.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { TEXT = 1, CLOSE = 8, FIN = 0x80, PATIENCE_S = 30 };

/* The data of one connection: a private copy, because it is used while the model changes. */
struct play {
	struct buf script;
};

static bool put(int fd, const void *data, size_t n)
{
	for (const char *p = data; n;) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

static bool put_frame(int fd, int opcode, const void *data, size_t n)
{
	unsigned char head[4] = { (unsigned char)(FIN | opcode), (unsigned char)(n < 126 ? n : 126),
		(unsigned char)(n >> 8), (unsigned char)n };
	return n < 65536 && put(fd, head, n < 126 ? 2 : 4) && put(fd, data, n);
}

static bool take(int fd, void *data, size_t n)
{
	return recv(fd, data, n, MSG_WAITALL) == (ssize_t)n;
}

/* Returns the opcode of the client's next frame; -1: the end, or a longer frame than a story needs. */
static int take_frame(int fd)
{
	unsigned char head[2], more[2], mask[4], data[65536];
	if (!take(fd, head, 2))
		return -1;
	size_t n = head[1] & 0x7f;
	if (n == 127 || (n == 126 && !take(fd, more, 2)))
		return -1;
	n = n == 126 ? (size_t)more[0] << 8 | more[1] : n;
	return take(fd, mask, 4) && take(fd, data, n) ? head[0] & 0x0f : -1;
}

static bool wait_for(int fd, int opcode)
{
	for (int had; (had = take_frame(fd)) >= 0;)
		if (had == opcode)
			return true;
	return false;
}

static void nap(int64_t ms)
{
	usleep((useconds_t)(ms * 1000));
}

static void perform(int fd, const struct json *script)
{
	const struct json *messages = json_get(script, "messages");
	struct buf text = BUF_MAX(65535);
	if (json_is_true(json_get(script, "wait")) && !wait_for(fd, TEXT))
		return;
	for (size_t i = 0; i < json_size(messages); i++) {
		nap(json_int(json_get(script, "pause_ms")));
		buf_clear(&text);
		json_print(json_item(messages, i), JSON_COMPACT, &text);
		if (!put_frame(fd, TEXT, buf_text(&text), text.n))
			break;
	}
	buf_free(&text);
	int code = (int)json_int(json_get(script, "close"));
	unsigned char data[2] = { (unsigned char)(code >> 8), (unsigned char)code };
	if (code)
		put_frame(fd, CLOSE, data, 2);
	if (wait_for(fd, CLOSE) && !code)
		put_frame(fd, CLOSE, "\x03\xe8", 2);
}

static void on_upgraded(void *arg, struct MHD_Connection *connection, void *context, const char *early, size_t n,
	MHD_socket fd, struct MHD_UpgradeResponseHandle *handle)
{
	struct play *p = arg;
	struct arena *a = arena_new();
	struct json *script;
	struct err e;
	struct timeval patience = { .tv_sec = PATIENCE_S };
	(void)connection;
	(void)context;
	(void)early;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (!n && !json_parse(a, (struct str){ buf_text(&p->script), p->script.n }, &script, &e))
		perform(fd, script);
	MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
	arena_free(a);
	buf_free(&p->script);
	free(p);
}

struct MHD_Response *upgrade_response(const struct response *r, const char *key)
{
	char accept[CRYPTO_WEBSOCKET_ACCEPT];
	struct play *p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	p->script = BUF_MAX(1024 * 1024);
	buf_put(&p->script, r->websocket.p, r->websocket.n);
	struct MHD_Response *out = MHD_create_response_for_upgrade(on_upgraded, p);
	crypto_websocket_accept(key, accept);
	MHD_add_response_header(out, "Upgrade", "websocket");
	MHD_add_response_header(out, "Sec-WebSocket-Accept", accept);
	return out;
}
