/* SPDX-License-Identifier: Apache-2.0 */
/* notify.h: how a run ended, told to webhooks: what notify.c sends and notify_*.c say. */
#ifndef GATE_NOTIFY_H
#define GATE_NOTIFY_H

#include "../gate.h"

/* ---- notify.c ------------------------------------------------------------------------------------ */

struct config_notify {
	struct conf_member member;
	struct secret *url;
	int format;                 /* the row in notify.c's table */
	struct secret *secret;      /* signs the body; NULL: not signed */
	struct conf_pairs headers;
	int when;                   /* 0: always, 1: unless passed */
	int64_t timeout;
};
extern const struct conf_table config_notify_table;

int notify_check(struct arena *a, const struct config *c, struct err *e); /* are they URLs that can be posted to? */
/* Told once the evidence is written, and for a bounded time; what did not arrive is said. */
void notify_send(struct run *r, const struct json *predicate);

/* PURE: the bodies to send, a JSON array; sha256: of the evidence, or NULL. */
typedef struct json *notify_fn(struct arena *a, const struct json *predicate, const char *sha256);
notify_fn notify_cdevents; /* notify_cdevents.c: CloudEvents 1.0 that carry CDEvents 0.5.1 */
notify_fn notify_slack;    /* notify_json.c: the form of Slack, which others take too */
notify_fn notify_json;     /* notify_json.c: a summary */

#endif
