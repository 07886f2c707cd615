/* SPDX-License-Identifier: Apache-2.0 */
/* file_record.h: open files of records: written one by one and made durable together; many locks on one file. */
#ifndef BASE_FILE_RECORD_H
#define BASE_FILE_RECORD_H

#include "base.h"

/* file_append_to in two steps, for several records: a write each, then all made durable. */
int file_append_part(int fd, const void *data, size_t n, struct err *e);
int file_sync(int fd, struct err *e);
/* One of the locks of an open file, without waiting, by the number of a byte, which need not be there: a descriptor
 * holds as many as are wanted. ERR_LOCKED where another opening of the file has it; held until fd is closed. */
int file_lock_byte(int fd, uint64_t at, struct err *e);

#endif
