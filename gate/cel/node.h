/* SPDX-License-Identifier: Apache-2.0 */
/* node.h: the syntax tree between the parser and the evaluator, and what the evaluator's files share. */
#ifndef CEL_NODE_H
#define CEL_NODE_H

#include "re.h"
#include "value.h"

/* clang-format off */
enum cel_op {
	OP_LITERAL, OP_NAME, OP_SLOT, OP_SELECT, OP_HAS, OP_INDEX, OP_CALL, OP_LIST, OP_MAP, OP_AND, OP_OR, OP_NOT,
	OP_NEGATE, OP_IF, OP_ADD, OP_SUBTRACT, OP_MULTIPLY, OP_DIVIDE, OP_MODULO, OP_EQUAL, OP_UNEQUAL, OP_LESS,
	OP_LESS_EQUAL, OP_GREATER, OP_GREATER_EQUAL, OP_IN, OP_ALL, OP_EXISTS, OP_EXISTS_ONE, OP_MAP_EACH,
	OP_FILTER, OP_TRANSFORM_MAP, OP_TRANSFORM_ENTRY, OP_SORT_BY, OP_OPT_MAP, OP_OPT_FLAT_MAP, OP_BIND,
	OP_BLOCK, OP_OPT_SELECT, OP_OPT_INDEX, OP_OPT_ITEM,
};
/* clang-format on */

struct cel_context;
/* A function of the language. args[0] is the receiver of a member call. Returns a CEL_ERROR on failure. */
typedef struct cel_value cel_fn(struct cel_context *c, const struct cel_value *args, size_t n);

/* A row of the table of functions. A function can be called as f(x, y), as x.f(y), or both. */
struct cel_function {
	const char *name;
	uint8_t min, max; /* number of arguments, including the receiver */
	bool global, member;
	cel_fn *fn;
	const char *signature, *doc;
};
/* Returns the function of this name and form that takes n_args arguments (including the receiver); NULL if there is
 * none. */
const struct cel_function *cel_function_named(struct str name, size_t n_args, bool member);
/* Returns "math.abs" for "math" and "abs"; NULL if the function does not exist. */
const char *cel_function_spaced(const char *space, struct str name);

/*
 * A node of the tree. args: all operands of a chain of && or ||; of a macro {range, predicate or transform, transform}.
 */
struct cel_node {
	uint8_t op;
	bool rooted;    /* OP_NAME: written with a leading dot */
	bool type_like; /* OP_SELECT: begins with google or net, so it may name a type */
	bool two;       /* macros: two loop variables, in slot and slot + 1 */
	/* of the tree below this node */
	uint16_t height;
	uint32_t from, to; /* its offsets in the source text */
	uint32_t n;        /* number of args; OP_NOT, OP_NEGATE: number of repeated operators */
	uint32_t slot;     /* OP_SLOT, macros: the loop variable */
	uint32_t place;    /* OP_NAME, OP_SELECT, OP_HAS, OP_INDEX: its item of cel_context.places */
	struct str name;   /* OP_NAME, OP_SELECT, OP_HAS, OP_CALL; NUL-terminated */
	union {
		struct cel_value literal;
		struct {
			struct cel_node **args;
			const struct cel_function *function; /* OP_CALL; NULL: unknown function */
			struct re *re;                       /* OP_CALL with a constant pattern */
		};
	};
};

/* The most loop variables and bindings in scope at once. */
enum { CEL_SLOTS = 64 };

/* An evaluation does not change it: several threads may evaluate one program at the same time. */
struct cel_program {
	struct str text;
	struct conf_place place;
	const char *container;
	struct cel_node *root;
	uint32_t n_slots;
	struct json_key *keys; /* of the nodes with a place, with their hashes */
	size_t n_keys;
	struct cel_ref *refs;
	size_t n_refs;
	struct arena *a;
};

/* The state of one evaluation. */
struct cel_context {
	const struct cel_program *p;
	const struct cel_scope *scope;
	struct arena *a;
	size_t steps, start_bytes;
	bool dotted;               /* some variable has a dot in its name */
	const struct cel_node *at; /* the current call, for messages */
	struct cel_value *slots;
	struct json_key *places; /* a copy of p->keys, with where each was found last: macros repeat lookups */
	const struct cel_observer *observer;
	const struct json **origins; /* observe.c: the JSON values that scalars came from; value.origin is the index + 1 */
	size_t n_origins, cap_origins;
};

struct cel_list {
	size_t n;
	struct cel_value items[];
};
struct cel_map {
	size_t n;
	struct cel_entry {
		struct cel_value key, value;
	} entries[];
};
struct cel_failure {
	struct str text;
};

/* Evaluates node n. */
struct cel_value cel_run(struct cel_context *c, const struct cel_node *n);

/* point.c: sets e to "FILE:LINE:COLUMN: what", the source line and a line with a caret below `at`, an offset in the
 * source. Returns -1. */
int cel_point_at(const struct cel_program *p, size_t at, const char *what, struct err *e);

