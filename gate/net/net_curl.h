/* SPDX-License-Identifier: Apache-2.0 */
/* net_curl.h: one libcurl for all that net sends: what every handle is told, how it ends, and what that means. */
#ifndef NET_NET_CURL_H
#define NET_NET_CURL_H

#include "loop.h"

#include <curl/curl.h>

struct curl_world {
	struct arena *a;
	struct secrets *k;
	struct loop *l;
	CURLM *multi;
	struct curl_slist *connect_to;
	const char *ca_file, *user_agent;
	const struct net_surroundings *around;
	struct transfer *transfers;   /* exchange.c's */
	struct connect *connects;     /* connect.c's */
	struct curl_waitfd *fds;
	size_t n_fds, cap_fds;
	int signals;
};

/* The first member of whatever waits for a handle: ended is called from the loop, once. */
struct net_handle {
	CURL *easy;
	enum http_kind kind;
	const struct secret *url;
	void (*ended)(struct net_handle *h, CURLcode rc);
	bool forbidden;               /* it would have gone to a metadata server */
	int no_socket;                /* errno: this machine had no socket to give; 0: it had */
	char why[CURL_ERROR_SIZE];
};

/* Makes the handle of h's kind and URL with all that is common; net_curl_start sends it on its way. left_ms: until its time-out. */
void net_curl_open(struct curl_world *w, struct net_handle *h, enum http_version version, int64_t left_ms);
void net_curl_start(struct curl_world *w, struct net_handle *h);
void net_curl_close(struct curl_world *w, struct net_handle *h);
void net_curl_explain(struct curl_world *w, const struct net_handle *h, CURLcode rc, struct err *e);
struct http_timings net_curl_timings(const struct net_handle *h);

/* exchange.c: HTTP. */
void exchange_start(void *self, struct http_call *call, const struct http_request *r, int64_t deadline);
void exchange_close_all(struct curl_world *w);

/* connect.c: bare connections. */
void connect_close_all(struct curl_world *w);

#endif
