/* SPDX-License-Identifier: Apache-2.0 */
/* lex.h: the tokens of the language. */
#ifndef GATE_CEL_LEX_H
#define GATE_CEL_LEX_H

#include "cel.h"

/* lex.c */
enum cel_token {
	TOKEN_END, TOKEN_NAME, TOKEN_QUOTED_NAME, TOKEN_INT, TOKEN_UINT, TOKEN_DOUBLE, TOKEN_STRING, TOKEN_BYTES,
	TOKEN_LPAREN, TOKEN_RPAREN, TOKEN_LBRACKET, TOKEN_RBRACKET, TOKEN_LBRACE, TOKEN_RBRACE,
	TOKEN_DOT, TOKEN_COMMA, TOKEN_COLON, TOKEN_QUESTION, TOKEN_PLUS, TOKEN_MINUS, TOKEN_STAR, TOKEN_SLASH,
	TOKEN_PERCENT,
	TOKEN_NOT, TOKEN_AND, TOKEN_OR, TOKEN_EQUAL, TOKEN_UNEQUAL, TOKEN_LESS, TOKEN_LESS_EQUAL, TOKEN_GREATER,
	TOKEN_GREATER_EQUAL, TOKEN_BAD
};
struct cel_lexer {
	const char *p, *start, *end;
	struct arena *a;        /* NULL: tokens without their content, for looking ahead */
	enum cel_token token;
	const char *from, *to;  /* of the token */
	struct str text;        /* names, as they stand in the source; the content of strings and bytes, NUL-terminated */
	uint64_t number;        /* of TOKEN_INT (unsigned magnitude) and TOKEN_UINT */
	double real;
	const char *wrong;      /* why TOKEN_BAD */
};
void cel_lex(struct cel_lexer *x); /* to the next token */
/* lex_string.c: a literal that begins at x->p (prefix included). */
void cel_lex_string(struct cel_lexer *x, bool raw, bool bytes);

#endif
