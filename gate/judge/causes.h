/* SPDX-License-Identifier: Apache-2.0 */
/*
 * causes.h: why a release does badly, as a tree. At the top stand the symptoms: failed rules about what users get.
 * Under each stand the findings that can explain it: failed rules about what the symptom's services depend on. What
 * depends on what is read from the facts, and never guessed from the names of rules or aliases.
 *
 * policies/EVIDENCE.md describes the tree (member `causes`).
 */
#ifndef GATE_JUDGE_CAUSES_H
#define GATE_JUDGE_CAUSES_H

#include "judge.h"

struct observations;

/* What a failed rule sees, from what users get to what only an administrator sees. */
enum cause_seen {
	CAUSE_SEEN_USERS,    /* the answer to a probe that asks as users do, or to a comparison's requests */
	CAUSE_SEEN_MEASURED, /* a metric of a service, or a comparison */
	CAUSE_SEEN_LOGGED,   /* log entries of a service */
	CAUSE_SEEN_STATE,    /* whether a service or its revision is ready */
	CAUSE_SEEN_ENTRY,    /* the host's name or certificate: users meet it, and it says itself what is wrong */
	CAUSE_SEEN_NOT,      /* no symptom: a finding about configuration, a resource, the source, ... */
	CAUSE_SEEN__COUNT
};
const char *cause_seen_name(enum cause_seen s);
enum cause_seen cause_seen_named(struct str name); /* CAUSE_SEEN__COUNT: no such name */

/*
 * How a finding stands to a symptom, strongest first.
 * NEW: it is wrong, on the symptom's path, and not so with the baseline. SHARED: on the path, and what shares it does
 * badly too. OPEN: on the path, not shown either way. EXONERATED: on the path, but the baseline does well with it.
 */
enum cause_standing { CAUSE_NEW, CAUSE_SHARED, CAUSE_OPEN, CAUSE_EXONERATED, CAUSE_STANDING__COUNT };
const char *cause_standing_name(enum cause_standing s); /* "new", "shared", "not_shown", "exonerated" */

/* A failed rule. Texts and JSON must live as long as the tree. */
struct cause {
	const struct rule *rule;
	const char *key, *message; /* key NULL: the rule has no members */
	enum cause_seen seen;
	unsigned since;           /* the round in which it began to fail; 0: not known */
	const struct json *at;    /* names of what it is about: "services.api", "sql.main", "host.example.com", "source" */
	const struct json *reads; /* names of the observations that it reads: "probes.health" */
};

struct causes_input {
	const struct cause *items; /* the rules in the order of the policy, without dry runs */
	size_t n, left_out;        /* left_out: failed rules beyond LIMIT_CAUSES, counted alone */
	const struct json *facts;  /* of the deciding round */
	/* Whether the baseline does well, by observation ("probes.health") or service ("services.api"): true or false;
	 * absent: not known. */
	const struct json *baseline;
	const struct json *differential; /* the target check, as evidence records it; or NULL */
	const struct json *proof;        /* the rules judged again after traffic moved, as evidence records them; or NULL */
	const struct json *lines;        /* by service: its most frequent log line { line, count, of }; or NULL */
};

/* causes.c (no side effects): returns the tree, in a; NULL if nothing failed. */
struct json *causes_tree(struct arena *a, const struct causes_input *in);
/* causes_run.c: fills *out with the failed rules of the newest round and what a run knows about them. The facts,
 * differential and lines are the caller's. */
void causes_of_run(
	struct arena *a, const struct observations *observations, const struct judged *judged, struct causes_input *out);
/* causes_again.c (no side effects): fills *out from a recorded predicate and its facts, to compute its tree again.
 * p: its own policies. */
void causes_of_tree(struct arena *a, const struct policy *p, const struct json *predicate, const struct json *facts,
	struct causes_input *out);

/* ---- Within judge/ --------------------------------------------------------------------------------------- */

/* causes_graph.c (no side effects): what depends on what. */
struct cause_graph {
	struct arena *a;
	const struct json *facts, *services; /* services: with worker pools, whose aliases differ from theirs */
	struct json *used;                   /* by resource: services whose candidates are known to use it */
};
void cause_graph_open(struct arena *a, const struct json *facts, struct cause_graph *out);
/* Returns whether a revision ("candidate", "baseline") of the service is known to use the resource "sql.main". */
bool cause_uses(const struct cause_graph *g, const char *service, const char *revision, const char *resource);
/* Returns the services whose candidates are known to use it; if there are none, those whose baselines do. */
const struct json *cause_users(const struct cause_graph *g, const char *resource);
bool cause_is_resource(const char *node);
/* Returns the alias of a node "services.api" or "workers.mail", or NULL. */
const char *cause_service(const char *node);
bool cause_is_at(const struct json *at, const char *service); /* the nodes have this service */
/* A way from a service of a symptom to one that it calls, perhaps through others. */
struct cause_call {
	const char *caller, *first, *last; /* aliases: first is called by caller; last is at the end */
	int hops;                          /* calls from caller to last */
};
/* A symptom, and what is known of it: its services (a list of aliases; all services if it names none), and whether the
 * baseline does well where it is (1), badly (0), or that is not known (-1). */
