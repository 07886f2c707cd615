/* SPDX-License-Identifier: Apache-2.0 */
/* options.h: the command line as a struct: what all commands were asked for. cmd/opt.c fills it. */
#ifndef GATE_CONFIG_OPTIONS_H
#define GATE_CONFIG_OPTIONS_H

#include "../base/base.h"

struct command;

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
struct options {
	const struct command *command;
	const struct command *commands; /* the table of all commands, for completion */
	size_t n_commands;
	const char **args; /* what stands after the command: services, files, an expression */
	size_t n_args;
	char *const *child; /* deploy: the command after "--" with its arguments, ending in NULL; else NULL */
	const char *config; /* NULL: rungate.cfg in the working directory, if there */
	const char *project, *region, *baseline, *evidence, *format, *facts, *output, *to, *impersonate;
	struct conf_strings policies, candidates, trust; /* candidates: "ALIAS=REVISION" */
	const char *head, *from; /* audit: the sha256 that must be there, and of the evidence to begin with */
	int64_t since, until;    /* unix ms; 0: open */
	struct conf_set *sets;
	size_t n_sets;
	bool json, quiet, verbose, no_rollback, dry_run, force, pin, explain, credentials, help, version;
	const char *topic; /* `rungate help TOPIC`: a topic of the manual that is no command; or NULL */
	bool manual;       /* `rungate help ...`: the manual; with --help alone the list of options */
	enum color color;
	const char *steps, *step_time, *min_requests; /* promote; as given, or NULL */
	bool follow_latest;
	const char *deploy_timeout; /* deploy; as given, or NULL */
	struct secrets **keeper;    /* of whatever config is read, for errors; or NULL */
	bool last_moment;           /* --deadline: after it no rollback is begun that could be cut off */
};
struct command {
	const char *name, *args, *doc;
	unsigned options;                                                    /* which option groups it takes: OPT_* */
	int (*run)(struct arena *a, const struct options *o, struct err *e); /* an exit code; -1 with e: main says it */
};
enum {
	OPT_CONFIG = 1,
	OPT_CLOUD = 2,
	OPT_JUDGE = 4,
	OPT_MOVE = 8,
	OPT_FACTS = 16,
	OPT_FORMAT = 32,
	OPT_OUTPUT = 64,
	OPT_PLACE = 128,
	OPT_STATUS = 256,
	OPT_PERIOD = 512,
	OPT_AUDIT = 1024,
	OPT_REPLAY = 2048,
	OPT_RESUME = 4096,
	OPT_STEPS = 8192,
	OPT_DEPLOY = 16384
};

#endif
