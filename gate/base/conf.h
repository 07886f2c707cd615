/* SPDX-License-Identifier: Apache-2.0 */
/* conf.h: reads config files into structs as tables describe: in the syntax of libconfig, or as YAML or JSON if the
 * name of the file ends in .yaml, .yml or .json. */
#ifndef GATE_BASE_CONF_H
#define GATE_BASE_CONF_H

#include "secret.h"

/* ---- conf.c --------------------------------------------------------------------------------------- */

/*
 * A table lists the fields of a struct; the same table is the source of the config reference. Errors read "FILE:LINE:
 * what is wrong; what to do" and suggest the nearest known key. Files must be UTF-8 and within the limits of limits.h;
 * an included file must be below the folder of the including file.
 */
enum conf_kind {
	CONF_STRING,   /* const char *; plain text, ${NAME} expanded where the table says so */
	CONF_SECRET,   /* struct secret *; ${NAME} expanded and hidden */
	CONF_URL,      /* struct secret *; hidden only if ${NAME} occurs in userinfo or query */
	CONF_PATH,     /* const char *; made absolute or relative to the file's own folder; SCHEME://... stays as it is */
	CONF_CEL,      /* struct conf_text; a CEL expression with its place */
	CONF_DURATION, /* int64_t ms, from a duration string */
	CONF_INT,      /* int64_t within min..max; from a number or a string */
	CONF_BOOL,     /* bool; from a boolean or a string "true" "false" */
	CONF_CHOICE,   /* an enum, of the size of an int: the index in choices */
	CONF_STRINGS,  /* struct conf_strings; [..] or (..) */
	CONF_PATHS,    /* struct conf_strings; each as CONF_PATH; a single string is a list of one */
	CONF_SECRETS,  /* struct conf_secrets; a list of strings that may be secret (argv, send) */
	CONF_PAIRS,    /* struct conf_pairs; a group, or a list of "Name: value" / "NAME=value" */
	CONF_GROUP,    /* an embedded struct, described by its own table */
	CONF_OPTIONAL, /* a pointer to a struct described by its own table; NULL if absent */
	CONF_MEMBERS,  /* struct conf_list; the structs begin with struct conf_member; keyed by alias */
	CONF_LIST,     /* struct conf_list; the structs begin with struct conf_member; alias is NULL */
};

/* column 0: unknown */
struct conf_place {
	const char *file;
	unsigned line, column;
};
struct conf_text {
	const char *text;
	struct conf_place place;
	bool set;
};
/* The first member of each struct of a conf_list. */
struct conf_member {
	const char *alias;
	struct conf_place place;
};
/* items: an array of the table's struct */
struct conf_list {
	void *items;
	size_t n;
};
struct conf_strings {
	const char **items;
	size_t n;
	struct conf_place place;
};
struct conf_secrets {
	struct secret **items;
	size_t n;
};
struct conf_pair {
	const char *name;
	struct secret *value;
	struct conf_place place;
};
struct conf_pairs {
	struct conf_pair *items;
	size_t n;
};

struct conf_field {
	const char *name;
	enum conf_kind kind;
	size_t offset; /* offsetof in the table's struct */
	bool required;
	int64_t min, max;               /* CONF_INT, CONF_DURATION: the allowed range, if max > 0 */
	const char *const *choices;     /* CONF_CHOICE, CONF_STRINGS: NULL-terminated */
	const struct conf_table *table; /* CONF_GROUP, CONF_OPTIONAL, CONF_MEMBERS, CONF_LIST */
	bool plain;                     /* CONF_PAIRS: values from the environment are not secret */
	const char *def;                /* the default, written as in the file; NULL: zero */
	const char *doc;                /* one line for the reference */
};
struct conf_table {
	const char *name;
	size_t size;
	const struct conf_field *fields;
	size_t n;
	bool expand;           /* expand ${NAME} in CONF_STRING fields (policies do not) */
	const char *from_text; /* the key that a string in the place of the group sets; NULL: it must be a group */
};

/* --set PATH=VALUE, such as gate.deadline=60s. */
struct conf_set {
	const char *path, *value;
};

/*
 * All errors of a config and its policies, in the order in which they are found. Begin with { .a = arena }.
 *
 * A check of what was read skips what has an error already: conf_errors_at and conf_errors_below tell. So each cause is
 * reported once.
 */
struct conf_fault {
	const char *path; /* the setting: "gate.deadline"; for a misspelt one, the one that was meant; "": none */
	const char *text; /* "FILE:LINE: ..."; NULL beyond the first LIMIT_CONFIG_ERRORS */
	enum err_code code;
};
struct conf_errors {
	struct arena *a;
	struct conf_fault *items;
	size_t n, cap;
};
#define CONF_WHOLE "*" /* the path of an error after which nothing more of a file could be read */
/* Adds *e if rc is not 0. Returns rc. An error with the same text is added once. */
int conf_errors_add(struct conf_errors *all, const char *path, int rc, const struct err *e);
/* Returns true if the setting with this path has an error; if it or a setting in it has one. all may be NULL. */
bool conf_errors_at(const struct conf_errors *all, const char *path);
bool conf_errors_below(const struct conf_errors *all, const char *path);
/* Adds the errors of another file, without their paths, each with prefix. */
void conf_errors_merge(struct conf_errors *all, const char *prefix, const struct conf_errors *of_file);
/* Sets e to the first error and returns -1; returns 0 if there is none. */
int conf_errors_end(const struct conf_errors *all, struct err *e);

/*
 * Reads a file, then applies sets, into *out (table->size bytes, zeroed first). conf_read goes on after an error, adds
 * all errors, and returns -1 if there was one; *out then holds what could be read, defaults for the rest, and each
 * member of a list.
 *
 * text: the content of a built-in file, which path only names; NULL reads the file at path. If path is NULL too, only
 * defaults and sets apply. If raw is not NULL, *raw is set to the bytes read, with included files in place, for
 * computing a digest. Results live as long as a. conf_load fails with the first error: ERR_CONFIG if the file or a
 * setting is invalid, ERR_USAGE for an invalid entry of sets.
 */
int conf_read(struct arena *a, struct secrets *k, const char *path, const struct str *text,
	const struct conf_table *table, const struct conf_set *sets, size_t n_sets, void *out, struct str *raw,
	struct conf_errors *all);
int conf_load(struct arena *a, struct secrets *k, const char *path, const struct str *text,
	const struct conf_table *table, const struct conf_set *sets, size_t n_sets, void *out, struct str *raw,
	struct err *e);
/* Returns the type of a field for the reference: "duration". */
const char *conf_kind_text(enum conf_kind k);
/* Returns true if alias matches [A-Za-z][A-Za-z0-9_]* and is not a reserved word of CEL. */
bool conf_alias_valid(const char *alias);
/* Sets e to ERR_CONFIG with "FILE:LINE: TEXT" and returns -1. */
int conf_error(struct err *e, const struct conf_place *place, const char *fmt, ...) PRINTF_LIKE(3, 4);

const char *conf_version(void);      /* Returns the version of libconfig that this was built with. */
const char *conf_yaml_version(void); /* Returns the version of libyaml. */

#endif
