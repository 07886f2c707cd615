/* SPDX-License-Identifier: Apache-2.0 */
/* own.h: which of the requests that Cloud Run counts for a revision were probes of this run. */
#ifndef SOURCE_OWN_H
#define SOURCE_OWN_H

#include "minutes.h"
#include "../../run/release.h"

/* Sets *out to the answered requests of this run, in a, that went to the tag URL of candidate or baseline; returns how
 * many. Those to the service's own URL are not among them: the traffic split sends them to either revision as it does
 * with users, so they distort nothing. skew: ms by which Google's clock is ahead of this machine's. */
size_t own_requests(
	struct arena *a, struct loop *l, int64_t skew, const struct service *s, const struct minutes_own **out);

#endif
