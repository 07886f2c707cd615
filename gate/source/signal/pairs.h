/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs.h: a source: one probe, sent to the candidate and to the baseline at the same time, at their tag URLs. A pair
 * is asked in each round, and every second from the first failure on, or while one of both is silent, so that a dead
 * candidate is soon told from an outage that both have.
 */
#ifndef SOURCE_PAIRS_H
#define SOURCE_PAIRS_H

#include "../../run/release.h"

struct config;
struct config_comparison;
struct config_probe;
struct observation;
struct observations;

/*
 * The value of an observation is that of comparison.h, with one part whose "minutes" are pairs: one request of each
 * revision, and share -1. Pairs are counted from the first good answer of both on, or after gate.warmup. A pair with an
 * answer that proves nothing is dropped.
 */
/* Returns what an observation keeps while the run lasts. c, one: must outlive it. */
void *pairs_begin(struct arena *a, const struct config *c, const struct config_comparison *one);
/* Starts the observation of source_pairs (comparison.c). */
void pairs_start(struct observations *observations, const struct release *release, struct observation *l);
/* Returns the probe that is compared. */
const struct config_probe *pairs_probe(const struct observation *l);
/* Returns true if the baseline did not answer well in the newest pair: then a failure of the same probe says nothing
 * about the candidate. */
bool pairs_both_fail(const struct observation *l);
/* Returns the value with all pairs that have ended, in a; NULL if there is none since the last call, or once
 * pairs_proven was called. */
struct json *pairs_news(struct arena *a, const struct observation *l);
/* The candidate is proven to be worse: pairs are no longer asked every second, and the observation in flight, if there
 * is one, ends. */
void pairs_proven(struct observation *l);

#endif
