/* SPDX-License-Identifier: Apache-2.0 */
/* parse.c: a recursive descent parser for CEL, one function for each level of precedence; macros are expanded while
 * parsing. Source: langdef.md, Syntax. */
#include "parse.h"

#include <string.h>

static struct cel_node *unary(struct cel_parser *p);

/* ---- Errors: position, what was found, what was expected, and a caret ----------------------------- */

void *cel_parse_fail(struct cel_parser *p, const char *at, const char *what)
{
	if (p->e->code == ERR_NONE)
		cel_point_at(p->p, (size_t)(at - p->x.start), what, p->e);
	return NULL;
}

void *cel_parse_unexpected(struct cel_parser *p, const char *wanted)
{
	const struct cel_lexer *x = &p->x;
	size_t n = (size_t)(x->to - x->from);
	char what[256];
	struct buf b = BUF_MAX(sizeof(what) - 1);
	if (x->token == TOKEN_BAD) {
		buf_puts(&b, x->wrong);
	} else if (x->token == TOKEN_END) {
		buf_printf(&b, "the expression ends, expected %s", wanted);
	} else {
		buf_puts(&b, "found \"");
		text_put_cut(&b, (struct str){ x->from, n }, 40);
		buf_printf(&b, "\", expected %s", wanted);
	}
	memcpy(what, buf_text(&b), b.n + 1);
	buf_free(&b);
	return cel_parse_fail(p, x->from, what);
}

/* ---- Nodes ---------------------------------------------------------------------------------------- */

struct cel_node *cel_parse_node(struct cel_parser *p, enum cel_op op, const char *from)
{
	struct cel_node *n = ARENA_NEW(p->x.a, struct cel_node);
	n->op = (uint8_t)op;
	n->from = (uint32_t)(from - p->x.start);
	n->height = 1;
	return n;
}

void cel_parse_place(struct cel_parser *p, struct cel_node *n, const char *key)
{
	struct cel_program *all = p->p;
	all->keys = arena_grow(p->x.a, all->keys, all->n_keys, &p->cap_keys, sizeof(*all->keys));
	n->place = (uint32_t)all->n_keys;
	all->keys[all->n_keys++] = key ? json_hashed(p->hasher, key) : (struct json_key){ 0 };
}

struct cel_node *cel_parse_close(struct cel_parser *p, struct cel_node *n)
{
	n->to = (uint32_t)(p->last_end - p->x.start);
	for (uint32_t i = 0; n->op != OP_LITERAL && i < n->n && n->args; i++)
		if (n->args[i]->height >= n->height)
			n->height = (uint16_t)(n->args[i]->height + 1);
	if (n->height > 2 * LIMIT_CEL_DEPTH)
		return cel_parse_fail(p, p->x.start + n->from, "nested too deeply");
	return n;
}

struct cel_node *cel_parse_args(struct cel_parser *p, struct cel_node *n, size_t count, ...)
{
	va_list ap;
	n->args = ARENA_ARRAY(p->x.a, struct cel_node *, count);
	n->n = (uint32_t)count;
	va_start(ap, count);
	for (size_t i = 0; i < count; i++)
		n->args[i] = va_arg(ap, struct cel_node *);
	va_end(ap);
	return cel_parse_close(p, n);
}

struct str cel_parse_keep(struct cel_parser *p, struct str name)
{
	return (struct str){ arena_strndup(p->x.a, name.p, name.n), name.n };
}

void cel_parse_next(struct cel_parser *p)
{
	p->last_end = p->x.to;
	cel_lex(&p->x);
}

bool cel_parse_take(struct cel_parser *p, enum cel_token token)
{
	if (p->x.token != token)
		return false;
	cel_parse_next(p);
	return true;
}

/* ---- Operators, highest precedence first ------------------------------------------------------------------ */

static struct cel_node *selection(struct cel_parser *p, struct cel_node *of, const char *from)
{
	bool optional = cel_parse_take(p, TOKEN_QUESTION), quoted = p->x.token == TOKEN_QUOTED_NAME;
	struct str name = p->x.text;
	if (!quoted &&
		(p->x.token != TOKEN_NAME || str_is(name, "in") || str_is(name, "true") || str_is(name, "false") ||
			str_is(name, "null")))
		return cel_parse_unexpected(p, "a field or a function after \".\"");
	name = cel_parse_keep(p, name);
	cel_parse_next(p);
	if (!quoted && !optional && cel_parse_take(p, TOKEN_LPAREN))
		return cel_parse_call(p, name, of, from);
	struct cel_node *n = cel_parse_node(p, optional ? OP_OPT_SELECT : OP_SELECT, from);
	n->name = name;
	cel_parse_place(p, n, name.p);
	n->type_like = of->op == OP_SELECT ? of->type_like
									   : of->op == OP_NAME && (str_is(of->name, "google") || str_is(of->name, "net"));
	return cel_parse_args(p, n, 1, of);
}

