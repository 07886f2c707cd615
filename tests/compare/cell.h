/* SPDX-License-Identifier: Apache-2.0 */
/* cell.h: one setting of the simulation, how it is played, and what is counted. */
#ifndef TESTS_COMPARE_CELL_H
#define TESTS_COMPARE_CELL_H

#include "service.h"

enum { CELL_LOOKS = 1440 };

/* What decides. An answer is the look (a minute or a round of probes, from 1) at which it was given; 0: none. */
enum answer {
	ANSWER_FIVE,  /* the error ratio of the candidate over 5 minutes is above 5 %, three looks in a row */
	ANSWER_ONE,   /* the same above 1 %; of probes: three failures in a row */
	ANSWER_WORSE, /* the comparison */
	ANSWER_FINE,
	ANSWER__COUNT
};
struct answers {
	int at[ANSWER__COUNT];
	double harm; /* promotions: requests that failed because of the candidate */
	int ended;   /* promotions: minutes until it ended */
};

struct cell {
	const char *group; /* the heading of its table */
	void (*play)(const struct cell *c, struct draws *d, struct answers *out);
	char name[96];
	struct service service;
	double share;
	int looks;  /* minutes, or rounds of probes */
	int settle; /* minutes that are left out at the beginning */
	struct compare_test worse;
	double other; /* latency: the stretch of the candidate; probes: ratio of failures of the baseline; ... */
	/* Per cent of the runs in which the comparison says worse, and the median look; below 0: not known. They are of an
	 * independent simulation of 300 or 1,000 runs that shares no code with this one. */
	double expected, median;
	double at_most, at_least; /* the probability, which the counts of the runs must not contradict; 0: no such bound */
	bool of_fine;             /* expected, median and bounds are those of fine */
	uint64_t checked;         /* so many times make check plays it */
};
/* Fills out with all cells, in the order of the tables, and returns their number, at most CELLS_MAX. */
enum { CELLS_MAX = 300 };
size_t cells_make(struct cell *out);

/* cell_errors.c */
void cell_errors(const struct cell *c, struct draws *d, struct answers *out);
void cell_steps(const struct cell *c, struct draws *d, struct answers *out); /* the split rises in steps */
void cell_traffic(const struct cell *c, struct draws *d, struct answers *out);
/* cell_latency.c, cell_probes.c, cell_promote.c */
void cell_latency(const struct cell *c, struct draws *d, struct answers *out);
void cell_probes(const struct cell *c, struct draws *d, struct answers *out);
void cell_promote(const struct cell *c, struct draws *d, struct answers *out);

#endif
