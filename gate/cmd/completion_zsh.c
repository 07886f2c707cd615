/* SPDX-License-Identifier: Apache-2.0 */
/* completion_zsh.c: the completion script for zsh. */
#include "completion.h"

#include <string.h>

/* Appends text for a word in single quotes that zsh's _arguments reads: its brackets and colons are escaped. */
static void put_quoted(struct buf *out, const char *text)
{
	for (const char *c = text; *c; c++)
		switch (*c) {
		case '\'': buf_puts(out, "'\\''"); break;
		case ':':
		case '[':
		case ']':
		case '\\': buf_printf(out, "\\%c", *c); break;
		default: buf_putc(out, *c);
		}
}

static void put_action(enum completes of, const char *words, struct buf *out)
{
	switch (of) {
	case COMPLETES_FILES: buf_puts(out, "_files"); break;
	case COMPLETES_SERVICES: buf_puts(out, "_rungate_services"); break;
	case COMPLETES_WORDS: buf_printf(out, "(%s)", words); break;
	case COMPLETES_NOTHING: buf_putc(out, ' '); break;
	}
}

/* Appends " \" and the option in the form that _arguments takes: '*--name=[help]:VALUE:action'. */
static void put_form(const struct opt *opt, const struct command *c, const char *name, bool equals, struct buf *out)
{
	struct buf words = BUF_MAX(1024);
	buf_printf(out, " \\\n\t\t\t'*%s%s[", name, equals && opt->value ? "=" : "");
	put_quoted(out, opt_doc(opt, c));
	buf_puts(out, "]");
	if (opt->value) {
		enum completes of = completion_of_value(opt, &words);
		buf_printf(out, ":%s:", opt->value);
		put_action(of, buf_text(&words), out);
	}
	buf_puts(out, "'");
	buf_free(&words);
}

static void put_options(const struct command *c, struct buf *out)
{
	for (size_t i = 0; i < OPT_TABLE_N; i++) {
		const struct opt *opt = &opt_table[i];
		struct buf name = BUF_MAX(128);
		if (c ? !opt_belongs(opt, c) : opt->groups != 0)
			continue;
		buf_printf(&name, "--%s", opt->name);
		put_form(opt, c, buf_text(&name), true, out);
		buf_clear(&name);
		buf_printf(&name, "-%c", opt->letter ? opt->letter : ' ');
		if (opt->letter)
			put_form(opt, c, buf_text(&name), false, out);
		buf_free(&name);
	}
}

static void put_command(const struct command *c, struct buf *out)
{
	struct buf words = BUF_MAX(1024);
	enum completes of = completion_of_arguments(c, &words);
	buf_printf(out, "\t\t%s)\n", c->name);
	if (!strcmp(c->name, "deploy"))
		buf_puts(out,
			"\t\t\tlocal -i dashes=${words[(i)--]}\n"
			"\t\t\tif ((dashes < CURRENT)); then # the deploy command, completed as by itself\n"
			"\t\t\t\tshift dashes words\n"
			"\t\t\t\t((CURRENT -= dashes))\n"
			"\t\t\t\t_normal\n"
			"\t\t\t\treturn\n"
			"\t\t\tfi\n");
	buf_puts(out, "\t\t\t_arguments -S");
	put_options(c, out);
	if (*c->args) {
		buf_printf(out, " \\\n\t\t\t'%s:argument:", of == COMPLETES_WORDS ? "1" : "*");
		put_action(of, buf_text(&words), out);
		buf_puts(out, "'");
	}
	buf_puts(out, "\n\t\t\t;;\n");
	buf_free(&words);
}

/* The list of commands must not be called `commands`: a local of that name would hide zsh's own table of programs, from
 * which the deploy command is completed. */
void completion_zsh(const struct options *o, struct buf *out)
{
	struct buf topics = BUF_MAX(4096);
	completion_topics(o, &topics);
	buf_puts(out,
		"#compdef rungate\n# zsh completion for rungate, made by `rungate completion zsh`\n\n"
		"# Aliases and services of the config that the command line names.\n"
		"_rungate_services() {\n"
		"\tlocal file=${opt_args[-c]:-${opt_args[--config]}}\n"
		"\tlocal -a config found\n"
		"\t[[ -z $file ]] || config=(-c $file)\n"
		"\tfound=(${(f)\"$($program completion services $config 2>/dev/null)\"})\n"
		"\tcompadd -a found\n}\n\n"
		"_rungate() {\n"
		"\tlocal program=$words[1] curcontext=$curcontext state line\n"
		"\tlocal -A opt_args\n"
		"\tlocal -a subcommands=(\n");
	for (size_t i = 0; i < o->n_commands; i++) {
		buf_printf(out, "\t\t'%s:", o->commands[i].name);
		put_quoted(out, o->commands[i].doc);
		buf_puts(out, "'\n");
	}
	buf_puts(out, "\t\t'help:print the manual of a command or topic'\n\t)\n\t_arguments -C");
	put_options(NULL, out);
	buf_printf(out,
		" \\\n\t\t\t'1:command:->command' '*::argument:->argument'\n"
		"\tcase $state in\n"
		"\tcommand) _describe command subcommands ;;\n"
		"\targument)\n"
		"\t\tcase $words[1] in\n"
		"\t\thelp) _arguments '1:topic:(%s)' ;;\n",
		buf_text(&topics));
	for (size_t i = 0; i < o->n_commands; i++)
		put_command(&o->commands[i], out);
	buf_puts(out,
		"\t\tesac\n\t\t;;\n\tesac\n}\n\n"
		"# read by the completion system, or sourced\n"
		"if [[ $funcstack[1] == _rungate ]]; then\n\t_rungate \"$@\"\nelse\n\tcompdef _rungate rungate\nfi\n");
	buf_free(&topics);
}
