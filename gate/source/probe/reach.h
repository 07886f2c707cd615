/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reach.h: what probes with a URL (http, websocket, grpc) have in common: the URL of the service or revision, the ID
 * token, the attribution of a response to a revision, and what is in front of a service. Used by observations and by
 * the steps of a journey.
 */
#ifndef SOURCE_REACH_H
#define SOURCE_REACH_H

#include "cached.h"
#include "../../config/config.h"

struct ahead;
struct observation;
struct observations;
struct release;
struct cloudrun_service;
struct service;

/* A question is one probe of one observation or step. The kind of probe ends it exactly once, with reach_answered or
 * reach_done (observed) or with reach_unobserved. */
struct question;
typedef void reach_ask_fn(struct question *q, const void *config);
struct question {
	struct observations *observations;
	const struct release *release;
	struct arena *a;         /* owns everything of it */
	struct service *service; /* the service that is probed; NULL: none of the config */
	const struct config_reach *reach;
	const struct conf_pairs *captures; /* the values of {{NAME}} in a journey; else NULL */
	struct secrets_passing *passing;   /* for texts made of captures; NULL without any */
	reach_ask_fn *ask;                 /* of the kind: sends the request of q with its config to where q->reach says */
	const void *config;                /* argument of ask */
	int64_t began, deadline;           /* loop_now */
	int64_t queued_ms;                 /* how long its requests have waited for a connection */
	int64_t late;                      /* loop_late at the start */
	int64_t kept_ms;                   /* how long its response was kept back (ahead.h) */
	struct ahead *ahead;               /* it is asked before the service was read; NULL: after that */
	bool discovered;                   /* the probe is discovered, not configured: a refusal proves nothing */
	bool attributed;                   /* the candidate is known to have sent the response */
	uint64_t tag;                      /* the same as observation.tag */
	bool past;                         /* sent directly to a revision, on behalf of another question (front.c) */
	bool in_front;                     /* it failed in front of the service, but the candidate answers well */
	bool shut;                         /* the settings of the service do not let this machine reach it */
	const char *advice;                /* the command that would allow access, or NULL */
	struct cached cached;              /* whether the response came from a cache */
	unsigned asked, others;            /* number of requests; of responses from other revisions */
	void (*done)(struct question *q, struct json *value,
		const struct err *error); /* called only by reach_done and reach_unobserved */
	void *arg;                    /* argument of done */
};

/* Returns the question of an observation. When it ends, it calls observation_end. */
struct question *reach_question(struct observations *observations, const struct release *release, struct observation *l,
	const struct config_reach *reach);
/* Copies in_front, shut and advice to an observation that has ended. value NULL: unobserved. */
void reach_mark(struct observation *l, const struct question *q, const struct json *value);
/* Returns a copy of reach for the tag URL of candidate or baseline instead of the users' URL; AT_USERS: for the
 * service's own URI. */
struct config_reach *reach_at(struct arena *a, const struct config_reach *reach, enum probe_at at);
/* Ends the question with its facts. If this process did not run for a while, a failure becomes unobserved, and in a
 * good response the times do. */
void reach_done(struct question *q, struct json *value);
/* Ends the question as unobserved. */
void reach_unobserved(struct question *q, enum err_code code, const char *why);

/* Returns the URL to request; NULL with e if there is none: the revision has no tag URL, the candidate has no traffic,
 * or the service could not be read. */
const struct secret *reach_url(struct question *q, struct err *e);
/* Returns the URI of the question's service, which must be set; before it was read, the remembered URI. May be NULL. */
const char *reach_uri(const struct question *q);
/* Returns whether the question, asked now, would go to the users' URL. */
bool reach_is_to_users(struct question *q);
/* Returns the URL of a path (NULL: "/") below an origin, which may end with '/'. */
const char *reach_below(struct arena *a, const char *origin, const char *path);
/* Returns true, with e, if the URL is the metadata server that the environment names. Its usual addresses are refused
 * by http.c. */
bool reach_is_our_metadata(struct arena *a, const struct url *u, struct err *e);
/* Returns whether the URL has an origin that Cloud Run reports for the service or one of its tags. */
bool reach_is_own(struct arena *a, const struct cloudrun_service *s, const char *url);
/* Returns the text with every {{NAME}} of the captures substituted, as a hidden secret; the text itself if it has none.
 * In a text that begins like JSON, a value is escaped as part of a JSON string. In a URL it is percent-encoded, except
 * at the beginning. */
