/* SPDX-License-Identifier: Apache-2.0 */
/* notify.h: how a run ended, told to webhooks: what notify.c sends and notify_*.c say. */
#ifndef GATE_NOTIFY_H
#define GATE_NOTIFY_H

struct arena;
struct json;
struct run;

/* ---- notify.c ------------------------------------------------------------------------------------ */

/* Told once the evidence is written, and for a bounded time; what did not arrive is said. */
void notify_send(struct run *r, const struct json *predicate);

/* PURE: the bodies to send, a JSON array; sha256: of the evidence, or NULL. */
typedef struct json *notify_fn(struct arena *a, const struct json *predicate, const char *sha256);
notify_fn notify_cdevents; /* notify_cdevents.c: CloudEvents 1.0 that carry CDEvents 0.5.1 */
notify_fn notify_slack;    /* notify_json.c: the form of Slack, which others take too */
notify_fn notify_json;     /* notify_json.c: a summary */

#endif
