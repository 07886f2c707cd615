/* SPDX-License-Identifier: Apache-2.0 */
/* json_scan.h: what the files of JSON share: the scan, and what is built of a text that has passed it. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base.h"

enum { JSON_NUMBER_MAX = 512 }; /* bytes of a number's text, with NUL */

struct json_object; /* json-c's */

/* All that json_scan does, but that keys differ; with takes_nul, U+0000 may stand in strings. ERR_LIMIT: more values
 * than nodes_max. */
int json_scan_form(struct str text, bool takes_nul, size_t nodes_max, struct err *e);
/* Of a text with that form; a is for what is needed meanwhile. *twice: a key stands twice in one object. hole: the only
 * member of what stands in the place of a string with U+0000, and of an object with such a key; NULL: the scan took no
 * U+0000. */
struct json_object *json_build(struct arena *a, struct str text, const char *hole, bool *twice);
/* json-c says null with a C NULL, which could not be told from "not there": ours is a boolean that carries a mark. */
struct json_object *json_build_null(void);
struct json_object *json_build_object(void); /* empty, with little room */

#endif
