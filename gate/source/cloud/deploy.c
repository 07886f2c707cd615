/* SPDX-License-Identifier: Apache-2.0 */
/* deploy.c: the facts of the command that `rungate deploy` ran. Other commands leave the group empty. */
#include "../source.h"

static const struct fact_doc facts[] = {
	{ "exitCode", "int", "exit code of the command; 128 + the signal that ended it, 127 if it could not be started" },
	{ "timedOut", "bool", "the command was ended because --deploy-timeout was over" },
};

const struct source source_deploy = {
	.kind = "deploy",
	.group = GROUP_DEPLOY,
	.doc = "the command that `rungate deploy` ran; empty in other commands",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};

struct json *deployment_facts(struct arena *a, const struct deployment *d)
{
	struct json *v = json_new_object(a);
	if (!d)
		return v;
	json_set_int(a, v, "exitCode", d->exit_code);
	json_set_bool(a, v, "timedOut", d->timed_out);
	return v;
}
