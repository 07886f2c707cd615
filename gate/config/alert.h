/* SPDX-License-Identifier: Apache-2.0 */
/* alert.h: the alerts of a config: those of Cloud Monitoring that judge a release. Part of config.h, which includes it.
 */
#ifndef GATE_CONFIG_ALERT_H
#define GATE_CONFIG_ALERT_H

#include "../base/base.h"

struct config;

struct config_alert {
	struct conf_member member;
	const char *service; /* alias; NULL: alerts about any resource count */
	const char *filter;  /* of alerts; may contain {{NAME}} */
	const char *project;
	int64_t every; /* ms */
};
extern const struct conf_table config_alert_table;
/* Fills in projects and checks the alerts. Adds all errors; returns -1 if there is one. */
int config_alerts_check(struct arena *a, struct config *c, struct conf_errors *all);

#endif
