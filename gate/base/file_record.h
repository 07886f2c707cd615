/* SPDX-License-Identifier: Apache-2.0 */
/* file_record.h: files of records: appending without a sync for each record, and many locks on one file. */
#ifndef BASE_FILE_RECORD_H
#define BASE_FILE_RECORD_H

#include "base.h"

/* file_append_to in two steps: append several records, then make them durable with one file_sync. */
int file_append_part(int fd, const void *data, size_t n, struct err *e);
int file_sync(int fd, struct err *e);
/*
 * Takes one of many exclusive locks of an open file without waiting. `at` is the lock's number (a byte offset; the file
 * need not be so long). It is held until fd is closed. Fails with ERR_LOCKED if another open file description holds it.
 */
int file_lock_byte(int fd, uint64_t at, struct err *e);

#endif
