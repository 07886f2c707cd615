/* SPDX-License-Identifier: Apache-2.0 */
/* json_scan.h: what the files of JSON share: the scan, and what is built of a text that has passed it. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base.h"

enum { JSON_NUMBER_MAX = 512 }; /* bytes of a number's text, with NUL */

struct json_object; /* json-c's */

/* All that json_scan does, but that keys differ. */
int json_scan_form(struct str text, struct err *e);
/* Of a text with that form; a is for what is needed meanwhile. *twice: a key stands twice in one object. */
struct json_object *json_build(struct arena *a, struct str text, bool *twice);
/* json-c says null with a C NULL, which could not be told from "not there": ours is a boolean that carries a mark. */
struct json_object *json_build_null(void);

#endif
