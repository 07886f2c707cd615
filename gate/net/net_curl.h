/* SPDX-License-Identifier: Apache-2.0 */
/* net_curl.h: one libcurl for all that net sends: what every handle is told, how it ends, and what that means. */
#ifndef NET_NET_CURL_H
#define NET_NET_CURL_H

#include "lanes.h"
#include "loop.h"

#include <curl/curl.h>

struct curl_world {
	struct arena *a;
	struct secrets *k;
	struct loop *l;
	CURLM *multi;
	struct curl_slist *connect_to;
	const char *user_agent;
	struct crypto_trust *trust;
	struct lanes *lanes;
	const struct net_surroundings *around;
	struct transfer *transfers;   /* exchange.c's */
	struct connect *connects;     /* connect.c's */
	struct curl_waitfd *fds;
	size_t n_fds, cap_fds;
	int signals;
};

/* The first member of whatever waits for a handle. Both are called from the loop, once: begin, when there is a
 * connection for it, and ended, which comes alone where its deadline was first: it was never sent then. */
struct net_handle {
	struct lane_item lane;
	struct curl_world *w;
	CURL *easy;                   /* NULL until begin has opened it */
	enum http_kind kind;
	const struct secret *url;
	void (*begin)(struct net_handle *h);
	void (*ended)(struct net_handle *h, CURLcode rc);
	char *protocol;               /* CRYPTO_PROTOCOL bytes for what a handshake agrees on; NULL: not asked for */
	bool observes;                /* takes whatever certificate comes */
	struct err no_trust;          /* the authorities could not be read */
	bool forbidden;               /* it would have gone to a metadata server */
	int no_socket;                /* errno: this machine had no socket to give; 0: it had */
	char why[CURL_ERROR_SIZE];
};

/* Puts it in line; deadline: loop_now, while it waits. */
void net_curl_enter(struct curl_world *w, struct net_handle *h, enum lane_kind kind, int64_t deadline);
/* In begin: makes the handle with all that is common, to time out by itself or by the deadline; net_curl_start sends
 * it. */
void net_curl_open(struct net_handle *h, enum http_version version, int64_t timeout_ms, int64_t deadline);
void net_curl_start(struct net_handle *h);
void net_curl_close(struct net_handle *h);
void net_curl_explain(const struct net_handle *h, CURLcode rc, struct err *e);
struct http_timings net_curl_timings(const struct net_handle *h);

/* exchange.c: HTTP. */
void exchange_start(void *self, struct http_call *call, const struct http_request *r, int64_t deadline);
void exchange_close_all(struct curl_world *w);

/* connect.c: bare connections. */
void connect_close_all(struct curl_world *w);

#endif
