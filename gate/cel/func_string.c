/* SPDX-License-Identifier: Apache-2.0 */
/* func_string.c: the extension for strings; indexes count code points. Source: cel-go ext/strings. */
#include "func.h"

#include <string.h>

bool func_strings(const struct cel_value *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (args[i].kind != CEL_STRING)
			return false;
	return true;
}

/* The offset in bytes of code point i; i may be the number of code points (the end). SIZE_MAX: out of range. */
static size_t byte_of(struct str s, int64_t i)
{
	size_t at = 0;
	for (; i > 0 && at < s.n; i--)
		for (at++; at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80; at++)
			;
	return i == 0 ? at : SIZE_MAX;
}

static int64_t points(struct str s)
{
	int64_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

static struct cel_value out_of_range(struct cel_context *c, int64_t i)
{
	return cel_fail(c, c->at, "index out of range: %lld", (long long)i);
}

struct cel_value func_char_at(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_STRING || args[1].kind != CEL_INT)
		return cel_no_overload(c, c->at, "charAt", args, n);
	size_t at = args[1].i < 0 ? SIZE_MAX : byte_of(args[0].s, args[1].i);
	if (at == SIZE_MAX)
		return out_of_range(c, args[1].i);
	struct str rest = { args[0].s.p + at, args[0].s.n - at };
	return cel_string((struct str){ rest.p, rest.n ? byte_of(rest, 1) : 0 });
}

static int64_t find(struct str s, struct str what, int64_t from)
{
	size_t at = byte_of(s, from);
	const char *p = what.n ? memmem(s.p + at, s.n - at, what.p, what.n) : s.p + at;
	return p ? points((struct str){ s.p, (size_t)(p - s.p) }) : -1;
}

struct cel_value func_index_of(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (!func_strings(args, 2) || (n == 3 && args[2].kind != CEL_INT))
		return cel_no_overload(c, c->at, "indexOf", args, n);
	int64_t from = n == 3 ? args[2].i : 0;
	if (from < 0 || from > points(args[0].s))
		return out_of_range(c, from);
	return cel_int(find(args[0].s, args[1].s, from));
}

/* The last position of `what` at or before `last`, in bytes; SIZE_MAX: none. */
static size_t find_last(struct cel_context *c, struct str s, struct str what, size_t last)
{
	size_t end = s.n < what.n ? 0 : last > s.n - what.n ? s.n - what.n + 1 : last + 1;
	while (end && what.n) {
		const char *p = memrchr(s.p, what.p[0], end);
		if (!p || !memcmp(p, what.p, what.n))
			return p ? (size_t)(p - s.p) : SIZE_MAX;
		end = (size_t)(p - s.p);
		c->steps += 1 + what.n / 64;
		if (cel_over_budget(c))
			return SIZE_MAX;
	}
	return end && !what.n ? end - 1 : SIZE_MAX;
}

struct cel_value func_last_index_of(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (!func_strings(args, 2) || (n == 3 && args[2].kind != CEL_INT))
		return cel_no_overload(c, c->at, "lastIndexOf", args, n);
	struct str s = args[0].s;
	if (n == 3 && (args[2].i < 0 || args[2].i > points(s)))
		return out_of_range(c, args[2].i);
	size_t at = find_last(c, s, args[1].s, n == 3 ? byte_of(s, args[2].i) : s.n);
	if (cel_over_budget(c))
		return cel_out_of_budget(c, c->at);
	return cel_int(at == SIZE_MAX ? -1 : points((struct str){ s.p, at }));
}

struct cel_value func_substring(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_STRING || args[1].kind != CEL_INT || (n == 3 && args[2].kind != CEL_INT))
		return cel_no_overload(c, c->at, "substring", args, n);
	int64_t size = points(args[0].s), from = args[1].i, to = n == 3 ? args[2].i : size;
	if (from < 0 || from > size)
		return out_of_range(c, from);
	if (to < from || to > size)
		return out_of_range(c, to);
	size_t begin = byte_of(args[0].s, from), end = byte_of(args[0].s, to);
	return cel_string((struct str){ args[0].s.p + begin, end - begin });
}

static struct cel_value fold(struct cel_context *c, const struct cel_value *args, char from, char to)
{
	char *p = arena_strndup(c->a, args[0].s.p, args[0].s.n);
	for (size_t i = 0; i < args[0].s.n; i++)
		if (p[i] >= from && p[i] <= from + 25)
			p[i] = (char)(p[i] - from + to);
	return cel_string((struct str){ p, args[0].s.n });
}

struct cel_value func_lower_ascii(struct cel_context *c, const struct cel_value *args, size_t n)
{
	return func_strings(args, 1) ? fold(c, args, 'A', 'a') : cel_no_overload(c, c->at, "lowerAscii", args, n);
}

struct cel_value func_upper_ascii(struct cel_context *c, const struct cel_value *args, size_t n)
{
	return func_strings(args, 1) ? fold(c, args, 'a', 'A') : cel_no_overload(c, c->at, "upperAscii", args, n);
}

static struct cel_value taken(struct cel_context *c, struct buf *b)
{
	struct cel_value v = b->over || !cel_room(c, b->n)
		? cel_fail(c, c->at, "the text becomes too large")
		: cel_string((struct str){ arena_strndup(c->a, buf_text(b), b->n), b->n });
	buf_free(b);
	return v;
}

/* The length of the code point at s. */
static size_t step_of(struct str s, size_t at)
{
	return byte_of((struct str){ s.p + at, s.n - at }, 1);
}

