/* SPDX-License-Identifier: Apache-2.0 */
/*
 * messages.h: the messages of one WebSocket, read as JSON in the order in which they came. What is small is read at
 * once; what json_parse_peer does not take is read in a thread, and what comes meanwhile waits, so that the loop is
 * never held up and no event overtakes another.
 */
#ifndef PROBE_MESSAGES_H
#define PROBE_MESSAGES_H

#include "../../net/net.h"

struct message {
	int64_t at;              /* loop_now when it came */
	struct str name;         /* the text at the path; n 0: it has none, or is not JSON. Lives during the call */
	struct json *document;   /* of the first small one that is JSON, in the reader's arena; else NULL */
	const struct err *error; /* it could not be read in time; NULL: it was read */
};
typedef void message_fn(void *arg, const struct message *m);

struct messages_spec {
	const char *path; /* where a message has its name: json_at */
	int64_t deadline; /* loop_now: of a thread */
	message_fn *read; /* once for each message: from messages_put or from the loop */
	loop_fn *idle;    /* from the loop: all that waited were read */
	void *arg;
};

struct messages;
struct messages *messages_new(struct loop *l, struct arena *a, const struct messages_spec *s);
void messages_put(struct messages *m, struct str text); /* is copied where it has to wait */
bool messages_busy(const struct messages *m);           /* some are not read yet: idle will be called */

#endif
