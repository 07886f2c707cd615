/* SPDX-License-Identifier: Apache-2.0 */
/* service.c: the facts of a Cloud Run service, and of a worker pool, with candidate and baseline; service_read.c reads
 * both. */
#include "service.h"

static const struct fact_doc facts[] = {
	{ "service", "string", "name of the service" },
	{ "project", "string", "project of the service" },
	{ "region", "string", "region of the service" },
	{ "state", "string", "OK or NOT_FOUND" },
	{ "uri", "string", "URL of the service" },
	{ "urls", "list of string", "all URLs of the service" },
	{ "uid", "string", "unique id; changes if the service is deleted and created again" },
	{ "ready", "bool", "the last change of the service succeeded" },
	{ "readyMessage", "string", "why ready is false, or \"\"" },
	{ "reconciling", "bool", "Cloud Run is still applying a change" },
	{ "ingress", "string", "INGRESS_TRAFFIC_ALL, ..." },
	{ "invokerIamDisabled", "bool", "the service may be called without IAM authentication" },
	{ "defaultUriDisabled", "bool", "the run.app URLs are disabled and answer 404" },
	{ "iapEnabled", "bool", "Identity-Aware Proxy answers requests that bring no accepted credential" },
	{ "customAudiences", "list of string", "audiences that an ID token may have, in addition to the URLs" },
	{ "owner", "owner", "who changed the service last" },
	{ "multiRegion", "list of string",
		"regions of the multi-region service that this one is a part of: traffic is not moved here; [] for others" },
	{ "minInstances", "int", "minimum instances of the whole service; 0: not set" },
	{ "maxInstances", "int", "maximum instances of the whole service; 0: not set" },
	{ "scalingMode", "string", "AUTOMATIC, or MANUAL: the number of instances was set by hand" },
	{ "manualInstanceCount", "int", "MANUAL: instances of the whole service; 0: nobody is served" },
	{ "traffic", "list of target", "desired traffic split" },
	{ "trafficStatuses", "list of target", "effective traffic split, in the same form" },
	{ "pinned", "bool", "no traffic follows LATEST: a new deploy gets 0 %" },
	{ "released", "bool", "the service belongs to the release that is judged" },
	{ "quotas", "map of quota",
		"cpu, memory and gpu: Cloud Run's quotas of the region; absent without GPUs and without quotas = true" },
	{ "subnets", "map of subnet",
		"subnets from which candidate and baseline take addresses (direct VPC egress), by name" },
	{ "drift", "list of difference",
		"how the live service differs from its declaration (`declared` of the service, or data.declared); absent "
		"without one" },
	{ "candidate", "revision", "revision that is judged" },
	{ "baseline", "revision", "revision to which a rollback would return; absent if there is none" },
	{ "changes", "changes", "differences from baseline to candidate; absent without a baseline" },
	{ "wayBack", "wayback", "whether a rollback has somewhere to go, and for how long" },
};

static const struct fact_doc wayback_facts[] = {
	{ "depth", "int",
		"number of rollback targets (at most 5 are looked at) that are Ready, without a failing verdict, and that can "
		"start: their images exist, and what every part of them needs and the candidate does not can be used (secret "
		"versions, Cloud SQL instances, connectors, subnets, buckets). A target of which that is not known is not "
		"counted" },
	{ "unfit", "list of string", "targets that cannot start, each with the reason; absent if none is known" },
	{ "target", "string", "the first of these targets; absent if there is none" },
	{ "accepted", "bool",
		"Cloud Run would accept the change that a rollback sends (validateOnly, asked once in a run); absent while it "
		"was not asked, because nothing would be moved or this run may not move traffic" },
	{ "refusal", "string", "why it would not; absent if it would" },
	{ "expiresAt", "string",
		"time from which a cleanup policy deletes an image of that target (it runs about once a day); absent if no "
		"policy will, with the tags and newer versions of today" },
	{ "expiresInSeconds", "int", "time until then; 0: it may be deleted at any time" },
	{ "expiresBy", "string", "id of that cleanup policy" },
};

static const struct fact_doc quota_facts[] = {
	{ "quota", "string", "id of the quota, such as CpuAllocPerProjectRegion" },
	{ "limit", "int", "its value, in its own unit: milli-vCPU, bytes, GPUs" },
	{ "candidate", "int", "what the candidate may take with its most instances" },
	{ "atRollback", "int", "what it and the revisions that a rollback returns to may take together" },
};

