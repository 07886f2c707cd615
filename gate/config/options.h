/* SPDX-License-Identifier: Apache-2.0 */
/* options.h: the command line as a struct. cmd/opt.c fills it. */
#ifndef GATE_CONFIG_OPTIONS_H
#define GATE_CONFIG_OPTIONS_H

#include "../base/base.h"

struct command;

/* What a file says about its service (service_file.h). file NULL: the argument is a name. project, region: or NULL */
struct service_place {
	const char *file, *project, *region;
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum log_format { LOG_TEXT, LOG_JSON };
struct options {
	const struct command *command;
	const struct command *commands; /* the table of all commands, for completion */
	size_t n_commands;
	const char **args; /* the arguments after the command: services, files, or an expression */
	size_t n_args;
	const struct service_place *places; /* of each argument that was the file of a service; NULL: none was */
	char *const *child; /* deploy: the command after "--" with its arguments, ending in NULL; else NULL */
	const char *config; /* NULL: rungate.cfg, .yaml, .yml or .json in the working directory */
	const char *project, *region, *baseline, *evidence, *format, *facts, *output, *to, *impersonate, *state;
	struct conf_strings policies, candidates, trust; /* candidates: "ALIAS=REVISION" */
	const char *head, *from; /* audit: the sha256 of the newest evidence that must exist, and of the first to audit */
	int64_t since, until;    /* unix ms; 0: no limit */
	int64_t wait;            /* ms to wait for a lock that another run holds */
	struct conf_set *sets;
	size_t n_sets;
	bool json, quiet, verbose, no_rollback, dry_run, force, pin, explain, credentials, why, help, version;
	const char *topic; /* `rungate help TOPIC`: a manual topic other than a command, or NULL */
	bool manual;       /* `rungate help ...`: the manual; with --help alone the list of options */
	enum color color;
	enum log_format log;                          /* of messages on standard error */
	const char *steps, *step_time, *min_requests; /* of promote, not parsed; NULL: not given */
	bool follow_latest;
	const char *metrics;        /* the file for metrics, or NULL */
	const char *listen;         /* of watch: the address at which metrics are served, not parsed; or NULL */
	const char *every_target;   /* of drill, not parsed; NULL: not given */
	const char *deploy_timeout; /* of deploy, not parsed; NULL: not given */
	bool bakes;                 /* --bake is given (as gate.bake) */
	bool once;                  /* of watch */
	const char *fleet, *shard;  /* of check, not parsed; NULL: not given */
	struct conf_errors *errors; /* if not NULL, config_load and policy_load add all errors here, for main to print */
	struct secrets **keeper; /* if not NULL, config_load stores here the secrets of the config, for scrubbing errors */
	bool last_moment;        /* --deadline is given: do not start a rollback that the deadline could cut off */
};
struct command {
	const char *name, *args, *doc;
	unsigned options; /* the option groups that it accepts: OPT_* */
	int (*run)(struct arena *a, const struct options *o,
		struct err *e); /* returns an exit code; -1 with e: main prints the error */
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
	OPT_DEPLOY = 16384,
	OPT_CONVERT = 32768,
	OPT_DRILL = 65536,
	OPT_WATCH = 131072,
	OPT_FLEET = 262144
};

#endif
