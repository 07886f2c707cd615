/* SPDX-License-Identifier: Apache-2.0 */
/* conf.c: reads a config file into the structs that tables describe. */
#include "conf_node.h"
#include "conf_value.h"

#include <string.h>

/* ---- The position of a setting ---------------------------------------------------------- */

static const char *path_in(struct arena *a, const struct conf_node *group, const char *name)
{
	const char *outer = conf_node_path(a, group);
	return *outer ? arena_printf(a, "%s.%s", outer, name) : name;
}

static struct conf_at at_node(struct conf_ctx *c, const struct conf_node *s)
{
	struct conf_at at = { .path = conf_node_path(c->scratch, s), .ordered = s->line == 0 && s->up };
	at.place = conf_source_place(&c->source, s->line);
	if (at.ordered)
		at.place = (struct conf_place){ arena_printf(c->a, "--set %s", at.path), 0, 0 };
	return at;
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
		return conf_fail(
			c, at, arena_printf(c->a, "has no value; it must be %s; to use the default, remove the key", want));
	if (c->source.syntax != CONF_CFG && scalar && !strcmp(want, "a string"))
		return conf_fail(
			c, at, arena_printf(c->a, "must be %s, not %s; quote it: \"%s\"", want, kind_name(c, s), s->text));
	return conf_fail(c, at, arena_printf(c->a, "must be %s, not %s", want, kind_name(c, s)));
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
	const char **items = ARENA_ARRAY(c->scratch, const char *, s->n + 1);
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
	int rc = 0;
	for (const struct conf_node *item = s->first; item; item = item->next) {
		struct conf_at here = at_node(c, item);
		bool bad = item->kind != NODE_STRING
			? wrong_type(c, &here, "a string", item)
			: conf_value_pair(c, &here, f, item->name, item->text, &out->items[out->n]);
		rc |= bad ? -1 : 0;
		out->n += !bad;
	}
	return rc;
}

/* ---- Tables -------------------------------------------------------------------------------------- */

static int fill(struct conf_ctx *c, const struct conf_node *group, const struct conf_table *t, bool expand, void *out);

static const struct conf_field *field_named(const struct conf_table *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (!strcmp(t->fields[i].name, name))
			return &t->fields[i];
	return NULL;
}

static int unknown_key(struct conf_ctx *c, const struct conf_node *s, const struct conf_table *t)
{
	const char *names[64];
	size_t n = 0;
	for (size_t i = 0; i < t->n && n < COUNTOF(names); i++)
		names[n++] = t->fields[i].name;
	struct conf_at at = at_node(c, s);
	const char *near = text_nearest(s->name, names, n);
	struct buf b = BUF_MAX(512);
	for (size_t j = 0; !near && j < n; j++)
		buf_printf(&b, "%s%s", j ? ", " : "", names[j]);
	at.meant = near ? path_in(c->scratch, s->up, near) : NULL;
	conf_fail(c, &at,
		near ? arena_printf(c->a, "unknown key \"%s\"; did you mean \"%s\"?", s->name, near)
			 : arena_printf(c->a, "unknown key \"%s\"; known here are %s", s->name, buf_text(&b)));
	buf_free(&b);
	return -1;
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
		return conf_fail(c, at, arena_printf(c->a, "more than %d members", LIMIT_MEMBERS));
	char *items = arena_array(c->a, s->n + 1, f->table->size);
	int rc = 0;
	for (const struct conf_node *item = s->first; item; item = item->next) {
		struct conf_at here = at_node(c, item);
		const char *alias = arena_strdup(c->a, item->name);
		void *member = items + item->index * f->table->size;
		*(struct conf_member *)member = (struct conf_member){ alias, here.place };
		if (item->kind != NODE_GROUP)
			rc |= wrong_type(c, &here, words(c, "a group { }", "a map"), item);
		else if (alias && !conf_alias_valid(alias))
			rc |= conf_fail(c, &here, "an alias must be a name like backend_1, and not a reserved word of CEL");
		else
			rc |= fill(c, item, f->table, expand, member);
	}
	*out = (struct conf_list){ items, s->n };
	return rc;
}

/* Sets the default of a setting, which is valid. */
static int default_of(struct conf_ctx *c, const char *path, const struct conf_field *f, void *out)
{
	struct conf_at at = { .place = conf_source_place(&c->source, 1), .path = path };
	return f->def ? conf_value(c, &at, f, f->def, out) : 0;
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
	if (!text_of(c, &at, f, s, &text) && !conf_value(c, &at, f, text, out))
		return 0;
	default_of(c, at.path, f, out);
	return -1;
}

/* Sets the defaults of an absent group, as if it were empty. */
static int defaults(struct conf_ctx *c, const struct conf_table *t, char *out)
{
	int rc = 0;
	for (size_t i = 0; i < t->n; i++) {
		const struct conf_field *f = &t->fields[i];
		rc |= f->kind == CONF_GROUP ? defaults(c, f->table, out + f->offset)
									: default_of(c, t->name, f, out + f->offset);
	}
	return rc;
}

