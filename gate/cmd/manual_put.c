/* SPDX-License-Identifier: Apache-2.0 */
/* manual_put.c: the markup of the manual (manual.h) as plain text and as a man page. */
#include "manual.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 78, INDENT = 4, INDENT_ITEM = 10 };

struct sink {
	struct buf *out;
	bool fresh; /* nothing was put since the heading */
	const struct form *form;
};
/* How the blocks of the markup are written. */
struct form {
	void (*heading)(struct sink *s, struct str text, bool sub);
	void (*example)(struct sink *s, struct str lines); /* each with its four spaces */
	void (*item)(struct sink *s, struct str term, struct str text);
	void (*paragraph)(struct sink *s, struct str text);
};

/* ---- Reading the markup ------------------------------------------------------------------------------ */

static bool starts(const char *p, const char *with)
{
	return !strncmp(p, with, strlen(with));
}

/* Returns the end of the block at p, whose first line has the length n. */
static const char *block_end(const char *p, size_t n)
{
	bool example = starts(p, "    ");
	const char *end = p + n;
	if (starts(p, "=="))
		return end;
	while (*end == '\n' && end[1] && end[1] != '\n' && !starts(end + 1, "== ") && !starts(end + 1, "=== ") &&
		!starts(end + 1, "* ") && starts(end + 1, "    ") == example)
		end += 1 + strcspn(end + 1, "\n");
	return end;
}

static void put_item(struct sink *s, struct str block)
{
	const char *mark = memmem(block.p, block.n, " :: ", 4);
	size_t term = mark ? (size_t)(mark - block.p) : block.n, text = mark ? term + 4 : block.n;
	s->form->item(s, (struct str){ block.p + 2, term - 2 }, (struct str){ block.p + text, block.n - text });
}

static void put_blocks(struct sink *s, const char *p)
{
	while (*p) {
		const char *end = block_end(p, strcspn(p, "\n"));
		struct str block = { p, (size_t)(end - p) };
		if (starts(p, "=== "))
			s->form->heading(s, (struct str){ p + 4, block.n - 4 }, true);
		else if (starts(p, "== "))
			s->form->heading(s, (struct str){ p + 3, block.n - 3 }, false);
		else if (starts(p, "    "))
			s->form->example(s, block);
		else if (starts(p, "* "))
			put_item(s, block);
		else if (block.n)
			s->form->paragraph(s, block);
		s->fresh = starts(p, "==") || (s->fresh && !block.n);
		p = *end ? end + 1 : end;
	}
}

/* The next word at *at, which is advanced; n == 0: there is none. */
static struct str next_word(struct str text, size_t *at)
{
	while (*at < text.n && isspace((unsigned char)text.p[*at]))
		++*at;
	size_t begin = *at;
	while (*at < text.n && !isspace((unsigned char)text.p[*at]))
		++*at;
	return (struct str){ text.p + begin, *at - begin };
}

/* How many columns a word takes: backticks are not printed. */
static size_t columns(struct str word)
{
	size_t n = 0;
	for (size_t i = 0; i < word.n; i++)
		n += word.p[i] != '`' && ((unsigned char)word.p[i] & 0xC0) != 0x80;
	return n;
}

/* ---- Plain text -------------------------------------------------------------------------------------- */

static void put_bare(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '`')
			buf_putc(out, text.p[i]);
}

static void put_filled(struct buf *out, struct str text, int indent)
{
	size_t at = 0, column = 0;
	for (struct str word = next_word(text, &at); word.n; word = next_word(text, &at)) {
		bool fits = column && column + 1 + columns(word) <= WIDTH;
		if (fits)
			buf_putc(out, ' ');
		else
			buf_printf(out, "%s%*s", column ? "\n" : "", indent, "");
		column = (fits ? column + 1 : (size_t)indent) + columns(word);
		put_bare(out, word);
	}
	buf_putc(out, '\n');
}

static void text_heading(struct sink *s, struct str text, bool sub)
{
	buf_printf(s->out, "%s%s", s->out->n ? "\n" : "", sub ? "  " : "");
	put_bare(s->out, text);
	buf_putc(s->out, '\n');
}

static void text_example(struct sink *s, struct str lines)
{
	buf_puts(s->out, s->fresh ? "" : "\n");
	for (size_t i = 0; i < lines.n; i++) {
		if (!i || lines.p[i - 1] == '\n')
			buf_puts(s->out, "    ");
		buf_putc(s->out, lines.p[i]);
	}
	buf_puts(s->out, "\n");
}

