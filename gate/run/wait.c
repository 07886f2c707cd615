/* SPDX-License-Identifier: Apache-2.0 */
/* wait.c: waits for requests after the decision. */
#include "run.h"

void run_wait(struct loop *loop, const size_t *pending, int64_t deadline)
{
	while (*pending && loop_run(loop, pending, deadline) == LOOP_SIGNAL && loop_signals(loop).count < 2)
		continue;
}