/* names.c: names, selections and has() */
struct cel_value cel_run_name(struct cel_context *c, const struct cel_node *n);
struct cel_value cel_run_select(struct cel_context *c, const struct cel_node *n);
struct cel_value cel_run_index(struct cel_context *c, const struct cel_node *n);
/* if name is a type's, such as "int", sets *out to the type */
bool cel_type_named(const char *name, struct cel_value *out);
struct cel_value cel_run_has(struct cel_context *c, const struct cel_node *n);
/* Evaluates an optional selection or index: returns an optional with the value, or optional.none(). If `of` is an
 * optional, uses its value. */
struct cel_value cel_optional_step(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *of, const struct cel_value *key);

/* macro.c: macros, and the limits of an evaluation */
struct cel_value cel_run_macro(struct cel_context *c, const struct cel_node *n);
struct cel_value cel_run_bind(struct cel_context *c, const struct cel_node *n);
bool cel_over_budget(const struct cel_context *c);
bool cel_room(const struct cel_context *c, size_t bytes); /* false if that many more bytes exceed the limit */
struct cel_value cel_out_of_budget(struct cel_context *c, const struct cel_node *n);
/* Adds an entry to a map that has room for it. Returns CEL_NULL, or a CEL_ERROR for a duplicate or invalid key. */
struct cel_value cel_put_entry(
	struct cel_context *c, const struct cel_node *n, struct cel_map *m, struct cel_value key, struct cel_value value);

/* fail.c: returns a CEL_ERROR. Its text names the sub-expression `at`, or the current call if at is NULL. */
struct cel_value cel_fail(struct cel_context *c, const struct cel_node *at, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Returns v as CEL source for messages; long text is cut. */
const char *cel_value_text(struct cel_context *c, const struct cel_value *v);
struct cel_value cel_no_overload(
	struct cel_context *c, const struct cel_node *at, const char *what, const struct cel_value *args, size_t n);

#include "observe.h"

/* withheld.c: values that a record contains only in part (CEL_WITHHELD) */
/* false: an object that is not a valid CEL_WITHHELD */
COLD bool cel_read_withheld(const struct json *v, struct cel_value *out);
COLD struct cel_value cel_not_held(const struct cel_value *v); /* returns CEL_NOT_HELD */
COLD bool cel_withheld_lacks(const struct cel_value *v, const struct cel_value *item);
COLD struct cel_value cel_withheld_contains(const struct cel_value *list, const struct cel_value *item);
COLD struct cel_value cel_withheld_equals(const struct cel_value *a, const struct cel_value *b);
/* v: an incomplete argument */
COLD struct cel_value cel_withheld_call(const char *function, const struct cel_value *v);

/* refs.c: sets p->refs, once, when p is compiled */
void cel_find_refs(struct cel_program *p);
/* Returns p->keys for one evaluation. */
struct json_key *cel_places(const struct cel_program *p, struct arena *a);
/* Returns true for a selection, an index or has(). */
bool cel_is_step(const struct cel_node *n);

/* ops.c: arithmetic and comparison; at: the sub-expression that an error names */
/* op: OP_ADD to OP_MODULO */
struct cel_value cel_arithmetic(
	struct cel_context *c, enum cel_op op, const struct cel_node *at, struct cel_value a, struct cel_value b);
/* op: OP_LESS to OP_GREATER_EQUAL */
struct cel_value cel_compare(
	struct cel_context *c, enum cel_op op, const struct cel_node *at, struct cel_value a, struct cel_value b);
/* Compares values that have an order; numbers of all types compare with each other. Returns false if they have none.
 * Undefined for NaN. */
bool cel_order(const struct cel_value *a, const struct cel_value *b, int *out);
/* Converts a fact to another number type. Returns false if the type cannot represent it. */
bool cel_fact_as(struct cel_value *v, enum cel_kind kind);
/* Returns the error "no such overload" with both values. */
struct cel_value cel_no_operator(struct cel_context *c, enum cel_op op, const struct cel_node *at,
	const struct cel_value *a, const struct cel_value *b);
bool cel_is_number(const struct cel_value *v);
bool cel_is_nan(const struct cel_value *v);

/* equal.c: equality, membership and indexing */
/* Returns CEL_BOOL, or CEL_ERROR if an unobserved value was compared. */
struct cel_value cel_equals(const struct cel_value *a, const struct cel_value *b);
struct cel_value cel_contains(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *item, const struct cel_value *in);
struct cel_value cel_index(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *of, const struct cel_value *at);
/* Sets *out to a whole number of any type, for indexing a list. Returns false if the value is not one. */
bool cel_position(const struct cel_value *at, int64_t *out);
/* Returns the entry of a map and reports the read to the observer. Returns a CEL_ERROR if the map does not contain what
 * is needed. */
struct cel_value cel_find(struct cel_context *c, const struct cel_value *map, const struct cel_value *key, bool *found);
/* Returns the entry of a string key; *found is false if there is none. */
struct cel_value cel_lookup(const struct cel_value *map, const struct cel_value *key, bool *found);

#endif
