/* SPDX-License-Identifier: Apache-2.0 */
/* compare_steps.h: the steps of a comparison: minutes to blocks, blocks to likelihood ratios, these to evidence. */
#ifndef GATE_JUDGE_COMPARE_STEPS_H
#define GATE_JUDGE_COMPARE_STEPS_H

#include "compare.h"

/* compare.c: returns COMPARE_KNOWN if input and parameters can be used. */
enum compare_reason compare_unusable(const struct compare_input *in, const struct compare_params *p);

/* ---- compare_block.c: minutes are merged until they hold enough requests -------------------------------------- */

struct compare_block {
	struct compare_arm candidate, baseline;
	int minutes;
	int64_t start; /* of its first minute */
};
struct compare_blocks {
	struct compare_blocking rule;
	struct compare_block open;
	double share;                           /* of the open block */
	int64_t used, dropped;                  /* minutes */
	struct compare_arm candidate, baseline; /* of all finished blocks */
};
/* Returns COMPARE_KNOWN if the counts and the share of the minute can be used. */
enum compare_reason compare_minute_valid(const struct compare_minute *m);
/* Returns true if the minute says something about both arms: both have a share, and none that should have had at least
 * 7 requests had none. */
bool compare_minute_usable(const struct compare_minute *m);
/* Adds a valid minute; counts it as dropped if it is not usable. A new share drops the open block. Returns true if the
 * minute finished a block, which is then *out. */
bool compare_blocks_add(struct compare_blocks *b, const struct compare_minute *m, struct compare_block *out);
/* Returns false if the bad requests can fall on the arms in one way only. */
bool compare_informative(const struct compare_block *b);
/* Returns the block with candidate and baseline exchanged. */
struct compare_block compare_swapped(const struct compare_block *b);

/* ---- compare_draw.c: Fisher's noncentral hypergeometric distribution ------------------------------------------- */

/* Sets out[i] to ln P(bad requests of the candidate | requests of both, all bad requests, odds ratio psi[i] > 0);
 * -INFINITY if the block is impossible. */
void compare_log_likelihood(const struct compare_block *b, const double *psi, size_t n, double *out);
/* The mean and the variance of the candidate's bad requests. */
void compare_moments(const struct compare_block *b, double psi, double *mean, double *variance);

/* ---- compare_dispersion.c: the noise, as the two arms show it side by side -------------------------------------- */

struct compare_noise {
	double start;        /* from the history, at least 1 */
	double above, below; /* sums of the Mantel-Haenszel estimate of the odds ratio */
	double squares;      /* of standardized residuals, and their number */
	int64_t n;
};
double compare_noise_now(const struct compare_noise *s); /* from the blocks that were added */
void compare_noise_add(struct compare_noise *s, const struct compare_block *b);

/* ---- compare_process.c: the evidence against one hypothesis ------------------------------------------------------ */

enum { COMPARE_ALTERNATIVES = 7 };
struct compare_process {
	double margin;  /* odds ratio of the hypothesis; absolute: not used */
	double cap;     /* a minute may add this much to the logarithm */
	double log_e;   /* ln of the evidence now; 0 at first */
	int64_t blocks; /* informative ones */
	bool onset;
	double log_sums[COMPARE_ALTERNATIVES];
};
/* Begins a test of the hypothesis that the odds ratio is at most t->margin. */
struct compare_process compare_process_of(const struct compare_test *t);
/* Adds an informative block; dispersion: compare_noise_now before it. */
void compare_process_add(struct compare_process *p, const struct compare_block *b, double dispersion);
/* Adds a minute of one arm with requests > 0; the hypothesis is that at most `limit` (between 0 and 1) of them are
 * bad. */
void compare_process_add_absolute(struct compare_process *p, const struct compare_arm *arm, double limit);
/* ln(exp(a) + exp(b)); -INFINITY stands for 0. */
double compare_log_add(double a, double b);

/* ---- compare_test.c: one test over all minutes ------------------------------------------------------------------ */

struct compare_run {
	struct compare_part {
		struct compare_blocks blocks;
		struct compare_noise noise;
		struct compare_process process;
	} parts[COMPARE_PARTS];
	struct compare_process floor; /* of a test for fine with a floor */
	double log_e;                 /* ln of the mean over the parts, and the floor */
	double log_needed;
	int64_t proven_at; /* start of the minute; 0: not proven. Once proven it stays proven */
	bool proven;
};
struct compare_question {
	struct compare_test test;
	bool swapped;  /* candidate and baseline are exchanged, and the margin is inverted: a test for fine */
	double weight; /* the evidence must be 1 / weight times larger */
	double floor;  /* see struct compare_params; 0: none */
	int64_t from;  /* minutes before it are not counted as evidence */
};
/* line: as in compare(), or NULL. */
void compare_run(const struct compare_input *in, const struct compare_params *p, const struct compare_question *q,
	double *line, struct compare_run *out);

#endif
