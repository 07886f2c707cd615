/* SPDX-License-Identifier: Apache-2.0 */
/* secretmanager.c: Secret Manager v1: is a version there, and enabled? Nothing here can read what it holds. */
#include "facts.h"

#include <string.h>

int secretmanager_name(struct arena *a, const char *text, const char *default_project, const char **project, const char **secret)
{
	static const char projects[] = "projects/", secrets[] = "/secrets/";
	const char *from = text + strlen(projects), *slash = strchr(text, '/');
	if (!slash) {
		*project = default_project;
		*secret = text;
		return *text ? 0 : -1;
	}
	const char *at = strncmp(text, projects, strlen(projects)) ? NULL : strchr(from, '/');
	if (!at || at == from || strncmp(at, secrets, strlen(secrets)) != 0 || !at[strlen(secrets)] || strchr(at + strlen(secrets), '/'))
		return -1;
	*project = arena_strndup(a, from, (size_t)(at - from));
	*secret = at + strlen(secrets);
	return 0;
}

char *secretmanager_path(struct arena *a, const char *project, const char *secret, const char *version)
{
	return arena_printf(a, "v1/projects/%s/secrets/%s/versions/%s", url_escape(a, project), url_escape(a, secret), url_escape(a, version));
}

/* "projects/123/secrets/S/versions/N": the project may be said by its number, latest and aliases by theirs. */
static int check_name(struct arena *a, const char *name, const char *secret, const char *version, const char **number, struct err *e)
{
	char *copy = arena_strdup(a, name), *save = NULL;
	const char *parts[6] = { "", "", "", "", "", "" };
	size_t n = 0;
	for (char *p = strtok_r(copy, "/", &save); p && n < COUNTOF(parts); p = strtok_r(NULL, "/", &save))
		parts[n++] = p;
	bool named = strspn(version, "0123456789") != strlen(version);
	bool ours = n == 6 && !strcmp(parts[0], "projects") && !strcmp(parts[2], "secrets") && !strcmp(parts[3], secret) &&
		!strcmp(parts[4], "versions") && (named || !strcmp(parts[5], version));
	*number = parts[5];
	return ours ? 0 : err_set(e, ERR_MALFORMED, "the answer is for \"%s\", not for version %s of %s", name, version, secret);
}

struct json *secretmanager_facts(struct arena *a, const struct json *body, const char *secret, const char *version, struct err *e)
{
	struct json *out = json_new_object(a);
	struct err why;
	struct json_reader r = json_reader(body, "secret version", &why);
	const char *number, *name = json_read_string(&r, "name");
	json_set_string(a, out, "state", json_read_string(&r, "state"));
	if (json_read_done(&r)) {
		*e = why;
		return NULL;
	}
	if (check_name(a, name, secret, version, &number, e))
		return NULL;
	json_set_string(a, out, "number", number);
	return out;
}
