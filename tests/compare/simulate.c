/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simulate.c: simulate-compare FROM..TO [--jobs N] [--only TEXT] | check: whole releases in virtual time. Each seed
 * plays every cell once (check: some of them, as often as the table says). Prints how often and when each rule decided,
 * beside the figures of an independent simulation, and fails if a bound is contradicted by more than chance.
 */
#include "cell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS_MAX = 64, CHECKED_MOST = 1000 };

/* How many runs were decided at each look; 0: not at all. Written by one process, read by its parent. */
struct tally {
	uint32_t at[ANSWER__COUNT][CELL_LOOKS + 1];
	uint32_t runs;
	double harm; /* sum over the runs */
};

struct plan {
	const struct cell *cells;
	size_t n;
	uint64_t from, to;
	const char *only;
	bool check;
	int jobs;
};

static bool plays(const struct plan *p, const struct cell *c, uint64_t seed)
{
	if (p->check && seed - p->from >= c->checked)
		return false;
	return !p->only || strstr(c->group, p->only) || strstr(c->name, p->only);
}

static void play(const struct plan *p, int job, struct tally *tallies)
{
	for (uint64_t seed = p->from + (uint64_t)job; seed <= p->to; seed += (uint64_t)p->jobs)
		for (size_t i = 0; i < p->n; i++) {
			if (!plays(p, &p->cells[i], seed))
				continue;
			struct draws d = draws_of(seed, i);
			struct answers a = { .at = { 0 } };
			p->cells[i].play(&p->cells[i], &d, &a);
			for (int k = 0; k < ANSWER__COUNT; k++)
				tallies[i].at[k][a.at[k]]++;
			tallies[i].runs++;
			tallies[i].harm += a.harm;
		}
}

static void tally_add(struct tally *to, const struct tally *from)
{
	for (int k = 0; k < ANSWER__COUNT; k++)
		for (int at = 0; at <= CELL_LOOKS; at++)
			to->at[k][at] += from->at[k][at];
	to->runs += from->runs;
	to->harm += from->harm;
}

static double found(const struct tally *t, enum answer k)
{
	return (double)(t->runs - t->at[k][0]);
}

/* The look at which half of all runs were decided; 0: fewer were. */
static int median(const struct tally *t, enum answer k)
{
	uint32_t n = 0;
	for (int at = 1; at <= CELL_LOOKS; at++)
		if ((n += t->at[k][at]) * 2 >= t->runs)
			return at;
	return 0;
}

/* ln P(exactly k of n) at a probability of p. */
static double log_binomial(double k, double n, double p)
{
	int sign;
	return lgamma_r(n + 1, &sign) - lgamma_r(k + 1, &sign) - lgamma_r(n - k + 1, &sign) + k * log(p) +
		(n - k) * log1p(-p);
}

/* The probability of k or more of n. */
static double at_least(double k, double n, double p)
{
	double sum = 0;
	for (; k <= n; k++)
		sum += exp(log_binomial(k, n, p));
	return sum;
}

/* Chance fails a bound less than once in 100 million runs of all seeds. */
static const double chance = 1e-8;

static bool holds(const struct cell *c, const struct tally *t)
{
	double n = (double)t->runs, k = found(t, c->of_fine ? ANSWER_FINE : ANSWER_WORSE);
	return (c->at_most <= 0 || at_least(k, n, c->at_most) >= chance) &&
		(c->at_least <= 0 || at_least(n - k, n, 1 - c->at_least) >= chance);
}

static void print_one(const struct tally *t, enum answer k)
{
	int at = median(t, k);
	printf("  %6.2f %%", 100 * found(t, k) / (double)t->runs);
	if (at)
		printf(" /%4d", at);
	else
		printf("      ");
}