/* The key of a constant index; NULL: it is another value, or computed. */
static const char *key_text(const struct cel_node *at)
{
	return at->op == OP_LITERAL && at->literal.kind == CEL_STRING ? at->literal.s.p : NULL;
}

static struct cel_node *member(struct cel_parser *p)
{
	const char *from = p->x.from;
	struct cel_node *n = cel_parse_primary(p);
	while (n) {
		if (cel_parse_take(p, TOKEN_DOT)) {
			n = selection(p, n, from);
		} else if (cel_parse_take(p, TOKEN_LBRACKET)) {
			bool optional = cel_parse_take(p, TOKEN_QUESTION);
			struct cel_node *index = cel_parse_node(p, optional ? OP_OPT_INDEX : OP_INDEX, from),
							*at = cel_parse_expression(p);
			if (!at)
				return NULL;
			if (!cel_parse_take(p, TOKEN_RBRACKET))
				return cel_parse_unexpected(p, "\"]\"");
			cel_parse_place(p, index, key_text(at));
			n = cel_parse_args(p, index, 2, n, at);
		} else {
			break;
		}
	}
	return n;
}

/* "-9223372036854775808": the sign belongs to the literal, because the positive number is out of range. */
static struct cel_node *negative_literal(struct cel_parser *p, const char *from)
{
	if (p->x.token == TOKEN_INT) {
		int64_t v = p->x.number > INT64_MAX ? INT64_MIN : -(int64_t)p->x.number;
		return cel_parse_literal(p, cel_int(v), from);
	}
	return p->x.token == TOKEN_DOUBLE ? cel_parse_literal(p, cel_double(-p->x.real), from) : NULL;
}

static struct cel_node *unary(struct cel_parser *p)
{
	const char *from = p->x.from;
	enum cel_token sign = p->x.token;
	if (sign != TOKEN_NOT && sign != TOKEN_MINUS)
		return member(p);
	struct cel_node *n = cel_parse_node(p, sign == TOKEN_NOT ? OP_NOT : OP_NEGATE, from);
	uint32_t count = 0;
	while (p->x.token == sign) {
		count++;
		from = p->x.from;
		cel_parse_next(p);
	}
	if (sign == TOKEN_NOT && p->x.token == TOKEN_MINUS) { /* "!-1": the minus belongs to the literal */
		from = p->x.from;
		cel_parse_next(p);
	}
	bool negative = p->last_end > from && *from == '-';
	struct cel_node *lit = negative && (p->x.token == TOKEN_INT || p->x.token == TOKEN_DOUBLE)
		? negative_literal(p, from)
		: NULL;
	if (sign == TOKEN_NOT && negative && !lit)
		return cel_parse_unexpected(p, "a number");
	struct cel_node *of = lit ? lit : member(p);
	if (!of)
		return NULL;
	count -= lit && sign == TOKEN_MINUS;
	/* "-1.f()": a selection from the literal */
	while (lit && (p->x.token == TOKEN_DOT || p->x.token == TOKEN_LBRACKET))
		return cel_parse_unexpected(p, "an operator");
	if (!count)
		return of;
	cel_parse_args(p, n, 1, of);
	n->n = count;
	return n;
}

struct operator
{
	enum cel_token token;
	enum cel_op op;
};

static const struct operator* operator_in(const struct cel_parser *p, const struct operator* all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p->x.token == all[i].token)
			return &all[i];
	return NULL;
}

static struct cel_node *chain(
	struct cel_parser *p, struct cel_node *(*operand)(struct cel_parser *), const struct operator* all, size_t count)
{
	const char *from = p->x.from;
	struct cel_node *n = operand(p);
	for (const struct operator* o; n && (o = operator_in(p, all, count));) {
		struct cel_node *both = cel_parse_node(p, o->op, from);
		cel_parse_next(p);
		struct cel_node *right = operand(p);
		n = right ? cel_parse_args(p, both, 2, n, right) : NULL;
	}
	return n;
}

static struct cel_node *product(struct cel_parser *p)
{
	static const struct operator all[] = { { TOKEN_STAR, OP_MULTIPLY }, { TOKEN_SLASH, OP_DIVIDE },
		{ TOKEN_PERCENT, OP_MODULO } };
	return chain(p, unary, all, COUNTOF(all));
}

