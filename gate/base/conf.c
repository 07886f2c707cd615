/* SPDX-License-Identifier: Apache-2.0 */
/* conf.c: reads a config file into the structs that tables describe. */
#include "conf_node.h"
#include "conf_value.h"

#include <string.h>

/* ---- The position of a setting ---------------------------------------------------------- */

static struct conf_at at_node(struct conf_ctx *c, const struct conf_node *s)
{
	struct conf_at at = { .path = conf_node_path(c->a, s), .ordered = s->line == 0 && s->up };
	at.place = conf_source_place(&c->source, s->line);
	if (at.ordered)
		at.place = (struct conf_place){ arena_printf(c->a, "--set %s", at.path), 0, 0 };
	return at;
}

static int fail(struct conf_ctx *c, const struct conf_at *at, const char *what)
{
	conf_error(c->e, &at->place, "%s%s%s", at->ordered ? "" : at->path, at->ordered || !*at->path ? "" : ": ", what);
	if (at->ordered)
		c->e->code = ERR_USAGE;
	return -1;
}

/* Names of kinds, in the words of the file's syntax. */
static const char *words(const struct conf_ctx *c, const char *cfg, const char *yaml)
{
	return c->source.syntax == CONF_CFG ? cfg : yaml;
}

static const char *kind_name(const struct conf_ctx *c, const struct conf_node *s)
{
	switch (s->kind) {
	case NODE_GROUP: return words(c, "a group { }", "a map");
	case NODE_INT: return "a whole number";
	case NODE_FLOAT: return "a number with a point";
	case NODE_STRING: return "a string";
	case NODE_BOOL: return "true or false";
	case NODE_LIST: return words(c, s->array ? "an array [ ]" : "a list ( )", "a list");
	case NODE_NULL: break;
	}
	return words(c, "a value of another type", "null");
}

static int wrong_type(struct conf_ctx *c, const struct conf_at *at, const char *want, const struct conf_node *s)
{
	bool scalar = s->kind == NODE_INT || s->kind == NODE_FLOAT || s->kind == NODE_BOOL;
	if (s->kind == NODE_NULL)
		return fail(c, at, arena_printf(c->a, "has no value; it must be %s; to use the default, remove the key", want));
	if (c->source.syntax != CONF_CFG && scalar && !strcmp(want, "a string"))
		return fail(c, at, arena_printf(c->a, "must be %s, not %s; quote it: \"%s\"", want, kind_name(c, s), s->text));
	return fail(c, at, arena_printf(c->a, "must be %s, not %s", want, kind_name(c, s)));
}

/* ---- Values ----------------------------------------------------------------------------------- */

/* The setting as text: a string as it is; a number or boolean if the kind accepts it. */
static int text_of(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const struct conf_node *s,
	const char **out)
{
	if (s->kind == NODE_STRING || (f->kind == CONF_INT && s->kind == NODE_INT) ||
		(f->kind == CONF_BOOL && s->kind == NODE_BOOL)) {
		*out = s->text;
		return 0;
	}
	bool duration = f->kind == CONF_DURATION && c->source.syntax == CONF_YAML;
	return wrong_type(c, at, duration ? "a duration such as 5s" : conf_kind_wanted(f->kind), s);
}

static int strings(
	struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const struct conf_node *s, void *out)
{
	if (at->ordered && s->kind == NODE_STRING)
		return conf_value_list(c, at, f, s->text, out);
	if (f->kind == CONF_PATHS && s->kind == NODE_STRING)
		return conf_value_strings(c, at, f, &(const char *){ s->text }, 1, out);
	if (s->kind != NODE_LIST)
		return wrong_type(c, at, "a list of strings", s);
	const char **items = ARENA_ARRAY(c->a, const char *, s->n + 1);
	for (const struct conf_node *item = s->first; item; item = item->next) {
		if (item->kind != NODE_STRING)
			return wrong_type(c, at, "a list of strings", item);
		items[item->index] = item->text;
	}
	return conf_value_strings(c, at, f, items, s->n, out);
}

static int pairs(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const struct conf_node *s,
	struct conf_pairs *out)
{
	if (s->kind != NODE_GROUP && s->kind != NODE_LIST)
		return wrong_type(
			c, at, words(c, "a group, or a list of \"Name: value\"", "a map, or a list of \"Name: value\""), s);
	out->items = ARENA_ARRAY(c->a, struct conf_pair, s->n + 1);
	for (const struct conf_node *item = s->first; item; item = item->next) {
		struct conf_at here = at_node(c, item);
		if (item->kind != NODE_STRING)
			return wrong_type(c, &here, "a string", item);
		if (conf_value_pair(c, &here, f, item->name, item->text, &out->items[item->index]))
			return -1;
		out->n++;
	}
	return 0;
}

