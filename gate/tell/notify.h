/* SPDX-License-Identifier: Apache-2.0 */
/* notify.h: webhooks about the result of a run. */
#ifndef GATE_NOTIFY_H
#define GATE_NOTIFY_H

struct arena;
struct json;
struct run;

/* ---- notify.c ------------------------------------------------------------------------------------ */

/* Sends the configured webhooks. Runs the loop for at most 11 s. A failure is added to the notes and has no effect on
 * the result. */
void notify_send(struct run *r, const struct json *predicate);

/* Returns the bodies to send for a predicate, as a JSON array in a. sha256: the digest of the evidence, or NULL if it
 * was not written. No side effects. */
typedef struct json *notify_fn(struct arena *a, const struct json *predicate, const char *sha256);
notify_fn notify_cdevents; /* notify_cdevents.c: CloudEvents 1.0 that carry CDEvents 0.5.1 */
notify_fn notify_slack;    /* notify_json.c: Slack's message format, which other chat systems accept too */
notify_fn notify_json;     /* notify_json.c: a summary */

#endif
