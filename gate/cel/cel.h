/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cel.h: the Common Expression Language over JSON-like data. Compile once, evaluate many times.
 * Source: github.com/google/cel-spec (doc/langdef.md) and the extension libraries of cel-go.
 * Knows values and nothing of gates; needs only base.h.
 *
 * Errors of evaluation are values (CEL_ERROR) that && || and ?: absorb as the language says.
 * A JSON object whose only member is CEL_HOLE stands for something that could not be had: any touch of it
 * (selection, index, has(), in, size, a macro over it, comparison, an operand) is a CEL_ERROR with the member's text.
 * has(x.k) and 'k' in x are that error too when the value under k is a hole.
 *
 * A JSON object with the member CEL_WITHHELD stands for a value of which a record holds a part only. It is there: has()
 * and `in` say so.
 * {"$withheld": "why"} holds nothing else; {"$withheld": {...}} may say its "kind" (as type() names it), its "size",
 * and of a list what was asked for with `in` ("has", "lacks"). A map ("kind": "map") has the members that are held
 * beside CEL_WITHHELD, which is its first key; "lacks" names keys that are not there. Whatever needs more than that is
 * a CEL_ERROR, CEL_NOT_HELD.
 */
#ifndef CEL_H
#define CEL_H

#include "../base/base.h"

#define CEL_HOLE "$unobserved"
/* unobserved.c: such an object; a's. */
struct json *facts_hole(struct arena *a, const char *why);
#define CEL_WITHHELD "$withheld"
#define CEL_NOT_HELD "not held in evidence"

enum cel_kind {
	CEL_ERROR, CEL_NULL, CEL_BOOL, CEL_INT, CEL_UINT, CEL_DOUBLE, CEL_STRING, CEL_BYTES,
	CEL_LIST, CEL_MAP, CEL_TIMESTAMP, CEL_DURATION, CEL_TYPE, CEL_OPTIONAL, CEL_IP, CEL_CIDR,
	CEL_UNHELD /* CEL_WITHHELD, and no map */,
	CEL__COUNT
};

struct cel_list;
struct cel_map;
struct cel_net;
struct cel_failure;

/*
 * A value: 24 bytes, passed by value; what it points to belongs to the arena it was made in, or
 * is the JSON it was read from. `fact` marks a whole number read from JSON (an integer, or a double without
 * a fraction within 2^53): it takes the number type its partner in an operation needs, int when there is none
 * of another type. What an operation gives is never a fact.
 */
struct cel_value {
	uint8_t kind;
	bool fact;
	bool in_json;               /* CEL_LIST and CEL_MAP: json is the representation, else list or map */
	bool part;                  /* CEL_MAP: it has CEL_WITHHELD; CEL_UNHELD */
	uint32_t origin;            /* observe.c: of a scalar that is observed; else 0 */
	union {
		bool b;
		int64_t i;              /* CEL_INT; CEL_DURATION in ns */
		uint64_t u;
		double d;
		struct str s;           /* CEL_STRING, CEL_BYTES (a byte follows that may be read); CEL_TYPE: its name */
		struct { int64_t seconds; int32_t nanos; } t; /* CEL_TIMESTAMP, since 1970 UTC, nanos 0..999999999 */
		const struct json *json;
		const struct cel_list *list;
		const struct cel_map *map;
		const struct cel_value *optional; /* NULL: optional.none() */
		const struct cel_net *net;
		const struct cel_failure *failure;
	};
};

struct cel_value cel_of_json(const struct json *v);
struct cel_value cel_of_string(const char *s); /* keeps the pointer */
const char *cel_kind_name(enum cel_kind k);     /* "int", "map", ... as type() names it */
/* "no such key: 'main'" and the like; for CEL_ERROR only. One line. */
struct str cel_error_text(const struct cel_value *v);
/* As CEL source where it has a literal ("abc" quoted, 1u, b"..."); timestamps and durations in their call form. */
void cel_print(const struct cel_value *v, struct buf *out);
/* To JSON for people and machines (uint and int as numbers, bytes as base64, timestamps as RFC 3339); NULL and e where
 * it cannot. */
struct json *cel_to_json(struct arena *a, const struct cel_value *v, struct err *e);
/* List and map access for hosts. */
size_t cel_size(const struct cel_value *v);
struct cel_value cel_item(const struct cel_value *list, size_t i);
/* Members of a map in its own order: for (struct cel_each it = cel_each(m); cel_next(&it);) use it.key, it.value. */
struct cel_each { struct cel_value key, value; const struct cel_map *map; size_t i; struct json_each members; };
struct cel_each cel_each(const struct cel_value *map);
bool cel_next(struct cel_each *it);

