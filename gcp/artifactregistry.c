/* SPDX-License-Identifier: Apache-2.0 */
/* artifactregistry.c: Artifact Registry v1: names of images, and what is read of images, versions and repositories. No
 * side effects. */
#include "artifactregistry.h"

#include <string.h>

/* ---- Names ------------------------------------------------------------------------------------------- */

/* Returns the text up to the next slash and moves behind it; NULL if it is empty or no slash follows. */
static const char *part(struct arena *a, const char **rest)
{
	size_t n = strcspn(*rest, "/");
	if (!n || (*rest)[n] != '/')
		return NULL;
	const char *text = arena_strndup(a, *rest, n);
	*rest += n + 1;
	return text;
}

static bool is_digest(const char *text)
{
	return !strncmp(text, "sha256:", 7) && strlen(text) == 7 + 64 && strspn(text + 7, "0123456789abcdef") == 64;
}

/* A project of a domain is "example.com:shop"; in the name of an image it is "example.com/shop". */
static const char *project_part(struct arena *a, const char **rest)
{
	const char *project = part(a, rest);
	const char *second = project && strchr(project, '.') ? part(a, rest) : NULL;
	return second ? arena_printf(a, "%s:%s", project, second) : project;
}

static const char *shown(struct arena *a, const char *text)
{
	enum { DIGITS = 12 };
	const char *digest = strstr(text, "@sha256:");
	size_t n = digest ? (size_t)(digest - text) + strlen("@sha256:") + DIGITS : 0;
	return digest && n < strlen(text) ? arena_strndup(a, text, n) : text;
}

void artifactregistry_name(struct arena *a, const char *text, struct image_name *out)
{
	static const char suffix[] = "-docker.pkg.dev";
	const char *rest = text, *host = part(a, &rest);
	size_t n = host ? strlen(host) : 0, tail = sizeof(suffix) - 1;
	*out = (struct image_name){ .place = IMAGE_ELSEWHERE, .text = text, .shown = shown(a, text) };
	if (n <= tail || strcmp(host + n - tail, suffix) != 0)
		return;
	const char *project = project_part(a, &rest), *repository = project ? part(a, &rest) : NULL;
	size_t named = strcspn(rest, ":@");
	const char *at = strchr(rest, '@');
	if (!repository || !named)
		return;
	out->location = arena_strndup(a, host, n - tail);
	out->project = project;
	out->repository = repository;
	out->package = arena_strndup(a, rest, named);
	out->digest = at && is_digest(at + 1) ? at + 1 : NULL;
	out->place = out->digest ? IMAGE_IN_REGISTRY : IMAGE_WITHOUT_DIGEST;
}

static char *repository_name(struct arena *a, const struct image_name *i)
{
	return arena_printf(a, "projects/%s/locations/%s/repositories/%s", i->project, i->location, i->repository);
}

char *artifactregistry_repository_path(struct arena *a, const struct image_name *i)
{
	return arena_printf(a, "v1/projects/%s/locations/%s/repositories/%s", url_escape(a, i->project),
		url_escape(a, i->location), url_escape(a, i->repository));
}

char *artifactregistry_image_path(struct arena *a, const struct image_name *i)
{
	return arena_printf(a, "%s/dockerImages/%s", artifactregistry_repository_path(a, i),
		url_escape(a, arena_printf(a, "%s@%s", i->package, i->digest)));
}

char *artifactregistry_versions_path(struct arena *a, const struct image_name *i)
{
	return arena_printf(
		a, "%s/packages/%s/versions?pageSize=1000", artifactregistry_repository_path(a, i), url_escape(a, i->package));
}

/* ---- Images and versions ------------------------------------------------------------------------------ */

static struct texts texts_of(struct arena *a, const struct json *list)
{
	struct texts out = { .items = ARENA_ARRAY(a, const char *, json_size(list) + 1), .n = 0 };
	for (size_t i = 0; i < json_size(list); i++)
		out.items[out.n++] = json_text(json_item(list, i)).p;
	return out;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), tail = strlen(end);
	return n >= tail && !strcmp(text + n - tail, end);
}

int artifactregistry_image_of(
	struct arena *a, const struct json *body, const struct image_name *i, struct image_version *out, struct err *e)
{
	struct json_reader r = json_reader(body, "image", e);
	const char *name = json_read_string(&r, "name");
	const struct json *tags = json_read_array(&r, "tags");
	json_read_string(&r, "uploadTime");
	*out = (struct image_version){ .package = i->package,
		.digest = i->digest,
		.tags = texts_of(a, tags),
		.uploaded_at = json_read_time_or(&r, "uploadTime", 0),
		.newer = -1 };
	if (json_read_done(&r))
		return -1;
	return ends_with(name, arena_printf(a, "@%s", i->digest))
		? 0
		: err_set(e, ERR_MALFORMED, "the answer is for \"%s\", not for %s", name, i->text);
}

int artifactregistry_newer_of(const struct json *body, const struct image_name *i, int64_t *newer, struct err *e)
{
	const struct json *all = json_get(body, "versions");
	int64_t ours = -1;
	*newer = 0;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t k = 0; k < json_size(all); k++) {
			struct json_reader r = json_reader(json_item(all, k), "version", e);
			const char *name = json_read_string(&r, "name");
			json_read_string(&r, "createTime");
			int64_t at = json_read_time_or(&r, "createTime", 0);
			if (json_read_done(&r))
				return -1;
			if (!pass && ends_with(name, i->digest))
				ours = at;
			*newer += pass && at > ours;
		}
		if (ours < 0)
			return err_set(e, ERR_MALFORMED, "the versions of %s do not contain %s", i->package, i->digest);
	}
	return 0;
}

