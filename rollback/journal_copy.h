/* SPDX-License-Identifier: Apache-2.0 */
/* journal_copy.h: what a journal needs of a place that other machines can read too. */
#ifndef ROLLBACK_JOURNAL_COPY_H
#define ROLLBACK_JOURNAL_COPY_H

#include "../gate/base/base.h"

enum { JOURNAL_RUN_DIGITS = 8 }; /* of a run's id, at the end of the name of its copied journal */

/* Where records are copied to, so that another machine can go on with a rollback; and what allows one to be sent. */
struct journal_copy {
	/* Starts to copy record `number` of a journal file; returns at once. */
	void (*put)(void *arg, const char *file, int64_t number, struct str line);
	/* Calls then(then_arg, NULL), at once or from the loop, when the records so far are copied or can not be waited for
	 * any longer, and this run may change the service (its full name). Otherwise then(then_arg, WHY NOT). */
	void (*ready)(void *arg, const char *service, void (*then)(void *then_arg, const char *why), void *then_arg);
	/* The journal has its last record, and no run will go on with it. */
	void (*ended)(void *arg, const char *file);
	void *arg;
};

#endif