static const struct fact_doc subnet_facts[] = {
	{ "state", "string", "OK or NOT_FOUND" },
	{ "ipCidrRange", "string", "its range" },
	{ "addresses", "int", "addresses of the range that can be used" },
	{ "large", "bool", "the range is a /26 or larger, as Cloud Run recommends" },
	{ "free", "int", "addresses that nobody uses now; absent if Google does not report it" },
	{ "possible", "int",
		"addresses that all services of the config may take: two for each of the most instances, in blocks of 16" },
	{ "atRollout", "int", "the same while the previous revisions of the release still run" },
	{ "atRollback", "int", "the same while a rollback starts the revisions that it returns to" },
};

static const struct fact_doc owner_docs[] = {
	{ "client", "string",
		"tool that changed the service last: gcloud, cloud-console, terraform, ...; \"\": not known" },
	{ "clientVersion", "string", "version of that tool, or \"\"" },
	{ "lastModifier", "string", "account that changed the service last, or \"\"" },
	{ "managedBy", "string", "product that manages the service (label goog-managed-by), or \"\"" },
};

static const struct fact_doc difference_docs[] = {
	{ "field", "string",
		"image, cpu, memory, env.NAME, minInstances, maxInstances, concurrency, timeoutSeconds, serviceAccount, "
		"startupProbe.httpGet.path, ..., traffic, ingress; containers.NAME.image, ... of sidecars" },
	{ "declared", "string",
		"as declared; of an environment variable a reference to a secret, \"a value\" or \"absent\"" },
	{ "live", "string", "as it is, in the same form; \"another value\": the values differ" },
};

static const struct fact_doc target_facts[] = {
	{ "type", "string", "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST or ..._REVISION" },
	{ "revision", "string", "short name of the revision; \"\" if the target follows LATEST" },
	{ "percent", "int", "percentage of the requests" },
	{ "latest", "bool", "the target follows the newest Ready revision" },
	{ "tag", "string", "tag, or \"\"" },
	{ "uri", "string", "URL of the tag, or \"\"" },
};

