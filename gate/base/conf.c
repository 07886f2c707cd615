/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conf.c: reads a config file with libconfig into the structs that tables describe. The only file that uses libconfig.
 */
#include "conf_value.h"

#include <libconfig.h>
#include <stdio.h>
#include <string.h>

/* ---- The position of a setting ---------------------------------------------------------- */

static const char *path_of(struct conf_ctx *c, const config_setting_t *s)
{
	const config_setting_t *up = config_setting_parent(s);
	const char *name = config_setting_name(s);
	if (!up)
		return "";
	const char *outer = path_of(c, up);
	if (!name)
		return arena_printf(c->a, "%s[%d]", outer, config_setting_index(s));
	return *outer ? arena_printf(c->a, "%s.%s", outer, name) : name;
}

static struct conf_at at_setting(struct conf_ctx *c, const config_setting_t *s)
{
	unsigned line = config_setting_source_line(s);
	struct conf_at at = { .path = path_of(c, s), .ordered = line == 0 && config_setting_parent(s) };
	at.place = conf_source_place(&c->source, line);
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

static const char *type_name(const config_setting_t *s)
{
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_GROUP: return "a group { }";
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64: return "a whole number";
	case CONFIG_TYPE_FLOAT: return "a number with a point";
	case CONFIG_TYPE_STRING: return "a string";
	case CONFIG_TYPE_BOOL: return "true or false";
	case CONFIG_TYPE_ARRAY: return "an array [ ]";
	case CONFIG_TYPE_LIST: return "a list ( )";
	default: return "a value of another type"; /* of a later libconfig */
	}
}

static int wrong_type(struct conf_ctx *c, const struct conf_at *at, const char *want, const config_setting_t *s)
{
	return fail(c, at, arena_printf(c->a, "must be %s, not %s", want, type_name(s)));
}

/* ---- Values ----------------------------------------------------------------------------------- */

/* The setting as text: a string as it is; a number or boolean if the kind accepts it. */
static int text_of(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const config_setting_t *s,
	const char **out)
{
	int type = config_setting_type(s);
	if (type == CONFIG_TYPE_STRING) {
		*out = config_setting_get_string(s);
		return 0;
	}
	if (f->kind == CONF_INT && (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64)) {
		*out = arena_printf(
			c->a, "%lld", type == CONFIG_TYPE_INT ? config_setting_get_int(s) : config_setting_get_int64(s));
		return 0;
	}
	if (f->kind == CONF_BOOL && type == CONFIG_TYPE_BOOL) {
		*out = config_setting_get_bool(s) ? "true" : "false";
		return 0;
	}
	return wrong_type(c, at, conf_kind_wanted(f->kind), s);
}

static int strings(
	struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const config_setting_t *s, void *out)
{
	int type = config_setting_type(s);
	if (at->ordered && type == CONFIG_TYPE_STRING)
		return conf_value_list(c, at, f, config_setting_get_string(s), out);
	if (f->kind == CONF_PATHS && type == CONFIG_TYPE_STRING) {
		const char *one = config_setting_get_string(s);
		return conf_value_strings(c, at, f, &one, 1, out);
	}
	if (type != CONFIG_TYPE_ARRAY && type != CONFIG_TYPE_LIST)
		return wrong_type(c, at, "a list of strings", s);
	int n = config_setting_length(s);
	const char **items = ARENA_ARRAY(c->a, const char *, (size_t)n + 1);
	for (int i = 0; i < n; i++) {
		const config_setting_t *item = config_setting_get_elem(s, (unsigned)i);
		if (config_setting_type(item) != CONFIG_TYPE_STRING)
			return wrong_type(c, at, "a list of strings", item);
		items[i] = config_setting_get_string(item);
	}
	return conf_value_strings(c, at, f, items, (size_t)n, out);
}

static int pairs(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const config_setting_t *s,
	struct conf_pairs *out)
{
	int type = config_setting_type(s), n = config_setting_length(s);
	if (type != CONFIG_TYPE_GROUP && type != CONFIG_TYPE_ARRAY && type != CONFIG_TYPE_LIST)
		return wrong_type(c, at, "a group, or a list of \"Name: value\"", s);
	out->items = ARENA_ARRAY(c->a, struct conf_pair, (size_t)n + 1);
	for (int i = 0; i < n; i++) {
		const config_setting_t *item = config_setting_get_elem(s, (unsigned)i);
		struct conf_at here = at_setting(c, item);
		if (config_setting_type(item) != CONFIG_TYPE_STRING)
			return wrong_type(c, &here, "a string", item);
		if (conf_value_pair(c, &here, f, type == CONFIG_TYPE_GROUP ? config_setting_name(item) : NULL,
				config_setting_get_string(item), &out->items[i]))
			return -1;
		out->n++;
	}
	return 0;
}

