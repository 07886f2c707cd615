/* SPDX-License-Identifier: Apache-2.0 */
/* conf_write.h: a tree as the text of a file, in any syntax. */
#ifndef BASE_CONF_WRITE_H
#define BASE_CONF_WRITE_H

#include "conf_node.h"

/*
 * Appends the text of a tree. Read again, it gives the same tree, except that a group with names which libconfig cannot
 * hold becomes a list of "NAME=value". ${NAME} stays as it is. Fails with ERR_CONFIG if the syntax cannot express a
 * part of the tree. Comments are not in a tree.
 */
int conf_write(struct arena *a, const struct conf_node *root, enum conf_syntax to, struct buf *out, struct err *e);
/* Returns true if two trees have the same names and values, in the same order. */
bool conf_node_same(const struct conf_node *a, const struct conf_node *b);

/* conf_write_cfg.c, conf_write_yaml.c. The tree has nothing that the syntax cannot express. */
void conf_write_cfg(const struct conf_node *root, struct buf *out);
void conf_write_yaml(struct arena *a, const struct conf_node *root, struct buf *out);

#endif
