/* SPDX-License-Identifier: Apache-2.0 */
/* query.c: parses requests to the simulated cloud: parameters, and a simple part of Google's filter languages. */
#include "cloud.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *query_named(struct cloud *c, const char *query, const char *name, size_t nth)
{
	size_t n = strlen(name);
	for (const char *p = query; p && *p; p = strchr(p, '&') ? strchr(p, '&') + 1 : NULL)
		if (!strncmp(p, name, n) && p[n] == '=' && !nth--)
			return arena_strndup(c->a, p + n + 1, strcspn(p + n + 1, "&"));
	return NULL;
}

const char *query_decoded(struct cloud *c, const char *text)
{
	char *out = arena_alloc(c->a, strlen(text) + 1), *to = out;
	for (const char *p = text; *p; p++) {
		if (*p == '%' && isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2])) {
			*to++ = (char)strtol((char[]){ p[1], p[2], '\0' }, NULL, 16);
			p += 2;
		} else {
			*to++ = *p == '+' ? ' ' : *p;
		}
	}
	return out;
}

/* FIELD OPERATOR VALUE: returns the text after the term; stores the value without its quotes. */
static const char *read_term(struct cloud *c, const char *p, struct term *t)
{
	size_t field = strcspn(p, "=<>!:~ "), op, value;
	t->field = arena_strndup(c->a, p, field);
	p += field;
	p += strspn(p, " ");
	op = strspn(p, "=<>!:~");
	t->op = arena_strndup(c->a, p, op);
	p += op;
	p += strspn(p, " ");
	if (*p == '"') {
		char *to = arena_alloc(c->a, strlen(p) + 1);
		t->value = to;
		for (p++; *p && *p != '"'; p++) {
			p += *p == '\\' && p[1];
			*to++ = *p;
		}
		return p + (*p == '"');
	}
	value = strcspn(p, " \n)");
	t->value = arena_strndup(c->a, p, value);
	return p + value;
}

/* Terms joined by AND; parentheses are ignored. */
size_t query_terms(struct cloud *c, const char *filter, struct term *terms, size_t max)
{
	size_t n = 0;
	for (const char *p = filter; *p && n < max;) {
		p += strspn(p, " \n()");
		if (!strncmp(p, "--", 2)) { /* a comment */
			p += strcspn(p, "\n");
			continue;
		}
		if (!strncmp(p, "AND", 3) && isspace((unsigned char)p[3])) {
			p += 3;
			continue;
		}
		if (*p)
			p = read_term(c, p, &terms[n++]);
	}
	return n;
}
