/* SPDX-License-Identifier: Apache-2.0 */
/* cmd.h: the commands, the command line, and the opening and closing of a run. */
#ifndef GATE_CMD_CMD_H
#define GATE_CMD_CMD_H

#include "../run/say.h"

/* argv as main has it. The error says what is wrong and how the command is used. */
int opt_parse(struct arena *a, int argc, char **argv, struct options *out, struct err *e);
void opt_help(const struct command *c, struct buf *out);                 /* NULL: the program's */
const struct command *command_table(size_t *n);                          /* main.c */
int cmd_verify(struct arena *a, const struct options *o, struct err *e); /* check too */
int cmd_verify_run(struct run *r); /* what follows run_open or run_begin; the exit code */
int cmd_snapshot(struct arena *a, const struct options *o, struct err *e);
int cmd_status(struct arena *a, const struct options *o, struct err *e);
int cmd_rollback(struct arena *a, const struct options *o, struct err *e);
int cmd_rollback_run(struct run *r);
int cmd_resume(struct arena *a, const struct options *o, struct err *e);
int cmd_resume_run(struct run *r);
int cmd_promote(struct arena *a, const struct options *o, struct err *e);
int cmd_promote_run(struct run *r);
int cmd_facts(struct arena *a, const struct options *o, struct err *e);
int cmd_eval(struct arena *a, const struct options *o, struct err *e);
int cmd_lint(struct arena *a, const struct options *o, struct err *e);
int cmd_init(struct arena *a, const struct options *o, struct err *e);
int cmd_replay(struct arena *a, const struct options *o, struct err *e);
int cmd_audit(struct arena *a, const struct options *o, struct err *e);
int cmd_report(struct arena *a, const struct options *o, struct err *e);
/* Config, policy, loop, credentials, looks; no call is made. -1 with e: exit 2. */
int run_open(struct arena *a, const struct options *o, bool judged, struct run *out, struct err *e);
/* The second half, for a world of one's own: what is read and opened already is given. */
struct run_parts {
	const struct config *config;
	const struct policy *policy;
	struct secrets *secrets;
	struct loop *loop;
};
int run_begin(struct arena *a, const struct options *o, const struct run_parts *parts, struct run *out, struct err *e);
/* Ends a run: evidence is recorded, others are told, the report is printed; of a dry run the report alone. The exit
 * code. */
int run_close(struct run *r);
int run_interrupted(struct run *r); /* the same, for a signal before anything was changed */
/* credentials.c: whose credentials these are, until when, and what they may do. Prints no token. The exit code. */
int credentials_print(struct run *r);

#endif
