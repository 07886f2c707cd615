/* SPDX-License-Identifier: Apache-2.0 */
/* metrics.h: what a run knows at this moment, for openmetrics_put (report/openmetrics.h). */
#ifndef GATE_CMD_METRICS_H
#define GATE_CMD_METRICS_H

#include "../run/say.h"

/* Returns what the run knows now: services, outcomes, facts, ages and durations of its observations. result: of the
 * run, or what it would be if it ended now. Use it before the loop runs again; it lives no longer than a. No call is
 * made. */
struct json *metrics_seen(struct arena *a, struct run *r, const struct result *result);
/* Adds the exit code, and writes it to the file of --metrics. A file that cannot be written is noted; it does not
 * change the result. */
void metrics_write(struct run_log *log, struct json *seen, int exit_code);
/* Appends the text of the metrics, without secrets. */
void metrics_text(const struct run_log *log, struct arena *a, const struct json *seen, struct buf *out);

#endif
