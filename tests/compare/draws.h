/* SPDX-License-Identifier: Apache-2.0 */
/* draws.h: random numbers from a seed: the same on every machine with the same mathematical library. */
#ifndef TESTS_COMPARE_DRAWS_H
#define TESTS_COMPARE_DRAWS_H

#include <stdint.h>

struct draws {
	uint64_t state;
};
/* An independent sequence for each pair. */
struct draws draws_of(uint64_t seed, uint64_t stream);
double draw_uniform(struct draws *d);             /* above 0, below 1 */
double draw_normal(struct draws *d);              /* mean 0, standard deviation 1 */
double draw_gamma(struct draws *d, double shape); /* mean `shape` */
int64_t draw_poisson(struct draws *d, double mean);

#endif
