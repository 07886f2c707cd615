/* SPDX-License-Identifier: Apache-2.0 */
/* baseline.h: snapshots of single services in the bucket. */
#ifndef GATE_STATE_BASELINE_H
#define GATE_STATE_BASELINE_H

#include "state.h"

enum { BASELINE_FORMAT = 1 };

/* Returns the text of the cell for a service; all: the snapshot that it is part of, whose jobs it has too. */
struct str baseline_text(struct state *s, const struct snapshot *all, const struct snapshot_service *one);
/* Reads the cell's text: a snapshot of one service. Fails for anything that this version does not understand. */
int baseline_of(struct state *s, const struct cell *c, struct snapshot *out, struct err *e);

#endif
