/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c: the record of a comparison: its two tests, its ladders and what it counted. */
#include "compare_steps.h"

#include <math.h>

const double compare_rungs[COMPARE_RUNGS] = { 1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100 };

const char *compare_reason_text(enum compare_reason r)
{
	static const char *const texts[] = {
		[COMPARE_KNOWN] = "",
		[COMPARE_TOO_LITTLE] = "too few requests so far",
		[COMPARE_ALL_WELL] = "no probe of either has failed so far",
		[COMPARE_NO_PAIRS] = "no pair of probes has ended yet",
		[COMPARE_NO_MINUTES] = "no minute is complete yet",
		[COMPARE_NO_BASELINE] = "the baseline has no users",
		[COMPARE_NO_CANDIDATE] = "the candidate has no users",
		[COMPARE_SAME_REVISION] = "candidate and baseline are the same revision",
		[COMPARE_BAD_COUNT] = "a count is negative, too large, or above the number of requests",
		[COMPARE_BAD_ORDER] = "the minutes are not in order, or too many",
		[COMPARE_BAD_BUCKETS] = "the bucket options of the two revisions differ or changed",
		[COMPARE_NO_HISTORY] = "the baseline has no response times from before the candidate had traffic",
		[COMPARE_BAD_PARAMETER] = "a parameter is out of range",
		[COMPARE_NOISE] = "the service varies too much by itself from minute to minute",
		[COMPARE_FEW_MINUTES] = "the evidence comes from too few separate minutes so far",
		[COMPARE_NOT_OBSERVED] = "the data could not be read",
	};
	return texts[r];
}

/* ---- Is the input usable? -------------------------------------------------------------------------------------- */

static bool test_valid(const struct compare_test *t)
{
	return t->margin >= 1e-6 && t->margin <= 1e6 && t->risk >= 1e-12 && t->risk < 1 && t->minutes >= 1;
}

static bool params_valid(const struct compare_params *p, size_t parts)
{
	for (size_t i = 0; i < parts; i++)
		if (!(p->dispersion[i] >= 1 && p->dispersion[i] <= 1e12))
			return false;
	return test_valid(&p->worse) && test_valid(&p->fine) && p->weight >= 1e-12 && p->weight <= 1 && p->floor >= 0 &&
		p->floor < 1 && p->blocking.requests >= 1 && p->blocking.minutes >= 1;
}

static enum compare_reason minutes_valid(const struct compare_input *in)
{
	if (in->n_parts < 1 || in->n_parts > COMPARE_PARTS)
		return COMPARE_BAD_PARAMETER;
	if (in->n > LIMIT_COMPARE_MINUTES)
		return COMPARE_BAD_ORDER;
	for (size_t i = 0; i < in->n_parts; i++)
		for (size_t at = 0; at < in->n; at++) {
			enum compare_reason r = compare_minute_valid(&in->parts[i][at]);
			if (r != COMPARE_KNOWN)
				return r;
			if (at && in->parts[i][at].start <= in->parts[i][at - 1].start)
				return COMPARE_BAD_ORDER;
		}
	return in->n ? COMPARE_KNOWN : COMPARE_NO_MINUTES;
}

enum compare_reason compare_unusable(const struct compare_input *in, const struct compare_params *p)
{
	if (in->reason != COMPARE_KNOWN)
		return in->reason;
	return params_valid(p, in->n_parts < COMPARE_PARTS ? in->n_parts : COMPARE_PARTS) ? minutes_valid(in)
																					  : COMPARE_BAD_PARAMETER;
}

/* ---- The record -------------------------------------------------------------------------------------------------- */

static void run_both(const struct compare_input *in, const struct compare_params *p, double *line,
	struct compare_run *worse, struct compare_run *fine)
{
	const struct compare_question is_worse = { .test = p->worse, .weight = p->weight, .from = INT64_MIN },
								  is_fine = { .test = p->fine,
									  .swapped = true,
									  .weight = 1,
									  .floor = p->floor,
									  .from = p->fine_from };
	compare_run(in, p, &is_worse, line, worse);
	compare_run(in, p, &is_fine, NULL, fine);
}

static bool decides(const struct compare_input *in, const struct compare_params *p)
{
	struct compare_run worse, fine;
	run_both(in, p, NULL, &worse, &fine);
	return worse.proven || fine.proven;
}

/* What keeps the same minutes from deciding: the cap of a minute, the noise of the service, or neither of both. */
static enum compare_reason held_back(const struct compare_input *in, const struct compare_params *p)
{
	struct compare_params other = *p;
	other.worse.minutes = other.fine.minutes = 1;
	if (decides(in, &other))
		return COMPARE_FEW_MINUTES;
	for (size_t i = 0; i < COMPARE_PARTS; i++)
		other.dispersion[i] = 1;
	return decides(in, &other) ? COMPARE_NOISE : COMPARE_TOO_LITTLE;
}

/* Why neither is proven, although the input can be used. */
static enum compare_reason unproven(const struct compare_input *in, const struct compare_params *p)
{
	const struct compare_minute *all = in->parts[0], *last = &all[in->n - 1];
	int64_t candidate = 0, baseline = 0;
	for (size_t at = 0; at < in->n; at++) {
		candidate += all[at].candidate.requests;
		baseline += all[at].baseline.requests;
	}
	if (last->share >= 1 || !baseline)
		return COMPARE_NO_BASELINE;
	return last->share == 0 || !candidate ? COMPARE_NO_CANDIDATE : held_back(in, p);
}

static void put_tests(const struct compare_run *worse, const struct compare_run *fine, struct compare_record *out)
{
	out->worse = worse->proven;
	out->fine = fine->proven;
	out->worse_at = worse->proven_at;
	out->fine_at = fine->proven_at;
	out->evidence = worse->log_e / log(10);
	out->needed = worse->log_needed / log(10);
	out->fine_evidence = fine->log_e / log(10);
	out->fine_needed = fine->log_needed / log(10);
}

static void put_counts(const struct compare_run *worse, size_t parts, struct compare_record *out)
{
	for (size_t i = 1; i < parts; i++)
		if (worse->parts[i].process.log_e > worse->parts[out->part].process.log_e)
			out->part = i;
	const struct compare_part *p = &worse->parts[out->part];
	int64_t all = p->blocks.candidate.requests + p->blocks.baseline.requests;
	out->candidate = p->blocks.candidate;
	out->baseline = p->blocks.baseline;
	out->minutes = p->blocks.used;
	out->open = p->blocks.open.minutes;
	out->dropped = p->blocks.dropped;
	out->blocks = p->process.blocks;
	out->dispersion = compare_noise_now(&p->noise);
	out->times = p->noise.below > 0 ? p->noise.above / p->noise.below : 0;
	out->share = all ? (double)out->candidate.requests / (double)all : 0;
}

void compare(const struct compare_input *in, const struct compare_params *p, double *line, struct compare_record *out)
{
	struct compare_run worse, fine;
	*out = (struct compare_record){ .reason = compare_unusable(in, p) };
	if (out->reason != COMPARE_KNOWN)
		return;
	run_both(in, p, line, &worse, &fine);
	put_tests(&worse, &fine, out);
	put_counts(&worse, in->n_parts, out);
	if (!out->worse && !out->fine)
		out->reason = unproven(in, p);
	out->at_least = compare_at_least(in, p, &p->worse, compare_rungs, COMPARE_RUNGS);
	out->at_most = compare_at_most(in, p, &p->fine, compare_rungs, COMPARE_RUNGS);
}
