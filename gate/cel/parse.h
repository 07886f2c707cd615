/* SPDX-License-Identifier: Apache-2.0 */
/* parse.h: shared by the parser's files: parse.c (operators), parse_primary.c (primary expressions) and parse_macro.c
 * (macros). */
#ifndef CEL_PARSE_H
#define CEL_PARSE_H

#include "lex.h"
#include "node.h"

struct cel_parser {
	struct cel_lexer x;
	struct cel_program *p;
	struct err *e;
	struct str loops[CEL_SLOTS]; /* the loop variables in scope, by slot */
	uint32_t n_loops, most_loops;
	unsigned depth;
	uint32_t block; /* the first slot of the current cel.block */
	const char *last_end;
	struct json_hasher *hasher;
	size_t cap_keys;
};

/* On a syntax error they set *p->e, unless an earlier error is set, and return NULL. */
void *cel_parse_fail(struct cel_parser *p, const char *at, const char *what);
void *cel_parse_unexpected(struct cel_parser *p, const char *wanted);
/* Returns a new node that begins at from. */
struct cel_node *cel_parse_node(struct cel_parser *p, enum cel_op op, const char *from);
/* Gives n a place for lookups of key; NULL: the key is not known yet. */
void cel_parse_place(struct cel_parser *p, struct cel_node *n, const char *key);
/* Sets the end of n to the last token and returns n. */
struct cel_node *cel_parse_close(struct cel_parser *p, struct cel_node *n);
struct cel_node *cel_parse_args(struct cel_parser *p, struct cel_node *n, size_t count, ...);
struct str cel_parse_keep(struct cel_parser *p, struct str name); /* a copy with a NUL, for a node */
/* Reads the next token. */
void cel_parse_next(struct cel_parser *p);
/* If the current token is `token`, reads the next one and returns true. */
bool cel_parse_take(struct cel_parser *p, enum cel_token token);
struct cel_node *cel_parse_expression(struct cel_parser *p);

struct cel_items {
	struct cel_node **all;
	size_t n, cap;
};
void cel_parse_add(struct cel_parser *p, struct cel_items *l, struct cel_node *n);
struct cel_node *cel_parse_literal(struct cel_parser *p, struct cel_value v, const char *from);
struct cel_node *cel_parse_call(struct cel_parser *p, struct str name, struct cel_node *target, const char *from);
struct cel_node *cel_parse_primary(struct cel_parser *p);
bool cel_parse_reserved(struct str name);
/* Returns the number of arguments that follow, by looking ahead: the first argument of a macro is a new name that must
 * not be resolved. */
size_t cel_parse_count(const struct cel_parser *p);

/* parse_macro.c */
/* Parses a macro call after "target.name(". Returns false if name is not a macro; else *out is its node, or NULL with
 * the error set. */
bool cel_parse_macro(
	struct cel_parser *p, struct str name, struct cel_node *target, const char *from, struct cel_node **out);
/* Returns a node for the loop variable or binding of this name, or NULL without an error if there is none in scope. */
struct cel_node *cel_parse_slot(struct cel_parser *p, struct str name, const char *from);

#endif
