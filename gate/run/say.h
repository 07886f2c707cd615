/* SPDX-License-Identifier: Apache-2.0 */
/* say.h: what a run says on the way. All of it is scrubbed of secrets. */
#ifndef GATE_RUN_SAY_H
#define GATE_RUN_SAY_H

#include "run.h"

/* Begins an empty log that writes to standard error. All that is given must outlive it. The caller sets log->loop
 * before the first event. */
void say_begin(struct run_log *log, struct arena *a, struct secrets *k, const struct options *o);
void say_event(struct run_log *log, const char *event, const char *service, const char *detail); /* timeline, and -v */
/* "rungate: ..." on standard error; of whatever others wrote, no line and no control character is left */
void say_error(const char *text);
void say_line(struct run_log *log, const char *fmt, ...) PRINTF_LIKE(2, 3); /* a line to people, not when quiet */
/* A line that the next one replaces, cut to the terminal's width. Returns false, and prints nothing, where that is not
 * possible: without a terminal, or with --verbose. True with --quiet, which prints nothing. */
bool say_progress(struct run_log *log, const char *fmt, ...) PRINTF_LIKE(2, 3);
void say_note(struct run_log *log, const char *fmt, ...) PRINTF_LIKE(2, 3); /* to `said`, once */
void say_next(struct run_log *log, const char *fmt, ...) PRINTF_LIKE(2, 3); /* to `next`, once */
void say_end(struct run_log *log); /* what is queued is written, or its reader has taken nothing for 10 s */
/* The words for an observation that was not observed as this process did not run for ms; each such time is an event
 * too. */
char *say_starved(struct run_log *log, int64_t ms);
/* Out of what is about to be written for people or machines, every secret. */
char *say_scrub(struct run_log *log, const char *text);
char *say_scrub_to(struct arena *a, const struct run_log *log, const char *text); /* the result is a's */

#endif
