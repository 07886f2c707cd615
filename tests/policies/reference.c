/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reference.c: reference TEMPLATE: prints the template with each line @WORD@ replaced by text generated from the
 * program's tables: facts, functions, keys, policies. make check compares the result with policies/README.md.
 */
#include "../../gate/judge/judge.h"
#include "../../gate/config/preset.h"
#include "../../gate/source/cloud/resource.h"
#include "../../gate/source/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A cell of a Markdown table. */
static void put_cell(const char *text)
{
	for (const char *c = text; *c; c++)
		printf(*c == '|' || *c == '<' || *c == '*' || *c == '_' ? "\\%c" : "%c", *c);
}

static void put_code(const char *text)
{
	putchar('`');
	for (const char *c = text; *c; c++)
		printf(*c == '|' ? "\\%c" : "%c", *c);
	putchar('`');
}

/* ---- Facts -------------------------------------------------------------------------------------------- */

static void put_fact(const struct fact_doc *fact)
{
	printf("| ");
	put_code(fact->name);
	printf(" | %s | ", fact->type);
	put_cell(fact->doc);
	printf(" |\n");
}

static void put_head(void)
{
	printf("| fact | type | meaning |\n|---|---|---|\n");
}

static void put_pace(const struct source *s)
{
	if (s->every == EVERY_ONCE)
		printf(" Observed once per run.");
	else if (s->every == EVERY_ROUND)
		printf(" Observed every round.");
	else
		printf(" Observed every %lld s.", (long long)s->every / 1000);
}

static void put_source(const struct source *s)
{
	bool several = s->group == GROUP_PROBES || (s->resource && s->resource->kind); /* one section per kind */
	printf("### %s%s%s\n\n", group_name(s->group), several ? ": " : "", several ? s->kind : "");
	printf("%c%s", s->doc[0] >= 'a' && s->doc[0] <= 'z' ? s->doc[0] - 'a' + 'A' : s->doc[0], s->doc + 1);
	putchar('.');
	if (s->start)
		put_pace(s);
	printf("\n\n");
	if (source_facts(s))
		put_head();
	for (size_t i = 0; i < source_facts(s); i++)
		put_fact(source_fact(s, i));
	printf("%s", source_facts(s) ? "\n" : "");
	const struct source *first = source_of_shapes(s);
	if (first != s)
		printf("Its types are described at %s.\n\n", group_name(first->group));
	for (size_t i = 0; first == s && i < s->n_shapes; i++) {
		printf("Type *%s*:\n\n", s->shapes[i].name);
		put_head();
		for (size_t f = 0; f < s->shapes[i].n; f++)
			put_fact(&s->shapes[i].facts[f]);
		printf("\n");
	}
}

static void facts(struct arena *a)
{
	size_t n;
	const struct source *const *all = source_table(&n);
	(void)a;
	for (size_t i = 0; i < n; i++)
		if (!all[i]->inner)
			put_source(all[i]);
}

/* ---- Functions ------------------------------------------------------------------------------------------ */

static void functions(struct arena *a)
{
	(void)a;
	printf("| function | returns |\n|---|---|\n");
	for (size_t i = 0; cel_function_doc(i).name; i++) {
		struct cel_function_doc f = cel_function_doc(i);
		printf("| ");
		put_code(f.signature);
		printf(" | ");
		put_cell(f.doc);
		printf(" |\n");
	}
	printf("\n");
}

/* ---- Keys --------------------------------------------------------------------------------------------------- */

static void put_choices(const struct conf_field *f)
{
	if (f->choices)
		for (size_t i = 0; f->choices[i]; i++)
			printf("%s`%s`", i ? ", " : "", f->choices[i]);
	else
		printf("%s", conf_kind_text(f->kind));
}

static void put_keys(const struct conf_table *t)
{
	printf("| key | type | meaning |\n|---|---|---|\n");
	for (size_t i = 0; i < t->n; i++) {
		const struct conf_field *f = &t->fields[i];
		printf("| ");
		put_code(f->name);
		printf(" | ");
		put_choices(f);
		printf(" | ");
		put_cell(f->doc);
		if (f->required)
			printf(" (required)");
		if (f->def)
			printf(" (default: `%s`)", *f->def ? f->def : "\"\"");
		printf(" |\n");
	}
	printf("\n");
}

static bool is_member(const struct conf_field *f)
{
	return f->kind == CONF_MEMBERS || f->kind == CONF_LIST;
}

