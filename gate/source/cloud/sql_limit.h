/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_limit.h: how many connections a Cloud SQL instance accepts. No side effects.
 *
 * Sources: cloud.google.com/sql/docs/postgres/flags (PostgreSQL's max_connections by memory), sql/docs/quotas (SQL
 * Server), sql/docs/{mysql,postgres}/managed-connection-pooling. Defaults of MySQL and of the poolers are not known.
 */
#ifndef GATE_SOURCE_CLOUD_SQL_LIMIT_H
#define GATE_SOURCE_CLOUD_SQL_LIMIT_H

#include "../../base/base.h"

struct sql_limit {
	int64_t connections; /* for applications: without reserved ones */
	int64_t reserved;    /* kept for superusers */
	const char *source;  /* "flag", "default" (of engine and tier), or "pooling" (of managed connection pooling) */
};
/* Sets *out from the facts of an instance (sql.c). Returns NULL, or why the limit is not known; the text is owned by a.
 */
const char *sql_limit_of(struct arena *a, const struct json *facts, struct sql_limit *out);

/* Returns the memory of a machine tier in MB, as Google names and documents it; 0 if the tier is not known. */
int64_t sql_tier_memory(const char *tier);

/* A user of the instance: connections of one of its instances (pool) times its instances. */
struct sql_user {
	const char *name; /* in messages and facts */
	const char *kind; /* "service", "job", "worker pool" */
	int64_t pool, instances;
	/* connections of the revision that still runs, or runs again, beside the candidate: while a rollout replaces the
	 * previous revision, and while a rollback replaces the candidate */
	int64_t rollout, rollback;
};
/* Connections of all users together. */
struct sql_budget {
	int64_t possible, at_rollout, at_rollback;
};
struct sql_budget sql_budget_of(const struct sql_user *users, size_t n);
/* Returns the product without overflow. Negative numbers count as 0. */
int64_t sql_connections_of(int64_t pool, int64_t instances);

#endif
