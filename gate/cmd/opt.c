/* SPDX-License-Identifier: Apache-2.0 */
/* opt.c: parses the command line as the table of options says (opt_table.c). */
#include "cmd.h"
#include "manual.h"
#include "opt.h"

#include <stdio.h>
#include <string.h>

struct parser {
	struct arena *a;
	struct options *o;
	struct err *e;
	bool given[OPT_TABLE_N];
	size_t cap_args, cap_sets;
	size_t cap_texts[OPT_TABLE_N];
};

static int add_set(struct parser *p, const char *path, const char *value)
{
	p->o->sets = arena_grow(p->a, p->o->sets, p->o->n_sets, &p->cap_sets, sizeof(*p->o->sets));
	p->o->sets[p->o->n_sets++] = (struct conf_set){ path, value };
	return 0;
}

static int add_assignment(struct parser *p, const char *text)
{
	const char *equals = strchr(text, '=');
	if (!equals || equals == text)
		return err_set(p->e, ERR_USAGE, "--set %s: write --set PATH=VALUE, for instance --set gate.deadline=60s", text);
	return add_set(p, arena_strndup(p->a, text, (size_t)(equals - text)), equals + 1);
}

static int add_text(struct parser *p, const struct opt *opt, const char *text)
{
	struct conf_strings *list = (struct conf_strings *)(void *)((char *)p->o + opt->offset);
	size_t *cap = &p->cap_texts[opt - opt_table];
	const char *equals = strchr(text, '=');
	if (opt->offset == AT(candidates) && (!equals || equals == text || !equals[1]))
		return err_set(p->e, ERR_USAGE, "--candidate %s: write --candidate ALIAS=REVISION", text);
	list->items = arena_grow(p->a, list->items, list->n, cap, sizeof(*list->items));
	list->items[list->n++] = text;
	return 0;
}

