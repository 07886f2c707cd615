/* SPDX-License-Identifier: Apache-2.0 */
/* secretmanager.c: the simulated Secret Manager: versions and their states. No request may read a secret value. */
#include "cloud.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "latest" is the newest by number, whatever its state. Other names are aliases. */
static const char *number_of(const struct json *secret, const char *version)
{
	const char *newest = "";
	const struct json *alias = json_get(json_get(secret, "aliases"), version);
	if (alias)
		return json_text(alias).p;
	if (strcmp(version, "latest") != 0)
		return version;
	for (struct json_each it = json_each(json_get(secret, "versions")); json_next(&it);)
		if (strtol(it.key, NULL, 10) > strtol(newest, NULL, 10))
			newest = it.key;
	return newest;
}

bool secretmanager_answer(struct cloud *c, const struct request *q, struct response *r)
{
	char project[64], location[64] = "", name[64], version[64];
	bool regional = path_matches("/v1/projects/*/locations/*/secrets/*", q->path);
	if (!regional && !path_matches("/v1/projects/*/secrets/*", q->path))
		return false;
	if (strstr(q->path, ":access"))
		violation(c, "a secret's payload was asked for");
	schema_check_method(c, q, "secretmanager");
	if (regional &&
		sscanf(q->path, "/v1/projects/%63[^/]/locations/%63[^/]/secrets/%63[^/]/versions/%63[^/]", project, location,
			name, version) != 4)
		return false;
	if (!regional &&
		sscanf(q->path, "/v1/projects/%63[^/]/secrets/%63[^/]/versions/%63[^/]", project, name, version) != 3)
		return false;
	/* of another project: "PROJECT/NAME"; regional: "LOCATION/NAME" */
	const char *key = regional        ? arena_printf(c->a, "%s/%s", location, name)
		: strcmp(project, c->project) ? arena_printf(c->a, "%s/%s", project, name)
									  : name;
	const struct json *secret = json_get(c->secrets, key);
	const char *number = number_of(secret, version);
	const struct json *state = json_get(json_get(secret, "versions"), number);
	if (!state) {
		api_error(c, r, 404, "NOT_FOUND",
			arena_printf(c->a, "Secret [projects/%s/secrets/%s] not found or has no versions.", project, name), NULL);
		return true;
	}
	struct json *v = json_new_object(c->a);
	json_set_string(c->a, v, "name",
		arena_printf(c->a, "projects/123456789012%s%s/secrets/%s/versions/%s", regional ? "/locations/" : "", location,
			name, number));
	json_set_string(c->a, v, "createTime", "2026-01-10T08:00:00.101112Z");
	json_set_string(c->a, v, "state", json_text(state).p);
	json_set_string(c->a, v, "etag", "\"1613a5e1f1e2\"");
	api_json(c, r, 200, v, "secretmanager.SecretVersion");
	return true;
}
