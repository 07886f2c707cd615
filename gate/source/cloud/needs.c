/* SPDX-License-Identifier: Apache-2.0 */
/* needs.c: finds the resources that a revision needs to start new instances. No side effects. */
#include "images.h"
#include "revision.h"

#include <string.h>

struct found {
	struct arena *a;
	const char *project, *region;
	struct need *items;
	size_t n, cap;
};

static void add(struct found *f, struct need need)
{
	if (f->n == LIMIT_NEEDS)
		return;
	f->items = arena_grow(f->a, f->items, f->n, &f->cap, sizeof(*f->items));
	f->items[f->n++] = need;
}

static void add_secrets(struct found *f, const struct json *revision)
{
	struct secret_ref *refs;
	size_t n = secret_refs(f->a, revision, f->project, &refs);
	for (size_t i = 0; i < n; i++) {
		struct need need = { .kind = NEED_SECRET, .version = refs[i].version };
		need.what = arena_printf(f->a, "secret %s, version %s", refs[i].secret, refs[i].version);
		need.key = arena_printf(f->a, "secret %s", refs[i].key ? refs[i].key : need.what);
		need.named = !secretmanager_name(f->a, refs[i].secret, f->project, &need.secret);
		add(f, need);
	}
}

static void add_sql(struct found *f, const struct json *revision)
{
	const struct json *names = json_get(revision, "volumes") ? sql_volumes(f->a, revision) : NULL;
	for (size_t j = 0; j < json_size(names); j++) {
		const char *name = json_text(json_item(names, j)).p;
		struct need need = { .kind = NEED_SQL, .what = arena_printf(f->a, "Cloud SQL instance %s", name) };
		sql_instance_name(f->a, name, f->project, &need.project, &need.id);
		need.named = *need.id != '\0';
		need.key = arena_printf(f->a, "sql %s/%s", need.project, need.id);
		add(f, need);
	}
}

static void add_buckets(struct found *f, const struct json *revision)
{
	const struct json *volumes = json_get(revision, "volumes");
	for (size_t i = 0; i < json_size(volumes); i++) {
		struct need need = { .kind = NEED_BUCKET, .id = json_text_at(json_item(volumes, i), "gcs.bucket") };
		need.what = arena_printf(f->a, "bucket %s", need.id);
		need.key = need.what; /* the names of buckets are global */
		need.named = *need.id != '\0';
		if (json_at(json_item(volumes, i), "gcs"))
			add(f, need);
	}
}

/* Parses "projects/P/COLLECTION/PLACE/..../NAME", or a plain name in the service's project and region. */
static void read_path(struct found *f, const char *path, const char *collection, struct need *need)
{
	const char *slash = strrchr(path, '/'), *at = strstr(path, collection);
	need->id = slash ? slash + 1 : path;
	need->project = f->project;
	need->region = f->region;
	need->named = *need->id != '\0';
	if (!strncmp(path, "projects/", 9))
		need->project = arena_strndup(f->a, path + 9, strcspn(path + 9, "/"));
	if (at)
		need->region = arena_strndup(f->a, at + strlen(collection), strcspn(at + strlen(collection), "/"));
}

static void add_network(struct found *f, const struct json *revision)
{
	const struct json *vpc = json_get(revision, "vpcAccess"), *interfaces = json_get(vpc, "networkInterfaces");
	const char *connector = json_text_at(vpc, "connector");
	if (*connector) {
		struct need need = { .kind = NEED_CONNECTOR };
		read_path(f, connector, "locations/", &need);
		need.what = arena_printf(f->a, "VPC connector %s", need.id);
		need.key = arena_printf(f->a, "connector %s/%s/%s", need.project, need.region, need.id);
		add(f, need);
	}
	for (size_t i = 0; i < json_size(interfaces); i++) { /* without a subnetwork, it has the same name as the network */
		const char *subnet = json_text_at(json_item(interfaces, i), "subnetwork");
		struct need need = { .kind = NEED_SUBNET };
		read_path(f, *subnet ? subnet : json_text_at(json_item(interfaces, i), "network"), "regions/", &need);
		need.what = arena_printf(f->a, "subnet %s", need.id);
		need.key = arena_printf(f->a, "subnet %s/%s/%s", need.project, need.region, need.id);
		add(f, need);
	}
}

static void add_images(struct found *f, const struct json *revision)
{
	struct image_name *names;
	size_t n = images_of(f->a, revision, &names);
	for (size_t i = 0; i < n; i++) {
		struct need need = { .kind = NEED_IMAGE, .image = names[i], .named = true };
		need.what = arena_printf(f->a, "image %s", names[i].shown);
		need.key = names[i].text;
		if (*need.key)
			add(f, need);
	}
}

size_t needs_of(
	struct arena *a, const struct json *revision, const char *project, const char *region, struct need **out)
{
	struct found f = { .a = a, .project = project, .region = region };
	add_secrets(&f, revision);
	add_sql(&f, revision);
	add_network(&f, revision);
	add_buckets(&f, revision);
	add_images(&f, revision);
	*out = f.items;
	return f.n;
}

bool needs_have(const struct need *all, size_t n, const struct need *one)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(all[i].key, one->key))
			return true;
	return false;
}