static int set_color(struct parser *p, const char *text)
{
	static const char *const names[] = { [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (!strcmp(names[i], text)) {
			p->o->color = (enum color)i;
			return 0;
		}
	return err_set(p->e, ERR_USAGE, "--color %s: use auto, always or never", text);
}

static int set_log(struct parser *p, const char *text)
{
	if (strcmp(text, "text") != 0 && strcmp(text, "json") != 0)
		return err_set(p->e, ERR_USAGE, "--log %s: use text or json", text);
	p->o->log = !strcmp(text, "json") ? LOG_JSON : LOG_TEXT;
	return 0;
}

static int set_duration(struct parser *p, const struct opt *opt, const char *text)
{
	if (clock_parse_duration(text, (int64_t *)(void *)((char *)p->o + opt->offset), p->e)) {
		p->e->code = ERR_USAGE;
		return err_wrap(p->e, "--%s", opt->name);
	}
	return 0;
}

/* A date without a time means 00:00 UTC. */
static int set_time(struct parser *p, const struct opt *opt, const char *text)
{
	const char *whole = strlen(text) == 10 ? arena_printf(p->a, "%sT00:00:00Z", text) : text;
	if (clock_parse_time(whole, (int64_t *)(void *)((char *)p->o + opt->offset), p->e))
		return err_set(
			p->e, ERR_USAGE, "--%s %s: write a day (2026-01-31) or a time (2026-01-31T12:00:00Z)", opt->name, text);
	return 0;
}

static int take(struct parser *p, const struct opt *opt, const char *value)
{
	char *field = (char *)p->o + opt->offset;
	bool repeats = opt->kind == TEXTS || opt->kind == SETS || opt->kind == FLAG;
	if (p->given[opt - opt_table] && !repeats)
		return err_set(p->e, ERR_USAGE, "--%s is given twice", opt->name);
	p->given[opt - opt_table] = true;
	if (opt->value && !*value)
		return err_set(p->e, ERR_USAGE, "--%s needs a %s, but its value is empty", opt->name, opt->value);
	switch (opt->kind) {
	case TEXT: *(const char **)(void *)field = value; return 0;
	case FLAG: *(bool *)field = true; return 0;
	case TEXTS: return add_text(p, opt, value);
	case SETS: return add_assignment(p, value);
	case DEADLINE: p->o->last_moment = true; return add_set(p, "gate.deadline", value);
	case BAKE: p->o->bakes = true; return add_set(p, "gate.bake", value);
	case DURATION: return set_duration(p, opt, value);
	case TIME: return set_time(p, opt, value);
	case COLOR: return set_color(p, value);
	case LOG: return set_log(p, value);
	}
	return 0;
}

static const struct opt *long_option(const char *name, size_t n)
{
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		if (strlen(opt_table[i].name) == n && !strncmp(opt_table[i].name, name, n))
			return &opt_table[i];
	return NULL;
}

static const struct opt *short_option(char letter)
{
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		if (opt_table[i].letter == letter)
			return &opt_table[i];
	return NULL;
}

/* Takes the next argument as the option's value. Refuses one that looks like an option: the value was probably left
 * out, as in `--evidence $UNSET --no-rollback`, and --no-rollback must not become a file name. */
static int take_next(struct parser *p, const struct opt *opt, const char *next, bool *used)
{
	if (!next)
		return err_set(p->e, ERR_USAGE, "--%s needs a %s", opt->name, opt->value);
	if (next[0] == '-' && next[1])
		return err_set(p->e, ERR_USAGE, "--%s needs a %s, but %s follows; if that is the value, write --%s=%s",
			opt->name, opt->value, next, opt->name, next);
	*used = true;
	return take(p, opt, next);
}

static int unknown_option(struct parser *p, const char *text)
{
	const char *names[OPT_TABLE_N];
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		names[i] = opt_table[i].name;
	const char *name = arena_strndup(p->a, text + 2, strcspn(text + 2, "="));
	const char *near = text[1] == '-' ? text_nearest(name, names, COUNTOF(names)) : NULL;
	return err_set(p->e, ERR_USAGE, "unknown option %s%s%s%s", text,
		near ? "; did you mean --" : "; see rungate --help", near ? near : "", near ? "?" : "");
}

/* Parses "--name" or "--name=value". next: the following argument or NULL; sets *used if it was taken as the value. */
static int long_form(struct parser *p, const char *text, const char *next, bool *used)
{
	size_t n = strcspn(text + 2, "=");
	const struct opt *opt = long_option(text + 2, n);
	const char *value = text[2 + n] ? text + 3 + n : NULL;
	if (!opt)
		return unknown_option(p, text);
	if (!opt->value && value)
		return err_set(p->e, ERR_USAGE, "--%s takes no value", opt->name);
	if (opt->value && !value)
		return take_next(p, opt, next, used);
	return take(p, opt, value ? value : "");
}

/* Parses "-c", "-cVALUE" or "-qv". */
static int short_form(struct parser *p, const char *text, const char *next, bool *used)
{
	for (const char *c = text + 1; *c; c++) {
		const struct opt *opt = short_option(*c);
		if (!opt)
			return unknown_option(p, text);
		if (opt->value)
			return c[1] ? take(p, opt, c + 1) : take_next(p, opt, next, used);
		if (take(p, opt, ""))
			return -1;
	}
	return 0;
}

/* What other tools call it. */
static const struct {
	const char *name, *here;
} elsewhere[] = {
	{ "version", "rungate --version" },
	{ "validate", "rungate lint" },
	{ "doctor", "rungate status --credentials" },
	{ "auth", "rungate status --credentials" },
	{ "list", "rungate status, or rungate history for earlier runs" },
	{ "runs", "rungate history" },
	{ "log", "rungate history" },
	{ "diff", "rungate status, or rungate rollback --dry-run for what a rollback would change" },
	{ "plan", "rungate rollback --dry-run, or rungate check, which never moves traffic" },
	{ "test", "rungate check" },
	{ "undo", "rungate rollback" },
	{ "explain", "rungate eval --explain EXPRESSION" },
	{ "config", "rungate init to write a config, rungate lint to check it, rungate help config" },
};

static int set_command(struct parser *p, const char *name)
{
	size_t n;
	const struct command *all = command_table(&n);
	const char *names[32];
	for (size_t i = 0; i < n && i < COUNTOF(names); i++) {
		names[i] = all[i].name;
		if (!strcmp(all[i].name, name)) {
			p->o->command = &all[i];
			p->o->no_rollback = p->o->no_rollback || !strcmp(name, "check");
			return 0;
		}
	}
	for (size_t i = 0; i < COUNTOF(elsewhere); i++)
		if (!strcmp(elsewhere[i].name, name))
			return err_set(p->e, ERR_USAGE, "unknown command %s; use: %s", name, elsewhere[i].here);
	const char *near = text_nearest(name, names, n < COUNTOF(names) ? n : COUNTOF(names));
	return err_set(p->e, ERR_USAGE, "unknown command %s%s%s%s", name, near ? "; did you mean " : "; see rungate --help",
		near ? near : "", near ? "?" : "");
}

/* `rungate help NAME`: a command or another topic of the manual. */
static int set_topic(struct parser *p, const char *name)
{
	size_t n, n_topics;
	const struct command *all = command_table(&n);
	const struct manual_topic *topics = manual_topics(&n_topics);
	const char *names[64];
	size_t known = 0;
	for (size_t i = 0; i < n && known < COUNTOF(names); i++) {
		names[known++] = all[i].name;
		if (!strcmp(all[i].name, name)) {
			p->o->command = &all[i];
			return 0;
		}
	}
	for (size_t i = 0; i < n_topics && known < COUNTOF(names); i++) {
		names[known++] = topics[i].name;
		if (!strcmp(topics[i].name, name)) {
			p->o->topic = topics[i].name;
			return 0;
		}
	}
	const char *near = text_nearest(name, names, known);
	return err_set(p->e, ERR_USAGE, "no help for %s%s%s%s", name,
		near ? "; did you mean " : "; rungate help lists commands and topics", near ? near : "", near ? "?" : "");
}

static int argument(struct parser *p, const char *text)
{
	if (!p->o->command && !p->o->help && !strcmp(text, "help")) {
		p->o->help = p->o->manual = true;
		return 0;
	}
	if (!*text)
		return err_set(p->e, ERR_USAGE, "an argument is empty; check for an unset variable");
	if (!p->o->command && !p->o->topic)
		return p->o->manual ? set_topic(p, text) : set_command(p, text);
	if (p->o->manual)
		return err_set(p->e, ERR_USAGE, "rungate help takes one topic; unexpected argument \"%s\"", text);
	p->o->args = arena_grow(p->a, p->o->args, p->o->n_args, &p->cap_args, sizeof(*p->o->args));
	p->o->args[p->o->n_args++] = text;
	return 0;
}

/* Returns what to use in place of an option that the command does not take. */
static const char *instead(struct arena *a, const struct command *c, const struct opt *opt)
{
	if (!strcmp(opt->name, "dry-run") && (c->options & (OPT_JUDGE | OPT_STEPS)))
		return "rungate check judges the same way and never moves traffic";
	if (opt_takes_format(opt) && (c->options & OPT_CLOUD))
		return "--json prints JSON; rungate report has the other formats";
	return arena_printf(a, "see rungate %s --help", c->name);
}

/* An option may have a row for each meaning. */
static bool name_belongs(const char *name, const struct command *c)
{
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		if (!strcmp(opt_table[i].name, name) && opt_belongs(&opt_table[i], c))
			return true;
	return false;
}

/* Checks after parsing, because options may precede the command. */
static int check_groups(const struct parser *p)
{
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		if (p->given[i] && !name_belongs(opt_table[i].name, p->o->command))
			return err_set(p->e, ERR_USAGE, "rungate %s does not take --%s; %s", p->o->command->name, opt_table[i].name,
				instead(p->a, p->o->command, &opt_table[i]));
	return 0;
}

/* Checks the number of arguments against the command's usage text: "NAME", "[NAME...]", "NAME [NAME]", ... */
static int check_arguments(const struct parser *p)
{
	const struct command *c = p->o->command;
	bool many = strstr(c->args, "...") != NULL;
	size_t n = p->o->n_args, min = 0, max = 0;
	/* what stands after "--" is not an argument of rungate */
	for (const char *word = c->args; *word && strncmp(word, "--", 2) != 0;
		 word += strcspn(word, " "), word += strspn(word, " ")) {
		max++;
		min += *word != '[';
	}
	if (n < min)
		return err_set(p->e, ERR_USAGE, "usage: rungate %s [OPTION...] %s", c->name, c->args);
	if (n > max && !many)
		return err_set(p->e, ERR_USAGE, "rungate %s takes %s%s; unexpected argument \"%s\"%s", c->name,
			max == 1  ? "one "
				: max ? ""
					  : "no argument",
			c->args, p->o->args[max], max ? " (quote a value that contains spaces)" : "");
	return 0;
}

int opt_parse(struct arena *a, int argc, char **argv, struct options *out, struct err *e)
{
	struct options o = { 0 };
	o.commands = command_table(&o.n_commands);
	struct parser p = { .a = a, .o = &o, .e = e };
	bool plain = false;
	for (int i = 1; i < argc; i++) {
		const char *text = argv[i], *next = i + 1 < argc ? argv[i + 1] : NULL;
		bool used = false;
		int rc;
		if (!plain && !strcmp(text, "--")) {
			plain = true;
			if (o.command && (o.command->options & OPT_DEPLOY)) {
				o.child = next ? &argv[i + 1] : NULL; /* argv ends in NULL */
				break;
			}
			continue;
		}
		if (plain || text[0] != '-' || !text[1])
			rc = argument(&p, text);
		else
			rc = text[1] == '-' ? long_form(&p, text, next, &used) : short_form(&p, text, next, &used);
		if (rc)
			return -1;
		i += used;
	}
	if (o.command && !o.help && !o.version && (check_groups(&p) || check_arguments(&p)))
		return -1;
	*out = o;
	return 0;
}
