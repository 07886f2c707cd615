/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cel.h: the Common Expression Language (CEL) over JSON data. Compile an expression once and evaluate it many times.
 * Specification: github.com/google/cel-spec (doc/langdef.md) and the extension libraries of cel-go. Depends on base
 * only.
 *
 * An evaluation error is a value (CEL_ERROR), which && || and ?: absorb as the specification says.
 *
 * A JSON object whose only member is CEL_UNOBSERVED represents an unobserved value. Any use of it (selection, index,
 * has(), in, size, a macro over it, comparison, an operand) gives a CEL_ERROR with the member's text. So do has(x.k)
 * and 'k' in x if the value of k is unobserved.
 *
 * A JSON object with the member CEL_WITHHELD represents a value that a record contains only in part. has() and `in`
 * treat it as present. {"$withheld": "why"} contains nothing else. {"$withheld": {...}} may have the value's "kind" (as
 * type() names it), its "size" and, for a list, the results of `in` ("has", "lacks"). A map ("kind": "map") contains
 * its recorded members after CEL_WITHHELD, which is its first key; "lacks" lists keys that it does not have. Whatever
 * needs more than that gives a CEL_ERROR, CEL_NOT_HELD.
 */
#ifndef CEL_H
#define CEL_H

#include "../base/base.h"

#define CEL_UNOBSERVED "$unobserved"
/* unobserved.c: returns {CEL_UNOBSERVED: why}, allocated in a. */
struct json *facts_unobserved(struct arena *a, const char *why);
#define CEL_WITHHELD "$withheld"
#define CEL_NOT_HELD "not held in evidence"

/* clang-format off */
enum cel_kind {
	CEL_ERROR, CEL_NULL, CEL_BOOL, CEL_INT, CEL_UINT, CEL_DOUBLE, CEL_STRING, CEL_BYTES, CEL_LIST, CEL_MAP,
	CEL_TIMESTAMP, CEL_DURATION, CEL_TYPE, CEL_OPTIONAL, CEL_IP, CEL_CIDR,
	CEL_UNHELD, /* CEL_WITHHELD, other than a map */
	CEL__COUNT
};
/* clang-format on */

struct cel_list;
struct cel_map;
struct cel_net;
struct cel_failure;

/*
 * A value of 24 bytes, passed by value. What it points to belongs to the arena of its evaluation or is the JSON
 * document that it was read from.
 *
 * fact: a whole number read from JSON (an integer, or a double without a fraction, at most 2^53). JSON does not
 * distinguish number types, so such a number takes the type of the other operand, or int if there is none of another
 * type. The result of an operation never has this flag.
 */
struct cel_value {
	uint8_t kind;
	bool fact;
	bool in_json;    /* CEL_LIST, CEL_MAP: the value is json; otherwise list or map */
	bool part;       /* CEL_MAP: it has CEL_WITHHELD; always set for CEL_UNHELD */
	uint32_t origin; /* observe.c: the source of an observed scalar; else 0 */
	union {
		bool b;
		int64_t i; /* CEL_INT; CEL_DURATION in ns */
		uint64_t u;
		double d;
		struct str s; /* CEL_STRING; CEL_BYTES (followed by one readable byte); CEL_TYPE: its name */
		struct {
			int64_t seconds;
			int32_t nanos;
		} t; /* CEL_TIMESTAMP: since 1970 UTC; nanos 0 to 999999999 */
		const struct json *json;
		const struct cel_list *list;
		const struct cel_map *map;
		const struct cel_value *optional; /* NULL: optional.none() */
		const struct cel_net *net;
		const struct cel_failure *failure;
	};
};

/* Returns the value of v, which must outlive it. v NULL gives null. */
struct cel_value cel_of_json(const struct json *v);
struct cel_value cel_of_string(const char *s); /* keeps the pointer */
const char *cel_kind_name(enum cel_kind k);    /* "int", "map", ... as type() names them */
/* Returns the message of a CEL_ERROR, such as "no such key: 'main'". One line. */
struct str cel_error_text(const struct cel_value *v);
/* Appends v as CEL source: literals where they exist ("abc", 1u, b"..."), timestamps and durations as calls. */
void cel_print(const struct cel_value *v, struct buf *out);
/* Returns JSON: int and uint become numbers, bytes base64, timestamps RFC 3339. NULL with e if it has no JSON form. */
struct json *cel_to_json(struct arena *a, const struct cel_value *v, struct err *e);
size_t cel_size(const struct cel_value *v); /* of a list or map */
struct cel_value cel_item(const struct cel_value *list, size_t i);
/* Iterates over a map in its own order: for (struct cel_each it = cel_each(m); cel_next(&it);) use it.key, it.value. */
struct cel_each {
	struct cel_value key, value;
	const struct cel_map *map;
	size_t i;
	struct json_each members;
};
struct cel_each cel_each(const struct cel_value *map);
bool cel_next(struct cel_each *it);

