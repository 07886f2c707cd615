/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.h: the one door to what outlives a run: named objects in a Cloud Storage bucket, or files in a local folder.
 * tests/unit/test_store.c holds both to this contract.
 *
 * An object is read whole, put if it is absent, put or removed if it is unchanged, and listed. Its generation is a
 * number above 0 that changes with its bytes. In a folder it is derived from the bytes: the same bytes again have the
 * same generation. A crash leaves an object with its old or its new bytes, never with a part of them.
 *
 * Two things do not go through it in a local folder, because it cannot express them:
 *   - The lock on the traffic of a service (rollback/journal_lock.c). The kernel releases it when the process dies; an
 *     object would stay.
 *   - The journal (rollback/journal.c). It is appended to one file with one sync for several records; an object for
 *     each record needs two.
 * Evidence files have names of their own there, which no other run uses, so they need no condition; what makes them one
 * chain, their head, is an object.
 */
#ifndef GATE_STATE_STORE_H
#define GATE_STATE_STORE_H

#include "../../gcp/storage.h"

struct store {
	struct arena *a; /* for what the calls return */
	struct loop *loop;
	const char *where; /* "gs://BUCKET/PREFIX" or the folder; for messages too */
	struct gcp *g;     /* NULL: it is a folder */
	struct storage_place place;
};
/* The folder is created when something is put there. */
struct store store_folder(struct arena *a, struct loop *l, const char *dir);
/* Fails with ERR_CONFIG if location is not a valid gs://BUCKET/PREFIX. Makes no call. */
int store_bucket(
	struct arena *a, struct loop *l, struct gcp *g, const char *location, struct store *out, struct err *e);

/*
 * All are as in gcp/storage.h: done is called exactly once, from the loop; name, bytes and the store must stay valid
 * until then. A name is a path of parts with '/' between them. In a folder no part may be empty or begin with '.', and
 * none may end in ".tmp". An object that is read from a folder that does not exist is absent.
 */
void store_get(struct store *s, const char *name, int64_t deadline, storage_done *done, void *arg);
/* generation 0: writes only if the object does not exist; else only if the object has this generation. */
void store_put(struct store *s, const char *name, struct str bytes, int64_t generation, int64_t deadline,
	storage_done *done, void *arg);
void store_remove(
	struct store *s, const char *name, int64_t generation, int64_t deadline, storage_done *done, void *arg);
/* In a folder all listed objects are read, for their generations. Files that are no objects are left out. */
void store_list(struct store *s, const char *under, const char *from, size_t limit, int64_t deadline,
	storage_listed *done, void *arg);
/* Returns the time by the clock that dates objects, unix ms: Google's, or this machine's. */
int64_t store_wall(const struct store *s);

/* The same, running the loop until the answer is there. After a second signal the reply is FAILED with ERR_INTERRUPTED:
 * a write may then still happen. */
struct storage_reply store_get_now(struct store *s, const char *name, int64_t deadline);
struct storage_reply store_put_now(
	struct store *s, const char *name, struct str bytes, int64_t generation, int64_t deadline);
struct storage_list store_list_now(
	struct store *s, const char *under, const char *from, size_t limit, int64_t deadline);
/* Runs the loop until *pending is 0, the deadline, or a second signal. */
void store_wait(const struct store *s, const size_t *pending, int64_t deadline);

#endif
