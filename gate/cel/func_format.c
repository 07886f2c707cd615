/* SPDX-License-Identifier: Apache-2.0 */
/* func_format.c: string.format(list) with %s %d %f %e %b %o %x %X %%. NaN and Infinity are written as words. Source:
 * cel-go ext/strings. */
#include "func.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *special(double d)
{
	return isnan(d) ? "NaN" : isinf(d) ? (d > 0 ? "Infinity" : "-Infinity") : NULL;
}

static bool put_text(struct cel_context *c, struct buf *b, const struct cel_value *v);

/* The members of a map, sorted by the text of their keys. */
static bool put_map(struct cel_context *c, struct buf *b, const struct cel_value *v)
{
	size_t n = 0;
	const char **all = ARENA_ARRAY(c->a, const char *, cel_size(v) + 1);
	for (struct cel_each it = cel_each(v); cel_next(&it);) {
		struct buf one = BUF_MAX(LIMIT_CEL_BYTES);
		bool ok = put_text(c, &one, &it.key);
		buf_puts(&one, ": ");
		ok = ok && put_text(c, &one, &it.value);
		all[n++] = arena_strndup(c->a, buf_text(&one), one.n);
		buf_free(&one);
		if (!ok)
			return false;
	}
	qsort(all, n, sizeof(*all), text_order);
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s%s", i ? ", " : "", all[i]);
	return true;
}

static bool put_text(struct cel_context *c, struct buf *b, const struct cel_value *v)
{
	struct cel_value s;
	switch ((enum cel_kind)v->kind) {
	case CEL_NULL: buf_puts(b, "null"); return true;
	case CEL_DOUBLE:
		if (special(v->d)) {
			buf_puts(b, special(v->d));
			return true;
		}
		break;
	case CEL_TYPE: buf_put(b, v->s.p, v->s.n); return true;
	case CEL_LIST:
		buf_putc(b, '[');
		for (size_t i = 0; i < cel_size(v); i++) {
			s = cel_item(v, i);
			buf_puts(b, i ? ", " : "");
			if (!put_text(c, b, &s))
				return false;
		}
		buf_putc(b, ']');
		return true;
	case CEL_MAP:
		buf_putc(b, '{');
		if (!put_map(c, b, v))
			return false;
		buf_putc(b, '}');
		return true;
	case CEL_ERROR:
	case CEL_BOOL:
	case CEL_INT:
	case CEL_UINT:
	case CEL_STRING:
	case CEL_BYTES:
	case CEL_TIMESTAMP:
	case CEL_DURATION:
	case CEL_OPTIONAL:
	case CEL_IP:
	case CEL_CIDR:
	case CEL_UNHELD:
	case CEL__COUNT: break;
	}
	s = func_string(c, v, 1);
	if (s.kind == CEL_STRING)
		buf_put(b, s.s.p, s.s.n);
	return s.kind == CEL_STRING;
}

static bool put_decimal(struct buf *b, const struct cel_value *v)
{
	if (v->kind == CEL_INT)
		buf_printf(b, "%lld", (long long)v->i);
	else if (v->kind == CEL_UINT)
		buf_printf(b, "%llu", (unsigned long long)v->u);
	else if (special(v->d))
		buf_puts(b, special(v->d));
	else
		return false;
	return true;
}

static bool put_floating(struct buf *b, const struct cel_value *v, char verb, int precision)
{
	double d = v->kind == CEL_DOUBLE ? v->d : v->kind == CEL_INT ? (double)v->i : (double)v->u;
	if (special(d))
		buf_puts(b, special(d));
	else if (verb == 'f')
		buf_printf(b, "%.*f", precision, d);
	else
		buf_printf(b, "%.*e", precision, d);
	return true;
}

/* In base 2, 8 or 16: the sign, then the digits of the absolute value. */
static bool put_based(struct buf *b, const struct cel_value *v, unsigned base, bool upper)
{
	char digits[64];
	size_t n = sizeof(digits);
	uint64_t u = v->kind == CEL_INT ? (v->i < 0 ? 0 - (uint64_t)v->i : (uint64_t)v->i)
		: v->kind == CEL_UINT       ? v->u
									: (uint64_t)v->b;
	do
		digits[--n] = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[u % base];
	while (u /= base);
	if (v->kind == CEL_INT && v->i < 0)
		buf_putc(b, '-');
	buf_put(b, digits + n, sizeof(digits) - n);
	return true;
}