/* Standard deviations between what was measured and what is expected of 1,000 runs (others: 300). */
static void print_expected(const struct cell *c, const struct tally *t)
{
	double n = (double)t->runs, other = c->expected < 20 ? 1000 : 300;
	double k = found(t, c->of_fine ? ANSWER_FINE : ANSWER_WORSE), x = c->expected / 100 * other;
	double p = (k + x + 0.5) / (n + other + 1);
	if (c->expected < 0 && c->median < 0)
		return;
	printf("   expected");
	if (c->expected >= 0)
		printf(" %g %%", c->expected);
	if (c->median > 0)
		printf(" / %g", c->median);
	if (c->expected >= 0 && fabs(k / n - x / other) > 4 * sqrt(p * (1 - p) * (1 / n + 1 / other)))
		printf("   DIFFERS");
	else if (c->median > 0 &&
		fabs(median(t, c->of_fine ? ANSWER_FINE : ANSWER_WORSE) - c->median) > 1.5 + 0.12 * c->median)
		printf("   DIFFERS in time");
}

static bool print(const struct plan *p, const struct tally *tallies)
{
	const char *group = "";
	bool good = true;
	for (size_t i = 0; i < p->n; i++) {
		const struct cell *c = &p->cells[i];
		const struct tally *t = &tallies[i];
		good = good && (!t->runs || holds(c, t));
		if (!t->runs || (p->check && holds(c, t)))
			continue;
		if (strcmp(group, c->group))
			printf(
				"\n%s\n%-62s  %-16s  %-16s  %-16s  %-16s\n", c->group, "", "5 %", "1 % or 3 in row", "worse", "fine");
		group = c->group;
		printf("%-62s", c->name);
		for (int k = 0; k < ANSWER__COUNT; k++)
			print_one(t, (enum answer)k);
		print_expected(c, t);
		if (t->harm > 0)
			printf("   %.0f failures", t->harm / (double)t->runs);
		if (!holds(c, t))
			printf(
				"   BROKEN: %s %g", c->at_most > 0 ? "at most" : "at least", c->at_most > 0 ? c->at_most : c->at_least);
		printf("\n");
	}
	return good;
}

static struct plan plan_of(int argc, char **argv)
{
	unsigned long long from = 1, to = 100;
	struct plan p = { .jobs = (int)sysconf(_SC_NPROCESSORS_ONLN) };
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "check"))
			p.check = true;
		else if (!strcmp(argv[i], "--jobs") && i + 1 < argc)
			p.jobs = atoi(argv[++i]);
		else if (!strcmp(argv[i], "--only") && i + 1 < argc)
			p.only = argv[++i];
		else if (sscanf(argv[i], "%llu..%llu", &from, &to) == 1)
			to = from;
	p.from = from;
	p.to = p.check ? from + CHECKED_MOST - 1 : to;
	p.jobs = p.jobs < 1 ? 1 : p.jobs > JOBS_MAX ? JOBS_MAX : p.jobs;
	return p;
}

int main(int argc, char **argv)
{
	static struct cell table[CELLS_MAX];
	struct plan p = plan_of(argc, argv);
	int status, failed = 0;
	uint64_t runs = 0;
	p.cells = table;
	p.n = cells_make(table);
	size_t size = p.n * sizeof(struct tally);
	struct tally *all = mmap(NULL, (size_t)p.jobs * size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all == MAP_FAILED)
		return 2;
	for (int j = 0; j < p.jobs; j++)
		if (!fork()) {
			play(&p, j, all + (size_t)j * p.n);
			_exit(0);
		}
	for (int j = 0; j < p.jobs; j++)
		failed |= wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	for (size_t i = p.n; i < (size_t)p.jobs * p.n; i++)
		tally_add(&all[i % p.n], &all[i]);
	for (size_t i = 0; i < p.n; i++)
		runs += all[i].runs;
	bool good = print(&p, all) && !failed;
	printf("simulate-compare: %llu releases: %s\n", (unsigned long long)runs,
		good ? "no bound was broken" : "a bound was BROKEN");
	return !good;
}
