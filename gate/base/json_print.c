/* SPDX-License-Identifier: Apache-2.0 */
/* json_print.c: prints JSON. The output depends on the value only, not on the locale. */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 32 }; /* members of an object; most objects have fewer */

/* CI systems read "##[" and "##vso[" anywhere in a log as a command. */
static bool begins_command(const char *p, size_t n)
{
	return n >= 3 && p[0] == '#' && p[1] == '#' && (p[2] == '[' || (n >= 6 && !memcmp(p + 2, "vso[", 4)));
}

static void put_string(struct buf *b, struct str s)
{
	static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
	buf_putc(b, '"');
	for (size_t i = 0, start = 0; i <= s.n; i++) {
		bool plain = i < s.n && (unsigned char)s.p[i] >= 0x20 && s.p[i] != '"' && s.p[i] != '\\' && s.p[i] != 0x7F &&
			!begins_command(s.p + i, s.n - i);
		if (plain)
			continue;
		buf_put(b, s.p + start, i - start);
		start = i + 1;
		if (i == s.n)
			break;
		const char *at = s.p[i] ? strchr(from, s.p[i]) : NULL;
		if (at)
			buf_printf(b, "\\%c", to[at - from]);
		else
			buf_printf(b, "\\u%04x", (unsigned)(unsigned char)s.p[i]);
	}
	buf_putc(b, '"');
}

/* The shortest of 15, 16 and 17 digits that reads back exactly; with a point, so that a double stays a double. */
static void put_double(struct buf *b, double d)
{
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, d);
		double back = strtod(text, NULL);
		if (!(back < d) && !(back > d))
			break;
	}
	for (char *p = text; *p; p++)
		if (*p == ',')
			*p = '.';
	buf_puts(b, text);
	if (!strpbrk(text, ".eEn"))
		buf_puts(b, ".0");
}

static void new_line(struct buf *b, enum json_style style, int depth)
{
	if (style == JSON_PRETTY)
		buf_printf(b, "\n%*s", 2 * depth, "");
}

static void put_value(struct buf *b, const struct json *v, enum json_style style, int depth);

static void put_member(struct buf *b, const char *key, const struct json *v, enum json_style style, int depth)
{
	new_line(b, style, depth);
	put_string(b, str_of(key));
	buf_puts(b, style == JSON_PRETTY ? ": " : ":");
	put_value(b, v, style, depth);
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct json_each *)a)->key, ((const struct json_each *)b)->key);
}

/* Insertion sort, which is fast if most members are in order; qsort if there are many. */
static void sort(struct json_each *all, size_t n)
{
	if (n > FEW)
		qsort(all, n, sizeof(*all), by_key);
	for (size_t i = 1; n <= FEW && i < n; i++) {
		struct json_each moved = all[i];
		size_t at = i;
		for (; at && by_key(&all[at - 1], &moved) > 0; at--)
			all[at] = all[at - 1];
		all[at] = moved;
	}
}

static void put_members_sorted(struct buf *b, const struct json *v, int depth)
{
	struct json_each few[FEW], *all = few;
	size_t n = json_size(v), i = 0;
	if (n > FEW && !(all = calloc(n, sizeof(*all))))
		abort();
	for (struct json_each it = json_each(v); i < n && json_next(&it);)
		all[i++] = it;
	n = i;
	sort(all, n);
	for (i = 0; i < n; i++) {
		if (i)
			buf_putc(b, ',');
		put_member(b, all[i].key, all[i].value, JSON_SORTED, depth);
	}
	if (all != few)
		free(all);
}

static void put_object(struct buf *b, const struct json *v, enum json_style style, int depth)
{
	bool first = true;
	buf_putc(b, '{');
	if (style == JSON_SORTED)
		put_members_sorted(b, v, depth + 1);
	for (struct json_each it = json_each(v); style != JSON_SORTED && json_next(&it); first = false) {
		if (!first)
			buf_putc(b, ',');
		put_member(b, it.key, it.value, style, depth + 1);
	}
	if (!first)
		new_line(b, style, depth);
	buf_putc(b, '}');
}

static void put_array(struct buf *b, const struct json *v, enum json_style style, int depth)
{
	size_t n = json_size(v);
	buf_putc(b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_putc(b, ',');
		new_line(b, style, depth + 1);
		put_value(b, json_item(v, i), style, depth + 1);
	}
	if (n)
		new_line(b, style, depth);
	buf_putc(b, ']');
}

static void put_value(struct buf *b, const struct json *v, enum json_style style, int depth)
{
	switch (json_kind(v)) {
	case JSON_NULL: buf_puts(b, "null"); break;
	case JSON_BOOL: buf_puts(b, json_is_true(v) ? "true" : "false"); break;
	case JSON_INT:
		if (json_int_is_big(v))
			buf_printf(b, "%llu", (unsigned long long)json_uint(v));
		else
			buf_printf(b, "%lld", (long long)json_int(v));
		break;
	case JSON_DOUBLE: put_double(b, json_double(v)); break;
	case JSON_STRING: put_string(b, json_text(v)); break;
	case JSON_ARRAY: put_array(b, v, style, depth); break;
	case JSON_OBJECT: put_object(b, v, style, depth); break;
	}
}

void json_print(const struct json *v, enum json_style style, struct buf *out)
{
	put_value(out, v, style, 0);
}