struct cel_value func_replace(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (!func_strings(args, 3) || (n == 4 && args[3].kind != CEL_INT))
		return cel_no_overload(c, c->at, "replace", args, n);
	struct str s = args[0].s, from = args[1].s, to = args[2].s;
	struct buf b = BUF_MAX(LIMIT_CEL_BYTES);
	int64_t left = n == 4 && args[3].i >= 0 ? args[3].i : INT64_MAX;
	for (size_t at = 0; at <= s.n;) {
		bool here = left > 0 && s.n - at >= from.n && !memcmp(s.p + at, from.p, from.n);
		if (here) {
			buf_put(&b, to.p, to.n);
			left--;
			at += from.n;
		}
		if (here && from.n)
			continue;
		if (at == s.n)
			break;
		size_t one = step_of(s, at);
		buf_put(&b, s.p + at, one);
		at += one;
	}
	return taken(c, &b);
}

/* The end of the part that begins at from; NULL: it is the last part. */
static const char *part_end(struct str s, struct str by, size_t from)
{
	if (by.n)
		return memmem(s.p + from, s.n - from, by.p, by.n);
	size_t one = from < s.n ? step_of(s, from) : 0;
	return from + one < s.n ? s.p + from + one : NULL;
}

/* Splits into l, at most so many parts. If l is NULL, only counts them. */
static size_t split(struct str s, struct str by, int64_t most, struct cel_list *l)
{
	size_t from = 0, n = 0;
	const char *end = most && (by.n || s.n) ? s.p : NULL;
	while (end) {
		end = (int64_t)n + 1 < most ? part_end(s, by, from) : NULL;
		struct str part = { s.p + from, end ? (size_t)(end - s.p) - from : s.n - from };
		if (l)
			l->items[l->n++] = cel_string(part);
		from += part.n + by.n;
		n++;
	}
	return n;
}

struct cel_value func_split(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (!func_strings(args, 2) || (n == 3 && args[2].kind != CEL_INT))
		return cel_no_overload(c, c->at, "split", args, n);
	int64_t most = n == 3 && args[2].i >= 0 ? args[2].i : INT64_MAX;
	size_t count = split(args[0].s, args[1].s, most, NULL);
	if (!cel_room(c, count * sizeof(struct cel_value)))
		return cel_out_of_budget(c, c->at);
	struct cel_list *l = cel_list_new(c, count);
	split(args[0].s, args[1].s, most, l);
	return cel_list_value(l);
}

struct cel_value func_join(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct buf b = BUF_MAX(LIMIT_CEL_BYTES);
	if (args[0].kind != CEL_LIST || (n == 2 && args[1].kind != CEL_STRING))
		return cel_no_overload(c, c->at, "join", args, n);
	for (size_t i = 0; i < cel_size(&args[0]); i++) {
		struct cel_value one = cel_item(&args[0], i);
		if (one.kind != CEL_STRING) {
			buf_free(&b);
			return one.kind == CEL_ERROR ? one : cel_no_overload(c, c->at, "join", args, n);
		}
		if (i && n == 2)
			buf_put(&b, args[1].s.p, args[1].s.n);
		buf_put(&b, one.s.p, one.s.n);
	}
	return taken(c, &b);
}

struct cel_value func_reverse(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind == CEL_LIST)
		return func_list_reverse(c, &args[0]);
	if (!func_strings(args, 1))
		return cel_no_overload(c, c->at, "reverse", args, n);
	struct str s = args[0].s;
	char *out = arena_alloc(c->a, s.n + 1);
	for (size_t at = 0; at < s.n;) {
		size_t one = step_of(s, at);
		memcpy(out + s.n - at - one, s.p + at, one);
		at += one;
	}
	return cel_string((struct str){ out, s.n });
}

/* The number of bytes of white space (Unicode's White_Space) at s. */
static size_t space_at(const char *p, size_t n)
{
	static const char *const wide[] = { "\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
		"\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88",
		"\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
		"\xe3\x80\x80" };
	if (n && (*p == ' ' || (*p >= '\t' && *p <= '\r')))
		return 1;
	for (size_t i = 0; i < COUNTOF(wide); i++)
		if (n >= strlen(wide[i]) && !memcmp(p, wide[i], strlen(wide[i])))
			return strlen(wide[i]);
	return 0;
}

struct cel_value func_trim(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (!func_strings(args, 1))
		return cel_no_overload(c, c->at, "trim", args, n);
	struct str s = args[0].s;
	for (size_t w; (w = space_at(s.p, s.n)) > 0; s.p += w, s.n -= w)
		;
	for (size_t w = 1; w <= 3; w++)
		if (s.n >= w && space_at(s.p + s.n - w, w) == w) {
			s.n -= w;
			w = 0;
		}
	return cel_string(s);
}

struct cel_value func_quote(struct cel_context *c, const struct cel_value *args, size_t n)
{
	static const char from[] = "\a\b\f\n\r\t\v\\\"", to[] = "abfnrtv\\\"";
	struct buf b = BUF_MAX(LIMIT_CEL_BYTES);
	if (!func_strings(args, 1))
		return cel_no_overload(c, c->at, "strings.quote", args, n);
	buf_putc(&b, '"');
	for (size_t i = 0; i < args[0].s.n; i++) {
		char ch = args[0].s.p[i];
		const char *at = ch ? strchr(from, ch) : NULL;
		if (at)
			buf_printf(&b, "\\%c", to[at - from]);
		else
			buf_putc(&b, ch);
	}
	buf_putc(&b, '"');
	return taken(c, &b);
}
