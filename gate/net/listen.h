/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listen.h: serves one text over HTTP, read only. A thread of its own answers, from a finished text: a reader never
 * waits for the loop, and the loop never waits for a reader.
 */
#ifndef GATE_NET_LISTEN_H
#define GATE_NET_LISTEN_H

#include "../base/base.h"

struct listener;

/*
 * Listens at `address` ("127.0.0.1:9464", "[::1]:9464"; port 0: a free one) until a is freed. GET and HEAD of `path`
 * answer with the newest text, whose Content-Type is `type`; other paths with 404, other methods with 405. Connections
 * are bounded in number and time (limits.h). Returns -1 with ERR_USAGE if the address is invalid, and with ERR_IO if it
 * cannot be listened at, for instance because it is in use.
 */
int listen_open(
	struct arena *a, const char *address, const char *path, const char *type, struct listener **out, struct err *e);
/* Answers with this text from now on; it is copied. Before the first call the text is empty. */
void listen_put(struct listener *l, struct str text);
/* Returns the URL of the text, with the port that is in use. */
const char *listen_url(const struct listener *l);
const char *listen_version(void); /* Returns the version of libmicrohttpd that is in use. */

#endif
