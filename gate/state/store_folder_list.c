/* SPDX-License-Identifier: Apache-2.0 */
/* store_folder_list.c: the objects in a folder and the folders below it. Links, pipes and unfinished files are none. */
#include "store_folder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH = 32 }; /* parts of a name */

struct folder_listing {
	struct store *s;
	const char *under, *from;
	size_t limit;
	struct storage_object *items;
	size_t n, cap;
	struct err error;
	storage_listed *done;
	void *arg;
};

static bool is_asked(const struct folder_listing *q, const char *name)
{
	return !strncmp(name, q->under, strlen(q->under)) && (!q->from || strcmp(name, q->from) >= 0);
}

/* Whether objects that were asked for may be in the folder of this name. */
static bool may_hold(const struct folder_listing *q, const char *name)
{
	size_t n = strlen(name), all = strlen(q->under);
	return !strncmp(name, q->under, n < all ? n : all) && (n >= all || q->under[n] == '/');
}

static void add(struct folder_listing *q, const char *name)
{
	q->items = arena_grow(q->s->a, q->items, q->n, &q->cap, sizeof(*q->items));
	q->items[q->n++] = (struct storage_object){ .name = name };
}

/* name: of the folder, "" for the whole one. Returns -1 if one of them cannot be opened. */
static int walk(struct folder_listing *q, const char *name, unsigned depth)
{
	struct arena *a = q->s->a;
	const char *where = q->s->where;
	char **names;
	size_t n;
	if (file_list(a, *name ? arena_printf(a, "%s/%s", where, name) : where, "", &names, &n, &q->error))
		return -1;
	for (size_t i = 0; i < n; i++) {
		const char *one = *name ? arena_printf(a, "%s/%s", name, names[i]) : names[i];
		struct stat st;
		if (lstat(arena_printf(a, "%s/%s", where, one), &st) || folder_name_wrong(one))
			continue;
		if (S_ISREG(st.st_mode) && is_asked(q, one))
			add(q, one);
		else if (S_ISDIR(st.st_mode) && depth < DEPTH && may_hold(q, one) && walk(q, one, depth + 1))
			return -1;
	}
	return 0;
}

static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct storage_object *)x)->name, ((const struct storage_object *)y)->name);
}

/* Returns false if it was removed since. */
static bool describe(struct folder_listing *q, struct storage_object *o)
{
	const char *path = arena_printf(q->s->a, "%s/%s", q->s->where, o->name);
	struct arena *scratch = arena_new();
	struct str bytes;
	struct stat st;
	struct err e = { .code = ERR_NONE };
	bool there = !lstat(path, &st) && !file_read_own(scratch, path, LIMIT_EVIDENCE_BYTES, &bytes, &e);
	if (there) {
		o->generation = folder_generation(bytes);
		o->size = (int64_t)bytes.n;
		o->updated_at = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
		o->md5 = crypto_md5_base64(q->s->a, bytes);
	} else if (file_exists(path) && q->error.code == ERR_NONE) {
		q->error = e;
	}
	arena_free(scratch);
	return there;
}

static void on_folder_list(void *arg)
{
	struct folder_listing *q = arg;
	struct storage_list found = { .items = NULL };
	walk(q, "", 0);
	if (q->n)
		qsort(q->items, q->n, sizeof(*q->items), by_name);
	for (size_t i = 0; i < q->n && q->error.code == ERR_NONE; i++) {
		if (found.n == q->limit) {
			found.more = true;
			break;
		}
		if (describe(q, &q->items[i]))
			q->items[found.n++] = q->items[i];
	}
	found.items = q->items;
	if (q->error.code != ERR_NONE)
		found = (struct storage_list){ .error = q->error };
	q->done(q->arg, &found);
}

void folder_list(struct store *s, const char *under, const char *from, size_t limit, storage_listed *done, void *arg)
{
	struct folder_listing *q = ARENA_NEW(s->a, struct folder_listing);
	*q = (struct folder_listing){ .s = s, .under = under, .from = from, .limit = limit, .done = done, .arg = arg };
	loop_do_at(s->loop, loop_now(s->loop), on_folder_list, q);
}
