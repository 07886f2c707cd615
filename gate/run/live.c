/* SPDX-License-Identifier: Apache-2.0 */
/* live.c: tells people, while a run waits, what it waits for. */
#include "command_text.h"
#include "say.h"

#include <string.h>

enum {
	DRAW_MS = 1000,       /* between two drawings of a terminal's block, for its clock */
	DRAW_MIN_MS = 100,    /* at least, for news */
	QUIET_MS = 15 * 1000, /* the longest silence in a log */
	WHAT_MIN = 34,        /* columns: with less room, what comes next is left out */
	NARROW = 60,          /* columns: with less, the clock shows no deadline */
};

uint64_t live_topic(uint64_t before, const char *text)
{
	uint64_t h = before ? before : 0xcbf29ce484222325u;
	for (const char *c = text; *c; c++)
		h = (h ^ (unsigned char)*c) * 0x100000001b3u;
	h = h * 31 + 1;
	return h ? h : 1;
}

/* ---- The line ------------------------------------------------------------------------------------------ */

const char *live_clock(struct arena *a, int64_t ms)
{
	long long s = ms > 0 ? ms / 1000 : 0;
	return s >= 3600 ? arena_printf(a, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60)
					 : arena_printf(a, "%lld:%02lld", s / 60, s % 60);
}

static char *log_line(struct arena *a, const struct live_text *t, const char *waits, int64_t now)
{
	const char *limit = t->until
		? arena_printf(a, " of %s", clock_duration_text(a, (t->until - t->since) / 1000 * 1000))
		: "";
	bool both = *t->what && *waits;
	return arena_printf(a, "%s, %s%s: %s%s%s%s%s%s", t->label, clock_duration_text(a, (now - t->since) / 1000 * 1000),
		limit, t->what, both ? "; " : "", *waits ? "waiting for " : "", *waits || *t->what ? waits : "observing",
		*t->next ? "; " : "", t->next);
}

/* The clock; what was found, cut if need be; and what comes next, if there is room. */
static char *terminal_line(struct arena *a, const struct live_text *t, const char *waits, int64_t now, size_t columns)
{
	const char *clock = t->until && columns >= NARROW
		? arena_printf(a, "%s/%s ", live_clock(a, now - t->since), live_clock(a, t->until - t->since))
		: arena_printf(a, "%s ", live_clock(a, now - t->since));
	const char *waiting = *waits ? arena_printf(a, "waiting for %s", waits) : "";
	const char *what = *t->what ? t->what : *waits ? waiting : "observing";
	const char *next = *t->next ? t->next : *t->what ? waiting : "";
	const char *tail = *next ? arena_printf(a, "; %s", next) : "";
	size_t room = columns > strlen(clock) ? columns - strlen(clock) : 0, with = strlen(tail);
	bool all = strlen(what) + with <= room || with + WHAT_MIN <= room;
	return command_fitted(a,
		arena_printf(a, "%s%s%s", clock, all ? command_fitted(a, what, room - with) : what, all ? tail : ""), columns);
}

char *live_line(struct arena *a, const struct live_text *t, const char *waits, int64_t now, size_t columns)
{
	return columns ? terminal_line(a, t, waits, now, columns) : log_line(a, t, waits, now);
}

/* ---- When it is printed -------------------------------------------------------------------------------- */

static const char *waiting(const struct live *v, struct arena *a)
{
	struct buf b = BUF_MAX(1024);
	if (v->waits)
		v->waits(v->waits_arg, &b);
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

static void print(struct run_log *log)
{
	struct live *v = &log->live;
	struct arena *a = arena_under(log->a);
	struct live_size size = say_size();
	int64_t now = loop_now(log->loop);
	const char *line = live_line(a, &v->text, waiting(v, a), now, v->terminal ? size.columns : 0);
	if (v->terminal) {
		struct live_beneath beneath = { .n_services = 0 };
		if (v->beneath)
			v->beneath(v->beneath_arg, a, &beneath);
		v->block = live_block(a, line, &v->text, &beneath, &size);
		say_block(log);
		arena_free(v->block_a);
		v->block_a = a;
	} else {
		say_line(log, "%s", line);
		arena_free(a);
	}
	v->printed_at = now;
	v->topic = v->text.topic ? v->text.topic : v->topic;
}

static void tick(void *arg);

static int64_t quiet_ms(const struct live *v)
{
	return v->text.quiet ? v->text.quiet : QUIET_MS;
}

/* On a terminal at the clock's next second, or when news that came too early may be drawn. */
static void arm(struct run_log *log, bool news)
{
	struct live *v = &log->live;
	int64_t now = loop_now(log->loop), second = now + DRAW_MS - (now - v->text.since) % DRAW_MS;
	loop_cancel(log->loop, v->timer);
	v->timer = loop_at(log->loop,
		!v->terminal ? v->printed_at + quiet_ms(v)
			: news   ? v->printed_at + DRAW_MIN_MS
					 : second,
		tick, log);
}

static void tick(void *arg)
{
	struct run_log *log = arg;
	print(log);
	arm(log, false);
}

static const char *kept(struct arena *a, const struct run_log *log, const char *text)
{
	struct buf b = BUF_MAX(64 * 1024);
	text_put_printable(&b, str_of(say_scrub_to(a, log, text)));
	const char *clean = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return clean;
}

static struct live_text copied(struct arena *a, const struct run_log *log, const struct live_text *t)
{
	struct live_text out = *t;
	const char **also = ARENA_ARRAY(a, const char *, t->n_also + 1);
	for (size_t i = 0; i < t->n_also; i++)
		also[i] = kept(a, log, t->also[i]);
	out.label = kept(a, log, t->label);
	out.what = kept(a, log, t->what);
	out.next = kept(a, log, t->next);
	out.also = also;
	return out;
}

void live_show(struct run_log *log, const struct live_text *t)
{
	struct live *v = &log->live;
	struct arena *a, *before = v->a;
	if (log->options->quiet)
		return;
	a = arena_under(log->a);
	v->a = a;
	v->text = copied(a, log, t);
	arena_free(before);
	int64_t now = loop_now(log->loop);
	if (!v->printed_at)
		v->printed_at = now;
	bool early = v->terminal && v->drawn && now - v->printed_at < DRAW_MIN_MS;
	if (!early &&
		(v->terminal || log->options->verbose || (t->topic && t->topic != v->topic) ||
			now - v->printed_at >= quiet_ms(v)))
		print(log);
	arm(log, early);
}

void live_waits(struct run_log *log, live_waits_fn *fn, const void *arg)
{
	log->live.waits = fn;
	log->live.waits_arg = arg;
}

void live_beneath(struct run_log *log, live_beneath_fn *fn, const void *arg)
{
	log->live.beneath = fn;
	log->live.beneath_arg = arg;
}

void live_end(struct run_log *log)
{
	struct live *v = &log->live;
	if (!v->a)
		return;
	loop_cancel(log->loop, v->timer);
	say_unblock(log);
	arena_free(v->a);
	arena_free(v->block_a);
	*v = (struct live){ .terminal = v->terminal };
}
