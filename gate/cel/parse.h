/* SPDX-License-Identifier: Apache-2.0 */
/* parse.h: what the parser's files share: operators (parse.c), what stands between (parse_primary.c), macros
 * (parse_macro.c). */
#ifndef CEL_PARSE_H
#define CEL_PARSE_H

#include "lex.h"
#include "node.h"

struct cel_parser {
	struct cel_lexer x;
	struct cel_program *p;
	struct err *e;
	struct str loops[CEL_SLOTS]; /* loop variables in scope: index is the slot */
	uint32_t n_loops, most_loops;
	unsigned depth;
	uint32_t block;              /* the first slot of the cel.block that is being parsed */
	const char *last_end;
};

/* All give NULL with the error set; the first error stays. */
void *cel_parse_fail(struct cel_parser *p, const char *at, const char *what);
void *cel_parse_unexpected(struct cel_parser *p, const char *wanted);
struct cel_node *cel_parse_node(struct cel_parser *p, enum cel_op op, const char *from);
struct cel_node *cel_parse_close(struct cel_parser *p, struct cel_node *n);
struct cel_node *cel_parse_args(struct cel_parser *p, struct cel_node *n, size_t count, ...);
struct str cel_parse_keep(struct cel_parser *p, struct str name); /* NUL-terminated, for a node */
void cel_parse_next(struct cel_parser *p);
bool cel_parse_take(struct cel_parser *p, enum cel_token token);
struct cel_node *cel_parse_expression(struct cel_parser *p);

struct cel_items { struct cel_node **all; size_t n, cap; };
void cel_parse_add(struct cel_parser *p, struct cel_items *l, struct cel_node *n);
struct cel_node *cel_parse_literal(struct cel_parser *p, struct cel_value v, const char *from);
struct cel_node *cel_parse_call(struct cel_parser *p, struct str name, struct cel_node *target, const char *from);
struct cel_node *cel_parse_primary(struct cel_parser *p);
bool cel_parse_reserved(struct str name);
/* How many arguments follow, counted ahead: a macro's first is a name that must not be looked up. */
size_t cel_parse_count(const struct cel_parser *p);

/* parse_macro.c */
/* After "target.name(": true if it is a macro, and then *out is its node, or NULL with the error set. */
bool cel_parse_macro(
	struct cel_parser *p, struct str name, struct cel_node *target, const char *from, struct cel_node **out);
/* A loop variable or binding in scope; NULL, without an error: there is none of that name. */
struct cel_node *cel_parse_slot(struct cel_parser *p, struct str name, const char *from);

#endif
