/* SPDX-License-Identifier: Apache-2.0 */
/* manual_table.c: parts of the manual that come from the program's tables. */
#include "cmd.h"
#include "manual.h"
#include "opt.h"
#include "../config/preset.h"
#include "../judge/judge.h"
#include "../report/report.h"
#include "../source/cloud/resource.h"
#include "../source/source.h"

#include <stdio.h>
#include <string.h>

/* ---- Options, commands, exit codes ------------------------------------------------------------------ */

static void put_option(const struct opt *opt, const struct command *c, struct buf *out)
{
	size_t n;
	const struct report_format *formats = report_formats(&n);
	buf_puts(out, "* ");
	if (opt->letter)
		buf_printf(out, "`-%c`, ", opt->letter);
	buf_printf(
		out, "`--%s`%s%s :: %s", opt->name, opt->value ? " " : "", opt->value ? opt->value : "", opt_doc(opt, c));
	for (size_t i = 0; opt_takes_format(opt) && i < n; i++)
		buf_printf(out, "%s`%s` (%s)", i ? ", " : " ", formats[i].name, formats[i].doc);
	buf_putc(out, '\n');
}

void manual_options(const struct command *c, struct buf *out)
{
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		if (c ? opt_belongs(&opt_table[i], c) : !opt_table[i].groups)
			put_option(&opt_table[i], c, out);
}

static void put_commands(struct buf *out)
{
	size_t n;
	const struct command *all = command_table(&n);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "* `%s`%s%s :: %s\n", all[i].name, *all[i].args ? " " : "", all[i].args, all[i].doc);
}

static void put_topics(struct buf *out)
{
	size_t n;
	const struct manual_topic *all = manual_topics(&n);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "* `%s` :: %s\n", all[i].name, all[i].doc);
}

static bool has_word(struct str words, const char *word)
{
	size_t n = strcspn(word, ",");
	for (const char *p = words.p, *end = words.p + words.n; p < end;) {
		size_t len = strcspn(p, " \n");
		if (len == n && !strncmp(p, word, n))
			return true;
		p += len + 1;
	}
	return false;
}

/* words: the codes, with spaces between them; none: all */
static void put_exits(struct str words, struct buf *out)
{
	size_t n;
	const struct exit_doc *docs = exit_docs(&n);
	for (size_t i = 0; i < n; i++)
		if (!words.n || has_word(words, docs[i].code))
			buf_printf(out, "* %s :: %s\n", docs[i].code, docs[i].doc);
}

/* ---- Keys of config and policies ---------------------------------------------------------------------- */

static void put_keys(const struct conf_table *t, struct buf *out)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct conf_field *f = &t->fields[i];
		buf_printf(out, "* `%s` (", f->name);
		for (size_t c = 0; f->choices && f->choices[c]; c++)
			buf_printf(out, "%s`%s`", c ? ", " : "", f->choices[c]);
		buf_printf(out, "%s) :: %s", f->choices ? "" : conf_kind_text(f->kind), f->doc);
		if (f->required)
			buf_puts(out, " (required)");
		if (f->def)
			buf_printf(out, " (default: `%s`)", *f->def ? f->def : "\"\"");
		buf_putc(out, '\n');
	}
}

enum { DEPTH_MAX = 3 }; /* of nested groups; a step of a journey has the keys of a probe, which are not repeated */

static void put_table(struct arena *a, const struct conf_table *t, const char *path, int depth, struct buf *out)
{
	if (depth)
		buf_printf(out, "=== %s\n", path);
	put_keys(t, out);
	for (size_t i = 0; i < t->n; i++) {
		const struct conf_field *f = &t->fields[i];
		const char *each = f->kind == CONF_MEMBERS ? ".ALIAS" : f->kind == CONF_LIST ? "[]" : "";
		if (f->table && depth < DEPTH_MAX && !(depth == 2 && strstr(path, "journey")))
			put_table(a, f->table, arena_printf(a, "%s%s%s%s", path, *path ? "." : "", f->name, each), depth + 1, out);
	}
}

static void put_metrics(struct buf *out)
{
	size_t n;
	const struct preset *all = preset_table(&n);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "* `%s` (%s; %s) :: %s\n", all[i].name, group_name(all[i].of), all[i].unit, all[i].doc);
}

static void put_rule_keys(struct buf *out)
{
	put_keys(&policy_table, out);
	for (size_t i = 0; i < policy_table.n; i++)
		if (policy_table.fields[i].table) {
			buf_printf(out, "=== %s[]\n", policy_table.fields[i].name);
			put_keys(policy_table.fields[i].table, out);
		}
}

/* ---- Facts and functions ----------------------------------------------------------------------------- */

static void put_fact(const struct fact_doc *fact, struct buf *out)
{
	buf_printf(out, "* `%s` (%s) :: %s\n", fact->name, fact->type, fact->doc);
}

static void put_source(const struct source *s, struct buf *out)
{
	bool several = s->group == GROUP_PROBES || (s->resource && s->resource->kind); /* a section for each kind */
	buf_printf(out, "=== %s%s%s\n%s.\n", group_name(s->group), several ? ": " : "", several ? s->kind : "", s->doc);
	for (size_t i = 0; i < source_facts(s); i++)
		put_fact(source_fact(s, i), out);
	const struct source *first = source_of_shapes(s);
	if (first != s)
		buf_printf(out, "\nIts types are described at %s.\n", group_name(first->group));
	for (size_t i = 0; first == s && i < s->n_shapes; i++) {
		buf_printf(out, "\nType `%s`:\n", s->shapes[i].name);
		for (size_t f = 0; f < s->shapes[i].n; f++)
			put_fact(&s->shapes[i].facts[f], out);
	}
}

static void put_facts(struct buf *out)
{
	size_t n;
	const struct source *const *all = source_table(&n);
	for (size_t i = 0; i < n; i++)
		if (!all[i]->inner)
			put_source(all[i], out);
}

static void put_functions(struct buf *out)
{
	for (size_t i = 0; cel_function_doc(i).name; i++)
		buf_printf(out, "* `%s` :: %s\n", cel_function_doc(i).signature, cel_function_doc(i).doc);
}

bool manual_table(struct arena *a, struct str line, struct buf *out)
{
	size_t n = 0;
	while (n < line.n && line.p[n] != ' ')
		n++;
	struct str name = { line.p, n }, words = { line.p + n, line.n - n };
	if (str_is(name, "@commands"))
		put_commands(out);
	else if (str_is(name, "@topics"))
		put_topics(out);
	else if (str_is(name, "@exits"))
		put_exits(words, out);
	else if (str_is(name, "@config"))
		put_table(a, &config_table, "", 0, out);
	else if (str_is(name, "@metrics"))
		put_metrics(out);
	else if (str_is(name, "@rules"))
		put_rule_keys(out);
	else if (str_is(name, "@facts"))
		put_facts(out);
	else if (str_is(name, "@functions"))
		put_functions(out);
	else
		return false;
	return true;
}
