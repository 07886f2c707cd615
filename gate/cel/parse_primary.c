/* SPDX-License-Identifier: Apache-2.0 */
/* parse_primary.c: what stands between operators: literals, names, calls, and macros, which are calls that bind a name. */
#include "parse.h"

#include <string.h>

/* ---- Lists of expressions ---------------------------------------------------------------------------- */

void cel_parse_add(struct cel_parser *p, struct cel_items *l, struct cel_node *n)
{
	l->all = arena_grow(p->x.a, l->all, l->n, &l->cap, sizeof(*l->all));
	l->all[l->n++] = n;
}

/* An expression, or "?expression" that stands for nothing where its optional has no value. */
static struct cel_node *item(struct cel_parser *p, bool optional)
{
	const char *from = p->x.from;
	if (!optional || !cel_parse_take(p, TOKEN_QUESTION))
		return cel_parse_expression(p);
	struct cel_node *n = cel_parse_node(p, OP_OPT_ITEM, from), *of = cel_parse_expression(p);
	return of ? cel_parse_args(p, n, 1, of) : NULL;
}

/* Up to the closing token, which is taken. trailing: a comma may stand before it. */
static bool items(struct cel_parser *p, enum cel_token end, const char *end_text, bool trailing, struct cel_items *l)
{
	while (p->x.token != end) {
		if (l->n && !cel_parse_take(p, TOKEN_COMMA))
			return cel_parse_unexpected(p, end_text) != NULL;
		if (trailing && p->x.token == TOKEN_COMMA && !l->n) {
			cel_parse_next(p);
			if (p->x.token != end)
				return cel_parse_unexpected(p, end_text) != NULL;
			break;
		}
		if (trailing && l->n && p->x.token == end)
			break;
		struct cel_node *one = item(p, trailing);
		if (!one)
			return false;
		cel_parse_add(p, l, one);
	}
	cel_parse_next(p);
	return true;
}

/* ---- Names, calls, macros ----------------------------------------------------------------------------- */

static bool reserved(struct str name)
{
	static const char *const words[] = { "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
		"loop", "package", "namespace", "return", "var", "void", "while" };
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (words[i][0] == name.p[0] && str_is(name, words[i]))
			return true;
	return false;
}

struct macro { const char *name; enum cel_op op; size_t args, variables; };

static const struct macro *macro_named(struct str name, size_t args)
{
	static const struct macro macros[] = {
		{ "all", OP_ALL, 2, 1 }, { "exists", OP_EXISTS, 2, 1 }, { "exists_one", OP_EXISTS_ONE, 2, 1 }, { "existsOne", OP_EXISTS_ONE, 2, 1 },
		{ "all", OP_ALL, 3, 2 }, { "exists", OP_EXISTS, 3, 2 }, { "exists_one", OP_EXISTS_ONE, 3, 2 }, { "existsOne", OP_EXISTS_ONE, 3, 2 },
		{ "map", OP_MAP_EACH, 2, 1 }, { "map", OP_MAP_EACH, 3, 1 }, { "filter", OP_FILTER, 2, 1 },
		{ "transformList", OP_MAP_EACH, 3, 2 }, { "transformList", OP_MAP_EACH, 4, 2 },
		{ "transformMap", OP_TRANSFORM_MAP, 3, 2 }, { "transformMap", OP_TRANSFORM_MAP, 4, 2 },
		{ "transformMapEntry", OP_TRANSFORM_ENTRY, 3, 2 }, { "transformMapEntry", OP_TRANSFORM_ENTRY, 4, 2 },
		{ "optMap", OP_OPT_MAP, 2, 1 }, { "optFlatMap", OP_OPT_FLAT_MAP, 2, 1 },
	};
	for (size_t i = 0; i < COUNTOF(macros); i++)
		if (macros[i].args == args && str_is(name, macros[i].name))
			return &macros[i];
	return NULL;
}

