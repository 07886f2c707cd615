/* SPDX-License-Identifier: Apache-2.0 */
/* config.c: the config file as tables with one row per key, and the checks that tables cannot express. Makes no call.
 */
#include "config.h"
#include "group.h"
#include "options.h"
#include "../state/state.h"

#include <stdlib.h>
#include <string.h>

#define FIELD(type, member) offsetof(struct type, member)
/* clang-format off */
#define TABLE(label, type, rows, expands) \
	{ .name = (label), .size = sizeof(struct type), .fields = (rows), .n = COUNTOF(rows), .expand = (expands) }
/* clang-format on */

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
#define DAY ((int64_t)24 * HOUR)

static const struct conf_field service_fields[] = {
	{ "service", CONF_STRING, FIELD(config_service, service), .required = true,
		.doc = "name of the Cloud Run service" },
	{ "project", CONF_STRING, FIELD(config_service, project), .doc = "its project (default: project of the config)" },
	{ "region", CONF_STRING, FIELD(config_service, region), .doc = "its region (default: region of the config)" },
	{ "quotas", CONF_BOOL, FIELD(config_service, quotas), .def = "false",
		.doc = "observe Cloud Run's quotas of its region (Cloud Quotas API); always done for a service with GPUs" },
	{ "declared", CONF_PATH, FIELD(config_service, declared),
		.doc = "file that declares the service, which is compared with it (services.X.drift): its manifest, "
			   "or the output of terraform show -json" },
	{ "asked", CONF_BOOL, FIELD(config_service, asked), .def = "true",
		.doc = "false: the service may pass although no critical or error rule reads a probe, command, metric or "
			   "log of it" },
};
static const struct conf_table service_table = TABLE("services", config_service, service_fields, true);

static const char *const unknown_names[] = { "inconclusive", "rollback", NULL };
static const struct conf_field gate_fields[] = {
	{ "warmup", CONF_DURATION, FIELD(config_gate, warmup), .max = HOUR, .def = "60s",
		.doc = "grace period: a probe's failures count after its first good answer, or this long after the "
			   "candidate was created or got traffic" },
	{ "interval", CONF_DURATION, FIELD(config_gate, interval), .min = 10, .max = HOUR, .def = "5s",
		.doc = "time between two rounds" },
	{ "passes", CONF_INT, FIELD(config_gate, passes), .min = 1, .max = 1000, .def = "3",
		.doc = "consecutive clean rounds that approve a release" },
	{ "failures", CONF_INT, FIELD(config_gate, failures), .min = 1, .max = 1000, .def = "3",
		.doc = "consecutive rounds in which one critical rule fails that condemn a release" },
	{ "deadline", CONF_DURATION, FIELD(config_gate, deadline), .min = 1, .max = LIMIT_DEADLINE_MS, .def = "5m",
		.doc = "time limit for judging" },
	{ "bake", CONF_DURATION, FIELD(config_gate, bake), .min = 1, .max = LIMIT_BAKE_MS, .def = "2h",
		.doc = "time for which rungate watch goes on judging after a pass" },
	{ "unknown", CONF_CHOICE, FIELD(config_gate, unknown), .choices = unknown_names, .def = "inconclusive",
		.doc = "result if a critical rule is unknown at the deadline" },
};
static const struct conf_table gate_table = TABLE("gate", config_gate, gate_fields, true);

