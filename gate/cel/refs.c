/* SPDX-License-Identifier: Apache-2.0 */
/* refs.c: finds what an expression reads, and explains its value. */
#include "node.h"

#include <string.h>

enum { PARTS_MAX = 32, VALUE_MAX = 120 };

/* ---- References -------------------------------------------------------------------------------- */

static bool is_step(const struct cel_node *n)
{
	return n->op == OP_SELECT || n->op == OP_HAS || n->op == OP_INDEX || n->op == OP_OPT_SELECT ||
		n->op == OP_OPT_INDEX;
}

static const char *constant_key(const struct cel_node *n)
{
	if (n->op != OP_INDEX && n->op != OP_OPT_INDEX)
		return n->name.p;
	const struct cel_node *at = n->args[1];
	return at->op == OP_LITERAL && at->literal.kind == CEL_STRING ? at->literal.s.p : NULL;
}

/* The reference that ends in n, if it begins with a free name. computed: an index that is computed follows. */
static size_t chain(
	const struct cel_node *n, const char **parts, size_t max, const struct cel_node **root, bool *computed)
{
	if (n->op == OP_NAME) {
		*root = n;
		parts[0] = n->name.p;
		return 1;
	}
	if (!is_step(n))
		return 0;
	size_t count = chain(n->args[0], parts, max, root, computed);
	const char *key = constant_key(n);
	if (!count || *computed || count == max)
		return count;
	if (key)
		parts[count++] = key;
	else
		*computed = true;
	return count;
}

struct finder {
	struct cel_program *p;
	size_t cap;
	uint32_t at;
	unsigned line, column; /* of text[at] */
};

/* The lines are counted from the last position, because references usually come in the order of the text. */
static void place(struct finder *f, const struct cel_node *n, struct cel_ref *r)
{
	if (!f->line || n->from < f->at) {
		f->at = 0;
		f->line = f->column = 1;
	}
	for (; f->at < n->from; f->at++) {
		bool next = f->p->text.p[f->at] == '\n';
		f->column = next ? 1 : f->column + 1;
		f->line += next;
	}
	r->line = f->line;
	r->column = f->column;
}

/* Returns true if only the number of the argument's members is read, or whether it has one. */
static bool is_counted(const struct cel_node *n, size_t argument)
{
	return (n->op == OP_CALL && !strcmp(n->name.p, "size")) || (n->op == OP_IN && argument == 1);
}

static void find(struct finder *f, const struct cel_node *n, bool counted)
{
	const char *parts[PARTS_MAX];
	const struct cel_node *root = NULL;
	bool computed = false;
	size_t count = n->op == OP_LITERAL ? 0 : chain(n, parts, PARTS_MAX, &root, &computed);
	if (count) {
		struct cel_program *p = f->p;
		const char **copy = ARENA_ARRAY(p->a, const char *, count);
		memcpy(copy, parts, count * sizeof(*copy));
		p->refs = arena_grow(p->a, p->refs, p->n_refs, &f->cap, sizeof(*p->refs));
		struct cel_ref *r = &p->refs[p->n_refs++];
		*r = (struct cel_ref){
			.parts = copy, .n = count, .computed = computed, .tested = n->op == OP_HAS, .counted = counted
		};
		place(f, root, r);
	}
	if (n->op == OP_LITERAL || n->op == OP_NAME || n->op == OP_SLOT)
		return;
	for (const struct cel_node *step = n; count && is_step(step); step = step->args[0])
		if (step->op == OP_INDEX || step->op == OP_OPT_INDEX)
			find(f, step->args[1], false);
	size_t args = n->op == OP_NOT || n->op == OP_NEGATE ? 1 : n->n;
	for (size_t i = 0; !count && i < args; i++)
		find(f, n->args[i], is_counted(n, i));
}

size_t cel_refs(const struct cel_program *p, const struct cel_ref **refs)
{
	struct cel_program *program = (struct cel_program *)(uintptr_t)p;
	if (!p->refs_known) {
		find(&(struct finder){ .p = program }, p->root, false);
		program->refs_known = true;
	}
	*refs = p->refs;
	return p->n_refs;
}

/* ---- Explaining a value ---------------------------------------------------------------------------- */

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
	if (n->op == OP_NAME || is_step(n)) {
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
		.slots = ARENA_ARRAY(a, struct cel_value, p->n_slots + 1) };
	for (size_t i = 0; i < s->n_vars; i++)
		c.dotted = c.dotted || strchr(s->vars[i].name, '.') != NULL;
	explain(&(struct explainer){ .c = &c, .out = out, .max = max }, p->root);
}
