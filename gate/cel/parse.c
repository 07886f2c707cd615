/* SPDX-License-Identifier: Apache-2.0 */
/* parse.c: CEL's grammar by precedence, one function a level, macros expanded on the way. Source: langdef.md, Syntax. */
#include "node.h"

#include <string.h>

struct parser {
	struct cel_lexer x;
	struct cel_program *p;
	struct err *e;
	struct str loops[CEL_SLOTS]; /* loop variables in scope: index is the slot */
	uint32_t n_loops;
	unsigned depth;
	const char *last_end;
};

static struct cel_node *expression(struct parser *p);
static struct cel_node *unary(struct parser *p);

/* ---- Errors: where, what was found, what was expected, and a caret ----------------------------- */

static void *fail_at(struct parser *p, const char *at, const char *what)
{
	const char *start = p->x.start, *line = start;
	unsigned n = 0;
	for (const char *q = start; q < at; q++)
		if (*q == '\n') {
			line = q + 1;
			n++;
		}
	const char *end = line;
	while (end < p->x.end && *end != '\n')
		end++;
	const struct conf_place *place = &p->p->place;
	size_t column = 1;
	for (const char *q = line; q < at; q++)
		column += ((unsigned char)*q & 0xC0) != 0x80;
	if (p->e->code != ERR_NONE)
		return NULL;
	size_t shown = n || !place->column ? column : column + place->column - 1;
	err_set(p->e, ERR_CONFIG, "%s:%u:%zu: %s\n  %.*s\n  %*s^", place->file, place->line + n, shown, what,
		(int)(end - line > 300 ? 300 : end - line), line, (int)(column > 300 ? 300 : column - 1), "");
	return NULL;
}

static void *unexpected(struct parser *p, const char *wanted)
{
	const struct cel_lexer *x = &p->x;
	size_t n = (size_t)(x->to - x->from);
	char what[256];
	struct buf b = BUF_MAX(sizeof(what) - 1);
	if (x->token == TOKEN_BAD)
		buf_puts(&b, x->wrong);
	else if (x->token == TOKEN_END)
		buf_printf(&b, "the expression ends, expected %s", wanted);
	else
		buf_printf(&b, "found \"%.*s\", expected %s", (int)(n > 40 ? 40 : n), x->from, wanted);
	memcpy(what, buf_text(&b), b.n + 1);
	buf_free(&b);
	return fail_at(p, x->from, what);
}

/* ---- Nodes ---------------------------------------------------------------------------------------- */

static struct cel_node *node(struct parser *p, enum cel_op op, const char *from)
{
	struct cel_node *n = ARENA_NEW(p->x.a, struct cel_node);
	n->op = (uint8_t)op;
	n->from = (uint32_t)(from - p->x.start);
	n->height = 1;
	return n;
}

static struct cel_node *close_node(struct parser *p, struct cel_node *n)
{
	n->to = (uint32_t)(p->last_end - p->x.start);
	for (uint32_t i = 0; n->op != OP_LITERAL && i < n->n && n->args; i++)
		if (n->args[i]->height >= n->height)
			n->height = (uint16_t)(n->args[i]->height + 1);
	if (n->height > 2 * LIMIT_CEL_DEPTH)
		return fail_at(p, p->x.start + n->from, "nested too deeply");
	return n;
}

static struct cel_node *with_args(struct parser *p, struct cel_node *n, size_t count, ...)
{
	va_list ap;
	n->args = ARENA_ARRAY(p->x.a, struct cel_node *, count);
	n->n = (uint32_t)count;
	va_start(ap, count);
	for (size_t i = 0; i < count; i++)
		n->args[i] = va_arg(ap, struct cel_node *);
	va_end(ap);
	return close_node(p, n);
}

static void next(struct parser *p)
{
	p->last_end = p->x.to;
	cel_lex(&p->x);
}

static bool take(struct parser *p, enum cel_token token)
{
	if (p->x.token != token)
		return false;
	next(p);
	return true;
}

/* ---- Lists of expressions ---------------------------------------------------------------------------- */

struct items { struct cel_node **all; size_t n, cap; };

static void add(struct parser *p, struct items *l, struct cel_node *n)
{
	l->all = arena_grow(p->x.a, l->all, l->n, &l->cap, sizeof(*l->all));
	l->all[l->n++] = n;
}

