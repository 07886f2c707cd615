/* SPDX-License-Identifier: Apache-2.0 */
/* loop.h: what loop.c and http.c share: the world behind the loop, and the records. */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "net.h"

const struct loop_world *loop_world(const struct loop *l);
void loop_record(struct loop *l, const struct http_record *r);

#endif
