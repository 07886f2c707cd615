/* SPDX-License-Identifier: Apache-2.0 */
/* opt.c: parses the command line. One table describes each option: how it is parsed, which commands accept it, and its
 * help. */
#include "cmd.h"
#include "../report/report.h"

#include <stdio.h>
#include <string.h>

enum opt_kind { TEXT, TEXTS, FLAG, SETS, COLOR, DEADLINE, TIME };

struct opt {
	const char *name, *value; /* value NULL: takes none */
	char letter;
	enum opt_kind kind;
	size_t offset;
	unsigned groups; /* commands that take it; 0: all */
	const char *doc;
};

#define AT(member) offsetof(struct options, member)

static const struct opt opts[] = {
	{ "config", "FILE", 'c', TEXT, AT(config), OPT_CONFIG, "the config file (default: ./rungate.cfg)" },
	{ "project", "PROJECT", 0, TEXT, AT(project), OPT_CONFIG | OPT_PLACE, "the Google Cloud project" },
	{ "region", "REGION", 0, TEXT, AT(region), OPT_CONFIG | OPT_PLACE, "the Cloud Run region" },
	{ "impersonate-service-account", "EMAIL", 0, TEXT, AT(impersonate), OPT_CLOUD | OPT_PLACE,
		"impersonate this service account" },
	{ "policy", "FILE", 0, TEXTS, AT(policies), OPT_CONFIG,
		"use this policy instead of the config's; may be repeated" },
	{ "baseline", "FILE", 0, TEXT, AT(baseline), OPT_CLOUD, "use this snapshot as the baseline" },
	{ "candidate", "ALIAS=REVISION", 0, TEXTS, AT(candidates), OPT_CLOUD,
		"judge this revision of a service; may be repeated" },
	{ "evidence", "FILE", 0, TEXT, AT(evidence), OPT_MOVE | OPT_JUDGE | OPT_RESUME | OPT_STEPS,
		"also write the evidence to FILE; \"-\": standard output" },
	{ "json", NULL, 0, FLAG, AT(json), OPT_CLOUD | OPT_FACTS | OPT_AUDIT | OPT_REPLAY,
		"print JSON to standard output; other output goes to standard error" },
	{ "deploy-timeout", "DURATION", 0, TEXT, AT(deploy_timeout), OPT_DEPLOY,
		"time that COMMAND may take; then it is ended and the release is judged (default: 1h)" },
	{ "no-rollback", NULL, 0, FLAG, AT(no_rollback), OPT_JUDGE, "do not move traffic" },
	{ "to", "REVISION", 0, TEXT, AT(to), OPT_MOVE, "move traffic to this revision" },
	{ "dry-run", NULL, 0, FLAG, AT(dry_run), OPT_MOVE | OPT_RESUME, "print the plan and change nothing" },
	{ "force", NULL, 0, FLAG, AT(force), OPT_MOVE | OPT_OUTPUT | OPT_STEPS | OPT_RESUME, "" }, /* see force_docs */
	{ "pin", NULL, 0, FLAG, AT(pin), OPT_MOVE, "replace LATEST by revision names even if traffic is already right" },
	{ "credentials", NULL, 0, FLAG, AT(credentials), OPT_STATUS,
		"show which credentials are used, their expiry and permissions" },
	{ "steps", "PERCENT,...", 0, TEXT, AT(steps), OPT_STEPS,
		"the candidate's percentages; the last is 100 (default: 5,25,50,100)" },
	{ "step-time", "DURATION", 0, TEXT, AT(step_time), OPT_STEPS, "minimum duration of a step (default: 60s)" },
	{ "min-requests", "N", 0, TEXT, AT(min_requests), OPT_STEPS,
		"minimum requests to the candidate in a step (default: 0)" },
	{ "follow-latest", NULL, 0, FLAG, AT(follow_latest), OPT_STEPS,
		"follow LATEST at the end, even if traffic was pinned before" },
	{ "facts", "FILE", 0, TEXT, AT(facts), OPT_FACTS, "facts or evidence to use (default, and \"-\": standard input)" },
	{ "explain", NULL, 0, FLAG, AT(explain), OPT_FACTS, "also print the values that the expression reads" },
	{ "format", "FORMAT", 0, TEXT, AT(format), OPT_FORMAT, "one of:" },
	{ "since", "TIME", 0, TIME, AT(since), OPT_PERIOD,
		"only runs that began at TIME or later (2026-01-31, or RFC 3339)" },
	{ "until", "TIME", 0, TIME, AT(until), OPT_PERIOD, "only runs that began before TIME" },
	{ "trust", "FILE", 0, TEXTS, AT(trust), OPT_AUDIT | OPT_REPLAY,
		"use this public key instead of the config's; may be repeated" },
	{ "from", "SHA256", 0, TEXT, AT(from), OPT_AUDIT,
		"audit from this evidence on; earlier evidence need not be present" },
	{ "head", "SHA256", 0, TEXT, AT(head), OPT_AUDIT,
		"evidence that must exist, such as the digest in a CI log; detects a truncated chain" },
	{ "output", "FILE", 'o', TEXT, AT(output), OPT_OUTPUT | OPT_FORMAT, "write to FILE; \"-\": standard output" },
	{ "set", "PATH=VALUE", 0, SETS, 0, OPT_CONFIG, "override one config key; may be repeated" },
	{ "deadline", "DURATION", 0, DEADLINE, 0, OPT_CONFIG, "same as --set gate.deadline=DURATION" },
	{ "quiet", NULL, 'q', FLAG, AT(quiet), 0, "print errors only" },
	{ "verbose", NULL, 'v', FLAG, AT(verbose), 0, "print each call with its status and time" },
	{ "color", "WHEN", 0, COLOR, AT(color), 0, "auto, always or never" },
	{ "help", NULL, 'h', FLAG, AT(help), 0, "print this help" },
	{ "version", NULL, 0, FLAG, AT(version), 0, "print the version" },
};

