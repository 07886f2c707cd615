/* SPDX-License-Identifier: Apache-2.0 */
/* wait.c: waits for what comes after the decision. */
#include "run.h"

void run_wait(struct run *r, const size_t *pending, int64_t deadline)
{
	while (*pending && loop_run(r->loop, pending, deadline) == LOOP_SIGNAL && loop_signals(r->loop).count < 2)
		continue;
}
