/* SPDX-License-Identifier: Apache-2.0 */
/* help.c: --help, --version and `rungate help`. */
#include "cmd.h"
#include "manual.h"
#include "opt.h"
#include "../net/listen.h"
#include "../net/net.h"
#include "../report/report.h"
#include "../source/files/git.h"
#include "../source/files/junit.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 80 };

/* Appends the text, which begins at this column, and breaks it before the 80th. */
static void put_wrapped(const char *text, size_t indent, struct buf *out)
{
	for (size_t column = indent; *text;) {
		size_t n = strcspn(text, " ");
		if (column > indent && column + 1 + n > COLUMNS) {
			buf_printf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			buf_putc(out, ' ');
			column++;
		}
		buf_printf(out, "%.*s", (int)n, text);
		column += n;
		text += n + strspn(text + n, " ");
	}
	buf_putc(out, '\n');
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
	buf_putc(out, ' ');
	put_wrapped(opt_doc(opt, c), 35, out);
	for (size_t i = 0; opt_takes_format(opt) && i < n; i++)
		buf_printf(out, "%*s%-9s %s\n", 26, "", formats[i].name, formats[i].doc);
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
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		if (!opt_table[i].groups)
			help_option(&opt_table[i], NULL, out);
	buf_puts(out, "\nExit codes:\n");
	const struct exit_doc *exits = exit_docs(&n);
	for (size_t i = 0; i < n; i++) {
		buf_printf(out, "  %s ", exits[i].code);
		put_wrapped(exits[i].doc, 3 + strlen(exits[i].code), out);
	}
	const struct manual_topic *topics = manual_topics(&n);
	buf_puts(out, "\nrungate help TOPIC prints the manual of a command, or of one of these topics:\n ");
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s %s", i ? "," : "", topics[i].name);
	buf_putc(out, '\n');
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
			"  EVIDENCE: files, folders, or refs/notes/rungate; without one, evidence.dir and\n"
			"  the repository's notes\n");
	buf_puts(out, "\nOptions:\n");
	for (size_t i = 0; i < OPT_TABLE_N; i++)
		if (opt_belongs(&opt_table[i], c))
			help_option(&opt_table[i], c, out);
	buf_printf(out, "\nrungate help %s: the manual, with exit codes and examples\n", c->name);
}

void help_manual(struct arena *a, const struct options *o, struct buf *out)
{
	struct manual_page p;
	size_t found = 0; /* a command and a topic may have the same name */
	struct buf markup = BUF_MAX(1024 * 1024);
	if (!o->command && !o->topic)
		opt_help(NULL, out);
	else
		for (size_t i = 0; manual_page(a, i, &p); i++) {
			if (strcmp(p.name, o->command ? o->command->name : o->topic) != 0)
				continue;
			buf_clear(&markup);
			buf_puts(out, found++ ? "\n" : "");
			manual_markup(a, &p, &markup);
			manual_put_text(buf_text(&markup), out);
		}
	buf_free(&markup);
}

void help_version(struct arena *a, struct buf *out)
{
	const char *expat = strchr(junit_expat_version(), '_'); /* "expat_2.5.0" */
	buf_printf(out, "rungate %s\n", rungate_version);
	buf_printf(out,
		"libcurl %s, OpenSSL %s, json-c %s, libconfig %s, libyaml %s, libgit2 %s, expat %s, wslay %s, "
		"libmicrohttpd %s\n",
		net_curl_version(), crypto_version(), json_version(), conf_version(), conf_yaml_version(), git_version_text(a),
		expat ? expat + 1 : "unknown", net_wslay_version(), listen_version());
}
