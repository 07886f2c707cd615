/* SPDX-License-Identifier: Apache-2.0 */
/*
 * messages.h: reads the messages of a WebSocket as JSON, in order of arrival. Small messages are read immediately,
 * larger ones (which json_parse_peer refuses) in a thread, so that the loop is not blocked. Messages that arrive in the
 * meantime are queued.
 */
#ifndef PROBE_MESSAGES_H
#define PROBE_MESSAGES_H

#include "../../net/net.h"

struct message {
	int64_t at;              /* loop_now of its arrival */
	struct str name;         /* the text at the path; n 0: none, or not JSON. Valid during the call */
	struct json *document;   /* only for the first small message that is JSON, owned by the reader's arena; else NULL */
	const struct err *error; /* why it could not be read, or NULL */
};
typedef void message_fn(void *arg, const struct message *m);

struct messages_spec {
	const char *path; /* path of the name in a message, for json_at */
	int64_t deadline; /* of a thread, loop_now */
	message_fn *read; /* called once for each message, from messages_put or from the loop */
	loop_fn *idle;    /* called from the loop when all queued messages were read */
	void *arg;
};

struct messages;
/* Copies *s. The reader lives as long as a. */
struct messages *messages_new(struct loop *l, struct arena *a, const struct messages_spec *s);
void messages_put(struct messages *m, struct str text); /* copies text if it must be queued */
bool messages_busy(const struct messages *m);           /* some are not read yet; idle will be called */

#endif
