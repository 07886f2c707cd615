/* SPDX-License-Identifier: Apache-2.0 */
/* preset.c: the table of predefined metrics. Types and labels are those of Google's lists of metrics. */
#include "preset.h"

#include <string.h>

#define RUN    "run.googleapis.com/"
#define SQL    "cloudsql.googleapis.com/database/"
#define REDIS  "redis.googleapis.com/"
#define VALKEY "memorystore.googleapis.com/instance/"
#define VPC    "vpcaccess.googleapis.com/connector/"

/* clang-format off */
static const struct preset table[] = {
	{ .of = GROUP_SERVICES, .name = "error_ratio", .unit = "1", .type = RUN "request_count", .how = PRESET_RATIO,
	  .aligner = "ALIGN_DELTA", .reducer = "REDUCE_SUM", .group_by = "metric.labels.response_code_class",
	  .doc = "share of the candidate's answers that are 5xx; samples: number of requests" },
	{ .of = GROUP_SERVICES, .name = "request_count", .unit = "1", .type = RUN "request_count", .how = PRESET_SUM,
	  .aligner = "ALIGN_DELTA", .reducer = "REDUCE_SUM", .doc = "requests that the candidate answered in the window" },
	{ .of = GROUP_SERVICES, .name = "latency_p50", .unit = "ms", .type = RUN "request_latencies",
		.how = PRESET_PERCENTILE,
	  .fraction = 0.50, .aligner = "ALIGN_DELTA", .reducer = "REDUCE_SUM",
	  .doc = "median latency of the candidate; samples: number of requests" },
	{ .of = GROUP_SERVICES, .name = "latency_p95", .unit = "ms", .type = RUN "request_latencies",
		.how = PRESET_PERCENTILE,
	  .fraction = 0.95, .aligner = "ALIGN_DELTA", .reducer = "REDUCE_SUM",
	  .doc = "95th percentile of the candidate's latency; samples: number of requests" },
	{ .of = GROUP_SERVICES, .name = "latency_p99", .unit = "ms", .type = RUN "request_latencies",
		.how = PRESET_PERCENTILE,
	  .fraction = 0.99, .aligner = "ALIGN_DELTA", .reducer = "REDUCE_SUM",
	  .doc = "99th percentile of the candidate's latency; samples: number of requests" },
	{ .of = GROUP_WORKERS, .name = "instances", .unit = "1", .type = RUN "container/instance_count",
		.how = PRESET_NEWEST, .aligner = "ALIGN_MAX", .reducer = "REDUCE_SUM",
	  .doc = "instances of the candidate that run" },
	{ .of = GROUP_WORKERS, .name = "cpu", .unit = "1", .type = RUN "container/cpu/utilizations",
		.how = PRESET_PERCENTILE,
	  .fraction = 0.95, .aligner = "ALIGN_DELTA", .reducer = "REDUCE_SUM",
	  .doc = "95th percentile of the CPU utilization of the candidate's instances, 0 to 1" },
	{ .of = GROUP_WORKERS, .name = "memory", .unit = "1", .type = RUN "container/memory/utilizations",
		.how = PRESET_PERCENTILE,
	  .fraction = 0.95, .aligner = "ALIGN_DELTA", .reducer = "REDUCE_SUM",
	  .doc = "95th percentile of the memory utilization of the candidate's instances, 0 to 1" },
	{ .of = GROUP_SQL, .name = "connections", .unit = "1", .type = SQL "postgresql/num_backends",
		.other = SQL "network/connections",
	  .by_engine = true, .aligner = "ALIGN_MAX", .reducer = "REDUCE_SUM", .limit = "maxConnections",
	  .doc = "open connections; limit: max_connections" },
	{ .of = GROUP_SQL, .name = "cpu", .unit = "1", .type = SQL "cpu/utilization", .aligner = "ALIGN_MEAN",
		.reducer = "REDUCE_MAX",
	  .doc = "CPU utilization, 0 to 1" },
	{ .of = GROUP_SQL, .name = "memory", .unit = "1", .type = SQL "memory/utilization", .aligner = "ALIGN_MEAN",
		.reducer = "REDUCE_MAX",
	  .doc = "memory utilization, 0 to 1" },
	{ .of = GROUP_SQL, .name = "disk", .unit = "1", .type = SQL "disk/utilization", .aligner = "ALIGN_MEAN",
		.reducer = "REDUCE_MAX",
	  .doc = "disk utilization, 0 to 1" },
	{ .of = GROUP_REDIS, .name = "memory_ratio", .unit = "1", .type = REDIS "stats/memory/usage_ratio",
		.kinds = { [REDIS_CLUSTER] = REDIS "cluster/memory/maximum_utilization",
			[REDIS_VALKEY] = VALKEY "memory/maximum_utilization" },
		.aligner = "ALIGN_MEAN",
	  .reducer = "REDUCE_MAX", .doc = "share of maxmemory in use, 0 to 1, on the fullest node" },
	{ .of = GROUP_REDIS, .name = "connected_clients", .unit = "1", .type = REDIS "clients/connected",
		.kinds = { [REDIS_CLUSTER] = REDIS "cluster/clients/total_connected_clients",
			[REDIS_VALKEY] = VALKEY "clients/total_connected_clients" },
		.aligner = "ALIGN_MAX",
	  .reducer = "REDUCE_SUM", .doc = "connected clients, all nodes together" },
	{ .of = GROUP_CONNECTORS, .name = "instances", .unit = "1", .type = VPC "instances", .aligner = "ALIGN_MAX",
		.reducer = "REDUCE_SUM",
	  .limit = "maxInstances", .doc = "running instances; limit: maxInstances" },
	{ .of = GROUP_CONNECTORS, .name = "throughput", .unit = "By/s", .type = VPC "sent_bytes_count",
		.other = VPC "received_bytes_count",
	  .aligner = "ALIGN_RATE", .reducer = "REDUCE_SUM", .doc = "bytes per second, sent and received" },
};
/* clang-format on */

const struct preset *preset_table(size_t *n)
{
	*n = COUNTOF(table);
	return table;
}

const struct preset *preset_named(enum group of, const char *name, const char **near)
{
	const char *names[COUNTOF(table)];
	size_t n = 0;
	for (size_t i = 0; i < COUNTOF(table); i++) {
		if (table[i].of != of)
			continue;
		if (!strcmp(table[i].name, name))
			return &table[i];
		names[n++] = table[i].name;
	}
	*near = text_nearest(name, names, n);
	return NULL;
}
