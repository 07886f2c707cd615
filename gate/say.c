/* SPDX-License-Identifier: Apache-2.0 */
/* say.c: what a run says on the way: the timeline, notes for the end, lines for people; and the words for how it ends. */
#include "gate.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = {
		[VERDICT_NONE] = "none", [VERDICT_PASSED] = "passed", [VERDICT_FAILED] = "failed",
		[VERDICT_INCONCLUSIVE] = "inconclusive", [VERDICT_INTERRUPTED] = "interrupted", [VERDICT_ORDERED] = "ordered",
	};
	return names[v];
}

const char *action_name(enum action a)
{
	static const char *const names[] = {
		[ACTION_NONE] = "none", [ACTION_ROLLED_BACK] = "rolled_back", [ACTION_ROLLBACK_FAILED] = "rollback_failed",
		[ACTION_NOT_MOVED] = "not_moved", [ACTION_SUPERSEDED] = "superseded", [ACTION_PROMOTED] = "promoted",
		[ACTION_STOPPED] = "stopped",
	};
	return names[a];
}

char *say_scrub(struct run *r, const char *text)
{
	struct buf b = BUF_MAX(4 * 1024 * 1024);
	secrets_scrub(r->secrets, str_of(text), &b);
	char *clean = arena_strdup(r->a, buf_text(&b));
	buf_free(&b);
	return clean;
}

static void put_line(struct run *r, const char *text, bool newline)
{
	struct buf b = BUF_MAX(64 * 1024);
	text_put_printable(&b, str_of(say_scrub(r, text)));
	if (r->progress)
		fputs("\r\033[K", stderr);
	r->progress = !newline;
	fprintf(stderr, "%s%s", buf_text(&b), newline ? "\n" : "");
	fflush(stderr);
	buf_free(&b);
}

void say_line(struct run *r, const char *fmt, ...)
{
	char text[2048];
	va_list ap;
	if (r->options->quiet)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put_line(r, text, true);
}

void say_progress(struct run *r, const char *fmt, ...)
{
	char text[200];
	va_list ap;
	if (r->options->quiet || r->options->verbose || !isatty(STDERR_FILENO))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put_line(r, text, false);
}

static void add_once(struct run *r, struct json *list, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);
static void add_once(struct run *r, struct json *list, const char *fmt, va_list ap)
{
	char text[2048];
	vsnprintf(text, sizeof(text), fmt, ap);
	const char *clean = say_scrub(r, text);
	for (size_t i = 0; i < json_size(list); i++)
		if (str_is(json_text(json_item(list, i)), clean))
			return;
	json_add(list, json_new_string(r->a, clean));
}

void say_note(struct run *r, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_once(r, r->said, fmt, ap);
	va_end(ap);
}

void say_next(struct run *r, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_once(r, r->next, fmt, ap);
	va_end(ap);
}

void say_event(struct run *r, const char *event, const char *service, const char *detail)
{
	struct json *v = json_new_object(r->a);
	json_set_string(r->a, v, "at", clock_time_text(r->a, loop_wall(r->loop)));
	json_set_string(r->a, v, "event", event);
	json_set_string(r->a, v, "service", service);
	json_set_string(r->a, v, "detail", detail ? say_scrub(r, detail) : NULL);
	json_add(r->timeline, v);
	if (r->options->verbose)
		say_line(r, "%s%s%s%s%s", event, service ? " " : "", service ? service : "", detail ? ": " : "", detail ? detail : "");
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
	fprintf(stderr, "rungate: %s", buf_text(&b));
	buf_free(&b);
	buf_free(&clean);
}
