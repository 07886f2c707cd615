/* SPDX-License-Identifier: Apache-2.0 */
/* lease.h: the text of a lock in the bucket. */
#ifndef GATE_STATE_LEASE_H
#define GATE_STATE_LEASE_H

#include "state.h"

struct lease_holder {
	bool held, expired, mine; /* expired: by Google's clock; mine: this run is, or was, the holder */
	const char *text;         /* for messages */
};
/* Returns the text of a lock that this run holds, or has released. No two are the same. */
struct str lease_text(struct state *s, const char *command, bool held);
/* Reads the text of a cell. Returns -1 if it is not a lock that this version understands: then nobody may take it
 * over. */
int lease_holder(const struct state *s, const struct cell *c, struct lease_holder *out, struct err *e);

#endif
