/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history.h: earlier evidence of a run: the records of evidence.dir and, with trusted keys, of the repository's notes.
 * They are read in threads, within LIMIT_HISTORY_MS and LIMIT_HISTORY_BYTES each, beside the first requests and never
 * before them. Whoever waits for run.pending waits for them too.
 */
#ifndef GATE_HISTORY_H
#define GATE_HISTORY_H

struct run;
/* Once a run, after its first requests were begun; then it does nothing. Ends in run.records, oldest first, and
 * run.key_used. What cannot be read or is not trusted is passed over, and said. */
void history_start(struct run *r);
/* What has not been read by now decides nothing, and that is said. Nothing where all has been read. */
void history_close(struct run *r);
/* Runs the loop until all has been read, in a bounded while; begins it where nothing has. */
void history_wait(struct run *r);

#endif
