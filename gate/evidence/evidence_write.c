/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence_write.c: chains, signs and writes the evidence of a run. A file is written whole or not at all. It is one
 * line of JSON with sorted keys; git notes hold the same bytes without the line end.
 */
#include "chain.h"
#include "history.h"
#include "marks.h"
#include "../state/state.h"

#include <string.h>
#include <unistd.h>

enum { HEAD_TRIES = 20, LOCK_MS = 5 * 1000, LOCK_STEP_MS = 50, SIGN_MS = 10 * 1000, SHARE_MS = 30 * 1000 };

struct writing {
	struct run *r;
	struct json *predicate, *subject;
	struct buf payload, file;   /* the statement's bytes, if it is signed; with its envelope and line end */
	struct buf bundle, derived; /* if it is signed: the files written next to it */
	struct store folder;        /* evidence.dir */
	int64_t head_generation;    /* of its head, which this evidence follows */
	struct state_head shared;   /* the newest evidence in the bucket */
	bool in_bucket;             /* this evidence is there */
	struct str index;           /* index of earlier evidence for the next run; empty: none */
	struct dsse dsse;
	struct signature signature;
	char sha256[SHA256_HEX];
	int64_t deadline; /* for signing, loop_now */
	bool wrote;
};

/* ---- Its place in the chain ------------------------------------------------------------------------ */

/* Returns the descriptor of the lock. Runs that end at the same time write one after the other. Returns -1 if the lock
 * is not free after LOCK_MS; the head then tells whether another run was first. */
static int lock(struct loop *loop, const struct config *c)
{
	int64_t until = loop_now(loop) + LOCK_MS;
	struct err e;
	for (;;) {
		int fd = chain_lock(c->evidence.dir, &e);
		if (fd >= 0 || e.code != ERR_LOCKED || loop_now(loop) >= until)
			return fd;
		loop_run(loop, NULL, loop_now(loop) + LOCK_STEP_MS);
	}
}

/* Git notes may hold signed evidence although the folder is empty, for example on a new machine. */
static bool notes_are_signed(struct run_log *log, const struct config *c, const struct record_of_run *record)
{
	struct note_line *lines = NULL;
	size_t n = c->evidence.git_notes ? notes_lines(log, c, &lines) : 0;
	bool any = false;
	for (size_t i = 0; i < n && !any; i++) {
		struct arena *scratch = arena_new();
		struct statement s;
		struct err e;
		any = !statement_read(scratch, "a note", lines[i].text, record->trust, &s, &e) && s.enveloped;
		arena_free(scratch);
	}
	return any;
}

/* The generation is read before the head: if another process moves the head in between, that is noticed when this one
 * moves it. */
static void look_at_head(struct writing *w)
{
	struct storage_reply now = store_get_now(&w->folder, CHAIN_HEAD, loop_now(w->r->loop) + LOCK_MS);
	w->head_generation = now.state == STORAGE_DONE ? now.generation : 0;
}

/* The newest evidence on this machine. */
static void find_head(struct writing *w, struct chain_head *head)
{
	struct run *r = w->r;
	struct err e;
	look_at_head(w);
	if (chain_read_head(r->a, r->config.evidence.dir, head, &e)) {
		say_note(&r->log, "cannot read the head of the evidence chain, so a new chain begins: %s", e.text);
		*head = (struct chain_head){ 0 };
	}
	if (r->record.notes_head && r->record.notes_head->sequence > head->sequence)
		*head = *r->record.notes_head;
}

static void take_place(struct run *r, struct chain_head head)
{
	r->record.sequence = head.sequence + 1;
	r->record.previous = head.sequence ? arena_strdup(r->a, head.sha256) : NULL;
	r->record.key_begins = r->record.signer && !r->record.key_used &&
		!notes_are_signed(&r->log, &r->config, &r->record);
	if (r->record.key_begins && head.sequence)
		say_note(&r->log,
			"this evidence (number %lld) is the first signed one: the chain of evidence.key begins here; earlier, "
			"unsigned "
			"evidence does not prove who wrote it",
			(long long)r->record.sequence);
}

/* ---- Bytes -------------------------------------------------------------------------------------------- */

static void compose(struct writing *w)
{
	struct run *r = w->r;
	struct arena *temporary = arena_new();
	w->predicate = evidence_scrubbed(&r->log, evidence_predicate(r));
	w->subject = evidence_scrubbed(&r->log, evidence_subjects(r->a, &r->release, &r->judged));
	buf_clear(&w->payload);
	json_print(evidence_statement(temporary, w->subject, PREDICATE_TYPE, statement_folded(temporary, w->predicate)),
		JSON_SORTED, &w->payload);
	arena_free(temporary);
}

