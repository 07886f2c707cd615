/* SPDX-License-Identifier: Apache-2.0 */
/* dns.h: the resolver behind a seam: tests bring one that flickers. */
#ifndef SOURCE_DNS_H
#define SOURCE_DNS_H

#include "reach.h"

/* What a thread works on: it owns all it touches. */
enum { DNS_NAME = 256, DNS_ADDRESSES = 32, DNS_ADDRESS = 46 };
struct dns_lookup {
	void (*resolve)(struct dns_lookup *d); /* blocks as long as it likes */
	unsigned number;                       /* of this look: 0, 1, ... */
	char host[DNS_NAME];
	char addresses[DNS_ADDRESSES][DNS_ADDRESS];
	size_t n;
	char why[128];                         /* it failed; "": it did not */
};

void dns_ask(struct question *q, const struct config_dns *d, void (*resolve)(struct dns_lookup *d));

#endif
