/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain.c: the chain of evidence in a folder. Each evidence names the digest of the previous one, and the file `head`
 * names the newest one, so that missing evidence is noticed at the end of the chain as well.
 */
#include "chain.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int chain_list(struct arena *a, const char *dir, char ***names, size_t *n, struct err *e)
{
	return file_list(a, dir, ".json", names, n, e);
}

bool chain_may_go_on(int64_t sequence)
{
	return sequence >= 1 && sequence < LIMIT_SEQUENCE;
}

/* Returns whether the file holds evidence that can have a successor. */
static bool is_link(const char *path, struct chain_head *out)
{
	struct arena *scratch = arena_new();
	struct str text;
	struct statement s;
	struct err e;
	bool is = !file_read_own(scratch, path, LIMIT_EVIDENCE_BYTES, &text, &e) &&
		!statement_read_part(scratch, path, text, NULL, &statement_head, &s, &e);
	int64_t sequence = !is ? 0 : json_get(s.predicate, "sequence") ? statement_sequence(s.predicate) : 1;
	if (is && chain_may_go_on(sequence)) {
		out->sequence = sequence;
		memcpy(out->sha256, s.sha256, SHA256_HEX);
	}
	arena_free(scratch);
	return out->sequence > 0;
}

static int newest_file(struct arena *a, const char *dir, struct chain_head *out, struct err *e)
{
	char **names;
	size_t n;
	if (chain_list(a, dir, &names, &n, e))
		return -1;
	while (n && !is_link(arena_printf(a, "%s/%s", dir, names[n - 1]), out))
		n--;
	return 0;
}

int chain_read_head(struct arena *a, const char *dir, struct chain_head *out, struct err *e)
{
	struct chain_head h = { 0 };
	const char *path = arena_printf(a, "%s/" CHAIN_HEAD, dir);
	struct str text;
	long long sequence = 0;
	if (!file_exists(path)) {
		if (newest_file(a, dir, &h, e))
			return -1;
	} else {
		if (file_read_own(a, path, 256, &text, e))
			return -1;
		if (sscanf(text.p, "%18lld %64[0-9a-f]", &sequence, h.sha256) != 2 || !chain_may_go_on(sequence) ||
			strlen(h.sha256) != SHA256_HEX - 1)
			return err_set(e, ERR_MALFORMED,
				"%s is malformed: expected a number below %d and a sha256; if the evidence in the folder is complete, "
				"remove the file",
				path, LIMIT_SEQUENCE);
		h.sequence = sequence;
	}
	*out = h;
	return 0;
}

struct str chain_head_text(struct arena *a, const struct chain_head *head)
{
	return str_of(arena_printf(a, "%lld %s\n", (long long)head->sequence, head->sha256));
}

int chain_write_head(const char *dir, const struct chain_head *head, struct err *e)
{
	struct arena *a = arena_new();
	struct str text = chain_head_text(a, head);
	int rc = file_write_own(arena_printf(a, "%s/" CHAIN_HEAD, dir), text.p, text.n, e);
	arena_free(a);
	return rc;
}

int chain_lock(const char *dir, struct err *e)
{
	struct arena *a = arena_new();
	int fd = -1;
	bool open = !file_make_own(dir, e) && !file_open_own(arena_printf(a, "%s/.lock", dir), &fd, e);
	if (open && file_lock(fd, e)) {
		if (e->code == ERR_LOCKED)
			err_set(e, ERR_LOCKED, "another rungate process is writing evidence to %s", dir);
		close(fd);
		open = false;
	}
	arena_free(a);
	return open ? fd : -1;
}

struct link chain_link(struct arena *a, const struct statement *s)
{
	struct link k = { .name = arena_strdup(a, s->name), .sequence = statement_sequence(s->predicate) };
	struct str previous = json_text(json_get(s->predicate, "previous"));
	memcpy(k.sha256, s->sha256, SHA256_HEX);
	if (previous.n == SHA256_HEX - 1)
		memcpy(k.previous, previous.p, SHA256_HEX);
	return k;
}
