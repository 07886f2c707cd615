/* SPDX-License-Identifier: Apache-2.0 */
/* conf_node.c: building and searching the tree of a config file. */
#include "conf_node.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct conf_node *conf_node_add(
	struct arena *a, struct conf_node *up, enum conf_node_kind kind, const char *name, const char *text)
{
	struct conf_node *node = ARENA_NEW(a, struct conf_node);
	*node = (struct conf_node){ .kind = kind, .name = arena_strdup(a, name), .text = arena_strdup(a, text), .up = up };
	if (!up)
		return node;
	node->index = up->n++;
	if (up->last)
		up->last->next = node;
	else
		up->first = node;
	up->last = node;
	return node;
}

void conf_node_remove(struct conf_node *node)
{
	struct conf_node *up = node->up, *before = NULL;
	for (struct conf_node *s = up->first; s != node; s = s->next)
		before = s;
	if (before)
		before->next = node->next;
	else
		up->first = node->next;
	if (up->last == node)
		up->last = before;
	up->n--;
	for (struct conf_node *s = node->next; s; s = s->next)
		s->index--;
}

struct conf_node *conf_node_member(const struct conf_node *group, const char *name)
{
	for (struct conf_node *s = group->first; s; s = s->next)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

bool conf_name_valid(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*", more[] = "0123456789_-";
	for (const char *p = name; *p; p++)
		if (!strchr(letters, *p) && (p == name || !strchr(more, *p)))
			return false;
	return *name && strcasecmp(name, "true") != 0 && strcasecmp(name, "false") != 0;
}

const char *conf_node_path(struct arena *a, const struct conf_node *node)
{
	if (!node->up)
		return "";
	const char *outer = conf_node_path(a, node->up);
	if (!node->name)
		return arena_printf(a, "%s[%zu]", outer, node->index);
	return *outer ? arena_printf(a, "%s.%s", outer, node->name) : node->name;
}

int conf_duplicate(
	struct err *e, struct arena *a, const struct conf_place *first, const struct conf_place *again, const char *path)
{
	const char *other = !strcmp(first->file, again->file) ? arena_printf(a, "on line %u", first->line)
														  : arena_printf(a, "in %s:%u", first->file, first->line);
	return conf_error(e, again, "duplicate setting: %s is also set %s; remove one", path, other);
}

int conf_too_large(struct err *e, const struct conf_source *s, unsigned line)
{
	struct conf_place at = conf_source_place(s, line);
	return conf_error(
		e, &at, "more than %d settings, or nested more than %d deep", LIMIT_CONFIG_KEYS, LIMIT_CONFIG_DEPTH);
}

static int by_name(const void *x, const void *y)
{
	const struct conf_node *const *p = x, *const *q = y;
	int order = strcmp((*p)->name, (*q)->name);
	return order ? order : (*p)->index < (*q)->index ? -1 : (*p)->index > (*q)->index;
}

static struct conf_node *twice_here(struct arena *a, const struct conf_node *group, const struct conf_node **first)
{
	struct conf_node **all = ARENA_ARRAY(a, struct conf_node *, group->n + 1);
	size_t n = 0;
	for (struct conf_node *s = group->first; s; s = s->next)
		all[n++] = s;
	qsort(all, n, sizeof(struct conf_node *), by_name);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(all[i - 1]->name, all[i]->name)) {
			*first = all[i - 1];
			return all[i];
		}
	return NULL;
}

struct conf_node *conf_node_twice(struct arena *a, const struct conf_node *root, const struct conf_node **first)
{
	struct conf_node *again = root->kind == NODE_GROUP ? twice_here(a, root, first) : NULL;
	for (const struct conf_node *s = root->first; s && !again; s = s->next)
		again = conf_node_twice(a, s, first);
	return again;
}
