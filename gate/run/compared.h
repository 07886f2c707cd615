/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compared.h: the comparison of a candidate with its baseline, as values: the minutes that were observed, the
 * parameters and the record that judge/compare.c computes from both. The same minutes and parameters give the same
 * record, bit for bit on the same machine.
 */
#ifndef GATE_RUN_COMPARED_H
#define GATE_RUN_COMPARED_H

#include "../base/define.h"

enum {
	COMPARE_PARTS = 3,           /* latency: one for each quantile */
	COMPARE_BLOCK_REQUESTS = 10, /* a block of minutes ends with this many requests, at least one of each arm, ... */
	COMPARE_BLOCK_MINUTES = 10,  /* ... or with this many minutes */
	COMPARE_BLOCK_PAIRS = 4,     /* a block of pairs of probes */
};

/* The requests of one revision. */
struct compare_arm {
	int64_t requests, bad;
};

/* One complete minute; of probes one pair. */
struct compare_minute {
	int64_t start; /* unix ms; each is later than the one before */
	struct compare_arm candidate, baseline;
	double share; /* the candidate's part of the traffic of both, by the split: 0 to 1; negative: not known */
};

/* The question whether the odds of a bad request differ by more than the margin. */
struct compare_test {
	double margin; /* times, above 0 */
	double risk;   /* probability that the answer is ever wrong, between 0 and 1 */
	int minutes;   /* at least this many minutes must speak for it; 1: a single one is enough */
	bool onset;    /* the difference may have begun later than the first minute */
};

/* How minutes are merged. For probes: `requests` INT64_MAX, and `minutes` is the number of rounds of a block. */
struct compare_blocking {
	int64_t requests;
	int minutes;
};

struct compare_params {
	struct compare_test worse; /* worse than margin times */
	struct compare_test fine;  /* not worse than margin times */
	double weight; /* of this comparison among all of a run, which add up to 1; worse needs 1 / weight more */
	double floor;  /* a candidate with a lower ratio of bad requests is fine; 0: no such ratio */
	double dispersion[COMPARE_PARTS]; /* of each part, from the history: compare_dispersion; 1: independent requests */
	struct compare_blocking blocking;
	int64_t fine_from; /* unix ms; fine counts the minutes from here on: the beginning of a step */
};

/* Why it is not known. */
enum compare_reason {
	COMPARE_KNOWN,
	COMPARE_TOO_LITTLE,    /* neither is proven yet, and only more requests help */
	COMPARE_NO_MINUTES,    /* no minute is complete yet */
	COMPARE_NO_BASELINE,   /* the baseline had no request, or no share */
	COMPARE_NO_CANDIDATE,  /* the candidate had no request, or no share */
	COMPARE_SAME_REVISION, /* candidate and baseline are one revision */
	COMPARE_BAD_COUNT,     /* negative, more bad than all, or above LIMIT_COMPARE_REQUESTS */
	COMPARE_BAD_ORDER,     /* a minute is not later than the one before, or there are too many */
	COMPARE_BAD_BUCKETS,   /* the bucket options of the two revisions differ, or changed */
	COMPARE_NO_HISTORY,    /* latency: no response times of the baseline before the candidate had traffic */
	COMPARE_BAD_PARAMETER,
	COMPARE_NOT_OBSERVED, /* the data could not be read */
	COMPARE_ALL_WELL,     /* no probe of a pair has failed */
	COMPARE_NO_PAIRS,     /* no pair of probes has ended yet */
	COMPARE_NOISE,        /* independent requests would have decided; those of this service vary too much */
	COMPARE_FEW_MINUTES,  /* the counts are enough, but fall into too few separate minutes */
};

/* The minutes of one comparison. Parts (latency: one for each bound) have equal starts and requests. */
struct compare_input {
	const struct compare_minute *parts[COMPARE_PARTS];
	size_t n_parts, n;
	enum compare_reason reason; /* other than COMPARE_KNOWN: why there are no usable minutes */
};

struct compare_record {
	bool worse, fine;
	enum compare_reason reason; /* COMPARE_KNOWN if worse or fine is true */
	/* log10 of the evidence, and what proves it; worse is evidence >= needed at any time until now */
	double evidence, needed, fine_evidence, fine_needed;
	double at_least, at_most;               /* times: the rungs that are proven; 0: none */
	double times;                           /* Mantel-Haenszel estimate, without a promise; 0: none */
	struct compare_arm candidate, baseline; /* of the minutes that were used */
	int64_t minutes, blocks;                /* used, and the blocks of them that say something */
	int64_t open, dropped;                  /* minutes of the unfinished block, and those that were left out */
	int64_t worse_at, fine_at;              /* start of the minute that proved it; 0: none did */
	double dispersion;                      /* now */
	double share;                           /* the candidate's, of the requests that were used; 0 without any */
	size_t part;                            /* that with the most evidence; counts and dispersion are of this one */
};

/* ---- compared.c (no side effects) ----------------------------------------------------------------------------- */

/* Returns the number of values above bound `bound` of a histogram: counts[i] are the values up to bound i, the last
 * those above all bounds; trailing zeros may be missing. */
int64_t compare_above(const int64_t *counts, size_t n, size_t bound);
/* Returns the index of the first bound that is at or above the quantile (0 to 1). Returns -1 if there are no values, or
 * if the quantile lies above the last bound. */
int64_t compare_bound_at(const int64_t *counts, size_t n, size_t bounds, double quantile);
/* Returns how much more the ratio of bad requests varies from minute to minute than by chance, at least 1, from n
 * consecutive minutes of one arm. Sets *known (may be NULL) to false, and returns 1, if fewer than 5 pairs of minutes
 * tell. */
double compare_dispersion(const struct compare_arm *history, size_t n, bool *known);

#endif