/* ---- Tables -------------------------------------------------------------------------------------- */

static int fill(struct conf_ctx *c, const config_setting_t *group, const struct conf_table *t, bool expand, void *out);

static int known_keys(struct conf_ctx *c, const config_setting_t *group, const struct conf_table *t)
{
	const char *names[64];
	size_t n = 0;
	for (size_t i = 0; i < t->n && n < COUNTOF(names); i++)
		names[n++] = t->fields[i].name;
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *s = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(s);
		bool known = false;
		for (size_t j = 0; j < n; j++)
			known = known || !strcmp(names[j], name);
		if (known)
			continue;
		struct conf_at at = at_setting(c, s);
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

static int members(struct conf_ctx *c, const struct conf_at *at, const config_setting_t *s, const struct conf_field *f,
	bool expand, struct conf_list *out)
{
	bool keyed = f->kind == CONF_MEMBERS;
	int type = config_setting_type(s), n = config_setting_length(s);
	if (keyed ? type != CONFIG_TYPE_GROUP : type != CONFIG_TYPE_LIST)
		return wrong_type(c, at, keyed ? "a group of groups, keyed by alias" : "a list of groups ( { }, { } )", s);
	if (n > LIMIT_MEMBERS)
		return fail(c, at, arena_printf(c->a, "more than %d members", LIMIT_MEMBERS));
	char *items = arena_array(c->a, (size_t)n + 1, f->table->size);
	for (int i = 0; i < n; i++) {
		const config_setting_t *item = config_setting_get_elem(s, (unsigned)i);
		struct conf_at here = at_setting(c, item);
		const char *alias = keyed ? config_setting_name(item) : NULL;
		void *member = items + (size_t)i * f->table->size;
		if (config_setting_type(item) != CONFIG_TYPE_GROUP)
			return wrong_type(c, &here, "a group { }", item);
		if (alias && !conf_alias_valid(alias))
			return fail(c, &here, "an alias must be a name like backend_1, and not a reserved word of CEL");
		if (fill(c, item, f->table, expand, member))
			return -1;
		*(struct conf_member *)member = (struct conf_member){ alias ? arena_strdup(c->a, alias) : NULL, here.place };
	}
	*out = (struct conf_list){ items, (size_t)n };
	return 0;
}

static int field(struct conf_ctx *c, const config_setting_t *s, const struct conf_field *f, bool expand, void *out)
{
	struct conf_at at = at_setting(c, s);
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
		if (config_setting_type(s) != CONFIG_TYPE_GROUP)
			return wrong_type(c, &at, "a group { }", s);
		if (f->kind == CONF_GROUP)
			return fill(c, s, f->table, expand, out);
		*(void **)out = arena_alloc(c->a, f->table->size);
		return fill(c, s, f->table, expand, *(void **)out);
	case CONF_STRING:
	case CONF_SECRET:
	case CONF_URL:
	case CONF_PATH:
	case CONF_CEL:
	case CONF_DURATION:
	case CONF_INT:
	case CONF_BOOL:
	case CONF_CHOICE: break;
	}
	return text_of(c, &at, f, s, &text) ? -1 : conf_value(c, &at, f, text, out);
}

