/* SPDX-License-Identifier: Apache-2.0 */
/*
 * storage_write.c: conditional writes. Each request is sent once. What was refused (429, 409) is sent again after a
 * pause. After a lost answer the object is read: it tells whether the write took effect, and only if it did not is the
 * request sent again; its precondition keeps it from taking effect twice.
 */
#include "storage_part.h"

#include <string.h>

enum { MUTATION_MS = 1000 /* Cloud Storage allows one write a second of an object */ };

struct writing {
	struct storage_target t;
	const char *verb, *method, *path;
	bool removing;
	struct str bytes; /* unless removing, as are the next two */
	const struct secret *body;
	const char *hash;
	int64_t wanted;   /* the generation of the precondition */
	int64_t answered; /* the generation that an unusable answer named, or 0 */
	int attempts;
	bool doubt; /* an answer was lost: the write may have taken effect */
	struct err why;
	int64_t retry_after_ms;
	int status;
	storage_done *done;
	void *arg;
};

static void send_write(void *arg);
static void look(void *arg);

static void end(struct writing *w, enum storage_state state, int64_t generation)
{
	w->done(w->arg,
		&(struct storage_reply){
			.state = state, .generation = generation, .unknown = w->doubt && state == STORAGE_CHANGED });
}

static void fail(struct writing *w)
{
	w->done(w->arg, &(struct storage_reply){ .state = STORAGE_FAILED, .error = w->why, .unknown = w->doubt });
}

/* Calls next after a pause, unless the deadline comes first. */
static void after_pause(struct writing *w, loop_fn *next)
{
	struct loop *l = gcp_loop(w->t.g);
	struct http_answer busy = { .status = 503 };
	int tried = w->attempts < LIMIT_RETRY_ATTEMPTS ? w->attempts : LIMIT_RETRY_ATTEMPTS;
	int64_t ms = http_retry_delay(&busy, tried, LIMIT_RETRY_ATTEMPTS + 1, 0, loop_random(l));
	int64_t least = w->retry_after_ms ? w->retry_after_ms : w->status == 429 ? MUTATION_MS : 0;
	int64_t at = loop_now(l) + (ms > least ? ms : least);
	if (at < w->t.deadline)
		loop_do_at(l, at, next, w);
	else
		fail(w);
}

/* ---- After a lost answer ------------------------------------------------------------------------------ */

static bool is_ours(const struct writing *w, const struct storage_reply *r)
{
	return !w->removing && r->state == STORAGE_DONE && r->generation > w->wanted && str_eq(r->bytes, w->bytes);
}

static bool is_unchanged(const struct writing *w, const struct storage_reply *r)
{
	return r->state == STORAGE_ABSENT ? !w->wanted && !w->removing : r->generation == w->wanted;
}

static void storage_on_look(void *arg, const struct storage_reply *r)
{
	struct writing *w = arg;
	if (r->state == STORAGE_FAILED) {
		w->status = 0;
		w->retry_after_ms = 0;
		w->attempts++;
		if (gcp_may_pass(r->error.code)) {
			after_pause(w, look);
			return;
		}
		struct err lost = w->why;
		err_set(&w->why, lost.code, "%s; whether it was done is unknown: %s", lost.text, r->error.text);
		fail(w);
	} else if (is_ours(w, r)) {
		end(w, STORAGE_DONE, r->generation);
	} else if (w->removing && r->state == STORAGE_ABSENT) {
		end(w, STORAGE_DONE, 0);
	} else if (is_unchanged(w, r)) {
		after_pause(w, send_write);
	} else if (w->answered && r->generation == w->answered) {
		err_set(&w->why, ERR_MALFORMED, "cannot %s gs://%s/%s: other bytes were stored than were sent", w->verb,
			w->t.place->bucket, text_cut_printable(w->t.a, str_of(storage_full_name(&w->t)), 200));
		fail(w);
	} else {
		end(w, STORAGE_CHANGED, 0);
	}
}

/* Reads the object, to find out whether the write took effect. */
static void look(void *arg)
{
	struct writing *w = arg;
	if (w->removing)
		storage_stat(&w->t, storage_on_look, w);
	else
		storage_get(w->t.g, w->t.a, w->t.place, w->t.name, w->t.deadline, storage_on_look, w);
}

static void unclear(struct writing *w)
{
	w->doubt = true;
	look(w);
}

/* ---- Answers ------------------------------------------------------------------------------------------ */

static void storage_on_absent(void *arg, const struct storage_reply *r)
{
	struct writing *w = arg;
	if (r->state == STORAGE_ABSENT) {
		end(w, w->doubt ? STORAGE_DONE : STORAGE_ABSENT, 0);
		return;
	}
	w->why = r->error;
	fail(w);
}

