/* SPDX-License-Identifier: Apache-2.0 */
/* conf.h: config files as tables. libconfig has its only address in conf.c. */
#ifndef GATE_BASE_CONF_H
#define GATE_BASE_CONF_H

#include "secret.h"

/* ---- conf.c (libconfig has its only address here) ------------------------------------------------ */

/*
 * A config file is a table of fields, filled into structs. The table is the documentation too.
 * Every error is "FILE:LINE: what; what to do" with the nearest known key. Files are read by us
 * (file_read, UTF-8, limits), @include resolved by us below the including file's folder.
 */
enum conf_kind {
	CONF_STRING,   /* const char *; plain text, ${NAME} expanded where the table says so */
	CONF_SECRET,   /* struct secret *; ${NAME} expanded and hidden */
	CONF_URL,      /* struct secret *; hidden only where ${NAME} stands in userinfo or query */
	CONF_PATH,     /* const char *; made absolute or relative to the file's own folder; SCHEME://... stays as it is */
	CONF_CEL,      /* struct conf_text; a CEL expression with its place */
	CONF_DURATION, /* int64_t ms, from a duration string */
	CONF_INT,      /* int64_t within min..max; from a number or a string */
	CONF_BOOL,     /* bool; from a boolean or a string "true" "false" */
	CONF_CHOICE,   /* an enum, of the size of an int: the index in choices */
	CONF_STRINGS,  /* struct conf_strings; [..] or (..) */
	CONF_PATHS,    /* struct conf_strings; each as CONF_PATH; or one alone */
	CONF_SECRETS,  /* struct conf_secrets; a list of texts that may be secret (argv, send) */
	CONF_PAIRS,    /* struct conf_pairs; a group, or a list of "Name: value" / "NAME=value" */
	CONF_GROUP,    /* a struct in place, by its own table */
	CONF_OPTIONAL, /* a pointer to a struct, by its own table; NULL when absent */
	CONF_MEMBERS,  /* struct conf_list of structs that begin with struct conf_member; keyed by alias */
	CONF_LIST,     /* struct conf_list of structs that begin with struct conf_member; alias NULL */
};

struct conf_place { const char *file; unsigned line, column; }; /* column 0: unknown */
struct conf_text { const char *text; struct conf_place place; bool set; };
struct conf_member { const char *alias; struct conf_place place; }; /* the first field of such structs */
struct conf_list { void *items; size_t n; };             /* items: an array of the table's struct */
struct conf_strings { const char **items; size_t n; struct conf_place place; };
struct conf_secrets { struct secret **items; size_t n; };
struct conf_pair { const char *name; struct secret *value; struct conf_place place; };
struct conf_pairs { struct conf_pair *items; size_t n; };

struct conf_field {
	const char *name;
	enum conf_kind kind;
	size_t offset;                 /* offsetof in the struct of the table */
	bool required;
	int64_t min, max;              /* CONF_INT and CONF_DURATION, when max > 0 */
	const char *const *choices;    /* CONF_CHOICE, CONF_STRINGS: NULL-terminated */
	const struct conf_table *table; /* CONF_GROUP, CONF_OPTIONAL, CONF_MEMBERS, CONF_LIST */
	bool plain;                    /* CONF_PAIRS: values from the environment are no secrets */
	const char *def;               /* the default, as text in the file's own form; NULL: zero */
	const char *doc;               /* one line for people */
};
struct conf_table {
	const char *name;
	size_t size;
	const struct conf_field *fields;
	size_t n;
	bool expand; /* ${NAME} is expanded in this table's plain strings too (policies: not) */
};

struct conf_set { const char *path, *value; }; /* --set gate.deadline=60s */

/*
 * Fills *out (of table->size bytes, zeroed here) from a file, then from sets. text may be given for
 * files that are built in (path then only names it); NULL reads path. path NULL: defaults and sets alone.
 * *raw, if not NULL, gets the bytes read, includes expanded in place, for digests.
 */
int conf_load(struct arena *a, struct secrets *k, const char *path, const struct str *text,
              const struct conf_table *table, const struct conf_set *sets, size_t n_sets,
              void *out, struct str *raw, struct err *e);
bool conf_alias_valid(const char *alias); /* [A-Za-z][A-Za-z0-9_]*, and no word of CEL */
/* Sets e to "FILE:LINE: ..." with ERR_CONFIG; returns -1. */
int conf_error(struct err *e, const struct conf_place *place, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
