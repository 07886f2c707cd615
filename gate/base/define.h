/* SPDX-License-Identifier: Apache-2.0 */
/* define.h: macros and standard headers that every header of base needs. */
#ifndef GATE_BASE_DEFINE_H
#define GATE_BASE_DEFINE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

/* The number of elements of an array (not of a pointer). */
#define COUNTOF(a) (sizeof(a) / sizeof((a)[0]))
/* Lets the compiler check a printf-like function: the positions of its format and of its first argument. */
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

#endif
