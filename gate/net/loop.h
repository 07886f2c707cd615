/* SPDX-License-Identifier: Apache-2.0 */
/* loop.h: shared by the files of net only: the world of a loop, its records and its threads. */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "net.h"

const struct loop_world *loop_world(const struct loop *l);
struct workers **loop_workers(struct loop *l); /* for worker.c; NULL until the first worker starts */
struct http_log **loop_log(struct loop *l);    /* for record.c; NULL until the first record */
/* Returns 0, or -1 with ERR_CONFIG if a name or value of a header has CR, LF or NUL or a name is invalid. */
int http_check_headers(const struct http_header *headers, size_t n, struct err *e);
/* Completes a record (time, host, path, error text) and keeps it. */
void http_record_add(struct loop *l, const struct secret *url, const struct http_record *of, const struct err *error);

#endif