static const char *const scope_names[] = { "release", "service", NULL };
static const char *const differential_names[] = { "report", "decide", "off", NULL };
static const char *const order_names[] = { "reverse", "listed", NULL };
static const struct conf_field rollback_fields[] = {
	{ "scope", CONF_CHOICE, FIELD(config_rollback, scope), .choices = scope_names, .def = "release",
		.doc = "release: move all services of the release; service: only those that a failed rule belongs to" },
	{ "release_window", CONF_DURATION, FIELD(config_rollback, release_window), .max = 365 * DAY, .def = "2h",
		.doc = "revisions created within this time belong to one release" },
	{ "snapshot_age", CONF_DURATION, FIELD(config_rollback, snapshot_age), .max = 365 * DAY, .def = "24h",
		.doc = "ignore a snapshot that is older" },
	{ "resume_age", CONF_DURATION, FIELD(config_rollback, resume_age), .max = 365 * DAY, .def = "6h",
		.doc = "an unfinished rollback that began longer ago needs resume --force" },
	{ "differential", CONF_CHOICE, FIELD(config_rollback, differential), .choices = differential_names, .def = "report",
		.doc = "also send the failed probes to the baseline. report: show the result; decide: do not move traffic if "
			   "the baseline fails the same way; off: do not send them" },
	{ "hold", CONF_CEL, FIELD(config_rollback, hold), .doc = "CEL over the facts; if true, traffic is not moved" },
	{ "deadline", CONF_DURATION, FIELD(config_rollback, deadline), .min = 1, .max = LIMIT_DEADLINE_MS, .def = "5m",
		.doc = "time limit for moving traffic and reading it back" },
	{ "confirm", CONF_DURATION, FIELD(config_rollback, confirm), .min = 1, .max = DAY, .def = "180s",
		.doc = "time limit for the rules to hold again after traffic moved" },
	{ "order", CONF_CHOICE, FIELD(config_rollback, order), .choices = order_names, .def = "reverse",
		.doc = "order in which services are moved: reverse of the order listed, or as listed" },
	{ "patience", CONF_DURATION, FIELD(config_rollback, patience), .max = HOUR, .def = "60s",
		.doc = "time to wait for a cold start when the target is probed before traffic moves" },
	{ "wait", CONF_BOOL, FIELD(config_rollback, wait), .def = "false",
		.doc = "move one service after the other instead of all at once" },
	{ "try_tag", CONF_BOOL, FIELD(config_rollback, try_tag), .def = "false",
		.doc = "give a target without a tag URL, and the revisions that comparisons of probes need, a temporary tag "
			   "without traffic, to probe them" },
	{ "required", CONF_BOOL, FIELD(config_rollback, required), .def = "false",
		.doc = "end as inconclusive before judging if the permission to move traffic is missing" },
	{ "impersonate", CONF_STRING, FIELD(config_rollback, impersonate),
		.doc = "service account to impersonate for moving traffic" },
	{ "journal", CONF_PATH, FIELD(config_rollback, journal),
		.doc = "folder of the journal (default: journal in the folder of the state, .rungate/journal)" },
};
static const struct conf_table rollback_table = TABLE("rollback", config_rollback, rollback_fields, true);

static const struct conf_field evidence_fields[] = {
	{ "file", CONF_PATH, FIELD(config_evidence, file), .doc = "file for the evidence of this run, in addition to dir" },
	{ "dir", CONF_PATH, FIELD(config_evidence, dir),
		.doc = "folder for the evidence of every run; earlier evidence is read from it (default: evidence in the "
			   "folder of the state, .rungate/evidence)" },
	{ "key", CONF_PATH, FIELD(config_evidence, key),
		.doc = "signing key: a PEM file with a P-256 private key, or "
			   "gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V" },
	{ "trust", CONF_PATHS, FIELD(config_evidence, trust),
		.doc = "PEM files of public keys; only evidence signed by one of them is used" },
	{ "keep", CONF_STRINGS, FIELD(config_evidence, keep),
		.doc = "facts to keep although no rule reads them, such as probes.health.json.version" },
	{ "git_notes", CONF_BOOL, FIELD(config_evidence, git_notes), .def = "false",
		.doc = "also write the evidence as a git note (refs/notes/rungate) on the deployed commit" },
	{ "annotate", CONF_BOOL, FIELD(config_evidence, annotate), .def = "false",
		.doc = "verify and promote write the annotations rungate/revision, rungate/verdict and rungate/evidence to "
			   "services that passed or failed" },
};
static const struct conf_table evidence_table = TABLE("evidence", config_evidence, evidence_fields, true);

static const struct conf_field state_fields[] = {
	{ "location", CONF_PATH, FIELD(config_state, location),
		.doc = "where runs keep their memory (snapshot, locks, journal, evidence): a folder, or gs://BUCKET/PREFIX for "
			   "all machines; state = \"...\" is short for it (default: --state, RUNGATE_STATE, or .rungate)" },
	{ "lease", CONF_DURATION, FIELD(config_state, lease), .min = 2 * SECOND, .max = HOUR, .def = "60s",
		.doc = "time after which another run may take over the lock of one that ended early or lost the network" },
	{ "patience", CONF_DURATION, FIELD(config_state, patience), .max = HOUR, .def = "2s",
		.doc = "time that a rollback waits for the bucket before it goes on with the local journal alone" },
	{ "unsafe", CONF_BOOL, FIELD(config_state, unsafe), .def = "false",
		.doc = "true: trust snapshot, evidence and journal although others own or can write to their folder, or git "
			   "tracks it" },
};
static const struct conf_table state_table = { .name = "state",
	.size = sizeof(struct config_state),
	.fields = state_fields,
	.n = COUNTOF(state_fields),
	.expand = true,
	.from_text = "location" };