static const struct fact_doc revision_facts[] = {
	{ "name", "string", "short name of the revision" },
	{ "uid", "string", "unique id of the revision" },
	{ "ready", "bool", "the Ready condition succeeded" },
	{ "readyMessage", "string", "why ready is false, or \"\"" },
	{ "percent", "int", "percentage of the requests that the revision gets now" },
	{ "tagUri", "string", "URL of the tag, or \"\"" },
	{ "createTime", "string", "time of creation, RFC 3339" },
	{ "ageSeconds", "int", "age of the revision" },
	{ "image", "string", "image as Cloud Run resolved it, with digest" },
	{ "imageState", "string",
		"PRESENT, or GONE if an image of a container does not exist any more in Artifact Registry; not observed for "
		"images without digest, in other registries, and in remote and virtual repositories" },
	{ "imageAgeSeconds", "int", "time since the oldest of its images was uploaded; absent if one is gone" },
	{ "imageRegistry", "string",
		"ARTIFACT_REGISTRY if all images of its containers are there, else OTHER (gcr.io, docker.io, ...)" },
	{ "sidecars", "map of string", "images of the containers other than the ingress container, by container name" },
	{ "commit", "string", "commit from a label, an annotation or the image's tag; \"\" if none has it" },
	{ "launchStage", "string", "GA, BETA or ALPHA" },
	{ "minInstances", "int", "minimum number of instances" },
	{ "maxInstances", "int", "maximum number of instances" },
	{ "effectiveMinInstances", "int",
		"instances that are always kept: the number set by hand, or the larger minimum of revision and service" },
	{ "effectiveMaxInstances", "int",
		"most instances: the number set by hand, or the smaller maximum of revision and service" },
	{ "concurrency", "int", "maximum concurrent requests per instance" },
	{ "containers", "map of container", "all containers by name; \"containers[0]\" if the only one has no name" },
	{ "memoryMiB", "int", "memory limits of all containers together: what an instance takes" },
	{ "memoryVolumesMiB", "int", "what its volumes in memory may take of memoryMiB" },
	{ "cpu", "double", "CPU limits of all containers together: what an instance takes" },
	{ "gpu", "int", "GPUs of an instance" },
	{ "accelerator", "string", "type of the GPUs: nvidia-l4, ..., or \"\"" },
	{ "gpuZonalRedundancyDisabled", "bool", "the GPUs of the revision are not reserved in a second zone" },
	{ "cpuIdle", "bool", "CPU is allocated only while a request runs" },
	{ "startupCpuBoost", "bool", "more CPU is allocated during startup" },
	{ "timeoutSeconds", "int", "time limit of a request" },
	{ "executionEnvironment", "string", "EXECUTION_ENVIRONMENT_GEN2, ..., or \"\"" },
	{ "serviceAccount", "string", "service account that the revision runs as" },
	{ "connector", "string", "short name of the VPC connector, or \"\"" },
	{ "network", "string", "network of direct VPC egress as configured, or \"\"" },
	{ "networkName", "string",
		"short name of that network, for comparisons; \"\" without direct VPC egress, absent if only a subnetwork "
		"is configured" },
	{ "subnetwork", "string", "short name of the subnetwork of direct VPC egress, or \"\"" },
	{ "egress", "string", "ALL_TRAFFIC, PRIVATE_RANGES_ONLY, or \"\" without VPC access" },
	{ "sqlInstances", "list of string", "project:region:instance of each Cloud SQL volume" },
	{ "sqlConnections", "list of string",
		"the same, and connection names in the environment or the arguments of any container" },
	{ "volumes", "map of volume", "volumes by name" },
	{ "healthCheckDisabled", "bool", "the revision was deployed without a health check" },
	{ "startupProbe", "probe",
		"startup probe of the ingress container; Google's default (a TCP connection) if none is configured" },
	{ "livenessProbe", "probe", "liveness probe of the ingress container; absent if none is configured" },
	{ "readinessProbe", "probe", "readiness probe of the ingress container; absent if none is configured" },
	{ "sessionAffinity", "bool", "requests of a client go to the same instance where possible" },
	{ "conditions", "map of condition", "conditions by type: Ready, ContainerHealthy, ..." },
	{ "labels", "map of string", "labels of the revision" },
	{ "env", "map of variable", "environment variables of all containers by name, without values" },
	{ "secrets", "map of secret", "environment variables whose value comes from Secret Manager" },
	{ "secretVolumes", "list of file", "files whose content comes from Secret Manager" },
	{ "redis", "map of redis", "environment variables that contain the host of a Redis instance" },
	{ "calls", "list of string",
		"aliases of the services whose URL, host or domain (that of a probe of the service) is in the environment or "
		"the arguments; values of secrets are never read, so a URL that only a secret holds is not seen" },
};

static const struct fact_doc container_facts[] = {
	{ "image", "string", "image as configured" },
	{ "ingress", "bool", "it receives the requests" },
	{ "memoryMiB", "int", "memory limit" },
	{ "cpu", "double", "CPU limit" },
	{ "gpu", "int", "GPUs" },
	{ "dependsOn", "list of string", "containers that start before it" },
	{ "env", "map of string",
		"environment variables: a digest for comparing values within one run, or \"secret NAME:VERSION\"" },
	{ "startupProbe", "probe",
		"startup probe; absent if none is configured, except that the ingress container has "
		"Google's default" },
	{ "livenessProbe", "probe", "liveness probe; absent if none is configured" },
	{ "readinessProbe", "probe", "readiness probe; absent if none is configured" },
};

static const struct fact_doc volume_facts[] = {
	{ "type", "string", "gcs, nfs, emptyDir, cloudSqlInstance, secret, or \"\"" },
	{ "bucket", "string", "gcs: name of the bucket" },
	{ "state", "string", "gcs: OK, or NOT_FOUND: the bucket does not exist" },
	{ "server", "string", "nfs: its host" },
	{ "path", "string", "nfs: exported path" },
	{ "readOnly", "bool", "gcs, nfs: it is mounted read-only" },
	{ "medium", "string", "emptyDir: MEMORY, which counts towards the memory of the instance, or DISK" },
	{ "sizeLimitMiB", "int", "emptyDir: limit of its size; 0: none, so in memory it may take all" },
};

static const struct fact_doc probe_facts[] = {
	{ "kind", "string", "http, tcp or grpc" },
	{ "path", "string", "path of an http probe, or \"\"" },
	{ "initialDelaySeconds", "int", "delay before the first check" },
	{ "periodSeconds", "int", "time between two checks" },
	{ "timeoutSeconds", "int", "time limit of a check" },
	{ "failureThreshold", "int", "consecutive failures after which the probe has failed" },
};