static int sign(struct writing *w, struct err *e)
{
	struct run *r = w->r;
	struct dsse_signature *s = ARENA_NEW(r->a, struct dsse_signature);
	struct buf pae = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	w->dsse = (struct dsse){ .type = PAYLOAD_TYPE, .payload = { w->payload.p, w->payload.n }, .signatures = s, .n = 1 };
	dsse_pae(PAYLOAD_TYPE, w->dsse.payload, &pae);
	int rc = signer_sign(
		&r->log, r->gcp, r->record.signer, (struct str){ pae.p, pae.n }, w->deadline, &w->signature, e);
	buf_free(&pae);
	if (rc)
		return -1;
	*s = (struct dsse_signature){ w->signature.keyid, w->signature.bytes };
	dsse_put(&w->dsse, &w->file);
	r->record.signed_by = w->signature.keyid;
	return 0;
}

/* Turns a pass that could not be recorded into EXIT_NO_EVIDENCE. Worse results are kept. */
static void not_recorded(struct arena *a, struct result *result, struct record_of_run *record, const struct err *why)
{
	record->error = *why;
	result_unrecorded(result,
		arena_printf(a, "%s, but the evidence could not be written: %s",
			result->verdict == VERDICT_PASSED ? "passed" : "done", why->text));
}

/* Signing failed: composes the evidence again as unsigned. */
static void unsigned_after_all(struct writing *w, const struct err *why)
{
	struct run *r = w->r;
	r->record.signer = NULL;
	say_note(&r->log, "the evidence is not signed: %s", why->text);
	say_line(&r->log, "the evidence is not signed: %s", why->text);
	not_recorded(r->a, &r->result, &r->record, why);
	compose(w);
}

/* Writes the derived statements, one signed envelope per line. */
static void put_derived(struct writing *w)
{
	struct run *r = w->r;
	struct json *all[EVIDENCE_DERIVED];
	size_t n = evidence_derive(r->a, w->predicate, w->subject, w->sha256, all);
	for (size_t i = 0; i < n; i++) {
		struct buf text = BUF_MAX(LIMIT_EVIDENCE_BYTES), pae = BUF_MAX(LIMIT_EVIDENCE_BYTES);
		struct signature s;
		struct err e;
		json_print(all[i], JSON_SORTED, &text);
		dsse_pae(PAYLOAD_TYPE, (struct str){ text.p, text.n }, &pae);
		if (signer_sign(&r->log, r->gcp, r->record.signer, (struct str){ pae.p, pae.n }, w->deadline, &s, &e)) {
			say_note(&r->log, "a derived statement could not be signed and is missing: %s", e.text);
		} else {
			struct dsse_signature signature = { s.keyid, s.bytes };
			dsse_put(&(struct dsse){ PAYLOAD_TYPE, { text.p, text.n }, &signature, 1 }, &w->derived);
			buf_putc(&w->derived, '\n');
		}
		buf_free(&text);
		buf_free(&pae);
	}
}

static void put_bytes(struct writing *w)
{
	struct err e;
	buf_clear(&w->file);
	buf_clear(&w->bundle);
	buf_clear(&w->derived);
	compose(w);
	if (w->r->record.signer && sign(w, &e))
		unsigned_after_all(w, &e);
	if (!w->r->record.signer) { /* the payload itself; it may be large */
		buf_free(&w->file);
		w->file = w->payload;
		w->file.max = LIMIT_EVIDENCE_BYTES;
		w->payload = BUF_MAX(LIMIT_EVIDENCE_BYTES / 2);
	}
	buf_putc(&w->file, '\n');
	crypto_sha256_hex(buf_text(&w->file), w->file.n, w->sha256);
	if (!w->r->record.signer)
		return;
	dsse_put_bundle(&w->dsse, w->signature.keyid, &w->bundle);
	buf_putc(&w->bundle, '\n');
	put_derived(w);
}

/* ---- Files ------------------------------------------------------------------------------------ */

/* A path may contain the value of an environment variable; such values are replaced by the variable's name. */
static void failed(struct run_log *log, struct result *result, struct record_of_run *record, const struct err *e)
{
	struct buf text = BUF_MAX(2 * LIMIT_ERR_TEXT);
	struct err named;
	secrets_put_named(log->secrets, str_of(e->text), &text);
	err_set(&named, e->code, "%s", buf_text(&text));
	buf_free(&text);
	not_recorded(log->a, result, record, &named);
	say_line(log, "evidence could not be written: %s", named.text);
}

static const char *file_name(struct arena *a, const struct run_start *start)
{
	char *at = clock_time_text(a, start->wall), *out = at;
	for (const char *p = at; *p; p++) /* 2026-01-02T03:04:05.678Z as 20260102T030405.678Z */
		if (*p != '-' && *p != ':')
			*out++ = *p;
	*out = '\0';
	return arena_printf(a, "%s-%.8s.json", at, start->id);
}

