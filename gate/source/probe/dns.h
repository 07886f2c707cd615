/* SPDX-License-Identifier: Apache-2.0 */
/* dns.h: DNS probes with a replaceable resolver: the system's, a server of the config, or one of a test. */
#ifndef SOURCE_DNS_H
#define SOURCE_DNS_H

#include "reach.h"

#include <sys/socket.h>

struct config_dns;

/* One lookup. A thread uses only this struct. */
enum { DNS_NAME = 256, DNS_ADDRESSES = 32, DNS_ADDRESS = 46 };
struct dns_lookup {
	void (*resolve)(struct dns_lookup *d); /* may block */
	unsigned number;                       /* of the lookup in its observation: 0, 1, ... */
	char host[DNS_NAME];
	struct sockaddr_storage server; /* the server, if it is not the system's resolver */
	int64_t timeout;                /* ms; then the loop gives up */
	char addresses[DNS_ADDRESSES][DNS_ADDRESS];
	size_t n;
	char why[128]; /* why it failed, or "" */
};

/*
 * dns_query.c: dns_query looks up the host at d->server, with one query for each kind of address. dns_read_answer
 * parses a response; it accepts any bytes. Both set addresses or why.
 */
void dns_query(struct dns_lookup *d);
void dns_read_answer(struct dns_lookup *d, const unsigned char *answer, size_t n);

/* Runs the lookups of a probe, each in a thread, and ends the question. */
void dns_ask(struct question *q, const struct config_dns *d, void (*resolve)(struct dns_lookup *d));

#endif
