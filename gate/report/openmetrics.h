/* SPDX-License-Identifier: Apache-2.0 */
/*
 * openmetrics.h: what a run knows, in the text format of OpenMetrics 1.0, which Prometheus, its node_exporter (textfile
 * collector) and compatible agents read. What was not observed has no sample; it is never 0. No side effects.
 *
 * Source: github.com/prometheus/OpenMetrics, specification/OpenMetrics.md.
 */
#ifndef GATE_REPORT_OPENMETRICS_H
#define GATE_REPORT_OPENMETRICS_H

#include "../base/base.h"

#define OPENMETRICS_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

/*
 * Appends all metrics, with "# EOF" at the end. seen: an object with any of these members, as in the predicate of
 * evidence unless stated otherwise; members that are absent or have another type give no sample.
 *
 *   command, verdict, exitCode, finishedAt, durationMs, rules[], drill[], facts{}
 *   services{}         by alias: service, project, region, judged; and pinned, servesFailed (bool)
 *   lookAges{}         by "group.member", or the group alone: seconds since its newest observation (double)
 *   probeDurations{}   by alias of a probe: a histogram of its answers (durations_json)
 *   connectorInstances{}  by alias: the number of instances now
 */
void openmetrics_put(struct arena *a, const struct json *seen, struct buf *out);

#endif
