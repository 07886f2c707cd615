/* SPDX-License-Identifier: Apache-2.0 */
/* say.h: messages of a run. All texts are scrubbed of secrets. */
#ifndef GATE_RUN_SAY_H
#define GATE_RUN_SAY_H

#include "log_line.h"
#include "run.h"

/* Makes an empty log that writes to standard error. The arguments must outlive it. The caller sets log->loop before the
 * first event. */
void say_begin(struct run_log *log, struct arena *a, struct secrets *k, const struct options *o);
/* Adds an event to the timeline; with --verbose also prints it. service, detail may be NULL. */
void say_event(struct run_log *log, const char *event, const char *service, const char *detail);
/* timeline.c: adds it, scrubbed already, or counts it in an earlier one of its kind. For say_event only. */
void timeline_add(struct run_log *log, const char *event, const char *service, const char *detail);
/* With --log json every event, message, note and next step is a line of JSON of its own (log_line.h), and what is for
 * people alone is not printed: say_block draws nothing. */

/* With --log json: prints the end of a run; otherwise nothing. */
void say_result(
	struct run_log *log, enum log_severity severity, const char *message, const char *verdict, const char *action);
/* Prints "rungate: TEXT" on standard error, with control characters escaped; with --log json as a line of JSON. Needs
 * no log. */
void say_error(const struct options *o, const char *text);
void say_line(struct run_log *log, const char *fmt, ...) PRINTF_LIKE(2, 3); /* prints a line, unless --quiet */
/* For live.c: draws log->live.block in the place of the one before, and again beneath each line that is printed from
 * now on; say_unblock takes it away. */
void say_block(struct run_log *log);
void say_unblock(struct run_log *log);
/* The size of the terminal (standard error), within limits; 80x24 if it is not known. */
struct live_size say_size(void);
void say_note(struct run_log *log, const char *fmt, ...) PRINTF_LIKE(2, 3); /* adds to `said`, each text once */
void say_next(struct run_log *log, const char *fmt, ...) PRINTF_LIKE(2, 3); /* adds to `next`, each text once */
/* Writes queued lines. Gives up if the reader accepts nothing for 10 s. */
void say_end(struct run_log *log);
/* Returns the text for an observation that is unobserved because this process did not run for ms. Records an event for
 * each such period. */
char *say_starved(struct run_log *log, int64_t ms);
/* Return the text with all secrets replaced. The first result belongs to log->a. */
char *say_scrub(struct run_log *log, const char *text);
char *say_scrub_to(struct arena *a, const struct run_log *log, const char *text);

#endif
