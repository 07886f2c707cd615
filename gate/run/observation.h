/* SPDX-License-Identifier: Apache-2.0 */
/* observation.h: a source is a way to observe something, such as an HTTP probe; an observation is one configured thing
 * to observe, with its newest value. */
#ifndef GATE_RUN_OBSERVATION_H
#define GATE_RUN_OBSERVATION_H

#include "durations.h"
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
 * Documents a fact. type: "string", "bool", "int", "double", "any", "list", "map" (with any key), "list of T", "map of
 * T", or the name of a shape of the source. Rules are checked against it: a fact that is not in the table is a misspelt
 * one.
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
	bool after_services; /* starts after the services were read */
	bool inner; /* its values are part of other members, such as secrets of a service, and have no alias in the facts */
	bool slow;  /* rounds do not wait for it to end */
	bool
		on_demand; /* observed only if a rule or rollback.hold reads it, or a critical rule failed (watch/incident.c) */
	/* starts a request; it ends by calling observation_end, from the loop or immediately */
	void (*start)(struct observations *observations, const struct release *release, struct observation *l);
	void (*stop)(struct observation *l); /* slow sources: ends the request soon, by calling observation_end */
	const char *doc;
	const struct resource *resource; /* for resources: has the facts; else NULL */
	const struct fact_doc *facts;
	size_t n_facts;
	const struct fact_shape *shapes; /* the shapes that the types of its facts name */
	size_t n_shapes;
};
/* One configured thing to observe, and its newest value. */
struct observation {
	const struct source *source;
	const char *alias;       /* NULL: the only one of its group (source) */
	const void *config;      /* its struct config_*: of a probe, struct config_probe; of redis_hosts, struct config */
	struct service *service; /* the service that it observes, or NULL */
	const struct observation *needs; /* it starts only after this one has ended once; or NULL */
	int64_t every;                   /* ms, or EVERY_* */
	int64_t next_at;                 /* loop_now */
	bool in_flight;
	bool began_after, after; /* the request in flight, and the newest value: started after traffic was moved */
	bool cut;                /* the round's deadline ended the last request; the value is the previous one */
	bool wanted;             /* of a source on demand: it is observed */
	bool awaited;            /* in flight, and counted in observations.pending */
	bool again;              /* an EVERY_ONCE observation that failed; repeat it in the next round */
	void *work;              /* state of the source while in flight */
	void *kept;              /* state of the source that lasts as long as the run, or NULL */
	struct ahead *ahead;     /* probes: started before the service was read, and waits for that; or NULL */
	struct arena *a;         /* of the request in flight and its value */
	/* arenas of the newest and the previous value; NULL: owned by the run */
	struct arena *held, *left;
	bool lasts;             /* the value of the request in flight lives as long as the run */
	unsigned count;         /* number of values so far */
	struct json *value;     /* the newest value; an unobserved mark if the request failed */
	struct err_kept error;  /* why the value is unobserved, or ERR_NONE; lives as long as the value */
	int64_t at, started_at; /* loop_now */
	int64_t took_ms;
	struct durations *durations; /* probes: of all answers so far; NULL: none yet */
	unsigned counted;            /* number of values that rounds have counted */
	bool attributed;             /* probes: the candidate is known to have sent the response */
	uint64_t tag;                /* probes: hash (live_topic) of the tag URL that alone says so; 0: none */
	int64_t kept_ms; /* probes: how many ms before `at` the response arrived, if it was kept back (probe/ahead.h) */
	unsigned others; /* probes: number of responses from other revisions, which are not judged */
	bool well;       /* probes: a good response of the candidate has ended the warm-up (warm.c) */
	bool warming;    /* probes: the newest value was observed during the warm-up */
	/* probes: the same request to the baseline, in hurried rounds (witness.c); NULL: not sent yet */
	struct observation *witness;
	unsigned in_front;  /* probes: consecutive failures in front of a candidate that answers well (front.c) */
	bool shut;          /* probes: the settings of the service do not let this machine reach it */
	const char *advice; /* probes: the command that would allow access, or NULL */
};
/* observation.c */
bool observation_is_ok(const struct observation *l); /* the newest was made, and `ok` is true in it */
/* Sets what all observations share. Call it before the first is added. The arguments must outlive the observations. */
void observations_begin(
	struct observations *observations, struct arena *a, struct loop *loop, struct gcp *gcp, struct run_log *log);
/* Adds an observation with the source's default interval. alias, config, service may be NULL. */
struct observation *observation_add(struct observations *observations, const struct source *s, const char *alias,
	const void *config, struct service *service);
/* Keeps all current values until the run ends. */
void observations_keep(const struct observations *observations);
/* Returns the observation of a group by alias, or NULL. Ignores those of inner sources. */
struct observation *observations_named(const struct observations *observations, enum group g, const char *alias);
/* Prepares l->a for a request. While watching, a value lives until the next one replaces it; otherwise until the run
 * ends. */
void observation_open(const struct observations *observations, struct observation *l);
/* Ends a request with its value, or with an error (NULL: none), which makes the value unobserved. */
void observation_end(
	struct observations *observations, struct observation *l, struct json *value, const struct err *error);

#endif