static int absent(struct conf_ctx *c, const config_setting_t *group, const struct conf_field *f, bool expand, void *out)
{
	struct conf_at at = at_setting(c, group);
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

static int fill(struct conf_ctx *c, const config_setting_t *group, const struct conf_table *t, bool expand, void *out)
{
	char *base = out;
	if (!group)
		return defaults(c, t, expand, base);
	if (known_keys(c, group, t))
		return -1;
	for (size_t i = 0; i < t->n; i++) {
		const struct conf_field *f = &t->fields[i];
		const config_setting_t *s = config_setting_get_member(group, f->name);
		if (s ? field(c, s, f, expand || t->expand, base + f->offset)
			  : absent(c, group, f, expand || t->expand, base + f->offset))
			return -1;
	}
	return 0;
}

/* ---- --set, and loading a file ----------------------------------------------------------------------- */

static int apply_set(config_setting_t *root, struct arena *a, const struct conf_set *set, struct err *e)
{
	char *path = arena_strdup(a, set->path), *save = NULL;
	config_setting_t *group = root;
	for (char *name = strtok_r(path, ".", &save), *next; name; name = next) {
		next = strtok_r(NULL, ".", &save);
		config_setting_t *there = config_setting_get_member(group, name);
		if (next && there && config_setting_type(there) == CONFIG_TYPE_GROUP) {
			group = there;
			continue;
		}
		if (there)
			config_setting_remove(group, name);
		config_setting_t *made = config_setting_add(group, name, next ? CONFIG_TYPE_GROUP : CONFIG_TYPE_STRING);
		if (!made)
			return err_set(e, ERR_USAGE, "--set %s: invalid key \"%s\"", set->path, name);
		if (!next)
			config_setting_set_string(made, set->value);
		group = made;
	}
	return group == root ? err_set(e, ERR_USAGE, "--set needs PATH=VALUE") : 0;
}

static size_t count_keys(const config_setting_t *s, size_t depth)
{
	size_t n = 1;
	if (depth > LIMIT_CONFIG_DEPTH || !config_setting_is_aggregate(s))
		return depth > LIMIT_CONFIG_DEPTH ? LIMIT_CONFIG_KEYS + 1 : 1;
	for (int i = 0; i < config_setting_length(s); i++)
		n += count_keys(config_setting_get_elem(s, (unsigned)i), depth + 1);
	return n;
}

static int not_parsed(const config_t *cfg, struct conf_ctx *c)
{
	struct conf_place at = conf_source_place(&c->source, (unsigned)config_error_line(cfg));
	bool syntax = !strcmp(config_error_text(cfg), "syntax error");
	struct conf_twice twice;
	if (!strncmp(config_error_text(cfg), "duplicate", 9) && conf_find_twice(c->a, buf_text(&c->source.text), &twice)) {
		struct conf_place first = conf_source_place(&c->source, twice.first);
		at = conf_source_place(&c->source, twice.again);
		const char *other = !strcmp(first.file, at.file) ? arena_printf(c->a, "on line %u", first.line)
														 : arena_printf(c->a, "in %s:%u", first.file, first.line);
		return conf_error(c->e, &at, "duplicate setting: %s is also set %s; remove one", twice.path, other);
	}
	return conf_error(c->e, &at, "%s%s", config_error_text(cfg),
		syntax ? " here or just before; settings are NAME = VALUE; with names that are not quoted" : "");
}

static int parse(config_t *cfg, struct conf_ctx *c, const struct conf_set *sets, size_t n_sets,
	const struct conf_table *t, void *out)
{
	if (config_read_string(cfg, buf_text(&c->source.text)) != CONFIG_TRUE)
		return not_parsed(cfg, c);
	if (count_keys(config_root_setting(cfg), 0) > LIMIT_CONFIG_KEYS) {
		struct conf_place at = conf_source_place(&c->source, 1);
		return conf_error(
			c->e, &at, "more than %d settings, or nested more than %d deep", LIMIT_CONFIG_KEYS, LIMIT_CONFIG_DEPTH);
	}
	for (size_t i = 0; i < n_sets; i++)
		if (apply_set(config_root_setting(cfg), c->a, &sets[i], c->e))
			return -1;
	return fill(c, config_root_setting(cfg), t, t->expand, out);
}

int conf_load(struct arena *a, struct secrets *k, const char *path, const struct str *text,
	const struct conf_table *table, const struct conf_set *sets, size_t n_sets, void *out, struct str *raw,
	struct err *e)
{
	struct conf_ctx c = { .a = a, .k = k, .e = e };
	static const struct str none = { "", 0 };
	config_t cfg;
	config_init(&cfg);
	char *filled = arena_alloc(a, table->size);
	int rc = conf_source_read(a, path ? path : "defaults", path ? text : &none, &c.source, e);
	c.dir = path ? file_dir(a, path) : NULL;
	if (!rc)
		rc = parse(&cfg, &c, sets, n_sets, table, filled);
	if (!rc) {
		memcpy(out, filled, table->size);
		if (raw)
			*raw = (struct str){ arena_strndup(a, buf_text(&c.source.raw), c.source.raw.n), c.source.raw.n };
	}
	config_destroy(&cfg);
	buf_free(&c.source.text);
	buf_free(&c.source.raw);
	return rc;
}

#define DIGITS(n)                       #n
#define VERSION(major, minor, revision) DIGITS(major) "." DIGITS(minor) "." DIGITS(revision)

const char *conf_version(void)
{
	return VERSION(LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR, LIBCONFIG_VER_REVISION);
}
