/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: the gate. Read this first: it opens a run, watches the release until there is a decision, moves traffic
 * back if the release failed, and closes the run with evidence and a report. `check` is the same without moving
 * traffic. */
#include "cmd.h"
#include "../act/act.h"

int cmd_verify(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	if (o->fleet)
		return cmd_fleet(a, o, e);
	if (o->shard)
		return err_set(e, ERR_USAGE, "--shard I/N divides a fleet; give --fleet FILE too");
	return run_open(a, o, true, r, e) ? -1 : cmd_watch_after(o, cmd_verify_run(r));
}

int cmd_verify_run(struct run *r)
{
	r->release.verifies = true;
	r->recovery.lend = lend_tags;
	return cmd_verify_end(r, watch_release(r));
}
