/* SPDX-License-Identifier: Apache-2.0 */
/* parse_primary.c: parses primary expressions: literals, names and calls. */
#include "func.h"
#include "parse.h"

#include <string.h>

/* ---- Lists of expressions ---------------------------------------------------------------------------- */

void cel_parse_add(struct cel_parser *p, struct cel_items *l, struct cel_node *n)
{
	l->all = arena_grow(p->x.a, l->all, l->n, &l->cap, sizeof(*l->all));
	l->all[l->n++] = n;
}

/* An expression, or "?expression", which adds nothing if its optional has no value. */
static struct cel_node *item(struct cel_parser *p, bool optional)
{
	const char *from = p->x.from;
	if (!optional || !cel_parse_take(p, TOKEN_QUESTION))
		return cel_parse_expression(p);
	struct cel_node *n = cel_parse_node(p, OP_OPT_ITEM, from), *of = cel_parse_expression(p);
	return of ? cel_parse_args(p, n, 1, of) : NULL;
}

/* Reads up to and including the closing token. trailing: a comma is allowed before it. */
static bool items(struct cel_parser *p, enum cel_token end, const char *end_text, bool trailing, struct cel_items *l)
{
	size_t before = l->n;
	while (p->x.token != end) {
		if (l->n > before && !cel_parse_take(p, TOKEN_COMMA))
			return cel_parse_unexpected(p, end_text) != NULL;
		if (trailing && p->x.token == TOKEN_COMMA && l->n == before) {
			cel_parse_next(p);
			if (p->x.token != end)
				return cel_parse_unexpected(p, end_text) != NULL;
			break;
		}
		if (trailing && l->n > before && p->x.token == end)
			break;
		struct cel_node *one = item(p, trailing);
		if (!one)
			return false;
		cel_parse_add(p, l, one);
	}
	cel_parse_next(p);
	return true;
}

/* ---- Names and calls -------------------------------------------------------------------------------- */

bool cel_parse_reserved(struct str name)
{
	static const char *const words[] = { "as", "break", "const", "continue", "else", "false", "for", "function", "if",
		"import", "in", "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while" };
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (words[i][0] == name.p[0] && str_is(name, words[i]))
			return true;
	return false;
}

size_t cel_parse_count(const struct cel_parser *p)
{
	struct cel_lexer x = p->x;
	x.a = NULL;
	size_t n = x.token == TOKEN_RPAREN ? 0 : 1, depth = 0;
	for (; x.token != TOKEN_END && x.token != TOKEN_BAD; cel_lex(&x)) {
		bool opens = x.token == TOKEN_LPAREN || x.token == TOKEN_LBRACKET || x.token == TOKEN_LBRACE;
		bool closes = x.token == TOKEN_RPAREN || x.token == TOKEN_RBRACKET || x.token == TOKEN_RBRACE;
		if (closes && !depth--)
			break;
		depth += opens;
		n += x.token == TOKEN_COMMA && !depth;
	}
	return n;
}

static struct cel_node *has(struct cel_parser *p, const char *from)
{
	struct cel_node *field = cel_parse_expression(p);
	if (!field)
		return NULL;
	if (field->op != OP_SELECT)
		return cel_parse_fail(p, p->x.start + field->from, "has() takes a field selection, such as has(a.b)");
	if (!cel_parse_take(p, TOKEN_RPAREN))
		return cel_parse_unexpected(p, "\")\"");
	field->op = OP_HAS;
	field->from = (uint32_t)(from - p->x.start);
	field->to = (uint32_t)(p->last_end - p->x.start);
	return field;
}

static void compile_pattern(struct cel_parser *p, struct cel_node *n)
{
	bool takes = n->function && func_regex_takes_pattern(n->function->fn) && n->n > 1;
	const struct cel_node *pattern = takes ? n->args[1] : NULL;
	char why[8];
	if (!pattern || pattern->op != OP_LITERAL || pattern->literal.kind != CEL_STRING)
		return;
	/* an invalid pattern is reported when the call is evaluated */
	n->re = re_new(pattern->literal.s.p, pattern->literal.s.n, why, sizeof(why));
	if (n->re)
		arena_defer(p->x.a, re_free, n->re);
}

/*
 * timestamp('...') and duration('...') of a literal are evaluated now. An error is reported when the call is evaluated.
 */
static struct cel_node *fold(struct cel_parser *p, struct cel_node *n)
{
	if (!n || n->n != 1 || n->args[0]->op != OP_LITERAL || !n->function ||
		(n->function->fn != func_timestamp && n->function->fn != func_duration))
		return n;
	struct cel_context c = { .p = p->p, .a = p->x.a, .at = n };
	struct cel_value v = n->function->fn(&c, &n->args[0]->literal, 1);
	if (v.kind != CEL_ERROR) {
		n->op = OP_LITERAL;
		n->literal = v;
	}
	return n;
}

/* Reads the arguments up to ")"; target is the first one. */
static struct cel_node *arguments(struct cel_parser *p, struct str name, struct cel_node *target, const char *from)
{
	struct cel_node *n = cel_parse_node(p, OP_CALL, from);
	struct cel_items l = { 0 };
	if (target)
		cel_parse_add(p, &l, target);
	if (p->x.token == TOKEN_RPAREN)
		cel_parse_next(p);
	else if (!items(p, TOKEN_RPAREN, "\",\" or \")\"", false, &l))
		return NULL;
	n->name = name;
	n->args = l.all;
	n->n = (uint32_t)l.n;
	n->function = cel_function_named(name, l.n, target != NULL);
	compile_pattern(p, n);
	return fold(p, cel_parse_close(p, n));
}

