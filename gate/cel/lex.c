/* SPDX-License-Identifier: Apache-2.0 */
/* lex.c: splits CEL text into tokens. Source: cel-spec doc/langdef.md, Syntax. */
#include "lex.h"
#include "node.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static char peek(const struct cel_lexer *x, size_t i)
{
	return (size_t)(x->end - x->p) > i ? x->p[i] : '\0';
}

static void bad(struct cel_lexer *x, const char *why)
{
	x->token = TOKEN_BAD;
	x->wrong = why;
}

static void skip(struct cel_lexer *x)
{
	for (;;) {
		while (x->p < x->end && (*x->p == ' ' || *x->p == '\t' || *x->p == '\n' || *x->p == '\f' || *x->p == '\r'))
			x->p++;
		if (peek(x, 0) != '/' || peek(x, 1) != '/')
			return;
		while (x->p < x->end && *x->p != '\n')
			x->p++;
	}
}

static void whole(struct cel_lexer *x, bool hex)
{
	bool over = false, empty = hex && !is_hex(peek(x, 2));
	x->number = 0;
	x->p += hex ? 2 : 0;
	for (; x->p < x->end && (hex ? is_hex(*x->p) : is_digit(*x->p)); x->p++) {
		uint64_t d = is_digit(*x->p) ? (uint64_t)(*x->p - '0') : (uint64_t)((*x->p | 0x20) - 'a' + 10);
		uint64_t base = hex ? 16 : 10;
		over = over || x->number > (UINT64_MAX - d) / base;
		x->number = x->number * base + d;
	}
	x->token = TOKEN_INT;
	if (x->p < x->end && (*x->p == 'u' || *x->p == 'U')) {
		x->p++;
		x->token = TOKEN_UINT;
	}
	if (over || (x->token == TOKEN_INT && x->number > (uint64_t)INT64_MAX + 1))
		bad(x, "a whole number that does not fit 64 bits");
	else if (empty)
		bad(x, "0x without hex digits");
}

static size_t digits(const struct cel_lexer *x, size_t at)
{
	size_t n = 0;
	while (is_digit(peek(x, at + n)))
		n++;
	return n;
}

/* The length of a double; 0: a whole number. "1.e3" is a selection, but "1e3" and ".5" are doubles. */
static size_t double_length(const struct cel_lexer *x)
{
	size_t n = digits(x, 0);
	bool is = false;
	if (peek(x, n) == '.' && digits(x, n + 1)) {
		n += 1 + digits(x, n + 1);
		is = true;
	}
	if (n && (peek(x, n) == 'e' || peek(x, n) == 'E')) {
		size_t sign = peek(x, n + 1) == '+' || peek(x, n + 1) == '-';
		if (digits(x, n + 1 + sign)) {
			n += 1 + sign + digits(x, n + 1 + sign);
			is = true;
		}
	}
	return is ? n : 0;
}

static void number(struct cel_lexer *x)
{
	bool hex = peek(x, 0) == '0' && (peek(x, 1) == 'x' || peek(x, 1) == 'X');
	size_t n = hex ? 0 : double_length(x);
	if (n) {
		x->real = x->a ? strtod(arena_strndup(x->a, x->p, n), NULL) : 0;
		x->p += n;
		x->token = TOKEN_DOUBLE;
		if (!isfinite(x->real))
			bad(x, "a number that is too large");
	} else {
		whole(x, hex);
	}
	if (x->token != TOKEN_BAD && x->p < x->end && is_letter(*x->p))
		bad(x, "a letter right after a number");
}

static bool string_prefix(const struct cel_lexer *x, size_t *len, bool *raw, bool *bytes)
{
	*raw = *bytes = false;
	*len = 0;
	char a = peek(x, 0), b = peek(x, 1);
	if (a == 'b' || a == 'B') {
		*bytes = true;
		*raw = b == 'r' || b == 'R';
		*len = *raw ? 2 : 1;
	} else if (a == 'r' || a == 'R') {
		*raw = true;
		*len = 1;
	}
	char quote = peek(x, *len);
	return quote == '"' || quote == '\'';
}

static void name(struct cel_lexer *x)
{
	const char *from = x->p;
	while (x->p < x->end && (is_letter(*x->p) || is_digit(*x->p)))
		x->p++;
	x->token = TOKEN_NAME;
	x->text = (struct str){ from, (size_t)(x->p - from) };
}

static void quoted_name(struct cel_lexer *x)
{
	const char *from = ++x->p;
	while (x->p < x->end && (is_letter(*x->p) || is_digit(*x->p) || (*x->p && strchr("-./ ", *x->p))))
		x->p++;
	if (x->p >= x->end || *x->p != '`' || x->p == from) {
		bad(x, "a name in backquotes that does not end, or holds what it must not");
		return;
	}
	x->token = TOKEN_QUOTED_NAME;
	x->text = (struct str){ from, (size_t)(x->p - from) };
	x->p++;
}

static void double_sign(struct cel_lexer *x, char second, enum cel_token two, enum cel_token one)
{
	bool both = peek(x, 1) == second;
	x->token = both ? two : one;
	x->p += both ? 2 : 1;
}

static void sign(struct cel_lexer *x)
{
	static const struct {
		char sign;
		enum cel_token token;
	} signs[] = { { '.', TOKEN_DOT }, { '(', TOKEN_LPAREN }, { ')', TOKEN_RPAREN }, { ',', TOKEN_COMMA },
		{ '[', TOKEN_LBRACKET }, { ']', TOKEN_RBRACKET }, { '{', TOKEN_LBRACE }, { '}', TOKEN_RBRACE },
		{ ':', TOKEN_COLON }, { '?', TOKEN_QUESTION }, { '+', TOKEN_PLUS }, { '-', TOKEN_MINUS }, { '*', TOKEN_STAR },
		{ '/', TOKEN_SLASH }, { '%', TOKEN_PERCENT } };
	for (size_t i = 0; i < COUNTOF(signs); i++)
		if (signs[i].sign == *x->p) {
			x->token = signs[i].token;
			x->p++;
			return;
		}
	switch (*x->p) {
	case '&': double_sign(x, '&', TOKEN_AND, TOKEN_BAD); break;
	case '|': double_sign(x, '|', TOKEN_OR, TOKEN_BAD); break;
	case '=': double_sign(x, '=', TOKEN_EQUAL, TOKEN_BAD); break;
	case '!': double_sign(x, '=', TOKEN_UNEQUAL, TOKEN_NOT); break;
	case '<': double_sign(x, '=', TOKEN_LESS_EQUAL, TOKEN_LESS); break;
	case '>': double_sign(x, '=', TOKEN_GREATER_EQUAL, TOKEN_GREATER); break;
	default: x->token = TOKEN_BAD;
	}
	if (x->token == TOKEN_BAD)
		bad(x,
			*x->from == '='                          ? "a single =; equality is =="
				: *x->from == '&' || *x->from == '|' ? "half an operator; write && or ||"
													 : "a character that has no meaning here");
}

void cel_lex(struct cel_lexer *x)
{
	bool raw, bytes;
	size_t prefix;
	skip(x);
	x->from = x->p;
	if (x->p >= x->end)
		x->token = TOKEN_END;
	else if (string_prefix(x, &prefix, &raw, &bytes)) {
		x->p += prefix;
		cel_lex_string(x, raw, bytes);
	} else if (is_letter(*x->p))
		name(x);
	else if (is_digit(*x->p) || (*x->p == '.' && is_digit(peek(x, 1))))
		number(x);
	else if (*x->p == '`')
		quoted_name(x);
	else
		sign(x);
	x->to = x->p;
}
