/* SPDX-License-Identifier: Apache-2.0 */
/* metric.c: a number of Cloud Monitoring or a Prometheus. */
#include "../gate.h"

static void start(struct run *r, struct look *l)
{
	struct err e;
	err_set(&e, ERR_INTERNAL, "metric is not looked at yet");
	look_end(r, l, NULL, &e);
}

const struct source source_metric = {
	.kind = "metric", .group = GROUP_METRICS, .every = 60 * 1000, .after_services = true, .start = start,
	.doc = "a number of Cloud Monitoring or a Prometheus",
};
