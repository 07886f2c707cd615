/* SPDX-License-Identifier: Apache-2.0 */
/* out.h: output that no act waits for. */
#ifndef GATE_OUT_H
#define GATE_OUT_H

#include "../base/base.h"

/* ---- out.c: output that no act waits for --------------------------------------------------------- */

struct out;
struct out *out_open(struct arena *a, int fd);
void out_put(struct out *o, const char *text, size_t n); /* at once, or queued, or dropped as a whole; never waits */
size_t out_dropped(const struct out *o);                 /* texts so far */
/* writes what is queued; gives up when the reader takes nothing for wait_ms */
void out_end(struct out *o, int wait_ms);

#endif