static void text_item(struct sink *s, struct str term, struct str text)
{
	put_filled(s->out, term, INDENT);
	put_filled(s->out, text, INDENT_ITEM);
}

static void text_paragraph(struct sink *s, struct str text)
{
	buf_puts(s->out, s->fresh ? "" : "\n");
	put_filled(s->out, text, INDENT);
}

void manual_put_text(const char *markup, struct buf *out)
{
	static const struct form form = { text_heading, text_example, text_item, text_paragraph };
	put_blocks(&(struct sink){ .out = out, .fresh = true, .form = &form }, markup);
}

/* ---- man(7) ------------------------------------------------------------------------------------------ */

static void man_char(struct buf *out, char c, bool literal)
{
	switch (c) {
	case '\\': buf_puts(out, "\\(rs"); break;
	case '-': buf_puts(out, "\\-"); break;
	case '\'': buf_puts(out, literal ? "\\(aq" : "\\(cq"); break;
	case '"': buf_puts(out, "\\(dq"); break;
	case '^': buf_puts(out, "\\(ha"); break;
	case '~': buf_puts(out, "\\(ti"); break;
	default: buf_putc(out, c);
	}
}

/* bold: whether a backtick is open; carried from word to word */
static void man_word(struct buf *out, struct str word, bool *bold)
{
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] == '`') {
			*bold = !*bold;
			buf_puts(out, *bold ? "\\fB" : "\\fR");
		} else {
			man_char(out, word.p[i], *bold);
		}
}

/* How many bytes a word takes in the source, at most. */
static size_t man_bytes(struct str word)
{
	size_t n = word.n;
	for (size_t i = 0; i < word.n; i++)
		n += strchr("`\\-'\"^~", word.p[i]) ? 3 : 0;
	return n;
}

static void man_filled(struct buf *out, struct str text)
{
	size_t at = 0, column = 0;
	bool bold = false;
	for (struct str word = next_word(text, &at); word.n; word = next_word(text, &at)) {
		bool fits = column && column + 1 + man_bytes(word) <= WIDTH;
		buf_puts(out, fits ? " " : column ? "\n" : "");
		column = (fits ? column + 1 : 0) + man_bytes(word);
		buf_puts(out, !fits && (*word.p == '.' || *word.p == '\'') ? "\\&" : "");
		man_word(out, word, &bold);
	}
	buf_puts(out, bold ? "\\fR\n" : "\n");
}

/* The text as the one argument of a macro. */
static void man_argument(struct buf *out, struct str text)
{
	buf_putc(out, '"');
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '`')
			man_char(out, text.p[i], true);
	buf_puts(out, "\"\n");
}

static void man_heading(struct sink *s, struct str text, bool sub)
{
	buf_puts(s->out, sub ? ".SS " : ".SH ");
	man_argument(s->out, text);
}

static void man_example(struct sink *s, struct str lines)
{
	buf_printf(s->out, "%s.in +4n\n.EX\n", s->fresh ? "" : ".PP\n");
	for (size_t i = 0; i < lines.n; i++) {
		bool begins = !i || lines.p[i - 1] == '\n';
		if (begins)
			i += INDENT;
		if (begins && (lines.p[i] == '.' || lines.p[i] == '\''))
			buf_puts(s->out, "\\&");
		man_char(s->out, lines.p[i], true);
	}
	buf_puts(s->out, "\n.EE\n.in\n");
}

static void man_item(struct sink *s, struct str term, struct str text)
{
	bool bold = false;
	buf_puts(s->out, ".TP\n");
	man_word(s->out, term, &bold);
	buf_putc(s->out, '\n');
	man_filled(s->out, text);
}

static void man_paragraph(struct sink *s, struct str text)
{
	buf_puts(s->out, s->fresh ? "" : ".PP\n");
	man_filled(s->out, text);
}

void manual_put_man(const struct manual_page *p, const char *markup, const char *date, struct buf *out)
{
	static const struct form form = { man_heading, man_example, man_item, man_paragraph };
	buf_puts(out, ".\\\" Made from the tables of rungate and gate/cmd/manual.txt; not to be edited.\n.TH ");
	for (const char *c = p->title; *c; c++)
		man_char(out, (char)toupper((unsigned char)*c), false);
	buf_printf(out, " %d \"%s\" \"rungate %s\" \"rungate manual\"\n", p->section, date, rungate_version);
	put_blocks(&(struct sink){ .out = out, .fresh = true, .form = &form }, markup);
}