static const struct fact_doc condition_facts[] = {
	{ "state", "string", "CONDITION_SUCCEEDED, CONDITION_FAILED, ..." },
	{ "severity", "string", "ERROR, WARNING, INFO, or \"\"" },
	{ "reason", "string", "reason, or \"\"" },
	{ "revisionReason", "string", "reason of the revision, or \"\"" },
	{ "message", "string", "message for humans" },
};

static const struct fact_doc variable_facts[] = {
	{ "present", "bool", "the variable has a value" },
	{ "placeholder", "bool", "the value looks like a template that was not filled in" },
	{ "empty", "bool", "the variable is empty, but another revision or service has a value for it" },
	{ "digest", "string", "digest for comparing values within one run; \"\" for a secret" },
	{ "secret", "string", "secret that the value comes from, or \"\"" },
};

static const struct fact_doc secret_facts[] = {
	{ "secret", "string", "name of the secret" },
	{ "version", "string", "version: a number, an alias, or latest" },
	{ "latest", "bool", "the version is latest: a rollback does not restore the previous version" },
	{ "state", "string", "state of that version: ENABLED, DISABLED, DESTROYED or NOT_FOUND" },
	{ "number", "string", "version number that latest or the alias refers to" },
};

static const struct fact_doc file_facts[] = {
	{ "volume", "string", "name of the volume" },
	{ "path", "string", "path in the volume; \"\": the name of the secret" },
	{ "secret", "string", "name of the secret" },
	{ "version", "string", "version: a number, an alias, or latest" },
	{ "latest", "bool", "the version is latest: a rollback does not restore the previous version" },
	{ "state", "string", "state of that version: ENABLED, DISABLED, DESTROYED or NOT_FOUND" },
	{ "number", "string", "version number that latest or the alias refers to" },
};

static const struct fact_doc redis_host_facts[] = {
	{ "instance", "string", "Memorystore instance or cluster that has this host, or \"\"" },
	{ "known", "bool", "a Memorystore instance or cluster in the service's project and region has this host" },
};

static const struct fact_doc change_facts[] = {
	{ "from", "any", "value of the baseline; null if it has none" },
	{ "to", "any", "value of the candidate; null if it has none" },
};

static const struct fact_doc names_facts[] = {
	{ "added", "list of string", "names that only the candidate has" },
	{ "removed", "list of string", "names that only the baseline has" },
	{ "changed", "list of string", "names whose value or reference differs" },
};

/* Each member exists if it differs. changes.c has the same list. */
static const struct fact_doc changes_facts[] = {
	{ "sidecars", "change", "images of the other containers" },
	{ "image", "change", "image" },
	{ "commit", "change", "commit" },
	{ "memoryMiB", "change", "memory limit" },
	{ "cpu", "change", "CPU limit" },
	{ "cpuIdle", "change", "CPU is allocated only while a request runs" },
	{ "startupCpuBoost", "change", "more CPU is allocated during startup" },
	{ "minInstances", "change", "minimum number of instances" },
	{ "maxInstances", "change", "maximum number of instances" },
	{ "concurrency", "change", "maximum concurrent requests per instance" },
	{ "timeoutSeconds", "change", "time limit of a request" },
	{ "serviceAccount", "change", "service account that the revision runs as" },
	{ "connector", "change", "VPC connector" },
	{ "network", "change", "network" },
	{ "subnetwork", "change", "subnetwork" },
	{ "egress", "change", "VPC egress setting" },
	{ "sqlInstances", "change", "Cloud SQL volumes" },
	{ "executionEnvironment", "change", "execution environment" },
	{ "startupProbe", "change", "startup probe" },
	{ "livenessProbe", "change", "liveness probe" },
	{ "readinessProbe", "change", "readiness probe" },
	{ "gpu", "change", "number of GPUs" },
	{ "accelerator", "change", "type of the GPUs" },
	{ "gpuZonalRedundancyDisabled", "change", "zonal redundancy of the GPUs" },
	{ "sessionAffinity", "change", "session affinity" },
	{ "volumes", "change", "volumes" },
	{ "containers", "names",
		"containers other than the ingress container; changed: \"collector.image\", \"collector.env.LEVEL\", ..." },
	{ "env", "names", "environment variables" },
	{ "secrets", "names", "environment variables and files from Secret Manager" },
};

