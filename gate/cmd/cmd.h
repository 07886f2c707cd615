/* SPDX-License-Identifier: Apache-2.0 */
/* cmd.h: the commands, the command line, and the opening and closing of a run. */
#ifndef GATE_CMD_CMD_H
#define GATE_CMD_CMD_H

#include "../run/say.h"

/* opt.c: parses the command line; argc and argv as main() has them. Returns -1 with an error that names the argument
 * and the correct usage. Texts in *out point into argv or live as long as a. */
int opt_parse(struct arena *a, int argc, char **argv, struct options *out, struct err *e);
/* help.c: appends the options of command c, or the help of the program if c is NULL. */
void opt_help(const struct command *c, struct buf *out);
/* Appends the manual of the command or topic that `rungate help` was asked for, as plain text. */
void help_manual(struct arena *a, const struct options *o, struct buf *out);
/* Appends the versions of the program and of its libraries. */
void help_version(struct arena *a, struct buf *out);
/* commands.c: returns the table of commands and sets *n to its length. */
const struct command *command_table(size_t *n);

/*
 * cmd_NAME runs a whole command and returns its exit code. It returns -1 with e if the command line, the config or the
 * policy is wrong; main() then prints e and exits with 2. cmd_NAME_run is the part after run_open or run_begin and
 * returns the exit code. cmd_verify is also `check`.
 */
int cmd_verify(struct arena *a, const struct options *o, struct err *e);
int cmd_verify_run(struct run *r);
/* Moves traffic back if the verdict says so, and ends the run. condemned: as watch_release returned it. */
int cmd_verify_end(struct run *r, bool condemned);
int cmd_watch(struct arena *a, const struct options *o, struct err *e);
int cmd_watch_run(struct run *r);
/* Watches after a pass of another command with the options o, which has exit code `code`; returns the exit code. Else
 * returns `code`. */
int cmd_watch_after(const struct options *o, int code);
/* check --fleet FILE */
int cmd_fleet(struct arena *a, const struct options *o, struct err *e);
int cmd_deploy(struct arena *a, const struct options *o, struct err *e);
int cmd_snapshot(struct arena *a, const struct options *o, struct err *e);
int cmd_status(struct arena *a, const struct options *o, struct err *e);
int cmd_rollback(struct arena *a, const struct options *o, struct err *e);
int cmd_rollback_run(struct run *r);
int cmd_resume(struct arena *a, const struct options *o, struct err *e);
int cmd_resume_run(struct run *r);
int cmd_promote(struct arena *a, const struct options *o, struct err *e);
int cmd_promote_run(struct run *r);
int cmd_drill(struct arena *a, const struct options *o, struct err *e);
int cmd_drill_run(struct run *r);
int cmd_facts(struct arena *a, const struct options *o, struct err *e);
int cmd_eval(struct arena *a, const struct options *o, struct err *e);
int cmd_lint(struct arena *a, const struct options *o, struct err *e);
int cmd_config(struct arena *a, const struct options *o, struct err *e);
int cmd_init(struct arena *a, const struct options *o, struct err *e);
int cmd_replay(struct arena *a, const struct options *o, struct err *e);
int cmd_audit(struct arena *a, const struct options *o, struct err *e);
int cmd_history(struct arena *a, const struct options *o, struct err *e);
int cmd_completion(struct arena *a, const struct options *o, struct err *e);
int cmd_report(struct arena *a, const struct options *o, struct err *e);

/* session.c: opens a run: loads the config and, if judged, the policy; opens the event loop, credentials, evidence
 * keys, snapshot and observations. Makes no network call. Returns -1 with e (exit code 2). The run lives as long as
 * a. */
int run_open(struct arena *a, const struct options *o, bool judged, struct run *out, struct err *e);
/* What run_begin needs, loaded by the caller. Must live as long as the run. */
struct run_parts {
	const struct config *config;
	const struct policy *policy;
	struct secrets *secrets;
	struct loop *loop;
};
/* Like run_open, with a config, policy and event loop of the caller (for tests and simulations). */
int run_begin(struct arena *a, const struct options *o, const struct run_parts *parts, struct run *out, struct err *e);
/* Ends a run: writes evidence, sends notifications and prints the report. With --dry-run it only prints the report.
 * Returns the exit code. */
int run_close(struct run *r);
/* The same after a signal that arrived before anything was changed. */
/* The same for a command that moves traffic and did not begin. */
int run_refuse(struct run *r, enum action action, const char *reason);
int run_interrupted(struct run *r);
/* credentials.c: prints the account, expiry and permissions of the run's credentials, never a token. Returns the exit
 * code: EXIT_INCONCLUSIVE if a credential is unusable or a needed permission is missing or unknown. */
int credentials_print(struct run *r);

#endif