/* own: a file in rungate's own folder, not named by the user; once: cannot be rewritten (a pipe or device) */
struct copy {
	const char *path, *bundle, *derived;
	bool own, once;
};

static bool write_copy(struct writing *w, const struct copy *c)
{
	struct run *r = w->r;
	struct err e;
	const char *text = buf_text(&w->file);
	int rc = c->own ? file_write_own(c->path, text, w->file.n, &e)
					: file_write_named(c->path, text, w->file.n, 0600, &e);
	if (rc) {
		failed(&r->log, &r->result, &r->record, &e);
		return false;
	}
	if (!r->record.path)
		r->record.path = c->path;
	w->wrote = true;
	if (r->record.signer && c->bundle &&
		(file_write_atomic(c->bundle, buf_text(&w->bundle), w->bundle.n, 0600, &e) ||
			(w->derived.n && file_write_atomic(c->derived, buf_text(&w->derived), w->derived.n, 0600, &e))))
		say_note(&r->log, "the evidence was written, but its bundle or its derived statements were not: %s", e.text);
	return true;
}

static struct copy beside(struct arena *a, const char *path)
{
	if (!file_named_is_regular(path)) /* no further files next to a device or a pipe */
		return (struct copy){ .path = path, .once = true };
	return (struct copy){ path, evidence_beside(a, path, "sigstore.json"), evidence_beside(a, path, "intoto.jsonl"),
		false, false };
}

/* evidence.dir holds one file for each run; bundles and derived statements are in its folder `derived`. */
static struct copy in_folder(const struct writing *w)
{
	struct run *r = w->r;
	struct arena *a = r->a;
	const char *dir = r->config.evidence.dir;
	/* a copy of the bucket's evidence has its number as its name */
	const char *name = w->in_bucket ? strrchr(state_evidence(r->record.memory.state, r->record.sequence), '/') + 1
									: file_name(a, &r->start);
	const char *derived = arena_printf(a, "%s/derived/%s", dir, name);
	return (struct copy){ arena_printf(a, "%s/%s", dir, name), evidence_beside(a, derived, "sigstore.json"),
		evidence_beside(a, derived, "intoto.jsonl"), true, false };
}

/* Returns false if another process moved it since it was read. */
static bool move_head(struct writing *w)
{
	struct run *r = w->r;
	struct chain_head head = { .sequence = r->record.sequence };
	memcpy(head.sha256, w->sha256, SHA256_HEX);
	struct storage_reply moved = store_put_now(
		&w->folder, CHAIN_HEAD, chain_head_text(r->a, &head), w->head_generation, loop_now(r->loop) + LOCK_MS);
	if (moved.state == STORAGE_FAILED)
		say_note(&r->log, "the head of the evidence chain could not be written: %s", moved.error.text);
	if (moved.state == STORAGE_DONE)
		w->head_generation = moved.generation;
	return moved.state != STORAGE_CHANGED;
}

/* If one destination fails, the result changes; rewrite the other copies so that all agree. */
static void write_files(struct writing *w, struct copy *copies, size_t n)
{
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < n; i++)
			if (copies[i].path && !copies[i].once && !write_copy(w, &copies[i])) {
				copies[i].path = NULL;
				again = true;
			}
		if (again)
			put_bytes(w);
	}
}

/* ---- The bucket ------------------------------------------------------------------------------- */

/* Sets *out to the newest evidence of the bucket, which this evidence follows. Fails if that object is not evidence, or
 * has another number: a planted object must not become part of the chain. */
static int follow(struct writing *w, struct chain_head *out, struct err *e)
{
	struct state *s = w->r->record.memory.state;
	const char *name = arena_printf(
		w->r->a, "%s/%s", s->store.where, state_countdown(w->r->a, "evidence", w->shared.sequence));
	struct arena *scratch = arena_new();
	struct statement newest;
	struct err why;
	int rc = 0;
	*out = (struct chain_head){ .sequence = w->shared.sequence };
	memcpy(out->sha256, w->shared.sha256, SHA256_HEX);
	if (out->sequence &&
		(statement_read_part(scratch, name, w->shared.bytes, NULL, &statement_head, &newest, &why) ||
			statement_sequence(newest.predicate) != out->sequence))
		rc = err_set(e, ERR_MALFORMED, "%s is not evidence with the number %lld: remove the object", name,
			(long long)out->sequence);
	arena_free(scratch);
	return rc;
}

/* The derived statements are for other tools: without them the evidence still counts. */
static void share_derived(struct writing *w, int64_t deadline)
{
	struct run *r = w->r;
	struct err e;
	if (w->derived.n &&
		state_add_derived(r->record.memory.state, r->record.sequence,
			(struct str){ buf_text(&w->derived), w->derived.n }, deadline, &e))
		say_note(&r->log, "the evidence is in the bucket, but its derived statements are not: %s", e.text);
}