static const struct conf_field config_fields[] = {
	{ "version", CONF_INT, FIELD(config, version), .min = 1, .max = 1, .def = "1",
		.doc = "version of the config format: 1" },
	{ "project", CONF_STRING, FIELD(config, project), .doc = "the Google Cloud project" },
	{ "region", CONF_STRING, FIELD(config, region), .doc = "the Cloud Run region" },
	{ "stage", CONF_STRING, FIELD(config, stage),
		.doc =
			"name of the stage that this config releases to, such as staging; a pass is recorded for it, so that the "
			"config of a later stage can require it" },
	{ "requires", CONF_LIST, FIELD(config, requires), .table = &config_requires_table,
		.doc = "stages that the same images must have passed before (builtin:passport)" },
	{ "services", CONF_MEMBERS, FIELD(config, services), .table = &service_table,
		.doc = "services that are released together, in order of deployment" },
	{ "workers", CONF_MEMBERS, FIELD(config, workers), .table = &config_worker_table,
		.doc = "worker pools that are released with the services, after them" },
	{ "jobs", CONF_MEMBERS, FIELD(config, jobs), .table = &config_job_table,
		.doc = "jobs that belong to the release, such as the migration of a database" },
	{ "sql", CONF_MEMBERS, FIELD(config, sql), .table = &config_sql_table, .doc = "Cloud SQL instances" },
	{ "redis", CONF_MEMBERS, FIELD(config, redis), .table = &config_redis_table,
		.doc = "Memorystore instances and clusters (Redis, Valkey)" },
	{ "connectors", CONF_MEMBERS, FIELD(config, connectors), .table = &config_connector_table,
		.doc = "VPC Access connectors" },
	{ "probes", CONF_MEMBERS, FIELD(config, probes), .table = &config_probe_table,
		.doc = "requests and checks, as users make them" },
	{ "metrics", CONF_MEMBERS, FIELD(config, metrics), .table = &config_metric_table,
		.doc = "values from Cloud Monitoring or a Prometheus server" },
	{ "logs", CONF_MEMBERS, FIELD(config, logs), .table = &config_log_table, .doc = "counts of log entries" },
	{ "alerts", CONF_MEMBERS, FIELD(config, alerts), .table = &config_alert_table,
		.doc = "alerts of Cloud Monitoring that judge the release" },
	{ "comparisons", CONF_MEMBERS, FIELD(config, comparisons), .table = &config_comparison_table,
		.doc = "candidate against baseline, minute by minute" },
	{ "compare", CONF_GROUP, FIELD(config, compare), .table = &config_compare_table,
		.doc = "what all comparisons have in common" },
	{ "data", CONF_PAIRS, FIELD(config, data), .plain = true, .doc = "JSON files that become facts under data.ALIAS" },
	{ "source", CONF_OPTIONAL, FIELD(config, source), .table = &config_source_table,
		.doc = "the repository the release was built from" },
	{ "policies", CONF_STRINGS, FIELD(config, policies),
		.doc = "policy files, or builtin:NAME (default: builtin:staging)" },
	{ "gate", CONF_GROUP, FIELD(config, gate), .table = &gate_table, .doc = "rounds and verdict" },
	{ "rollback", CONF_GROUP, FIELD(config, rollback), .table = &rollback_table, .doc = "how traffic is moved back" },
	{ "evidence", CONF_GROUP, FIELD(config, evidence), .table = &evidence_table, .doc = "the record of each run" },
	{ "state", CONF_GROUP, FIELD(config, state), .table = &state_table, .doc = "stored state of earlier runs" },
	{ "notify", CONF_LIST, FIELD(config, notify), .table = &config_notify_table,
		.doc = "webhooks that receive the result" },
	{ "ca_file", CONF_PATH, FIELD(config, ca_file),
		.doc = "file of certificate authorities that replaces the system's" },
	{ "connect_to", CONF_STRINGS, FIELD(config, connect_to),
		.doc = "HOST:PORT:CONNECT-HOST:CONNECT-PORT, as --connect-to of curl" },
	{ "resolve", CONF_STRINGS, FIELD(config, resolve),
		.doc = "HOST:PORT:ADDRESS: address that probes use for a host instead of DNS" },
};
const struct conf_table config_table = TABLE("config", config, config_fields, true);

static const char *first_env(const char *a, const char *b)
{
	const char *v = getenv(a);
	if ((!v || !*v) && b)
		v = getenv(b);
	return v && *v ? v : NULL;
}

