/* SPDX-License-Identifier: Apache-2.0 */
/* parse_macro.c: parses macros, calls that bind names. Loop variables and bindings become slots. */
#include "parse.h"

struct macro {
	const char *space, *name; /* space: the first name of "cel.bind"; NULL for macros such as x.all */
	size_t args;
	enum cel_op op;
	size_t variables;
	struct cel_node *(*parse)(struct cel_parser *p, const struct macro *m, struct cel_node *range, const char *from);
};

/* "cel.iterVar(0, 1)", after the first name: a loop variable as written by optimizers. */
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

static bool loop_variable(struct cel_parser *p, bool second)
{
	struct str name = p->x.text;
	if (p->x.token != TOKEN_NAME || cel_parse_reserved(name))
		return cel_parse_unexpected(p, "a plain name for the loop variable") != NULL;
	if (p->n_loops == CEL_SLOTS)
		return cel_parse_fail(p, p->x.from, "too many nested macros") != NULL;
	if (second && str_eq(p->loops[p->n_loops - 1], name))
		return cel_parse_fail(p, p->x.from, "both loop variables have one name") != NULL;
	cel_parse_next(p);
	if (str_is(name, "cel") && p->x.token == TOKEN_DOT && !iteration_variable(p, &name))
		return false;
	push(p, name);
	return true;
}

static struct cel_node *loop(struct cel_parser *p, const struct macro *m, struct cel_node *range, const char *from)
{
	struct cel_node *n = cel_parse_node(p, m->op, from), *parts[2] = { NULL, NULL };
	n->slot = p->n_loops;
	n->two = m->variables == 2;
	for (size_t i = 0; i < m->variables; i++)
		if ((i && !cel_parse_take(p, TOKEN_COMMA)) || !loop_variable(p, i > 0))
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
static struct cel_node *bind_variable(
	struct cel_parser *p, const struct macro *m, struct cel_node *range, const char *from)
{
	(void)range;
	struct cel_node *n = cel_parse_node(p, m->op, from), *value, *body;
	struct str name = p->x.text;
	if (p->x.token != TOKEN_NAME || cel_parse_reserved(name))
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

/* cel.block([a, b, ...], body): each expression may use earlier ones as cel.index(i). */
static struct cel_node *block(struct cel_parser *p, const struct macro *m, struct cel_node *range, const char *from)
{
	(void)range;
	struct cel_node *n = cel_parse_node(p, m->op, from);
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

struct cel_node *cel_parse_slot(struct cel_parser *p, struct str name, const char *from)
{
	for (uint32_t i = p->n_loops; i > 0; i--)
		if (str_eq(p->loops[i - 1], name)) {
			struct cel_node *n = cel_parse_node(p, OP_SLOT, from);
			n->slot = i - 1;
			return cel_parse_close(p, n);
		}
	return NULL;
}

/* cel.index(i) and cel.iterVar(i, j) */
static struct cel_node *numbered(struct cel_parser *p, const struct macro *m, struct cel_node *range, const char *from)
{
	uint64_t numbers[2] = { 0, 0 };
	(void)range;
	for (size_t i = 0; i < m->args; i++) {
		if ((i && !cel_parse_take(p, TOKEN_COMMA)) || p->x.token != TOKEN_INT)
			return cel_parse_unexpected(p, "a number");
		numbers[i] = p->x.number;
		cel_parse_next(p);
	}
	if (!cel_parse_take(p, TOKEN_RPAREN))
		return cel_parse_unexpected(p, "\")\"");
	struct cel_node *n = NULL;
	if (m->args == 2) {
		n = cel_parse_slot(p,
			str_of(arena_printf(p->x.a, "@%llu:%llu", (unsigned long long)numbers[0], (unsigned long long)numbers[1])),
			from);
	} else if (numbers[0] < CEL_SLOTS && p->block + numbers[0] < p->n_loops) {
		n = cel_parse_node(p, m->op, from);
		n->slot = p->block + (uint32_t)numbers[0];
		n = cel_parse_close(p, n);
	}
	return n ? n : cel_parse_fail(p, from, "there is no such index or variable here");
}

/* ---- The macros --------------------------------------------------------------------------------------------- */

/* clang-format off */
static const struct macro macros[] = {
	{ NULL, "all", 2, OP_ALL, 1, loop }, { NULL, "all", 3, OP_ALL, 2, loop },
	{ NULL, "exists", 2, OP_EXISTS, 1, loop }, { NULL, "exists", 3, OP_EXISTS, 2, loop },
	{ NULL, "exists_one", 2, OP_EXISTS_ONE, 1, loop }, { NULL, "exists_one", 3, OP_EXISTS_ONE, 2, loop },
	{ NULL, "existsOne", 2, OP_EXISTS_ONE, 1, loop }, { NULL, "existsOne", 3, OP_EXISTS_ONE, 2, loop },
	{ NULL, "map", 2, OP_MAP_EACH, 1, loop }, { NULL, "map", 3, OP_MAP_EACH, 1, loop },
	{ NULL, "filter", 2, OP_FILTER, 1, loop },
	{ NULL, "sortBy", 2, OP_SORT_BY, 1, loop },
	{ NULL, "transformList", 3, OP_MAP_EACH, 2, loop }, { NULL, "transformList", 4, OP_MAP_EACH, 2, loop },
	{ NULL, "transformMap", 3, OP_TRANSFORM_MAP, 2, loop }, { NULL, "transformMap", 4, OP_TRANSFORM_MAP, 2, loop },
	{ NULL, "transformMapEntry", 3, OP_TRANSFORM_ENTRY, 2, loop },
	{ NULL, "transformMapEntry", 4, OP_TRANSFORM_ENTRY, 2, loop },
	{ NULL, "optMap", 2, OP_OPT_MAP, 1, loop }, { NULL, "optFlatMap", 2, OP_OPT_FLAT_MAP, 1, loop },
	{ "cel", "bind", 3, OP_BIND, 0, bind_variable }, { "cel", "block", 2, OP_BLOCK, 0, block },
	{ "cel", "index", 1, OP_SLOT, 0, numbered }, { "cel", "iterVar", 2, OP_SLOT, 0, numbered },
};
/* clang-format on */

/* "cel.bind" is not a member of a variable named cel. */
static bool is_of(const struct macro *m, const struct cel_node *target)
{
	return !m->space || (target->op == OP_NAME && !target->rooted && str_is(target->name, m->space));
}

bool cel_parse_macro(
	struct cel_parser *p, struct str name, struct cel_node *target, const char *from, struct cel_node **out)
{
	size_t args = 0;
	bool counted = false;
	for (size_t i = 0; i < COUNTOF(macros); i++) {
		const struct macro *m = &macros[i];
		if (m->name[0] != name.p[0] || !str_is(name, m->name) || !is_of(m, target))
			continue;
		args = counted ? args : cel_parse_count(p);
		counted = true;
		if (args != m->args)
			continue;
		*out = m->parse(p, m, target, from);
		return true;
	}
	return false;
}
