/* SPDX-License-Identifier: Apache-2.0 */
/* smoke.c: smoke SECONDS RECORDS: feeds the fuzz entry point the records' expressions, whole and mutated, from a fixed seed. */
#include "../../gate/base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* A few bytes flipped, cut out, or copied from elsewhere. */
static size_t mutate(uint64_t *seed, char *text, size_t n, size_t max)
{
	static const char tokens[] = "()[]{}.,?:!&|+-*/%<>='\"\\ 0123456789abxu_`@\n";
	for (uint64_t i = next(seed) % 4 + 1; i && n > 1; i--) {
		size_t at = next(seed) % n, len = next(seed) % 8 + 1;
		switch (next(seed) % 4) {
		case 0:
			text[at] = (char)next(seed);
			break;
		case 1:
			text[at] = tokens[next(seed) % (sizeof(tokens) - 1)];
			break;
		case 2:
			len = len < n - at ? len : n - at;
			memmove(text + at, text + at + len, n - at - len);
			n -= len;
			break;
		default:
			len = len < n - at ? len : n - at;
			if (n + len <= max) {
				memmove(text + at + len, text + at, n - at);
				n += len;
			}
		}
	}
	return n;
}

int main(int argc, char **argv)
{
	static char line[8192];
	struct arena *a = arena_new();
	uint64_t seed = UINT64_C(0x9E3779B97F4A7C15), runs = 0;
	struct str all = { "", 0 };
	struct err e;
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 1);
	if (argc < 3 || file_read(a, argv[2], 16 * 1024 * 1024, &all, &e))
		return 2;
	while (time(NULL) < end) {
		const char *p = all.p + next(&seed) % all.n, *from = strchr(p, '\n');
		from = from && from[1] ? from + 1 : all.p;
		size_t n = strcspn(from, "\n");
		if (n >= sizeof(line) / 2)
			continue;
		memcpy(line, from, n);
		LLVMFuzzerTestOneInput((uint8_t *)line, mutate(&seed, line, n, sizeof(line)));
		runs++;
	}
	printf("fuzz: %llu inputs, no crash\n", (unsigned long long)runs);
	arena_free(a);
	return runs == 0;
}
