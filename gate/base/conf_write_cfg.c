/* SPDX-License-Identifier: Apache-2.0 */
/* conf_write_cfg.c: writes a tree in the syntax of libconfig. */
#include "conf_write.h"

#include <stdlib.h>
#include <string.h>

static void indent(struct buf *out, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		buf_puts(out, "  ");
}

static void put_string(struct buf *out, const char *text)
{
	static const char from[] = "\n\t\r\f", to[] = "ntrf";
	buf_putc(out, '"');
	for (const char *c = text; *c; c++) {
		const char *at = strchr(from, *c);
		if (at)
			buf_printf(out, "\\%c", to[at - from]);
		else if (*c == '"' || *c == '\\')
			buf_printf(out, "\\%c", *c);
		else if ((unsigned char)*c < ' ')
			buf_printf(out, "\\x%02x", (unsigned)(unsigned char)*c);
		else
			buf_putc(out, *c);
	}
	buf_putc(out, '"');
}

static void put_float(struct buf *out, const char *text)
{
	size_t from = out->n;
	buf_printf(out, "%.17g", strtod(text, NULL));
	if (!strpbrk(buf_text(out) + from, ".e"))
		buf_puts(out, ".0");
}

static void put_members(struct buf *out, const struct conf_node *group, size_t depth);

static void put_value(struct buf *out, const struct conf_node *s, size_t depth)
{
	switch (s->kind) {
	case NODE_STRING: put_string(out, s->text); return;
	case NODE_INT:
	case NODE_BOOL: buf_puts(out, s->text); return;
	case NODE_FLOAT: put_float(out, s->text); return;
	case NODE_NULL:
	case NODE_GROUP:
	case NODE_LIST: break;
	}
	if (s->kind == NODE_GROUP) {
		buf_puts(out, s->n ? "{\n" : "{ ");
		put_members(out, s, depth + 1);
		indent(out, s->n ? depth : 0);
		buf_putc(out, '}');
		return;
	}
	/* items of a list stand on lines of their own; of an array, on one */
	bool lines = s->n && !s->array;
	buf_puts(out, s->array ? "[ " : lines ? "(\n" : "( ");
	for (const struct conf_node *item = s->first; item; item = item->next) {
		indent(out, lines ? depth + 1 : 0);
		put_value(out, item, depth + 1);
		buf_puts(out, !item->next ? (lines ? "\n" : " ") : lines ? ",\n" : ", ");
	}
	indent(out, lines ? depth : 0);
	buf_putc(out, s->array ? ']' : ')');
}

static void put_members(struct buf *out, const struct conf_node *group, size_t depth)
{
	for (const struct conf_node *s = group->first; s; s = s->next) {
		indent(out, depth);
		buf_printf(out, "%s = ", s->name);
		put_value(out, s, depth);
		buf_puts(out, ";\n");
	}
}

void conf_write_cfg(const struct conf_node *root, struct buf *out)
{
	put_members(out, root, 0);
}
