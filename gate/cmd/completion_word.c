/* SPDX-License-Identifier: Apache-2.0 */
/* completion_word.c: what completes the value of an option and the arguments of a command. */
#include "completion.h"
#include "manual.h"
#include "../report/report.h"

#include <string.h>

enum completes completion_of_value(const struct opt *opt, struct buf *words)
{
	size_t n;
	const struct report_format *formats = report_formats(&n);
	if (opt_takes_format(opt)) {
		for (size_t i = 0; i < n; i++)
			buf_printf(words, "%s%s", i ? " " : "", formats[i].name);
		return COMPLETES_WORDS;
	}
	if (opt->kind == LOG) {
		buf_puts(words, "text json");
		return COMPLETES_WORDS;
	}
	if (opt->kind == COLOR) {
		buf_puts(words, "auto always never");
		return COMPLETES_WORDS;
	}
	if (opt->value && !strcmp(opt->value, "SYNTAX")) {
		buf_puts(words, "yaml json cfg");
		return COMPLETES_WORDS;
	}
	if (opt->value && !strcmp(opt->value, "FILE"))
		return COMPLETES_FILES;
	return opt->offset == AT(candidates) && opt->kind == TEXTS ? COMPLETES_SERVICES : COMPLETES_NOTHING;
}

enum completes completion_of_arguments(const struct command *c, struct buf *words)
{
	if (strstr(c->args, "SERVICE"))
		return COMPLETES_SERVICES;
	if (strstr(c->args, "EVIDENCE") || strstr(c->args, "FILE"))
		return COMPLETES_FILES;
	if (strstr(c->args, "SHELL")) {
		buf_puts(words, "bash zsh fish");
		return COMPLETES_WORDS;
	}
	return COMPLETES_NOTHING;
}

void completion_topics(const struct options *o, struct buf *words)
{
	size_t n;
	const struct manual_topic *topics = manual_topics(&n);
	for (size_t i = 0; i < o->n_commands; i++)
		buf_printf(words, "%s%s", i ? " " : "", o->commands[i].name);
	for (size_t i = 0; i < n; i++) {
		bool command = false;
		for (size_t j = 0; j < o->n_commands; j++)
			command = command || !strcmp(o->commands[j].name, topics[i].name);
		if (!command)
			buf_printf(words, " %s", topics[i].name);
	}
}
