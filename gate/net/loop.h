/* SPDX-License-Identifier: Apache-2.0 */
/* loop.h: what the files of net share: the world behind the loop, the records, the threads. */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "net.h"

const struct loop_world *loop_world(const struct loop *l);
struct workers **loop_workers(struct loop *l); /* worker.c's; NULL until the first is started */
struct http_log **loop_log(struct loop *l); /* record.c's; NULL until the first */
int http_check_headers(const struct http_header *headers, size_t n, struct err *e);
/* Completes a record (when, host, path, error) and keeps it. */
void http_record_add(struct loop *l, const struct secret *url, const struct http_record *of, const struct err *error);

#endif
