/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape.c: the shape of the facts, from the sources' tables and the aliases of the config, so that a misspelt fact is
 * found before any request is sent. No side effects.
 */
#include "shape.h"

#include <string.h>

typedef const struct cel_shape *shape; /* NULL: any value */

static shape of_type(struct arena *a, const struct source *s, const char *type);

static struct cel_shape *new_shape(struct arena *a, enum cel_kind kind)
{
	struct cel_shape *s = ARENA_NEW(a, struct cel_shape);
	s->kind = kind;
	return s;
}

/* Returns a map with exactly these facts. */
static struct cel_shape *of_facts(struct arena *a, const struct source *s, const struct fact_doc *facts, size_t n)
{
	struct cel_shape *m = new_shape(a, CEL_MAP);
	struct cel_field *fields = ARENA_ARRAY(a, struct cel_field, n + 1);
	for (size_t i = 0; i < n; i++)
		fields[i] = (struct cel_field){ facts[i].name, of_type(a, s, facts[i].type) };
	m->fields = fields;
	m->n = n;
	return m;
}

static shape of_word(struct arena *a, const struct source *s, const char *type)
{
	static const struct {
		const char *name;
		struct cel_shape shape;
	} words[] = {
		{ "string", { .kind = CEL_STRING } },
		{ "bool", { .kind = CEL_BOOL } },
		{ "int", { .kind = CEL_INT, .fact = true } },
		{ "double", { .kind = CEL_DOUBLE, .fact = true } },
		{ "list", { .kind = CEL_LIST } },
		{ "map", { .kind = CEL_MAP, .open = true } },
	};
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (!strcmp(words[i].name, type))
			return &words[i].shape;
	for (size_t i = 0; i < s->n_shapes; i++)
		if (!strcmp(s->shapes[i].name, type))
			return of_facts(a, s, s->shapes[i].facts, s->shapes[i].n);
	return NULL;
}

/* Returns the shape for a type of the fact tables: "string", "list of target", "map of variable"; NULL for "any". */
static shape of_type(struct arena *a, const struct source *s, const char *type)
{
	bool list = !strncmp(type, "list of ", 8), map = !strncmp(type, "map of ", 7);
	if (!list && !map)
		return of_word(a, s, type);
	struct cel_shape *all = new_shape(a, list ? CEL_LIST : CEL_MAP);
	all->open = map;
	all->each = of_type(a, s, type + (list ? 8 : 7));
	return all;
}

