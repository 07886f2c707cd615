/* SPDX-License-Identifier: Apache-2.0 */
/* func.h: functions that live in files of their own. */
#ifndef CEL_FUNC_H
#define CEL_FUNC_H

#include "node.h"

cel_fn func_timestamp, func_duration, func_time_part; /* func_time.c */
const char *func_time_text(struct cel_context *c, const struct cel_value *v);
/* False: these two are no business of time. */
bool func_time_arithmetic(struct cel_context *c, enum cel_op op, const struct cel_value *a, const struct cel_value *b, struct cel_value *out);
cel_fn func_int, func_uint, func_double, func_string, func_bool, func_bytes; /* func_convert.c */

#endif
