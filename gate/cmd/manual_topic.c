/* SPDX-License-Identifier: Apache-2.0 */
/* manual_topic.c: the topics of the manual that are no commands. */
#include "manual.h"

const struct manual_topic *manual_topics(size_t *n)
{
	static const struct manual_topic topics[] = {
		{ "config", "rungate.cfg", 5, "the config file of rungate" },
		{ "policy", "rungate-policy", 5, "policies, rules and facts of rungate" },
		{ "evidence", "rungate-evidence", 5, "the record of each run of rungate" },
		{ "environment", NULL, 0, "environment variables that rungate reads" },
		{ "exit-codes", NULL, 0, "exit codes of rungate" },
	};
	*n = COUNTOF(topics);
	return topics;
}
