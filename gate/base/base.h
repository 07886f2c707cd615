/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base.h: includes all of base: arenas, errors, text, time, files, JSON, configuration and cryptography. Base does not
 * depend on the network, on Google Cloud or on the gate.
 *
 * Conventions of the whole program, unless a declaration says otherwise:
 * - A function that returns int returns 0 on success, and -1 with *e set on failure.
 * - On failure outputs are unchanged; on success *e is unchanged.
 * - Text is UTF-8 and NUL-terminated, except in a struct str.
 * - Times and durations are in milliseconds.
 * - Memory that an arena allocated is freed with the arena only.
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

extern const char rungate_version[]; /* "1.2.3"; made with scripts/dist/version when the program is built */

#endif
