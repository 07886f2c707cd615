/* SPDX-License-Identifier: Apache-2.0 */
/* func_regex.c: regular expressions. Source: cel-go ext/regex; matches is part of the language itself. */
#include "func.h"

#include <string.h>

enum { GROUPS = 10 }; /* \0 to \9 */

bool func_regex_takes_pattern(cel_fn *fn)
{
	return fn == func_matches || fn == func_regex_replace || fn == func_regex_extract || fn == func_regex_extract_all;
}

/* A constant pattern is compiled with the program, others now; release with let_go. Returns NULL with *error if the
 * pattern is invalid. */
static struct re *pattern_of(struct cel_context *c, struct str text, struct cel_value *error)
{
	char why[120];
	struct re *r = c->at->re ? c->at->re : re_new(text.p, text.n, why, sizeof(why));
	if (!r)
		*error = cel_fail(c, c->at, "invalid pattern: %s", why);
	return r;
}

static void let_go(const struct cel_context *c, struct re *r)
{
	if (r != c->at->re)
		re_free(r);
}

struct cel_value func_matches(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_value v;
	if (!func_strings(args, 2))
		return cel_no_overload(c, c->at, "matches", args, n);
	struct re *r = pattern_of(c, args[1].s, &v);
	if (!r)
		return v;
	v = cel_bool(re_matches(r, args[0].s.p, args[0].s.n));
	let_go(c, r);
	return v;
}

/* ---- Iterating over matches -------------------------------------------------------------------------------- */

struct matches {
	const struct re *re;
	struct str text;
	size_t pos, previous_end;
	struct str groups[GROUPS];
	size_t n_groups;
};

static struct matches matches_in(const struct re *r, struct str text)
{
	size_t groups = re_groups(r);
	return (struct matches){
		.re = r, .text = text, .previous_end = SIZE_MAX, .n_groups = groups < GROUPS ? groups + 1 : GROUPS
	};
}

static size_t character_at(struct str text, size_t at)
{
	size_t n = at < text.n;
	while (at + n < text.n && ((unsigned char)text.p[at + n] & 0xC0) == 0x80)
		n++;
	return n ? n : 1;
}

/* Finds the next match; groups[0] is the whole match. An empty match right after the previous one is skipped. The text
 * of each search counts toward the limit of steps. */
static bool next_match(struct cel_context *c, struct matches *m)
{
	while (m->pos <= m->text.n && !cel_over_budget(c)) {
		c->steps += 1 + (m->text.n - m->pos) / 2048;
		if (!re_find(m->re, m->text.p, m->text.n, m->pos, m->groups, m->n_groups))
			return false;
		size_t from = (size_t)(m->groups[0].p - m->text.p), end = from + m->groups[0].n;
		bool again = from == end && from == m->previous_end;
		m->pos = end == m->pos ? end + character_at(m->text, end) : end;
		m->previous_end = end;
		if (!again)
			return true;
	}
	return false;
}

/* ---- replace ------------------------------------------------------------------------------------------------ */

/* Returns an error if a replacement is invalid for a pattern with this many groups, else CEL_NULL. */
static struct cel_value check_replacement(struct cel_context *c, struct str by, size_t groups)
{
	for (size_t i = 0; i < by.n; i++) {
		if (by.p[i] != '\\')
			continue;
		char next = ++i < by.n ? by.p[i] : '\0';
		if (next != '\\' && (next < '0' || next > '9'))
			return cel_fail(c, c->at, "the replacement has a \\ that neither a digit nor another \\ follows");
		if (next != '\\' && (size_t)(next - '0') > groups)
			return cel_fail(c, c->at, "the replacement takes group %c, and the pattern has %zu", next, groups);
	}
	return (struct cel_value){ .kind = CEL_NULL };
}

struct cel_value func_regex_check_replacement(struct cel_context *c, struct str pattern, struct str by)
{
	struct cel_value v;
	struct re *r = pattern_of(c, pattern, &v);
	if (!r)
		return v;
	v = check_replacement(c, by, re_groups(r));
	let_go(c, r);
	return v;
}

