/* SPDX-License-Identifier: Apache-2.0 */
/* records.h: names of the objects that hold journals. */
#ifndef GATE_STATE_RECORDS_H
#define GATE_STATE_RECORDS_H

#include "state.h"

#define RECORDS_END  "end"               /* marks a journal that is complete */
#define RECORDS_ENDS "\"event\":\"end\"" /* in the last record of a journal */

enum { RECORDS_MAX = 100000 }; /* records of all journals that are listed */

/* Returns "journal/J/what" for the journal file J.jsonl. */
const char *records_object(struct arena *a, const char *file, const char *what);
/* Returns what the name of the journal of this run has in it, and that of no other run's. */
const char *records_of_run(struct arena *a, const char *run);
/* Returns the name of the file that shows that the bucket has, or had, records of a journal file. */
const char *records_sent(struct arena *a, const char *file);
const char *records_number(struct arena *a, int64_t number); /* "000001" */
/* Leaves that file: the bucket has the first record. When it has it no more, the journal was completed. */
void records_mark_sent(struct state *s, const char *file);
/* records_end.c: starts to remove the records of a journal file that is complete. *pending is 1 more until it has
 * ended. */
void records_end(struct state *s, const char *file, size_t *pending);

#endif
