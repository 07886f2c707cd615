/* SPDX-License-Identifier: Apache-2.0 */
/* conf_scalar.c: what a plain scalar is in the core schema of YAML 1.2: `yes`, `no`, `on` and `off` are strings. */
#include "conf_node.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(text, *words))
			return true;
	return false;
}

/* [-+]?[0-9]+, 0o[0-7]+ or 0x[0-9a-fA-F]+. Returns the base; 0: none of these. */
static int base_of(const char *text)
{
	if (!strncmp(text, "0o", 2))
		return text[2] && strspn(text + 2, "01234567") == strlen(text + 2) ? 8 : 0;
	if (!strncmp(text, "0x", 2))
		return text[2] && strspn(text + 2, "0123456789abcdefABCDEF") == strlen(text + 2) ? 16 : 0;
	text += *text == '-' || *text == '+';
	return *text && strspn(text, "0123456789") == strlen(text) ? 10 : 0;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool is_decimal(const char *p)
{
	p += *p == '-' || *p == '+';
	size_t whole = strspn(p, "0123456789"), fraction = 0;
	p += whole;
	if (*p == '.') {
		fraction = strspn(++p, "0123456789");
		p += fraction;
	}
	if (!whole && !fraction)
		return false;
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '-' || *p == '+';
		size_t n = strspn(p, "0123456789");
		if (!n)
			return false;
		p += n;
	}
	return !*p;
}

static bool is_special(const char *text)
{
	static const char *const words[] = { ".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF", "+.inf", "+.Inf", "+.INF",
		".nan", ".NaN", ".NAN", NULL };
	return is_one_of(text, words);
}

int conf_scalar(struct arena *a, const char *plain, enum conf_node_kind *kind, const char **out, const char **why)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const yes[] = { "true", "True", "TRUE", NULL };
	static const char *const no[] = { "false", "False", "FALSE", NULL };
	int base = base_of(plain);
	*out = plain;
	*kind = NODE_STRING;
	errno = 0;
	if (is_one_of(plain, nulls)) {
		*kind = NODE_NULL;
	} else if (is_one_of(plain, yes) || is_one_of(plain, no)) {
		*kind = NODE_BOOL;
		*out = is_one_of(plain, yes) ? "true" : "false";
	} else if (base) {
		*kind = NODE_INT;
		*out = arena_printf(a, "%lld", strtoll(base == 10 ? plain : plain + 2, NULL, base));
	} else if (is_decimal(plain) || is_special(plain)) {
		*kind = NODE_FLOAT;
		if (is_special(plain) || !isfinite(strtod(plain, NULL)))
			errno = ERANGE;
		else
			errno = 0; /* a number that is close to 0 becomes 0 */
	}
	*why = "a number is out of range";
	return errno == ERANGE ? -1 : 0;
}