/* Up to the closing token, which is taken. trailing: a comma may stand before it. */
static bool items(struct parser *p, enum cel_token end, const char *end_text, bool trailing, struct items *l)
{
	while (p->x.token != end) {
		if (l->n && !take(p, TOKEN_COMMA))
			return unexpected(p, end_text) != NULL;
		if (trailing && p->x.token == TOKEN_COMMA && !l->n) {
			next(p);
			if (p->x.token != end)
				return unexpected(p, end_text) != NULL;
			break;
		}
		if (trailing && l->n && p->x.token == end)
			break;
		struct cel_node *one = expression(p);
		if (!one)
			return false;
		add(p, l, one);
	}
	next(p);
	return true;
}

/* ---- Names, calls, macros ----------------------------------------------------------------------------- */

static bool reserved(struct str name)
{
	static const char *const words[] = { "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
		"loop", "package", "namespace", "return", "var", "void", "while" };
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (str_is(name, words[i]))
			return true;
	return false;
}

struct macro { const char *name; enum cel_op op; size_t args; };

static const struct macro *macro_named(struct str name, size_t args)
{
	static const struct macro macros[] = {
		{ "all", OP_ALL, 2 }, { "exists", OP_EXISTS, 2 }, { "exists_one", OP_EXISTS_ONE, 2 }, { "existsOne", OP_EXISTS_ONE, 2 },
		{ "map", OP_MAP_EACH, 2 }, { "map", OP_MAP_EACH, 3 }, { "filter", OP_FILTER, 2 },
	};
	for (size_t i = 0; i < COUNTOF(macros); i++)
		if (macros[i].args == args && str_is(name, macros[i].name))
			return &macros[i];
	return NULL;
}

/* How many arguments follow, counted ahead: a macro's first is a name that must not be looked up. */
static size_t count_arguments(const struct parser *p)
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

static struct cel_node *macro(struct parser *p, const struct macro *m, struct cel_node *range, const char *from)
{
	struct cel_node *n = node(p, m->op, from), *parts[2] = { NULL, NULL };
	if (p->x.token != TOKEN_NAME || reserved(p->x.text))
		return unexpected(p, "a plain name for the loop variable");
	if (p->n_loops == CEL_SLOTS)
		return fail_at(p, p->x.from, "too many nested macros");
	n->slot = p->n_loops;
	struct str variable = p->x.text;
	next(p);
	p->loops[p->n_loops++] = variable;
	for (size_t i = 0; i + 1 < m->args; i++) {
		if (!take(p, TOKEN_COMMA))
			return unexpected(p, "\",\"");
		parts[i] = expression(p);
		if (!parts[i])
			return NULL;
	}
	p->n_loops--;
	if (!take(p, TOKEN_RPAREN))
		return unexpected(p, "\")\"");
	return m->args == 3 ? with_args(p, n, 3, range, parts[0], parts[1]) : with_args(p, n, 2, range, parts[0]);
}

static struct cel_node *has(struct parser *p, const char *from)
{
	struct cel_node *field = expression(p);
	if (!field)
		return NULL;
	if (field->op != OP_SELECT)
		return fail_at(p, p->x.start + field->from, "has() takes a field selection, such as has(a.b)");
	if (!take(p, TOKEN_RPAREN))
		return unexpected(p, "\")\"");
	field->op = OP_HAS;
	field->from = (uint32_t)(from - p->x.start);
	field->to = (uint32_t)(p->last_end - p->x.start);
	return field;
}

static void compile_pattern(struct parser *p, struct cel_node *n)
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
static struct cel_node *call(struct parser *p, struct str name, struct cel_node *target, const char *from)
{
	const struct macro *m = target ? macro_named(name, count_arguments(p)) : NULL;
	if (m)
		return macro(p, m, target, from);
	if (!target && str_is(name, "has") && count_arguments(p) == 1)
		return has(p, from);
	struct cel_node *n = node(p, OP_CALL, from);
	struct items l = { 0 };
	if (target)
		add(p, &l, target);
	if (p->x.token == TOKEN_RPAREN)
		next(p);
	else {
		struct items args = { 0 };
		if (!items(p, TOKEN_RPAREN, "\",\" or \")\"", false, &args))
			return NULL;
		for (size_t i = 0; i < args.n; i++)
			add(p, &l, args.all[i]);
	}
	n->name = name;
	n->args = l.all;
	n->n = (uint32_t)l.n;
	n->function = cel_function_named(name, l.n, target != NULL);
	compile_pattern(p, n);
	return close_node(p, n);
}

