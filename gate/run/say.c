/* SPDX-License-Identifier: Apache-2.0 */
/* say.c: messages of a run: the timeline, notes for the end, and lines on standard error. */
#include "say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { READER_MS = 10 * 1000 }; /* how long the end of a run waits for the reader of standard error */

enum {
	SCRUBBED_MAX = 4 * 1024 * 1024,
	SAID_MAX = 2048,
	COLUMNS_MIN = 11,
	COLUMNS_MAX = 201,
	LINES_MIN = 2,
	LINES_MAX = 200
};

/* Returns true if standard error is a terminal whose lines can be redrawn. */
static bool is_terminal(void)
{
	const char *term = getenv("TERM");
	return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

void say_begin(struct run_log *log, struct arena *a, struct secrets *k, const struct options *o)
{
	*log = (struct run_log){ .a = a,
		.secrets = k,
		.options = o,
		.timeline = json_new_array(a),
		.said = json_new_array(a),
		.next = json_new_array(a),
		.live.terminal = !o->verbose && o->log == LOG_TEXT && is_terminal(),
		.out = out_open(a, STDERR_FILENO) };
}

char *say_scrub_to(struct arena *a, const struct run_log *log, const char *text)
{
	struct buf b = BUF_MAX(SCRUBBED_MAX);
	secrets_scrub(log->secrets, str_of(text), &b);
	char *clean = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return clean;
}

char *say_scrub(struct run_log *log, const char *text)
{
	return say_scrub_to(log->a, log, text);
}

/* Scrubs the whole text before cutting it, so that no part of a secret can remain. */
static const char *said(struct run_log *log, size_t max, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);
static const char *said(struct run_log *log, size_t max, const char *fmt, va_list ap)
{
	struct buf b = BUF_MAX(SCRUBBED_MAX / 2);
	buf_vprintf(&b, fmt, ap);
	const char *text = text_cut(log->a, str_of(say_scrub(log, buf_text(&b))), max);
	buf_free(&b);
	return text;
}

/* ---- With --log json ------------------------------------------------------------------------------------ */

static int64_t wall_of(const struct run_log *log)
{
	return log->loop ? loop_wall(log->loop) : net_wall();
}

/* Prints the line, whose texts are scrubbed, unless --quiet leaves it out. */
static void put_json(struct run_log *log, struct log_line line)
{
	struct buf b = BUF_MAX(64 * 1024);
	struct arena *a = arena_new();
	line.at = wall_of(log);
	line.command = log->options->command ? log->options->command->name : NULL;
	line.run = log->run;
	log_line_put(a, &line, &b);
	if (!b.over && (!log->options->quiet || line.severity >= LOGGED_ERROR))
		out_put(log->out, buf_text(&b), b.n);
	arena_free(a);
	buf_free(&b);
}

void say_result(
	struct run_log *log, enum log_severity severity, const char *message, const char *verdict, const char *action)
{
	if (log->options->log == LOG_JSON)
		put_json(log,
			(struct log_line){ .severity = severity,
				.message = say_scrub(log, message),
				.event = "result",
				.verdict = verdict,
				.action = action });
}

/* ---- For people ------------------------------------------------------------------------------------------ */

/* Erases the block. The cursor stands at its begin, so that this is right however the terminal has wrapped the block's
 * lines since, for instance because it became narrower. */
static const char erase[] = "\r\033[J";

static void put_block(struct run_log *log, struct buf *b)
{
	struct live *v = &log->live;
	size_t up = 0;
	for (const char *c = v->block; *c; c++) {
		buf_putc(b, *c);
		up += *c == '\n';
	}
	if (up)
		buf_printf(b, "\033[%zuA", up);
	buf_putc(b, '\r');
	v->drawn = true;
}

static void put_line(struct run_log *log, const char *text)
{
	struct buf b = BUF_MAX(64 * 1024);
	bool drawn = log->live.drawn;
	buf_puts(&b, drawn ? erase : "");
	text_put_printable(&b, str_of(text));
	buf_putc(&b, '\n');
	if (drawn)
		put_block(log, &b);
	out_put(log->out, buf_text(&b), b.n);
	buf_free(&b);
}

void say_block(struct run_log *log)
{
	struct buf b = BUF_MAX(64 * 1024);
	buf_puts(&b, log->live.drawn ? erase : "");
	put_block(log, &b);
	out_put(log->out, buf_text(&b), b.n);
	buf_free(&b);
}

void say_unblock(struct run_log *log)
{
	if (log->live.drawn)
		out_put(log->out, erase, strlen(erase));
	log->live.drawn = false;
}

void say_end(struct run_log *log)
{
	say_unblock(log);
	out_end(log->out, READER_MS);
}

void say_line(struct run_log *log, const char *fmt, ...)
{
	va_list ap;
	if (log->options->quiet)
		return;
	va_start(ap, fmt);
	const char *text = said(log, SAID_MAX, fmt, ap);
	va_end(ap);
	if (log->options->log == LOG_JSON)
		put_json(log, (struct log_line){ .severity = log_severity_of_text(text), .message = text });
	else
		put_line(log, text);
}

static size_t within(long long told, size_t usual, size_t least, size_t most)
{
	size_t n = told > 0 ? (size_t)told : usual;
	return n < least ? least : n < most ? n : most;
}

static bool shows_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *told = NULL;
	for (size_t i = 0; i < COUNTOF(names) && !(told && *told); i++)
		told = getenv(names[i]);
	return told && (strcasestr(told, "UTF-8") || strcasestr(told, "utf8"));
}

