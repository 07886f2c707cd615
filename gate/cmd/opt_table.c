/* SPDX-License-Identifier: Apache-2.0 */
/* opt_table.c: the table of options. */
#include "opt.h"

#include <string.h>

const struct opt opt_table[] = {
	{ "config", "FILE", 'c', TEXT, AT(config), OPT_CONFIG,
		"the config file (default: rungate.cfg, .yaml, .yml or .json)" },
	{ "project", "PROJECT", 0, TEXT, AT(project), OPT_CONFIG | OPT_PLACE, "the Google Cloud project" },
	{ "region", "REGION", 0, TEXT, AT(region), OPT_CONFIG | OPT_PLACE, "the Cloud Run region" },
	{ "impersonate-service-account", "EMAIL", 0, TEXT, AT(impersonate), OPT_CLOUD | OPT_PLACE,
		"impersonate this service account" },
	{ "policy", "FILE", 0, TEXTS, AT(policies), OPT_CONFIG,
		"use this policy instead of the config's; may be repeated" },
	{ "state", "LOCATION", 0, TEXT, AT(state), OPT_CONFIG,
		"where runs keep their memory: a folder, or gs://BUCKET/PREFIX" },
	{ "baseline", "FILE", 0, TEXT, AT(baseline), OPT_CLOUD, "use this snapshot as the baseline" },
	{ "candidate", "ALIAS=REVISION", 0, TEXTS, AT(candidates), OPT_CLOUD,
		"judge this revision of a service; may be repeated" },
	{ "evidence", "FILE", 0, TEXT, AT(evidence), OPT_MOVE | OPT_JUDGE | OPT_RESUME | OPT_STEPS | OPT_DRILL,
		"also write the evidence to FILE; \"-\": standard output" },
	{ "metrics", "FILE", 0, TEXT, AT(metrics), OPT_JUDGE | OPT_STEPS | OPT_STATUS | OPT_DRILL,
		"write metrics in the format of OpenMetrics to FILE; \"-\": standard output" },
	{ "json", NULL, 0, FLAG, AT(json), OPT_CLOUD | OPT_FACTS | OPT_AUDIT | OPT_REPLAY,
		"print JSON to standard output; other output goes to standard error" },
	{ "deploy-timeout", "DURATION", 0, TEXT, AT(deploy_timeout), OPT_DEPLOY,
		"time that COMMAND may take; then it is ended and the release is judged (default: 1h)" },
	{ "bake", "DURATION", 0, BAKE, 0, OPT_JUDGE,
		"go on judging so long after a pass, at growing intervals (watch: default gate.bake, 2h)" },
	{ "once", NULL, 0, FLAG, AT(once), OPT_WATCH, "look once and remember it in the state; for a scheduler" },
	{ "listen", "ADDRESS:PORT", 0, TEXT, AT(listen), OPT_WATCH,
		"serve the metrics of the newest round at http://ADDRESS:PORT/metrics" },
	{ "fleet", "FILE", 0, TEXT, AT(fleet), OPT_FLEET,
		"look at all services of the projects and regions in FILE instead, and list what is wrong" },
	{ "shard", "I/N", 0, TEXT, AT(shard), OPT_FLEET,
		"with --fleet: every N-th region from the I-th on (default: the task of a Cloud Run job, else 0/1)" },
	{ "no-rollback", NULL, 0, FLAG, AT(no_rollback), OPT_JUDGE, "do not move traffic" },
	{ "wait", "DURATION", 0, DURATION, AT(wait), OPT_JUDGE | OPT_MOVE | OPT_RESUME | OPT_STEPS | OPT_DRILL,
		"wait so long for another run that moves the same services (default: do not wait)" },
	{ "to", "REVISION", 0, TEXT, AT(to), OPT_MOVE, "move traffic to this revision" },
	{ "to", "SYNTAX", 0, TEXT, AT(to), OPT_CONVERT,
		"yaml, json or cfg (default: by the name of the file to write, else yaml)" },
	{ "dry-run", NULL, 0, FLAG, AT(dry_run), OPT_MOVE | OPT_RESUME, "print the plan and change nothing" },
	{ "force", NULL, 0, FLAG, AT(force), OPT_MOVE | OPT_OUTPUT | OPT_STEPS | OPT_RESUME | OPT_DRILL,
		"" }, /* see force_docs */
	{ "pin", NULL, 0, FLAG, AT(pin), OPT_MOVE, "replace LATEST by revision names even if traffic is already right" },
	{ "credentials", NULL, 0, FLAG, AT(credentials), OPT_STATUS,
		"show which credentials are used, their expiry and permissions" },
	{ "steps", "PERCENT,...", 0, TEXT, AT(steps), OPT_STEPS,
		"the candidate's percentages; the last is 100 (default: 5,25,50,100)" },
	{ "step-time", "DURATION", 0, TEXT, AT(step_time), OPT_STEPS, "minimum duration of a step (default: 60s)" },
	{ "min-requests", "N", 0, TEXT, AT(min_requests), OPT_STEPS,
		"minimum requests to the candidate in a step (default: 0)" },
	{ "follow-latest", NULL, 0, FLAG, AT(follow_latest), OPT_STEPS,
		"follow LATEST at the end, even if traffic was pinned before" },
	{ "every-target", "N", 0, TEXT, AT(every_target), OPT_DRILL,
		"drill the next N targets of each service (default: 1, the one that a rollback takes)" },
	{ "facts", "FILE", 0, TEXT, AT(facts), OPT_FACTS, "facts or evidence to use (default, and \"-\": standard input)" },
	{ "explain", NULL, 0, FLAG, AT(explain), OPT_FACTS, "also print the values that the expression reads" },
	{ "format", "FORMAT", 0, TEXT, AT(format), OPT_FORMAT, "one of:" },
	{ "why", NULL, 0, FLAG, AT(why), OPT_FORMAT, "same as --format why" },
	{ "since", "TIME", 0, TIME, AT(since), OPT_PERIOD,
		"only runs that began at TIME or later (2026-01-31, or RFC 3339)" },
	{ "until", "TIME", 0, TIME, AT(until), OPT_PERIOD, "only runs that began before TIME" },
	{ "trust", "FILE", 0, TEXTS, AT(trust), OPT_AUDIT | OPT_REPLAY,
		"use this public key instead of the config's; may be repeated" },
	{ "from", "SHA256", 0, TEXT, AT(from), OPT_AUDIT,
		"audit from this evidence on; earlier evidence need not be present" },
	{ "head", "SHA256", 0, TEXT, AT(head), OPT_AUDIT,
		"evidence that must exist, such as the digest in a CI log; detects a truncated chain" },
	{ "output", "FILE", 'o', TEXT, AT(output), OPT_OUTPUT | OPT_FORMAT, "write to FILE; \"-\": standard output" },
	{ "set", "PATH=VALUE", 0, SETS, 0, OPT_CONFIG, "override one config key; may be repeated" },
	{ "deadline", "DURATION", 0, DEADLINE, 0, OPT_CONFIG, "same as --set gate.deadline=DURATION" },
	{ "quiet", NULL, 'q', FLAG, AT(quiet), 0, "print errors only" },
	{ "verbose", NULL, 'v', FLAG, AT(verbose), 0, "print each call with its status and time" },
	{ "log", "FORMAT", 0, LOG, AT(log), OPT_CLOUD,
		"messages on standard error: text, or json for Cloud Logging (default: text)" },
	{ "color", "WHEN", 0, COLOR, AT(color), 0, "auto, always or never" },
	{ "help", NULL, 'h', FLAG, AT(help), 0, "print this help" },
	{ "version", NULL, 0, FLAG, AT(version), 0, "print the version" },
};