static bool put_hex(struct buf *b, const struct cel_value *v, bool upper)
{
	if (v->kind != CEL_STRING && v->kind != CEL_BYTES)
		return put_based(b, v, 16, upper);
	for (size_t i = 0; i < v->s.n; i++)
		buf_printf(b, upper ? "%02X" : "%02x", (unsigned)(unsigned char)v->s.p[i]);
	return true;
}

/* ---- Clauses ------------------------------------------------------------------------------------------ */

cel_kinds func_format_takes(char verb)
{
	const cel_kinds whole = CEL_KIND(CEL_INT) | CEL_KIND(CEL_UINT);
	switch (verb) {
	case 's': return CEL_ANY & ~CEL_KIND(CEL_OPTIONAL);
	case 'd': /* of doubles only NaN and the infinities */
	case 'f':
	case 'e': return CEL_NUMBERS;
	case 'b': return whole | CEL_KIND(CEL_BOOL);
	case 'o': return whole;
	case 'x':
	case 'X': return whole | CEL_KIND(CEL_STRING) | CEL_KIND(CEL_BYTES);
	default: return 0;
	}
}

static bool put_clause(struct cel_context *c, struct buf *b, char verb, int precision, const struct cel_value *v)
{
	if (!(func_format_takes(verb) & CEL_KIND(v->kind)))
		return false;
	switch (verb) {
	case 's': return put_text(c, b, v);
	case 'd': return put_decimal(b, v);
	case 'f':
	case 'e': return put_floating(b, v, verb, precision);
	case 'b': return put_based(b, v, 2, false);
	case 'o': return put_based(b, v, 8, false);
	default: return put_hex(b, v, verb == 'X');
	}
}

/* Reads a clause after its '%'. */
static const char *read_clause(const char **p, const char *end, struct func_clause *out)
{
	out->precision = 6;
	if (*p < end && **p == '.') {
		const char *digits = ++*p;
		for (out->precision = 0; *p < end && **p >= '0' && **p <= '9' && out->precision < 1000; ++*p)
			out->precision = out->precision * 10 + (**p - '0');
		if (*p == digits)
			return "a precision without digits";
	}
	if (*p == end)
		return "the format ends in a %";
	out->verb = *(*p)++;
	return NULL;
}

bool func_format_next(const char **p, const char *end, struct buf *out, struct func_clause *clause, const char **wrong)
{
	for (; *p < end; ++*p) {
		if (**p == '%' && (*p + 1 == end || (*p)[1] != '%')) {
			++*p;
			*wrong = read_clause(p, end, clause);
			return !*wrong;
		}
		*p += **p == '%'; /* "%%" is a '%' */
		if (out)
			buf_putc(out, **p);
	}
	return false;
}

struct cel_value func_format(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct buf b = BUF_MAX(LIMIT_CEL_BYTES);
	struct func_clause clause;
	const char *wrong = NULL;
	if (args[0].kind != CEL_STRING || args[1].kind != CEL_LIST)
		return cel_no_overload(c, c->at, "format", args, n);
	const char *p = args[0].s.p, *end = p + args[0].s.n;
	for (size_t used = 0; !wrong && func_format_next(&p, end, &b, &clause, &wrong); used++) {
		if (used == cel_size(&args[1])) {
			wrong = "the format asks for more values than there are";
			break;
		}
		struct cel_value v = cel_item(&args[1], used);
		if (v.fact && v.kind == CEL_DOUBLE) /* a fact such as 100.0 */
			cel_fact_as(&v, CEL_INT);
		if (!put_clause(c, &b, clause.verb, clause.precision, &v))
			wrong = "a clause does not fit its value";
	}
	if (!wrong && b.over)
		wrong = "the text becomes too large";
	struct cel_value v = wrong ? cel_fail(c, c->at, "%s", wrong)
							   : cel_string((struct str){ arena_strndup(c->a, buf_text(&b), b.n), b.n });
	buf_free(&b);
	return v;
}
