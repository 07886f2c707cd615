/* SPDX-License-Identifier: Apache-2.0 */
/* func.h: functions that live in files of their own. */
#ifndef CEL_FUNC_H
#define CEL_FUNC_H

#include "node.h"

cel_fn func_int, func_uint, func_double, func_string, func_bool, func_bytes; /* func_convert.c */

#endif
