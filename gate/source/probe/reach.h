/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reach.h: whom a probe asks and whose answer it got: the URL of a service or revision, the ID token, the attribution.
 * Kinds that ask over a URL (http, websocket, grpc) share it, as looks of their own and as steps of a journey.
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

/* One asking. The kind ends it once: in reach_answered with what was observed, or in reach_unobserved with why not. */
struct question;
typedef void reach_ask_fn(struct question *q, const void *config);
struct question {
	struct observations *observations;
	const struct release *release;
	struct arena *a;         /* all that is made for it */
	struct service *service; /* that it reaches; NULL: none of the config's */
	const struct config_reach *reach;
	const struct conf_pairs *captures; /* of a journey: what {{NAME}} stands for; NULL: nothing does */
	reach_ask_fn *ask;                 /* the kind's: asks q with its config, wherever q->reach says */
	const void *config;                /* ask's */
	int64_t began, deadline;           /* loop_now */
	int64_t queued_ms;                 /* that its requests have waited for a connection since then */
	int64_t late;                      /* loop_late when it began */
	int64_t kept_ms;                   /* its answer was kept back for so long */
	struct ahead *ahead;               /* what was sent before the service was read; NULL: nothing, or it is used up */
	bool discovered;                   /* nobody asked for this probe: what refuses it proves nothing */
	bool attributed;                   /* the answer is known to be the candidate's */
	bool past;                         /* sent directly to a revision, for another question (front.c) */
	bool in_front;                     /* it failed in front of a candidate that answers well */
	bool shut;                         /* the service's settings keep this machine out */
	const char *advice;                /* the command that lets it in; NULL: none is known */
	struct cached cached;              /* whether a cache gave the answer */
	unsigned asked, others;            /* requests made; answers of other revisions */
	void (*done)(struct question *q, struct json *value, const struct err *error); /* called by reach_done alone */
	void *arg;                                                                     /* done's */
};

/* The question of an observation: ends in observation_end. NULL: it could not be asked, and the observation has ended.
 */
struct question *reach_question(struct observations *observations, const struct release *release, struct observation *l,
	const struct config_reach *reach);
/* Copies in_front, shut and advice to the observation that has ended. value NULL: not observed. */
void reach_mark(struct observation *l, const struct question *q, const struct json *value);
/* The same way of asking, at a revision's tag URL instead of where users ask; AT_USERS: at the service's own URI. */
struct config_reach *reach_at(struct arena *a, const struct config_reach *reach, enum probe_at at);
/* Ends the question with what was observed. A failure in a time in which this process was stopped or starved is
 * unobserved, and of a good answer the times are. */
void reach_done(struct question *q, struct json *value);
void reach_unobserved(struct question *q, enum err_code code, const char *why);

/* Where to ask; NULL with e: nowhere (no tag URL, a candidate that serves nothing, a service that could not be
 * read). */
const struct secret *reach_url(struct question *q, struct err *e);
/* The URL of a path (NULL: "/") at an origin, which may end in '/'. */
const char *reach_below(struct arena *a, const char *origin, const char *path);
/* Is it the metadata server that the environment names (then with e)? The usual addresses are refused beneath. */
bool reach_is_our_metadata(struct arena *a, const struct url *u, struct err *e);
/* Did Cloud Run give this URL's origin for the service or one of its tags? */
bool reach_is_own(struct arena *a, const struct cloudrun_service *s, const char *url);
/* The text with every {{NAME}} of the captures filled in, hidden then; the text itself where there is none. In a text
 * that begins as JSON does a value is escaped as part of a string; in a URL it is percent-encoded, but at its very
 * beginning. */
const struct secret *reach_fill(struct question *q, const struct secret *text);

/* Headers of the config, filled, with the ID token where the probe asks for one; -1 with e where it must not have it.
 * then is called at once or from the loop; n is at most REACH_HEADERS. */
enum { REACH_HEADERS = 64 };
typedef void reach_headers_fn(void *arg, const struct http_header *headers, size_t n);
void reach_headers(
	struct question *q, const struct secret *url, const struct conf_pairs *headers, reach_headers_fn *then, void *arg);

/*
 * attribution.c: whose answer v is, by `identity` over it: into v (attempts, others, identity) and q->attributed. True:
 * it may be judged. False: it is another revision's, counted and not judged; then `again` (NULL: it may not be
 * repeated) asks once more while the wanted one may yet answer, or the question has ended. It has also ended when
 * `identity` does not tell, and a cache gave the answer (q->cached), and it may be older than the present traffic
 * split.
 */
bool reach_attribute(struct question *q, struct json *v, void (*again)(void *arg), void *arg);
/* Does what is there of an answer say already that it is another revision's? */
bool reach_is_anothers(struct question *q, const struct json *v);
/* The rows that reach_attribute fills in, for a kind's table of facts. */
/* clang-format off */
#define REACH_ATTRIBUTION(attempts) \
	{ "attempts", "int", attempts }, \
	{ "others", "int", "requests that another revision answered; they are counted but not judged" }, \
	{ "identity", "string", "revision that answered, according to the probe's `identity`; \"\" without `identity`" }
/* clang-format on */
/* Headers as a fact; what is not UTF-8 is left out. */
struct json *reach_headers_said(struct arena *a, const struct http_header_text *headers, size_t n);
/* How long this process was stopped or starved while the question was asked, in ms; 0: too short to matter. */
int64_t reach_starved(const struct question *q);
void reach_end_starved(struct question *q, int64_t ms); /* ends it as unobserved for that reason */

/* ---- reach_nothing.c ------------------------------------------------------------------------------------- */

/* True, and the question has ended: the exchange says nothing of the application. It was cut short by the run's
 * deadline, nothing was sent at all, or what came shows that the request reached no container of the service. */
bool reach_says_nothing(struct question *q, const struct http_answer *came);
/* Was nothing sent at all: by a mistake of ours, or to a server that no probe may ask? */
bool reach_never_asked(const struct err *error, int attempts);

/*
 * front.c: what is in front of a service: an edge, a load balancer, IAP, Cloud Run itself.
 * NULL, or why an answer proves nothing about the application; then q->shut and q->advice are set where they apply.
 */
const char *front_proves_nothing(struct question *q, const struct http_answer *came);
/* The page that Google's front end gives for a URL it does not know: the request never reached a container. */
bool front_is_google(const struct http_answer *came);
/*
 * Ends the question with v, whose `ok` and `error` are set. If it failed and something is in front of the service, the
 * same request is first sent to the candidate directly. If that answers well, q->in_front is set and `error` says so.
 * If it fails too, v stays. If it cannot be asked, a refusal is unobserved, and any other failure stays.
 */
void reach_answered(struct question *q, struct json *v, const struct http_answer *came);

/* came.c: for an error's text: " (server: cloudflare; via: 1.1 edge)", ": the first words of the body"; "" without any.
 * Secrets and what looks like a credential are taken out before the text is cut. */
const char *reach_came_by(struct question *q, const struct http_answer *came);
const char *reach_came_said(struct question *q, const struct http_answer *came);

/* http.c, websocket.c: asked by looks and by journeys. */
void http_ask(struct question *q, const struct config_http *h);
void websocket_ask(struct question *q, const struct config_websocket *w);

#endif
