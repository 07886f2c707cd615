/* SPDX-License-Identifier: Apache-2.0 */
/* conf_node.h: a config file as a tree of nodes, whatever its syntax: libconfig, YAML or JSON. */
#ifndef BASE_CONF_NODE_H
#define BASE_CONF_NODE_H

#include "conf_source.h"

enum conf_node_kind { NODE_GROUP, NODE_LIST, NODE_STRING, NODE_INT, NODE_FLOAT, NODE_BOOL, NODE_NULL };

struct conf_node {
	enum conf_node_kind kind;
	const char *name;   /* the key in the group around it; NULL: an item of a list, or the root */
	const char *text;   /* of a scalar; a whole number is decimal, a boolean "true" or "false" */
	unsigned line;      /* of the text of the file; 0: from --set */
	unsigned text_line; /* the line on which the text of a string begins */
	bool array;         /* a list that libconfig calls an array, [ ]: of scalars only */
	size_t index, n;    /* position in the node around it; number of nodes in this one */
	struct conf_node *up, *first, *last, *next;
};

/* Adds a node at the end of up. name and text are copied. up NULL: makes a root. */
struct conf_node *conf_node_add(
	struct arena *a, struct conf_node *up, enum conf_node_kind kind, const char *name, const char *text);
void conf_node_remove(struct conf_node *node);
/* Returns the member of a group with this name, or NULL. */
struct conf_node *conf_node_member(const struct conf_node *group, const char *name);
/* Returns true for a name that libconfig accepts. */
bool conf_name_valid(const char *name);
/* Returns the full name of a node: "gate.deadline", "notify[0].url"; "" for the root. */
const char *conf_node_path(struct arena *a, const struct conf_node *node);
/* Returns the second of two members of one group with the same name, and sets *first; NULL if there are none. */
struct conf_node *conf_node_twice(struct arena *a, const struct conf_node *root, const struct conf_node **first);

/*
 * conf_cfg.c, conf_yaml.c, conf_json.c: each parses the text of a source. The root is a group. They add
 * an error and return -1 for a syntax error, more than LIMIT_CONFIG_KEYS nodes and more than LIMIT_CONFIG_DEPTH levels.
 * YAML and JSON leave duplicate names to conf_node_twice.
 */
int conf_parse_cfg(struct arena *a, const struct conf_source *s, struct conf_node **root, struct conf_errors *all);
int conf_parse_yaml(struct arena *a, const struct conf_source *s, struct conf_node **root, struct conf_errors *all);
int conf_parse_json(struct arena *a, const struct conf_source *s, struct conf_node **root, struct conf_errors *all);

/* conf_tree.c: parses a source in its syntax. Returns -1 with all errors added, and *root NULL if it cannot be parsed.
 */
int conf_tree_parse(struct arena *a, const struct conf_source *s, struct conf_node **root, struct conf_errors *all);
/* The same for a file. *s then tells the places of lines, and has no text. */
int conf_tree_read(
	struct arena *a, const char *path, struct conf_source *s, struct conf_node **root, struct conf_errors *all);

/* conf_scalar.c: the kind of a plain scalar in the core schema of YAML 1.2 (section 10.3.2), and sets *out to its text
 * in a node. Returns -1 with *why if it is a number that is out of range. */
int conf_scalar(struct arena *a, const char *plain, enum conf_node_kind *kind, const char **out, const char **why);

#endif
