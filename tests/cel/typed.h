/* SPDX-License-Identifier: Apache-2.0 */
/* typed.h: CEL values as the conformance records write them: {"int": 1}, {"list": [...]}, {"bytes": "base64"}. */
#ifndef TESTS_CEL_TYPED_H
#define TESTS_CEL_TYPED_H

#include "../../gate/cel/node.h"

#include <json-c/json.h>

/* The records hold U+0000 and other things that our own JSON refuses, so they are read with json-c as it is. */
struct json_object *typed_line(const char *line); /* values may be nested deeply; NULL: no JSON */
struct cel_value typed_read(struct arena *a, struct json_object *v);
struct json_object *typed_write(const struct cel_value *v);
bool typed_equal(struct json_object *a, struct json_object *b);

#endif
