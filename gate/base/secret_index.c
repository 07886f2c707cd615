/* SPDX-License-Identifier: Apache-2.0 */
/* secret_index.c: finds hidden texts by a hash of their first four bytes, and parts of them by a bitmap of all
 * four-byte sequences that occur in them. */
#include "secret_index.h"

#include <ctype.h>
#include <string.h>

enum { GRAM = SECRET_SHORTEST, HASH_BITS = 16, HEADS = 4096, WHOLE_MIN = 8 };

/* next: 1 + the index of the next item with the same hash; 0: none */
struct item {
	const char *text;
	size_t n;
	bool in_part;
	uint32_t next;
};
struct secret_index {
	struct arena *a;
	struct item *items;
	size_t n, cap;
	uint32_t *heads;      /* HEADS entries, by the hash of the first bytes: 1 + the index of an item */
	unsigned char *grams; /* one bit for each hash: it occurs in an item with in_part */
};

static uint32_t hash_of(const char *p)
{
	uint32_t v;
	memcpy(&v, p, GRAM);
	return (v * UINT32_C(2654435761)) >> (32 - HASH_BITS);
}

struct secret_index *secret_index_new(struct arena *a)
{
	struct secret_index *x = ARENA_NEW(a, struct secret_index);
	x->a = a;
	return x;
}

void secret_index_wipe(struct secret_index *x)
{
	for (size_t i = 0; i < x->n; i++)
		crypto_wipe((void *)(uintptr_t)x->items[i].text, x->items[i].n);
}

static void add_grams(struct secret_index *x, struct str text)
{
	for (size_t i = 0; i + GRAM <= text.n; i++) {
		uint32_t h = hash_of(text.p + i);
		x->grams[h / 8] = (unsigned char)(x->grams[h / 8] | 1u << h % 8);
	}
}

const char *secret_index_add(struct secret_index *x, struct str text, bool in_part)
{
	if (text.n < SECRET_SHORTEST)
		return NULL;
	if (!x->heads) {
		x->heads = ARENA_ARRAY(x->a, uint32_t, HEADS);
		x->grams = ARENA_ARRAY(x->a, unsigned char, (1 << HASH_BITS) / 8);
	}
	uint32_t *head = &x->heads[hash_of(text.p) % HEADS];
	if (in_part)
		add_grams(x, text);
	for (uint32_t i = *head; i; i = x->items[i - 1].next)
		if (str_eq((struct str){ x->items[i - 1].text, x->items[i - 1].n }, text)) {
			x->items[i - 1].in_part = x->items[i - 1].in_part || in_part;
			return x->items[i - 1].text;
		}
	x->items = arena_grow(x->a, x->items, x->n, &x->cap, sizeof(*x->items));
	x->items[x->n++] = (struct item){ arena_strndup(x->a, text.p, text.n), text.n, in_part, *head };
	*head = (uint32_t)x->n;
	return x->items[x->n - 1].text;
}

/* ---- Cuts ------------------------------------------------------------------------------------------ */

static bool is_mark(const char *p)
{
	return !memcmp(p, "...", 3) || !memcmp(p, "\xE2\x80\xA6", 3);
}

bool secret_cut_after(struct str text, size_t at)
{
	return at == text.n || (at + 3 <= text.n && is_mark(text.p + at));
}

bool secret_cut_before(struct str text, size_t at)
{
	return at == 0 || (at >= 3 && is_mark(text.p + at - 3));
}

static bool within_word(const struct item *of, size_t at)
{
	return isalnum((unsigned char)of->text[at - 1]) && isalnum((unsigned char)of->text[at]);
}

/*
 * Returns true if n bytes of text from `at` are the rest of a hidden text, from its byte `from`, after a cut. A "..."
 * proves a cut. The beginning or end of text may be no cut, and the words there may occur in the secret too; so there
 * it counts only if the cut is inside a word.
 */
static bool is_left_of(const struct item *of, size_t from, struct str text, size_t at, size_t n)
{
	bool ends = at + n == text.n, begins = at == 0, first_cut = from > 0, last_cut = from + n < of->n;
	if (n < SECRET_SHORTEST || !of->in_part || (begins && ends && n < WHOLE_MIN))
		return false;
	if ((first_cut && !secret_cut_before(text, at)) || (last_cut && !secret_cut_after(text, at + n)))
		return false;
	return (!first_cut || !begins || within_word(of, from)) && (!last_cut || !ends || within_word(of, from + n));
}

static size_t common(struct str a, struct str b)
{
	size_t i = 0;
	while (i < a.n && i < b.n && a.p[i] == b.p[i])
		i++;
	return i;
}

/* The longest match with the beginning of a hidden text. */
static size_t from_start(const struct secret_index *x, struct str text, size_t at)
{
	struct str rest = { text.p + at, text.n - at };
	size_t longest = 0;
	for (uint32_t i = x->heads[hash_of(rest.p) % HEADS]; i; i = x->items[i - 1].next) {
		const struct item *of = &x->items[i - 1];
		size_t n = common(rest, (struct str){ of->text, of->n });
		if (n > longest && (n == of->n || is_left_of(of, 0, text, at, n)))
			longest = n;
	}
	return longest;
}

/* The longest match with a later part of a hidden text, after a cut. */
static size_t from_within(const struct secret_index *x, struct str text, size_t at)
{
	struct str rest = { text.p + at, text.n - at };
	size_t longest = 0;
	for (size_t i = 0; i < x->n; i++) {
		const struct item *of = &x->items[i];
		const char *p = of->text, *end = of->text + of->n;
		while (of->in_part && (p = memmem(p + 1, (size_t)(end - p - 1), rest.p, GRAM))) {
			size_t n = common(rest, (struct str){ p, (size_t)(end - p) });
			if (n > longest && is_left_of(of, (size_t)(p - of->text), text, at, n))
				longest = n;
		}
	}
	return longest;
}

size_t secret_index_at(const struct secret_index *x, struct str text, size_t at)
{
	if (!x->heads || at + GRAM > text.n)
		return 0;
	uint32_t h = hash_of(text.p + at);
	size_t n = x->heads[h % HEADS] ? from_start(x, text, at) : 0;
	bool within = x->grams[h / 8] >> h % 8 & 1 && secret_cut_before(text, at);
	size_t m = within ? from_within(x, text, at) : 0;
	return m > n ? m : n;
}

/* Every text that is written passes here, and nearly all of its places are ruled out by their hash alone. */
bool secret_index_in(const struct secret_index *x, struct str text)
{
	for (size_t i = 0; x->heads && i + GRAM <= text.n; i++) {
		uint32_t h = hash_of(text.p + i);
		if ((x->heads[h % HEADS] || x->grams[h / 8] >> h % 8 & 1) && secret_index_at(x, text, i))
			return true;
	}
	return false;
}
