/* SPDX-License-Identifier: Apache-2.0 */
/* dns.h: the resolver behind a seam: this machine's, a server of the config's, or one that tests bring. */
#ifndef SOURCE_DNS_H
#define SOURCE_DNS_H

#include "reach.h"

#include <sys/socket.h>

struct config_dns;

/* What a thread works on: it owns all it touches. */
enum { DNS_NAME = 256, DNS_ADDRESSES = 32, DNS_ADDRESS = 46 };
struct dns_lookup {
	void (*resolve)(struct dns_lookup *d); /* blocks as long as it likes */
	unsigned number;                       /* of this observation: 0, 1, ... */
	char host[DNS_NAME];
	struct sockaddr_storage server; /* who is asked, where it is not this machine's resolver */
	int64_t timeout;                /* ms; the loop waits no longer */
	char addresses[DNS_ADDRESSES][DNS_ADDRESS];
	size_t n;
	char why[128]; /* it failed; "": it did not */
};

/*
 * dns_query.c: a lookup at a server that the config names, each kind of address asked for once; an answer, whatever its
 * bytes are.
 */
void dns_query(struct dns_lookup *d);
void dns_read_answer(struct dns_lookup *d, const unsigned char *answer, size_t n);

void dns_ask(struct question *q, const struct config_dns *d, void (*resolve)(struct dns_lookup *d));

#endif
