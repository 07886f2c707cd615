/* SPDX-License-Identifier: Apache-2.0 */
/* pool_size.c: sizes of connection pools. */
#include "pool_size.h"
#include "../source/cloud/revision.h"

#include <stdlib.h>
#include <string.h>

enum { POOL_MAX = 100000 };

static const char *pool_named(const struct config_sql *c, const char *alias)
{
	for (size_t i = 0; alias && i < c->pools.n; i++)
		if (!strcmp(c->pools.items[i].name, alias))
			return secret_reveal(c->pools.items[i].value);
	return NULL;
}

bool pool_is_named(const struct config_sql *c, const char *alias)
{
	return pool_named(c, alias) != NULL;
}

bool pool_connects(struct arena *a, const struct config_sql *c, const struct json *task)
{
	const char *project, *id, *its_project, *its_id;
	const struct json *all = sql_connections(a, task);
	sql_instance_name(a, c->of.name, c->of.project, &project, &id);
	for (size_t i = 0; i < json_size(all); i++) {
		sql_instance_name(a, json_text(json_item(all, i)).p, project, &its_project, &its_id);
		if (!strcmp(id, its_id) && project && its_project && !strcmp(project, its_project))
			return true;
	}
	return false;
}

int64_t pool_size(struct arena *a, const struct config_sql *c, const char *alias, const struct json *task)
{
	const char *named = pool_named(c, alias);
	const struct json *env = c->pool_env && !named ? json_get(revision_env(a, task), c->pool_env) : NULL;
	const char *text = named ? named : json_text_at(env, "value");
	if (!named && !env)
		return c->pool ? c->pool : -1;
	size_t n = strspn(text, "0123456789");
	long long size = n && n < 7 && !text[n] ? strtoll(text, NULL, 10) : -1;
	return size > 0 && size <= POOL_MAX ? size : -1;
}
