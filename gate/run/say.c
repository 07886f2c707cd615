/* SPDX-License-Identifier: Apache-2.0 */
/* say.c: what a run says on the way: the timeline, notes for the end, lines for people; and the words for how it
 * ends. */
#include "say.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { READER_MS = 10 * 1000 }; /* after a run the reader of its lines is waited for so long */

enum { SCRUBBED_MAX = 4 * 1024 * 1024, SAID_MAX = 2048, PROGRESS_MAX = 200 };

char *say_scrub_to(struct arena *a, const struct run *r, const char *text)
{
	struct buf b = BUF_MAX(SCRUBBED_MAX);
	secrets_scrub(r->secrets, str_of(text), &b);
	char *clean = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return clean;
}

char *say_scrub(struct run *r, const char *text)
{
	return say_scrub_to(r->a, r, text);
}

/* Scrubbed whole, and only then cut. */
static const char *said(struct run *r, size_t max, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);
static const char *said(struct run *r, size_t max, const char *fmt, va_list ap)
{
	struct buf b = BUF_MAX(SCRUBBED_MAX / 2);
	buf_vprintf(&b, fmt, ap);
	const char *text = text_cut(r->a, str_of(say_scrub(r, buf_text(&b))), max);
	buf_free(&b);
	return text;
}

static void put_line(struct run *r, const char *text, bool newline)
{
	struct buf b = BUF_MAX(64 * 1024);
	buf_puts(&b, r->log.progress ? "\r\033[K" : "");
	text_put_printable(&b, str_of(text));
	buf_puts(&b, newline ? "\n" : "");
	r->log.progress = !newline;
	out_put(r->log.out, buf_text(&b), b.n);
	buf_free(&b);
}

void say_end(struct run *r)
{
	if (r->log.progress)
		out_put(r->log.out, "\r\033[K", 4);
	r->log.progress = false;
	out_end(r->log.out, READER_MS);
}

void say_line(struct run *r, const char *fmt, ...)
{
	va_list ap;
	if (r->options->quiet)
		return;
	va_start(ap, fmt);
	put_line(r, said(r, SAID_MAX, fmt, ap), true);
	va_end(ap);
}

void say_progress(struct run *r, const char *fmt, ...)
{
	va_list ap;
	if (r->options->quiet || r->options->verbose || !isatty(STDERR_FILENO))
		return;
	va_start(ap, fmt);
	put_line(r, said(r, PROGRESS_MAX, fmt, ap), false);
	va_end(ap);
}

static void add_once(struct run *r, struct json *list, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);
static void add_once(struct run *r, struct json *list, const char *fmt, va_list ap)
{
	const char *clean = said(r, SAID_MAX, fmt, ap);
	for (size_t i = 0; i < json_size(list); i++)
		if (str_is(json_text(json_item(list, i)), clean))
			return;
	json_add(list, json_new_string(r->a, clean));
}

void say_note(struct run *r, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_once(r, r->log.said, fmt, ap);
	va_end(ap);
}

void say_next(struct run *r, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_once(r, r->log.next, fmt, ap);
	va_end(ap);
}

void say_event(struct run *r, const char *event, const char *service, const char *detail)
{
	struct json *v = json_new_object(r->a);
	json_set_string(r->a, v, "at", clock_time_text(r->a, loop_wall(r->loop)));
	json_set_string(r->a, v, "event", event);
	json_set_string(r->a, v, "service", service);
	json_set_string(r->a, v, "detail", detail ? say_scrub(r, detail) : NULL);
	json_add(r->log.timeline, v);
	if (r->options->verbose)
		say_line(r, "%s%s%s%s%s", event, service ? " " : "", service ? service : "", detail ? ": " : "",
			detail ? detail : "");
}

char *say_starved(struct run *r, int64_t ms)
{
	char *text = arena_printf(r->a,
		"this process was stopped or starved for %lld ms: what ended in that time says nothing", (long long)ms);
	int64_t all = loop_late(r->loop);
	if (all > r->log.starved_ms)
		say_event(r, "starved", NULL, text);
	r->log.starved_ms = all;
	return text;
}

/* The lines after the first are those of an expression, with a caret; what they quote may hold anything. */
void say_error(const char *text)
{
	struct buf b = BUF_MAX(16 * LIMIT_ERR_TEXT), clean = BUF_MAX(16 * LIMIT_ERR_TEXT);
	secrets_scrub(NULL, str_of(text), &clean);
	text = buf_text(&clean);
	for (const char *end; *text; text = *end ? end + 1 : end) {
		end = text + strcspn(text, "\n");
		buf_puts(&b, b.n && *text != ' ' ? "  " : ""); /* no line begins with what others wrote */
		text_put_printable(&b, (struct str){ text, (size_t)(end - text) });
		buf_putc(&b, '\n');
	}
	struct err unwritten; /* ignored: nowhere else to report it */
	buf_clear(&clean);
	buf_printf(&clean, "rungate: %s", buf_text(&b));
	file_write_named("/dev/stderr", buf_text(&clean), clean.n, 0, &unwritten);
	buf_free(&b);
	buf_free(&clean);
}
