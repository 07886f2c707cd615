/* SPDX-License-Identifier: Apache-2.0 */
/*
 * smoke.c: mutates the seeds of the fuzz targets from a fixed random seed, without libFuzzer.
 *
 *   smoke DIR SECONDS [TARGET...]   runs all targets, or the named ones, for SECONDS each
 *   smoke DIR split TARGET OUT      writes the seeds of a target as files into the folder OUT, for libFuzzer
 *   smoke DIR list                  prints the names of all targets
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { INPUT_MAX = 64 * 1024, SEEDS_MAX = 4096, WORDS_MAX = 256 };

struct corpus {
	struct str seeds[SEEDS_MAX], words[WORDS_MAX];
	size_t n_seeds, n_words;
};

/* ---- Seeds and words ------------------------------------------------------------------------------------- */

static struct str decoded(struct arena *a, struct str text)
{
	static const char mark[] = "hex:";
	size_t n = 0;
	if (text.n < 4 || strncmp(text.p, mark, 4) != 0)
		return text;
	char *out = arena_alloc(a, text.n), pair[3] = { 0 };
	for (size_t i = 4; i + 1 < text.n; i += 2) {
		memcpy(pair, text.p + i, 2);
		out[n++] = (char)strtoul(pair, NULL, 16);
	}
	return (struct str){ out, n };
}

/* Records separated by lines "%%", if the first line is one; otherwise one record per line. */
static void split(struct arena *a, struct str text, struct corpus *c)
{
	const char *separator = text.n > 2 && !strncmp(text.p, "%%\n", 3) ? "\n%%\n" : "\n";
	const char *p = text.p + (separator[1] ? 3 : 0), *end = text.p + text.n;
	while (p < end && c->n_seeds < SEEDS_MAX) {
		const char *to = strstr(p, separator);
		to = to ? to : end;
		if (to > p && to - p < INPUT_MAX / 2)
			c->seeds[c->n_seeds++] = decoded(a, (struct str){ p, (size_t)(to - p) });
		p = to + strlen(separator);
	}
}

/* A word of libFuzzer's dictionaries: \\, \" and \xAB are escapes. Returns the text after its end, or NULL. */
static const char *read_word(struct arena *a, const char *p, struct str *out)
{
	char *word = arena_strdup(a, p), pair[3] = { 0 };
	size_t n = 0;
	for (; *p && *p != '"'; p++) {
		bool escaped = *p == '\\' && p[1];
		if (escaped && p[1] == 'x' && p[2] && p[3]) {
			memcpy(pair, p + 2, 2);
			word[n++] = (char)strtoul(pair, NULL, 16);
			p += 3;
		} else {
			p += escaped;
			word[n++] = *p;
		}
	}
	*out = (struct str){ word, n };
	return *p ? p + 1 : NULL;
}

static void read_words(struct arena *a, struct str text, struct corpus *c)
{
	for (const char *p = strchr(text.p, '"'); p && c->n_words < WORDS_MAX; p = p ? strchr(p, '"') : NULL) {
		p = read_word(a, p + 1, &c->words[c->n_words]);
		c->n_words += p != NULL;
	}
}

static void read_corpus(struct arena *a, const char *dir, const char *name, struct corpus *c)
{
	struct str text;
	struct err e;
	*c = (struct corpus){ .n_seeds = 0 };
	if (file_read(a, arena_printf(a, "%s/seeds/%s", dir, name), 16 * 1024 * 1024, &text, &e)) {
		fprintf(stderr, "smoke: %s\n", e.text);
		exit(2);
	}
	split(a, text, c);
	if (!file_read(a, arena_printf(a, "%s/words/%s", dir, name), 1024 * 1024, &text, &e))
		read_words(a, text, c);
}

/* ---- Mutation ---------------------------------------------------------------------------------------------- */

static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static size_t insert(char *text, size_t n, size_t at, struct str part)
{
	if (n + part.n > INPUT_MAX)
		return n;
	memmove(text + at + part.n, text + at, n - at);
	memcpy(text + at, part.p, part.n);
	return n + part.n;
}

