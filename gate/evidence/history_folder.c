/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history_folder.c: reads the evidence of a folder, newest first. An index lets later runs skip files that an earlier
 * run has read. It is only a cache: it is used only if trusted evidence records its digest, and an entry only if the
 * file still has the same size and time. Otherwise the file is read. The limits count the sizes of files whether they
 * are read or not, so the index never changes the result.
 */
#include "history.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	WORTH_FILES = 16,          /* an index is written for at least so many files */
	WORTH_BYTES = 1024 * 1024, /* or so many bytes */
	VOUCHERS = 16,             /* newest files that are read to find the one that records the index's digest */
	NS = 1000000000,
};

#define INDEX_NAME "index"

/* The state of one file. */
struct slot {
	bool read;
	struct history_read was;
	size_t bytes;
};

struct folder {
	const char *dir;
	const struct history_wanted *wanted;
	struct history_found *out;
	struct arena *a; /* for temporary values */
	char **names;
	size_t n;
	struct slot *slots;          /* one for each name */
	struct history_piece *known; /* the index, sorted by file; empty if it must not be used */
	size_t n_known;
	bool *decided; /* for each wanted service: a decision was found */
};

/* ---- One file --------------------------------------------------------------------------------------------- */

static bool stat_file(const char *path, int64_t *size, int64_t *changed)
{
	struct stat st;
	if (lstat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	*size = st.st_size;
	*changed = (int64_t)st.st_mtim.tv_sec * NS + st.st_mtim.tv_nsec;
	return true;
}

static void read_text(struct folder *x, const char *path, struct slot *slot, struct arena *scratch, struct str text)
{
	struct history_piece *p = &slot->was.piece;
	int64_t size, changed, now_size, now_changed;
	bool stood = stat_file(path, &size, &changed);
	history_take(x->out, x->wanted, scratch, arena_strdup(x->out->a, path), text, &slot->was);
	bool stands = stood && stat_file(path, &now_size, &now_changed) && now_size == size && now_changed == changed;
	if (stands && size == (int64_t)text.n && !slot->was.by_rules) {
		const char *file = strrchr(path, '/');
		p->file = arena_strdup(x->out->a, file ? file + 1 : path);
		p->size = size;
		p->changed = changed;
	}
}

/* Reads a file into its slot. Returns false if the bound is reached. The caller takes the bytes from the bound. */
static bool read_slot(struct folder *x, size_t i, const struct bound *b)
{
	struct slot *slot = &x->slots[i];
	struct bound fits = *b;
	struct arena *scratch = arena_new();
	const char *path = arena_printf(x->a, "%s/%s", x->dir, x->names[i]);
	size_t max = b->left < LIMIT_EVIDENCE_BYTES ? b->left : LIMIT_EVIDENCE_BYTES;
	struct str text;
	struct err e;
	if (!bound_take(&fits, 0)) {
		arena_free(scratch);
		return false;
	}
	int rc = file_read_own(scratch, path, max, &text, &e);
	bool whole = !rc || e.code != ERR_LIMIT || max == LIMIT_EVIDENCE_BYTES;
	if (whole && rc)
		slot->was.said = arena_printf(x->out->a, "earlier evidence is ignored: %s", e.text);
	else if (whole)
		read_text(x, path, slot, scratch, text);
	slot->read = whole;
	slot->bytes = !whole ? max + 1 : rc ? 0 : text.n;
	arena_free(scratch);
	return whole;
}

/* ---- The index -------------------------------------------------------------------------------------------- */

static int by_file(const void *a, const void *b)
{
	return strcmp(((const struct history_piece *)a)->file, ((const struct history_piece *)b)->file);
}

static const struct history_piece *known(const struct folder *x, const char *file)
{
	struct history_piece key = { .file = file };
	return x->n_known ? bsearch(&key, x->known, x->n_known, sizeof(key), by_file) : NULL;
}

/* Returns a digest of the trusted keys: an index made with other keys must not be used. */
static const char *trust_digest(struct arena *a, const struct trust *t)
{
	struct buf b = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	char *out = arena_alloc(a, SHA256_HEX);
	buf_puts(&b, t->required ? "required\n" : "\n");
	for (size_t i = 0; i < t->n; i++)
		buf_printf(&b, "%s\n", crypto_key_id(t->keys[i]));
	crypto_sha256_hex(buf_text(&b), b.n, out);
	buf_free(&b);
	return out;
}

/* Returns whether trusted evidence among the newest files records this digest of the index. */
static bool is_named(struct folder *x, const char *sha256, struct bound b)
{
	for (size_t i = x->n, read = 0; i-- > 0 && read < VOUCHERS;) {
		if (known(x, x->names[i]))
			continue;
		if (!read_slot(x, i, &b) || !bound_take(&b, x->slots[i].bytes))
			return false;
		const struct history_piece *p = &x->slots[i].was.piece;
		if (p->trusted && !strcmp(p->index, sha256))
			return true;
		read++;
	}
	return false;
}

static void open_index(struct folder *x, const struct bound *b)
{
	const char *path = arena_printf(x->a, "%s/" INDEX_NAME, x->dir);
	struct str text;
	struct err e;
	char sha256[SHA256_HEX];
	if (!file_exists(path) || file_read_own(x->out->a, path, LIMIT_INDEX_BYTES, &text, &e))
		return;
	crypto_sha256_hex(text.p, text.n, sha256);
	if (index_take(x->out->a, arena_strndup(x->out->a, text.p, text.n), x->out->trust, &x->known, &x->n_known))
		x->n_known = 0;
	x->out->index_counts = x->n_known && is_named(x, sha256, *b);
	if (!x->out->index_counts)
		x->n_known = 0;
}

/* ---- All of it -------------------------------------------------------------------------------------------- */

/* Takes a file from the index. Returns false if the index lacks it or the file has changed. */
static bool take_known(const struct folder *x, size_t i, struct slot *slot)
{
	const struct history_piece *p = known(x, x->names[i]);
	int64_t size, changed;
	if (!p || !stat_file(arena_printf(x->a, "%s/%s", x->dir, p->file), &size, &changed) || size != p->size ||
		changed != p->changed)
		return false;
	*slot = (struct slot){
		.read = true, .bytes = (size_t)size, .was = { .piece = *p, .seen = true, .untrusted = !p->trusted }
	};
	return true;
}

static void mark_decided(struct folder *x, const struct history_piece *p)
{
	const struct history_wanted *w = x->wanted;
	for (size_t i = 0; i < p->n; i++) {
		const struct record *k = &p->records[i];
		const char *id = strrchr(k->service, '/');
		for (size_t j = 0; j < w->n_services; j++)
			if ((k->verdict != RECORD_OTHER || k->moved) && id && !strcmp(id + 1, w->services[j]))
				x->decided[j] = true;
	}
}

static bool all_decided(const struct folder *x)
{
	for (size_t i = 0; i < x->wanted->n_services; i++)
		if (!x->decided[i])
			return false;
	return true;
}

/* Takes a file from the index or reads it. Returns false if the bound is reached. */
static bool take_file(struct folder *x, size_t i, struct bound *b)
{
	struct slot *slot = &x->slots[i];
	if (!slot->read && !take_known(x, i, slot) && !read_slot(x, i, b)) {
		bound_take(b, slot->bytes);
		return false;
	}
	if (!bound_take(b, slot->bytes))
		return false;
	history_add(x->out, &slot->was);
	mark_decided(x, &slot->was.piece);
	return true;
}

void history_read_folder(const char *dir, const struct history_wanted *w, struct bound *b, struct history_found *out)
{
	struct folder x = { .dir = dir, .wanted = w, .out = out, .a = arena_new() };
	size_t taken = 0;
	struct err e;
	out->trust = trust_digest(out->a, w->trust);
	x.decided = ARENA_ARRAY(x.a, bool, w->n_services + 1);
	if (chain_list(x.a, dir, &x.names, &x.n, &e))
		history_say(out, arena_printf(out->a, "earlier evidence is ignored: %s", e.text));
	x.slots = ARENA_ARRAY(x.a, struct slot, x.n + 1);
	open_index(&x, b);
	/* Continue beyond LIMIT_EVIDENCE_FILES until each service has a decision: the folder may be shared with other
	 * releases. */
	while (taken < x.n && (taken < LIMIT_EVIDENCE_FILES || !all_decided(&x)) && take_file(&x, x.n - 1 - taken, b))
		taken++;
	if (b->met)
		history_say(out,
			arena_printf(out->a,
				"reading earlier evidence stopped after %s: the newest %zu of %zu files in %s were read; the older "
				"ones are "
				"ignored; move them to another folder",
				history_bound_text(out->a, b), taken, x.n, dir));
	arena_free(x.a);
}

/* ---- For the next run ------------------------------------------------------------------------------------- */

const char *history_index_text(struct arena *a, const struct history_found *found, struct str *text)
{
	struct history_piece *held = ARENA_ARRAY(a, struct history_piece, found->n + found->n_others + 1);
	size_t n = 0;
	int64_t bytes = 0;
	for (size_t i = 0; i < found->n + found->n_others; i++) {
		const struct history_piece *p = i < found->n ? &found->pieces[i] : &found->others[i - found->n];
		if (p->file)
			held[n++] = *p;
		bytes += p->file ? p->size : 0;
	}
	*text = (struct str){ "", 0 };
	if (n < WORTH_FILES && bytes < WORTH_BYTES)
		return NULL;
	qsort(held, n, sizeof(*held), by_file);
	struct buf b = BUF_MAX(LIMIT_INDEX_BYTES);
	index_put(held, n, found->trust, &b);
	char *digest = b.over ? NULL : arena_alloc(a, SHA256_HEX);
	if (digest) {
		crypto_sha256_hex(buf_text(&b), b.n, digest);
		*text = (struct str){ arena_strndup(a, buf_text(&b), b.n), b.n };
	}
	buf_free(&b);
	return digest;
}

void history_index_write(const char *dir, struct str text, struct run_log *log)
{
	struct arena *a = arena_new();
	struct err e;
	if (text.n && file_write_own(arena_printf(a, "%s/" INDEX_NAME, dir), text.p, text.n, &e))
		say_note(log, "the index of earlier evidence could not be written: %s", e.text);
	arena_free(a);
}