struct cause_symptom {
	const struct cause *of;
	const struct json *services;
	int baseline;
	struct cause_call *calls; /* services behind its own, which they call; the nearest first */
	size_t n_calls;
};
const struct json *cause_services(const struct cause_graph *g, const struct cause *symptom);
/* Returns the members in the order of their keys, as evidence holds them. */
struct json *cause_sorted(struct arena *a, const struct json *object);
bool cause_has(const struct json *list, const char *text);                 /* a list of texts has this one */
const struct json *cause_fact(const struct json *facts, const char *node); /* NULL: no such member */
bool cause_released(const struct cause_graph *g, const char *service);
/* Returns how far a finding at these nodes is from the symptom: 0 in the service itself, 1 in what it uses, 2 in what
 * it may use; -1: on no path. */
int cause_distance(const struct cause_graph *g, const struct cause_symptom *symptom, const struct json *at);

/* causes_calls.c (no side effects): a service calls another one if its revision has that one's URL (fact `calls`). */
bool cause_calls(const struct cause_graph *g, const char *caller, const char *revision, const char *callee);
void cause_calls_of(const struct cause_graph *g, struct cause_symptom *symptom); /* sets calls, n_calls */
bool cause_is_behind(const struct cause_symptom *symptom, const char *service);
/* Returns the way to the nearest service behind the symptom that has these nodes on its own path, and sets *distance of
 * them from that service; or NULL. */
const struct cause_call *cause_call_to(
	const struct cause_graph *g, const struct cause_symptom *symptom, const struct json *at, int *distance);
const char *cause_call_words(const struct cause_graph *g, const struct cause_call *call); /* "web calls api" */

/* causes_without.c (no side effects): judges rules with baselines in the place of candidates. */
struct cause_without;
struct cause_without *cause_without_open(struct arena *a, const struct cause_graph *g);
/* Judges the rule with the baselines of these services (a list of aliases) in the place of their candidates. */
struct outcome cause_without(struct cause_without *w, const struct cause *c, const struct json *services);
/* Returns the services whose candidates made the finding: with the baseline of any of them alone the rule does not
 * fail; else all released services, if it does not fail with all baselines; else an empty list. *known: false if the
 * facts do not say. */
const struct json *cause_makers(struct cause_without *w, const struct cause *c, bool *known);

/* causes_stand.c (no side effects). */
struct cause_stand {
	enum cause_standing standing;
	int distance;
	const char *because;     /* one clause, for people */
	const struct json *with; /* who shares it: names of services and revisions; or NULL */
	const char *behind;      /* the called service that has or uses it; NULL: one of the symptom's services */
};
struct cause_court {
	struct arena *a;
	const struct causes_input *in;
	struct cause_graph graph;
	struct cause_without *without;
	const struct json **makers; /* by finding: cause_makers; NULL: not asked yet */
	bool *makers_known;
};
struct cause_symptom cause_symptom(const struct cause_court *c, const struct cause *of);
/* Returns false if the finding is not on the path of the symptom's own services. */
bool cause_judge_at(
	struct cause_court *c, const struct cause_symptom *symptom, size_t finding, struct cause_stand *out);
/* causes_behind.c (no side effects): the same for what is on the path of a service that the symptom's services call.
 * The finding may be a symptom of that service itself. */
bool cause_judge_behind(
	struct cause_court *c, const struct cause_symptom *symptom, size_t finding, struct cause_stand *out);
/* Returns false if the finding is on no path of the symptom. */
bool cause_judge(struct cause_court *c, const struct cause_symptom *symptom, size_t finding, struct cause_stand *out);
/* Of causes_stand.c, for causes_behind.c: */
int cause_view_of_others(const struct cause_court *c, const struct json *services);
const char *cause_revision_name(const struct cause_court *c, const char *service, const char *revision);

/* causes_changed.c (no side effects): what differs between the baselines and candidates of these services, for people;
 * NULL if none was released. */
struct json *causes_changed(struct arena *a, const struct json *facts, const struct json *services);

#endif
