/* SPDX-License-Identifier: Apache-2.0 */
/* compare_test.c: one test over all minutes. The evidence of several parts is their mean, which is evidence again
 * however they depend on each other. */
#include "compare_steps.h"

#include <math.h>

double compare_combine(const double *log_e, const double *weights, size_t n)
{
	double sum = -(double)INFINITY, all = 0;
	for (size_t i = 0; i < n; i++) {
		if (weights[i] > 0)
			sum = compare_log_add(sum, log(weights[i]) + log_e[i]);
		all += weights[i];
	}
	return all > 0 ? sum - log(all) : -(double)INFINITY;
}

static void begin(const struct compare_input *in, const struct compare_params *p, const struct compare_question *q,
	struct compare_run *out)
{
	struct compare_test t = q->test;
	if (q->swapped)
		t.margin = 1 / t.margin;
	*out = (struct compare_run){ .floor = compare_process_of(&t), .log_needed = -log(t.risk) - log(q->weight) };
	for (size_t i = 0; i < in->n_parts; i++)
		out->parts[i] = (struct compare_part){
			.blocks = { .rule = p->blocking }, .noise = { .start = p->dispersion[i] }, .process = compare_process_of(&t)
		};
}

static void add_minute(struct compare_part *part, const struct compare_minute *m, const struct compare_question *q)
{
	struct compare_block b;
	if (!compare_blocks_add(&part->blocks, m, &b) || !compare_informative(&b))
		return;
	if (q->swapped)
		b = compare_swapped(&b);
	if (b.start >= q->from)
		compare_process_add(&part->process, &b, compare_noise_now(&part->noise));
	compare_noise_add(&part->noise, &b);
}

/* The candidate alone: the hypothesis is that at most 1 - floor of its requests are good. */
static void add_floor(struct compare_process *p, const struct compare_minute *m, const struct compare_question *q)
{
	struct compare_arm good = { m->candidate.requests, m->candidate.requests - m->candidate.bad };
	if (q->floor > 0 && good.requests && m->start >= q->from && compare_minute_usable(m))
		compare_process_add_absolute(p, &good, 1 - q->floor);
}

void compare_run(const struct compare_input *in, const struct compare_params *p, const struct compare_question *q,
	double *line, struct compare_run *out)
{
	static const double equal[COMPARE_PARTS + 1] = { 1, 1, 1, 1 };
	begin(in, p, q, out);
	for (size_t at = 0; at < in->n; at++) {
		double log_e[COMPARE_PARTS + 1];
		for (size_t i = 0; i < in->n_parts; i++) {
			add_minute(&out->parts[i], &in->parts[i][at], q);
			log_e[i] = out->parts[i].process.log_e;
		}
		out->log_e = compare_combine(log_e, equal, in->n_parts);
		if (q->floor > 0) {
			add_floor(&out->floor, &in->parts[0][at], q);
			out->log_e = compare_combine((double[]){ out->log_e, out->floor.log_e }, equal, 2);
		}
		if (!out->proven && out->log_e >= out->log_needed) {
			out->proven = true;
			out->proven_at = in->parts[0][at].start;
		}
		if (line)
			line[at] = out->log_e / log(10);
	}
}
