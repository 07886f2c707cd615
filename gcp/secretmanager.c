/* SPDX-License-Identifier: Apache-2.0 */
/* secretmanager.c: Secret Manager v1: whether a version exists and is enabled. Never reads a payload. */
#include "fields.h"

#include <string.h>

static bool word(const char **rest, const char *text)
{
	bool is = !strncmp(*rest, text, strlen(text));
	*rest += is ? strlen(text) : 0;
	return is;
}

/* Returns the text up to the next slash and moves behind it; NULL if it is empty. */
static const char *part(struct arena *a, const char **rest)
{
	size_t n = strcspn(*rest, "/");
	const char *text = n ? arena_strndup(a, *rest, n) : NULL;
	*rest += n + ((*rest)[n] == '/');
	return text;
}

/* It becomes part of a host name. */
static bool is_location(const char *text)
{
	return text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

int secretmanager_name(struct arena *a, const char *text, const char *default_project, struct secret_name *out)
{
	const char *rest = text;
	*out = (struct secret_name){ .project = default_project };
	if (strchr(text, '/')) {
		if (!word(&rest, "projects/") || !(out->project = part(a, &rest)))
			return -1;
		if (word(&rest, "locations/") && !is_location(out->location = part(a, &rest)))
			return -1;
		if (!word(&rest, "secrets/"))
			return -1;
	}
	out->secret = rest;
	return *rest && !strchr(rest, '/') ? 0 : -1;
}

char *secretmanager_path(struct arena *a, const struct secret_name *s, const char *version)
{
	return arena_printf(a, "v1/projects/%s%s%s/secrets/%s/versions/%s", url_escape(a, s->project),
		s->location ? "/locations/" : "", s->location ? s->location : "", url_escape(a, s->secret),
		url_escape(a, version));
}

/* "projects/123/secrets/S/versions/N": the project may be given by its number; "latest" and aliases are resolved to
 * theirs. */
static int check_name(struct arena *a, const char *name, const struct secret_name *s, const char *version,
	const char **number, struct err *e)
{
	struct secret_name got;
	const char *at = strstr(name, "/versions/");
	bool named = strspn(version, "0123456789") != strlen(version);
	*number = at ? at + strlen("/versions/") : "";
	bool ours = at && !strncmp(name, "projects/", 9) &&
		!secretmanager_name(a, arena_strndup(a, name, (size_t)(at - name)), NULL, &got) &&
		!strcmp(got.secret, s->secret) && !strcmp(got.location ? got.location : "", s->location ? s->location : "") &&
		**number && !strchr(*number, '/') && (named || !strcmp(*number, version));
	return ours
		? 0
		: err_set(e, ERR_MALFORMED, "the answer is for \"%s\", not for version %s of %s", name, version, s->secret);
}

struct json *secretmanager_facts(
	struct arena *a, const struct json *body, const struct secret_name *s, const char *version, struct err *e)
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
	if (check_name(a, name, s, version, &number, e))
		return NULL;
	json_set_string(a, out, "number", number);
	return out;
}