static void put_table(const struct conf_table *t, const char *path, int depth)
{
	char inner[256];
	if (depth)
		printf("### `%s`\n\n", path);
	put_keys(t);
	for (size_t i = 0; i < t->n; i++) {
		const struct conf_field *f = &t->fields[i];
		snprintf(inner, sizeof(inner), "%s%s%s%s", path, *path ? "." : "", f->name,
			f->kind == CONF_MEMBERS ? ".ALIAS"
				: is_member(f)      ? "[]"
									: "");
		if (f->table && depth < 3 && !(depth == 2 && strstr(path, "journey")))
			put_table(f->table, inner, depth + 1);
	}
}

static void config_keys(struct arena *a)
{
	(void)a;
	put_table(&config_table, "", 0);
}

static void metrics(struct arena *a)
{
	size_t n;
	const struct preset *all = preset_table(&n);
	(void)a;
	printf("| resource | metric | unit | value |\n|---|---|---|---|\n");
	for (size_t i = 0; i < n; i++) {
		printf("| %s | `%s` | %s | ", group_name(all[i].of), all[i].name, all[i].unit);
		put_cell(all[i].doc);
		printf(" |\n");
	}
	printf("\n");
}

static void rule_keys(struct arena *a)
{
	(void)a;
	put_keys(&policy_table);
	put_keys(policy_table.fields[policy_table.n - 1].table);
}

/* ---- Policies --------------------------------------------------------------------------------------------------- */

/* The comment at the beginning of a policy, after its license. */
static void put_heading(struct str text)
{
	const char *line = memchr(text.p, '\n', text.n);
	for (line = line ? line + 1 : ""; *line == '#'; line = strchr(line, '\n') + 1)
		printf("%.*s\n", (int)strcspn(line + 2, "\n"), line + 2);
	printf("\n");
}

enum { CELL_MAX = 160 };

static void put_rule(const struct rule *r)
{
	printf("| `%s` | %s | ", r->id, severity_name((enum severity)r->severity));
	if (r->each)
		printf("each of %s", r->each);
	printf(" | ");
	if (strlen(r->expression.text) <= CELL_MAX)
		put_code(r->expression.text);
	else
		printf("[in the file](%s.cfg)", r->policy + strlen("builtin:"));
	printf(" |\n");
}

static void put_policy(struct arena *a, const struct builtin *b)
{
	const char *name = arena_printf(a, "builtin:%s", b->name);
	struct options o = { .policies = { .items = &name, .n = 1 } };
	struct policy p;
	struct err e;
	size_t own = 0;
	printf("### %s\n\n", name);
	put_heading(b->text);
	if (policy_load(a, secrets_new(a), &o, NULL, &p, &e)) {
		fprintf(stderr, "reference: %s\n", e.text);
		exit(2);
	}
	for (size_t i = 0; i < p.n; i++)
		if (!strcmp(p.rules[i]->policy, name)) {
			if (!own++)
				printf("| rule | severity | judged for | holds when |\n|---|---|---|---|\n");
			put_rule(p.rules[i]);
		}
	if (own)
		printf("\n");
}

static void policies(struct arena *a)
{
	size_t n;
	const struct builtin *all = builtin_policies(&n);
	for (size_t i = 0; i < n; i++)
		put_policy(a, &all[i]);
}

/* ---- The template -------------------------------------------------------------------------------- */

static const struct {
	const char *line;
	void (*put)(struct arena *a);
} parts[] = {
	{ "@FACTS@", facts },
	{ "@FUNCTIONS@", functions },
	{ "@CONFIG@", config_keys },
	{ "@METRICS@", metrics },
	{ "@RULES@", rule_keys },
	{ "@POLICIES@", policies },
};

static bool put_part(struct arena *a, struct str line)
{
	for (size_t i = 0; i < COUNTOF(parts); i++)
		if (str_is(line, parts[i].line)) {
			parts[i].put(a);
			return true;
		}
	return false;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct str text;
	struct err e;
	if (argc != 2 || file_read(a, argv[1], 1024 * 1024, &text, &e)) {
		fprintf(stderr, "reference: %s\n", argc != 2 ? "reference TEMPLATE" : e.text);
		return 2;
	}
	for (const char *p = text.p; *p;) {
		size_t n = strcspn(p, "\n");
		if (!put_part(a, (struct str){ p, n }))
			printf("%.*s\n", (int)n, p);
		p += n + (p[n] == '\n');
	}
	arena_free(a);
	return 0;
}
