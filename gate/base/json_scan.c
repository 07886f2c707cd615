/* SPDX-License-Identifier: Apache-2.0 */
/* json_scan.c: accepts exactly RFC 8259 before json-c sees the text. json-c accepts duplicate keys, NaN and single
 * quotes, clamps large integers and cuts keys at U+0000. Iterative: the nesting is an array, not the call stack. */
#include "json_scan.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct key {
	uint64_t hash;
	uint32_t at, n;
};

struct scan {
	const char *p, *end, *start;
	struct err *e;
	struct json_fault *fault; /* or NULL */
	size_t depth, nodes, nodes_max;
	struct {
		bool object;
		size_t keys;
	} open[LIMIT_JSON_DEPTH + 1]; /* keys: of those around it, before its own */
	struct key *keys;             /* of the objects that are open, if they are to be compared */
	size_t n_keys, cap_keys;
	bool compares, takes_nul, failed;
};

static bool fail(struct scan *s, const char *what)
{
	size_t line = 1, column = 1;
	for (const char *q = s->start; q < s->p && q < s->end; q++) {
		column = *q == '\n' ? 1 : column + 1;
		line += *q == '\n';
	}
	if (!s->failed && s->fault)
		*s->fault = (struct json_fault){ line, column, what };
	if (!s->failed)
		err_set(s->e, ERR_MALFORMED, "not JSON: line %zu column %zu: %s", line, column, what);
	s->failed = true;
	return false;
}

static void skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

static bool is_digit(const struct scan *s)
{
	return s->p < s->end && *s->p >= '0' && *s->p <= '9';
}

static bool digits(struct scan *s)
{
	if (!is_digit(s))
		return false;
	while (is_digit(s))
		s->p++;
	return true;
}

static bool number_in_range(struct scan *s, const char *from, bool whole)
{
	char text[JSON_NUMBER_MAX];
	size_t n = (size_t)(s->p - from);
	if (n >= sizeof(text))
		return fail(s, "the number has more than 511 digits");
	memcpy(text, from, n);
	text[n] = '\0';
	errno = 0;
	if (whole) {
		if (text[0] == '-')
			(void)strtoll(text, NULL, 10);
		else
			(void)strtoull(text, NULL, 10);
		return errno == ERANGE ? fail(s, "the whole number does not fit 64 bits") : true;
	}
	double d = strtod(text, NULL);
	return isfinite(d) ? true : fail(s, "the number is too large");
}

static bool scan_number(struct scan *s)
{
	const char *from = s->p;
	bool whole = true;
	if (*s->p == '-')
		s->p++;
	bool zero = s->p < s->end && *s->p == '0';
	if (zero)
		s->p++;
	else if (!digits(s))
		return fail(s, "expected a value");
	if (zero && is_digit(s))
		return fail(s, "a number must not begin with 0");
	if (s->p < s->end && *s->p == '.') {
		whole = false;
		s->p++;
		if (!digits(s))
			return fail(s, "expected a digit after the point");
	}
	if (s->p < s->end && (*s->p == 'e' || *s->p == 'E')) {
		whole = false;
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		if (!digits(s))
			return fail(s, "expected a digit in the exponent");
	}
	return number_in_range(s, from, whole);
}

static int hex4(struct scan *s)
{
	int v = 0;
	for (int i = 0; i < 4; i++, s->p++) {
		char c = s->p < s->end ? *s->p : '\0';
		int d = c >= '0' && c <= '9' ? c - '0'
			: c >= 'a' && c <= 'f'   ? c - 'a' + 10
			: c >= 'A' && c <= 'F'   ? c - 'A' + 10
									 : -1;
		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v;
}

static bool scan_unicode(struct scan *s)
{
	int hi = hex4(s);
	if (hi < 0)
		return fail(s, "expected four hex digits after \\u");
	if (hi == 0 && !s->takes_nul)
		return fail(s, "U+0000 is not supported");
	if (hi >= 0xDC00 && hi < 0xE000)
		return fail(s, "a lone low surrogate");
	if (hi < 0xD800 || hi >= 0xE000)
		return true;
	if (s->end - s->p < 2 || s->p[0] != '\\' || s->p[1] != 'u')
		return fail(s, "a lone high surrogate");
	s->p += 2;
	int lo = hex4(s);
	return lo >= 0xDC00 && lo < 0xE000 ? true : fail(s, "a lone high surrogate");
}

static bool scan_escape(struct scan *s)
{
	s->p++;
	char c = s->p < s->end ? *s->p : '\0';
	if (!c || !strchr("\"\\/bfnrtu", c))
		return fail(s, "an unknown escape");
	s->p++;
	return c == 'u' ? scan_unicode(s) : true;
}

static bool scan_string(struct scan *s)
{
	const char *from = ++s->p;
	while (s->p < s->end && *s->p != '"') {
		if ((unsigned char)*s->p < 0x20)
			return fail(s, "a control character in a string");
		if (*s->p != '\\')
			s->p++;
		else if (!scan_escape(s))
			return false;
	}
	if (s->p >= s->end)
		return fail(s, "the text ends inside a string");
	if (!text_utf8_valid(from, (size_t)(s->p - from)))
		return fail(s, "a string is not valid UTF-8");
	s->p++;
	return true;
}

static bool scan_word(struct scan *s)
{
	static const char *const words[] = { "true", "false", "null" };
	for (size_t i = 0; i < COUNTOF(words); i++) {
		size_t n = strlen(words[i]);
		if ((size_t)(s->end - s->p) >= n && !memcmp(s->p, words[i], n)) {
			s->p += n;
			return true;
		}
	}
	return fail(s, "expected a value");
}

/* FNV-1a of the key as written. Keys that are equal only without their escapes are found by json.c. */
static void remember_key(struct scan *s, const char *from, size_t n)
{
	if (s->n_keys == s->cap_keys) {
		s->cap_keys = s->cap_keys ? 2 * s->cap_keys : 256;
		s->keys = realloc(s->keys, s->cap_keys * sizeof(*s->keys));
		if (!s->keys)
			abort();
	}
	uint64_t h = 1469598103934665603u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)from[i]) * 1099511628211u;
	s->keys[s->n_keys++] = (struct key){ h, (uint32_t)(from - s->start), (uint32_t)n };
}