/* ---- Programs ------------------------------------------------------------------------------- */

struct cel_program;

struct cel_options {
	const char *container; /* names are resolved in it first; NULL: none */
};

/*
 * Parses text (which must outlive the program, as the arena does). On failure e is ERR_CONFIG and says
 * "FILE:LINE:COLUMN: what was found, what was expected" and, on lines of their own, the expression's
 * line with a caret beneath. place may be NULL ("<expression>", from 1:1); place->column 0 means
 * that the text begins somewhere on place->line.
 */
int cel_compile(struct arena *a, struct str text, const struct conf_place *place, const struct cel_options *o,
                struct cel_program **out, struct err *e);

struct cel_binding { const char *name; struct cel_value value; }; /* name may be dotted: "a.b" */

/*
 * What an evaluation reads of JSON, told while it runs; `of` is the value itself as it stands in the JSON. Selecting a
 * value or has() reads its key in the map alone; an operator, a function or the result reads its content.
 */
enum cel_read {
	CEL_READ_VALUE,                     /* all of it */
	CEL_READ_KIND,                      /* what kind it is: type(), compared with a value of another kind */
	CEL_READ_SIZE,                      /* how many items, members or code points */
	CEL_READ_ITEMS,                     /* gone through: how many items, or which keys */
	CEL_READ_KEY,                       /* of a map or list: what stands under key (found: something does) */
	CEL_READ_MEMBER,                    /* of a list: whether key is in it (found) */
};
struct cel_observer {
	void (*read)(void *arg, const struct json *of, enum cel_read how, const struct cel_value *key, bool found);
	void *arg;
};

/* What names mean: first vars (the last of a name wins), then the members of root. */
struct cel_scope {
	const struct json *root;            /* an object, or NULL */
	const struct cel_binding *vars;
	size_t n_vars;
	const struct cel_observer *observer; /* or NULL, which costs nothing */
};

/*
 * Never fails: what has no value is a CEL_ERROR. Steps and bytes are bounded (LIMIT_CEL_*). All that
 * the evaluation makes is in `a` (rewind it between evaluations); facts are read in place.
 */
struct cel_value cel_eval(const struct cel_program *p, const struct cel_scope *s, struct arena *a);

/*
 * What an expression reads: every chain from a free variable through constant selections and string
 * indexes, up to the first that is computed: sql.main.state -> {"sql", "main", "state"}; sql[k].state -> {"sql"}.
 * Loop variables of macros are not free. The list lives as long as the program.
 */
struct cel_ref {
	const char *const *parts;
	size_t n;
	unsigned line, column;
	bool computed;  /* goes on by a computed index */
	bool tested;    /* has() asks whether the last part is there */
	bool counted;   /* size() or `in` asks how many are there, or which */
};
size_t cel_refs(const struct cel_program *p, const struct cel_ref **refs);

/* ---- check.c: mistakes that show before anything is evaluated ------------------------------------ */

/* What is known of a value. Where a shape is NULL anything may stand. */
struct cel_field { const char *name; const struct cel_shape *shape; };
struct cel_shape {
	enum cel_kind kind;
	bool fact;                     /* a number that takes its partner's type */
	bool open;                     /* CEL_MAP: others than fields may be there */
	const struct cel_field *fields; /* CEL_MAP; of a CEL_LIST that is written out its items, without names */
	size_t n;
	/* of CEL_LIST the items; of CEL_MAP what stands under a key that is computed, or not among fields */
	const struct cel_shape *each;
	/* for errors, where fields are listed: " in the config"; NULL: nowhere in particular */
	const char *where;
};
/*
 * root: a map of the names that are free. The first mistake is said as cel_compile says it, with a caret: a field that
 * its map does not have (has() of one too), a function that does not exist or does not take its arguments, constants
 * that are always an error, operands whose kinds never go together, a result that is no `want` (CEL_ERROR: any will
 * do).
 */
int cel_check(
	struct arena *a, const struct cel_program *p, const struct cel_shape *root, enum cel_kind want, struct err *e);

/* One line "PATH = VALUE" for every chain and call beneath the expression whose value is not a literal, in
 * source order, without repeats, at most max lines; values cut at 120 bytes. */
void cel_explain(const struct cel_program *p, const struct cel_scope *s, struct arena *a, size_t max, struct buf *out);

/* ---- func.c: the functions, as a table --------------------------------------------------------- */

struct cel_function_doc { const char *name, *signature, *doc; };
struct cel_function_doc cel_function_doc(size_t i); /* name NULL: there are no more */

#endif