struct live_size say_size(void)
{
	struct winsize size = { 0 };
	const char *columns = getenv("COLUMNS"), *lines = getenv("LINES");
	bool known = !ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col;
	long long wide = known ? size.ws_col : columns ? atoll(columns) : 0;
	long long high = known ? size.ws_row : lines ? atoll(lines) : 0;
	/* one column less: a full line would wrap */
	return (struct live_size){ within(wide, 80, COLUMNS_MIN, COLUMNS_MAX) - 1, within(high, 24, LINES_MIN, LINES_MAX),
		shows_utf8() };
}

/* event: its name in lines of JSON. */
static void add_once(struct run_log *log, struct json *list, const char *event, const char *fmt, va_list ap)
	PRINTF_LIKE(4, 0);
static void add_once(struct run_log *log, struct json *list, const char *event, const char *fmt, va_list ap)
{
	const char *clean = said(log, SAID_MAX, fmt, ap);
	for (size_t i = 0; i < json_size(list); i++)
		if (str_is(json_text(json_item(list, i)), clean))
			return;
	json_add(list, json_new_string(log->a, clean));
	if (log->options->log == LOG_JSON)
		put_json(log, (struct log_line){ .severity = LOGGED_NOTICE, .message = clean, .event = event });
}

void say_note(struct run_log *log, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_once(log, log->said, "note", fmt, ap);
	va_end(ap);
}

void say_next(struct run_log *log, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_once(log, log->next, "next", fmt, ap);
	va_end(ap);
}

/* Returns "event service: detail". */
static const char *event_text(struct arena *a, const char *event, const char *service, const char *detail)
{
	const char *text = arena_printf(
		a, "%s%s%s%s%s", event, service ? " " : "", service ? service : "", *detail ? ": " : "", detail);
	return text_cut(a, str_of(text), SAID_MAX);
}

void say_event(struct run_log *log, const char *event, const char *service, const char *detail)
{
	struct arena *temporary = arena_new();
	const char *text = detail ? say_scrub_to(temporary, log, detail) : NULL;
	timeline_add(log, event, service, text);
	if (log->options->log == LOG_JSON)
		put_json(log,
			(struct log_line){ .severity = log_severity_of_event(event),
				.message = event_text(temporary, event, service, text ? text : ""),
				.event = event,
				.service = service });
	else if (log->options->verbose)
		say_line(log, "%s%s%s%s%s", event, service ? " " : "", service ? service : "", detail ? ": " : "",
			detail ? detail : "");
	arena_free(temporary);
}

char *say_starved(struct run_log *log, int64_t ms)
{
	char *text = arena_printf(log->a,
		"this process did not run for %lld ms (stopped, or no CPU time): requests that ended in that time are not "
		"judged",
		(long long)ms);
	int64_t all = loop_late(log->loop);
	if (all > log->starved_ms)
		say_event(log, "starved", NULL, text);
	log->starved_ms = all;
	return text;
}

static void error_json(const struct options *o, const char *text)
{
	struct buf b = BUF_MAX(64 * 1024);
	struct arena *a = arena_new();
	struct err unwritten; /* ignored: nowhere else to report it */
	log_line_put(a,
		&(struct log_line){ .severity = LOGGED_ERROR,
			.at = net_wall(),
			.message = text,
			.command = o->command ? o->command->name : NULL },
		&b);
	file_write_named("/dev/stderr", buf_text(&b), b.n, 0, &unwritten);
	arena_free(a);
	buf_free(&b);
}

/* The lines after the first may quote an expression with a caret. Quoted text can contain anything. */
void say_error(const struct options *o, const char *text)
{
	struct buf b = BUF_MAX(16 * LIMIT_ERR_TEXT), clean = BUF_MAX(16 * LIMIT_ERR_TEXT);
	secrets_scrub(NULL, str_of(text), &clean);
	text = buf_text(&clean);
	if (o->log == LOG_JSON) {
		error_json(o, text);
		buf_free(&clean);
		return;
	}
	for (const char *end; *text; text = *end ? end + 1 : end) {
		end = text + strcspn(text, "\n");
		buf_puts(
			&b, b.n && *text != ' ' ? "  " : ""); /* indents quoted lines, so that they cannot look like messages */
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