/* A response may be usable and yet not be that of Cloud Storage: a page of a proxy. */
static void accepted(struct writing *w, const struct gcp_reply *r)
{
	struct err e;
	if (w->removing) {
		if (!r->bytes.n) {
			end(w, STORAGE_DONE, 0);
			return;
		}
		err_set(&w->why, ERR_MALFORMED, "cannot remove gs://%s/%s: answered %d with a text where none was expected",
			w->t.place->bucket, text_cut_printable(w->t.a, str_of(storage_full_name(&w->t)), 200), r->status);
		unclear(w);
		return;
	}
	struct json_reader v = json_reader(r->body, "the answer", &e);
	int64_t generation = json_read_int(&v, "generation");
	const char *hash = json_read_string(&v, "crc32c");
	if (!json_read_done(&v) && generation > w->wanted && !strcmp(hash, w->hash)) {
		end(w, STORAGE_DONE, generation);
		return;
	}
	w->answered = json_read_done(&v) ? 0 : generation;
	err_set(&w->why, ERR_MALFORMED, "cannot write gs://%s/%s: %s", w->t.place->bucket,
		text_cut_printable(w->t.a, str_of(storage_full_name(&w->t)), 200),
		json_read_done(&v) ? e.text : "the answer has another generation or checksum than it must have");
	unclear(w);
}

/* The server did not say that it refused the request. */
static bool is_lost(const struct gcp_reply *r)
{
	return r->status == 0 || r->status == 408 || r->status / 100 == 2 || r->status / 100 == 5;
}

static void storage_on_write(void *arg, const struct gcp_reply *r)
{
	struct writing *w = arg;
	if (r->error.code == ERR_NONE) {
		accepted(w, r);
		return;
	}
	storage_explain(&w->t, w->verb, r, &w->why);
	w->status = r->status;
	w->retry_after_ms = r->retry_after_ms;
	if (r->sent && is_lost(r))
		unclear(w);
	else if (r->status == 412 && w->doubt)
		look(w);
	else if (r->status == 412)
		end(w, STORAGE_CHANGED, 0);
	else if (r->status == 404 && w->removing)
		storage_absent(&w->t, w->verb, r, storage_on_absent, w);
	else if (r->status == 429 || r->status == 409 || (!r->sent && gcp_may_pass(r->error.code)))
		after_pause(w, send_write);
	else
		fail(w);
}

/* ---- Requests ----------------------------------------------------------------------------------------- */

static void send_write(void *arg)
{
	struct writing *w = arg;
	struct gcp_request r = { .api = GCP_STORAGE,
		.method = w->method,
		.path = w->path,
		.bytes_max = w->removing ? LIMIT_PEER_JSON_BYTES : 0,
		.timeout_ms = storage_attempt_ms(&w->t),
		.deadline = w->t.deadline };
	if (!w->removing) {
		r.body = w->body;
		r.type = "application/octet-stream";
		r.headers[0].name = "x-goog-hash";
		r.headers[0].value = arena_printf(w->t.a, "crc32c=%s", w->hash);
	}
	w->attempts++;
	gcp_call(w->t.g, w->t.a, &r, storage_on_write, w);
}

static void refuse(void *arg)
{
	fail(arg);
}

static void start(struct writing *w)
{
	struct loop *l = gcp_loop(w->t.g);
	loop_do_at(l, loop_now(l), storage_check_name(&w->t, &w->why) ? refuse : send_write, w);
}

void storage_put(struct gcp *g, struct arena *a, const struct storage_place *p, const char *name, struct str bytes,
	int64_t generation, int64_t deadline, storage_done *done, void *arg)
{
	struct writing *w = ARENA_NEW(a, struct writing);
	*w = (struct writing){ .t = { g, a, p, name, deadline },
		.verb = "write",
		.method = "POST",
		.bytes = bytes,
		.body = secret_plain_bytes(a, bytes),
		.hash = storage_hash(a, bytes),
		.wanted = generation,
		.done = done,
		.arg = arg };
	w->path = arena_printf(a, "upload/%s/o?uploadType=media&name=%s&ifGenerationMatch=%lld&fields=generation,crc32c",
		storage_bucket_path(&w->t), url_escape(a, storage_full_name(&w->t)), (long long)generation);
	start(w);
}

void storage_remove(struct gcp *g, struct arena *a, const struct storage_place *p, const char *name, int64_t generation,
	int64_t deadline, storage_done *done, void *arg)
{
	struct writing *w = ARENA_NEW(a, struct writing);
	*w = (struct writing){ .t = { g, a, p, name, deadline },
		.verb = "remove",
		.method = "DELETE",
		.removing = true,
		.wanted = generation,
		.done = done,
		.arg = arg };
	w->path = arena_printf(a, "%s?ifGenerationMatch=%lld", storage_object_path(&w->t), (long long)generation);
	start(w);
}
