/* SPDX-License-Identifier: Apache-2.0 */
/* preset.h: predefined metrics (presets), one row each. */
#ifndef SOURCE_READY_H
#define SOURCE_READY_H

#include "group.h"

struct observation;
struct monitoring_series;
struct observations;

struct preset {
	enum group of;
	const char *name, *unit, *doc;
	const char *type; /* metric type */
	/* a second metric type: its values are added or, with by_engine, used for databases other than PostgreSQL; or NULL
	 */
	const char *other;
	const char *aligner, *reducer, *group_by;
	enum preset_how {
		PRESET_NEWEST,    /* the newest point */
		PRESET_SUM,       /* sum over the window, also as samples */
		PRESET_RATIO,     /* share of the groups that begin with "5" */
		PRESET_PERCENTILE /* percentile of the merged histogram */
	} how;
	double fraction;                 /* PRESET_PERCENTILE: 0 to 1 */
	const char *limit;               /* the fact of the same resource that limits the value; or NULL */
	bool by_engine;                  /* `other` replaces `type`, depending on the database engine */
	const char *kinds[REDIS__COUNT]; /* metric type for the other kinds of the group */
};

const struct preset *preset_table(size_t *n); /* all of them */
/* Returns the preset of a group by name; NULL if there is none, with *near set to the most similar name or NULL. */
const struct preset *preset_named(enum group of, const char *name, const char **near);

/* Sets filters[] to those of timeSeries.list; the values of two are added. Returns their number; 0 with e if they
 * depend on a fact that is not known yet. l: the metric's observation. */
size_t preset_filters(const struct observations *observations, const struct observation *l, const struct preset *m,
	const char *filters[2], struct err *e);
/* Computes the facts from the series of all filters: value, samples and, if there is a limit, limit and ratio. Returns
 * NULL with e if the value is unobserved. */
struct json *preset_facts(const struct observations *observations, const struct observation *l, const struct preset *m,
	const struct monitoring_series *series, size_t n, struct err *e);

#endif
