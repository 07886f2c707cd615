/* SPDX-License-Identifier: Apache-2.0 */
/* out.h: output to a descriptor that never blocks the run. */
#ifndef GATE_OUT_H
#define GATE_OUT_H

#include "../base/base.h"

struct out;
/* Opens the output to fd. It is closed with the arena, after which fd itself stays open. */
struct out *out_open(struct arena *a, int fd);
void out_put(
	struct out *o, const char *text, size_t n); /* writes or queues the text, or drops all of it; never blocks */
size_t out_dropped(const struct out *o);        /* number of dropped texts */
/* Writes the queue. Gives up when the reader accepts nothing for wait_ms. */
void out_end(struct out *o, int wait_ms);

#endif
