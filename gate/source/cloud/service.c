/* SPDX-License-Identifier: Apache-2.0 */
/* service.c: a Cloud Run service with its two revisions, as facts; service_read.c reads it. */
#include "service.h"

static const struct fact_doc facts[] = {
	{ "service", "string", "its name" },
	{ "project", "string", "its project" },
	{ "region", "string", "its region" },
	{ "state", "string", "OK, or NOT_FOUND" },
	{ "uri", "string", "its own URL" },
	{ "urls", "list of string", "all its URLs" },
	{ "uid", "string", "changes when it is deleted and made again" },
	{ "ready", "bool", "its last change succeeded" },
	{ "readyMessage", "string", "why it did not, or \"\"" },
	{ "reconciling", "bool", "Cloud Run is still working on it" },
	{ "ingress", "string", "INGRESS_TRAFFIC_ALL, ..." },
	{ "invokerIamDisabled", "bool", "anybody who reaches it may call it" },
	{ "defaultUriDisabled", "bool", "its run.app URLs answer 404" },
	{ "customAudiences", "list of string", "what an ID token may be for beside its URLs" },
	{ "minInstances", "int", "of the service as a whole; 0: not set" },
	{ "maxInstances", "int", "of the service as a whole; 0: not set" },
	{ "traffic", "list of target", "the desired split" },
	{ "trafficStatuses", "list of target", "the effective split, in the same form" },
	{ "pinned", "bool", "no traffic follows LATEST: a new deploy gets 0 %" },
	{ "released", "bool", "it belongs to the release that is judged" },
	{ "candidate", "revision", "the revision that is judged" },
	{ "baseline", "revision", "the revision it would go back to; absent where there is none" },
	{ "changes", "changes", "what differs from baseline to candidate; absent without a baseline" },
};

static const struct fact_doc target_facts[] = {
	{ "type", "string", "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST or ..._REVISION" },
	{ "revision", "string", "its short name; \"\" where it follows LATEST" },
	{ "percent", "int", "of the requests" },
	{ "latest", "bool", "it follows the newest ready revision" },
	{ "tag", "string", "its tag, or \"\"" },
	{ "uri", "string", "the URL of its tag, or \"\"" },
};

static const struct fact_doc revision_facts[] = {
	{ "name", "string", "its short name" },
	{ "uid", "string", "its own" },
	{ "ready", "bool", "its Ready condition succeeded" },
	{ "readyMessage", "string", "why it did not, or \"\"" },
	{ "percent", "int", "of the requests that it gets now" },
	{ "tagUri", "string", "the URL of its tag, or \"\"" },
	{ "createTime", "string", "RFC 3339" },
	{ "ageSeconds", "int", "since it was made" },
	{ "image", "string", "as it was resolved, with its digest" },
	{ "sidecars", "map of string", "the images of the containers beside the one that takes requests, by name" },
	{ "commit", "string", "from a label, an annotation or the image's tag; \"\" where none tells it" },
	{ "launchStage", "string", "GA, BETA, ALPHA" },
	{ "minInstances", "int", "instances at least" },
	{ "maxInstances", "int", "instances at most" },
	{ "concurrency", "int", "requests at a time that one instance takes" },
	{ "memoryMiB", "int", "of its ingress container" },
	{ "cpu", "double", "of its ingress container" },
	{ "cpuIdle", "bool", "CPU only while a request runs" },
	{ "startupCpuBoost", "bool", "more CPU while it starts" },
	{ "timeoutSeconds", "int", "of one request" },
	{ "executionEnvironment", "string", "EXECUTION_ENVIRONMENT_GEN2, ..., or \"\"" },
	{ "serviceAccount", "string", "whom it runs as" },
	{ "connector", "string", "its VPC connector's short name, or \"\"" },
	{ "network", "string", "of direct VPC egress, as it is given, or \"\"" },
	{ "networkName", "string",
		"its short name, to compare; \"\" without direct VPC egress, absent where a subnetwork alone is said" },
	{ "subnetwork", "string", "of direct VPC egress, its short name, or \"\"" },
	{ "egress", "string", "ALL_TRAFFIC, PRIVATE_RANGES_ONLY, or \"\" without VPC access" },
	{ "sqlInstances", "list of string", "project:region:instance, from its volumes" },
	{ "healthCheckDisabled", "bool", "it was deployed without a health check" },
	{ "startupProbe", "probe", "of its ingress container; where it has none, Google's: a connection to its port" },
	{ "livenessProbe", "probe", "of its ingress container; absent where it has none" },
	{ "conditions", "map of condition", "by type: Ready, ContainerHealthy, ..." },
	{ "labels", "map of string", "its labels" },
	{ "env", "map of variable", "environment variables of all containers by name, without their values" },
	{ "secrets", "map of secret", "environment variables that come from Secret Manager" },
	{ "secretVolumes", "list of file", "files that come from Secret Manager" },
	{ "redis", "map of redis", "environment variables that point at a Redis host" },
};