static struct cel_node *named(struct parser *p, bool rooted, const char *from)
{
	struct str name = p->x.text;
	if (p->x.token != TOKEN_NAME || (reserved(name)))
		return unexpected(p, "a name");
	next(p);
	if (take(p, TOKEN_LPAREN))
		return call(p, name, NULL, from);
	for (uint32_t i = rooted ? 0 : p->n_loops; i > 0; i--)
		if (str_eq(p->loops[i - 1], name)) {
			struct cel_node *n = node(p, OP_SLOT, from);
			n->slot = i - 1;
			n->name = name;
			return close_node(p, n);
		}
	struct cel_node *n = node(p, OP_NAME, from);
	n->name = name;
	n->rooted = rooted;
	return close_node(p, n);
}

/* ---- Primary expressions ---------------------------------------------------------------------------------- */

static struct cel_node *literal(struct parser *p, struct cel_value v, const char *from)
{
	struct cel_node *n = node(p, OP_LITERAL, from);
	n->literal = v;
	next(p);
	return close_node(p, n);
}

static struct cel_node *map(struct parser *p, const char *from)
{
	struct cel_node *n = node(p, OP_MAP, from);
	struct items l = { 0 };
	bool lone = p->x.token == TOKEN_COMMA;
	if (lone)
		next(p);
	while (p->x.token != TOKEN_RBRACE) {
		if (lone || (l.n && !take(p, TOKEN_COMMA)))
			return unexpected(p, "\",\" or \"}\"");
		if (p->x.token == TOKEN_RBRACE)
			break;
		struct cel_node *key = expression(p);
		if (!key)
			return NULL;
		if (!take(p, TOKEN_COLON))
			return unexpected(p, "\":\"");
		struct cel_node *value = expression(p);
		if (!value)
			return NULL;
		add(p, &l, key);
		add(p, &l, value);
	}
	next(p);
	n->args = l.all;
	n->n = (uint32_t)l.n;
	return close_node(p, n);
}

static struct cel_node *word(struct parser *p, const char *from)
{
	if (str_is(p->x.text, "true") || str_is(p->x.text, "false"))
		return literal(p, cel_bool(p->x.text.p[0] == 't'), from);
	if (str_is(p->x.text, "null"))
		return literal(p, (struct cel_value){ .kind = CEL_NULL }, from);
	if (str_is(p->x.text, "in"))
		return unexpected(p, "a value");
	return named(p, false, from);
}

static struct cel_node *primary(struct parser *p)
{
	const char *from = p->x.from;
	struct items l = { 0 };
	struct cel_node *n;
	switch (p->x.token) {
	case TOKEN_INT:
		if (p->x.number > INT64_MAX)
			return fail_at(p, from, "a whole number that does not fit 64 bits");
		return literal(p, cel_int((int64_t)p->x.number), from);
	case TOKEN_UINT:
		return literal(p, cel_uint(p->x.number), from);
	case TOKEN_DOUBLE:
		return literal(p, cel_double(p->x.real), from);
	case TOKEN_STRING:
		return literal(p, cel_string(p->x.text), from);
	case TOKEN_BYTES:
		return literal(p, (struct cel_value){ .kind = CEL_BYTES, .s = p->x.text }, from);
	case TOKEN_NAME:
		return word(p, from);
	case TOKEN_DOT:
		next(p);
		return named(p, true, from);
	case TOKEN_LPAREN:
		next(p);
		n = expression(p);
		return !n ? NULL : take(p, TOKEN_RPAREN) ? n : unexpected(p, "\")\"");
	case TOKEN_LBRACKET:
		next(p);
		n = node(p, OP_LIST, from);
		if (!items(p, TOKEN_RBRACKET, "\",\" or \"]\"", true, &l))
			return NULL;
		n->args = l.all;
		n->n = (uint32_t)l.n;
		return close_node(p, n);
	case TOKEN_LBRACE:
		next(p);
		return map(p, from);
	default:
		return unexpected(p, "a value");
	}
}

