/* SPDX-License-Identifier: Apache-2.0 */
/* node.h: the tree between parser and evaluator, and what the evaluator's files share. */
#ifndef CEL_NODE_H
#define CEL_NODE_H

#include "cel.h"
#include "re.h"

enum cel_op {
	OP_LITERAL, OP_NAME, OP_SLOT, OP_SELECT, OP_HAS, OP_INDEX, OP_CALL, OP_LIST, OP_MAP,
	OP_AND, OP_OR, OP_NOT, OP_NEGATE, OP_IF,
	OP_ADD, OP_SUBTRACT, OP_MULTIPLY, OP_DIVIDE, OP_MODULO,
	OP_EQUAL, OP_UNEQUAL, OP_LESS, OP_LESS_EQUAL, OP_GREATER, OP_GREATER_EQUAL, OP_IN,
	OP_ALL, OP_EXISTS, OP_EXISTS_ONE, OP_MAP_EACH, OP_FILTER, OP_TRANSFORM_MAP, OP_TRANSFORM_ENTRY, OP_SORT_BY,
	OP_OPT_MAP, OP_OPT_FLAT_MAP,
	OP_BIND, OP_BLOCK, OP_OPT_SELECT, OP_OPT_INDEX, OP_OPT_ITEM,
};

struct cel_context;
typedef struct cel_value cel_fn(struct cel_context *c, const struct cel_value *args, size_t n);

/* A function of the language, in one or both call forms: f(x, y) and x.f(y). */
struct cel_function {
	const char *name;
	uint8_t min, max;      /* arguments, the receiver included */
	bool global, member;
	cel_fn *fn;
	const char *signature, *doc;
};
const struct cel_function *cel_function_named(struct str name, size_t n_args, bool member);
/* "math.abs" of "math" and "abs"; NULL: there is none of that name. */
const char *cel_function_spaced(const char *space, struct str name);

/* args: of && and ||, all operands; of a macro, {range, predicate or transform, transform}. */
struct cel_node {
	uint8_t op;
	bool rooted;           /* OP_NAME: written with a leading dot */
	bool type_like;        /* OP_SELECT: begins with google or net, and may be the name of a type */
	bool two;              /* macros: two loop variables, slot and slot + 1 */
	uint16_t height;
	uint32_t from, to;     /* its text in the source */
	uint32_t n;            /* of args; of OP_NOT and OP_NEGATE: how many in a row */
	uint32_t slot;         /* OP_SLOT, macros: the loop variable */
	struct str name;       /* OP_NAME, OP_SELECT, OP_HAS, OP_CALL; NUL-terminated */
	struct json_key key;   /* where the name of OP_NAME, OP_SELECT, OP_HAS, the key of OP_INDEX stood last */
	union {
		struct cel_value literal;
		struct {
			struct cel_node **args;
			const struct cel_function *function; /* OP_CALL; NULL: unknown */
			struct re *re;                       /* OP_CALL with a constant pattern */
		};
	};
};

enum { CEL_SLOTS = 64 };

struct cel_program {
	struct str text;
	struct conf_place place;
	const char *container;
	struct cel_node *root;
	uint32_t n_slots;
	struct cel_ref *refs;
	size_t n_refs;
	bool refs_known;
	struct arena *a;
};

struct cel_context {
	const struct cel_program *p;
	const struct cel_scope *scope;
	struct arena *a;
	size_t steps, start_bytes;
	bool dotted;           /* some variable has a dotted name */
	const struct cel_node *at; /* the call that runs */
	struct cel_value *slots;
	const struct cel_observer *observer;
	const struct json **origins; /* observe.c: where scalars stood; value.origin counts from 1 */
	size_t n_origins, cap_origins;
};

struct cel_list { size_t n; struct cel_value items[]; };
struct cel_map { size_t n; struct cel_entry { struct cel_value key, value; } entries[]; };
struct cel_failure { struct str text; };

struct cel_value cel_run(struct cel_context *c, const struct cel_node *n);

/* point.c: "FILE:LINE:COLUMN: what", the line and a caret; -1. */
int cel_point_at(const struct cel_program *p, size_t at, const char *what, struct err *e);

/* names.c */
struct cel_value cel_run_name(struct cel_context *c, const struct cel_node *n);
struct cel_value cel_run_select(struct cel_context *c, const struct cel_node *n);
struct cel_value cel_run_index(struct cel_context *c, const struct cel_node *n);
bool cel_type_named(const char *name, struct cel_value *out); /* "int": the type as a value */
struct cel_value cel_run_has(struct cel_context *c, const struct cel_node *n);
/* A step that may lead nowhere: a value that is there, or none; on an optional it steps into its value. */
struct cel_value cel_optional_step(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *of, const struct cel_value *key);