/* Of a worker pool. */
static const struct fact_doc worker_facts[] = {
	{ "pool", "string", "name of the worker pool" },
	{ "project", "string", "project of the worker pool" },
	{ "region", "string", "region of the worker pool" },
	{ "owner", "owner", "who changed the worker pool last" },
	{ "state", "string", "OK or NOT_FOUND" },
	{ "uid", "string", "unique id; changes if the worker pool is deleted and created again" },
	{ "generation", "int", "number of changes; a rollback makes one more" },
	{ "ready", "bool", "the last change of the worker pool succeeded" },
	{ "readyMessage", "string", "why ready is false, or \"\"" },
	{ "reconciling", "bool", "Cloud Run is still applying a change" },
	{ "settled", "bool", "no change is in progress, and the instances are split as desired" },
	{ "conditions", "map of condition", "conditions of the worker pool by type: Ready, ..." },
	{ "scalingMode", "string", "MANUAL or AUTOMATIC" },
	{ "manualInstanceCount", "int", "instances that are to run, with manual scaling; 0: none" },
	{ "minInstances", "int", "minimum instances of the whole worker pool; 0: not set" },
	{ "maxInstances", "int", "maximum instances of the whole worker pool; 0: not set" },
	{ "maxSurge", "int", "percentage of the instances that move in one step of a changed split; 0: not set" },
	{ "instanceSplits", "list of split", "desired split of the instances" },
	{ "instanceSplitStatuses", "list of split", "effective split, in the same form" },
	{ "pinned", "bool", "no instances follow LATEST: a new deploy gets 0 %" },
	{ "released", "bool", "the worker pool belongs to the release that is judged" },
	{ "candidate", "revision", "revision that is judged" },
	{ "baseline", "revision", "revision to which a rollback would return; absent if there is none" },
	{ "changes", "changes", "differences from baseline to candidate; absent without a baseline" },
	{ "wayBack", "wayback", "whether a rollback has somewhere to go, and for how long" },
};

static const struct fact_doc split_facts[] = {
	{ "type", "string", "INSTANCE_SPLIT_ALLOCATION_TYPE_LATEST or ..._REVISION" },
	{ "revision", "string", "short name of the revision; \"\" if the row follows LATEST" },
	{ "percent", "int", "percentage of the instances" },
	{ "latest", "bool", "the row follows the newest Ready revision" },
};

static const struct fact_shape shapes[] = {
	{ "subnet", subnet_facts, COUNTOF(subnet_facts) },
	{ "quota", quota_facts, COUNTOF(quota_facts) },
	{ "owner", owner_docs, COUNTOF(owner_docs) },
	{ "difference", difference_docs, COUNTOF(difference_docs) },
	{ "target", target_facts, COUNTOF(target_facts) },
	{ "split", split_facts, COUNTOF(split_facts) },
	{ "wayback", wayback_facts, COUNTOF(wayback_facts) },
	{ "revision", revision_facts, COUNTOF(revision_facts) },
	{ "container", container_facts, COUNTOF(container_facts) },
	{ "volume", volume_facts, COUNTOF(volume_facts) },
	{ "condition", condition_facts, COUNTOF(condition_facts) },
	{ "variable", variable_facts, COUNTOF(variable_facts) },
	{ "secret", secret_facts, COUNTOF(secret_facts) },
	{ "file", file_facts, COUNTOF(file_facts) },
	{ "redis", redis_host_facts, COUNTOF(redis_host_facts) },
	{ "probe", probe_facts, COUNTOF(probe_facts) },
	{ "change", change_facts, COUNTOF(change_facts) },
	{ "names", names_facts, COUNTOF(names_facts) },
	{ "changes", changes_facts, COUNTOF(changes_facts) },
};

const struct source source_service = {
	.kind = "service",
	.group = GROUP_SERVICES,
	.every = EVERY_ROUND,
	.start = service_read,
	.doc = "a Cloud Run service with its candidate and baseline revisions",
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.shapes = shapes,
	.n_shapes = COUNTOF(shapes),
};

const struct source source_worker = {
	.kind = "worker",
	.group = GROUP_WORKERS,
	.every = EVERY_ROUND,
	.start = service_read,
	.doc = "a Cloud Run worker pool with its candidate and baseline revisions",
	.facts = worker_facts,
	.n_facts = COUNTOF(worker_facts),
	.shapes = shapes,
	.n_shapes = COUNTOF(shapes),
};