/* The help of --force for each command; the first row whose groups the command has applies. */
static const struct {
	unsigned groups;
	const char *doc;
} force_docs[] = {
	{ OPT_MOVE, "roll back although a hold or a target check forbids it" },
	{ OPT_RESUME, "resume a rollback that is older than rollback.resume_age" },
	{ OPT_STEPS, "promote a candidate that has a failing verdict" },
	{ OPT_OUTPUT | OPT_CLOUD, "replace the snapshot of a state that passed" },
	{ OPT_OUTPUT, "overwrite an existing file" },
};

struct parser {
	struct arena *a;
	struct options *o;
	struct err *e;
	bool given[COUNTOF(opts)];
	size_t cap_args, cap_sets;
	size_t cap_texts[COUNTOF(opts)];
};

static bool belongs(const struct opt *opt, const struct command *c)
{
	return !opt->groups || !c || (opt->groups & c->options);
}

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
	size_t *cap = &p->cap_texts[opt - opts];
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
	if (p->given[opt - opts] && !repeats)
		return err_set(p->e, ERR_USAGE, "--%s is given twice", opt->name);
	p->given[opt - opts] = true;
	if (opt->value && !*value)
		return err_set(p->e, ERR_USAGE, "--%s needs a %s, but its value is empty", opt->name, opt->value);
	switch (opt->kind) {
	case TEXT: *(const char **)(void *)field = value; return 0;
	case FLAG: *(bool *)field = true; return 0;
	case TEXTS: return add_text(p, opt, value);
	case SETS: return add_assignment(p, value);
	case DEADLINE: p->o->last_moment = true; return add_set(p, "gate.deadline", value);
	case TIME: return set_time(p, opt, value);
	case COLOR: return set_color(p, value);
	}
	return 0;
}

static const struct opt *long_option(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNTOF(opts); i++)
		if (strlen(opts[i].name) == n && !strncmp(opts[i].name, name, n))
			return &opts[i];
	return NULL;
}

static const struct opt *short_option(char letter)
{
	for (size_t i = 0; i < COUNTOF(opts); i++)
		if (opts[i].letter == letter)
			return &opts[i];
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
	const char *names[COUNTOF(opts)];
	for (size_t i = 0; i < COUNTOF(opts); i++)
		names[i] = opts[i].name;
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
	const char *near = text_nearest(name, names, n < COUNTOF(names) ? n : COUNTOF(names));
	return err_set(p->e, ERR_USAGE, "unknown command %s%s%s%s", name, near ? "; did you mean " : "; see rungate --help",
		near ? near : "", near ? "?" : "");
}

static int argument(struct parser *p, const char *text)
{
	if (!p->o->command && !strcmp(text, "help")) {
		p->o->help = true;
		return 0;
	}
	if (!*text)
		return err_set(p->e, ERR_USAGE, "an argument is empty; check for an unset variable");
	if (!p->o->command)
		return set_command(p, text);
	p->o->args = arena_grow(p->a, p->o->args, p->o->n_args, &p->cap_args, sizeof(*p->o->args));
	p->o->args[p->o->n_args++] = text;
	return 0;
}

