/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base.h: what C lacks, in one door: memory by lifetime, errors as values, text, time,
 * files, JSON, configuration and digests. Knows nothing of clouds, gates or networks.
 *
 * House rules that hold everywhere: int functions return 0, or -1 with *e filled; outputs are
 * untouched on failure and *e is untouched on success; strings are UTF-8 and NUL-terminated
 * unless they are a struct str; times are milliseconds; whatever an arena gave out is freed
 * with it and by nothing else.
 */
#ifndef BASE_H
#define BASE_H

#include "define.h"
#include "arena.h"
#include "buf.h"
#include "file.h"
#include "secret.h"
#include "json.h"
#include "crypto.h"
#include "conf.h"

#endif
