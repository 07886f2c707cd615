/* SPDX-License-Identifier: Apache-2.0 */
/* reach_nothing.c: recognizes exchanges that say nothing about the service. */
#include "reach.h"
#include "../source.h"

bool reach_says_nothing(struct question *q, const struct http_answer *came)
{
	bool never = reach_never_asked(&came->error, came->attempts);
	int64_t ms = came->error.code != ERR_NONE ? reach_starved(q) : 0;
	const char *nothing = ms || came->cut_short || never ? NULL : front_proves_nothing(q, came);
	q->queued_ms += came->queued_ms;
	if (ms)
		reach_end_starved(q, ms);
	else if (never)
		reach_unobserved(q, came->error.code, came->error.text);
	else if (came->cut_short)
		reach_unobserved(q, ERR_TIMEOUT, "the run's deadline came before the timeout of the probe");
	else if (nothing)
		reach_unobserved(q, ERR_DENIED, nothing);
	return ms || came->cut_short || never || nothing;
}

bool reach_never_asked(const struct err *error, int attempts)
{
	return error->code != ERR_NONE &&
		(!attempts || error->code == ERR_CONFIG || error->code == ERR_DENIED || error->code == ERR_IO);
}
