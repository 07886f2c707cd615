/* SPDX-License-Identifier: Apache-2.0 */
/* explain.c: explains the value of an expression by the values of its parts. */
#include "node.h"

#include <string.h>

enum { VALUE_MAX = 120 };

struct explainer {
	struct cel_context *c;
	struct buf *out;
	size_t lines, max;
	uint32_t said[64][2];
	size_t n_said;
};

static bool said_before(struct explainer *x, const struct cel_node *n)
{
	const char *text = x->c->p->text.p;
	uint32_t len = n->to - n->from;
	for (size_t i = 0; i < x->n_said; i++)
		if (x->said[i][1] == len && !memcmp(text + x->said[i][0], text + n->from, len))
			return true;
	if (x->n_said < COUNTOF(x->said)) {
		x->said[x->n_said][0] = n->from;
		x->said[x->n_said++][1] = len;
	}
	return false;
}

/* Returns true for a value that a record does not contain because the result did not need it; it explains nothing. */
static bool is_withheld(const struct cel_value *v)
{
	struct str text = v->kind == CEL_ERROR ? cel_error_text(v) : (struct str){ "", 0 };
	size_t n = strlen(CEL_NOT_HELD);
	return v->kind == CEL_UNHELD || (text.n >= n && !memcmp(text.p, CEL_NOT_HELD, n));
}

static void say(struct explainer *x, const struct cel_node *n)
{
	struct buf value = BUF_MAX(4096), line = BUF_MAX(4096);
	if (x->lines == x->max || said_before(x, n))
		return;
	struct cel_value v = cel_run(x->c, n);
	if (is_withheld(&v))
		return;
	cel_print(&v, &value);
	bool more = value.over && value.n <= VALUE_MAX; /* it was longer than the buffer */
	size_t n_text = n->to - n->from;
	for (size_t i = 0; i < n_text; i++) { /* an expression of several lines is printed on one */
		char c = x->c->p->text.p[n->from + i];
		buf_putc(&line, c == '\n' || c == '\t' ? ' ' : c);
	}
	buf_printf(x->out, "%s = %s%s\n", buf_text(&line),
		text_cut(x->c->a, (struct str){ buf_text(&value), value.n }, VALUE_MAX), more ? "..." : "");
	x->lines++;
	buf_free(&value);
	buf_free(&line);
}

static bool is_macro(const struct cel_node *n)
{
	return n->op >= OP_ALL && n->op <= OP_BLOCK;
}

static void explain(struct explainer *x, const struct cel_node *n)
{
	if (n->op == OP_LITERAL || n->op == OP_SLOT)
		return;
	if (n->op == OP_NAME || cel_is_step(n)) {
		say(x, n);
		return;
	}
	if (is_macro(n)) { /* a macro's body has no value outside its loop */
		explain(x, n->args[0]);
		return;
	}
	size_t args = n->op == OP_NOT || n->op == OP_NEGATE ? 1 : n->n;
	for (size_t i = 0; i < args; i++)
		explain(x, n->args[i]);
	if (n->op == OP_CALL)
		say(x, n);
}

void cel_explain(const struct cel_program *p, const struct cel_scope *s, struct arena *a, size_t max, struct buf *out)
{
	struct cel_context c = { .p = p,
		.scope = s,
		.a = a,
		.start_bytes = arena_used(a),
		.slots = ARENA_ARRAY(a, struct cel_value, p->n_slots + 1),
		.places = cel_places(p, a) };
	for (size_t i = 0; i < s->n_vars; i++)
		c.dotted = c.dotted || strchr(s->vars[i].name, '.') != NULL;
	explain(&(struct explainer){ .c = &c, .out = out, .max = max }, p->root);
}