/* After "name(". target: the expression before the dot, or NULL. */
struct cel_node *cel_parse_call(struct cel_parser *p, struct str name, struct cel_node *target, const char *from)
{
	const char *space = target && target->op == OP_NAME && !target->rooted ? target->name.p : NULL;
	const char *whole = space ? cel_function_spaced(space, name) : NULL; /* "math.abs" is the name of a function */
	if (whole && cel_function_named(str_of(whole), cel_parse_count(p), false))
		return arguments(p, str_of(whole), NULL, from);
	struct cel_node *expanded;
	if (target && cel_parse_macro(p, name, target, from, &expanded))
		return expanded;
	if (!target && str_is(name, "has") && cel_parse_count(p) == 1)
		return has(p, from);
	return arguments(p, name, target, from);
}

static struct cel_node *named(struct cel_parser *p, bool rooted, const char *from)
{
	struct str name = p->x.text;
	if (p->x.token != TOKEN_NAME || cel_parse_reserved(name))
		return cel_parse_unexpected(p, "a name");
	cel_parse_next(p);
	if (cel_parse_take(p, TOKEN_LPAREN))
		return cel_parse_call(p, cel_parse_keep(p, name), NULL, from);
	struct cel_node *slot = rooted ? NULL : cel_parse_slot(p, name, from);
	if (slot)
		return slot;
	struct cel_node *n = cel_parse_node(p, OP_NAME, from);
	n->name = cel_parse_keep(p, name);
	cel_parse_place(p, n, n->name.p);
	n->rooted = rooted;
	return cel_parse_close(p, n);
}

/* ---- Primary expressions ---------------------------------------------------------------------------------- */

struct cel_node *cel_parse_literal(struct cel_parser *p, struct cel_value v, const char *from)
{
	struct cel_node *n = cel_parse_node(p, OP_LITERAL, from);
	n->literal = v;
	cel_parse_next(p);
	return cel_parse_close(p, n);
}

static struct cel_node *map(struct cel_parser *p, const char *from)
{
	struct cel_node *n = cel_parse_node(p, OP_MAP, from);
	struct cel_items l = { 0 };
	bool lone = p->x.token == TOKEN_COMMA;
	if (lone)
		cel_parse_next(p);
	while (p->x.token != TOKEN_RBRACE) {
		if (lone || (l.n && !cel_parse_take(p, TOKEN_COMMA)))
			return cel_parse_unexpected(p, "\",\" or \"}\"");
		if (p->x.token == TOKEN_RBRACE)
			break;
		struct cel_node *key = item(p, true);
		if (!key)
			return NULL;
		if (!cel_parse_take(p, TOKEN_COLON))
			return cel_parse_unexpected(p, "\":\"");
		struct cel_node *value = cel_parse_expression(p);
		if (!value)
			return NULL;
		cel_parse_add(p, &l, key);
		cel_parse_add(p, &l, value);
	}
	cel_parse_next(p);
	n->args = l.all;
	n->n = (uint32_t)l.n;
	return cel_parse_close(p, n);
}

static struct cel_node *word(struct cel_parser *p, const char *from)
{
	if (str_is(p->x.text, "true") || str_is(p->x.text, "false"))
		return cel_parse_literal(p, cel_bool(p->x.text.p[0] == 't'), from);
	if (str_is(p->x.text, "null"))
		return cel_parse_literal(p, (struct cel_value){ .kind = CEL_NULL }, from);
	if (str_is(p->x.text, "in"))
		return cel_parse_unexpected(p, "a value");
	return named(p, false, from);
}

struct cel_node *cel_parse_primary(struct cel_parser *p)
{
	const char *from = p->x.from;
	struct cel_items l = { 0 };
	struct cel_node *n;
	switch (p->x.token) {
	case TOKEN_INT:
		if (p->x.number > INT64_MAX)
			return cel_parse_fail(p, from, "a whole number that does not fit 64 bits");
		return cel_parse_literal(p, cel_int((int64_t)p->x.number), from);
	case TOKEN_UINT: return cel_parse_literal(p, cel_uint(p->x.number), from);
	case TOKEN_DOUBLE: return cel_parse_literal(p, cel_double(p->x.real), from);
	case TOKEN_STRING: return cel_parse_literal(p, cel_string(p->x.text), from);
	case TOKEN_BYTES: return cel_parse_literal(p, (struct cel_value){ .kind = CEL_BYTES, .s = p->x.text }, from);
	case TOKEN_NAME: return word(p, from);
	case TOKEN_DOT: cel_parse_next(p); return named(p, true, from);
	case TOKEN_LPAREN:
		cel_parse_next(p);
		n = cel_parse_expression(p);
		return !n ? NULL : cel_parse_take(p, TOKEN_RPAREN) ? n : cel_parse_unexpected(p, "\")\"");
	case TOKEN_LBRACKET:
		cel_parse_next(p);
		n = cel_parse_node(p, OP_LIST, from);
		if (!items(p, TOKEN_RBRACKET, "\",\" or \"]\"", true, &l))
			return NULL;
		n->args = l.all;
		n->n = (uint32_t)l.n;
		return cel_parse_close(p, n);
	case TOKEN_LBRACE: cel_parse_next(p); return map(p, from);
	default: return cel_parse_unexpected(p, "a value");
	}
}
