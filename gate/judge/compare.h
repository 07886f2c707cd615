/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare.h: whether a candidate is worse than its baseline, fine, or not yet known, from counts of requests a minute.
 * The promise: if the candidate is not worse than the margin, `worse` is ever said with a probability of at most the
 * risk, for any number of looks, any traffic and any common error rate; the same for `fine`. No side effects and no
 * allocation.
 *
 * The method: given the requests of both arms in a block of minutes and the number of bad ones, the bad requests fall
 * on the arms by a hypergeometric draw, whatever the error rate is (compare_draw.c). Likelihood ratios of alternatives
 * to the margin are multiplied block by block (compare_process.c) after they were reduced for the noise of the service
 * (compare_dispersion.c). The product is an e-process: Ramdas, Gruenwald, Vovk and Shafer, "Game-theoretic statistics
 * and safe anytime-valid inference", 2023.
 */
#ifndef GATE_JUDGE_COMPARE_H
#define GATE_JUDGE_COMPARE_H

#include "../run/compared.h"

/* Fills out. line: NULL, or room for in->n numbers: log10 of the evidence for worse after each minute. Input that
 * cannot be used gives a record that is neither worse nor fine, with the reason. */
void compare(const struct compare_input *in, const struct compare_params *p, double *line, struct compare_record *out);
/* The same for the share of the requests that the candidate answers: worse if it is less than half of what the split
 * assigns to it, fine if it is more. Of the candidate, requests are those that were assigned to it, and bad those of
 * them that it did not answer. Reads the requests of part 0; the margins, the dispersion and the floor of p are not
 * used. */
void compare_traffic(
	const struct compare_input *in, const struct compare_params *p, double *line, struct compare_record *out);
/* Returns the reason as a clause: "the baseline has no users". */
const char *compare_reason_text(enum compare_reason r);

/* The evidence of several comparisons together: ln of the weighted mean of exp(log_e[i]). The weights must not be
 * negative; -INFINITY if none is above 0. */
double compare_combine(const double *log_e, const double *weights, size_t n);

/* Rungs of `at_least` and `at_most`, in times. */
enum { COMPARE_RUNGS = 10 };
extern const double compare_rungs[COMPARE_RUNGS];
/* Returns the highest of n rising rungs such that it and all below are proven: the odds of the candidate are more than
 * so many times those of the baseline. 0: not even the first is. t->margin is not used. */
double compare_at_least(const struct compare_input *in, const struct compare_params *p, const struct compare_test *t,
	const double *rungs, size_t n);
/* The lowest rung such that it and all above are proven: the odds are less than so many times. */
double compare_at_most(const struct compare_input *in, const struct compare_params *p, const struct compare_test *t,
	const double *rungs, size_t n);

/* ---- compare_needed.c ---------------------------------------------------------------------------------------- */
/* Returns about how many requests of both arms together prove that the candidate is worse than the margin (fine: not
 * worse), if its requests are `times` as often bad. base: ratio of bad requests of the baseline; share: of the
 * candidate. 0: no number would. */
double compare_requests_needed(const struct compare_test *t, bool fine, double base, double share, double times);

#endif
