/* SPDX-License-Identifier: Apache-2.0 */
/* websocket_units.h: shared by the unit tests of WebSockets: a probe that expects three events, and a scripted
 * server. */
#ifndef TESTS_WEBSOCKET_UNITS_H
#define TESTS_WEBSOCKET_UNITS_H

#include "probe_world.h"
#include "../peers/peer.h"

/* Messages of a server, ended by NULL: all three events, and only the first of them. */
extern const char *const websocket_units_all_events[4], *const websocket_units_first_event[2];

/* A probe of the peer that expects the three events in order. */
struct config_websocket websocket_units_asking(struct probe_world *w, const struct peer *p);
/* The observation of a probe with this config, in a round of round_ms. */
struct observation *websocket_units_ask(struct probe_world *w, const struct config_websocket *c, int64_t round_ms);
/* The same with a new peer that runs the script. */
struct observation *websocket_units_play(struct probe_world *w, const struct websocket_script *s);
/* Asserts that the probe was observed, is not ok, and has this status, and that its error contains the text. */
void websocket_units_goes_wrong(const struct observation *l, int status, const char *error);

#endif
