/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cell_promote.c: whole promotions: steps of 5, 25, 50 and 100 %. Metrics are 3 minutes late, and the minute in which a
 * share changes is left out. Back on worse; to the next step when fine, or, without an answer, after a time.
 */
#include "cell.h"
#include "../../gate/judge/compare_steps.h"

#include <math.h>

enum { HISTORY = 60, DELAY = 3, MINUTES = 120, STEPS = 4, FIVE = 1, ONE = 2 };

static const double shares[STEPS] = { 0.05, 0.25, 0.5, 1 };
static const struct compare_test fine_test = { 2, 0.05, 3, false };

struct promotion {
	const struct cell *c;
	struct world w;
	struct compare_blocks blocks;
	struct compare_noise noise;
	struct compare_process worse, fine, floor;
	struct compare_minute minutes[MINUTES + 1];
	int step, step_at, row; /* the first minute of the step; failed looks in a row of the threshold */
	bool is_worse, is_fine;
};

static void step_to(struct promotion *p, int step, int at)
{
	struct compare_test t = fine_test;
	t.margin = 1 / t.margin;
	p->step = step;
	p->step_at = at;
	p->fine = p->floor = compare_process_of(&t);
	p->is_fine = false;
	p->row = 0;
}

static void use(struct promotion *p, int at)
{
	static const double halves[] = { 1, 1 };
	const struct compare_minute *m = &p->minutes[at];
	struct compare_block b, swapped;
	if (at < p->step_at + (p->step > 0))
		return;
	if (m->candidate.requests)
		compare_process_add_absolute(&p->floor,
			&(struct compare_arm){ m->candidate.requests, m->candidate.requests - m->candidate.bad }, 1 - p->c->other);
	p->is_fine = p->is_fine ||
		compare_combine((double[]){ p->fine.log_e, p->floor.log_e }, halves, 2) >= -log(fine_test.risk);
	if (!compare_blocks_add(&p->blocks, &p->minutes[at], &b) || !compare_informative(&b))
		return;
	double dispersion = compare_noise_now(&p->noise);
	compare_process_add(&p->worse, &b, dispersion);
	swapped = compare_swapped(&b);
	compare_process_add(&p->fine, &swapped, dispersion);
	compare_noise_add(&p->noise, &b);
	p->is_worse = p->is_worse || p->worse.log_e >= -log(p->c->worse.risk);
	p->is_fine = p->is_fine ||
		compare_combine((double[]){ p->fine.log_e, p->floor.log_e }, halves, 2) >= -log(fine_test.risk);
}

static bool threshold(struct promotion *p, int at, double limit)
{
	int64_t requests = 0, bad = 0;
	for (int i = at - 4 > p->step_at ? at - 4 : p->step_at; i <= at; i++) {
		requests += p->minutes[i].candidate.requests;
		bad += p->minutes[i].candidate.bad;
	}
	p->row = requests >= 20 && (double)bad > limit * (double)requests ? p->row + 1 : 0;
	return p->row >= 3;
}

/* Plays until it went back (returns true), arrived, or stopped. */
static bool promote(struct promotion *p, int rule, struct answers *out)
{
	const struct service *s = &p->c->service;
	double due = s->effect > 0 ? 1 - 1 / s->effect
							   : 1 - s->base / 0.9; /* the part of the failures that is the candidate's */
	for (int now = 0; now < MINUTES; now++) {
		p->minutes[now] = world_minute(&p->w, now, shares[p->step]);
		out->harm += due * (double)p->minutes[now].candidate.bad;
		out->ended = now + 1;
		int known = now - DELAY, waited = now + 1 - p->step_at;
		if (known >= p->step_at) {
			if (rule ? threshold(p, known, rule == FIVE ? 0.05 : 0.01) : (use(p, known), p->is_worse))
				return true;
		}
		/* the thresholds go on after 10 minutes */
		bool grow = rule ? waited >= 10 : p->is_fine || waited >= 10 + DELAY + (p->step > 0);
		if (!grow)
			continue;
		if (p->step == STEPS - 2)
			return false;
		step_to(p, p->step + 1, now + 1);
	}
	return false;
}

static void play(const struct cell *c, struct draws *d, int rule, struct answers *out)
{
	struct compare_arm history[HISTORY];
	struct promotion p = { .c = c,
		.blocks = { .rule = { COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES } },
		.worse = compare_process_of(&c->worse) };
	static const enum answer answers[] = { ANSWER_WORSE, ANSWER_FIVE, ANSWER_ONE };
	struct answers ended = { .harm = 0 };
	p.w = world_of(&c->service, d);
	for (int i = 0; i < HISTORY; i++)
		history[i] = world_minute(&p.w, i - HISTORY, 0).baseline;
	p.noise.start = compare_dispersion(history, HISTORY, NULL);
	step_to(&p, 0, 0);
	if (promote(&p, rule, &ended))
		out->at[answers[rule]] = ended.ended;
	else if (!rule)
		out->at[ANSWER_FINE] = ended.ended;
	if (!rule)
		out->harm = ended.harm;
}

/* The same draws for each rule. */
void cell_promote(const struct cell *c, struct draws *d, struct answers *out)
{
	for (int rule = 0; rule <= ONE; rule++) {
		struct draws same = *d;
		play(c, &same, rule, out);
	}
}
