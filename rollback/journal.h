/* SPDX-License-Identifier: Apache-2.0 */
/* journal.h: what writing and reading a journal agree on. */
#ifndef ROLLBACK_JOURNAL_H
#define ROLLBACK_JOURNAL_H

#include "rollback.h"

enum { JOURNAL_LINE_MAX = 1024 * 1024 };

/* Of a record without its own "check". */
char *journal_check(struct arena *a, const struct json *record);

#endif