/* ---- Tables -------------------------------------------------------------------------------------- */

static int fill(struct conf_ctx *c, const struct conf_node *group, const struct conf_table *t, bool expand, void *out);

static int known_keys(struct conf_ctx *c, const struct conf_node *group, const struct conf_table *t)
{
	const char *names[64];
	size_t n = 0;
	for (size_t i = 0; i < t->n && n < COUNTOF(names); i++)
		names[n++] = t->fields[i].name;
	for (const struct conf_node *s = group->first; s; s = s->next) {
		const char *name = s->name;
		bool known = false;
		for (size_t j = 0; j < n; j++)
			known = known || !strcmp(names[j], name);
		if (known)
			continue;
		struct conf_at at = at_node(c, s);
		const char *near = text_nearest(name, names, n);
		struct buf b = BUF_MAX(512);
		for (size_t j = 0; !near && j < n; j++)
			buf_printf(&b, "%s%s", j ? ", " : "", names[j]);
		fail(c, &at,
			near ? arena_printf(c->a, "unknown key \"%s\"; did you mean \"%s\"?", name, near)
				 : arena_printf(c->a, "unknown key \"%s\"; known here are %s", name, buf_text(&b)));
		buf_free(&b);
		return -1;
	}
	return 0;
}

static int members(struct conf_ctx *c, const struct conf_at *at, const struct conf_node *s, const struct conf_field *f,
	bool expand, struct conf_list *out)
{
	bool keyed = f->kind == CONF_MEMBERS;
	if (keyed ? s->kind != NODE_GROUP : s->kind != NODE_LIST || s->array)
		return wrong_type(c, at,
			keyed ? words(c, "a group of groups, keyed by alias", "a map of maps, keyed by alias")
				  : words(c, "a list of groups ( { }, { } )", "a list of maps"),
			s);
	if (s->n > LIMIT_MEMBERS)
		return fail(c, at, arena_printf(c->a, "more than %d members", LIMIT_MEMBERS));
	char *items = arena_array(c->a, s->n + 1, f->table->size);
	for (const struct conf_node *item = s->first; item; item = item->next) {
		struct conf_at here = at_node(c, item);
		const char *alias = item->name;
		void *member = items + item->index * f->table->size;
		if (item->kind != NODE_GROUP)
			return wrong_type(c, &here, words(c, "a group { }", "a map"), item);
		if (alias && !conf_alias_valid(alias))
			return fail(c, &here, "an alias must be a name like backend_1, and not a reserved word of CEL");
		if (fill(c, item, f->table, expand, member))
			return -1;
		*(struct conf_member *)member = (struct conf_member){ alias ? arena_strdup(c->a, alias) : NULL, here.place };
	}
	*out = (struct conf_list){ items, s->n };
	return 0;
}

static int field(struct conf_ctx *c, const struct conf_node *s, const struct conf_field *f, bool expand, void *out)
{
	struct conf_at at = at_node(c, s);
	const char *text = NULL;
	at.expand = expand && !at.ordered;
	switch (f->kind) {
	case CONF_STRINGS:
	case CONF_PATHS:
	case CONF_SECRETS: return strings(c, &at, f, s, out);
	case CONF_PAIRS: return pairs(c, &at, f, s, out);
	case CONF_MEMBERS:
	case CONF_LIST: return members(c, &at, s, f, expand, out);
	case CONF_GROUP:
	case CONF_OPTIONAL:
		if (s->kind != NODE_GROUP)
			return wrong_type(c, &at, words(c, "a group { }", "a map"), s);
		if (f->kind == CONF_GROUP)
			return fill(c, s, f->table, expand, out);
		*(void **)out = arena_alloc(c->a, f->table->size);
		return fill(c, s, f->table, expand, *(void **)out);
	case CONF_STRING:
	case CONF_SECRET:
	case CONF_URL:
	case CONF_PATH:
	case CONF_DURATION:
	case CONF_INT:
	case CONF_BOOL:
	case CONF_CHOICE: break;
	case CONF_CEL: /* errors in the expression count lines from its first one */
		at.place.line += !at.ordered && s->kind == NODE_STRING ? s->text_line - s->line : 0;
		break;
	}
	return text_of(c, &at, f, s, &text) ? -1 : conf_value(c, &at, f, text, out);
}

static int absent(struct conf_ctx *c, const struct conf_node *group, const struct conf_field *f, bool expand, void *out)
{
	struct conf_at at = at_node(c, group);
	if (f->required)
		return fail(c, &at, arena_printf(c->a, "missing key \"%s\" (%s)", f->name, f->doc));
	at.ordered = false;
	at.place = conf_source_place(&c->source, 1);
	if (f->kind == CONF_GROUP)
		return fill(c, NULL, f->table, expand, out);
	return f->def ? conf_value(c, &at, f, f->def, out) : 0;
}

