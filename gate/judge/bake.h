/* SPDX-License-Identifier: Apache-2.0 */
/* bake.h: how often a release is looked at after it passed. No side effects. */
#ifndef GATE_JUDGE_BAKE_H
#define GATE_JUDGE_BAKE_H

#include "../run/judged.h"

/* The state of one round. Only rules of severity critical or error count. */
enum bake_state {
	BAKE_WELL,    /* all rules hold, and the services are clean (struct round_view) */
	BAKE_UNKNOWN, /* no rule fails, but the round is not clean */
	BAKE_FAILING, /* a rule fails */
	BAKE__COUNT
};
const char *bake_state_name(enum bake_state s); /* "well", "unknown", "failing" */
enum bake_state bake_state_of(const struct outcomes *o, bool clean_services);

/* Zero it before the first round. */
struct bake_pace {
	bool begun;
	enum bake_state state; /* of the newest round */
	int64_t since;         /* ms, of the clock that `now` is read from: when that state began */
};
/*
 * Counts a round that began at now (ms) and returns after how many ms the next one begins. While a rule fails that is
 * interval. Otherwise it grows with the time that the state has lasted: interval, 30 s, 5 min, 15 min, each at most a
 * quarter of that time, and never less than interval. What is unknown is asked again at least every 5 min.
 */
int64_t bake_next(struct bake_pace *p, enum bake_state state, int64_t now, int64_t interval);

#endif