/* Sets a byte, removes or duplicates some, or inserts a word or a part of another seed. */
static size_t mutate(const struct corpus *c, uint64_t *seed, char *text, size_t n)
{
	static const char tokens[] = "()[]{}.,?:!&|+-*/%<>='\"\\ 0123456789abxu_`@\n";
	for (uint64_t i = next(seed) % 4 + 1; i && n > 1; i--) {
		size_t at = next(seed) % n, len = next(seed) % 8 + 1;
		struct str other = c->seeds[next(seed) % c->n_seeds];
		switch (next(seed) % 6) {
		case 0: text[at] = (char)next(seed); break;
		case 1: text[at] = tokens[next(seed) % (sizeof(tokens) - 1)]; break;
		case 2:
			len = len < n - at ? len : n - at;
			memmove(text + at, text + at + len, n - at - len);
			n -= len;
			break;
		case 3:
			if (c->n_words)
				n = insert(text, n, at, c->words[next(seed) % c->n_words]);
			break;
		case 4: n = insert(text, n, at, (struct str){ other.p, next(seed) % (other.n + 1) }); break;
		default:
			len = len < n - at ? len : n - at;
			char doubled[8];
			memcpy(doubled, text + at, len);
			n = insert(text, n, at, (struct str){ doubled, len });
		}
	}
	return n;
}

/* ---- Running -------------------------------------------------------------------------------------------------- */

static uint64_t run_for(const struct fuzz_target *t, const struct corpus *c, int seconds)
{
	static char text[INPUT_MAX + 1];
	uint64_t seed = UINT64_C(0x9E3779B97F4A7C15), runs = 0;
	time_t end = time(NULL) + seconds;
	for (size_t i = 0; i < c->n_seeds; i++)
		fuzz_run(t, (const uint8_t *)c->seeds[i].p, c->seeds[i].n);
	while (time(NULL) < end) {
		struct str from = c->seeds[next(&seed) % c->n_seeds];
		memcpy(text, from.p, from.n);
		fuzz_run(t, (const uint8_t *)text, mutate(c, &seed, text, from.n));
		runs++;
	}
	return runs;
}

static int smoke(const char *dir, int seconds, char **names, int n_names)
{
	size_t n;
	const struct fuzz_target *const *all = fuzz_targets(&n);
	for (size_t i = 0; i < n; i++) {
		bool wanted = !n_names;
		for (int k = 0; k < n_names; k++)
			wanted = wanted || !strcmp(names[k], all[i]->name);
		if (!wanted)
			continue;
		struct arena *a = arena_new();
		struct corpus *c = ARENA_NEW(a, struct corpus);
		read_corpus(a, dir, all[i]->name, c);
		if (!c->n_seeds) {
			fprintf(stderr, "smoke: %s has no seeds\n", all[i]->name);
			return 2;
		}
		printf("fuzz %-12s ", all[i]->name);
		fflush(stdout);
		printf("%9llu inputs\n", (unsigned long long)run_for(all[i], c, seconds));
		arena_free(a);
	}
	return 0;
}

static int split_to(const char *dir, const char *name, const char *out)
{
	struct arena *a = arena_new();
	struct corpus *c = ARENA_NEW(a, struct corpus);
	struct err e;
	int rc = 0;
	read_corpus(a, dir, name, c);
	for (size_t i = 0; i < c->n_seeds && !rc; i++)
		rc = file_write_atomic(arena_printf(a, "%s/seed-%zu", out, i), c->seeds[i].p, c->seeds[i].n, 0644, &e);
	if (rc)
		fprintf(stderr, "smoke: %s\n", e.text);
	arena_free(a);
	return rc ? 1 : 0;
}

int main(int argc, char **argv)
{
	size_t n;
	const struct fuzz_target *const *all = fuzz_targets(&n);
	if (argc == 3 && !strcmp(argv[2], "list")) {
		for (size_t i = 0; i < n; i++)
			puts(all[i]->name);
		return 0;
	}
	if (argc == 5 && !strcmp(argv[2], "split"))
		return split_to(argv[1], argv[3], argv[4]);
	if (argc >= 3 && atoi(argv[2]) > 0)
		return smoke(argv[1], atoi(argv[2]), argv + 3, argc - 3);
	fprintf(stderr, "usage: smoke DIR SECONDS [TARGET...] | DIR split TARGET OUT | DIR list\n");
	return 2;
}