/* ---- Programs ------------------------------------------------------------------------------- */

struct cel_program;

struct cel_options {
	const char *container; /* names are resolved in this container first; may be NULL */
};

/*
 * Compiles text, which must live as long as a. place: where the text is; NULL is "<expression>" at 1:1, and a column of
 * 0 means somewhere on its line. Fails with ERR_CONFIG and "FILE:LINE:COLUMN: what was found, what was expected",
 * followed by the source line and a line with a caret.
 */
int cel_compile(struct arena *a, struct str text, const struct conf_place *place, const struct cel_options *o,
	struct cel_program **out, struct err *e);

/* Name may contain dots: "a.b". */
struct cel_binding {
	const char *name;
	struct cel_value value;
};

/* How an evaluation uses a value of the JSON input. A selection or has() reads only the key of its map; an operator, a
 * function or the result reads the content of the value. */
enum cel_read {
	CEL_READ_VALUE,  /* the whole value */
	CEL_READ_KIND,   /* its kind: type(), or a comparison with another kind */
	CEL_READ_SIZE,   /* the number of items, members or code points */
	CEL_READ_ITEMS,  /* iteration: the number of items, or the keys */
	CEL_READ_KEY,    /* the entry of a map or list under key; found: it exists */
	CEL_READ_MEMBER, /* whether a list contains key; found: it does */
};
/* read is called during the evaluation; of: the value in the JSON input. */
struct cel_observer {
	void (*read)(void *arg, const struct json *of, enum cel_read how, const struct cel_value *key, bool found);
	void *arg;
};

/* The names that an expression can use: vars first (the last of a name wins), then the members of root. */
struct cel_scope {
	const struct json *root; /* an object, or NULL */
	const struct cel_binding *vars;
	size_t n_vars;
	const struct cel_observer *observer; /* may be NULL, which has no cost */
};

/* Evaluates p; several threads may do so at a time. Never fails: an error is returned as CEL_ERROR. Steps and memory
 * are limited (LIMIT_CEL_*). Results are a's, which may be rewound between evaluations, or point into the input. */
struct cel_value cel_eval(const struct cel_program *p, const struct cel_scope *s, struct arena *a);

/* A variable that an expression reads, with the constant selections and string indexes that follow it: sql.main.state
 * is {"sql", "main", "state"}; sql[k].state is {"sql"}. Loop variables of macros are not included. */
struct cel_ref {
	const char *const *parts;
	size_t n;
	unsigned line, column;
	bool computed; /* a computed index follows */
	bool tested;   /* has() tests the last part */
	bool counted;  /* size() or `in` uses its number of members, or its keys */
};
/* Returns the number of references and sets *refs; the list lives as long as the program. */
size_t cel_refs(const struct cel_program *p, const struct cel_ref **refs);

/* ---- check.c: static checks -------------------------------------------------------------------------- */

/* What is known about a value. A NULL shape means nothing is known. */
struct cel_field {
	const char *name;
	const struct cel_shape *shape;
};
struct cel_shape {
	enum cel_kind kind;
	bool fact;                      /* a whole number that takes the type of the other operand */
	bool open;                      /* CEL_MAP: may have members other than fields */
	const struct cel_field *fields; /* CEL_MAP: its members; a CEL_LIST literal: its items, without names */
	size_t n;
	/* CEL_LIST: the items; CEL_MAP: the value of a computed key or of one that is not in fields */
	const struct cel_shape *each;
	/* follows a list of the fields in messages: " in the config"; may be NULL */
	const char *where;
};
/*
 * Checks an expression without evaluating it. root: the shape of the map of free names; want: the required kind of the
 * result (CEL_ERROR: any). Fails with ERR_CONFIG and the first mistake, with a caret as cel_compile does: an unknown
 * member (has() of one too), an unknown function or wrong arguments, constants that always give an error, operands
 * whose kinds do not match, or a result of another kind.
 */
int cel_check(
	struct arena *a, const struct cel_program *p, const struct cel_shape *root, enum cel_kind want, struct err *e);

/* Appends one line "PATH = VALUE" for each reference and call in the expression whose value is not a literal: in source
 * order, without duplicates, at most max lines, with values cut to 120 bytes. */
void cel_explain(const struct cel_program *p, const struct cel_scope *s, struct arena *a, size_t max, struct buf *out);

/* ---- func.c: the table of functions --------------------------------------------------------------- */

/* Returns the documentation of function i; name is NULL after the last one. */
struct cel_function_doc {
	const char *name, *signature, *doc;
} cel_function_doc(size_t i);

#endif
