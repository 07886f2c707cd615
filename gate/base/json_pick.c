/* SPDX-License-Identifier: Apache-2.0 */
/* json_pick.c: of a large object's text the few members that are wanted; of the rest no value is made. */
#include "json_scan.h"

#include <string.h>

/* Over text that has been found to be JSON; end is kept to all the same. */
struct cursor {
	const char *p, *end;
};

static bool at(struct cursor *c, char want)
{
	while (c->p < c->end && (*c->p == ' ' || *c->p == '\t' || *c->p == '\r' || *c->p == '\n'))
		c->p++;
	return c->p < c->end && *c->p == want;
}

static void skip_string(struct cursor *c)
{
	for (c->p++; c->p < c->end && *c->p != '"'; c->p++)
		if (*c->p == '\\')
			c->p++;
	c->p = c->p < c->end ? c->p + 1 : c->end;
}

static void skip_value(struct cursor *c)
{
	size_t depth = 0;
	while (c->p < c->end) {
		char is = *c->p;
		if (!depth && (is == ',' || is == '}' || is == ']'))
			return;
		depth += is == '{' || is == '[';
		depth -= is == '}' || is == ']';
		if (is == '"')
			skip_string(c);
		else
			c->p++;
	}
}

/* A key with an escape is none of these, as no wanted one has any. */
static const struct json_wanted *wanted_as(const struct json_wanted *w, size_t n, struct str quoted)
{
	for (size_t i = 0; i < n; i++)
		if (quoted.n == strlen(w[i].key) + 2 && !memcmp(quoted.p + 1, w[i].key, quoted.n - 2))
			return &w[i];
	return NULL;
}

static void pick(struct cursor *c, const struct json_wanted *w, size_t n, struct buf *out);

static void put_member(struct cursor *c, struct str key, const struct json_wanted *w, struct buf *out)
{
	const char *value = c->p;
	buf_puts(out, buf_text(out)[out->n - 1] == '{' ? "" : ",");
	buf_put(out, key.p, key.n);
	buf_putc(out, ':');
	if (w->members) {
		pick(c, w->members, w->n, out);
	} else {
		skip_value(c);
		buf_put(out, value, (size_t)(c->p - value));
	}
}

/* Recurses as deep as what is wanted. */
static void pick(struct cursor *c, const struct json_wanted *w, size_t n, struct buf *out)
{
	buf_putc(out, '{');
	for (c->p++; c->p < c->end && !at(c, '}');) {
		if (at(c, ','))
			c->p++;
		at(c, '"');
		struct str key = { c->p, 0 };
		skip_string(c);
		key.n = (size_t)(c->p - key.p);
		if (at(c, ':'))
			c->p++;
		bool is_object = at(c, '{');
		const struct json_wanted *is = wanted_as(w, n, key);
		if (is && (is_object || !is->members))
			put_member(c, key, is, out);
		else
			skip_value(c);
	}
	c->p = c->p < c->end ? c->p + 1 : c->end;
	buf_putc(out, '}');
}

int json_parse_wanted(
	struct arena *a, struct str text, const struct json_wanted *w, size_t n, struct json **out, struct err *e)
{
	struct cursor c = { text.p, text.p + text.n };
	if (json_scan_form(text, false, LIMIT_JSON_NODES, e))
		return -1;
	if (!at(&c, '{'))
		return json_parse(a, text, out, e);
	struct buf few = BUF_MAX(text.n + 16);
	pick(&c, w, n, &few);
	int rc = json_parse(a, (struct str){ buf_text(&few), few.n }, out, e);
	buf_free(&few);
	return rc;
}
