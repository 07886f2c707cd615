/* SPDX-License-Identifier: Apache-2.0 */
/* archive.h: evidence in a bucket. */
#ifndef GATE_AUDIT_ARCHIVE_H
#define GATE_AUDIT_ARCHIVE_H

#include "audit.h"

/* Copies all evidence below a location (gs://BUCKET/PREFIX) to a folder, *dir. Copies that are there already are
 * compared by size and checksum, and those that the bucket does not have are removed. c NULL: no config. */
int archive_fetch(struct arena *a, const struct options *o, const struct config *c, const char *location,
	const char **dir, struct err *e);

#endif
