/* SPDX-License-Identifier: Apache-2.0 */
/* came.c: describes a response in error messages: the sender, and the beginning of the body. */
#include "reach.h"
#include "../source.h"

#include <string.h>
#include <strings.h>

enum { HEADER_MAX = 60, WORDS_MAX = 120 };

/* Returns the whole text with secrets and anything that looks like a credential masked. Must be done before cutting. */
static const char *clean(struct question *q, struct str text)
{
	struct buf utf8 = BUF_MAX(4 * LIMIT_PROBE_BODY);
	text_put_utf8(&utf8, text);
	const char *whole = logging_masked(q->a, say_scrub_to(q->a, q->observations->log, buf_text(&utf8)));
	buf_free(&utf8);
	return whole;
}

/* Returns the text on one line, cut to at most max bytes. */
static const char *line(struct arena *a, const char *text, size_t max)
{
	struct buf b = BUF_MAX(2 * max);
	bool space = false;
	for (const char *p = text; *p && !b.over; p++) {
		bool blank = (unsigned char)*p <= ' ' || *p == 0x7F;
		if (!blank) {
			buf_puts(&b, space && b.n ? " " : "");
			buf_putc(&b, *p);
		}
		space = blank && b.n;
	}
	const char *one = text_cut_printable(a, (struct str){ buf_text(&b), b.n }, max);
	buf_free(&b);
	return one;
}

/* Returns the text of a page without tags, styles and scripts. */
static const char *without_tags(struct arena *a, const char *html)
{
	static const char *const unread[] = { "style", "script" };
	struct buf b = BUF_MAX(4 * LIMIT_PROBE_BODY);
	for (const char *p = html; *p;) {
		if (*p != '<') {
			buf_putc(&b, *p++);
			continue;
		}
		const char *end = NULL;
		for (size_t i = 0; i < COUNTOF(unread) && !end; i++)
			if (!strncasecmp(p + 1, unread[i], strlen(unread[i])))
				end = strcasestr(p, arena_printf(a, "</%s", unread[i]));
		end = strchr(end ? end : p, '>');
		buf_putc(&b, ' ');
		p = end ? end + 1 : p + strlen(p);
	}
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

const char *reach_came_by(struct question *q, const struct http_answer *came)
{
	static const char *const names[] = { "server", "via" };
	struct buf b = BUF_MAX(1024);
	for (size_t i = 0; i < COUNTOF(names); i++) {
		const char *value = http_header_of(came, names[i]);
		if (value && *value)
			buf_printf(&b, "%s%s: %s", b.n ? "; " : "", names[i], line(q->a, clean(q, str_of(value)), HEADER_MAX));
	}
	const char *text = b.n ? arena_printf(q->a, " (%s)", buf_text(&b)) : "";
	buf_free(&b);
	return text;
}

const char *reach_came_said(struct question *q, const struct http_answer *came)
{
	const char *type = http_header_of(came, "content-type");
	if (!came->body.n || memchr(came->body.p, '\0', came->body.n)) /* binary */
		return "";
	const char *text = clean(q, came->body);
	if (type && strcasestr(type, "html"))
		text = without_tags(q->a, text);
	text = line(q->a, text, WORDS_MAX);
	return *text ? arena_printf(q->a, ": %s", text) : "";
}
