/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registry.c: the simulated Artifact Registry: repositories with their cleanup policies, images, versions. The image of
 * each revision exists unless the state says otherwise. A revision whose image is gone cannot begin to serve.
 */
#include "cloud.h"

#include <stdio.h>
#include <string.h>

/* An image as a request names it. */
struct image {
	char project[64], location[64], repository[64], package[128], digest[80];
	int64_t uploaded_at;      /* unix ms */
	const struct json *state; /* registry.images, or NULL */
};

static const char *const not_found = "Requested entity was not found.";

static const struct json *state_of(struct cloud *c, const char *list, const char *key)
{
	return json_get(json_get(c->registry, list), key);
}

static const struct json *image_state(struct cloud *c, const struct revision *r, const char *image)
{
	const struct json *mine = state_of(c, "images", r->name);
	const char *slash = strrchr(image, '/');
	return mine ? mine : state_of(c, "images", slash ? slash + 1 : image);
}

static const char *default_image(struct cloud *c, const struct service *s, const struct revision *r)
{
	char digest[SHA256_HEX];
	crypto_sha256_hex(r->name, strlen(r->name), digest);
	return arena_printf(c->a, "us-docker.pkg.dev/%s/r/%s@sha256:%s", c->project, s->id, digest);
}

const char *registry_image(struct cloud *c, const struct service *s, const struct revision *r)
{
	return default_image(c, s, r);
}

/* Returns the nth image of the revision, or NULL. */
static const char *image_of(struct cloud *c, const struct service *s, const struct revision *r, size_t n)
{
	const struct json *containers = json_get(r->api, "containers");
	if (!containers)
		return n ? NULL : default_image(c, s, r);
	const struct json *one = json_item(containers, n);
	return one ? json_text_at(one, "image") : NULL;
}

bool registry_lacks(struct cloud *c, const struct service *s, const struct revision *r)
{
	const char *image;
	for (size_t i = 0; i < s->effective.n; i++) {
		const struct target *t = &s->effective.rows[i];
		const char *name = t->latest ? s->latest_ready : t->revision;
		if (t->percent && name && !strcmp(name, r->name))
			return false;
	}
	for (size_t i = 0; (image = image_of(c, s, r, i)); i++)
		if (json_is_true(json_get(image_state(c, r, image), "gone")))
			return true;
	return false;
}

void registry_keep(struct cloud *c, const struct service *s, const struct revision *r)
{
	const char *image;
	c->deleted = c->deleted ? c->deleted : json_new_object(c->a);
	for (size_t i = 0; (image = image_of(c, s, r, i)); i++)
		json_set_int(c->a, c->deleted, image, r->created_at);
}

static bool find_deleted(struct cloud *c, const char *name, struct image *i)
{
	const struct json *at = json_get(c->deleted, arena_printf(c->a, "%s@%s", name, i->digest));
	i->uploaded_at = at ? json_int(at) : 0;
	return at != NULL;
}

/* Finds the image among those of all revisions. */
static bool find(struct cloud *c, struct image *i)
{
	const char *name = arena_printf(
		c->a, "%s-docker.pkg.dev/%s/%s/%s", i->location, i->project, i->repository, i->package);
	size_t n = strlen(name);
	for (size_t k = 0; k < c->n_services; k++)
		for (size_t j = 0; j < c->services[k].n_revisions; j++) {
			const struct service *s = &c->services[k];
			const struct revision *r = &s->revisions[j];
			const char *image;
			for (size_t at = 0; (image = image_of(c, s, r, at)); at++) {
				const char *digest = strchr(image, '@');
				if (strncmp(image, name, n) != 0 || !strchr(":@", image[n]) || !digest ||
					strcmp(digest + 1, i->digest) != 0)
					continue;
				i->state = image_state(c, r, image);
				const struct json *age = json_get(i->state, "age_s");
				i->uploaded_at = age ? cloud_wall() - json_int(age) * 1000 : r->created_at - 60 * 1000;
				return !json_is_true(json_get(i->state, "gone")) && !json_is_true(json_get(i->state, "hidden"));
			}
		}
	return find_deleted(c, name, i);
}

