/* SPDX-License-Identifier: Apache-2.0 */
/* lines.h: the log line of a candidate that occurs most, asked once after the decision, for people who look for the
 * cause. Nothing waits for it but the end of the run. */
#ifndef SOURCE_SIGNAL_LINES_H
#define SOURCE_SIGNAL_LINES_H

#include "../../base/base.h"

struct json;
struct loop;
struct observations;
struct run_log;
struct service;

struct lines {
	struct json *by_service; /* by alias: { line, count, of } */
	size_t pending;
	int64_t until; /* loop_now: not waited for after that */
};

/* Returns the text that occurs most among these log entries (of Cloud Logging, newest first), in a, as { line, count,
 * of }; NULL if no entry has a text. Texts that differ in numbers, times or ids alone count as the same; the newest is
 * returned, scrubbed and cut. log: knows the secrets. No side effects. */
struct json *lines_most(struct arena *a, const struct run_log *log, const struct json *entries);
/* Starts a request for the candidate of the service; its answer is added to l. What may not or cannot be read is left
 * out. l must live as long as the run. */
void lines_ask(struct observations *observations, const struct service *s, struct lines *l);
/* Waits for the answers. */
void lines_wait(struct loop *loop, struct lines *l);

#endif
