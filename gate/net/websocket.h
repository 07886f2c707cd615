/* SPDX-License-Identifier: Apache-2.0 */
/* websocket.h: the HTTP upgrade to WebSocket (RFC 6455 section 4). Works on text only, without side effects. */
#ifndef NET_WEBSOCKET_H
#define NET_WEBSOCKET_H

#include "loop.h"
#include "websocket_client.h"

struct upgrade {
	const struct url *url;
	const char *credentials; /* "user:password" from the URL, or NULL */
	const char *user_agent;
	char key[CRYPTO_WEBSOCKET_KEY];
};
struct upgrade_answer {
	size_t size; /* bytes of the whole head; 0: incomplete */
	int status;
	const struct http_header_text *headers; /* names in lower case */
	size_t n_headers;
};
/* Appends the upgrade request to out. Fails if a header may not be sent. */
int websocket_upgrade_request(
	struct arena *a, const struct upgrade *u, const struct websocket_request *r, struct buf *out, struct err *e);
/* The progress of reading one response; zero at first. */
struct upgrade_reading {
	size_t before;  /* bytes of 1xx responses before the head that is being read */
	size_t scanned; /* bytes of that head that are known not to include its end */
};
/* Parses the head at the beginning of text; preceding 1xx responses count as parts of it. While out->size is 0, call
 * again with the same bytes and more. Takes linear time. Fails if the head is malformed or too large. */
int websocket_upgrade_read(
	struct arena *a, struct str text, struct upgrade_reading *at, struct upgrade_answer *out, struct err *e);
/* Returns 0 if the response accepts the upgrade as requested, else -1 with the reason. */
int websocket_upgrade_check(
	const struct upgrade_answer *answer, const struct upgrade *u, const struct websocket_request *r, struct err *e);

#endif