static void get_image(struct cloud *c, struct image *i, struct response *r)
{
	if (!find(c, i)) {
		api_error(c, r, 404, "NOT_FOUND", not_found, NULL);
		return;
	}
	struct json *v = json_new_object(c->a);
	json_set_string(c->a, v, "name",
		arena_printf(c->a, "projects/%s/locations/%s/repositories/%s/dockerImages/%s@%s", i->project, i->location,
			i->repository, i->package, i->digest));
	json_set_string(c->a, v, "uri",
		arena_printf(
			c->a, "%s-docker.pkg.dev/%s/%s/%s@%s", i->location, i->project, i->repository, i->package, i->digest));
	json_set_string(c->a, v, "uploadTime", clock_time_text(c->a, i->uploaded_at));
	json_set_string(c->a, v, "updateTime", clock_time_text(c->a, i->uploaded_at));
	json_set_string(c->a, v, "mediaType", "application/vnd.docker.distribution.manifest.v2+json");
	json_set_string(c->a, v, "imageSizeBytes", "12345678");
	struct json *fields = json_new_object(c->a);
	for (struct json_each it = json_each(i->state); json_next(&it);)
		if (strcmp(it.key, "age_s") && strcmp(it.key, "gone") && strcmp(it.key, "hidden") && strcmp(it.key, "newer"))
			json_set(fields, it.key, it.value);
	api_json(c, r, 200, merge(c->a, v, fields), "artifactregistry.DockerImage");
}

static void get_repository(struct cloud *c, const struct image *i, struct response *r)
{
	const struct json *mine = state_of(c, "repositories", i->repository);
	if (json_is_true(json_get(mine, "gone"))) {
		api_error(c, r, 404, "NOT_FOUND", not_found, NULL);
		return;
	}
	struct json *v = json_new_object(c->a);
	json_set_string(c->a, v, "name",
		arena_printf(c->a, "projects/%s/locations/%s/repositories/%s", i->project, i->location, i->repository));
	json_set_string(c->a, v, "format", "DOCKER");
	json_set_string(c->a, v, "mode", "STANDARD_REPOSITORY");
	json_set_string(c->a, v, "createTime", "2026-01-10T08:00:00.101112Z");
	api_json(c, r, 200, mine ? merge(c->a, v, mine) : v, "artifactregistry.Repository");
}

static void add_version(struct cloud *c, struct json *all, const struct image *i, const char *digest, int64_t at)
{
	struct json *v = json_new_object(c->a);
	json_set_string(c->a, v, "name",
		arena_printf(c->a, "projects/%s/locations/%s/repositories/%s/packages/%s/versions/%s", i->project, i->location,
			i->repository, i->package, digest));
	json_set_string(c->a, v, "createTime", clock_time_text(c->a, at));
	json_add(all, v);
}

/* The images of the service's revisions, and "newer" ones of the image's state, which are as old as now. */
static void list_versions(struct cloud *c, struct image *i, struct response *r)
{
	struct json *v = json_new_object(c->a), *all = json_new_array(c->a);
	for (size_t k = 0; k < c->n_services; k++)
		for (size_t j = 0; !strcmp(c->services[k].id, i->package) && j < c->services[k].n_revisions; j++) {
			const char *image = image_of(c, &c->services[k], &c->services[k].revisions[j], 0);
			const char *digest = image ? strchr(image, '@') : NULL;
			struct image one = *i;
			if (!digest)
				continue;
			snprintf(one.digest, sizeof(one.digest), "%s", digest + 1);
			if (!find(c, &one))
				continue;
			add_version(c, all, i, one.digest, one.uploaded_at);
			for (int64_t n = 0; n < json_int(json_get(one.state, "newer")); n++)
				add_version(c, all, i, arena_printf(c->a, "sha256:%064lld", (long long)n), cloud_wall());
		}
	if (json_size(all))
		json_set(v, "versions", all);
	api_json(c, r, 200, v, "artifactregistry.ListVersionsResponse");
}

bool registry_answer(struct cloud *c, const struct request *q, struct response *r)
{
	struct image i = { .digest = "" };
	int end = 0;
	if (sscanf(q->path, "/v1/projects/%63[^/]/locations/%63[^/]/repositories/%63[^/]%n", i.project, i.location,
			i.repository, &end) != 3)
		return false;
	struct request as_sent = *q; /* a package may have slashes, which are escaped */
	as_sent.path = arena_strndup(c->a, q->uri, strcspn(q->uri, "?"));
	schema_check_method(c, &as_sent, "artifactregistry");
	const char *rest = q->path + end;
	if (!*rest)
		get_repository(c, &i, r);
	else if (sscanf(rest, "/dockerImages/%127[^@]@%79s", i.package, i.digest) == 2)
		get_image(c, &i, r);
	else if (sscanf(rest, "/packages/%127[^@]", i.package) == 1 && strstr(i.package, "/versions")) {
		*strstr(i.package, "/versions") = '\0';
		list_versions(c, &i, r);
	} else
		api_error(c, r, 404, "NOT_FOUND", not_found, NULL);
	return true;
}
