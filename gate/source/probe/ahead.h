/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ahead.h: sends a probe's first request together with the first read of its service, instead of after it, to the URI
 * that the snapshot or the last evidence remembers. This saves a round trip. The response is kept until the service was
 * read and the probe sends its request. It is then used instead if it must be the same: the URL is the same, and
 * neither the service nor its routes have changed since AHEAD_UNCHANGED_MS before it was sent. Otherwise it is dropped.
 * The fresh read then decides which revision sent it, as for any response (attribution.c).
 *
 * A request to a URI that is not confirmed yet carries only public data: no identity token, no headers of the config,
 * no body, no query. Probes that need those wait for the read, and so do HTTP probes with methods other than GET and
 * HEAD, which could change something. The URI must have the form of Cloud Run's, https://NAME.run.app; a loopback
 * address is accepted only if the API has one too.
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

/* Allows for the accuracy of the server clock (1 s), and for front ends that apply a change of routes after some
 * seconds. */
enum { AHEAD_UNCHANGED_MS = 5 * 1000 };

/* Returns whether a request may be sent to this URI before it is confirmed. api: base URL of the Cloud Run API. */
bool ahead_may_go_to(struct arena *a, const char *uri, const char *api);
/* Returns whether the probe uses the service's own URI at AT_USERS, without a token. No side effects. */
bool ahead_may_reach(const struct config_reach *reach);
/* Returns whether the probe's request carries only public data and cannot change anything. No side effects. */
bool ahead_may_carry(const struct config_http *h);
/* Sends the request for this observation. Copies request->url; everything else that it points to must live as long as
 * the observations. */
void ahead_send(struct observations *observations, struct observation *l, const struct http_request *request);
/*
 * Uses the early request instead of a new request to url. Returns true if done is called with its response, immediately
 * or from the loop; false if there is none or it cannot be used. Returns true at most once for an observation.
 */
bool ahead_take(struct question *q, const char *url, http_done *done, void *arg);
/* Ends the round in which it was sent: it can no longer be used. */
void ahead_end(struct observation *l);

#endif
