/* SPDX-License-Identifier: Apache-2.0 */
/* typed.h: CEL values in the form of the conformance records: {"int": 1}, {"list": [...]}, {"bytes": "base64"}. */
#ifndef TESTS_CEL_TYPED_H
#define TESTS_CEL_TYPED_H

#include "../../gate/cel/node.h"

#include <json-c/json.h>

/* The records contain U+0000 and other things that rungate's JSON parser rejects, so they are parsed with json-c. */
struct json_object *typed_line(const char *line); /* values may be nested deeply; NULL: not JSON */
struct cel_value typed_read(struct arena *a, struct json_object *v);
struct json_object *typed_write(const struct cel_value *v);
bool typed_equal(struct json_object *a, struct json_object *b);

#endif
