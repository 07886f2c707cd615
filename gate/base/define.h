/* SPDX-License-Identifier: Apache-2.0 */
/* define.h: what every header of base stands on. */
#ifndef GATE_BASE_DEFINE_H
#define GATE_BASE_DEFINE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

#define COUNTOF(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

#endif
