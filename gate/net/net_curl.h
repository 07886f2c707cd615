/* SPDX-License-Identifier: Apache-2.0 */
/* net_curl.h: the libcurl multi handle shared by all transfers, and what every easy handle has in common. */
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
	struct transfer *transfers; /* exchange.c's */
	struct connect *connects;   /* connect.c's */
	struct pollfd *fds;
	size_t n_fds, cap_fds;
	int signals, epoll; /* epoll: the sockets that libcurl waits for */
	int64_t alarm;      /* loop_now: when libcurl wants its turn whatever happens */
};

/*
 * The first member of a transfer that waits for an easy handle. Both callbacks are called at most once, from the loop:
 * begin when the transfer may start; ended when it has ended. If its deadline passes while it waits, only ended is
 * called and nothing was sent.
 */
struct net_handle {
	struct lane_item lane;
	struct curl_world *w;
	CURL *easy; /* NULL until net_curl_open */
	enum http_kind kind;
	const struct secret *url;
	void (*begin)(struct net_handle *h);
	void (*ended)(struct net_handle *h, CURLcode rc);
	char *protocol;      /* CRYPTO_PROTOCOL bytes for the negotiated TLS version; NULL: not needed */
	bool observes;       /* accept any certificate */
	struct err no_trust; /* set if the trusted authorities could not be read */
	bool forbidden;      /* the address was a metadata server's, so the connection was refused */
	int no_socket;       /* errno if this machine could not open a socket, else 0 */
	/* libcurl's error text */
	char why[CURL_ERROR_SIZE];
};

/* Queues h in its lane. deadline: loop_now, for the wait only. */
void net_curl_enter(struct curl_world *w, struct net_handle *h, enum lane_kind kind, int64_t deadline);
/* For use in begin: creates the easy handle with the common options and the earlier of timeout_ms and deadline. Then
 * set what is special and call net_curl_start. */
void net_curl_open(struct net_handle *h, enum http_version version, int64_t timeout_ms, int64_t deadline);
void net_curl_start(struct net_handle *h);
/* Frees the easy handle and leaves the lane. */
void net_curl_close(struct net_handle *h);
/* Sets e to why the transfer failed. */
void net_curl_explain(const struct net_handle *h, CURLcode rc, struct err *e);
struct http_timings net_curl_timings(const struct net_handle *h);

/* exchange.c: HTTP exchanges */
/* struct loop_world's send. */
void exchange_start(void *self, struct http_call *call, const struct http_request *r, int64_t deadline);
void exchange_close_all(struct curl_world *w);

/* connect.c: connections without HTTP */
void connect_close_all(struct curl_world *w);

#endif
