/* SPDX-License-Identifier: Apache-2.0 */
/* conf_json.c: parses JSON (RFC 8259) into a tree with lines. json_scan.c checks the text first. */
#include "conf_node.h"
#include "json_scan.h"

#include <string.h>

struct reader {
	struct arena *a;
	const struct conf_source *s;
	const char *p, *end;
	unsigned line;
	size_t nodes, depth;
	struct buf text;
	struct err *e;
};

static char next(struct reader *r)
{
	for (; r->p < r->end && strchr(" \t\r\n", *r->p); r->p++)
		r->line += *r->p == '\n';
	return r->p < r->end ? *r->p : '\0';
}

static char *string(struct reader *r)
{
	struct str s = json_build_string(&r->p, &r->text);
	return arena_strndup(r->a, s.p, s.n);
}

static char *plain(struct reader *r)
{
	const char *from = r->p;
	while (r->p < r->end && !strchr(" \t\r\n,]}", *r->p))
		r->p++;
	return arena_strndup(r->a, from, (size_t)(r->p - from));
}

static int value(struct reader *r, struct conf_node *up, const char *name, unsigned line, struct conf_node **out);

/* Reads the members of an object or the items of an array, after its bracket. */
static int members(struct reader *r, struct conf_node *node, char close)
{
	while (next(r) != close) {
		struct conf_node *member;
		unsigned line = r->line;
		const char *name = NULL;
		if (close == '}') {
			name = string(r);
			next(r);
			r->p++; /* the colon */
			if (!*name)
				return conf_error(
					r->e, &(struct conf_place){ conf_source_place(r->s, line).file, line, 0 }, "a key is empty");
		}
		next(r);
		if (value(r, node, name, name ? line : r->line, &member))
			return -1;
		if (next(r) == ',')
			r->p++;
	}
	r->p++;
	return 0;
}

static int value(struct reader *r, struct conf_node *up, const char *name, unsigned line, struct conf_node **out)
{
	struct conf_place here = conf_source_place(r->s, r->line);
	enum conf_node_kind kind = NODE_STRING;
	const char *text = NULL, *why;
	char c = next(r);
	if (++r->nodes > LIMIT_CONFIG_KEYS || r->depth > LIMIT_CONFIG_DEPTH)
		return conf_too_large(r->e, r->s, r->line);
	if (c == '{' || c == '[')
		kind = c == '{' ? NODE_GROUP : NODE_LIST;
	else if (c == '"')
		text = string(r);
	else if (conf_scalar(r->a, plain(r), &kind, &text, &why))
		return conf_error(r->e, &here, "%s", why);
	struct conf_node *node = conf_node_add(r->a, up, kind, name, text);
	node->line = line;
	node->text_line = here.line;
	*out = node;
	if (c != '{' && c != '[')
		return 0;
	r->p++;
	r->depth++;
	int rc = members(r, node, c == '{' ? '}' : ']');
	r->depth--;
	return rc;
}

static int document(struct reader *r, struct conf_node **root)
{
	struct json_fault fault;
	struct conf_place at = conf_source_place(r->s, 1);
	if (json_scan_at((struct str){ r->p, (size_t)(r->end - r->p) }, &fault)) {
		at = conf_source_place(r->s, (unsigned)fault.line);
		return conf_error(r->e, &at, "not JSON: %s (column %zu)", fault.what, fault.column);
	}
	if (next(r) != '{')
		return conf_error(r->e, &at, "must be an object of keys and values");
	return value(r, NULL, NULL, r->line, root);
}

int conf_parse_json(struct arena *a, const struct conf_source *s, struct conf_node **root, struct conf_errors *all)
{
	struct err e;
	const char *text = buf_text(&s->text);
	struct reader r = {
		.a = a, .s = s, .p = text, .end = text + s->text.n, .line = 1, .text = BUF_MAX(4 * LIMIT_CONFIG_BYTES), .e = &e
	};
	int rc = document(&r, root);
	buf_free(&r.text);
	return conf_errors_add(all, CONF_WHOLE, rc, &e);
}
