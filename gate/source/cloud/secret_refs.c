/* SPDX-License-Identifier: Apache-2.0 */
/* secret_refs.c: finds the secret versions that a revision uses. No side effects. */
#include "revision.h"
#include "../source.h"

struct found {
	struct arena *a;
	const char *project;
	struct secret_ref *items;
	size_t n, cap;
};

static void add(struct found *f, struct secret_ref ref)
{
	struct secret_name s;
	if (!*ref.version)
		ref.version = "latest";
	if (!secretmanager_name(f->a, ref.secret, f->project, &s))
		ref.key = arena_printf(f->a, "%s/%s%s%s/%s", s.project, s.location ? s.location : "", s.location ? "/" : "",
			s.secret, ref.version);
	if (f->n == LIMIT_NEEDS)
		return;
	f->items = arena_grow(f->a, f->items, f->n, &f->cap, sizeof(*f->items));
	f->items[f->n++] = ref;
}

static void of_volume(struct found *f, const struct json *volume)
{
	const struct json *secret = json_get(volume, "secret"), *items = json_get(secret, "items");
	struct secret_ref ref = {
		.volume = json_text_at(volume, "name"), .path = "", .secret = json_text_at(secret, "secret"), .version = ""
	};
	for (size_t i = 0; i < json_size(items); i++) {
		ref.path = json_text_at(json_item(items, i), "path");
		ref.version = json_text_at(json_item(items, i), "version");
		add(f, ref);
	}
	if (secret && !json_size(items)) /* one file with the latest version */
		add(f, ref);
}

/* shown: the environment in the facts, which has one value for each name. */
static void of_container(struct found *f, const struct json *container, const struct json *shown)
{
	const struct json *env = json_get(container, "env");
	for (size_t i = 0; i < json_size(env); i++) {
		const struct json *one = json_item(env, i), *ref = json_at(one, "valueSource.secretKeyRef");
		const char *name = json_text_at(one, "name");
		if (ref && *name)
			add(f,
				(struct secret_ref){ .env = name,
					.shadowed = json_get(shown, name) != one,
					.secret = json_text_at(ref, "secret"),
					.version = json_text_at(ref, "version") });
	}
}

size_t secret_refs(struct arena *a, const struct json *revision, const char *project, struct secret_ref **out)
{
	struct found f = { .a = a, .project = project };
	const struct json *volumes = json_get(revision, "volumes"), *containers = json_get(revision, "containers");
	struct arena *temporary = arena_new();
	const struct json *shown = revision_env(temporary, revision);
	for (size_t i = 0; i < json_size(containers); i++)
		of_container(&f, json_item(containers, i), shown);
	for (size_t i = 0; i < json_size(volumes); i++)
		of_volume(&f, json_item(volumes, i));
	arena_free(temporary);
	*out = f.items;
	return f.n;
}
