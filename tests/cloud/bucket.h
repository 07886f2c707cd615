/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bucket.h: a simulated Cloud Storage (JSON API v1): strongly consistent, with generations, preconditions, retention
 * and the limit of one write a second. It knows no sockets and no clock, so that units and a simulation in virtual time
 * can use it as well as the server does.
 */
#ifndef TESTS_BUCKET_H
#define TESTS_BUCKET_H

#include "../../gate/base/base.h"

struct object {
	const char *name;
	bool exists;
	struct str bytes;
	const char *type, *encoding;                /* encoding: NULL: none */
	int64_t generation, created_at, written_at; /* unix ms */
	int writes, removals;                       /* by requests, also of objects that do not exist any more */
};
struct bucket {
	const char *name;
	struct object *objects; /* ordered by name; with those that do not exist any more */
	size_t n, cap;
	const struct json *state; /* its members but "objects": see README.md */
};
struct buckets {
	struct arena *a;
	struct bucket *all;
	size_t n, cap;
	int64_t generation; /* the newest one given to an object */
};

/* Makes what the state or a change says: {BUCKET: {"objects": {NAME: TEXT or {...} or null}, ...} or null}. */
int buckets_apply(struct buckets *s, const struct json *wanted, int64_t now, struct err *e);
struct json *buckets_state(struct arena *a, const struct buckets *s); /* {BUCKET: {"objects": ..., "written": ...}} */
struct bucket *buckets_find(struct buckets *s, const char *name);     /* NULL: there is none */
/* Returns the object, which may not exist any more, or NULL. */
struct object *bucket_find(const struct bucket *b, const char *name);
/* Returns the index of the first object with this name or a later one; n: there is none. */
size_t bucket_from(const struct bucket *b, const char *name);
/* Writes an object; makes it if necessary. Returns it with its new generation. */
struct object *bucket_write(
	struct buckets *s, struct bucket *b, const char *name, struct str bytes, const char *type, int64_t now);
bool bucket_is(const struct bucket *b, const char *key);        /* the member is true */
int64_t bucket_number(const struct bucket *b, const char *key); /* 0 if it is missing */

/* bucket_answer.c: requests */
struct bucket_question {
	const char *method, *uri; /* uri: path and query, as they were sent */
	const char *type, *hash;  /* the headers Content-Type and x-goog-hash; NULL: missing */
	bool pays;                /* the header x-goog-user-project is there */
	struct str body;
	int64_t now; /* unix ms */
	const char *who;
	bool (*may)(void *arg, const char *permission);
	void *arg;
};
struct bucket_answer {
	int status;
	const char *type;
	struct str body;
	struct {
		const char *name, *value;
	} headers[8];
	size_t n_headers;
	struct json *json;     /* the body as a value, or NULL */
	const char *message;   /* its message in the schema */
	const char *violation; /* what a client must not do, or NULL */
};
/* Returns false if the path is none of Cloud Storage. Texts of *r live as long as s->a. */
bool bucket_answer(struct buckets *s, const struct bucket_question *q, struct bucket_answer *r);
/* Returns the path of the request with the name of its object at the end, decoded: /storage/v1/b/B/o/NAME, also for an
 * upload, whose name is in the query. NULL if the path is none of Cloud Storage. */
const char *bucket_path(struct arena *a, const char *uri);

/* bucket_text.c: parts of requests and answers */
const char *bucket_query(struct arena *a, const char *uri, const char *name, size_t nth); /* decoded; NULL: missing */
/* The members of v that `fields` names ("a,items(b,c)"). */
struct json *bucket_fields(struct arena *a, const struct json *v, const char *fields);
/* The parts of a multipart/related body: the metadata and the bytes. Returns false if it has another form. */
bool bucket_multipart(struct arena *a, const char *type, struct str body, struct json **metadata, struct str *bytes);
char *bucket_crc32c(struct arena *a, struct str bytes); /* base64 */
char *bucket_md5(struct arena *a, struct str bytes);    /* base64 */

#endif
