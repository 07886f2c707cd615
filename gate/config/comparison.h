/* SPDX-License-Identifier: Apache-2.0 */
/* comparison.h: the comparisons of a config: a candidate with its baseline. Part of config.h, which includes it. */
#ifndef GATE_CONFIG_COMPARISON_H
#define GATE_CONFIG_COMPARISON_H

#include "../base/base.h"

struct config;

enum comparison_of { COMPARISON_ERRORS, COMPARISON_LATENCY, COMPARISON_TRAFFIC, COMPARISON_PROBES, COMPARISON__COUNT };
extern const char *const comparison_names[]; /* "errors", ...; NULL-terminated */

/* What a promotion does at a step at which a comparison is neither worse nor fine yet. */
enum compare_unknown { COMPARE_WAITS, COMPARE_GROWS, COMPARE_STOPS };

/* What all comparisons have in common. */
struct config_compare {
	int64_t wrong_once_in, fine_wrong_once_in; /* releases */
	int64_t worse_by, fine_within;             /* per cent */
	int64_t floor_per_million;                 /* bad requests; 0: none */
	int64_t minutes;
	int64_t settle, history; /* ms */
	enum compare_unknown on_unknown;
	int64_t patience; /* ms at a step */
};
/* Those of its own are 0 where it uses that of `compare`. */
struct config_comparison {
	struct conf_member member;
	const char *service; /* alias; of probes: that of the probe */
	const char *probe;   /* of probes: alias; otherwise NULL */
	enum comparison_of of;
	struct conf_strings quantiles; /* latency: "p50", ... */
	int64_t worse_by, fine_within, minutes, settle;
	int on_unknown; /* 0: that of compare; else 1 + enum compare_unknown */
};
extern const struct conf_table config_compare_table, config_comparison_table;
/* Gives comparisons of probes the service of their probe, and checks all. */
int config_comparisons_check(struct arena *a, struct config *c, struct conf_errors *all);
/* Returns the quantile that text names: 0.99 for "p99", 0.999 for "p99.9". Returns 0 for other text. */
double comparison_quantile(const char *text);
/* Of errors: returns the alias of a probe of the service that would tell an outage sooner if it were compared; "" if
 * one is compared already; NULL if no probe of the config could. Of other kinds: NULL. */
const char *comparison_sooner(const struct config *c, const struct config_comparison *one);
/* Returns the minutes that must speak for worse; of probes 1: their blocks are not limited. */
int64_t comparison_minutes(const struct config_compare *all, const struct config_comparison *one);
/* Returns the ms after a change of the split that a comparison leaves out. */
int64_t comparison_settle(const struct config_compare *all, const struct config_comparison *one);
/* Returns what a promotion does while it is neither worse nor fine. */
enum compare_unknown comparison_unknown(const struct config_compare *all, const struct config_comparison *one);
/* Returns the part of the risk that a comparison of the config has; those of all add up to 1. */
double comparison_weight(const struct config *c, const struct config_comparison *one);

#endif
