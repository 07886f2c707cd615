/* SPDX-License-Identifier: Apache-2.0 */
/*
 * live.h: tells people, while a run waits, what it waits for. On a terminal in a block of lines that is redrawn in
 * place every second, and at most ten times a second, and that fits the terminal. In a log by a line whenever the topic
 * changes, and at least every 15 s. With --quiet it prints nothing; with --verbose, and where TERM is dumb, it prints
 * as in a log.
 */
#ifndef GATE_RUN_LIVE_H
#define GATE_RUN_LIVE_H

#include "../net/net.h"

struct run_log;

enum live_mark { LIVE_WAITS, LIVE_WELL, LIVE_FAILS, LIVE_UNKNOWN, LIVE__COUNT };

struct live_text {
	uint64_t topic;          /* in a log, another topic is a line of its own; 0: not worth one */
	const char *label;       /* in a log, the start of the line: "round 3" */
	const char *what;        /* "probe-ok health: answered 503"; "": nothing is known yet */
	const char *next;        /* "1 of 3 failures, then rollback"; "": nothing */
	int64_t since, until;    /* loop_now: the clock's start, and the deadline (0: none) */
	int64_t quiet;           /* ms after which a log gets an unchanged line again; 0: 15 s */
	const char *const *also; /* on a terminal: other findings, beneath that line */
	size_t n_also;
};

/* What a terminal shows beneath the line: what each service serves, and each probe's newest answer. */
struct live_service {
	const char *name, *serves;
};
struct live_probe {
	const char *name;
	enum live_mark mark;
};
struct live_beneath {
	const struct live_service *services;
	size_t n_services;
	const struct live_probe *probes;
	size_t n_probes;
};

/* The size of a terminal, in which a block must fit. */
struct live_size {
	size_t columns, lines; /* columns: the longest line that does not wrap */
	bool utf8;             /* it shows UTF-8; otherwise marks are ASCII */
};

/* Appends to out what is being waited for at this moment ("probes.e2e (20s)"), or nothing. */
typedef void live_waits_fn(const void *arg, struct buf *out);

/* Sets what stands beneath at this moment, in a. Only names that contain no secrets. */
typedef void live_beneath_fn(const void *arg, struct arena *a, struct live_beneath *out);

/* The part of struct run_log. */
struct live {
	bool terminal;         /* lines can be redrawn */
	bool drawn;            /* the terminal shows a block; the cursor is at its begin */
	struct arena *a;       /* owns the texts; NULL: nothing is shown */
	struct live_text text; /* scrubbed and printable */
	struct arena *block_a; /* owns the block; NULL: there is none */
	const char *block;     /* drawn last */
	int64_t printed_at;    /* loop_now of the last drawing, or line in a log; 0: none yet */
	uint64_t topic;        /* of that line */
	uint64_t timer;
	live_waits_fn *waits;
	const void *waits_arg;
	live_beneath_fn *beneath;
	const void *beneath_arg;
};

/* Shows the text from now on, until the next call or live_end. The texts are copied and scrubbed. */
void live_show(struct run_log *log, const struct live_text *t);
/* Shows beside the text what fn appends. NULL: nothing. */
void live_waits(struct run_log *log, live_waits_fn *fn, const void *arg);
/* Shows on a terminal beneath the text what fn sets, until live_end. */
void live_beneath(struct run_log *log, live_beneath_fn *fn, const void *arg);
/* Shows nothing any more. */
void live_end(struct run_log *log);

/* The line at this moment (loop_now), in a. columns: of a terminal, the longest line; 0: as in a log. waits: what is
 * being waited for, or "". */
char *live_line(struct arena *a, const struct live_text *t, const char *waits, int64_t now, size_t columns);
/* live_block.c: line, the other findings of t, and what stands beneath, as far as it fits: lines separated by '\n', in
 * a. */
char *live_block(struct arena *a, const char *line, const struct live_text *t, const struct live_beneath *beneath,
	const struct live_size *size);
/* A time on the clock of a text, "1:05" or "1:02:05", in a. ms: since its start. */
const char *live_clock(struct arena *a, int64_t ms);
/* Hash of a text for live_text.topic: before is 0, or the hash of the text before it. Never 0. */
uint64_t live_topic(uint64_t before, const char *text);

#endif