const struct secret *reach_fill(struct question *q, const struct secret *text);

/* Calls then with the headers of the config after substitution and, if the probe uses one, the token; immediately or
 * from the loop. n is at most REACH_HEADERS. If the token must not be sent to url, ends the question as unobserved. */
enum { REACH_HEADERS = 64 };
typedef void reach_headers_fn(void *arg, const struct http_header *headers, size_t n);
void reach_headers(
	struct question *q, const struct secret *url, const struct conf_pairs *headers, reach_headers_fn *then, void *arg);

/*
 * attribution.c: determines which revision sent the response v, by evaluating `identity`. Sets attempts, others and
 * identity in v, and q->attributed. Returns true if the response may be judged. Returns false if another revision sent
 * it; it is counted but not judged. Then `again` (NULL: the request cannot be repeated) is called to repeat the
 * request, or the question has ended as unobserved. Also ends the question and returns false if there is no identity
 * and the response came from a cache (q->cached) and may be older than the current traffic split.
 */
bool reach_attribute(struct question *q, struct json *v, void (*again)(void *arg), void *arg);
/* Returns whether a partial response already identifies another revision. */
bool reach_is_anothers(struct question *q, const struct json *v);
/* Rows for a table of facts: those that reach_attribute sets. */
/* clang-format off */
#define REACH_ATTRIBUTION(attempts) \
	{ "attempts", "int", attempts }, \
	{ "others", "int", "requests that another revision answered; they are counted but not judged" }, \
	{ "identity", "string", "revision that answered, according to the probe's `identity`; \"\" without `identity`" }
/* clang-format on */
/* Returns the headers as a fact, without values that are not UTF-8. */
struct json *reach_headers_said(struct arena *a, const struct http_header_text *headers, size_t n);
/* Returns for how many ms this process did not run during the question; 0 if it was too short to matter. */
int64_t reach_starved(const struct question *q);
void reach_end_starved(struct question *q, int64_t ms); /* ends the question as unobserved for this reason */

/* ---- reach_nothing.c ------------------------------------------------------------------------------------- */

/* Returns true, after ending the question as unobserved, if the exchange says nothing about the application: the run's
 * deadline ended it, nothing was sent, or no container of the service was reached. */
bool reach_says_nothing(struct question *q, const struct http_answer *came);
/* Returns whether nothing was sent, because of a local error or because probes may not contact the server. */
bool reach_never_asked(const struct err *error, int attempts);

/*
 * front.c: what is in front of a service: an edge, a load balancer, IAP, Cloud Run itself. Returns why a response
 * proves nothing about the application, or NULL. Sets q->shut and q->advice where they apply.
 */
const char *front_proves_nothing(struct question *q, const struct http_answer *came);
/* Returns whether the response is the page that Google's front end sends for an unknown URL; then no container was
 * reached. */
bool front_is_google(const struct http_answer *came);
/*
 * Ends the question with the facts v, in which `ok` and `error` are set. If the probe failed and something is in front
 * of the service, the same request is first sent directly to the candidate. If that answers well, sets q->in_front and
 * `error`. If it fails too, v is kept. If the candidate cannot be reached directly, a refusal becomes unobserved, and
 * any other failure is kept.
 */
void reach_answered(struct question *q, struct json *v, const struct http_answer *came);

/* came.c: texts for errors. reach_came_by returns the sender: " (server: cloudflare)"; reach_came_said the
 * beginning of the body: ": Attention Required". Both return "" if there is nothing. Secrets and anything that looks
 * like a credential are masked before the text is cut. */
const char *reach_came_by(struct question *q, const struct http_answer *came);
const char *reach_came_said(struct question *q, const struct http_answer *came);

/* http.c, websocket.c: send the request of a question, for observations and journeys. */
void http_ask(struct question *q, const struct config_http *h);
void websocket_ask(struct question *q, const struct config_websocket *w);
/* grpc.c: the same; config: a struct config_grpc. */
void grpc_ask(struct question *q, const void *config);

#endif
