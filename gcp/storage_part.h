/* SPDX-License-Identifier: Apache-2.0 */
/* storage_part.h: shared by the files of storage.h only. */
#ifndef GCP_STORAGE_PART_H
#define GCP_STORAGE_PART_H

#include "storage.h"

/* An object, and how it is called. */
struct storage_target {
	struct gcp *g;
	struct arena *a; /* for everything that the call returns */
	const struct storage_place *place;
	const char *name; /* "": the bucket itself */
	int64_t deadline;
};

char *storage_full_name(const struct storage_target *t);   /* prefix and name */
char *storage_bucket_path(const struct storage_target *t); /* "storage/v1/b/BUCKET" */
char *storage_object_path(const struct storage_target *t); /* "storage/v1/b/BUCKET/o/NAME" */
/* Fails if Cloud Storage does not allow this name. */
int storage_check_name(const struct storage_target *t, struct err *e);
/* Returns how long one attempt of a transfer may take, in ms: half of the time left, but at least LIMIT_CALL_MS. So a
 * large object gets through a slow line, and a connection that hangs leaves time for another attempt. */
int64_t storage_attempt_ms(const struct storage_target *t);

/* Returns the checksum of bytes as Cloud Storage writes it: CRC32C, the highest byte first, in base64. */
char *storage_hash(struct arena *a, struct str bytes);

/* storage_error.c: sets out from a failed call, with what to do. verb: "read", "write", ... */
void storage_explain(const struct storage_target *t, const char *verb, const struct gcp_reply *r, struct err *out);

/* storage_absent.c: after the response 404 to a call for an object, calls done: with ABSENT if it is the object that
 * does not exist; with FAILED if it is the bucket, or if that could not be found out. */
void storage_absent(
	const struct storage_target *t, const char *verb, const struct gcp_reply *r, storage_done *done, void *arg);
/* storage_read.c: as storage_get, without the bytes. */
void storage_stat(const struct storage_target *t, storage_done *done, void *arg);

#endif
