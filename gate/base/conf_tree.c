/* SPDX-License-Identifier: Apache-2.0 */
/* conf_tree.c: reads a file of any syntax into a tree, in which each name stands once in its group. */
#include "conf_node.h"

#include <string.h>

/* Reports each setting that stands twice, and keeps the first. */
static int check_twice(
	struct arena *a, const struct conf_source *s, const struct conf_node *root, struct conf_errors *all)
{
	struct conf_node *again;
	const struct conf_node *first = NULL;
	int rc = 0;
	for (int i = 0; i <= LIMIT_CONFIG_ERRORS && (again = conf_node_twice(a, root, &first)); i++) {
		struct conf_place one = conf_source_place(s, first->line), two = conf_source_place(s, again->line);
		const char *path = conf_node_path(a, again);
		struct err e;
		rc |= conf_errors_add(all, path, conf_duplicate(&e, a, &one, &two, path), &e);
		conf_node_remove(again);
	}
	return rc;
}

static int parse(struct arena *a, const struct conf_source *s, struct conf_node **root, struct conf_errors *all)
{
	switch (s->syntax) {
	case CONF_YAML: return conf_parse_yaml(a, s, root, all);
	case CONF_JSON: return conf_parse_json(a, s, root, all);
	case CONF_CFG: break;
	}
	return conf_parse_cfg(a, s, root, all);
}

int conf_tree_parse(struct arena *a, const struct conf_source *s, struct conf_node **root, struct conf_errors *all)
{
	struct conf_node *parsed = NULL;
	*root = NULL;
	if (parse(a, s, &parsed, all))
		return -1;
	*root = parsed;
	return check_twice(a, s, parsed, all);
}

int conf_tree_read(
	struct arena *a, const char *path, struct conf_source *s, struct conf_node **root, struct conf_errors *all)
{
	struct err e;
	*root = NULL;
	int rc = conf_errors_add(all, CONF_WHOLE, conf_source_read(a, path, NULL, s, &e), &e);
	if (!rc)
		rc = conf_tree_parse(a, s, root, all);
	buf_free(&s->text);
	buf_free(&s->raw);
	return rc;
}
