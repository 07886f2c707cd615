/* SPDX-License-Identifier: Apache-2.0 */
/* refs.c: finds what an expression reads, when it is compiled. */
#include "node.h"

#include <string.h>

enum { PARTS_MAX = 32 };

bool cel_is_step(const struct cel_node *n)
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
	if (!cel_is_step(n))
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

/* Adds the reference that ends in n. Returns false if it does not begin with a free name. */
static bool add(struct finder *f, const struct cel_node *n, bool counted)
{
	const char *parts[PARTS_MAX];
	const struct cel_node *root = NULL;
	bool computed = false;
	size_t count = chain(n, parts, PARTS_MAX, &root, &computed);
	if (!count)
		return false;
	struct cel_program *p = f->p;
	const char **copy = ARENA_ARRAY(p->a, const char *, count);
	memcpy(copy, parts, count * sizeof(*copy));
	p->refs = arena_grow(p->a, p->refs, p->n_refs, &f->cap, sizeof(*p->refs));
	struct cel_ref *r = &p->refs[p->n_refs++];
	*r = (struct cel_ref){
		.parts = copy, .n = count, .computed = computed, .tested = n->op == OP_HAS, .counted = counted
	};
	place(f, root, r);
	return true;
}

static void find(struct finder *f, const struct cel_node *n, bool counted)
{
	bool is_ref = (n->op == OP_NAME || cel_is_step(n)) && add(f, n, counted);
	if (n->op == OP_LITERAL || n->op == OP_NAME || n->op == OP_SLOT)
		return;
	for (const struct cel_node *step = n; is_ref && cel_is_step(step); step = step->args[0])
		if (step->op == OP_INDEX || step->op == OP_OPT_INDEX)
			find(f, step->args[1], false);
	size_t args = n->op == OP_NOT || n->op == OP_NEGATE ? 1 : n->n;
	for (size_t i = 0; !is_ref && i < args; i++)
		find(f, n->args[i], is_counted(n, i));
}

void cel_find_refs(struct cel_program *p)
{
	find(&(struct finder){ .p = p }, p->root, false);
}

size_t cel_refs(const struct cel_program *p, const struct cel_ref **refs)
{
	*refs = p->refs;
	return p->n_refs;
}
