/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store_folder.c: objects as files. A file is replaced by a rename, so that a reader finds its old or its new bytes.
 * From the comparison to the rename the file `.put` is locked, so that nothing changes in between; the lock ends with
 * its process.
 */
#include "store_folder.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY ".tmp" /* what the names of unfinished files end in (file_write_atomic) */

enum { AGAIN_MS = 5, GENERATION_DIGITS = 15 };

/* ---- Names and generations -------------------------------------------------------------------- */

const char *folder_name_wrong(const char *name)
{
	size_t n = strlen(name), end = sizeof(TEMPORARY) - 1;
	if (!n || n > LIMIT_OBJECT_NAME)
		return "must have 1 to 1024 bytes";
	for (const char *p = name; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			return "must not have control characters";
		if ((p == name || p[-1] == '/') && (*p == '.' || *p == '/'))
			return "must not have a part that is empty or begins with '.'";
	}
	if (name[n - 1] == '/' || (n >= end && !strcmp(name + n - end, TEMPORARY)))
		return "must not end in '/' or \"" TEMPORARY "\"";
	return NULL;
}

int64_t folder_generation(struct str bytes)
{
	char digest[SHA256_HEX];
	int64_t n = 0;
	crypto_sha256_hex(bytes.p, bytes.n, digest);
	for (const char *p = digest; p < digest + GENERATION_DIGITS; p++)
		n = n * 16 + (*p <= '9' ? *p - '0' : *p - 'a' + 10);
	return n ? n : 1;
}

/* ---- One call --------------------------------------------------------------------------------- */

struct folder_call {
	struct store *s;
	const char *name, *path;
	struct str bytes;
	int64_t generation, deadline;
	bool removes;
	storage_done *done;
	void *arg;
	struct storage_reply reply;
};

static void begin(struct store *s, const struct folder_call *call, loop_fn *first)
{
	struct folder_call *q = ARENA_NEW(s->a, struct folder_call);
	*q = *call;
	q->s = s;
	q->path = arena_printf(s->a, "%s/%s", s->where, q->name);
	loop_do_at(s->loop, loop_now(s->loop), first, q);
}

static void end(struct folder_call *q, enum storage_state state)
{
	q->reply.state = state;
	q->done(q->arg, &q->reply);
}

static bool refuse(struct folder_call *q)
{
	const char *wrong = folder_name_wrong(q->name);
	if (wrong) {
		err_set(&q->reply.error, ERR_CONFIG, "the name of an object in %s %s: \"%s\"", q->s->where, wrong,
			text_cut_printable(q->s->a, str_of(q->name), 200));
		end(q, STORAGE_FAILED);
	}
	return wrong != NULL;
}

/* Reads the bytes to a. A link that leads nowhere is there, and cannot be read. */
static enum storage_state look(const struct folder_call *q, struct arena *a, struct str *bytes, struct err *e)
{
	struct stat st;
	if (lstat(q->path, &st) && (errno == ENOENT || errno == ENOTDIR))
		return STORAGE_ABSENT;
	return file_read_own(a, q->path, LIMIT_EVIDENCE_BYTES, bytes, e) ? STORAGE_FAILED : STORAGE_DONE;
}

static void on_get(void *arg)
{
	struct folder_call *q = arg;
	struct storage_reply *r = &q->reply;
	if (refuse(q))
		return;
	enum storage_state state = look(q, q->s->a, &r->bytes, &r->error);
	r->generation = state == STORAGE_DONE ? folder_generation(r->bytes) : 0;
	end(q, state);
}

void folder_get(struct store *s, const char *name, storage_done *done, void *arg)
{
	begin(s, &(struct folder_call){ .name = name, .done = done, .arg = arg }, on_get);
}

/* ---- Writing ---------------------------------------------------------------------------------- */

static void on_write(void *arg);

/* Returns the descriptor of the lock. Returns -1 after it ended the call, or will try again. */
static int take(struct folder_call *q)
{
	struct loop *l = q->s->loop;
	const char *path = arena_printf(q->s->a, "%s/.put", q->s->where);
	struct err *e = &q->reply.error;
	int fd = -1;
	if (!file_make_own(q->s->where, e) && !file_open_own(path, &fd, e) && !file_lock(fd, e))
		return fd;
	if (fd >= 0)
		close(fd);
	if (e->code == ERR_LOCKED && loop_now(l) + AGAIN_MS < q->deadline) {
		loop_do_at(l, loop_now(l) + AGAIN_MS, on_write, q);
		return -1;
	}
	if (e->code == ERR_LOCKED)
		err_set(e, ERR_LOCKED, "cannot write %s: another process keeps %s locked", q->path, path);
	end(q, STORAGE_FAILED);
	return -1;
}

static enum storage_state change(struct folder_call *q)
{
	struct arena *scratch = arena_new();
	struct err *e = &q->reply.error;
	struct str now;
	enum storage_state state = look(q, scratch, &now, e);
	int64_t generation = state == STORAGE_DONE ? folder_generation(now) : 0;
	arena_free(scratch);
	if (state == STORAGE_FAILED || (state == STORAGE_ABSENT && q->removes))
		return state;
	if (generation != q->generation)
		return STORAGE_CHANGED;
	int rc = q->removes ? file_remove(q->path, e) : file_write_own(q->path, q->bytes.p, q->bytes.n, e);
	return rc ? STORAGE_FAILED : STORAGE_DONE;
}

static void on_write(void *arg)
{
	struct folder_call *q = arg;
	int lock = refuse(q) ? -1 : take(q);
	if (lock < 0)
		return;
	enum storage_state state = change(q);
	close(lock);
	q->reply.generation = state == STORAGE_DONE && !q->removes ? folder_generation(q->bytes) : 0;
	end(q, state);
}

void folder_put(struct store *s, const char *name, struct str bytes, int64_t generation, int64_t deadline,
	storage_done *done, void *arg)
{
	begin(s,
		&(struct folder_call){
			.name = name, .bytes = bytes, .generation = generation, .deadline = deadline, .done = done, .arg = arg },
		on_write);
}

void folder_remove(
	struct store *s, const char *name, int64_t generation, int64_t deadline, storage_done *done, void *arg)
{
	begin(s,
		&(struct folder_call){
			.name = name, .removes = true, .generation = generation, .deadline = deadline, .done = done, .arg = arg },
		on_write);
}
