/* SPDX-License-Identifier: Apache-2.0 */
/* preset.h: ready-made metrics: a row each, with the labels of their resource known. */
#ifndef SOURCE_READY_H
#define SOURCE_READY_H

#include "group.h"

struct observation;
struct monitoring_series;
struct observations;

struct preset {
	enum group of;
	const char *name, *unit, *doc;
	const char *type; /* the metric's, without its service's prefix */
	/* a second one: added, or instead (of a database that is not PostgreSQL); NULL: none */
	const char *other;
	const char *aligner, *reducer, *group_by;
	enum preset_how {
		PRESET_NEWEST,    /* the newest minute */
		PRESET_SUM,       /* added over the window; samples counts the same */
		PRESET_RATIO,     /* groups that begin with "5", over all */
		PRESET_PERCENTILE /* of the merged histogram */
	} how;
	double fraction;                 /* of PRESET_PERCENTILE */
	const char *limit;               /* the fact of the same resource that bounds it; NULL: none */
	bool by_engine;                  /* other is instead, not added */
	const char *kinds[REDIS__COUNT]; /* instead of type, of the other kinds of its group */
};

const struct preset *preset_table(size_t *n);
/* NULL: there is none of this name; *near is the nearest, or NULL. */
const struct preset *preset_named(enum group of, const char *name, const char **near);

/* Filters to ask with: one, or two whose values are added. The number of them; 0 with e: not yet known. l: the metric's
 * look. */
size_t preset_filters(const struct observations *observations, const struct observation *l, const struct preset *m,
	const char *filters[2], struct err *e);
/* Series of all filters -> facts: value, samples, and a limit with its ratio where there is one. */
struct json *preset_facts(const struct observations *observations, const struct observation *l, const struct preset *m,
	const struct monitoring_series *series, size_t n, struct err *e);

#endif
