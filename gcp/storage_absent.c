/* SPDX-License-Identifier: Apache-2.0 */
/* storage_absent.c: whether a 404 means the object or its bucket. Were a missing bucket taken for a missing object, a
 * state with a wrong name would be one in which nothing is locked and nothing is unfinished. */
#include "storage_part.h"

#include <string.h>

struct doubt {
	struct storage_target t;
	const char *verb;
	storage_done *done;
	void *arg;
};

static bool lists(const struct json *items, const char *name)
{
	for (size_t i = 0; i < json_size(items); i++)
		if (!strcmp(json_text_at(json_item(items, i), "name"), name))
			return true;
	return false;
}

static void storage_on_confirmed(void *arg, const struct gcp_reply *r)
{
	struct doubt *d = arg;
	struct storage_reply reply = { .state = STORAGE_ABSENT };
	if (r->error.code != ERR_NONE) {
		reply.state = STORAGE_FAILED;
		storage_explain(&d->t, d->verb, r, &reply.error);
	} else if (lists(json_get(r->body, "items"), storage_full_name(&d->t))) {
		reply.state = STORAGE_FAILED;
		err_set(&reply.error, ERR_MALFORMED,
			"cannot %s gs://%s/%s: Cloud Storage lists it, and says that it does not exist", d->verb,
			d->t.place->bucket, text_cut_printable(d->t.a, str_of(storage_full_name(&d->t)), 200));
	}
	d->done(d->arg, &reply);
}

/* A list of a bucket that does not exist fails. */
static void confirm(struct doubt *d)
{
	struct arena *a = d->t.a;
	const char *path = arena_printf(a, "%s/o?prefix=%s&maxResults=1&fields=%s", storage_bucket_path(&d->t),
		url_escape(a, storage_full_name(&d->t)), url_escape(a, "items(name)"));
	gcp_get(d->t.g, a, GCP_STORAGE, path, d->t.deadline, storage_on_confirmed, d);
}

void storage_absent(
	const struct storage_target *t, const char *verb, const struct gcp_reply *r, storage_done *done, void *arg)
{
	static const char object[] = "No such object: ";
	struct gcp_said said = gcp_error_said(t->a, r->refusal);
	if (!strncmp(said.message, object, strlen(object))) {
		done(arg, &(struct storage_reply){ .state = STORAGE_ABSENT });
		return;
	}
	struct doubt *d = ARENA_NEW(t->a, struct doubt);
	*d = (struct doubt){ *t, verb, done, arg };
	confirm(d);
}
