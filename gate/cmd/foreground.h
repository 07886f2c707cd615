/* SPDX-License-Identifier: Apache-2.0 */
/* foreground.h: runs a command in the foreground, with the terminal, standard streams and signals of this process. */
#ifndef GATE_CMD_FOREGROUND_H
#define GATE_CMD_FOREGROUND_H

#include "../base/base.h"

struct foreground {
	int exit_code;  /* 128 + signal if a signal ended it; 127: it could not be started */
	bool timed_out; /* it was ended because timeout_ms were over */
	int forwarded;  /* the last signal that was passed on to it; 0: none */
};
/*
 * Runs argv (ending in NULL; searched in PATH) with this process's environment, working directory and standard streams,
 * and waits until it ends. output: the descriptor that becomes its standard output.
 *
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT do not end this process meanwhile. They are passed on, except where the terminal
 * has sent them to the command already. After timeout_ms SIGTERM is sent, and SIGKILL 10 s later. Without a terminal
 * the command has a process group of its own, which gets these signals as a whole.
 *
 * Returns 0, or -1 with e (and exit_code 127) if the command could not be started.
 */
int foreground_run(char *const argv[], int output, int64_t timeout_ms, struct foreground *out, struct err *e);

#endif
