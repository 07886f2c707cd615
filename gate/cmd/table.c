/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: the commands, a row each. */
#include "cmd.h"

static const struct command commands[] = {
	{ "verify", "[SERVICE...]", "judge a release, and roll it back on a critical failure",
		OPT_CONFIG | OPT_CLOUD | OPT_JUDGE, cmd_verify },
	{ "check", "[SERVICE...]", "the same, and never move traffic", OPT_CONFIG | OPT_CLOUD | OPT_JUDGE, cmd_verify },
	{ "snapshot", "[SERVICE...]", "record what serves now: the place to return to", OPT_CONFIG | OPT_CLOUD | OPT_OUTPUT,
		cmd_snapshot },
	{ "status", "[SERVICE...]", "who serves what", OPT_CONFIG | OPT_CLOUD | OPT_STATUS, cmd_status },
	{ "rollback", "[SERVICE...]", "move traffic back now, without judging", OPT_CONFIG | OPT_CLOUD | OPT_MOVE,
		cmd_rollback },
	{ "resume", "[SERVICE...]", "finish a rollback whose process was killed", OPT_CONFIG | OPT_CLOUD | OPT_RESUME,
		cmd_resume },
	{ "promote", "[SERVICE...]", "shift traffic to the candidate in steps, judged at each",
		OPT_CONFIG | OPT_CLOUD | OPT_STEPS, cmd_promote },
	{ "facts", "[SERVICE...]", "print what is observed, as JSON", OPT_CONFIG | OPT_CLOUD, cmd_facts },
	{ "eval", "EXPRESSION", "evaluate one CEL expression over facts", OPT_FACTS, cmd_eval },
	{ "lint", "", "check config and policies without any call", OPT_CONFIG, cmd_lint },
	{ "init", "[SERVICE...]", "write a config for services that exist", OPT_PLACE | OPT_OUTPUT, cmd_init },
	{ "replay", "[EVIDENCE...]", "judge recorded facts again with the policy as it is now",
		OPT_CONFIG | OPT_PERIOD | OPT_REPLAY, cmd_replay },
	{ "audit", "[EVIDENCE...]", "verify signatures, digests, the chain, and that a replay agrees",
		OPT_CONFIG | OPT_PERIOD | OPT_AUDIT, cmd_audit },
	{ "report", "[EVIDENCE...]", "render evidence", OPT_CONFIG | OPT_PERIOD | OPT_FORMAT, cmd_report },
};

const struct command *command_table(size_t *n)
{
	*n = COUNTOF(commands);
	return commands;
}
