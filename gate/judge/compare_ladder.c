/* SPDX-License-Identifier: Apache-2.0 */
/* compare_ladder.c: at least, and at most, how many times. A rung includes all before it, so that climbing until the
 * first that is not proven keeps the risk of one test. */
#include "compare_steps.h"

double compare_at_least(const struct compare_input *in, const struct compare_params *p, const struct compare_test *t,
	const double *rungs, size_t n)
{
	struct compare_question q = { .test = *t, .weight = p->weight, .from = INT64_MIN };
	struct compare_run r;
	double out = 0;
	for (size_t i = 0; i < n; i++) {
		q.test.margin = rungs[i];
		compare_run(in, p, &q, NULL, &r);
		if (!r.proven)
			break;
		out = rungs[i];
	}
	return out;
}

double compare_at_most(const struct compare_input *in, const struct compare_params *p, const struct compare_test *t,
	const double *rungs, size_t n)
{
	struct compare_question q = { .test = *t, .swapped = true, .weight = 1, .from = p->fine_from };
	struct compare_run r;
	double out = 0;
	for (size_t i = n; i; i--) {
		q.test.margin = rungs[i - 1];
		compare_run(in, p, &q, NULL, &r);
		if (!r.proven)
			break;
		out = rungs[i - 1];
	}
	return out;
}