static const struct fact_doc probe_facts[] = {
	{ "kind", "string", "http, tcp or grpc" },
	{ "path", "string", "of http, or \"\"" },
	{ "initialDelaySeconds", "int", "before the first" },
	{ "periodSeconds", "int", "from one to the next" },
	{ "timeoutSeconds", "int", "of one" },
	{ "failureThreshold", "int", "failures in a row that count" },
};

static const struct fact_doc condition_facts[] = {
	{ "state", "string", "CONDITION_SUCCEEDED, CONDITION_FAILED, ..." },
	{ "severity", "string", "ERROR, WARNING, INFO, or \"\"" },
	{ "reason", "string", "or \"\"" },
	{ "revisionReason", "string", "or \"\"" },
	{ "message", "string", "for people" },
};

static const struct fact_doc variable_facts[] = {
	{ "present", "bool", "it has a value" },
	{ "placeholder", "bool", "its value looks like a template that nobody filled in" },
	{ "empty", "bool", "it has no value where the other revision or another service has one" },
	{ "digest", "string", "good for comparing values within one run; \"\" of a secret" },
	{ "secret", "string", "the secret it comes from, or \"\"" },
};

static const struct fact_doc secret_facts[] = {
	{ "secret", "string", "its name" },
	{ "version", "string", "a number, an alias, or latest" },
	{ "latest", "bool", "it follows the newest version: a rollback does not restore the one before" },
	{ "state", "string", "of that version: ENABLED, DISABLED, DESTROYED, NOT_FOUND" },
	{ "number", "string", "what latest or an alias stands for" },
};

static const struct fact_doc file_facts[] = {
	{ "volume", "string", "its volume" },
	{ "path", "string", "in the volume; \"\": the secret's name" },
	{ "secret", "string", "the secret's name" },
	{ "version", "string", "a number, an alias, or latest" },
	{ "latest", "bool", "it follows the newest version: a rollback does not restore the one before" },
	{ "state", "string", "of that version: ENABLED, DISABLED, DESTROYED, NOT_FOUND" },
	{ "number", "string", "what latest or an alias stands for" },
};

static const struct fact_doc redis_host_facts[] = {
	{ "instance", "string", "the Memorystore instance or cluster that has the host, or \"\"" },
	{ "known", "bool", "there is one beside the service" },
};

static const struct fact_doc change_facts[] = {
	{ "from", "any", "the baseline's; null where it has none" },
	{ "to", "any", "the candidate's; null where it has none" },
};

static const struct fact_doc names_facts[] = {
	{ "added", "list of string", "names that the candidate alone has" },
	{ "removed", "list of string", "names that the baseline alone has" },
	{ "changed", "list of string", "names that stand for something else" },
};

/* Each is there where it differs; changes.c has the same list. */
static const struct fact_doc changes_facts[] = {
	{ "sidecars", "change", "the images of its other containers" },
	{ "image", "change", "its image" }, { "commit", "change", "its commit" }, { "memoryMiB", "change", "its memory" },
	{ "cpu", "change", "its CPUs" },
	{ "cpuIdle", "change", "CPU only while a request runs" },
	{ "startupCpuBoost", "change", "more CPU while it starts" },
	{ "minInstances", "change", "instances at least" }, { "maxInstances", "change", "instances at most" },
	{ "concurrency", "change", "requests at a time" }, { "timeoutSeconds", "change", "of one request" },
	{ "serviceAccount", "change", "whom it runs as" }, { "connector", "change", "its VPC connector" },
	{ "network", "change", "its network" },
	{ "subnetwork", "change", "its subnetwork" }, { "egress", "change", "its egress" },
	{ "sqlInstances", "change", "its Cloud SQL volumes" },
	{ "executionEnvironment", "change", "its execution environment" },
	{ "startupProbe", "change", "its startup probe" },
	{ "livenessProbe", "change", "its liveness probe" }, { "env", "names", "environment variables" },
	{ "secrets", "names", "variables and files that come from Secret Manager" },
};

static const struct fact_shape shapes[] = {
	{ "target", target_facts, COUNTOF(target_facts) }, { "revision", revision_facts, COUNTOF(revision_facts) },
	{ "condition", condition_facts, COUNTOF(condition_facts) }, { "variable", variable_facts, COUNTOF(variable_facts) },
	{ "secret", secret_facts, COUNTOF(secret_facts) }, { "file", file_facts, COUNTOF(file_facts) },
	{ "redis", redis_host_facts, COUNTOF(redis_host_facts) }, { "probe", probe_facts, COUNTOF(probe_facts) },
	{ "change", change_facts, COUNTOF(change_facts) }, { "names", names_facts, COUNTOF(names_facts) },
	{ "changes", changes_facts, COUNTOF(changes_facts) },
};

const struct source source_service = {
	.kind = "service", .group = GROUP_SERVICES, .every = EVERY_ROUND, .start = service_read,
	.doc = "a Cloud Run service with its candidate and baseline revisions", .facts = facts, .n_facts = COUNTOF(facts),
	.shapes = shapes, .n_shapes = COUNTOF(shapes),
};