static struct cel_node *sum(struct cel_parser *p)
{
	static const struct operator all[] = { { TOKEN_PLUS, OP_ADD }, { TOKEN_MINUS, OP_SUBTRACT } };
	return chain(p, product, all, COUNTOF(all));
}

static struct cel_node *relation(struct cel_parser *p)
{
	static const struct operator all[] = {
		{ TOKEN_EQUAL, OP_EQUAL },
		{ TOKEN_UNEQUAL, OP_UNEQUAL },
		{ TOKEN_LESS, OP_LESS },
		{ TOKEN_LESS_EQUAL, OP_LESS_EQUAL },
		{ TOKEN_GREATER, OP_GREATER },
		{ TOKEN_GREATER_EQUAL, OP_GREATER_EQUAL },
	};
	const char *from = p->x.from;
	struct cel_node *n = chain(p, sum, all, COUNTOF(all));
	while (n && p->x.token == TOKEN_NAME && str_is(p->x.text, "in")) {
		struct cel_node *in = cel_parse_node(p, OP_IN, from);
		cel_parse_next(p);
		struct cel_node *right = sum(p);
		n = right ? cel_parse_args(p, in, 2, n, right) : NULL;
		for (const struct operator* o; n && (o = operator_in(p, all, COUNTOF(all)));) {
			struct cel_node *both = cel_parse_node(p, o->op, from);
			cel_parse_next(p);
			right = sum(p);
			n = right ? cel_parse_args(p, both, 2, n, right) : NULL;
		}
	}
	return n;
}

/* A chain of && or || becomes one node with all operands, so that a long chain is not deeply nested. */
static struct cel_node *logic(
	struct cel_parser *p, struct cel_node *(*operand)(struct cel_parser *), enum cel_token token, enum cel_op op)
{
	const char *from = p->x.from;
	struct cel_node *first = operand(p);
	if (!first || p->x.token != token)
		return first;
	struct cel_node *n = cel_parse_node(p, op, from);
	struct cel_items l = { 0 };
	cel_parse_add(p, &l, first);
	while (cel_parse_take(p, token)) {
		struct cel_node *one = operand(p);
		if (!one)
			return NULL;
		cel_parse_add(p, &l, one);
	}
	n->args = l.all;
	n->n = (uint32_t)l.n;
	return cel_parse_close(p, n);
}

static struct cel_node * and (struct cel_parser * p)
{
	return logic(p, relation, TOKEN_AND, OP_AND);
}

static struct cel_node * or (struct cel_parser * p)
{
	return logic(p, and, TOKEN_OR, OP_OR);
}

struct cel_node *cel_parse_expression(struct cel_parser *p)
{
	const char *from = p->x.from;
	if (++p->depth > LIMIT_CEL_DEPTH)
		return cel_parse_fail(p, from, "nested too deeply");
	struct cel_node *n = or (p);
	if (n && p->x.token == TOKEN_QUESTION) {
		struct cel_node *choice = cel_parse_node(p, OP_IF, from);
		cel_parse_next(p);
		struct cel_node *yes = or (p), *no = NULL;
		if (yes && !cel_parse_take(p, TOKEN_COLON))
			yes = cel_parse_unexpected(p, "\":\"");
		if (yes)
			no = cel_parse_expression(p);
		n = no ? cel_parse_args(p, choice, 3, n, yes, no) : NULL;
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
	struct cel_parser p = { .p = program, .e = &why };
	program->a = a;
	program->text = text;
	program->container = o && o->container && *o->container ? o->container : NULL;
	program->place = place ? *place : (struct conf_place){ "<expression>", 1, 1 };
	p.x = (struct cel_lexer){ .p = text.p, .start = text.p, .end = text.p + text.n, .a = a };
	p.last_end = text.p;
	if (text.n > LIMIT_CEL_TEXT * 4)
		return err_set(e, ERR_CONFIG, "%s:%u: an expression longer than %d characters", program->place.file,
			program->place.line, LIMIT_CEL_TEXT);
	p.hasher = json_hasher_new();
	cel_lex(&p.x);
	program->root = text_utf8_valid(text.p, text.n) ? cel_parse_expression(&p)
													: cel_parse_fail(&p, text.p, "not valid UTF-8");
	if (program->root && p.x.token != TOKEN_END)
		program->root = cel_parse_unexpected(&p, "an operator, or the end");
	json_hasher_free(p.hasher);
	if (!program->root) {
		*e = why;
		return -1;
	}
	program->n_slots = p.most_loops;
	cel_find_refs(program);
	*out = program;
	return 0;
}