/* How many arguments follow, counted ahead: a macro's first is a name that must not be looked up. */
static size_t count_arguments(const struct cel_parser *p)
{
	struct cel_lexer x = p->x;
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

/* "cel.iterVar(0, 1)", behind its first name: a loop variable as optimizers write it. */
static bool iteration_variable(struct cel_parser *p, struct str *out)
{
	uint64_t numbers[2];
	if (!cel_parse_take(p, TOKEN_DOT) || !str_is(p->x.text, "iterVar"))
		return cel_parse_unexpected(p, "iterVar") != NULL;
	cel_parse_next(p);
	for (size_t i = 0; i < 2; i++) {
		if (!cel_parse_take(p, i ? TOKEN_COMMA : TOKEN_LPAREN) || p->x.token != TOKEN_INT)
			return cel_parse_unexpected(p, "a number") != NULL;
		numbers[i] = p->x.number;
		cel_parse_next(p);
	}
	*out = str_of(arena_printf(p->x.a, "@%llu:%llu", (unsigned long long)numbers[0], (unsigned long long)numbers[1]));
	return cel_parse_take(p, TOKEN_RPAREN) || cel_parse_unexpected(p, "\")\"") != NULL;
}

static void push(struct cel_parser *p, struct str name)
{
	p->loops[p->n_loops++] = name;
	if (p->n_loops > p->most_loops)
		p->most_loops = p->n_loops;
}

static bool loop_variable(struct cel_parser *p)
{
	struct str name = p->x.text;
	if (p->x.token != TOKEN_NAME || reserved(name))
		return cel_parse_unexpected(p, "a plain name for the loop variable") != NULL;
	if (p->n_loops == CEL_SLOTS)
		return cel_parse_fail(p, p->x.from, "too many nested macros") != NULL;
	cel_parse_next(p);
	if (str_is(name, "cel") && p->x.token == TOKEN_DOT && !iteration_variable(p, &name))
		return false;
	push(p, name);
	return true;
}

static struct cel_node *macro(struct cel_parser *p, const struct macro *m, struct cel_node *range, const char *from)
{
	struct cel_node *n = cel_parse_node(p, m->op, from), *parts[2] = { NULL, NULL };
	n->slot = p->n_loops;
	n->two = m->variables == 2;
	for (size_t i = 0; i < m->variables; i++)
		if ((i && !cel_parse_take(p, TOKEN_COMMA)) || !loop_variable(p))
			return cel_parse_unexpected(p, "\",\"");
	for (size_t i = 0; i + m->variables < m->args; i++) {
		if (!cel_parse_take(p, TOKEN_COMMA))
			return cel_parse_unexpected(p, "\",\"");
		parts[i] = cel_parse_expression(p);
		if (!parts[i])
			return NULL;
	}
	p->n_loops = n->slot;
	if (!cel_parse_take(p, TOKEN_RPAREN))
		return cel_parse_unexpected(p, "\")\"");
	return parts[1] ? cel_parse_args(p, n, 3, range, parts[0], parts[1]) : cel_parse_args(p, n, 2, range, parts[0]);
}

/* cel.bind(name, value, body) */
static struct cel_node *bind(struct cel_parser *p, const char *from)
{
	struct cel_node *n = cel_parse_node(p, OP_BIND, from), *value, *body;
	struct str name = p->x.text;
	if (p->x.token != TOKEN_NAME || reserved(name))
		return cel_parse_unexpected(p, "a plain name");
	cel_parse_next(p);
	if (!cel_parse_take(p, TOKEN_COMMA))
		return cel_parse_unexpected(p, "\",\"");
	value = cel_parse_expression(p);
	if (!value)
		return NULL;
	if (p->n_loops == CEL_SLOTS)
		return cel_parse_fail(p, from, "too many nested macros");
	n->slot = p->n_loops;
	push(p, name);
	body = cel_parse_take(p, TOKEN_COMMA) ? cel_parse_expression(p) : cel_parse_unexpected(p, "\",\"");
	p->n_loops--;
	if (!body)
		return NULL;
	return cel_parse_take(p, TOKEN_RPAREN) ? cel_parse_args(p, n, 2, value, body) : cel_parse_unexpected(p, "\")\"");
}

/* cel.block([a, b, ...], body): each may use those before it as cel.index(i). */
static struct cel_node *block(struct cel_parser *p, const char *from)
{
	struct cel_node *n = cel_parse_node(p, OP_BLOCK, from);
	struct cel_items l = { 0 };
	uint32_t outer = p->block, loops = p->n_loops;
	n->slot = p->block = p->n_loops;
	if (!cel_parse_take(p, TOKEN_LBRACKET))
		return cel_parse_unexpected(p, "\"[\"");
	while (p->x.token != TOKEN_RBRACKET) {
		if (l.n && !cel_parse_take(p, TOKEN_COMMA))
			return cel_parse_unexpected(p, "\",\" or \"]\"");
		struct cel_node *one = cel_parse_expression(p);
		if (!one || p->n_loops == CEL_SLOTS)
			return one ? cel_parse_fail(p, from, "too many nested macros") : NULL;
		push(p, str_of(""));
		cel_parse_add(p, &l, one);
	}
	cel_parse_next(p);
	struct cel_node *body = cel_parse_take(p, TOKEN_COMMA) ? cel_parse_expression(p) : cel_parse_unexpected(p, "\",\"");
	if (!body || !cel_parse_take(p, TOKEN_RPAREN))
		return body ? cel_parse_unexpected(p, "\")\"") : NULL;
	cel_parse_add(p, &l, body);
	p->block = outer;
	p->n_loops = loops;
	n->args = l.all;
	n->n = (uint32_t)l.n;
	return cel_parse_close(p, n);
}

static struct cel_node *slot_named(struct cel_parser *p, struct str name, const char *from)
{
	for (uint32_t i = p->n_loops; i > 0; i--)
		if (str_eq(p->loops[i - 1], name)) {
			struct cel_node *n = cel_parse_node(p, OP_SLOT, from);
			n->slot = i - 1;
			n->name = name;
			return cel_parse_close(p, n);
		}
	return NULL;
}

/* cel.index(i) and cel.iterVar(i, j), behind "(". */
static struct cel_node *numbered(struct cel_parser *p, bool index, const char *from)
{
	uint64_t numbers[2] = { 0, 0 };
	for (size_t i = 0; i < (index ? 1 : 2); i++) {
		if ((i && !cel_parse_take(p, TOKEN_COMMA)) || p->x.token != TOKEN_INT)
			return cel_parse_unexpected(p, "a number");
		numbers[i] = p->x.number;
		cel_parse_next(p);
	}
	if (!cel_parse_take(p, TOKEN_RPAREN))
		return cel_parse_unexpected(p, "\")\"");
	if (index && numbers[0] < CEL_SLOTS && p->block + numbers[0] < p->n_loops) {
		struct cel_node *n = cel_parse_node(p, OP_SLOT, from);
		n->slot = p->block + (uint32_t)numbers[0];
		n->name = str_of("cel.index");
		return cel_parse_close(p, n);
	}
	struct cel_node *n = index ? NULL : slot_named(p, str_of(arena_printf(p->x.a, "@%llu:%llu", (unsigned long long)numbers[0],
		(unsigned long long)numbers[1])), from);
	return n ? n : cel_parse_fail(p, from, "there is no such index or variable here");
}

static struct cel_node *cel_call(struct cel_parser *p, struct str name, size_t args, const char *from)
{
	if (str_is(name, "bind") && args == 3)
		return bind(p, from);
	if (str_is(name, "block") && args == 2)
		return block(p, from);
	return numbered(p, str_is(name, "index"), from);
}

static bool is_cel_call(struct str name, size_t args)
{
	return (str_is(name, "bind") && args == 3) || (str_is(name, "block") && args == 2) || (str_is(name, "index") && args == 1) ||
		(str_is(name, "iterVar") && args == 2);
}

static struct cel_node *has(struct cel_parser *p, const char *from)
{
	struct cel_node *field = cel_parse_expression(p);
	if (!field)
		return NULL;
	if (field->op != OP_SELECT && field->op != OP_OPT_SELECT)
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
	const struct cel_node *pattern = n->n == 2 ? n->args[1] : NULL;
	char why[8];
	if (!pattern || !str_is(n->name, "matches") || pattern->op != OP_LITERAL || pattern->literal.kind != CEL_STRING)
		return;
	n->re = re_new(pattern->literal.s.p, pattern->literal.s.n, why, sizeof(why)); /* a bad one fails when evaluated */
	if (n->re)
		arena_defer(p->x.a, re_free, n->re);
}

/* After "name(": arguments to ")". target: what stands before the dot, or NULL. */
struct cel_node *cel_parse_call(struct cel_parser *p, struct str name, struct cel_node *target, const char *from)
{
	const char *space = target && target->op == OP_NAME && !target->rooted ? target->name.p : NULL;
	if (space) { /* math.abs(x) is a function of its own, unless there is none of that name */
		const char *whole = arena_printf(p->x.a, "%s.%s", space, name.p);
		if (!strcmp(space, "cel") && is_cel_call(name, count_arguments(p)))
			return cel_call(p, name, count_arguments(p), from);
		if (cel_function_named(str_of(whole), count_arguments(p), false)) {
			name = str_of(whole);
			target = NULL;
		}
	}
	const struct macro *m = target ? macro_named(name, count_arguments(p)) : NULL;
	if (m)
		return macro(p, m, target, from);
	if (!target && str_is(name, "has") && count_arguments(p) == 1)
		return has(p, from);
	struct cel_node *n = cel_parse_node(p, OP_CALL, from);
	struct cel_items l = { 0 };
	if (target)
		cel_parse_add(p, &l, target);
	if (p->x.token == TOKEN_RPAREN)
		cel_parse_next(p);
	else {
		struct cel_items args = { 0 };
		if (!items(p, TOKEN_RPAREN, "\",\" or \")\"", false, &args))
			return NULL;
		for (size_t i = 0; i < args.n; i++)
			cel_parse_add(p, &l, args.all[i]);
	}
	n->name = name;
	n->args = l.all;
	n->n = (uint32_t)l.n;
	n->function = cel_function_named(name, l.n, target != NULL);
	compile_pattern(p, n);
	return cel_parse_close(p, n);
}

static struct cel_node *named(struct cel_parser *p, bool rooted, const char *from)
{
	struct str name = p->x.text;
	if (p->x.token != TOKEN_NAME || (reserved(name)))
		return cel_parse_unexpected(p, "a name");
	cel_parse_next(p);
	if (cel_parse_take(p, TOKEN_LPAREN))
		return cel_parse_call(p, name, NULL, from);
	struct cel_node *slot = rooted ? NULL : slot_named(p, name, from);
	if (slot)
		return slot;
	struct cel_node *n = cel_parse_node(p, OP_NAME, from);
	n->name = name;
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
	case TOKEN_UINT:
		return cel_parse_literal(p, cel_uint(p->x.number), from);
	case TOKEN_DOUBLE:
		return cel_parse_literal(p, cel_double(p->x.real), from);
	case TOKEN_STRING:
		return cel_parse_literal(p, cel_string(p->x.text), from);
	case TOKEN_BYTES:
		return cel_parse_literal(p, (struct cel_value){ .kind = CEL_BYTES, .s = p->x.text }, from);
	case TOKEN_NAME:
		return word(p, from);
	case TOKEN_DOT:
		cel_parse_next(p);
		return named(p, true, from);
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
	case TOKEN_LBRACE:
		cel_parse_next(p);
		return map(p, from);
	default:
		return cel_parse_unexpected(p, "a value");
	}
}