/* Checks after parsing, because options may precede the command. */
static int check_groups(const struct parser *p)
{
	for (size_t i = 0; i < COUNTOF(opts); i++)
		if (p->given[i] && !belongs(&opts[i], p->o->command))
			return err_set(p->e, ERR_USAGE, "rungate %s does not take --%s; see rungate %s --help", p->o->command->name,
				opts[i].name, p->o->command->name);
	return 0;
}

/* Checks the number of arguments against the command's usage text: "", "NAME", "NAME..." or "[NAME...]". */
static int check_arguments(const struct parser *p)
{
	const struct command *c = p->o->command;
	bool optional = !*c->args || *c->args == '[', many = strstr(c->args, "...") != NULL;
	size_t n = p->o->n_args, max = *c->args ? 1 : 0;
	if (!n && !optional)
		return err_set(p->e, ERR_USAGE, "usage: rungate %s [OPTION...] %s", c->name, c->args);
	if (n > max && !many)
		return err_set(p->e, ERR_USAGE, "rungate %s takes %s%s; unexpected argument \"%s\"%s", c->name,
			max ? "one " : "no argument", c->args, p->o->args[max], max ? " (quote a value that contains spaces)" : "");
	return 0;
}

int opt_parse(struct arena *a, int argc, char **argv, struct options *out, struct err *e)
{
	struct options o = { 0 };
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

/* ---- Help -------------------------------------------------------------------------------------------- */

static const char *doc_of(const struct opt *opt, const struct command *c)
{
	for (size_t i = 0; c && opt->offset == AT(force) && i < COUNTOF(force_docs); i++)
		if ((c->options & force_docs[i].groups) == force_docs[i].groups)
			return force_docs[i].doc;
	return opt->doc;
}

/* c: NULL for the program's own help */
static void help_option(const struct opt *opt, const struct command *c, struct buf *out)
{
	char left[64];
	size_t n;
	const struct report_format *formats = report_formats(&n);
	snprintf(left, sizeof(left), "%c%c%s--%s%s%s", opt->letter ? '-' : ' ', opt->letter ? opt->letter : ' ',
		opt->letter ? ", " : "  ", opt->name, opt->value ? " " : "", opt->value ? opt->value : "");
	buf_printf(out, "  %-32s", left);
	if (strlen(left) > 32)
		buf_printf(out, "\n  %-32s", "");
	buf_printf(out, " %s", doc_of(opt, c));
	buf_putc(out, '\n');
	for (size_t i = 0; opt->offset == AT(format) && opt->kind == TEXT && i < n; i++)
		buf_printf(out, "  %-32s   %-9s %s\n", "", formats[i].name, formats[i].doc);
}

static void help_of_program(struct buf *out)
{
	size_t n;
	const struct command *all = command_table(&n);
	buf_puts(out,
		"rungate: a deployment gate with automatic rollback for Google Cloud Run\n\n"
		"usage: rungate COMMAND [OPTION...] [ARGUMENT...]\n\nCommands:\n");
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "  %-10s %s\n", all[i].name, all[i].doc);
	buf_puts(out, "\nOptions of all commands (rungate COMMAND --help shows the others):\n");
	for (size_t i = 0; i < COUNTOF(opts); i++)
		if (!opts[i].groups)
			help_option(&opts[i], NULL, out);
	buf_puts(out,
		"\nExit codes: 0 passed; 1 rolled back, users are served; 2 usage or config;\n"
		"3 failed, traffic not moved; 4 a person must act now; 5 inconclusive;\n"
		"6 evidence does not verify, or a replay differs; 74 evidence could not be written;\n"
		"75 another rungate is moving these services.\n");
}

void opt_help(const struct command *c, struct buf *out)
{
	if (!c) {
		help_of_program(out);
		return;
	}
	buf_printf(out, "usage: rungate %s [OPTION...]%s%s\n\n  %s\n", c->name, *c->args ? " " : "", c->args, c->doc);
	if (strstr(c->args, "EVIDENCE"))
		buf_puts(out,
			"  EVIDENCE: files, folders, or refs/notes/rungate; without one, evidence.dir and the repository's "
			"notes\n");
	buf_puts(out, "\nOptions:\n");
	for (size_t i = 0; i < COUNTOF(opts); i++)
		if (belongs(&opts[i], c))
			help_option(&opts[i], c, out);
}
