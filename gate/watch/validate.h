/* SPDX-License-Identifier: Apache-2.0 */
/* validate.h: whether Cloud Run would accept the rollback, asked before it is needed. */
#ifndef GATE_VALIDATE_H
#define GATE_VALIDATE_H

#include "../run/say.h"

/* Call it after a round: sends the planned change of each service, once, as a request that changes nothing. A service
 * that would not be moved is asked about later, if that changes. A refusal is a warning with its reason; what is not
 * known within 5 s is noted. g: the acting account's client. log, recovery and release live as long as the loop. */
void validate_ask(struct run_log *log, struct gcp *g, const struct recovery *recovery, struct release *release);
/* Call it after the rounds: what is not answered by then is not known. */
void validate_end(struct run_log *log, struct release *release);

#endif