static void put_replacement(const struct matches *m, struct str by, struct buf *out)
{
	for (size_t i = 0; i < by.n && !out->over; i++) {
		if (by.p[i] == '\\' && by.p[++i] != '\\')
			buf_put(out, m->groups[by.p[i] - '0'].p, m->groups[by.p[i] - '0'].n);
		else
			buf_putc(out, by.p[i]);
	}
}

/* The replacement is checked only if there is a match, as in cel-go. */
static struct cel_value replace(
	struct cel_context *c, const struct re *r, struct str text, struct str by, int64_t count)
{
	struct buf b = BUF_MAX(LIMIT_CEL_BYTES);
	struct matches m = matches_in(r, text);
	size_t done = 0;
	for (int64_t i = 0; !b.over && (count < 0 || i < count) && next_match(c, &m); i++) {
		struct cel_value wrong = { .kind = CEL_NULL };
		if (!i)
			wrong = check_replacement(c, by, re_groups(r));
		if (wrong.kind == CEL_ERROR) {
			buf_free(&b);
			return wrong;
		}
		size_t from = (size_t)(m.groups[0].p - text.p);
		buf_put(&b, text.p + done, from - done);
		put_replacement(&m, by, &b);
		done = from + m.groups[0].n;
	}
	buf_put(&b, text.p + done, text.n - done);
	struct cel_value v = b.over || !cel_room(c, b.n) || cel_over_budget(c)
		? cel_out_of_budget(c, c->at)
		: cel_string((struct str){ arena_strndup(c->a, buf_text(&b), b.n), b.n });
	buf_free(&b);
	return v;
}

struct cel_value func_regex_replace(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_value v;
	if (!func_strings(args, 3) || (n == 4 && args[3].kind != CEL_INT))
		return cel_no_overload(c, c->at, "regex.replace", args, n);
	if (n == 4 && !args[3].i)
		return args[0];
	struct re *r = pattern_of(c, args[1].s, &v);
	if (!r)
		return v;
	v = replace(c, r, args[0].s, args[2].s, n == 4 ? args[3].i : -1);
	let_go(c, r);
	return v;
}

/* ---- extract, extractAll ---------------------------------------------------------------------------------------- */

static struct re *one_group(struct cel_context *c, const struct cel_value *args, size_t n, struct cel_value *error)
{
	if (!func_strings(args, 2)) {
		*error = cel_no_overload(c, c->at, c->at->name.p, args, n);
		return NULL;
	}
	struct re *r = pattern_of(c, args[1].s, error);
	if (!r || re_groups(r) <= 1)
		return r;
	*error = cel_fail(c, c->at, "the pattern has %zu groups, and %s takes one at most: write the others as (?:...)",
		re_groups(r), c->at->name.p);
	let_go(c, r);
	return NULL;
}

/* Returns the capturing group if the pattern has one, else the whole match. An empty group counts as no match. */
static bool finding(const struct matches *m, struct cel_value *out)
{
	*out = cel_string(m->groups[m->n_groups - 1]);
	return m->n_groups == 1 || out->s.n;
}

struct cel_value func_regex_extract(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_value v;
	struct re *r = one_group(c, args, n, &v);
	if (!r)
		return v;
	struct matches m = matches_in(r, args[0].s);
	v = cel_optional(c, next_match(c, &m) && finding(&m, &v) ? &v : NULL);
	let_go(c, r);
	return v;
}

static struct cel_value findings(struct cel_context *c, const struct re *r, struct str text)
{
	struct cel_value *all = NULL, v;
	size_t n = 0, cap = 0;
	for (struct matches m = matches_in(r, text); next_match(c, &m);) {
		if (!finding(&m, &v))
			continue;
		all = arena_grow(c->a, all, n, &cap, sizeof(*all));
		all[n++] = v;
	}
	if (cel_over_budget(c) || !cel_room(c, n * sizeof(v)))
		return cel_out_of_budget(c, c->at);
	struct cel_list *l = cel_list_new(c, n);
	for (; l->n < n; l->n++)
		l->items[l->n] = all[l->n];
	return cel_list_value(l);
}

struct cel_value func_regex_extract_all(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_value v;
	struct re *r = one_group(c, args, n, &v);
	if (!r)
		return v;
	v = findings(c, r, args[0].s);
	let_go(c, r);
	return v;
}
