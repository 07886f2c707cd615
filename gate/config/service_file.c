/* SPDX-License-Identifier: Apache-2.0 */
/* service_file.c: reads the name, project and region of a service from its file (apiVersion serving.knative.dev/v1). */
#include "service_file.h"
#include "../base/conf_node.h"

#include <string.h>

#define API      "serving.knative.dev/v1"
#define LOCATION "cloud.googleapis.com/location"
#define URLS     "run.googleapis.com/urls"

/* Returns the text below group with these names, or NULL. */
static const struct conf_node *find(const struct conf_node *group, const char *const *names)
{
	for (; group && *names; names++)
		group = group->kind == NODE_GROUP ? conf_node_member(group, *names) : NULL;
	return group && group->text && group->kind != NODE_NULL ? group : NULL;
}

static const char *text(const struct conf_node *group, const char *const *names)
{
	const struct conf_node *found = find(group, names);
	return found ? found->text : NULL;
}

/* The region in a URL of the annotation: https://NAME-PROJECTNUMBER.REGION.run.app; NULL if there is none. */
static const char *region_of(struct arena *a, const char *name, const char *urls)
{
	const char *begin = arena_printf(a, "https://%s-", name);
	for (const char *at = urls ? strstr(urls, begin) : NULL; at; at = strstr(at + 1, begin)) {
		const char *number = at + strlen(begin), *region = number + strspn(number, "0123456789");
		size_t n = region > number && *region == '.' ? strspn(region + 1, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;
		if (n && !strncmp(region + 1 + n, ".run.app", 8))
			return arena_strndup(a, region + 1, n);
	}
	return NULL;
}

/* Checks that a key at the top has this value. */
static int check_is(const struct conf_source *s, const struct conf_node *root, const char *key, const char *want,
	const char *path, struct err *e)
{
	const struct conf_node *found = find(root, (const char *const[]){ key, NULL });
	struct conf_place at = { path, 1, 0 };
	if (found)
		at = conf_source_place(s, found->line);
	if (found && !strcmp(found->text, want))
		return 0;
	return conf_error(e, &at,
		"%s must be %s%s%s; an argument that ends in .yaml is the file of a Cloud Run service, and -c names a config",
		key, want, found ? ", not " : "", found ? found->text : "");
}

static int read_file(
	struct arena *a, const char *path, const char **name, struct service_place *place, struct conf_errors *all)
{
	static const char *const its_name[] = { "metadata", "name", NULL };
	static const char *const its_project[] = { "metadata", "namespace", NULL };
	static const char *const its_region[] = { "metadata", "labels", LOCATION, NULL };
	static const char *const its_urls[] = { "metadata", "annotations", URLS, NULL };
	struct conf_source s;
	struct conf_node *root;
	struct err e;
	if (conf_tree_read(a, path, &s, &root, all))
		return -1;
	if (conf_errors_add(all, "", check_is(&s, root, "apiVersion", API, path, &e), &e) ||
		conf_errors_add(all, "", check_is(&s, root, "kind", "Service", path, &e), &e))
		return -1;
	*name = text(root, its_name);
	if (!*name || !**name)
		return conf_errors_add(all, "",
			conf_error(&e, &(struct conf_place){ path, 1, 0 }, "metadata.name, the name of the service, is missing"),
			&e);
	const char *region = text(root, its_region);
	*place = (struct service_place){ path, text(root, its_project),
		region ? region : region_of(a, *name, text(root, its_urls)) };
	return 0;
}

int service_files(struct arena *a, struct options *o, struct conf_errors *all)
{
	struct service_place *places = ARENA_ARRAY(a, struct service_place, o->n_args + 1);
	bool any = false;
	int rc = 0;
	for (size_t i = 0; i < o->n_args; i++) {
		struct conf_errors own = { .a = a };
		if (conf_syntax_of(o->args[i]) != CONF_YAML)
			continue;
		any = true;
		rc |= read_file(a, o->args[i], &o->args[i], &places[i], &own);
		conf_errors_merge(all, "", &own);
	}
	o->places = any ? places : NULL;
	return rc;
}
