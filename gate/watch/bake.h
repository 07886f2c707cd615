/* SPDX-License-Identifier: Apache-2.0 */
/* bake.h: what is different in the rounds of a bake, and its memory. */
#ifndef GATE_WATCH_BAKE_H
#define GATE_WATCH_BAKE_H

#include "../judge/bake.h"
#include "../run/run.h"

/* watch.c: as watch_release, for a bake: until release.bake->until at least; with bake->once, for one round. */
bool watch_bake(struct run *r);

/* ---- bake.c ------------------------------------------------------------------------------------------------- */

/* Called before each round: what is otherwise observed once is observed again from time to time. */
void bake_sources(const struct observations *observations);
/* Counts the newest round. Returns after how many ms the next one begins; *changed: it is in another state than the
 * round before. */
int64_t bake_count(struct bake *b, const struct config_gate *gate, const struct judged *judged, bool *changed);
/* Lets everything be observed in the next round that a failed or unknown rule of the newest round reads. */
void bake_look_again(const struct observations *observations, const struct judged *judged);
/* Returns true if a bake goes on for the moment although nothing can be judged. stuck: it cannot be judged now
 * (loop_now); patience: ms. b may be NULL. */
bool bake_waits(struct bake *b, bool stuck, int64_t now, int64_t patience);

/* ---- rounds_kept.c ------------------------------------------------------------------------------------------ */

/* Called when a round was logged: keeps the log of a bake between LIMIT_ROUNDS and twice as many entries. What is left
 * out is counted, and the log then begins with the rows of failures at that point. */
void rounds_kept(struct bake *b, struct judged *judged);

/* ---- bake_memory.c: in the state, for as long as the same services are watched -------------------------------- */

/*
 * b has its members once, tell, log and run. Sets the others to the bake that an earlier process began and did not end,
 * else to a new one. Runs the loop. s: the bucket; NULL: the state is a folder. What cannot be read is said, and
 * then this process remembers nothing.
 */
void bake_open(struct bake *b, const struct config *c, const struct release *release, struct state *s);
/* Call it when the candidates are chosen. Returns NULL, or why the release that is remembered is not the one that
 * serves now; *newer: a newer release took its place. Without a bake of this release, a new one begins. */
const char *bake_continue(struct bake *b, const struct release *release, bool *newer);
/* Remembers the newest round; in a bucket, at most once a minute while nothing changes. Runs the loop. */
void bake_save(struct bake *b, const struct release *release, const struct judged *judged, bool changed);
/* Remembers that the bake has ended, if the result of the run ends it. */
void bake_end(struct bake *b, const struct release *release, const struct judged *judged, const struct result *result);

#endif
