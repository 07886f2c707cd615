/* SPDX-License-Identifier: Apache-2.0 */
/* base64.c: base64 encoding and decoding (RFC 4648 sections 4 and 5). */
#include "base.h"

#include <string.h>

void base64_put(struct buf *b, struct str data)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)data.p;
	for (size_t i = 0; i < data.n; i += 3) {
		size_t left = data.n - i;
		uint32_t v = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);
		char four[4] = { letters[v >> 18], letters[v >> 12 & 63], left > 1 ? letters[v >> 6 & 63] : '=',
			left > 2 ? letters[v & 63] : '=' };
		buf_put(b, four, sizeof(four));
	}
}

/* The value of each letter plus one, for both alphabets; 0: not a letter. */
/* clang-format off */
static const unsigned char values[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10,
	['K'] = 11, ['L'] = 12,
	['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21,
	['V'] = 22, ['W'] = 23,
	['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
	['g'] = 33, ['h'] = 34,
	['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42, ['q'] = 43,
	['r'] = 44, ['s'] = 45,
	['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
	['2'] = 55, ['3'] = 56,
	['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['-'] = 63, ['/'] = 64,
	['_'] = 64,
};
/* clang-format on */

/* Decodes four letters, or the 2 or 3 at the end. Returns false if one of them is invalid. */
static bool put_group(const unsigned char *p, size_t n, char *to)
{
	uint32_t v = 0;
	for (size_t i = 0; i < 4; i++) {
		unsigned value = i < n ? values[p[i]] : 1;
		if (!value)
			return false;
		v = v << 6 | (value - 1);
	}
	to[0] = (char)(v >> 16);
	to[1] = (char)(v >> 8);
	to[2] = (char)v;
	return true;
}

int base64_decode(struct arena *a, struct str text, struct str *out)
{
	size_t n = text.n, padding = 0;
	while (n && padding < 2 && text.p[n - 1] == '=') {
		n--;
		padding++;
	}
	if (n % 4 == 1 || (padding && (n + padding) % 4))
		return -1;
	char *bytes = arena_alloc(a, n / 4 * 3 + 4);
	size_t made = n / 4 * 3 + (n % 4 ? n % 4 - 1 : 0);
	for (size_t i = 0; i < n; i += 4)
		if (!put_group((const unsigned char *)text.p + i, n - i < 4 ? n - i : 4, bytes + i / 4 * 3))
			return -1;
	bytes[made] = '\0';
	*out = (struct str){ bytes, made };
	return 0;
}
