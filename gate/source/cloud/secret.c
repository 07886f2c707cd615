/* SPDX-License-Identifier: Apache-2.0 */
/* secret.c: observes whether the secret versions that a service's candidate and baseline use exist and are enabled.
 * Never reads their payloads. */
#include "revision.h"
#include "../source.h"

#include <string.h>

struct asking {
	struct observations *observations;
	struct observation *l;
	struct json *states; /* by key of struct secret_ref */
	size_t waiting;
};

struct question {
	struct asking *q;
	struct secret_name name;
	const char *key, *version;
};

static void one_done(struct asking *q)
{
	if (!--q->waiting)
		observation_end(q->observations, q->l, q->states, NULL);
}

static void secret_on_version(void *arg, const struct gcp_reply *reply)
{
	const struct question *one = arg;
	struct asking *q = one->q;
	struct arena *a = q->l->a;
	struct json *state = NULL;
	struct err e = reply->error;
	if (e.code == ERR_NOT_FOUND) {
		state = json_new_object(a);
		json_set_string(a, state, "state", "NOT_FOUND");
		json_set_string(a, state, "number", "");
	} else if (e.code == ERR_NONE) {
		state = secretmanager_facts(a, reply->body, &one->name, one->version, &e);
	}
	q->l->again = q->l->again || (!state && revision_again(&e));
	json_set(q->states, one->key, state ? state : facts_unobserved(a, say_scrub_to(a, q->observations->log, e.text)));
	one_done(q);
}

static void ask(struct asking *q, const struct secret_ref *ref)
{
	struct arena *a = q->l->a;
	struct question *one = ARENA_NEW(a, struct question);
	*one = (struct question){ .q = q, .key = ref->key, .version = ref->version };
	secretmanager_name(a, ref->secret, q->l->service->config->project, &one->name);
	json_set(q->states, ref->key, facts_unobserved(a, "Secret Manager has not answered yet"));
	q->waiting++;
	gcp_get(q->observations->gcp, a, GCP_SECRETMANAGER, secretmanager_path(a, &one->name, one->version),
		q->observations->deadline, secret_on_version, one);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	(void)release;
	const struct target *t = &l->service->target;
	const struct cloudrun_revision *revisions[] = { t->candidate, t->baseline };
	struct asking *q = ARENA_NEW(l->a, struct asking);
	*q = (struct asking){ .observations = observations, .l = l, .states = json_new_object(l->a), .waiting = 1 };
	for (size_t i = 0; i < COUNTOF(revisions); i++) {
		struct secret_ref *refs;
		size_t n = revisions[i] ? secret_refs(l->a, revisions[i]->raw, l->service->config->project, &refs) : 0;
		for (size_t j = 0; j < n; j++)
			if (refs[j].key && !json_get(q->states, refs[j].key))
				ask(q, &refs[j]);
	}
	one_done(q);
}

const struct source source_secret = {
	.kind = "secret",
	.group = GROUP_SERVICES,
	.every = EVERY_ONCE,
	.after_services = true,
	.inner = true,
	.start = start,
	.doc = "the secret versions that the revisions of a service use",
};