int config_find(const char **path, struct err *e)
{
	static const char *const names[] = { "rungate.cfg", "rungate.yaml", "rungate.yml", "rungate.json" };
	const char *found = NULL;
	for (size_t i = 0; i < COUNTOF(names); i++) {
		if (!file_exists(names[i]))
			continue;
		if (found)
			return err_set(
				e, ERR_USAGE, "this folder has both %s and %s; remove one, or name one with -c", found, names[i]);
		found = names[i];
	}
	*path = found;
	return 0;
}

/* An option takes precedence over the config, and the config over the environment. */
static void apply_project_and_region(struct config *c, const struct options *o)
{
	if (o->project)
		c->project = o->project;
	if (!c->project)
		c->project = first_env("CLOUDSDK_CORE_PROJECT", "GOOGLE_CLOUD_PROJECT");
	if (o->region)
		c->region = o->region;
	if (!c->region)
		c->region = first_env("CLOUDSDK_RUN_REGION", NULL);
}

/* An option takes precedence over the config, and the config over the environment. */
static int place_state(struct arena *a, struct config *c, const struct options *o, struct err *e)
{
	struct config_state *s = &c->state;
	if (o->state)
		s->location = o->state;
	if (!s->location)
		s->location = first_env("RUNGATE_STATE", NULL);
	const char *folder = s->location ? state_folder(a, s->location) : file_resolve(a, c->dir, ".rungate");
	s->baseline = s->location ? arena_printf(a, "%s/baseline.json", folder) : ".rungate/baseline.json";
	if (!c->rollback.journal)
		c->rollback.journal = arena_printf(a, "%s/journal", folder);
	if (!c->evidence.dir)
		c->evidence.dir = arena_printf(a, "%s/evidence", folder);
	s->bucket = s->location && state_is_bucket(s->location);
	return s->location && state_check(a, s->location, e) ? err_wrap(e, "state") : 0;
}

static bool takes_services(const struct options *o)
{
	return (o->command->options & OPT_CLOUD) != 0;
}

/* Reads the file, or the services in the arguments. */
static int read_config(
	struct arena *a, struct secrets *k, const struct options *o, struct config *c, struct conf_errors *all)
{
	struct str raw;
	struct err e;
	bool takes = (o->command->options & OPT_CONFIG) != 0;
	const char *path = o->config ? o->config : takes ? first_env("RUNGATE_CONFIG", NULL) : NULL;
	bool finds = !path && takes;
	int rc = finds ? conf_errors_add(all, CONF_WHOLE, config_find(&path, &e), &e) : 0;
	rc |= conf_read(a, k, path, NULL, &config_table, o->sets, o->n_sets, c, &raw, all);
	c->path = path;
	c->dir = path ? file_dir(a, path) : NULL;
	c->raw = raw;
	c->errors = all;
	apply_project_and_region(c, o);
	rc |= conf_errors_add(all, "state", place_state(a, c, o, &e), &e);
	bool named = (o->command->options & OPT_PLACE) && o->n_args;
	if (path && !c->services.n && !c->workers.n && takes_services(o) && !conf_errors_at(all, "services") &&
		!conf_errors_at(all, "workers"))
		rc |= conf_errors_add(all, "services",
			conf_error(&e, &(struct conf_place){ path, 0, 0 },
				"no service is configured; write services = { backend = { service = \"NAME\"; }; };"),
			&e);
	if (!path && !rc && (takes_services(o) || named))
		rc |= conf_errors_add(all, CONF_WHOLE, config_services_of_arguments(a, o, c, &e), &e);
	return rc;
}

int config_read_all(
	struct arena *a, struct secrets *k, const struct options *o, struct config *c, struct conf_errors *all)
{
	if (o->keeper)
		*o->keeper = k;
	int rc = read_config(a, k, o, c, all);
	rc |= config_services_join(a, c, all);
	rc |= config_services_place(c, all);
	config_resources_place(c);
	config_requires_place(a, c);
	rc |= config_check(a, c, all);
	if (c->path && takes_services(o) && !conf_errors_at(all, "services") && !conf_errors_at(all, "workers"))
		rc |= config_services_select(a, c, o, all);
	if (!rc)
		c->errors = NULL;
	return rc ? -1 : 0;
}

int config_load(struct arena *a, struct secrets *k, const struct options *o, struct config *out, struct err *e)
{
	struct conf_errors *all = config_errors(a, o);
	struct config c;
	if (config_read_all(a, k, o, &c, all))
		return conf_errors_end(all, e);
	*out = c;
	return 0;
}