/* ---- Repositories -------------------------------------------------------------------------------------- */

/* Text from outside, for an error. */
static const char *quoted(struct arena *a, const char *text)
{
	enum { SHOWN_MAX = 40 };
	return text_cut_printable(a, str_of(text), SHOWN_MAX);
}

/* Reads "86400s" or "1.500s"; "" is -1. */
static int duration_of(struct arena *a, const char *text, int64_t *ms, struct err *e)
{
	enum { DIGITS_MAX = 12 };
	size_t n = strspn(text, "0123456789"), fraction = text[n] == '.' ? 1 + strspn(text + n + 1, "0123456789") : 0;
	*ms = -1;
	if (!*text)
		return 0;
	if (!n || n > DIGITS_MAX || strcmp(text + n + fraction, "s") != 0)
		return err_set(e, ERR_MALFORMED, "\"%s\" is no duration", quoted(a, text));
	*ms = 0;
	for (size_t i = 0; i < n; i++)
		*ms = *ms * 10 + (text[i] - '0');
	*ms *= 1000;
	return 0;
}

static int condition_of(struct arena *a, struct json_reader *r, struct cleanup_policy *out, struct err *e)
{
	const char *tags = json_read_string_or(r, "condition.tagState", "ANY");
	const char *older = json_read_string_or(r, "condition.olderThan", ""),
			   *newer = json_read_string_or(r, "condition.newerThan", "");
	out->tag_prefixes = texts_of(a, json_read_array(r, "condition.tagPrefixes"));
	out->version_prefixes = texts_of(a, json_read_array(r, "condition.versionNamePrefixes"));
	out->package_prefixes = texts_of(a, json_read_array(r, "condition.packageNamePrefixes"));
	out->tagged_only = !strcmp(tags, "TAGGED");
	out->untagged_only = !strcmp(tags, "UNTAGGED");
	if (json_read_done(r))
		return -1;
	bool any = !strcmp(tags, "ANY") || !strcmp(tags, "TAG_STATE_UNSPECIFIED");
	if (!out->tagged_only && !out->untagged_only && !any)
		return err_set(e, ERR_MALFORMED, "its tag state \"%s\" is not known", quoted(a, tags));
	return duration_of(a, older, &out->older_ms, e) || duration_of(a, newer, &out->newer_ms, e) ? -1 : 0;
}

static int policy_of(struct arena *a, const char *id, const struct json *v, struct cleanup_policy *out, struct err *e)
{
	struct json_reader r = json_reader(v, "cleanup policy", e);
	const char *action = json_read_string_or(&r, "action", "");
	*out = (struct cleanup_policy){ .id = arena_strdup(a, id), .keeps = !strcmp(action, "KEEP") };
	if (json_read_object(&r, "mostRecentVersions")) {
		out->older_ms = out->newer_ms = -1;
		out->keep_count = json_read_int(&r, "mostRecentVersions.keepCount");
		out->package_prefixes = texts_of(a, json_read_array(&r, "mostRecentVersions.packageNamePrefixes"));
	} else if (condition_of(a, &r, out, e)) {
		return err_wrap(e, "cleanup policy %s", id);
	}
	if (json_read_done(&r))
		return -1;
	if (!out->keeps && strcmp(action, "DELETE") != 0)
		return err_set(e, ERR_MALFORMED, "cleanup policy %s: its action \"%s\" is not known", id, quoted(a, action));
	if (json_get(v, "mostRecentVersions") && (!out->keeps || out->keep_count < 1))
		return err_set(e, ERR_MALFORMED, "cleanup policy %s: mostRecentVersions needs KEEP and a keepCount", id);
	return 0;
}

int artifactregistry_repository_of(
	struct arena *a, const struct json *body, const struct image_name *i, struct image_repository *out, struct err *e)
{
	struct json_reader r = json_reader(body, "repository", e);
	const char *name = json_read_string(&r, "name"), *mode = json_read_string_or(&r, "mode", "");
	const struct json *policies = json_read_object(&r, "cleanupPolicies");
	*out = (struct image_repository){ .dry_run = json_read_bool_or(&r, "cleanupPolicyDryRun", false) };
	out->mode = *mode && strcmp(mode, "MODE_UNSPECIFIED") != 0 ? mode : "STANDARD_REPOSITORY";
	if (json_read_done(&r))
		return -1;
	if (!ends_with(name, arena_printf(a, "/repositories/%s", i->repository)))
		return err_set(e, ERR_MALFORMED, "the answer is for \"%s\", not for %s", name, repository_name(a, i));
	size_t n = 0;
	for (struct json_each it = json_each(policies); json_next(&it);)
		n++;
	if (n > LIMIT_CLEANUP_POLICIES)
		return err_set(e, ERR_LIMIT, "more than %d cleanup policies", LIMIT_CLEANUP_POLICIES);
	out->policies = ARENA_ARRAY(a, struct cleanup_policy, n + 1);
	for (struct json_each it = json_each(policies); json_next(&it);)
		if (policy_of(a, it.key, it.value, &out->policies[out->n_policies++], e))
			return -1;
	return 0;
}
