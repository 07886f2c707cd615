/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder.h: the state folders (snapshot, evidence, journal), and whether their files can be trusted. Whoever can write
 * there could choose the rollback target. So a folder must be owned by the effective user, be writable by nobody else,
 * and not be tracked by git.
 */
#ifndef GATE_FOLDER_H
#define GATE_FOLDER_H

#include "../base/base.h"

#define STATE_FOLDER ".rungate" /* in the working directory or in the config's folder */

/* Caches the check of the last state folder. Zero it before the first use. */
struct folder_root {
	const char *path, *doubt;
};
/* Returns NULL if the folder can be trusted or does not exist; else the reason and the command that helps, in one
 * sentence. A folder inside .rungate is trusted only if .rungate is; that is checked once for all folders in it. Reads
 * a git index; makes no call. */
const char *folder_doubt(struct arena *a, const char *dir, struct folder_root *last);

struct run_log;
/* Checks the folders of the config, sets *out to the reasons, and reports each untrusted folder in the log. With
 * state.unsafe, trusts all of them. */
void folder_check(struct arena *a, const struct config *c, struct run_log *log, struct folder_doubts *out);

#endif