static bool scan_key(struct scan *s)
{
	skip_space(s);
	if (s->p >= s->end || *s->p != '"')
		return fail(s, "expected a key in double quotes");
	const char *from = s->p + 1;
	if (!scan_string(s))
		return false;
	if (s->compares)
		remember_key(s, from, (size_t)(s->p - 1 - from));
	skip_space(s);
	if (s->p >= s->end || *s->p != ':')
		return fail(s, "expected ':'");
	s->p++;
	return true;
}

/* Reads a value or the beginning of one. *opened: it is the beginning of a non-empty object or array. */
static bool scan_value(struct scan *s, bool *opened)
{
	*opened = false;
	skip_space(s);
	if (s->p >= s->end)
		return fail(s, "the text ends where a value should be");
	if (++s->nodes > s->nodes_max) {
		fail(s, "too many values");
		s->e->code = ERR_LIMIT;
		return false;
	}
	char c = *s->p;
	if (c == '"')
		return scan_string(s);
	if (c == '-' || (c >= '0' && c <= '9'))
		return scan_number(s);
	if (c != '{' && c != '[')
		return scan_word(s);
	if (s->depth == LIMIT_JSON_DEPTH)
		return fail(s, "nested too deeply");
	s->p++;
	s->depth++;
	s->open[s->depth].object = c == '{';
	s->open[s->depth].keys = s->n_keys;
	skip_space(s);
	if (s->p < s->end && *s->p == (c == '{' ? '}' : ']')) {
		s->p++;
		s->depth--;
		return true;
	}
	*opened = true;
	return c == '{' ? scan_key(s) : true;
}

static int by_hash(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* At the end of an object: of its keys, which are the last, none stands twice. They are forgotten. */
static bool keys_differ(struct scan *s, size_t from)
{
	size_t n = s->n_keys - from;
	struct key *keys = s->keys + from;
	s->n_keys = from;
	if (n > 1)
		qsort(keys, n, sizeof(*keys), by_hash);
	for (size_t i = 1; i < n; i++) {
		const struct key *a = &keys[i - 1], *b = &keys[i];
		if (a->hash == b->hash && a->n == b->n && !memcmp(s->start + a->at, s->start + b->at, a->n)) {
			s->p = s->start + b->at;
			return fail(s, "duplicate key in an object");
		}
	}
	return true;
}

/* After a value: reads the closing brackets. *more: another value follows. */
static bool scan_after(struct scan *s, bool *more)
{
	while (s->depth) {
		bool in_object = s->open[s->depth].object;
		skip_space(s);
		if (s->p >= s->end)
			return fail(s, "the text ends inside an object or array");
		char c = *s->p;
		if (c == ',') {
			s->p++;
			*more = true;
			return in_object ? scan_key(s) : true;
		}
		if (c != (in_object ? '}' : ']'))
			return fail(s, in_object ? "expected ',' or '}'" : "expected ',' or ']'");
		s->p++;
		if (in_object && !keys_differ(s, s->open[s->depth].keys))
			return false;
		s->depth--;
	}
	*more = false;
	return true;
}

static bool scan_document(struct scan *s)
{
	bool more = true, opened;
	while (more) {
		if (!scan_value(s, &opened))
			return false;
		if (!opened && !scan_after(s, &more))
			return false;
	}
	skip_space(s);
	return s->p == s->end || fail(s, "text after the end of the value");
}

static int scan(
	struct str text, bool compares, bool takes_nul, size_t nodes_max, struct json_fault *fault, struct err *e)
{
	struct scan s = { .p = text.p,
		.start = text.p,
		.end = text.p + text.n,
		.e = e,
		.fault = fault,
		.compares = compares,
		.takes_nul = takes_nul,
		.nodes_max = nodes_max };
	const char *foreign = text_foreign_encoding(text);
	if (text.n > UINT32_MAX)
		return err_set(e, ERR_LIMIT, "unsupported JSON: larger than 4 GiB");
	if (foreign)
		return err_set(
			e, ERR_MALFORMED, "not JSON: it begins with %s; JSON is UTF-8 without a byte order mark", foreign);
	bool ok = scan_document(&s);
	free(s.keys);
	return ok ? 0 : -1;
}

int json_scan_form(struct str text, bool takes_nul, size_t nodes_max, struct err *e)
{
	return scan(text, false, takes_nul, nodes_max, NULL, e);
}

int json_scan(struct str text, struct err *e)
{
	return scan(text, true, false, LIMIT_JSON_NODES, NULL, e);
}

int json_scan_at(struct str text, struct json_fault *out)
{
	struct err e;
	*out = (struct json_fault){ 1, 1, "cannot be read" };
	return scan(text, false, false, LIMIT_JSON_NODES, out, &e);
}