/* Sets the defaults of an absent group, as if it were empty. */
static int defaults(struct conf_ctx *c, const struct conf_table *t, bool expand, char *out)
{
	struct conf_at at = { .place = conf_source_place(&c->source, 1), .path = t->name };
	for (size_t i = 0; i < t->n; i++) {
		const struct conf_field *f = &t->fields[i];
		if (f->kind == CONF_GROUP ? defaults(c, f->table, expand, out + f->offset)
								  : f->def && conf_value(c, &at, f, f->def, out + f->offset))
			return -1;
	}
	return 0;
}

static int fill(struct conf_ctx *c, const struct conf_node *group, const struct conf_table *t, bool expand, void *out)
{
	char *base = out;
	if (!group)
		return defaults(c, t, expand, base);
	if (known_keys(c, group, t))
		return -1;
	for (size_t i = 0; i < t->n; i++) {
		const struct conf_field *f = &t->fields[i];
		const struct conf_node *s = conf_node_member(group, f->name);
		if (s ? field(c, s, f, expand || t->expand, base + f->offset)
			  : absent(c, group, f, expand || t->expand, base + f->offset))
			return -1;
	}
	return 0;
}

/* ---- --set, and loading a file ----------------------------------------------------------------------- */

/* The names that libconfig accepts, so that a path means the same in each syntax. */
static bool is_name(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*", more[] = "0123456789_-";
	for (const char *p = name; *p; p++)
		if (!strchr(letters, *p) && (p == name || !strchr(more, *p)))
			return false;
	return *name;
}

static int apply_set(struct conf_node *root, struct arena *a, const struct conf_set *set, struct err *e)
{
	char *path = arena_strdup(a, set->path), *save = NULL;
	struct conf_node *group = root;
	for (char *name = strtok_r(path, ".", &save), *next; name; name = next) {
		next = strtok_r(NULL, ".", &save);
		struct conf_node *there = conf_node_member(group, name);
		if (next && there && there->kind == NODE_GROUP) {
			group = there;
			continue;
		}
		if (there)
			conf_node_remove(there);
		if (!is_name(name))
			return err_set(e, ERR_USAGE, "--set %s: invalid key \"%s\"", set->path, name);
		group = conf_node_add(a, group, next ? NODE_GROUP : NODE_STRING, name, next ? NULL : set->value);
	}
	return group == root ? err_set(e, ERR_USAGE, "--set needs PATH=VALUE") : 0;
}

static int parse(struct conf_ctx *c, struct conf_node **root)
{
	static int (*const parsers[])(struct arena *, const struct conf_source *, struct conf_node **,
		struct err *) = { [CONF_CFG] = conf_parse_cfg, [CONF_YAML] = conf_parse_yaml, [CONF_JSON] = conf_parse_json };
	const struct conf_node *first = NULL;
	if (parsers[c->source.syntax](c->a, &c->source, root, c->e))
		return -1;
	const struct conf_node *again = conf_node_twice(c->a, *root, &first);
	if (!again)
		return 0;
	struct conf_place one = conf_source_place(&c->source, first->line),
					  two = conf_source_place(&c->source, again->line);
	return conf_duplicate(c->e, c->a, &one, &two, conf_node_path(c->a, again));
}

static int read(struct conf_ctx *c, const struct conf_set *sets, size_t n_sets, const struct conf_table *t, void *out)
{
	struct conf_node *root;
	if (parse(c, &root))
		return -1;
	for (size_t i = 0; i < n_sets; i++)
		if (apply_set(root, c->a, &sets[i], c->e))
			return -1;
	return fill(c, root, t, t->expand, out);
}

int conf_load(struct arena *a, struct secrets *k, const char *path, const struct str *text,
	const struct conf_table *table, const struct conf_set *sets, size_t n_sets, void *out, struct str *raw,
	struct err *e)
{
	struct conf_ctx c = { .a = a, .k = k, .e = e };
	static const struct str none = { "", 0 };
	char *filled = arena_alloc(a, table->size);
	int rc = conf_source_read(a, path ? path : "defaults", path ? text : &none, &c.source, e);
	c.dir = path ? file_dir(a, path) : NULL;
	if (!rc)
		rc = read(&c, sets, n_sets, table, filled);
	if (!rc) {
		memcpy(out, filled, table->size);
		if (raw)
			*raw = (struct str){ arena_strndup(a, buf_text(&c.source.raw), c.source.raw.n), c.source.raw.n };
	}
	buf_free(&c.source.text);
	buf_free(&c.source.raw);
	return rc;
}
