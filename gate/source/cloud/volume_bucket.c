/* SPDX-License-Identifier: Apache-2.0 */
/* volume_bucket.c: observes whether the Cloud Storage buckets that a service's candidate and baseline mount exist. */
#include "revision.h"
#include "../source.h"

#include <string.h>

char *volume_bucket_path(struct arena *a, const char *bucket)
{
	return arena_printf(a, "storage/v1/b/%s?fields=name", url_escape(a, bucket));
}

struct json *volume_bucket_facts(struct arena *a, const struct json *body, const char *bucket, struct err *e)
{
	struct json *v = json_new_object(a);
	struct json_reader r = json_reader(body, "bucket", e);
	const char *name = json_read_string_or(&r, "name", "");
	if (json_read_done(&r))
		return NULL;
	if (strcmp(name, bucket) != 0) {
		err_set(e, ERR_MALFORMED, "the response is for bucket \"%s\", not for %s", name, bucket);
		return NULL;
	}
	json_set_string(a, v, "state", "OK");
	return v;
}

struct json *volume_bucket_state(struct arena *a, const struct service *s, const char *bucket)
{
	const struct observation *l = s->buckets;
	struct json *state = l && l->count ? json_get(l->value, bucket) : NULL;
	return state ? state : facts_unobserved(a, arena_printf(a, "the bucket %s has not been observed", bucket));
}

struct asking {
	struct observations *observations;
	struct observation *l;
	struct json *states; /* by name of the bucket */
	size_t waiting;
};

struct question {
	struct asking *q;
	const char *bucket;
};

static void one_done(struct asking *q)
{
	if (!--q->waiting)
		observation_end(q->observations, q->l, q->states, NULL);
}

static struct json *refused(const struct question *one, const struct err *e)
{
	const struct asking *q = one->q;
	struct arena *a = q->l->a;
	const char *member = gcp_member(q->observations->gcp), *text = e->text;
	if (e->code == ERR_DENIED)
		text = arena_printf(a,
			"%s; grant it: gcloud storage buckets add-iam-policy-binding %s --member=%s "
			"--role=roles/storage.bucketViewer",
			e->text, text_shell(a, arena_printf(a, "gs://%s", one->bucket)),
			text_shell(a, member ? member : "serviceAccount:EMAIL"));
	return facts_unobserved(a, say_scrub_to(a, q->observations->log, text));
}

static void bucket_on_reply(void *arg, const struct gcp_reply *reply)
{
	const struct question *one = arg;
	struct asking *q = one->q;
	struct err e = reply->error;
	struct json *facts = e.code == ERR_NONE ? volume_bucket_facts(q->l->a, reply->body, one->bucket, &e) : NULL;
	struct json *state = e.code == ERR_NOT_FOUND ? json_new_string(q->l->a, "NOT_FOUND")
		: facts                                  ? json_get(facts, "state")
												 : refused(one, &e);
	q->l->again = q->l->again || (json_get(state, CEL_UNOBSERVED) && revision_again(&e));
	json_set(q->states, one->bucket, state);
	one_done(q);
}

static void ask(struct asking *q, const char *bucket)
{
	struct arena *a = q->l->a;
	struct question *one = ARENA_NEW(a, struct question);
	*one = (struct question){ q, bucket };
	json_set(q->states, bucket, facts_unobserved(a, "Cloud Storage has not answered yet"));
	q->waiting++;
	gcp_get(q->observations->gcp, a, GCP_STORAGE, volume_bucket_path(a, bucket), q->observations->deadline,
		bucket_on_reply, one);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	(void)release;
	const struct target *t = &l->service->target;
	const struct cloudrun_revision *revisions[] = { t->candidate, t->baseline };
	struct asking *q = ARENA_NEW(l->a, struct asking);
	*q = (struct asking){ .observations = observations, .l = l, .states = json_new_object(l->a), .waiting = 1 };
	for (size_t i = 0; i < COUNTOF(revisions); i++) {
		const struct json *all = revisions[i] ? json_get(revisions[i]->raw, "volumes") : NULL;
		for (size_t j = 0; j < json_size(all) && j < LIMIT_NEEDS; j++) {
			const char *bucket = json_text_at(json_item(all, j), "gcs.bucket");
			if (*bucket && !json_get(q->states, bucket))
				ask(q, arena_strdup(l->a, bucket));
		}
	}
	one_done(q);
}

const struct source source_bucket = {
	.kind = "bucket",
	.group = GROUP_SERVICES,
	.every = EVERY_ONCE,
	.after_services = true,
	.inner = true,
	.start = start,
	.doc = "the Cloud Storage buckets that the revisions of a service mount",
};
