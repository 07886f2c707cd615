/* SPDX-License-Identifier: Apache-2.0 */
/* completion_fish.c: the completion script for fish. */
#include "completion.h"

/* Appends " 'TEXT'". */
static void put_quoted(struct buf *out, const char *text)
{
	buf_puts(out, " '");
	for (const char *c = text; *c; c++)
		buf_printf(out, "%s%c", *c == '\'' || *c == '\\' ? "\\" : "", *c);
	buf_puts(out, "'");
}

/* Appends the start of a line that holds in the command, but not in the words of a deploy command. */
static void put_within(const char *command, struct buf *out)
{
	buf_printf(out, "complete -c rungate -n 'not __rungate_deploying; and __fish_seen_subcommand_from %s'", command);
}

static void put_option(const struct opt *opt, const struct command *c, struct buf *out)
{
	struct buf words = BUF_MAX(1024);
	if (c) {
		put_within(c->name, out);
		buf_printf(out, " -l %s", opt->name);
	} else
		buf_printf(out, "complete -c rungate -n __fish_use_subcommand -l %s", opt->name);
	if (opt->letter)
		buf_printf(out, " -s %c", opt->letter);
	switch (opt->value ? completion_of_value(opt, &words) : COMPLETES_NOTHING) {
	case COMPLETES_FILES: buf_puts(out, " -r -F"); break;
	case COMPLETES_SERVICES: buf_puts(out, " -x -a '(__rungate_services)='"); break;
	case COMPLETES_WORDS: buf_printf(out, " -x -a '%s'", buf_text(&words)); break;
	case COMPLETES_NOTHING: buf_puts(out, opt->value ? " -x" : ""); break;
	}
	buf_puts(out, " -d");
	put_quoted(out, opt_doc(opt, c));
	buf_putc(out, '\n');
	buf_free(&words);
}

static void put_command(const struct command *c, struct buf *out)
{
	struct buf words = BUF_MAX(1024);
	buf_printf(out, "\ncomplete -c rungate -n __fish_use_subcommand -a %s -d", c->name);
	put_quoted(out, c->doc);
	buf_putc(out, '\n');
	enum completes of = completion_of_arguments(c, &words);
	if (of != COMPLETES_NOTHING)
		put_within(c->name, out);
	switch (of) {
	case COMPLETES_FILES: buf_puts(out, " -F\n"); break;
	case COMPLETES_SERVICES: buf_puts(out, " -a '(__rungate_services)'\n"); break;
	case COMPLETES_WORDS: buf_printf(out, " -a '%s'\n", buf_text(&words)); break;
	case COMPLETES_NOTHING: break;
	}
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		if (opt_belongs(&opt_table[i], c))
			put_option(&opt_table[i], c, out);
	buf_free(&words);
}

void completion_fish(const struct options *o, struct buf *out)
{
	struct buf topics = BUF_MAX(4096);
	completion_topics(o, &topics);
	buf_puts(out,
		"# fish completion for rungate, made by `rungate completion fish`\n\n"
		"# Aliases and services of the config that the command line names.\n"
		"function __rungate_services\n"
		"\tset -l words (commandline -opc)\n"
		"\tset -l config\n"
		"\tfor i in (seq 2 (count $words))\n"
		"\t\tswitch $words[$i]\n"
		"\t\t\tcase -c --config\n"
		"\t\t\t\ttest $i -lt (count $words); and set config -c $words[(math $i + 1)]\n"
		"\t\t\tcase '--config=*'\n"
		"\t\t\t\tset config $words[$i]\n"
		"\t\tend\n"
		"\tend\n"
		"\tcommand $words[1] completion services $config 2>/dev/null\n"
		"end\n\n"
		"# True behind the -- of rungate deploy.\n"
		"function __rungate_deploying\n"
		"\tset -l words (commandline -opc)\n"
		"\tset -l dashes (contains -i -- -- $words); and contains -- deploy $words[1..$dashes]\n"
		"end\n\n"
		"# What completes the deploy command, as by itself.\n"
		"function __rungate_deploy_command\n"
		"\tset -l words (commandline -opc)\n"
		"\tset -e words[1..(contains -i -- -- $words)]\n"
		"\tcomplete -C (string join ' ' -- (string escape -- $words) (commandline -ct))\n"
		"end\n\n"
		"complete -c rungate -f\n"
		"complete -c rungate -n __rungate_deploying -a '(__rungate_deploy_command)'\n"
		"complete -c rungate -n __fish_use_subcommand -a help -d 'print the manual of a command or topic'\n");
	put_within("help", out);
	buf_printf(out, " -a '%s'\n", buf_text(&topics));
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		if (!opt_table[i].groups)
			put_option(&opt_table[i], NULL, out);
	for (size_t i = 0; i < o->n_commands; i++)
		put_command(&o->commands[i], out);
	buf_free(&topics);
}
