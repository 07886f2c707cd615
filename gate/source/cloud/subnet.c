/* SPDX-License-Identifier: Apache-2.0 */
/* subnet.c: observes the subnets that a service's candidate and baseline take addresses from. */
#include "subnet.h"
#include "revision.h"
#include "../source.h"
#include "../../../gcp/fields.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { RESERVED = 4 /* in every primary range: network, gateway, second to last, broadcast */ };
enum { BLOCK = 16, PER_INSTANCE = 2, LARGE = 26 /* prefix length */ };

/* ---- Numbers --------------------------------------------------------------------------------------------------- */

/* Returns the prefix length of an IPv4 range, or -1. */
static int prefix_of(const char *range)
{
	const char *slash = strchr(range, '/');
	char address[16];
	struct in_addr in;
	size_t n = slash ? (size_t)(slash - range) : sizeof(address);
	if (n >= sizeof(address) || !slash[1] || strspn(slash + 1, "0123456789") != strlen(slash + 1) ||
		strlen(slash + 1) > 2)
		return -1;
	memcpy(address, range, n);
	address[n] = '\0';
	long prefix = strtol(slash + 1, NULL, 10);
	return inet_pton(AF_INET, address, &in) == 1 && prefix <= 32 ? (int)prefix : -1;
}

int64_t subnet_addresses(const char *range)
{
	int prefix = prefix_of(range);
	int64_t all = prefix < 0 ? 0 : INT64_C(1) << (32 - prefix);
	return all > RESERVED ? all - RESERVED : 0;
}

int64_t subnet_taken(int64_t instances)
{
	if (instances <= 0)
		return 0;
	instances = instances < 1000000 ? instances : 1000000;
	return (instances * PER_INSTANCE + BLOCK - 1) / BLOCK * BLOCK;
}

/* ---- One subnet ------------------------------------------------------------------------------------------------ */

char *subnet_path(struct arena *a, const char *project, const char *region, const char *id)
{
	return arena_printf(a, "compute/v1/projects/%s/regions/%s/subnetworks/%s?views=WITH_UTILIZATION",
		url_escape(a, project), url_escape(a, region), url_escape(a, id));
}

/* Sets `free` if the response has the utilization of the primary range, which has no name there. */
static void free_addresses(struct arena *a, struct json_reader *r, struct json *out)
{
	static const char list[] = "utilizationDetails.ipv4Utilizations";
	size_t n = json_size(json_read_array(r, list));
	for (size_t i = 0; i < n; i++)
		if (!*json_read_string_or(r, arena_printf(a, "%s[%zu].rangeName", list, i), "") &&
			json_at(r->root, arena_printf(a, "%s[%zu].totalFreeIp", list, i)))
			json_set_int(a, out, "free", json_read_int_or(r, arena_printf(a, "%s[%zu].totalFreeIp", list, i), 0));
}

struct json *subnet_facts(struct arena *a, const struct json *body, const char *id, struct err *e)
{
	struct json *v = json_new_object(a);
	struct json_reader r = json_reader(body, "subnet", e);
	const char *range = json_read_string_or(&r, "ipCidrRange", ""), *name = json_read_string_or(&r, "name", "");
	json_set_string(a, v, "state", "OK");
	json_set_string(a, v, "ipCidrRange", range);
	json_set_int(a, v, "addresses", subnet_addresses(range));
	json_set_bool(a, v, "large", prefix_of(range) >= 0 && prefix_of(range) <= LARGE);
	free_addresses(a, &r, v);
	if (json_read_done(&r) || facts_check_name(name, id, e))
		return NULL;
	if (*range && prefix_of(range) < 0) {
		err_set(e, ERR_MALFORMED, "subnet %s: \"%s\" is not an IPv4 range", id, range);
		return NULL;
	}
	return v;
}

struct json *subnet_observed(struct arena *a, const struct service *s, const char *key)
{
	const struct observation *l = s->subnets;
	struct json *facts = l && l->count ? json_get(l->value, key) : NULL;
	return facts ? facts : facts_unobserved(a, arena_printf(a, "the %s has not been observed", key));
}

/* ---- Observing ------------------------------------------------------------------------------------------------- */

struct asking {
	struct observations *observations;
	struct observation *l;
	struct json *facts; /* by key of the need */
	size_t waiting;
};

struct question {
	struct asking *q;
	struct need need;
};

static void one_done(struct asking *q)
{
	if (!--q->waiting)
		observation_end(q->observations, q->l, q->facts, NULL);
}

static void subnet_on_reply(void *arg, const struct gcp_reply *reply)
{
	const struct question *one = arg;
	struct asking *q = one->q;
	struct arena *a = q->l->a;
	struct err e = reply->error;
	struct json *facts = e.code == ERR_NONE ? subnet_facts(a, reply->body, one->need.id, &e) : NULL;
	if (e.code == ERR_NOT_FOUND) {
		facts = json_new_object(a);
		json_set_string(a, facts, "state", "NOT_FOUND");
	}
	q->l->again = q->l->again || (!facts && revision_again(&e));
	if (!facts && !revision_again(&e))
		say_note(q->observations->log, "%s: whether the %s has enough addresses for a rollback is not known: %s",
			q->l->alias, one->need.what, e.text);
	json_set(
		q->facts, one->need.key, facts ? facts : facts_unobserved(a, say_scrub_to(a, q->observations->log, e.text)));
	one_done(q);
}

static void ask(struct asking *q, const struct need *need)
{
	struct arena *a = q->l->a;
	struct question *one = ARENA_NEW(a, struct question);
	*one = (struct question){ q, *need };
	json_set(q->facts, need->key, facts_unobserved(a, "Compute Engine has not answered yet"));
	q->waiting++;
	gcp_get(q->observations->gcp, a, GCP_COMPUTE, subnet_path(a, need->project, need->region, need->id),
		q->observations->deadline, subnet_on_reply, one);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	(void)release;
	const struct target *t = &l->service->target;
	const struct config_service *c = l->service->config;
	const struct cloudrun_revision *revisions[] = { t->candidate, t->baseline };
	struct asking *q = ARENA_NEW(l->a, struct asking);
	*q = (struct asking){ .observations = observations, .l = l, .facts = json_new_object(l->a), .waiting = 1 };
	for (size_t i = 0; i < COUNTOF(revisions); i++) {
		struct need *needs;
		bool has = revisions[i] && json_at(revisions[i]->raw, "vpcAccess.networkInterfaces");
		size_t n = has ? needs_of(l->a, revisions[i]->raw, c->project, c->region, &needs) : 0;
		for (size_t j = 0; j < n; j++)
			if (needs[j].kind == NEED_SUBNET && needs[j].named && !json_get(q->facts, needs[j].key))
				ask(q, &needs[j]);
	}
	one_done(q);
}

const struct source source_subnet = {
	.kind = "subnet",
	.group = GROUP_SERVICES,
	.every = EVERY_ONCE,
	.after_services = true,
	.inner = true,
	.start = start,
	.doc = "the subnets of direct VPC egress that the revisions of a service use",
};
