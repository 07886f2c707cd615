/* SPDX-License-Identifier: Apache-2.0 */
/* lex_string.c: string and bytes literals with escapes. An unknown escape is an error. */
#include "lex.h"
#include "node.h"

#include <string.h>

struct literal {
	char *out;
	size_t n;
	bool bytes;
};

static void put_byte(struct literal *l, unsigned c)
{
	l->out[l->n++] = (char)(unsigned char)c;
}

static void put_code_point(struct literal *l, uint32_t c)
{
	if (c < 0x80) {
		put_byte(l, c);
	} else if (c < 0x800) {
		put_byte(l, 0xC0 | c >> 6);
		put_byte(l, 0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		put_byte(l, 0xE0 | c >> 12);
		put_byte(l, 0x80 | (c >> 6 & 0x3F));
		put_byte(l, 0x80 | (c & 0x3F));
	} else {
		put_byte(l, 0xF0 | c >> 18);
		put_byte(l, 0x80 | (c >> 12 & 0x3F));
		put_byte(l, 0x80 | (c >> 6 & 0x3F));
		put_byte(l, 0x80 | (c & 0x3F));
	}
}

static int digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0'
		: c >= 'a' && c <= 'f'  ? c - 'a' + 10
		: c >= 'A' && c <= 'F'  ? c - 'A' + 10
								: 99;
}

/* Reads n digits of a base at x->p. Returns -1 if there are fewer. */
static int64_t code(struct cel_lexer *x, int n, int base)
{
	int64_t v = 0;
	for (int i = 0; i < n; i++, x->p++) {
		int d = x->p < x->end ? digit_of(*x->p) : 99;
		if (d >= base)
			return -1;
		v = v * base + d;
	}
	return v;
}

static const char *escape(struct cel_lexer *x, struct literal *l)
{
	static const char from[] = "abfnrtv\\\"'`?", to[] = "\a\b\f\n\r\t\v\\\"'`?";
	char c = x->p < x->end ? *x->p : '\0';
	const char *simple = c ? strchr(from, c) : NULL;
	if (simple) {
		x->p++;
		put_byte(l, (unsigned char)to[simple - from]);
		return NULL;
	}
	int64_t v = -1;
	bool byte = c == 'x' || c == 'X' || (c >= '0' && c <= '3');
	if (c >= '0' && c <= '3') {
		v = code(x, 3, 8);
	} else if (c && strchr("xXuU", c)) {
		x->p++;
		v = code(x, c == 'u' ? 4 : c == 'U' ? 8 : 2, 16);
	}
	if (v < 0)
		return "an unknown or incomplete escape";
	if (l->bytes && !byte)
		return "\\u in bytes";
	if (v > 0x10FFFF || (v >= 0xD800 && v < 0xE000 && !l->bytes))
		return "an escape that is not a code point";
	if (l->bytes)
		put_byte(l, (unsigned)v);
	else
		put_code_point(l, (uint32_t)v);
	return NULL;
}

static bool at_quote(const struct cel_lexer *x, char quote, size_t n)
{
	if ((size_t)(x->end - x->p) < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (x->p[i] != quote)
			return false;
	return true;
}

/* The position of the closing quotes; NULL with *wrong if there are none. */
static const char *content_end(
	struct cel_lexer *x, char quote, size_t quotes, bool raw, bool *plain, const char **wrong)
{
	*plain = true;
	for (; !at_quote(x, quote, quotes); x->p++) {
		bool escapes = x->p < x->end && *x->p == '\\' && !raw;
		*plain = *plain && !escapes;
		x->p += escapes;
		if (x->p >= x->end)
			*wrong = "a string that does not end";
		else if (quotes == 1 && (*x->p == '\n' || *x->p == '\r'))
			*wrong = "a line break inside a string";
		else
			continue;
		return NULL;
	}
	return x->p;
}

/* The content with escapes resolved, in new memory. */
static const char *unescape(struct cel_lexer *x, const char *from, const char *end, bool plain, bool bytes)
{
	struct literal l = { arena_alloc(x->a, (size_t)(end - from) + 1), 0, bytes };
	const char *wrong = NULL;
	if (plain) {
		memcpy(l.out, from, (size_t)(end - from));
		l.n = (size_t)(end - from);
	}
	for (x->p = plain ? end : from; x->p < end && !wrong;) {
		if (*x->p == '\\') {
			x->p++;
			wrong = escape(x, &l);
		} else {
			put_byte(&l, (unsigned char)*x->p++);
		}
	}
	x->text = (struct str){ l.out, l.n };
	return wrong;
}

void cel_lex_string(struct cel_lexer *x, bool raw, bool bytes)
{
	const char quote = *x->p, *wrong = NULL;
	size_t quotes = at_quote(x, quote, 3) ? 3 : 1;
	bool plain;
	x->p += quotes;
	const char *from = x->p, *end = content_end(x, quote, quotes, raw, &plain, &wrong);
	if (end && x->a)
		wrong = unescape(x, from, end, plain, bytes);
	x->token = wrong ? TOKEN_BAD : bytes ? TOKEN_BYTES : TOKEN_STRING;
	x->wrong = wrong;
	x->p += wrong ? 0 : quotes;
}
