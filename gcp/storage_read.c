/* SPDX-License-Identifier: Apache-2.0 */
/* storage_read.c: reads objects, whole and verified by their checksum, with the generation that the bytes are of. */
#include "storage_part.h"

#include <string.h>

struct reading {
	struct storage_target t;
	storage_done *done;
	void *arg;
	struct str bytes; /* received, of a generation that is not known yet */
	bool again;       /* this is the second attempt */
	struct err refused;
};

static void fail(struct reading *r, const struct err *why)
{
	r->done(r->arg, &(struct storage_reply){ .state = STORAGE_FAILED, .error = *why });
}

static void fail_call(struct reading *r, const struct gcp_reply *reply)
{
	struct err e;
	if (reply->status == 404) {
		storage_absent(&r->t, "read", reply, r->done, r->arg);
		return;
	}
	storage_explain(&r->t, "read", reply, &e);
	fail(r, &e);
}

static void fail_content(struct reading *r, const char *why)
{
	struct err e;
	err_set(&e, ERR_MALFORMED, "cannot read gs://%s/%s: %s", r->t.place->bucket,
		text_cut_printable(r->t.a, str_of(storage_full_name(&r->t)), 200), why);
	fail(r, &e);
}

/* ---- Headers ------------------------------------------------------------------------------------------ */

static const char *header(const struct gcp_reply *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (!strcmp(r->headers[i].name, name))
			return r->headers[i].value;
	return NULL;
}

/* "crc32c=AAAAAA==,md5=...", in one header or in several. Returns NULL if there is none. */
static const char *hash_in(struct arena *a, const struct gcp_reply *r)
{
	static const char word[] = "crc32c=";
	for (size_t i = 0; i < r->n_headers; i++) {
		const char *at = strcmp(r->headers[i].name, "x-goog-hash") ? NULL : strstr(r->headers[i].value, word);
		if (at)
			return arena_strndup(a, at + strlen(word), strcspn(at + strlen(word), ", "));
	}
	return NULL;
}

/* Returns 0 if text is NULL or not a generation. */
static int64_t generation_in(const char *text)
{
	int64_t n = 0;
	if (!text || !*text || strlen(text) > 18 || strspn(text, "0123456789") != strlen(text))
		return 0;
	for (const char *p = text; *p; p++)
		n = n * 10 + (*p - '0');
	return n;
}

/* ---- The object --------------------------------------------------------------------------------------- */

static void read_bytes(struct reading *r);

static void conclude(struct reading *r, int64_t generation, const char *hash)
{
	if (!strcmp(storage_hash(r->t.a, r->bytes), hash)) {
		r->done(r->arg, &(struct storage_reply){ .state = STORAGE_DONE, .generation = generation, .bytes = r->bytes });
	} else if (!r->again) { /* it was damaged on the way, or replaced between two calls */
		r->again = true;
		read_bytes(r);
	} else {
		fail_content(r, "the bytes received do not have the object's checksum (crc32c); they were damaged on the way");
	}
}

static void storage_on_metadata(void *arg, const struct gcp_reply *reply)
{
	struct reading *r = arg;
	struct err e;
	if (reply->error.code != ERR_NONE) {
		fail_call(r, reply);
		return;
	}
	struct json_reader v = json_reader(reply->body, "the object", &e);
	int64_t generation = json_read_int(&v, "generation");
	const char *hash = json_read_string(&v, "crc32c");
	if (json_read_done(&v))
		fail_content(r, e.text);
	else
		conclude(r, generation, hash);
}

static void storage_on_bytes(void *arg, const struct gcp_reply *reply)
{
	struct reading *r = arg;
	if (reply->error.code != ERR_NONE) {
		fail_call(r, reply);
		return;
	}
	const char *encoding = header(reply, "x-goog-stored-content-encoding"), *hash = hash_in(r->t.a, reply);
	int64_t generation = generation_in(header(reply, "x-goog-generation"));
	r->bytes = reply->bytes;
	if (encoding && strcmp(encoding, "identity") != 0)
		fail_content(r, "it is stored with a content encoding; rungate writes none, so another program wrote it");
	else if (generation && hash)
		conclude(r, generation, hash);
	else
		gcp_get(r->t.g, r->t.a, GCP_STORAGE,
			arena_printf(r->t.a, "%s?fields=generation,crc32c", storage_object_path(&r->t)), r->t.deadline,
			storage_on_metadata, r);
}

static void read_bytes(struct reading *r)
{
	gcp_call(r->t.g, r->t.a,
		&(struct gcp_request){ .api = GCP_STORAGE,
			.method = "GET",
			.path = arena_printf(r->t.a, "%s?alt=media", storage_object_path(&r->t)),
			/* an encoded object is not decoded: its checksum is that of the encoded bytes */
			.headers = { { "Accept-Encoding", "identity" } },
			.bytes_max = LIMIT_EVIDENCE_BYTES,
			.repeatable = true,
			.timeout_ms = storage_attempt_ms(&r->t),
			.deadline = r->t.deadline },
		storage_on_bytes, r);
}

static void begin(void *arg)
{
	struct reading *r = arg;
	if (r->refused.code != ERR_NONE)
		fail(r, &r->refused);
	else
		read_bytes(r);
}

void storage_get(struct gcp *g, struct arena *a, const struct storage_place *p, const char *name, int64_t deadline,
	storage_done *done, void *arg)
{
	struct reading *r = ARENA_NEW(a, struct reading);
	*r = (struct reading){ .t = { g, a, p, name, deadline }, .done = done, .arg = arg };
	storage_check_name(&r->t, &r->refused);
	loop_do_at(gcp_loop(g), loop_now(gcp_loop(g)), begin, r);
}

/* ---- The generation alone ----------------------------------------------------------------------------- */

static void storage_on_generation(void *arg, const struct gcp_reply *reply)
{
	struct reading *r = arg;
	struct err e;
	if (reply->error.code != ERR_NONE) {
		fail_call(r, reply);
		return;
	}
	struct json_reader v = json_reader(reply->body, "the object", &e);
	int64_t generation = json_read_int(&v, "generation");
	if (json_read_done(&v))
		fail_content(r, e.text);
	else
		r->done(r->arg, &(struct storage_reply){ .state = STORAGE_DONE, .generation = generation });
}

void storage_stat(const struct storage_target *t, storage_done *done, void *arg)
{
	struct reading *r = ARENA_NEW(t->a, struct reading);
	*r = (struct reading){ .t = *t, .done = done, .arg = arg };
	gcp_get(t->g, t->a, GCP_STORAGE, arena_printf(t->a, "%s?fields=generation", storage_object_path(t)), t->deadline,
		storage_on_generation, r);
}
