/* SPDX-License-Identifier: Apache-2.0 */
/* value.h: makes values. value.c, and what is too short for a call. */
#ifndef CEL_VALUE_H
#define CEL_VALUE_H

#include "cel.h"

struct cel_context;

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
void cel_read_json(const struct json *v, struct cel_value *out); /* cel_of_json into *out, for loops */
struct cel_value cel_type_of(const struct cel_value *v);
struct cel_list *cel_list_new(struct cel_context *c, size_t n);
struct cel_value cel_list_value(const struct cel_list *l);

struct cel_value cel_optional(struct cel_context *c, const struct cel_value *v); /* v NULL: optional.none() */

#endif