_Static_assert(COUNTOF(opt_table) == OPT_TABLE_N, "opt.h counts the options");

/* The help of --force for each command; the first row whose groups the command has applies. */
static const struct {
	unsigned groups;
	const char *doc;
} force_docs[] = {
	{ OPT_MOVE, "roll back although a hold or a target check forbids it" },
	{ OPT_DRILL, "drill although a target check forbids it, or the tags of the region could not be counted" },
	{ OPT_RESUME, "resume a rollback that is older than rollback.resume_age" },
	{ OPT_STEPS, "promote a candidate that has a failing verdict" },
	{ OPT_OUTPUT | OPT_CLOUD, "replace the snapshot of a state that passed" },
	{ OPT_OUTPUT, "overwrite an existing file" },
};

bool opt_belongs(const struct opt *opt, const struct command *c)
{
	return !opt->groups || !c || (opt->groups & c->options);
}

const char *opt_doc(const struct opt *opt, const struct command *c)
{
	for (size_t i = 0; c && opt->offset == AT(force) && i < COUNTOF(force_docs); i++)
		if ((c->options & force_docs[i].groups) == force_docs[i].groups)
			return force_docs[i].doc;
	return opt->doc;
}

bool opt_takes_format(const struct opt *opt)
{
	return opt->kind == TEXT && opt->offset == AT(format);
}
