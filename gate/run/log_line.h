/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_line.h: messages as lines of JSON for --log json, in the form that Cloud Logging takes apart (severity, message,
 * time, labels). No side effects.
 *
 * Source: cloud.google.com/logging/docs/structured-logging.
 */
#ifndef GATE_RUN_LOG_LINE_H
#define GATE_RUN_LOG_LINE_H

#include "../base/base.h"

enum log_severity { LOGGED_INFO, LOGGED_NOTICE, LOGGED_WARNING, LOGGED_ERROR, LOGGED_CRITICAL };

/* One message. Texts are scrubbed; all but message may be NULL. */
struct log_line {
	enum log_severity severity;
	int64_t at; /* unix ms */
	const char *message;
	const char *command, *run, *event, *service, *verdict, *action; /* labels */
};
/* Appends it as one line. */
void log_line_put(struct arena *a, const struct log_line *line, struct buf *out);
/* Returns the severity of an event of the timeline. */
enum log_severity log_severity_of_event(const char *event);
/* Returns the severity of a message for people, by its first word: "warning: ..." and "attention: ...". */
enum log_severity log_severity_of_text(const char *text);

#endif
