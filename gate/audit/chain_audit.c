/* SPDX-License-Identifier: Apache-2.0 */
/* chain_audit.c: checks the chain of evidence: nothing is missing between the pieces, and nothing at their end. No side
 * effects. */
#include "audit.h"
#include "../evidence/evidence.h"

#include <stdlib.h>
#include <string.h>

void links_add_link(struct arena *a, struct links *l, const struct link *k)
{
	l->items = arena_grow(a, l->items, l->n, &l->cap, sizeof(*l->items));
	l->items[l->n++] = *k;
}

void links_add(struct arena *a, struct links *l, const struct statement *s)
{
	struct link k = chain_link(a, s);
	links_add_link(a, l, &k);
}

static int by_digest(const void *a, const void *b)
{
	return strcmp(((const struct link *)a)->sha256, ((const struct link *)b)->sha256);
}

static int by_sequence(const void *a, const void *b)
{
	const struct link *x = *(const struct link *const *)a, *y = *(const struct link *const *)b;
	return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

struct sorted {
	struct link *by_digest;
	const struct link **by_sequence;
	size_t n;
	const char *from;
};

static struct sorted sort(struct arena *a, const struct links *l)
{
	struct sorted s = { .by_digest = ARENA_ARRAY(a, struct link, l->n + 1),
		.by_sequence = ARENA_ARRAY(a, const struct link *, l->n + 1),
		.from = l->from };
	if (!l->n)
		return s;
	struct link *all = ARENA_ARRAY(a, struct link, l->n);
	memcpy(all, l->items, l->n * sizeof(*all));
	qsort(all, l->n, sizeof(*all), by_digest);
	for (size_t i = 0; i < l->n; i++)
		if (!s.n || strcmp(s.by_digest[s.n - 1].sha256, all[i].sha256) != 0)
			s.by_digest[s.n++] = all[i];
	for (size_t i = 0; i < s.n; i++)
		s.by_sequence[i] = &s.by_digest[i];
	qsort(s.by_sequence, s.n, sizeof(*s.by_sequence), by_sequence);
	return s;
}

static const struct link *find(const struct sorted *s, const char *sha256)
{
	struct link key = { .sequence = 0 };
	memcpy(key.sha256, sha256, SHA256_HEX);
	return s->n ? bsearch(&key, s->by_digest, s->n, sizeof(key), by_digest) : NULL;
}

bool link_precedes(const struct link *k, const struct link *from)
{
	return k->sequence >= 1 && k->sequence < from->sequence;
}

const struct link *links_find(const struct links *l, const char *sha256)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->items[i].sha256, sha256))
			return &l->items[i];
	return NULL;
}

void links_begin(struct links *l, const struct link *from)
{
	size_t kept = 0;
	l->from = from->sha256;
	for (size_t i = 0; i < l->n; i++)
		if (!link_precedes(&l->items[i], from))
			l->items[kept++] = l->items[i];
	l->n = kept;
}

void links_before(struct arena *a, const struct links *l, const struct link *first, struct links_before *out)
{
	struct sorted s = sort(a, l);
	const struct link *k = first;
	*out = (struct links_before){ .sha256 = ARENA_ARRAY(a, const char *, s.n + 1) };
	while (*k->previous && out->n < s.n) {
		const struct link *before = find(&s, k->previous);
		if (!before || before->sequence != k->sequence - 1) {
			out->below = k->sequence - 1;
			return;
		}
		out->sha256[out->n++] = before->sha256;
		k = before;
	}
}

bool links_is_before(const struct links_before *b, const struct link *k)
{
	for (size_t i = 0; i < b->n; i++)
		if (!strcmp(b->sha256[i], k->sha256))
			return true;
	return k->sequence < b->below;
}

static void check_link(struct arena *a, const struct sorted *s, const struct link *k, struct findings *out)
{
	const struct link *before = *k->previous ? find(s, k->previous) : NULL;
	bool first = k->sequence <= s->by_sequence[0]->sequence, from = s->from && !strcmp(s->from, k->sha256);
	if (k->sequence < 1)
		finding_add(a, out, FINDING_WRONG, "chain", "%s has no number", k->name);
	else if ((k->sequence == 1) != !*k->previous)
		finding_add(a, out, FINDING_WRONG, "chain", "%s is number %lld but %s", k->name, (long long)k->sequence,
			*k->previous ? "names a previous evidence" : "names no previous evidence");
	else if (before && before->sequence != k->sequence - 1)
		finding_add(a, out, FINDING_WRONG, "chain", "%s is number %lld but follows number %lld", k->name,
			(long long)k->sequence, (long long)before->sequence);
	else if (!before && k->sequence > 1 && !first && !from)
		finding_add(a, out, FINDING_WRONG, "chain", "a gap: %s (number %lld) follows sha256:%s, which is missing",
			k->name, (long long)k->sequence, k->previous);
	else if (from)
		finding_add(a, out, FINDING_OK, "chain", "begins at %s (number %lld), as given with --from", k->name,
			(long long)k->sequence);
	else if (!before && k->sequence > 1)
		finding_add(a, out, FINDING_NOT_CHECKED, "chain",
			"begins at number %lld; earlier evidence is not part of this audit", (long long)k->sequence);
}

/* Two runs that end at the same time follow the same evidence. This is not an error. */
static void say_forks(struct arena *a, const struct sorted *s, struct findings *out)
{
	for (size_t i = 1; i < s->n; i++) {
		const struct link *x = s->by_sequence[i - 1], *y = s->by_sequence[i];
		if (x->sequence == y->sequence)
			finding_add(a, out, FINDING_NOT_CHECKED, "chain",
				"a fork: %s and %s are both number %lld: two runs ended at the same time, or on different machines",
				x->name, y->name, (long long)x->sequence);
	}
}

static void check_head(struct arena *a, const struct sorted *s, const struct head_claim *h, struct findings *out)
{
	if (find(s, h->sha256))
		return;
	if (h->sequence)
		finding_add(a, out, FINDING_WRONG, "chain",
			"the end is missing: %s names number %lld, sha256:%s, which was not found", h->by, (long long)h->sequence,
			h->sha256);
	else
		finding_add(a, out, FINDING_WRONG, "chain", "sha256:%s, which %s names, was not found", h->sha256, h->by);
}

void links_audit(struct arena *a, const struct links *l, const struct head_claim *heads, size_t n, struct findings *out)
{
	struct sorted s = sort(a, l);
	size_t before = out->n, wrong = 0;
	for (size_t i = 0; i < s.n; i++)
		check_link(a, &s, s.by_sequence[i], out);
	say_forks(a, &s, out);
	for (size_t i = 0; i < n; i++)
		check_head(a, &s, &heads[i], out);
	for (size_t i = before; i < out->n; i++)
		wrong += out->items[i].kind == FINDING_WRONG;
	if (!wrong && s.n)
		finding_add(a, out, FINDING_OK, "chain", "%zu pieces without a gap, from number %lld to %lld", s.n,
			(long long)s.by_sequence[0]->sequence, (long long)s.by_sequence[s.n - 1]->sequence);
	if (!n && s.n)
		finding_add(a, out, FINDING_NOT_CHECKED, "chain",
			"later evidence may be missing; to check that, name the whole folder, or give --head SHA256");
}
