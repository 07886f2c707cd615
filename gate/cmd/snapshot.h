/* SPDX-License-Identifier: Apache-2.0 */
/* snapshot.h: recording the traffic before a deploy, for the commands snapshot and deploy. */
#ifndef GATE_CMD_SNAPSHOT_H
#define GATE_CMD_SNAPSHOT_H

#include "cmd.h"
#include "../../rollback/rollback.h"

/* The exit codes of `snapshot`. A signal is added to SNAPSHOT_INTERRUPTED. */
enum { SNAPSHOT_STANDS = 0, SNAPSHOT_NOT_TAKEN = 5, SNAPSHOT_NOT_WRITTEN = 74, SNAPSHOT_INTERRUPTED = 128 };

/*
 * Reads the services that the options name and writes their traffic to o->output (NULL: the default place), unless that
 * would replace the snapshot of a state that passed. Sets *now to the traffic that was read, in a. may_lack: a service
 * that does not exist yet is left out instead of failing. Reports what failed and returns the exit code of `snapshot`;
 * returns -1 with e for a usage or config error.
 */
int snapshot_record(struct arena *a, const struct options *o, bool may_lack, struct snapshot *now, struct err *e);

#endif
