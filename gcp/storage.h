/* SPDX-License-Identifier: Apache-2.0 */
/* storage.h: objects of a Cloud Storage bucket (JSON API v1). Every write carries a generation precondition. */
#ifndef GCP_STORAGE_H
#define GCP_STORAGE_H

#include "gcp.h"

/* A folder in a bucket. All names below are relative to prefix, which is "" or ends with '/'. */
struct storage_place {
	const char *bucket, *prefix;
};
/*
 * Parses "gs://BUCKET" or "gs://BUCKET/PREFIX"; the texts of *out live in a. Fails with ERR_CONFIG for a bucket name
 * that Cloud Storage does not allow, and for a prefix with an empty segment, "." or "..", control characters, one of
 * "#[]*?", invalid UTF-8 or more than 512 bytes.
 */
int storage_place_parse(struct arena *a, const char *text, struct storage_place *out, struct err *e);

enum storage_state {
	STORAGE_DONE,
	STORAGE_ABSENT,  /* a get or remove of an object that does not exist, in a bucket that does */
	STORAGE_CHANGED, /* the precondition did not hold: nothing was written (but see unknown) */
	STORAGE_FAILED,  /* error is set */
};
/* Texts and bytes live as long as the arena of the call. */
struct storage_reply {
	enum storage_state state;
	/* What failed, on what, why and what to do. ERR_REFUSED: the bucket's retention policy or a hold keeps the object;
	 * ERR_DENIED: a permission is missing; ERR_NOT_FOUND: the bucket does not exist. */
	struct err error;
	/* FAILED: the write may have happened, or may still happen. CHANGED: it may have happened, and another writer
	 * replaced or removed the object since. */
	bool unknown;
	int64_t generation; /* DONE: of the object read or written; 0 after a remove */
	struct str bytes;   /* of a get */
};
typedef void storage_done(void *arg, const struct storage_reply *reply);

/*
 * The calls below call done exactly once, from the loop. deadline: loop_now. name, bytes and the place must stay valid
 * until then. 429, 5xx and broken connections are retried until the deadline. The checksum of what is read or written
 * is verified: bytes that do not match are never used.
 */

/* Reads an object of at most LIMIT_EVIDENCE_BYTES. */
void storage_get(struct gcp *g, struct arena *a, const struct storage_place *p, const char *name, int64_t deadline,
	storage_done *done, void *arg);
/*
 * Writes an object. generation 0: only if the object does not exist yet; otherwise only if it has this generation.
 * After a lost answer the object is read: with the same bytes and a newer generation the write is DONE. Two writers
 * that need to know which of them wrote must therefore write different bytes.
 */
void storage_put(struct gcp *g, struct arena *a, const struct storage_place *p, const char *name, struct str bytes,
	int64_t generation, int64_t deadline, storage_done *done, void *arg);
/* Removes the object if it has this generation. After a lost answer the removal is DONE if there is no such object. */
void storage_remove(struct gcp *g, struct arena *a, const struct storage_place *p, const char *name, int64_t generation,
	int64_t deadline, storage_done *done, void *arg);

struct storage_object {
	const char *name;                     /* without the place's prefix */
	int64_t generation, size, updated_at; /* updated_at: unix ms */
	const char *md5;                      /* base64, or NULL */
};
struct storage_list {
	struct err error; /* ERR_NONE, or nothing was listed */
	const struct storage_object *items;
	size_t n;
	bool more; /* there are more than limit objects */
};
typedef void storage_listed(void *arg, const struct storage_list *list);
/* Lists the objects whose name begins with `under`, ordered by the bytes of their names, beginning with the name `from`
 * or the first after it (NULL: the first), at most limit, which may need many pages. */
void storage_list(struct gcp *g, struct arena *a, const struct storage_place *p, const char *under, const char *from,
	size_t limit, int64_t deadline, storage_listed *done, void *arg);

/*
 * missing: the permissions on the bucket that the credential lacks, comma-separated; NULL: none, or error is set.
 * error: NULL unless they could not be asked for. A permission that is granted for the prefix only, by an IAM
 * condition, counts as missing.
 */
typedef void storage_rights_done(void *arg, const char *missing, const struct err *error);
/* Asks which of the permissions that a state needs the credential has: storage.objects.get, list, create, delete. */
void storage_rights(struct gcp *g, struct arena *a, const struct storage_place *p, int64_t deadline,
	storage_rights_done *done, void *arg);
/* Returns the command that grants them to the credential (to "serviceAccount:EMAIL" if its name is unknown). */
char *storage_grant_command(struct arena *a, const struct gcp *g, const struct storage_place *p);

#endif
