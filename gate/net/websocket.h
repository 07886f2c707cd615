/* SPDX-License-Identifier: Apache-2.0 */
/* websocket.h: the upgrade of a WebSocket, PURE: texts alone. */
#ifndef NET_WEBSOCKET_H
#define NET_WEBSOCKET_H

#include "loop.h"

struct upgrade {
	const struct url *url;
	const char *credentials;        /* "user:password" of the URL, or NULL */
	const char *user_agent;
	char key[CRYPTO_WEBSOCKET_KEY];
};
struct upgrade_answer {
	size_t size;                    /* bytes of its head; 0: not all of it is there yet */
	int status;
	const struct http_header_text *headers; /* names in lower case */
	size_t n_headers;
};
/* The request, to out; -1 with e: a header that may not be sent. */
int websocket_upgrade_request(
	struct arena *a, const struct upgrade *u, const struct websocket_request *r, struct buf *out, struct err *e);
/* How far the bytes of one answer were read; zero at first. */
struct upgrade_reading {
	size_t before;                  /* bytes of the 1xx answers before the head that is read now */
	size_t scanned;                 /* bytes in which that head does not end */
};
/*
 * Reads the head of the answer at the beginning of text; 1xx before the answer count as parts of it. While out->size is
 * 0, call again with the same bytes and more. Each byte is looked at once, whatever the pieces are.
 */
int websocket_upgrade_read(struct arena *a, struct str text, struct upgrade_reading *at, struct upgrade_answer *out,
	struct err *e);
/* 0: the connection is a WebSocket now, as it was asked for. */
int websocket_upgrade_check(
	const struct upgrade_answer *answer, const struct upgrade *u, const struct websocket_request *r, struct err *e);

#endif
