/* SPDX-License-Identifier: Apache-2.0 */
/* commands.c: the table of commands. */
#include "cmd.h"

static const struct command commands[] = {
	{ "deploy", "[SERVICE...] -- COMMAND [ARG...]", "record the traffic, run COMMAND, judge what it released",
		OPT_CONFIG | OPT_CLOUD | OPT_JUDGE | OPT_DEPLOY, cmd_deploy },
	{ "verify", "[SERVICE...]", "judge a release; roll it back if a critical rule fails",
		OPT_CONFIG | OPT_CLOUD | OPT_JUDGE, cmd_verify },
	{ "check", "[SERVICE...]", "like verify, but never move traffic", OPT_CONFIG | OPT_CLOUD | OPT_JUDGE | OPT_FLEET,
		cmd_verify },
	{ "snapshot", "[SERVICE...]", "record the current traffic, to which a rollback returns",
		OPT_CONFIG | OPT_CLOUD | OPT_OUTPUT, cmd_snapshot },
	{ "status", "[SERVICE...]", "show which revisions serve, the candidate and the baseline",
		OPT_CONFIG | OPT_CLOUD | OPT_STATUS, cmd_status },
	{ "rollback", "[SERVICE...]", "move traffic back now, without judging", OPT_CONFIG | OPT_CLOUD | OPT_MOVE,
		cmd_rollback },
	{ "resume", "[SERVICE...]", "finish a rollback whose process was killed", OPT_CONFIG | OPT_CLOUD | OPT_RESUME,
		cmd_resume },
	{ "promote", "[SERVICE...]", "shift traffic to the candidate in steps; judge each step",
		OPT_CONFIG | OPT_CLOUD | OPT_STEPS, cmd_promote },
	{ "drill", "[SERVICE...]", "prove that a rollback would work, without traffic", OPT_CONFIG | OPT_CLOUD | OPT_DRILL,
		cmd_drill },
	{ "watch", "[SERVICE...]", "go on judging a release that passed; roll it back if it fails",
		OPT_CONFIG | OPT_CLOUD | OPT_JUDGE | OPT_WATCH, cmd_watch },
	{ "facts", "[SERVICE...]", "print the observed facts as JSON", OPT_CONFIG | OPT_CLOUD, cmd_facts },
	{ "eval", "EXPRESSION", "evaluate one CEL expression over facts", OPT_FACTS, cmd_eval },
	{ "lint", "", "check config and policies; make no network call", OPT_CONFIG, cmd_lint },
	{ "config", "convert [FILE]", "rewrite a config or policy as YAML, JSON or libconfig", OPT_OUTPUT | OPT_CONVERT,
		cmd_config },
	{ "init", "[SERVICE...]", "write a config for services that exist", OPT_PLACE | OPT_OUTPUT, cmd_init },
	{ "replay", "[EVIDENCE...]", "judge recorded facts again with the current policies",
		OPT_CONFIG | OPT_PERIOD | OPT_REPLAY, cmd_replay },
	{ "audit", "[EVIDENCE...]", "verify signatures, digests, chain and verdicts of evidence",
		OPT_CONFIG | OPT_PERIOD | OPT_AUDIT, cmd_audit },
	{ "history", "[EVIDENCE...]", "list the recorded runs, newest first", OPT_CONFIG | OPT_PERIOD, cmd_history },
	{ "report", "[EVIDENCE...]", "print evidence as text, HTML, JUnit, SARIF, CSV, ...",
		OPT_CONFIG | OPT_PERIOD | OPT_FORMAT, cmd_report },
	{ "completion", "SHELL", "print a completion script for bash, zsh or fish", OPT_CONFIG, cmd_completion },
};

const struct command *command_table(size_t *n)
{
	*n = COUNTOF(commands);
	return commands;
}