/* ---- Operators, tightest first ---------------------------------------------------------------------------- */

static struct cel_node *selection(struct parser *p, struct cel_node *of, const char *from)
{
	bool quoted = p->x.token == TOKEN_QUOTED_NAME;
	struct str name = p->x.text;
	if (!quoted && (p->x.token != TOKEN_NAME || str_is(name, "in") || str_is(name, "true") || str_is(name, "false") || str_is(name, "null")))
		return unexpected(p, "a field or a function after \".\"");
	next(p);
	if (!quoted && take(p, TOKEN_LPAREN))
		return call(p, name, of, from);
	struct cel_node *n = node(p, OP_SELECT, from);
	n->name = name;
	return with_args(p, n, 1, of);
}

static struct cel_node *member(struct parser *p)
{
	const char *from = p->x.from;
	struct cel_node *n = primary(p);
	while (n) {
		if (take(p, TOKEN_DOT)) {
			n = selection(p, n, from);
		} else if (take(p, TOKEN_LBRACKET)) {
			struct cel_node *index = node(p, OP_INDEX, from), *at = expression(p);
			if (!at)
				return NULL;
			if (!take(p, TOKEN_RBRACKET))
				return unexpected(p, "\"]\"");
			n = with_args(p, index, 2, n, at);
		} else {
			break;
		}
	}
	return n;
}

/* "-9223372036854775808": the sign joins the literal, or the number would not exist. */
static struct cel_node *negative_literal(struct parser *p, const char *from)
{
	if (p->x.token == TOKEN_INT) {
		int64_t v = p->x.number > INT64_MAX ? INT64_MIN : -(int64_t)p->x.number;
		return literal(p, cel_int(v), from);
	}
	return p->x.token == TOKEN_DOUBLE ? literal(p, cel_double(-p->x.real), from) : NULL;
}

static struct cel_node *unary(struct parser *p)
{
	const char *from = p->x.from;
	enum cel_token sign = p->x.token;
	if (sign != TOKEN_NOT && sign != TOKEN_MINUS)
		return member(p);
	struct cel_node *n = node(p, sign == TOKEN_NOT ? OP_NOT : OP_NEGATE, from);
	uint32_t count = 0;
	while (p->x.token == sign) {
		count++;
		from = p->x.from;
		next(p);
	}
	struct cel_node *lit = sign == TOKEN_MINUS && (p->x.token == TOKEN_INT || p->x.token == TOKEN_DOUBLE)
		? negative_literal(p, from) : NULL;
	struct cel_node *of = lit;
	if (!lit)
		of = member(p);
	if (!of)
		return NULL;
	count -= lit != NULL;
	while (lit && (p->x.token == TOKEN_DOT || p->x.token == TOKEN_LBRACKET)) /* -1.f() selects of the literal */
		return unexpected(p, "an operator");
	if (!count)
		return of;
	with_args(p, n, 1, of);
	n->n = count;
	return n;
}

struct operator { enum cel_token token; enum cel_op op; };

static const struct operator *operator_in(const struct parser *p, const struct operator *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p->x.token == all[i].token)
			return &all[i];
	return NULL;
}

static struct cel_node *chain(struct parser *p, struct cel_node *(*operand)(struct parser *), const struct operator *all, size_t count)
{
	const char *from = p->x.from;
	struct cel_node *n = operand(p);
	for (const struct operator *o; n && (o = operator_in(p, all, count));) {
		struct cel_node *both = node(p, o->op, from);
		next(p);
		struct cel_node *right = operand(p);
		n = right ? with_args(p, both, 2, n, right) : NULL;
	}
	return n;
}

static struct cel_node *product(struct parser *p)
{
	static const struct operator all[] = { { TOKEN_STAR, OP_MULTIPLY }, { TOKEN_SLASH, OP_DIVIDE }, { TOKEN_PERCENT, OP_MODULO } };
	return chain(p, unary, all, COUNTOF(all));
}

static struct cel_node *sum(struct parser *p)
{
	static const struct operator all[] = { { TOKEN_PLUS, OP_ADD }, { TOKEN_MINUS, OP_SUBTRACT } };
	return chain(p, product, all, COUNTOF(all));
}

