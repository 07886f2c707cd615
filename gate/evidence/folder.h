/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder.h: the folders of state (snapshot, evidence, journal), and whether what lies there may be believed. Whoever
 * can write there could say where users go: so it must be the effective user's, writable by nobody else, and not come
 * with the checkout.
 */
#ifndef GATE_FOLDER_H
#define GATE_FOLDER_H

#include "../base/base.h"

#define STATE_FOLDER   ".rungate" /* in the working directory, or beside the config */
#define STATE_BASELINE STATE_FOLDER "/baseline.json"

/* The state folder that was looked at last; zeroed: none was. */
struct folder_root {
	const char *path, *doubt;
};
/* NULL: it may be believed, or it is not there. Else why not, with the command that helps, in one sentence. A folder in
 * one called .rungate is believed only where that one is, which is looked at once for all folders in it. Reads a git
 * index; makes no call. */
const char *folder_doubt(struct arena *a, const char *dir, struct folder_root *last);

struct run_log;
/* Of this run's folders, and says so, a line a folder; none with state.unsafe. */
void folder_check(struct arena *a, const struct config *c, struct run_log *log, struct folder_doubts *out);

#endif
