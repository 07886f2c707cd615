/* SPDX-License-Identifier: Apache-2.0 */
/* cells.h: the parts of the table of settings. */
#ifndef TESTS_COMPARE_CELLS_H
#define TESTS_COMPARE_CELLS_H

#include "cell.h"

enum { OFTEN = 50, SELDOM = 20 /* runs of a cell in make check */ };

struct table {
	struct cell *cells;
	size_t n;
};
extern const struct compare_test cells_usual; /* the defaults of a comparison */
/* Adds a copy of c and returns it. */
struct cell *cells_put(struct table *t, const struct cell *c);
/* "alike", "x5", or "outage" for 0. */
const char *cells_effect(char text[16], double effect);

void cells_alike(struct table *t);
void cells_worse(struct table *t);
void cells_margin(struct table *t);
void cells_late_beginnings(struct table *t);
void cells_fine(struct table *t);
void cells_noisy(struct table *t);
void cells_noisy_worse(struct table *t);
void cells_latency(struct table *t);

#endif
