/* SPDX-License-Identifier: Apache-2.0 */
/* completion_bash.c: the completion script for bash. */
#include "completion.h"

#include <string.h>

/* Appends "-c | --config | ...": options with such values; nothing if there is none. */
static void put_pattern(enum completes of, bool config_too, struct buf *out)
{
	struct buf words = BUF_MAX(1024);
	size_t put = 0;
	for (size_t i = 0; i < OPT_TABLE_N; i++) {
		const struct opt *opt = &opt_table[i];
		if (!opt->value || completion_of_value(opt, &words) != of || (opt->letter == 'c' && !config_too))
			continue;
		if (opt->letter)
			buf_printf(out, "%s-%c", put++ ? " | " : "", opt->letter);
		buf_printf(out, "%s--%s", put++ ? " | " : "", opt->name);
	}
	buf_free(&words);
}

static bool has_namesake(const struct opt *opt)
{
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		if (&opt_table[i] != opt && !strcmp(opt_table[i].name, opt->name))
			return true;
	return false;
}

/* Values that are words. An option whose name another one has too is told by the command. */
static void put_words(const struct options *o, struct buf *out)
{
	struct buf words = BUF_MAX(1024);
	buf_puts(out, "\tcase $prev in\n");
	for (size_t i = 0; i < OPT_TABLE_N; i++) {
		const struct opt *opt = &opt_table[i];
		buf_clear(&words);
		if (!opt->value || completion_of_value(opt, &words) != COMPLETES_WORDS)
			continue;
		buf_printf(out, "\t--%s)\n", opt->name);
		if (has_namesake(opt)) {
			const char *before = "\t\tcase $command in ";
			for (size_t j = 0; j < o->n_commands; j++)
				if (opt_belongs(opt, &o->commands[j])) {
					buf_printf(out, "%s%s", before, o->commands[j].name);
					before = " | ";
				}
			buf_puts(out, ")\n");
		}
		buf_printf(out, "\t\tmapfile -t COMPREPLY < <(compgen -W '%s' -- \"$cur\")\n\t\treturn ;;%s\n",
			buf_text(&words), has_namesake(opt) ? " esac ;;" : "");
	}
	buf_puts(out, "\tesac\n");
	buf_free(&words);
}

static void put_values(const struct options *o, struct buf *out)
{
	put_words(o, out);
	buf_puts(out, "\tcase $prev in\n\t");
	put_pattern(COMPLETES_FILES, true, out);
	buf_puts(out, ") return ;;\n\t");
	put_pattern(COMPLETES_NOTHING, true, out);
	buf_puts(out, ") compopt +o default; return ;;\n\t");
	put_pattern(COMPLETES_SERVICES, true, out);
	buf_puts(out,
		")\n\t\tcompopt -o nospace +o default\n"
		"\t\tmapfile -t COMPREPLY < <(compgen -S = -W \"$(_rungate_services)\" -- \"$cur\")\n\t\treturn ;;\n"
		"\tesac\n");
}

/* c: NULL before a command is given */
static void put_options(const struct command *c, struct buf *out)
{
	buf_puts(out, "options='");
	for (size_t i = 0; i < OPT_TABLE_N; i++) {
		const struct opt *opt = &opt_table[i];
		if (c ? !opt_belongs(opt, c) : opt->groups != 0)
			continue;
		if (opt->letter)
			buf_printf(out, "-%c ", opt->letter);
		buf_printf(out, "--%s ", opt->name);
	}
	buf_puts(out, "'");
}

static void put_command(const struct command *c, struct buf *out)
{
	struct buf words = BUF_MAX(1024);
	buf_printf(out, "\t%s)\n\t\t", c->name);
	put_options(c, out);
	switch (completion_of_arguments(c, &words)) {
	case COMPLETES_SERVICES: buf_puts(out, "\n\t\twords=$(_rungate_services) files=no"); break;
	case COMPLETES_WORDS: buf_printf(out, "\n\t\twords='%s' files=no", buf_text(&words)); break;
	case COMPLETES_NOTHING: buf_puts(out, "\n\t\tfiles=no"); break;
	case COMPLETES_FILES: break;
	}
	buf_puts(out, "\n\t\t;;\n");
	buf_free(&words);
}

static void put_commands(const struct options *o, struct buf *out)
{
	struct buf topics = BUF_MAX(4096);
	completion_topics(o, &topics);
	buf_puts(out, "\tcase $command in\n\t'')\n\t\t");
	put_options(NULL, out);
	buf_puts(out, "\n\t\twords='");
	for (size_t i = 0; i < o->n_commands; i++)
		buf_printf(out, "%s ", o->commands[i].name);
	buf_printf(out, "help' files=no\n\t\t;;\n\thelp) words='%s' files=no ;;\n", buf_text(&topics));
	for (size_t i = 0; i < o->n_commands; i++)
		put_command(&o->commands[i], out);
	buf_puts(out, "\tesac\n");
	buf_free(&topics);
}

void completion_bash(const struct options *o, struct buf *out)
{
	buf_puts(out,
		"# bash completion for rungate, made by `rungate completion bash`\n\n"
		"# Aliases and services of the config that the command line names.\n"
		"_rungate_services()\n{\n"
		"\t\"${COMP_WORDS[0]}\" completion services \"${config[@]}\" 2>/dev/null\n}\n\n"
		"_rungate()\n{\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
		"\tlocal command='' options='' words='' files=yes i word\n"
		"\tlocal -a config=()\n"
		"\tCOMPREPLY=()\n"
		"\t# bash splits --name=value at the '='\n"
		"\tif [[ $cur == '=' ]]; then\n\t\tcur=''\n"
		"\telif [[ $prev == '=' ]]; then\n\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n\tfi\n"
		"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		"\t\tword=${COMP_WORDS[i]}\n"
		"\t\tcase $word in\n"
		"\t\t");
	put_pattern(COMPLETES_FILES, true, out);
	buf_puts(out, " | ");
	put_pattern(COMPLETES_SERVICES, true, out);
	buf_puts(out, " | ");
	put_pattern(COMPLETES_WORDS, true, out);
	buf_puts(out, " | \\\n\t\t\t");
	put_pattern(COMPLETES_NOTHING, true, out);
	buf_puts(out,
		")\n"
		"\t\t\t[[ ${COMP_WORDS[i + 1]} != '=' ]] || ((i++))\n"
		"\t\t\t((i++))\n"
		"\t\t\tif [[ $word == -c || $word == --config ]] && ((i < COMP_CWORD)); then\n"
		"\t\t\t\tconfig=(-c \"${COMP_WORDS[i]}\")\n\t\t\tfi\n"
		"\t\t\t;;\n"
		"\t\t--)\n"
		"\t\t\t[[ $command == deploy ]] || continue\n"
		"\t\t\t# the deploy command, completed as by itself\n"
		"\t\t\t! declare -F _command_offset >/dev/null || _command_offset $((i + 1))\n"
		"\t\t\treturn ;;\n"
		"\t\t-*) ;;\n"
		"\t\t*) [[ -n $command ]] || command=$word ;;\n"
		"\t\tesac\n"
		"\tdone\n");
	put_values(o, out);
	put_commands(o, out);
	buf_puts(out,
		"\t[[ $files == yes ]] || compopt +o default\n"
		"\t[[ $cur != -* ]] || words=$options\n"
		"\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
		"}\n\n"
		"complete -o default -F _rungate rungate\n");
}
