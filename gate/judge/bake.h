/* SPDX-License-Identifier: Apache-2.0 */
/* bake.h: how often a release is looked at after it passed. No side effects. */
#ifndef GATE_JUDGE_BAKE_H
#define GATE_JUDGE_BAKE_H

#include "../run/bake.h"
#include "../run/judged.h"

const char *bake_state_name(enum bake_state s); /* "well", "unknown", "failing" */
enum bake_state bake_state_of(const struct outcomes *o, bool clean_services);

/*
 * Counts a round that began at now (ms) and returns after how many ms the next one begins. While a rule fails that is
 * interval. Otherwise it grows with the time that the state has lasted: interval, 30 s, 5 min, 15 min, each at most a
 * quarter of that time, and never less than interval. What is unknown is asked again at least every 5 min.
 */
int64_t bake_next(struct bake_pace *p, enum bake_state state, int64_t now, int64_t interval);

#endif
