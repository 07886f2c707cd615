/* SPDX-License-Identifier: Apache-2.0 */
/* archive.c: lists the evidence to be read: the files and folders that the arguments name, or all in evidence.dir and
 * in the git notes. */
#include "archive.h"
#include "../evidence/evidence.h"
#include "../state/state.h"

#include <string.h>

struct listing {
	struct arena *a;
	struct archive *out;
	size_t cap;
	struct err *e;
	const struct options *o;
	const struct config *c; /* or NULL */
};

static struct archive_item *add(struct listing *l, const char *name, struct str bytes)
{
	struct archive *v = l->out;
	v->items = arena_grow(l->a, v->items, v->n, &l->cap, sizeof(*v->items));
	v->items[v->n] = (struct archive_item){ .name = name, .bytes = bytes };
	return &v->items[v->n++];
}

static int add_folder(struct listing *l, const char *dir)
{
	char **names;
	size_t n;
	if (chain_list(l->a, dir, &names, &n, l->e))
		return -1;
	for (size_t i = 0; i < n; i++)
		add(l, arena_printf(l->a, "%s/%s", dir, names[i]), (struct str){ NULL, 0 })->in_folder = true;
	return 0;
}

static int add_notes(struct listing *l, const char *repository)
{
	struct note_line *lines;
	size_t n;
	if (notes_read(l->a, repository, NULL, &lines, &n, l->e))
		return -1;
	for (size_t i = 0; i < n; i++)
		add(l, arena_printf(l->a, "note on %.12s line %zu", lines[i].commit, lines[i].line), lines[i].text);
	l->out->notes = l->out->notes || n;
	return 0;
}

static int add_bucket(struct listing *l, const char *location)
{
	return archive_fetch(l->a, l->o, l->c, location, &l->out->dir, l->e) || add_folder(l, l->out->dir) ? -1 : 0;
}

static int add_named(struct listing *l, const char *name, const char *repository)
{
	if (state_is_bucket(name))
		return add_bucket(l, name);
	if (!strcmp(name, NOTES_REF))
		return add_notes(l, repository);
	if (file_is_folder(name)) {
		l->out->dir = name;
		return add_folder(l, name);
	}
	struct str bytes = { NULL, 0 };
	/* A pipe can be read only once, so keep its bytes. A regular file is read later, when its turn comes. */
	if (!file_named_is_regular(name) && file_read_named(l->a, name, LIMIT_EVIDENCE_BYTES, &bytes, l->e))
		return -1;
	add(l, name, bytes);
	return 0;
}

int archive_list(struct arena *a, const struct options *o, const struct config *c, struct archive *out, struct err *e)
{
	const char *repository = c && c->source ? c->source->repository : ".";
	struct archive v = { 0 };
	struct listing l = { a, &v, 0, e, o, c };
	struct err why;
	for (size_t i = 0; i < o->n_args; i++)
		if (add_named(&l, o->args[i], repository))
			return -1;
	if (!o->n_args && c) {
		v.dir = c->evidence.dir;
		if (c->state.bucket ? add_bucket(&l, c->state.location) : add_folder(&l, v.dir))
			return -1;
		l.e = &why;
		if (add_notes(&l, repository))
			v.no_notes = arena_strdup(a, why.text);
	}
	if (!v.n)
		return err_set(e, ERR_USAGE, "no evidence found in %s%s%s; name files, a folder, or " NOTES_REF,
			v.dir ? v.dir : "the arguments", v.no_notes ? ", and git notes cannot be read: " : "",
			v.no_notes ? v.no_notes : "");
	*out = v;
	return 0;
}

static int read_item(struct arena *a, const struct archive_item *item, struct str *bytes, struct err *e)
{
	return item->in_folder ? file_read_own(a, item->name, LIMIT_EVIDENCE_BYTES, bytes, e)
						   : file_read(a, item->name, LIMIT_EVIDENCE_BYTES, bytes, e);
}

int archive_read(
	struct arena *a, const struct archive_item *item, const struct trust *t, struct statement *out, struct err *e)
{
	struct str bytes = item->bytes;
	*out = (struct statement){ .name = item->name };
	if (!bytes.p && read_item(a, item, &bytes, e))
		return -1;
	return statement_read(a, item->name, bytes, t, out, e);
}

bool archive_within(const struct options *o, const struct json *predicate)
{
	int64_t at;
	struct err e;
	if (!o->since && !o->until)
		return true;
	if (clock_parse_time(json_text(json_get(predicate, "startedAt")).p, &at, &e))
		return true; /* a run without a valid start time is included */
	return (!o->since || at >= o->since) && (!o->until || at < o->until);
}
