/* SPDX-License-Identifier: Apache-2.0 */
/* conf_write.c: writes a tree, and reads the text again to prove that it says the same. */
#include "conf_write.h"

#include <stdlib.h>
#include <string.h>

/* ---- What a syntax cannot express ---------------------------------------------------------------- */

/* Returns the first member with a name that libconfig cannot hold, or NULL. */
static const struct conf_node *other_name(const struct conf_node *group)
{
	const struct conf_node *s = group->first;
	while (s && conf_name_valid(s->name))
		s = s->next;
	return s;
}

static int cannot(struct arena *a, const struct conf_node *s, const char *why, struct err *e)
{
	return err_set(e, ERR_CONFIG, "line %u: %s: %s", s->line, conf_node_path(a, s), why);
}

/* Makes a list of "NAME=value" of a group with names that libconfig cannot hold, such as those of some headers. other:
 * the first of them */
static int name_by_text(struct arena *a, struct conf_node *group, const struct conf_node *other, struct err *e)
{
	const struct conf_node *items = group->first;
	bool texts = group->up != NULL;
	for (const struct conf_node *s = items; s; s = s->next)
		texts = texts && s->kind == NODE_STRING && !strpbrk(s->name, ":=");
	if (!texts)
		return cannot(a, other, "the syntax of libconfig cannot hold this name", e);
	group->kind = NODE_LIST;
	group->array = true;
	group->first = group->last = NULL;
	group->n = 0;
	for (const struct conf_node *s = items; s; s = s->next)
		conf_node_add(a, group, NODE_STRING, NULL, arena_printf(a, "%s=%s", s->name, s->text))->line = s->line;
	return 0;
}

/* A list of libconfig is an array if all its items are scalars of one kind. */
static bool is_array(const struct conf_node *list)
{
	for (const struct conf_node *s = list->first; s; s = s->next)
		if (s->kind == NODE_GROUP || s->kind == NODE_LIST || s->kind != list->first->kind)
			return false;
	return list->n > 0;
}

static int fit(struct arena *a, struct conf_node *s, enum conf_syntax to, struct err *e)
{
	if (to == CONF_CFG && s->kind == NODE_NULL)
		return cannot(a, s, "the syntax of libconfig has no null", e);
	if (to == CONF_YAML && s->name && (strlen(s->name) > 512 || !strcmp(s->name, "<<") || !strcmp(s->name, "@include")))
		return cannot(a, s, "YAML cannot hold this key", e);
	const struct conf_node *other = to == CONF_CFG && s->kind == NODE_GROUP ? other_name(s) : NULL;
	if (other && name_by_text(a, s, other, e))
		return -1;
	if (s->kind == NODE_LIST)
		s->array = is_array(s);
	for (struct conf_node *each = s->first; each; each = each->next)
		if (fit(a, each, to, e))
			return -1;
	return 0;
}

static struct conf_node *copy_of(struct arena *a, struct conf_node *up, const struct conf_node *s)
{
	struct conf_node *copy = conf_node_add(a, up, s->kind, s->name, s->text);
	copy->line = s->line;
	for (const struct conf_node *each = s->first; each; each = each->next)
		copy_of(a, copy, each);
	return copy;
}

/* ---- JSON ----------------------------------------------------------------------------------------------- */

static struct json *json_of(struct arena *a, const struct conf_node *s)
{
	switch (s->kind) {
	case NODE_STRING: return json_new_string(a, s->text);
	case NODE_INT: return json_new_int(a, strtoll(s->text, NULL, 10));
	case NODE_FLOAT: return json_new_double(a, strtod(s->text, NULL));
	case NODE_BOOL: return json_new_bool(a, !strcmp(s->text, "true"));
	case NODE_NULL: return json_new_null(a);
	case NODE_GROUP:
	case NODE_LIST: break;
	}
	struct json *v = s->kind == NODE_LIST ? json_new_array(a) : json_new_object(a);
	for (const struct conf_node *each = s->first; each; each = each->next)
		if (s->kind == NODE_LIST)
			json_add(v, json_of(a, each));
		else
			json_set_key(v, each->name, false, json_of(a, each));
	return v;
}

static void put(struct arena *a, const struct conf_node *root, enum conf_syntax to, struct buf *out)
{
	switch (to) {
	case CONF_CFG: conf_write_cfg(root, out); return;
	case CONF_YAML: conf_write_yaml(a, root, out); return;
	case CONF_JSON: break;
	}
	json_print(json_of(a, root), JSON_PRETTY, out);
	buf_putc(out, '\n');
}

/* ---- Proof ------------------------------------------------------------------------------------------------ */

static bool same_text(const struct conf_node *a, const struct conf_node *b)
{
	if (a->kind == NODE_FLOAT)
		return strtod(a->text, NULL) == strtod(b->text, NULL);
	return a->kind == NODE_NULL || a->kind == NODE_GROUP || a->kind == NODE_LIST || !strcmp(a->text, b->text);
}

bool conf_node_same(const struct conf_node *a, const struct conf_node *b)
{
	if (a->kind != b->kind || a->n != b->n || !a->name != !b->name || (a->name && strcmp(a->name, b->name) != 0) ||
		!same_text(a, b))
		return false;
	for (const struct conf_node *p = a->first, *q = b->first; p && q; p = p->next, q = q->next)
		if (!conf_node_same(p, q))
			return false;
	return true;
}

static bool reads_back(struct arena *a, const struct conf_node *root, enum conf_syntax to, const struct buf *text)
{
	static const char *const names[] = { [CONF_CFG] = "a.cfg", [CONF_YAML] = "a.yaml", [CONF_JSON] = "a.json" };
	struct conf_errors all = { .a = a };
	struct conf_source s;
	struct conf_node *again = NULL;
	struct str whole = { buf_text(text), text->n };
	struct err e;
	bool read = !conf_source_read(a, names[to], &whole, &s, &e) && !conf_tree_parse(a, &s, &again, &all);
	buf_free(&s.text);
	buf_free(&s.raw);
	return read && conf_node_same(root, again);
}

int conf_write(struct arena *a, const struct conf_node *root, enum conf_syntax to, struct buf *out, struct err *e)
{
	struct conf_node *fitting = copy_of(a, NULL, root);
	struct buf text = BUF_MAX(out->max);
	if (fit(a, fitting, to, e))
		return -1;
	put(a, fitting, to, &text);
	int rc = 0;
	if (text.over || text.n > LIMIT_CONFIG_BYTES)
		rc = err_set(e, ERR_CONFIG, "the result would be larger than %d bytes", LIMIT_CONFIG_BYTES);
	else if (!reads_back(a, fitting, to, &text))
		rc = err_set(e, ERR_INTERNAL, "the result would not say the same");
	else
		buf_put(out, text.p, text.n);
	buf_free(&text);
	return rc;
}
