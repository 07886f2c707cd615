/* SPDX-License-Identifier: Apache-2.0 */
/*
 * minutes.h: the minutes of a comparison, from the time series of both revisions and the history of the traffic split.
 * A minute is used once, when it is complete, and never again: what changes later is counted and changes nothing, so
 * that the evidence does not depend on when it was looked at. No side effects except on the arena.
 */
#ifndef SOURCE_MINUTES_H
#define SOURCE_MINUTES_H

#include "../../run/compared.h"
#include "../../../gcp/gcp.h"

enum { MINUTE_MS = 60 * 1000 };

/* What does not change during a comparison. */
struct minutes_of {
	bool latency; /* series of distributions, by revision; else of counts, by revision and class of response code */
	const char *candidate, *baseline; /* names of the revisions; NULL: there is none */
	int64_t begin;                    /* unix ms: when the candidate was first given traffic */
	int64_t delay;                    /* ms after its end a minute is complete; at least 0 */
	int64_t settle;                   /* ms after each change of the split that are left out; at least 0 */
	int64_t history;                  /* ms before begin that tell the noise and the bounds of slow requests */
	double quantiles[COMPARE_PARTS];  /* latency: slow is above these of the baseline's history; 0 to 1 */
	size_t n_quantiles;
};
/* The share of the candidate, of the traffic of candidate and baseline, from a time on (unix ms), 0 to 1. In order of
 * time; the first is the one at begin. */
struct minutes_split {
	int64_t since;
	double share;
};
/* A request of this program to the tag URL of one of the revisions: Cloud Run counts it, but no user sent it. Its
 * response class is known, its bucket of response times is not. */
struct minutes_own {
	int64_t end; /* unix ms, by Google's clock */
	bool baseline, bad;
};
/* One response of timeSeries.list with an alignment period of a minute, that ends at a whole minute. The group of a
 * series is "REVISION/CLASS" ("5xx" is bad), or "REVISION" for latency. */
struct minutes_look {
	const struct monitoring_series *series;
	size_t n;
	int64_t from, now; /* unix ms: begin of the interval of the request; the time of the request */
	const struct minutes_own *own;
	size_t n_own;
};

/* Zero at first, except for the arena that owns the minutes. */
struct minutes {
	struct arena *a;
	struct compare_minute *parts[COMPARE_PARTS]; /* the minutes that are used */
	size_t n, cap, n_parts;
	int64_t until;                     /* unix ms: minutes before it were used or dropped; 0: none yet */
	int64_t waiting, dropped, revised; /* minutes: begun and not complete; left out; used ones that changed later */
	int64_t own;                       /* requests of this program in them: left out; of latency they are counted */
	enum compare_reason reason;        /* of the newest look; COMPARE_KNOWN: its minutes can be used */
	double dispersion[COMPARE_PARTS];  /* of the history */
	bool noise_known;                  /* the history tells the dispersion of every part */
	double bounds_ms[COMPARE_PARTS];   /* latency: slow is above */
	/* internal */
	enum compare_reason broken; /* for good */
	size_t restored;            /* the first of the minutes, which an earlier run took */
	struct compare_minute *seen[COMPARE_PARTS];
	size_t bounds[COMPARE_PARTS];
	const struct json *buckets; /* bucket options of all points */
};
/* Takes the minutes that are complete now and were not taken yet. A response that cannot be read leaves the minutes as
 * they are, with the reason COMPARE_NOT_OBSERVED and e set. Nothing in the scratch arena is kept. */
void minutes_take(struct arena *scratch, const struct minutes_of *of, const struct minutes_split *splits,
	size_t n_splits, const struct minutes_look *look, struct minutes *m, struct err *e);
/* The input of compare(); valid until the next minutes_take. */
struct compare_input minutes_input(const struct minutes *m);

#endif
