/* SPDX-License-Identifier: Apache-2.0 */
/* json_scan.h: shared by the JSON files: the syntax check, and building values from checked text. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base.h"

enum { JSON_NUMBER_MAX = 512 }; /* the longest number in bytes, with its NUL */

struct json_object; /* json-c's type */

/* Checks text as json_scan does, except for duplicate keys. takes_nul: strings may include U+0000. Fails with ERR_LIMIT
 * if there are more than nodes_max values. */
int json_scan_form(struct str text, bool takes_nul, size_t nodes_max, struct err *e);
/* The same without U+0000 and with at most LIMIT_JSON_NODES values. Sets *out where it fails. */
struct json_fault {
	size_t line, column;
	const char *what;
};
int json_scan_at(struct str text, struct json_fault *out);
/* Reads the string that begins at **p and moves *p behind it. The result is a part of the text, or of *unescaped. */
struct str json_build_string(const char **p, struct buf *unescaped);
/*
 * Builds the value of text, which json_scan_form accepted. a is used for temporary memory. Sets *twice if an object has
 * a duplicate key. hole: the key of the object that replaces a string with U+0000 or an object with such a key; NULL if
 * the scan did not allow U+0000. The caller owns the result.
 */
struct json_object *json_build(struct arena *a, struct str text, const char *unobserved, bool *twice);
/* Returns a JSON null. json-c represents null as a C NULL, which could not be told from "absent", so ours is a boolean
 * with a mark. */
struct json_object *json_build_null(void);
struct json_object *json_build_object(void);              /* an empty object with room for a few members */
struct json_object *json_build_object_of(size_t members); /* with room for at least this number */
struct json_object *json_build_array(void);               /* an empty array with room for a few items */

#endif
