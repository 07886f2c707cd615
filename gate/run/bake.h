/* SPDX-License-Identifier: Apache-2.0 */
/* bake.h: the watch of a release after its pass, as a value (judge/bake.h, watch/bake.c). */
#ifndef GATE_RUN_BAKE_H
#define GATE_RUN_BAKE_H

#include "../base/base.h"

struct cell;
struct rounds_kept;
struct run_log;

/* The state of one round. Only rules of severity critical or error count. */
enum bake_state {
	BAKE_WELL,    /* all rules hold, and the services are clean (struct round_view) */
	BAKE_UNKNOWN, /* no rule fails, but the round is not clean */
	BAKE_FAILING, /* a rule fails */
	BAKE__COUNT
};
/* Zero it before the first round. */
struct bake_pace {
	bool begun;
	enum bake_state state; /* of the newest round */
	int64_t since;         /* ms, of the clock that rounds are counted by: when that state began */
};

/* Times are unix ms. */
struct bake {
	bool once;             /* look once */
	bool goes_on;          /* an earlier process began it */
	bool over;             /* the release that is remembered passed its bake */
	int64_t length;        /* ms */
	int64_t began, until;  /* of the bake */
	int64_t before;        /* rounds of earlier processes */
	int64_t looked;        /* the newest round of all processes; 0: none */
	int64_t next;          /* when the next round is due; 0: now */
	int64_t stuck;         /* since when nothing can be judged (loop_now); 0: something can */
	struct bake_pace pace; /* by the wall clock */
	/* rows before the first round that this process records: of failed rounds, {"rule[key]": number} or NULL; and of
	 * clean rounds */
	const struct json *rows;
	unsigned clean_row;
	struct rounds_kept *kept; /* of a long log (watch/rounds_kept.c); NULL: nothing was left out yet */
	int64_t left_out;         /* rounds of this process that are not in its log any more */
	bool changed;             /* a round of this process changed the state */

	/* called after each round that decided nothing; or NULL */
	void (*tell)(void *arg);
	void *tell_arg;

	struct run_log *log;
	const char *run;             /* the id of this process */
	const struct json *services; /* what is watched: full name -> {uid, candidate, split}; NULL: not remembered */
	struct cell *cell;           /* where it is remembered; NULL: nowhere */
	int64_t saved;               /* when it was written last */
};

#endif
