/* SPDX-License-Identifier: Apache-2.0 */
/* sql_limit.c: default limits of connections by engine and tier, and the sums of what users may open. */
#include "sql_limit.h"

#include <stdlib.h>
#include <string.h>

#define CONNECTIONS_MAX INT64_C(1000000000)

/* ---- Memory of a tier ---------------------------------------------------------------------------------------- */

/* Reads a number that ends the text. Returns -1 if it is none, or not below a million. */
static int64_t whole(const char *text)
{
	size_t n = strspn(text, "0123456789");
	return n && n < 7 && !text[n] ? strtoll(text, NULL, 10) : -1;
}

int64_t sql_tier_memory(const char *tier)
{
	static const struct {
		const char *name;
		int64_t mb;
	} shared[] = { { "db-f1-micro", 614 }, { "db-g1-small", 1700 } };
	/* the name ends in the number of CPUs, which have this memory each */
	static const struct {
		const char *prefix;
		int64_t mb;
	} families[] = {
		{ "db-n1-standard-", 3840 },
		{ "db-n1-highmem-", 6656 },
		{ "db-perf-optimized-N-", 8192 },
	};
	for (size_t i = 0; i < COUNTOF(shared); i++)
		if (!strcmp(tier, shared[i].name))
			return shared[i].mb;
	for (size_t i = 0; i < COUNTOF(families); i++) {
		size_t n = strlen(families[i].prefix);
		if (!strncmp(tier, families[i].prefix, n) && whole(tier + n) > 0)
			return whole(tier + n) * families[i].mb;
	}
	const char *memory = !strncmp(tier, "db-custom-", 10) ? strchr(tier + 10, '-') : NULL; /* db-custom-CPUS-MB */
	int64_t mb = memory ? whole(memory + 1) : -1;
	return mb > 0 ? mb : 0;
}

/* ---- Limits --------------------------------------------------------------------------------------------------- */

/* PostgreSQL's max_connections by memory: from so many MB on. */
static int64_t postgres_default(int64_t mb)
{
	static const struct {
		int64_t mb, connections;
	} rows[] = {
		{ 120 * 1024, 1000 },
		{ 60 * 1024, 800 },
		{ 30 * 1024, 600 },
		{ 15 * 1024, 500 },
		{ 7680, 400 },
		{ 6 * 1024, 200 },
		{ 3840, 100 },
		{ 1024, 50 },
		{ 1, 25 },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (mb >= rows[i].mb)
			return rows[i].connections;
	return 0;
}

/* Returns the value of a flag; def if it is not set or is no number. */
static int64_t flag(const struct json *facts, const char *map, const char *name, int64_t def)
{
	int64_t n = whole(json_text(json_get(json_get(facts, map), name)).p);
	return n >= 0 ? n : def;
}

enum { SQLSERVER_CONNECTIONS = 32767, POSTGRES_RESERVED = 3 };

static const char *of_postgres(struct arena *a, const struct json *facts, struct sql_limit *out)
{
	const char *tier = json_text_at(facts, "tier"), *primary = json_text_at(facts, "masterInstanceName");
	int64_t memory = sql_tier_memory(tier), most = flag(facts, "flags", "max_connections", 0);
	out->reserved = flag(facts, "flags", "superuser_reserved_connections", POSTGRES_RESERVED) +
		flag(facts, "flags", "reserved_connections", 0);
	out->source = most ? "flag" : "default";
	if (!most && *primary)
		return arena_printf(a, "the default of a replica is that of its primary, %s, if that is larger", primary);
	if (!most && !memory)
		return arena_printf(a, "the default of the tier \"%s\" is not known; set the flag max_connections", tier);
	most = most ? most : postgres_default(memory);
	out->connections = most > out->reserved ? most - out->reserved : 0;
	return NULL;
}

/* MySQL's default differs by tier, and is documented nowhere that could be verified. */
static const char *of_mysql(const struct json *facts, struct sql_limit *out)
{
	out->connections = flag(facts, "flags", "max_connections", 0);
	out->source = "flag";
	return out->connections ? NULL : "the default of MySQL is not known; set the flag max_connections";
}

/* PostgreSQL's clients connect to poolers. In MySQL the pool is one of threads, and max_connections holds. */
static const char *of_poolers(const struct json *facts, struct sql_limit *out)
{
	out->connections = flag(facts, "poolingFlags", "max_client_connections", 0);
	out->source = "pooling";
	return out->connections ? NULL
							: "the default of managed connection pooling is not known; set its flag "
							  "max_client_connections";
}

const char *sql_limit_of(struct arena *a, const struct json *facts, struct sql_limit *out)
{
	const char *version = json_text_at(facts, "databaseVersion");
	*out = (struct sql_limit){ .source = "default" };
	if (!strncmp(version, "MYSQL", 5))
		return of_mysql(facts, out);
	if (json_is_true(json_get(facts, "pooling")))
		return of_poolers(facts, out);
	if (!strncmp(version, "POSTGRES", 8))
		return of_postgres(a, facts, out);
	if (strncmp(version, "SQLSERVER", 9) != 0)
		return arena_printf(a, "the database version \"%s\" is not known", version);
	int64_t set = flag(facts, "flags", "user connections", 0);
	out->source = set ? "flag" : "default";
	out->connections = set ? set : SQLSERVER_CONNECTIONS;
	return NULL;
}

/* ---- Sums ------------------------------------------------------------------------------------------------------ */

static int64_t add(int64_t x, int64_t y)
{
	return x + y < CONNECTIONS_MAX ? x + y : CONNECTIONS_MAX;
}

int64_t sql_connections_of(int64_t pool, int64_t instances)
{
	if (pool <= 0 || instances <= 0)
		return 0;
	return pool > CONNECTIONS_MAX / instances ? CONNECTIONS_MAX : pool * instances;
}

struct sql_budget sql_budget_of(const struct sql_user *users, size_t n)
{
	struct sql_budget sum = { 0 };
	for (size_t i = 0; i < n; i++) {
		int64_t own = sql_connections_of(users[i].pool, users[i].instances);
		sum.possible = add(sum.possible, own);
		sum.at_rollout = add(sum.at_rollout, add(own, users[i].rollout));
		sum.at_rollback = add(sum.at_rollback, add(own, users[i].rollback));
	}
	return sum;
}
