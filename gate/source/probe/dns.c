/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dns.c: looks up a name several times, with the system's resolver or a server, so that intermittent failures are
 * counted. Each lookup runs in a thread, because getaddrinfo cannot be cancelled.
 */
#include "dns.h"
#include "../source.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct naming {
	struct question *q;
	const struct config_dns *dns;
	void (*resolve)(struct dns_lookup *d);
	struct sockaddr_storage server;
	const char **addresses; /* of all lookups, without duplicates */
	size_t n, cap;
	unsigned lookups, failures;
	const char *why; /* of the first failure */
	int64_t began, slowest;
};

/* ---- In a thread ---------------------------------------------------------------------------------------- */

static void resolve_by_system(struct dns_lookup *d)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct addrinfo *all = NULL;
	int rc = getaddrinfo(d->host, NULL, &hints, &all);
	if (rc)
		snprintf(d->why, sizeof(d->why), "%s", rc == EAI_SYSTEM ? strerror(errno) : gai_strerror(rc));
	for (const struct addrinfo *at = all; at && d->n < DNS_ADDRESSES; at = at->ai_next)
		if (!getnameinfo(at->ai_addr, at->ai_addrlen, d->addresses[d->n], DNS_ADDRESS, NULL, 0, NI_NUMERICHOST))
			d->n++;
	if (all)
		freeaddrinfo(all);
}

static void work(void *job)
{
	struct dns_lookup *d = job;
	d->resolve(d);
}

/* ---- In the loop ------------------------------------------------------------------------------------------- */

static void keep_address(struct naming *n, const char *address)
{
	for (size_t i = 0; i < n->n; i++)
		if (!strcmp(n->addresses[i], address))
			return;
	n->addresses = arena_grow(n->q->a, n->addresses, n->n, &n->cap, sizeof(*n->addresses));
	n->addresses[n->n++] = arena_strdup(n->q->a, address);
}

static void dns_end(struct naming *n)
{
	struct question *q = n->q;
	struct arena *a = q->a;
	struct json *v = json_new_object(a), *addresses = json_new_array(a);
	const char *server = n->dns->server ? arena_printf(a, " at %s", n->dns->server) : "";
	const char *error = n->failures
		? arena_printf(a, "%s: %u of %u lookups%s failed: %s", n->dns->host, n->failures, n->lookups, server, n->why)
		: "";
	if (n->n)
		qsort(n->addresses, n->n, sizeof(*n->addresses), text_order);
	for (size_t i = 0; i < n->n; i++)
		json_add(addresses, json_new_string(a, n->addresses[i]));
	json_set_bool(a, v, "ok", !n->failures);
	json_set_int(a, v, "ms", loop_now(q->observations->loop) - q->began);
	json_set_int(a, v, "attempts", n->lookups);
	json_set_string(a, v, "error", say_scrub_to(q->a, q->observations->log, error));
	json_set(v, "addresses", addresses);
	json_set_int(a, v, "lookups", n->lookups);
	json_set_int(a, v, "failures", n->failures);
	json_set_int(a, v, "msMax", n->slowest);
	reach_done(q, v);
}

static void look_up(struct naming *n);

static void dns_on_lookup(void *arg, void *job, const struct err *error)
{
	struct naming *n = arg;
	const struct dns_lookup *d = job;
	int64_t now = loop_now(n->q->observations->loop), took = now - n->began;
	if (error && (error->code != ERR_TIMEOUT || took < n->dns->reach.timeout)) {
		reach_unobserved(n->q, error->code,
			error->code == ERR_TIMEOUT ? "the run's deadline came before the timeout of the probe" : error->text);
		return;
	}
	const char *why = error ? arena_printf(n->q->a, "no answer within %lld ms", (long long)took)
		: *d->why           ? arena_strdup(n->q->a, d->why)
		: d->n              ? NULL
							: "the name has no address";
	n->lookups++;
	n->failures += why != NULL;
	n->why = n->why ? n->why : why;
	n->slowest = took > n->slowest ? took : n->slowest;
	for (size_t i = 0; !why && i < d->n; i++)
		keep_address(n, d->addresses[i]);
	if (n->lookups < n->dns->lookups)
		look_up(n);
	else
		dns_end(n);
}

static void look_up(struct naming *n)
{
	struct loop *l = n->q->observations->loop;
	struct dns_lookup d = {
		.resolve = n->resolve, .number = n->lookups, .server = n->server, .timeout = n->dns->reach.timeout
	};
	n->began = loop_now(l);
	int64_t by = n->began + n->dns->reach.timeout;
	snprintf(d.host, sizeof(d.host), "%s", n->dns->host);
	worker_start(l,
		&(struct worker_spec){ .work = work, .size = sizeof(d), .deadline = by < n->q->deadline ? by : n->q->deadline },
		&d, dns_on_lookup, n);
}

void dns_ask(struct question *q, const struct config_dns *d, void (*resolve)(struct dns_lookup *d))
{
	struct naming *n = ARENA_NEW(q->a, struct naming);
	*n = (struct naming){ .q = q, .dns = d, .resolve = resolve };
	struct err e;
	if (d->server && address_dns_server(d->server, &n->server, &e)) {
		reach_unobserved(q, e.code, e.text);
		return;
	}
	q->attributed = true; /* a name does not depend on the revision */
	look_up(n);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_probe *config = l->config;
	dns_ask(reach_question(observations, release, l, &config->dns->reach), config->dns,
		config->dns->server ? dns_query : resolve_by_system);
}

static const struct fact_doc facts[] = {
	{ "ok", "bool", "every lookup returned an address" },
	{ "ms", "int", "total time of all lookups, which run one after the other" },
	{ "attempts", "int", "number of lookups" },
	{ "error", "string", "how many lookups failed and why the first one did; \"\" if ok" },
	{ "addresses", "list of string", "addresses from all lookups, sorted, without duplicates" },
	{ "lookups", "int", "number of lookups" },
	{ "failures", "int", "lookups that returned no address" },
	{ "msMax", "int", "time of the slowest lookup" },
};

const struct source source_dns = {
	.kind = "dns",
	.group = GROUP_PROBES,
	.every = EVERY_ROUND,
	.start = start,
	.doc = "a DNS name, looked up several times",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};