static struct cel_node *relation(struct parser *p)
{
	static const struct operator all[] = {
		{ TOKEN_EQUAL, OP_EQUAL }, { TOKEN_UNEQUAL, OP_UNEQUAL }, { TOKEN_LESS, OP_LESS }, { TOKEN_LESS_EQUAL, OP_LESS_EQUAL },
		{ TOKEN_GREATER, OP_GREATER }, { TOKEN_GREATER_EQUAL, OP_GREATER_EQUAL },
	};
	const char *from = p->x.from;
	struct cel_node *n = chain(p, sum, all, COUNTOF(all));
	while (n && p->x.token == TOKEN_NAME && str_is(p->x.text, "in")) {
		struct cel_node *in = node(p, OP_IN, from);
		next(p);
		struct cel_node *right = sum(p);
		n = right ? with_args(p, in, 2, n, right) : NULL;
		for (const struct operator *o; n && (o = operator_in(p, all, COUNTOF(all)));) {
			struct cel_node *both = node(p, o->op, from);
			next(p);
			right = sum(p);
			n = right ? with_args(p, both, 2, n, right) : NULL;
		}
	}
	return n;
}

/* && and || with all their operands in one node: ten thousand of them are no depth at all. */
static struct cel_node *logic(struct parser *p, struct cel_node *(*operand)(struct parser *), enum cel_token token, enum cel_op op)
{
	const char *from = p->x.from;
	struct cel_node *first = operand(p);
	if (!first || p->x.token != token)
		return first;
	struct cel_node *n = node(p, op, from);
	struct items l = { 0 };
	add(p, &l, first);
	while (take(p, token)) {
		struct cel_node *one = operand(p);
		if (!one)
			return NULL;
		add(p, &l, one);
	}
	n->args = l.all;
	n->n = (uint32_t)l.n;
	return close_node(p, n);
}

static struct cel_node *and(struct parser *p)
{
	return logic(p, relation, TOKEN_AND, OP_AND);
}

static struct cel_node *or(struct parser *p)
{
	return logic(p, and, TOKEN_OR, OP_OR);
}

static struct cel_node *expression(struct parser *p)
{
	const char *from = p->x.from;
	if (++p->depth > LIMIT_CEL_DEPTH)
		return fail_at(p, from, "nested too deeply");
	struct cel_node *n = or(p);
	if (n && p->x.token == TOKEN_QUESTION) {
		struct cel_node *choice = node(p, OP_IF, from);
		next(p);
		struct cel_node *yes = or(p), *no = NULL;
		if (yes && !take(p, TOKEN_COLON))
			yes = unexpected(p, "\":\"");
		if (yes)
			no = expression(p);
		n = no ? with_args(p, choice, 3, n, yes, no) : NULL;
	}
	p->depth--;
	return n;
}

/* ---- The program ---------------------------------------------------------------------------------------------- */

int cel_compile(struct arena *a, struct str text, const struct conf_place *place, const struct cel_options *o,
                struct cel_program **out, struct err *e)
{
	struct cel_program *program = ARENA_NEW(a, struct cel_program);
	struct err why = { .code = ERR_NONE };
	struct parser p = { .p = program, .e = &why };
	program->a = a;
	program->text = text;
	program->container = o && o->container && *o->container ? o->container : NULL;
	program->place = place ? *place : (struct conf_place){ "<expression>", 1, 1 };
	p.x = (struct cel_lexer){ .p = text.p, .start = text.p, .end = text.p + text.n, .a = a };
	p.last_end = text.p;
	if (text.n > LIMIT_CEL_TEXT * 4)
		return err_set(e, ERR_CONFIG, "%s:%u: an expression longer than %d characters", program->place.file, program->place.line,
			LIMIT_CEL_TEXT);
	cel_lex(&p.x);
	program->root = text_utf8_valid(text.p, text.n) ? expression(&p) : fail_at(&p, text.p, "not valid UTF-8");
	if (program->root && p.x.token != TOKEN_END)
		program->root = unexpected(&p, "an operator, or the end");
	if (!program->root) {
		*e = why;
		return -1;
	}
	*out = program;
	return 0;
}

struct str cel_source(const struct cel_program *p)
{
	return p->text;
}