/* macro.c */
struct cel_value cel_run_macro(struct cel_context *c, const struct cel_node *n);
struct cel_value cel_run_bind(struct cel_context *c, const struct cel_node *n);
bool cel_over_budget(const struct cel_context *c);
bool cel_room(const struct cel_context *c, size_t bytes); /* false: so much more would break the budget */
struct cel_value cel_out_of_budget(struct cel_context *c, const struct cel_node *n);
/* Adds to a map that has room: CEL_NULL, or why not. */
struct cel_value cel_put_entry(
	struct cel_context *c, const struct cel_node *n, struct cel_map *m, struct cel_value key, struct cel_value value);

/* A CEL_ERROR; the text names the sub-expression that is being evaluated where at is known. */
struct cel_value cel_fail(struct cel_context *c, const struct cel_node *at, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* As CEL source, cut when it is long: for errors. */
const char *cel_value_text(struct cel_context *c, const struct cel_value *v);
struct cel_value cel_no_overload(
	struct cel_context *c, const struct cel_node *at, const char *what, const struct cel_value *args, size_t n);

#include "observe.h"

/* withheld.c */
COLD bool cel_read_withheld(const struct json *v, struct cel_value *out); /* false: it only looks like one */
COLD struct cel_value cel_not_held(const struct cel_value *v);            /* the error */
COLD bool cel_withheld_lacks(const struct cel_value *v, const struct cel_value *item);
COLD struct cel_value cel_withheld_contains(const struct cel_value *list, const struct cel_value *item);
COLD struct cel_value cel_withheld_equals(const struct cel_value *a, const struct cel_value *b);
COLD struct cel_value cel_withheld_call(const char *function, const struct cel_value *v); /* of one that is part */

static inline struct cel_value cel_bool(bool b)
{
	return (struct cel_value){ .kind = CEL_BOOL, .b = b };
}
static inline struct cel_value cel_int(int64_t i)
{
	return (struct cel_value){ .kind = CEL_INT, .i = i };
}
static inline struct cel_value cel_uint(uint64_t u)
{
	return (struct cel_value){ .kind = CEL_UINT, .u = u };
}
static inline struct cel_value cel_double(double d)
{
	return (struct cel_value){ .kind = CEL_DOUBLE, .d = d };
}
static inline struct cel_value cel_string(struct str s)
{
	return (struct cel_value){ .kind = CEL_STRING, .s = s };
}
void cel_read_json(const struct json *v, struct cel_value *out); /* cel_of_json, in place: for loops */
struct cel_value cel_type_of(const struct cel_value *v);
struct cel_list *cel_list_new(struct cel_context *c, size_t n);
struct cel_value cel_list_value(const struct cel_list *l);

struct cel_value cel_optional(struct cel_context *c, const struct cel_value *v); /* v NULL: optional.none() */

/* ops.c */
struct cel_value cel_arithmetic(
	struct cel_context *c, const struct cel_node *n, struct cel_value a, struct cel_value b);
struct cel_value cel_compare(struct cel_context *c, const struct cel_node *n, struct cel_value a, struct cel_value b);
/* Values that have an order among them; numbers of any type do. False: these have none. NaN: no meaning. */
bool cel_order(const struct cel_value *a, const struct cel_value *b, int *out);
/* A fact as another number type; false: it has no such value. */
bool cel_fact_as(struct cel_value *v, enum cel_kind kind);
/* "no such overload", with both values. */
struct cel_value cel_no_operator(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *a, const struct cel_value *b);
bool cel_is_number(const struct cel_value *v);
bool cel_is_nan(const struct cel_value *v);

/* equal.c */
/* CEL_BOOL, or CEL_ERROR where a hole was touched. */
struct cel_value cel_equals(const struct cel_value *a, const struct cel_value *b);
struct cel_value cel_contains(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *item, const struct cel_value *in);
struct cel_value cel_index(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *of, const struct cel_value *at);
/* A whole number of whatever type as a place in a list; false: it is none. */
bool cel_position(const struct cel_value *at, int64_t *out);
/* What stands under a key of a map: told to the observer. An error where the map does not hold it. */
struct cel_value cel_find(struct cel_context *c, const struct cel_value *map, const struct cel_value *key, bool *found);
/* A value by a key that is a string; *found false: no such key. */
struct cel_value cel_lookup(const struct cel_value *map, const struct cel_value *key, bool *found);

#endif