/* Adds the evidence to the chain that all machines share. If another run is first, it is composed again to follow that
 * run's. */
static void share(struct writing *w)
{
	struct run *r = w->r;
	struct state *s = r->record.memory.state;
	int64_t deadline = loop_now(r->loop) + SHARE_MS;
	struct state_mark *marks;
	struct err e;
	size_t n = marks_of(r->a, &r->release, r->config.stage, w->predicate, &marks);
	enum cell_end end;
	while ((end = state_append(s, &w->shared, (struct str){ buf_text(&w->file), w->file.n }, marks, n, deadline, &e)) ==
			CELL_CHANGED &&
		loop_now(r->loop) < deadline) {
		struct chain_head head;
		if (follow(w, &head, &e)) {
			end = CELL_FAILED;
			break;
		}
		take_place(r, head);
		put_bytes(w);
	}
	w->in_bucket = end == CELL_DONE;
	if (end == CELL_CHANGED)
		err_set(&e, ERR_CONFLICT, "%s: other runs were first at every attempt", s->store.where);
	if (end == CELL_DONE) {
		share_derived(w, deadline);
	} else {
		failed(&r->log, &r->result, &r->record, &e);
		put_bytes(w);
	}
}

/* Writes the files and moves the head to them. The lock does not always keep others out: one that waited too long goes
 * on without it. If another process was first, this evidence is composed again to follow that one's. */
static void write_linked(struct writing *w, struct copy *copies, size_t n)
{
	struct run *r = w->r;
	write_files(w, copies, n);
	if (r->record.memory.state) { /* the bucket has decided already; the folder holds a copy */
		if (copies[0].path && w->in_bucket)
			move_head(w);
		return;
	}
	for (unsigned tries = 1; copies[0].path && !move_head(w) && tries < HEAD_TRIES; tries++) {
		struct chain_head head = { 0 };
		find_head(w, &head);
		take_place(r, head);
		put_bytes(w);
		write_files(w, copies, n);
	}
}

/* Pipes are written last, because they cannot be rewritten. */
static void write_all(struct writing *w)
{
	struct run *r = w->r;
	struct copy copies[3] = { in_folder(w) };
	size_t n = 1;
	bool failed = false;
	if (r->config.evidence.file)
		copies[n++] = beside(r->a, r->config.evidence.file);
	if (r->options->evidence)
		copies[n++] = beside(r->a, r->options->evidence);
	write_linked(w, copies, n);
	for (size_t i = 0; i < n; i++)
		failed = (copies[i].once && !write_copy(w, &copies[i])) || failed;
	if (failed) {
		put_bytes(w);
		write_linked(w, copies, n);
	}
	if (copies[0].path)
		history_index_write(r->config.evidence.dir, w->index, &r->log);
}

struct json *evidence_record(struct run *r)
{
	struct writing w = { .r = r,
		.folder = store_folder(r->a, r->loop, r->config.evidence.dir),
		.payload = BUF_MAX(LIMIT_EVIDENCE_BYTES / 2),
		.file = BUF_MAX(LIMIT_EVIDENCE_BYTES),
		.bundle = BUF_MAX(LIMIT_EVIDENCE_BYTES),
		.derived = BUF_MAX(LIMIT_EVIDENCE_BYTES),
		.deadline = loop_now(r->loop) + SIGN_MS };
	struct chain_head head = { 0 };
	struct state *shared = r->record.memory.state;
	struct err e;
	int held = lock(r->loop, &r->config);
	if (r->config.evidence.git_notes)
		notes_find_head(&r->log, &r->config, &r->record);
	history_wait(r); /* sets record.key_used */
	bool reached = !shared ||
		(!state_head_read(shared, loop_now(r->loop) + SHARE_MS, &w.shared, &e) && !follow(&w, &head, &e));
	if (!shared)
		find_head(&w, &head);
	else
		look_at_head(&w);
	if (!reached)
		failed(&r->log, &r->result, &r->record, &e);
	take_place(r, head);
	r->record.history_sha256 = history_index(r->a, &r->release, &w.index);
	put_bytes(&w);
	if (evidence_check(r->record.signer ? &w.payload : &w.file, &e))
		failed(&r->log, &r->result, &r->record, &e);
	else {
		if (shared && reached)
			share(&w);
		write_all(&w);
	}
	if (w.wrote)
		r->record.sha256 = arena_strdup(r->a, w.sha256);
	if (w.wrote && r->config.evidence.git_notes)
		notes_add(r, (struct str){ w.file.p, w.file.n });
	if (held >= 0)
		close(held);
	if (r->record.error.code != ERR_NONE)
		w.predicate = evidence_scrubbed(&r->log, evidence_predicate(r));
	buf_free(&w.payload);
	buf_free(&w.file);
	buf_free(&w.bundle);
	buf_free(&w.derived);
	return w.predicate;
}
