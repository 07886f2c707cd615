/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ahead.h: starts a probe together with the first read of its service, instead of after it. This saves a round trip.
 *
 * Such a probe runs the same code as any other. It takes the service's URI from the snapshot or the last evidence, and
 * it waits (ahead_waits) where it first needs to know the service. After the read, it goes on if a new request would
 * get the same answer: the URI is the same, users are served there, and neither the service nor its routes have changed
 * since AHEAD_UNCHANGED_MS before it was sent. Otherwise it is dropped, and the probe starts anew. The fresh read then
 * decides which revision answered, as for any probe (attribution.c).
 *
 * What may be sent before the read:
 * - Only what changes nothing: GET and HEAD without a body, a gRPC health check, a TLS handshake, the upgrade of a
 *   WebSocket (its messages wait for the read), and the first step of a journey, if it is one of these.
 * - To a remembered URI only public data: no headers of the config and no query. The URI must have the form of Cloud
 *   Run's, https://NAME.run.app; a loopback address is accepted only if the API has one too. A host that the config
 *   names may get everything.
 * - A token goes only to the origin of its audience, which is either in the config, together with the URL, or a URI
 *   that is remembered by a snapshot or by evidence with a trusted signature.
 */
#ifndef PROBE_AHEAD_H
#define PROBE_AHEAD_H

#include "../../net/net.h"

struct ahead;
struct config_probe;
struct observation;
struct observations;
struct question;
struct release;

/* Allows for the accuracy of the server clock (1 s), and for front ends that apply a change of routes after some
 * seconds. */
enum { AHEAD_UNCHANGED_MS = 5 * 1000 };

/* Returns whether a request may be sent to this URI before it is confirmed. api: base URL of the Cloud Run API. */
bool ahead_may_go_to(struct arena *a, const char *uri, const char *api);
/* Returns whether the probe may start ahead. uri: the remembered URI of its service, or NULL; trusted: a token may be
 * sent there. No side effects. */
bool ahead_may_leave(const struct config_probe *p, const char *uri, bool trusted);
/* Starts the probe of this observation if it may start ahead, which sets l->ahead. */
void ahead_start(struct observations *observations, const struct release *release, struct observation *l);
/*
 * Call it at the start of an observation, after observation_open. Returns true if the probe that started ahead goes on
 * as this request: l->a is then its arena, and the observation may already have ended. Returns false if there is none
 * or it was dropped; then start the probe.
 */
bool ahead_goes_on(struct observation *l);
void ahead_end(struct observation *l); /* drops a probe that has not gone on */

#endif
