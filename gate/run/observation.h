/* SPDX-License-Identifier: Apache-2.0 */
/* observation.h: what is configured to be observed, with its newest observation. A source is a way of observing. */
#ifndef GATE_RUN_OBSERVATION_H
#define GATE_RUN_OBSERVATION_H

#include "../config/group.h"
#include "../../gcp/gcp.h"

struct ahead;
struct observation;
struct resource;
struct observations;
struct release;
struct run_log;
struct service;

/*
 * A fact. Its type: "string", "bool", "int", "double", "any", "list", "map" (open: any key), "list of T", "map of T",
 * or the name of one of the source's own shapes. Rules are held against it: what is not in the table is a misspelt
 * fact.
 */
struct fact_doc {
	const char *name, *type, *doc;
};
struct fact_shape {
	const char *name;
	const struct fact_doc *facts;
	size_t n;
};
enum { EVERY_ROUND = 0, EVERY_ONCE = -1 };
struct source {
	const char *kind; /* "http", "sql", ... */
	enum group group;
	int64_t every;       /* ms, or EVERY_* */
	bool after_services; /* needs what the services' reads found */
	bool inner;          /* its values stand within other members, not under its own alias (secrets) */
	bool slow;           /* rounds do not wait for it: its value comes when it comes */
	/* ends in observation_end, from the loop or at once */
	void (*start)(struct observations *observations, const struct release *release, struct observation *l);
	/* Sends what the first observation would ask, before its service is read, to the URI that is remembered of it;
	 * observation.ahead is set where that was done. NULL: it always waits for the read. */
	void (*ahead)(struct observations *observations, struct observation *l, const char *uri);
	void (*stop)(struct observation *l); /* of slow ones: what was begun ends soon, in observation_end */
	const char *doc;
	const struct resource *resource; /* its facts stand there instead; NULL: it is none */
	const struct fact_doc *facts;
	size_t n_facts;
	const struct fact_shape *shapes; /* that its facts' types name */
	size_t n_shapes;
};
/* One configured thing to look at, and the newest observation of it. */
struct observation {
	const struct source *source;
	const char *alias;               /* NULL: it is its group's only one (source) */
	const void *config;              /* its struct config_*; of a probe: struct config_probe; of hosts: struct config */
	struct service *service;         /* the service it is of, or reaches; NULL: none */
	const struct observation *needs; /* starts only after this one has ended once; NULL: none */
	int64_t every;
	int64_t next_at; /* loop_now */
	bool in_flight;
	bool began_after, after; /* the observation on its way, the newest observation: begun after traffic was moved */
	bool cut;                /* the deadline came over the newest observation: the one before stands */
	bool awaited;            /* in flight, and counted in run.looks.pending */
	bool again;              /* once only, but this time in vain: the next round looks again */
	void *work;              /* its source's own, while in flight */
	struct ahead *ahead;     /* probes: a request that was sent before its service was read; NULL: none */
	struct arena *a;         /* of the observation on its way: all that it makes, its value too */
	/* of the newest observation; of the one before, until the next observation begins; NULL: the run's */
	struct arena *held, *left;
	bool lasts;             /* the observation on its way is kept as long as the run */
	unsigned count;         /* observations so far */
	struct json *value;     /* the newest observation; a hole where it could not be had */
	struct err error;       /* why it could not be had; ERR_NONE: it was */
	int64_t at, started_at; /* loop_now */
	int64_t took_ms;
	unsigned counted; /* observations that rounds have counted */
	bool attributed;  /* probes: the answer is known to be the candidate's */
	int64_t kept_ms;  /* probes: the answer came so long before `at`, and was kept back (probe/ahead.h) */
	unsigned others;  /* probes: answers of other revisions, not judged */
	bool well;        /* probes: a good answer of the candidate ended its warm-up (warm.c) */
	bool warming;     /* probes: the newest observation was made within its warm-up */
	/* probes: the same asked of the baseline in hurried rounds (witness.c); NULL: not yet */
	struct observation *witness;
	unsigned in_front;  /* probes: failures in a row in front of a candidate that answers well (front.c) */
	bool shut;          /* probes: the service's settings keep this machine out */
	const char *advice; /* probes: the command that would let it in; NULL: none is known */
};
/* observation.c */
bool observation_is_ok(const struct observation *l); /* the newest was made, and `ok` is true in it */
/* What every observation needs, before the first begins or is added; all of it must outlive the observations. */
void looks_begin(
	struct observations *observations, struct arena *a, struct loop *loop, struct gcp *gcp, struct run_log *log);
struct observation *observation_add(struct observations *observations, const struct source *s, const char *alias,
	const void *config, struct service *service);
void observations_keep(const struct observations *observations); /* what there is now, as long as the run */
struct observation *observations_named(
	const struct observations *observations, enum group g, const char *alias); /* NULL: none; never an inner one */
/* In the rounds an observation is kept until it has been looked at again, and at all other times as long as the run. */
void observation_open(const struct observations *observations, struct observation *l);
void observation_end(struct observations *observations, struct observation *l, struct json *value,
	const struct err *error); /* error NULL: observed */

#endif
