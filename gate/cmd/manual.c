/* SPDX-License-Identifier: Apache-2.0 */
/* manual.c: puts a page of the manual together: its part of manual.txt, and what the tables say. */
#include "cmd.h"
#include "manual.h"
#include "../evidence/texts.h"

#include <string.h>

bool manual_page(struct arena *a, size_t i, struct manual_page *out)
{
	size_t n, n_topics;
	const struct command *all = command_table(&n);
	const struct manual_topic *topics = manual_topics(&n_topics);
	if (!i) {
		*out = (struct manual_page){ "rungate", "rungate",
			"deployment gate with automatic rollback for Google Cloud Run", 1, NULL };
	} else if (i <= n) {
		const struct command *c = &all[i - 1];
		*out = (struct manual_page){ c->name, arena_printf(a, "rungate-%s", c->name), c->doc, 1, c };
	} else if (i <= n + n_topics) {
		const struct manual_topic *t = &topics[i - n - 1];
		*out = (struct manual_page){ t->name, t->title, t->doc, t->section, NULL };
	} else {
		return false;
	}
	return true;
}

static struct str line_at(const char *p)
{
	return (struct str){ p, strcspn(p, "\n") };
}

static const char *line_after(const char *p)
{
	p += strcspn(p, "\n");
	return *p ? p + 1 : p;
}

/* The part of manual.txt below the line "# NAME"; "" if it has none. */
static const char *part_of(struct arena *a, const char *name)
{
	const char *head = arena_printf(a, "# %s", name);
	const char *p = text_manual_txt;
	while (*p && !str_is(line_at(p), head))
		p = line_after(p);
	return line_after(p);
}

static bool starts(struct str line, const char *with)
{
	return line.n >= strlen(with) && !strncmp(line.p, with, strlen(with));
}

/* Appends lines from p on, up to the end of the part or the next heading; returns what follows. */
static const char *put_lines(struct arena *a, const char *p, bool to_heading, struct buf *out)
{
	for (; *p && *p != '#'; p = line_after(p)) {
		struct str line = line_at(p);
		if (to_heading && starts(line, "== "))
			break;
		if (str_is(line, "@environment")) { /* a topic of its own, and a section of rungate(1) */
			put_lines(a, part_of(a, "environment"), true, out);
			continue;
		}
		if (starts(line, "@") && manual_table(a, line, out))
			continue;
		buf_put(out, line.p, line.n);
		buf_putc(out, '\n');
	}
	return p;
}

static void put_see_also(struct arena *a, const struct manual_page *of, struct buf *out)
{
	struct manual_page p;
	size_t put = 0;
	buf_puts(out, "== SEE ALSO\n");
	for (size_t i = 0; manual_page(a, i, &p); i++) {
		/* a command names the program and the files; the others name all */
		bool named = p.title && strcmp(p.title, of->title) != 0 && (!of->command || !p.command);
		if (named)
			buf_printf(out, "%s`%s`(%d)", put++ ? ", " : "", p.title, p.section);
	}
	buf_puts(out, "\n");
}

void manual_markup(struct arena *a, const struct manual_page *p, struct buf *out)
{
	const char *text = part_of(a, p->title && !p->command ? p->title : p->name);
	if (!p->title) {
		put_lines(a, text, false, out);
		return;
	}
	buf_printf(out, "== NAME\n%s - %s\n", p->title, p->doc);
	if (p->command)
		buf_printf(out, "== SYNOPSIS\n`rungate %s` [OPTION...]%s%s\n", p->command->name, *p->command->args ? " " : "",
			p->command->args);
	else if (p->section == 1)
		buf_puts(out, "== SYNOPSIS\n`rungate` COMMAND [OPTION...] [ARGUMENT...]\n");
	buf_puts(out, "== DESCRIPTION\n");
	text = put_lines(a, text, true, out);
	if (p->section == 1) {
		buf_puts(out, "== OPTIONS\n");
		manual_options(p->command, out);
	}
	put_lines(a, text, false, out);
	put_see_also(a, p, out);
}