static bool among(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* Returns a map of a source's facts with room for `more` fields. */
static struct cel_shape *of_source(struct arena *a, const struct source *s, size_t more)
{
	struct cel_shape *m = new_shape(a, CEL_MAP);
	struct cel_field *fields = ARENA_ARRAY(a, struct cel_field, source_facts(s) + more);
	for (size_t i = 0; i < source_facts(s); i++)
		fields[i] = (struct cel_field){ source_fact(s, i)->name, of_type(a, s, source_fact(s, i)->type) };
	m->fields = fields;
	m->n = source_facts(s);
	return m;
}

shape shape_answer(struct arena *a, const struct source *s, const char *const *names, size_t n)
{
	if (!source_facts(s))
		return NULL;
	struct cel_shape *all = of_source(a, s, 0);
	struct cel_field *fields = (struct cel_field *)(uintptr_t)all->fields;
	size_t kept = 0;
	for (size_t i = 0; i < all->n; i++)
		if (!n || among(fields[i].name, names, n))
			fields[kept++] = fields[i];
	all->n = kept;
	return all;
}

shape shape_member(struct arena *a, const struct source *s)
{
	static const struct cel_shape age = { .kind = CEL_INT, .fact = true };
	if (!source_facts(s))
		return NULL;
	struct cel_shape *m = of_source(a, s, 1);
	bool computed = s->group == GROUP_RELEASE || s->group == GROUP_DEPLOY;
	if (!group_is_of_workloads(s->group) && !computed && s->group != GROUP_GOOGLE)
		((struct cel_field *)(uintptr_t)m->fields)[m->n++] = (struct cel_field){ "lookAgeSeconds", &age };
	return m;
}

/* ---- Groups --------------------------------------------------------------------------------------------- */

static shape field_of(shape map, const char *name)
{
	for (size_t i = 0; i < map->n; i++)
		if (!strcmp(map->fields[i].name, name))
			return map->fields[i].shape;
	return NULL;
}

static bool has_field(shape map, const char *name)
{
	for (size_t i = 0; i < map->n; i++)
		if (!strcmp(map->fields[i].name, name))
			return true;
	return false;
}

static void add_fields(struct cel_shape *m, struct cel_field *fields, shape one)
{
	for (size_t f = 0; f < one->n; f++) {
		size_t at = 0;
		while (at < m->n && strcmp(fields[at].name, one->fields[f].name) != 0)
			at++;
		if (at == m->n) {
			fields[at] = one->fields[f];
			m->n++;
		} else if (!fields[at].shape || !one->fields[f].shape || fields[at].shape->kind != one->fields[f].shape->kind) {
			fields[at].shape = NULL;
		}
	}
}

/* Returns the number of sources that observe members of a group, one for each kind of member. */
static size_t kinds_of(enum group g)
{
	size_t n, kinds = 0;
	const struct source *const *all = source_table(&n);
	for (size_t i = 0; i < n; i++)
		kinds += all[i]->group == g && !all[i]->inner;
	return kinds;
}

/* Returns the shape of a member of any kind: the fields of all kinds; a field has a shape only if all kinds agree on
 * it. So a rule with each = "probes" may test has(it.x) even if no configured probe has x. */
static shape any_kind(struct arena *a, enum group g)
{
	size_t n, most = 0;
	const struct source *const *all = source_table(&n);
	struct cel_shape *m = new_shape(a, CEL_MAP);
	for (size_t i = 0; i < n; i++)
		most += source_facts(all[i]) + 1;
	struct cel_field *fields = ARENA_ARRAY(a, struct cel_field, most);
	for (size_t i = 0; i < n; i++) {
		if (all[i]->group != g || all[i]->inner)
			continue;
		shape one = shape_member(a, all[i]);
		if (!one) /* a kind without a table can have any fact */
			return NULL;
		add_fields(m, fields, one);
	}
	m->fields = fields;
	return m;
}

/* Returns the key of the config that lists the members of a group. */
static const char *key_of(enum group g)
{
	return g == GROUP_PASSPORTS ? "requires" : group_name(g);
}

/* Returns a group with the aliases of the config as members. Without a config, or if members are discovered or the
 * group has an error, any alias is allowed. A member with an error may have any fact. */
static shape group_shape(struct arena *a, const struct config *c, enum group g)
{
	const char **aliases = NULL;
	bool listed = c && !c->discover && !conf_errors_at(c->errors, key_of(g));
	size_t n = listed ? group_aliases(a, c, g, &aliases) : 0;
	struct cel_shape *m = new_shape(a, CEL_MAP);
	struct cel_field *fields = ARENA_ARRAY(a, struct cel_field, n + 1);
	bool several = kinds_of(g) > 1;
	shape each = several ? any_kind(a, g) : shape_member(a, source_of_member(g, NULL));
	if (g == GROUP_RELEASE || g == GROUP_DEPLOY || (g == GROUP_SOURCE && (!listed || c->source)))
		return each;
	for (size_t i = 0; i < n; i++)
		fields[i] = (struct cel_field){ aliases[i],
			config_is_wrong(a, c, key_of(g), aliases[i]) ? NULL
				: several                                ? shape_member(a, source_of_member(g, group_item(c, g, i)))
														 : each };
	m->fields = fields;
	m->n = n;
	m->open = !listed || g == GROUP_GOOGLE; /* Google gives the names of its incidents */
	m->where = g == GROUP_GOOGLE ? NULL : " in the config";
	m->each = each;
	return m;
}

shape shape_facts(struct arena *a, const struct config *c)
{
	struct cel_shape *root = new_shape(a, CEL_MAP);
	struct cel_field *fields = ARENA_ARRAY(a, struct cel_field, GROUP__COUNT);
	for (int g = 0; g < GROUP__COUNT; g++)
		fields[g] = (struct cel_field){ group_name((enum group)g), group_shape(a, c, (enum group)g) };
	root->fields = fields;
	root->n = GROUP__COUNT;
	return root;
}

/* ---- One rule's view -------------------------------------------------------------------------------------- */

/* If the rule contains has(sql.replica), sql.replica may be missing in the config, so it is added. For
 * has(source.commit) all of source is added. */
static shape with_asked(
	struct arena *a, shape group, const char *name, const struct cel_program *const *programs, size_t n_programs)
{
	struct cel_shape *more = NULL;
	for (size_t i = 0; group && i < n_programs; i++) {
		const struct cel_ref *refs;
		size_t n = programs[i] ? cel_refs(programs[i], &refs) : 0;
		for (size_t r = 0; r < n; r++) {
			if (!refs[r].tested || refs[r].n != 2 || strcmp(refs[r].parts[0], name) != 0 ||
				has_field(more ? more : group, refs[r].parts[1]))
				continue;
			if (!strcmp(name, group_name(GROUP_SOURCE)))
				return group->each;
			shape before = more ? more : group;
			struct cel_field *fields = ARENA_ARRAY(a, struct cel_field, before->n + 1);
			memcpy(fields, before->fields, before->n * sizeof(*fields));
			fields[before->n] = (struct cel_field){ refs[r].parts[1], before->each };
			more = new_shape(a, CEL_MAP);
			*more = *before;
			more->fields = fields;
			more->n++;
		}
	}
	return more ? more : group;
}

shape shape_rule(struct arena *a, shape facts, const char *each, const struct cel_program *const *programs, size_t n)
{
	static const struct cel_shape text = { .kind = CEL_STRING };
	struct cel_shape *root = new_shape(a, CEL_MAP);
	struct cel_field *fields = ARENA_ARRAY(a, struct cel_field, facts->n + 2);
	for (; root->n < facts->n; root->n++) {
		const struct cel_field *f = &facts->fields[root->n];
		bool group = f->shape && f->shape->where; /* source and release have no aliases */
		fields[root->n] = (struct cel_field){ f->name,
			group ? with_asked(a, f->shape, f->name, programs, n) : f->shape };
	}
	if (each) {
		shape members = field_of(facts, each);
		fields[root->n++] = (struct cel_field){ "it", members ? members->each : NULL };
		fields[root->n++] = (struct cel_field){ "key", &text };
	}
	root->fields = fields;
	return root;
}