static int missing(struct conf_ctx *c, const struct conf_node *group, const struct conf_field *f)
{
	struct conf_at at = at_node(c, group);
	at.meant = path_in(c->scratch, group, f->name);
	if (conf_errors_at(c->errors, at.meant)) /* it is there, misspelt */
		return -1;
	return conf_fail(c, &at, arena_printf(c->a, "missing key \"%s\" (%s)", f->name, f->doc));
}

static int absent(struct conf_ctx *c, const struct conf_node *group, const struct conf_field *f, void *out)
{
	if (f->required)
		return missing(c, group, f);
	return f->kind == CONF_GROUP ? defaults(c, f->table, out) : default_of(c, f->name, f, out);
}

static int fill(struct conf_ctx *c, const struct conf_node *group, const struct conf_table *t, bool expand, void *out)
{
	char *base = out;
	int rc = 0;
	for (const struct conf_node *s = group->first; s; s = s->next) {
		const struct conf_field *f = field_named(t, s->name);
		rc |= f ? field(c, s, f, expand || t->expand, base + f->offset) : unknown_key(c, s, t);
	}
	for (size_t i = 0; i < t->n; i++)
		if (!conf_node_member(group, t->fields[i].name))
			rc |= absent(c, group, &t->fields[i], base + t->fields[i].offset);
	return rc;
}

/* ---- --set, and loading a file ----------------------------------------------------------------------- */

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
		if (!conf_name_valid(name))
			return err_set(e, ERR_USAGE, "--set %s: invalid key \"%s\"", set->path, name);
		group = conf_node_add(a, group, next ? NODE_GROUP : NODE_STRING, name, next ? NULL : set->value);
	}
	return group == root ? err_set(e, ERR_USAGE, "--set needs PATH=VALUE") : 0;
}

/* A string in the place of some groups stands for a group with one key. */
static void expand_texts(struct arena *a, const struct conf_node *root, const struct conf_table *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct conf_field *f = &t->fields[i];
		struct conf_node *s = conf_node_member(root, f->name);
		if (!s || f->kind != CONF_GROUP || !f->table->from_text || s->kind != NODE_STRING)
			continue;
		s->kind = NODE_GROUP;
		struct conf_node *one = conf_node_add(a, s, NODE_STRING, f->table->from_text, s->text);
		one->line = s->line;
		one->text_line = s->text_line;
	}
}

static int parse(struct conf_ctx *c, const struct conf_set *sets, size_t n_sets, const struct conf_table *t, void *out)
{
	struct conf_node *root = NULL;
	struct err e;
	int rc = conf_tree_parse(c->scratch, &c->source, &root, c->errors);
	if (!root)
		return -1;
	expand_texts(c->scratch, root, t); /* so that --set state.unsafe=true keeps the location */
	for (size_t i = 0; i < n_sets; i++)
		rc |= conf_errors_add(c->errors, "", apply_set(root, c->scratch, &sets[i], &e), &e);
	expand_texts(c->scratch, root, t); /* --set state=... too */
	rc |= fill(c, root, t, t->expand, out);
	return rc;
}

int conf_read(struct arena *a, struct secrets *k, const char *path, const struct str *text,
	const struct conf_table *table, const struct conf_set *sets, size_t n_sets, void *out, struct str *raw,
	struct conf_errors *all)
{
	struct conf_ctx c = { .a = a, .scratch = arena_new(), .k = k, .errors = all };
	static const struct str none = { "", 0 };
	struct err e;
	memset(out, 0, table->size);
	int rc = conf_source_read(a, path ? path : "defaults", path ? text : &none, &c.source, &e);
	c.dir = path ? file_dir(a, path) : NULL;
	defaults(&c, table, out);
	if (!conf_errors_add(all, CONF_WHOLE, rc, &e))
		rc = parse(&c, sets, n_sets, table, out);
	if (raw)
		*raw = (struct str){ arena_strndup(a, buf_text(&c.source.raw), c.source.raw.n), c.source.raw.n };
	buf_free(&c.source.text);
	buf_free(&c.source.raw);
	arena_free(c.scratch);
	return rc;
}

int conf_load(struct arena *a, struct secrets *k, const char *path, const struct str *text,
	const struct conf_table *table, const struct conf_set *sets, size_t n_sets, void *out, struct str *raw,
	struct err *e)
{
	struct conf_errors all = { .a = a };
	struct str read;
	void *filled = arena_alloc(a, table->size);
	if (conf_read(a, k, path, text, table, sets, n_sets, filled, &read, &all))
		return conf_errors_end(&all, e);
	memcpy(out, filled, table->size);
	if (raw)
		*raw = read;
	return 0;
}
