/* SPDX-License-Identifier: Apache-2.0 */
/* conf_write_yaml.c: writes a tree as YAML, in block style. What another reader of YAML could take for something else
 * than a string is quoted. */
#include "conf_write.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void indent(struct buf *out, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		buf_puts(out, "  ");
}

/* Decodes the valid UTF-8 at *p and moves *p behind it. */
static unsigned code_point(const char **p)
{
	const unsigned char *s = (const unsigned char *)*p;
	size_t n = *s < 0x80 ? 1 : *s < 0xE0 ? 2 : *s < 0xF0 ? 3 : 4;
	unsigned c = n == 1 ? *s : *s & (0x7Fu >> n);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (s[i] & 0x3Fu);
	*p += n;
	return c;
}

/* What is written only as an escape: control characters, line breaks other than the line feed, byte order marks. */
static bool needs_escape(unsigned c)
{
	return (c < ' ' && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
		c == 0xFFFE || c == 0xFFFF;
}

static bool any_escape(const char *text)
{
	for (const char *p = text; *p;)
		if (needs_escape(code_point(&p)))
			return true;
	return false;
}

/* Words that are booleans in YAML 1.1, which many programs still read. */
static bool is_old_boolean(const char *text)
{
	static const char *const words[] = { "y", "n", "yes", "no", "on", "off" };
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (!strcasecmp(words[i], text))
			return true;
	return false;
}

/* A letter, '_', '/' or '(' begins a plain string, and a digit if a unit or a name follows: 5s. */
static bool is_plain(struct arena *a, const char *text)
{
	enum conf_node_kind kind;
	const char *out, *why;
	size_t n = strlen(text), digits = strspn(text, "0123456789");
	bool begins = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/(") ||
		(digits &&
			strspn(text + digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") == n - digits &&
			digits < n && strncasecmp(text, "0x", 2) != 0 && strncasecmp(text, "0o", 2) != 0 &&
			strncasecmp(text, "0b", 2) != 0);
	if (!begins || strchr(text, '\n') || strstr(text, ": ") || strstr(text, " #") || strchr("\t :", text[n - 1]) ||
		is_old_boolean(text))
		return false;
	return !conf_scalar(a, text, &kind, &out, &why) && kind == NODE_STRING;
}

/* Several lines, of which the first tells the indentation. */
static bool is_block(const char *text)
{
	const char *end = strchr(text, '\n');
	return end && end != text && text[0] != ' ' && strspn(text, "\n") == 0;
}

static void put_double(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	for (const char *p = text; *p;) {
		const char *from = p;
		unsigned c = code_point(&p);
		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", (char)c);
		else if (c == '\n' || c == '\t')
			buf_puts(out, c == '\n' ? "\\n" : "\\t");
		else if (needs_escape(c))
			buf_printf(out, "\\u%04X", c);
		else
			buf_put(out, from, (size_t)(p - from));
	}
	buf_putc(out, '"');
}

static void put_single(struct buf *out, const char *text)
{
	buf_putc(out, '\'');
	for (const char *p = text; *p; p++) {
		if (*p == '\'')
			buf_putc(out, '\'');
		buf_putc(out, *p);
	}
	buf_putc(out, '\'');
}

/* Keeps the line feeds at the end: none, one or several. */
static void put_block(struct buf *out, const char *text, size_t depth)
{
	size_t n = strlen(text);
	bool one = text[n - 1] == '\n', several = one && n > 1 && text[n - 2] == '\n';
	buf_puts(out, several ? "|+\n" : one ? "|\n" : "|-\n");
	for (const char *line = text; *line;) {
		size_t length = strcspn(line, "\n");
		indent(out, length ? depth : 0);
		buf_put(out, line, length);
		buf_putc(out, '\n');
		line += length + (line[length] == '\n');
	}
}

/* key: on one line */
static void put_string(struct arena *a, struct buf *out, const char *text, bool key, size_t depth)
{
	bool apostrophes = strchr(text, '\'') && !strpbrk(text, "\"\\"); /* easier to read in double quotes */
	if (any_escape(text) || (strchr(text, '\n') && (key || !is_block(text)))) {
		put_double(out, text);
		buf_puts(out, key ? "" : "\n");
	} else if (strchr(text, '\n')) {
		put_block(out, text, depth);
	} else {
		if (is_plain(a, text))
			buf_puts(out, text);
		else
			(apostrophes ? put_double : put_single)(out, text);
		buf_puts(out, key ? "" : "\n");
	}
}

static void put_float(struct buf *out, const char *text)
{
	size_t from = out->n;
	buf_printf(out, "%.17g", strtod(text, NULL));
	buf_puts(out, strpbrk(buf_text(out) + from, ".e") ? "\n" : ".0\n");
}

static void put_members(struct arena *a, struct buf *out, const struct conf_node *s, size_t depth, bool begun);

/* Appends the value after "KEY:" or "-", with what separates them and the line feed. */
static void put_value(struct arena *a, struct buf *out, const struct conf_node *s, size_t depth)
{
	if (s->n) {
		bool compact = s->up->kind == NODE_LIST && s->kind == NODE_GROUP; /* "- key: value" */
		buf_puts(out, compact ? " " : "\n");
		put_members(a, out, s, s->up->kind == NODE_GROUP && s->kind == NODE_LIST ? depth : depth + 1, compact);
		return;
	}
	buf_putc(out, ' ');
	switch (s->kind) {
	case NODE_STRING: put_string(a, out, s->text, false, depth + 1); return;
	case NODE_FLOAT: put_float(out, s->text); return;
	case NODE_INT:
	case NODE_BOOL: buf_printf(out, "%s\n", s->text); return;
	case NODE_NULL: buf_puts(out, "null\n"); return;
	case NODE_GROUP: buf_puts(out, "{}\n"); return;
	case NODE_LIST: buf_puts(out, "[]\n"); return;
	}
}

/* begun: the first member stands on a line that has begun */
static void put_members(struct arena *a, struct buf *out, const struct conf_node *s, size_t depth, bool begun)
{
	for (const struct conf_node *each = s->first; each; each = each->next) {
		if (!begun || each != s->first)
			indent(out, depth);
		if (s->kind == NODE_LIST) {
			buf_putc(out, '-');
		} else {
			put_string(a, out, each->name, true, 0);
			buf_putc(out, ':');
		}
		put_value(a, out, each, depth);
	}
}

void conf_write_yaml(struct arena *a, const struct conf_node *root, struct buf *out)
{
	if (root->n)
		put_members(a, out, root, 0, false);
	else
		buf_puts(out, "{}\n");
}
