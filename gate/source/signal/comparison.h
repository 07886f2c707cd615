/* SPDX-License-Identifier: Apache-2.0 */
/* comparison.h: a source: the minutes of a comparison, from Cloud Monitoring. */
#ifndef SOURCE_COMPARISON_H
#define SOURCE_COMPARISON_H

#include "minutes.h"
#include "../../run/release.h"

/*
 * The value of an observation, which judge/comparison.c reads:
 *   of          "errors", "latency", "traffic"
 *   candidate, baseline   names of the revisions
 *   parts       per part a list of minutes: [start in unix ms, requests and bad ones of the candidate, requests and bad
 *               ones of the baseline, share]
 *   dispersion  per part: how much more the baseline varied in the hour before than by chance
 *   noiseKnown  the history tells all of them
 *   boundsMs    latency, per part: slow is above; bounds: its index among the buckets
 *   stepAt      unix ms of the last change of the split; share: of the candidate since then
 *   comparable  both revisions have traffic now; of probes: both exist
 *   waiting, dropped, revised   minutes; own: requests of this program in them
 *   reason      number of enum compare_reason: why there are no usable minutes; 0: there are
 */
/* Returns the candidate's present share of the traffic of candidate and baseline: 0 to 1. Of a service with a
 * candidate. */
double comparison_share(const struct service *s);
/* Returns what an observation keeps while the run lasts. */
void *comparison_begin(struct arena *a, const struct config_compare *c);

#endif
