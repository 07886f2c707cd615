/* SPDX-License-Identifier: Apache-2.0 */
/* lex.h: the lexer of CEL. */
#ifndef GATE_CEL_LEX_H
#define GATE_CEL_LEX_H

#include "cel.h"

/* lex.c */
enum cel_token {
	TOKEN_END,
	TOKEN_NAME,
	TOKEN_QUOTED_NAME,
	TOKEN_INT,
	TOKEN_UINT,
	TOKEN_DOUBLE,
	TOKEN_STRING,
	TOKEN_BYTES,
	TOKEN_LPAREN,
	TOKEN_RPAREN,
	TOKEN_LBRACKET,
	TOKEN_RBRACKET,
	TOKEN_LBRACE,
	TOKEN_RBRACE,
	TOKEN_DOT,
	TOKEN_COMMA,
	TOKEN_COLON,
	TOKEN_QUESTION,
	TOKEN_PLUS,
	TOKEN_MINUS,
	TOKEN_STAR,
	TOKEN_SLASH,
	TOKEN_PERCENT,
	TOKEN_NOT,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_EQUAL,
	TOKEN_UNEQUAL,
	TOKEN_LESS,
	TOKEN_LESS_EQUAL,
	TOKEN_GREATER,
	TOKEN_GREATER_EQUAL,
	TOKEN_BAD
};
struct cel_lexer {
	const char *p, *start, *end;
	struct arena *a; /* NULL: token content is not stored (for look-ahead) */
	enum cel_token token;
	const char *from, *to; /* the token's source text */
	struct str text;       /* a name as written; the content of a string or of bytes, NUL-terminated */
	uint64_t number;       /* TOKEN_INT (the absolute value) and TOKEN_UINT */
	double real;
	const char *wrong; /* TOKEN_BAD: why */
};
void cel_lex(struct cel_lexer *x); /* Reads the next token into x. */
/* lex_string.c: reads a string or bytes literal that begins at x->p, including its prefix. */
void cel_lex_string(struct cel_lexer *x, bool raw, bool bytes);

#endif
