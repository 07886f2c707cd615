/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ahead.h: a probe's first request, sent together with the first read of its service instead of after it: to the URI
 * that the snapshot or the last evidence remembers. It saves a round trip, and decides nothing by itself: the answer is
 * kept until the read is there and the probe asks its question. Then it stands for the answer to that question if it
 * can be the same: the URL is the one that is asked now, and neither the service nor its routes have changed since
 * AHEAD_UNCHANGED_MS before it was sent. In all other cases it is dropped, and the probe sends its request as if there
 * had been none. Whose answer it is, is then decided on the fresh read, as for every answer (attribution.c).
 *
 * What goes to a URI that is not confirmed yet carries nothing that is not public: no identity token, no headers of the
 * config, no body, no query. Such probes wait for the read, and so do those whose request could change something: only
 * GET, HEAD and a gRPC health check leave ahead. The URI itself must be one that Cloud Run gives: https://NAME.run.app;
 * a loopback address only where the API is at one too.
 */
#ifndef PROBE_AHEAD_H
#define PROBE_AHEAD_H

#include "../../net/net.h"

struct ahead;
struct config_http;
struct config_reach;
struct observation;
struct observations;
struct question;

/* Google's clock is known to a second, and front ends follow a change of the routes within seconds. */
enum { AHEAD_UNCHANGED_MS = 5 * 1000 };

/* May a request be sent to this URI before it is confirmed? api: the base URL of Cloud Run's API. */
bool ahead_may_go_to(struct arena *a, const char *uri, const char *api);
/* PURE: is it the service's own URI that is asked, as users reach it and without a token? */
bool ahead_may_reach(const struct config_reach *reach);
/* PURE: does its request carry only what may go to a URI that is not confirmed, and change nothing there? */
bool ahead_may_carry(const struct config_http *h);
/* Sends the request for this observation, once. request->url is copied; all else that it points to lives as long as the
 * observations. */
void ahead_send(struct observations *observations, struct observation *l, const struct http_request *request);
/*
 * Takes the answer for a question that asks url now. True: done is called with it, at once or from the loop. False:
 * there is none, or it does not count. Only the first call for an observation can be true.
 */
bool ahead_take(struct question *q, const char *url, http_done *done, void *arg);
/* The round in which it was sent is over: it cannot be taken any more. */
void ahead_end(struct observation *l);

#endif
