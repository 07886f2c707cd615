/* SPDX-License-Identifier: Apache-2.0 */
/* images.c: observes whether the images of a service's candidate, baseline and further targets exist in Artifact
 * Registry. Cloud Run has its own copy of an image only while a revision that uses it serves. */
#include "images.h"

#include <string.h>

enum { EVERY_MS = 10 * 60 * 1000 }; /* cleanup policies delete about once a day */

size_t images_of(struct arena *a, const struct json *revision, struct image_name **out)
{
	const struct json *all = json_get(revision, "containers");
	size_t n = json_size(all) < LIMIT_NEEDS ? json_size(all) : LIMIT_NEEDS;
	*out = ARENA_ARRAY(a, struct image_name, n + 1);
	for (size_t i = 0; i < n; i++)
		artifactregistry_name(a, json_text_at(json_item(all, i), "image"), &(*out)[i]);
	return n;
}

static bool has_image(const struct json *revision, const char *image)
{
	const struct json *all = json_get(revision, "containers");
	for (size_t i = 0; i < json_size(all); i++)
		if (!strcmp(json_text_at(json_item(all, i), "image"), image))
			return true;
	return false;
}

bool images_served(const struct service *s, const char *image)
{
	for (size_t i = 0; i < s->n_revisions; i++)
		if (cloudrun_percent(&s->now.effective, s->now.latest_ready, s->revisions[i].name) > 0 &&
			has_image(s->revisions[i].raw, image))
			return true;
	return false;
}

/* ---- All images of a revision ------------------------------------------------------------------------------- */

static const char not_yet[] = "the images have not been looked up yet: Artifact Registry has not answered";

static struct image_state state_of(const struct service *s, const struct image_name *i, bool copies)
{
	const struct registry *r = s->images ? s->images->kept : NULL;
	const char *refused = registry_refused(i);
	const struct image_state *known = refused || !r ? NULL : registry_state(r, i->text);
	if (copies && (!known || known->known != IMAGE_PRESENT) && images_served(s, i->text))
		return (struct image_state){ .known = IMAGE_PRESENT };
	if (known)
		return *known;
	return (struct image_state){ .known = IMAGE_UNSEEN, .why = refused ? refused : not_yet };
}

/* Takes over the deletion that comes first. One that is not known may come at once. */
static void add_taken(struct images *all, const struct image_state *one)
{
	bool sooner = one->taken.outcome == CLEANUP_AT &&
		(all->taken.outcome == CLEANUP_NEVER || (all->taken.outcome == CLEANUP_AT && one->taken.at < all->taken.at));
	if (one->taken.outcome != CLEANUP_DEPENDS && !sooner)
		return;
	all->taken = one->taken;
	all->expiry_why = one->expiry_why;
}

struct images images_state(struct arena *a, const struct service *s, const struct cloudrun_revision *v, bool copies)
{
	struct image_name *names;
	size_t n = images_of(a, v->raw, &names);
	struct images all = { .known = n ? IMAGE_PRESENT : IMAGE_UNSEEN, .why = n ? NULL : "the revision names no image" };
	for (size_t i = 0; i < n; i++) {
		struct image_state one = state_of(s, &names[i], copies);
		bool decides = one.known == IMAGE_GONE ? all.known != IMAGE_GONE
											   : one.known == IMAGE_UNSEEN && all.known == IMAGE_PRESENT;
		if (decides) {
			all.known = one.known;
			all.image = names[i].shown;
			all.why = one.why;
			all.again = one.again;
			all.awaited = one.why == not_yet;
		}
		if (one.uploaded_at && (!all.uploaded_at || one.uploaded_at < all.uploaded_at))
			all.uploaded_at = one.uploaded_at;
		if (one.known == IMAGE_PRESENT)
			add_taken(&all, &one);
	}
	return all;
}

/* ---- Observing ------------------------------------------------------------------------------------------------ */

struct asking {
	struct observations *observations;
	struct observation *l;
	size_t waiting;
	const char **images; /* those that were asked for */
	size_t n, cap;
};

/* True: an image is not known for a reason that may have passed by the next round. */
static bool may_be_known_soon(const struct asking *q)
{
	for (size_t i = 0; i < q->n; i++) {
		const struct image_state *state = registry_state(q->l->kept, q->images[i]);
		if (state && state->again)
			return true;
	}
	return false;
}

/* That is known to nobody, unless it may be known at the next look. */
static void say_unseen(struct run_log *log, const struct service *s)
{
	const struct cloudrun_revision *v = s->target.baseline;
	struct images i = v && s->selected && s->target.released ? images_state(log->a, s, v, true)
															 : (struct images){ .known = IMAGE_PRESENT };
	if (i.known == IMAGE_UNSEEN && !i.again)
		say_note(log, "%s: whether the image of %s still exists is not known%s%s: %s", s->config->member.alias, v->name,
			i.image ? ": " : "", i.image ? i.image : "", i.why);
}

static void one_done(void *arg)
{
	struct asking *q = arg;
	if (--q->waiting)
		return;
	say_unseen(q->observations->log, q->l->service);
	if (may_be_known_soon(q))
		q->l->next_at = loop_now(q->observations->loop);
	observation_end(q->observations, q->l, json_new_object(q->l->a), NULL);
}

static void ask(struct asking *q, const struct cloudrun_revision *v)
{
	struct loop *loop = q->observations->loop;
	int64_t by = loop_now(loop) + LIMIT_CALL_MS, deadline = q->observations->deadline;
	struct arena *temporary = arena_new(); /* the registry has names of its own */
	struct image_name *names;
	size_t n = v ? images_of(temporary, v->raw, &names) : 0;
	for (size_t i = 0; i < n; i++) {
		registry_look(q->l->kept, &names[i], q->l->started_at - EVERY_MS / 2, by < deadline ? by : deadline);
		q->waiting += registry_await(q->l->kept, &names[i], one_done, q);
		q->images = arena_grow(q->observations->a, q->images, q->n, &q->cap, sizeof(*q->images));
		q->images[q->n++] = arena_strdup(q->observations->a, names[i].text);
	}
	arena_free(temporary);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct service *s = l->service;
	const struct target *t = &s->target;
	struct asking *q = ARENA_NEW(observations->a, struct asking); /* the registry's requests may outlive l->a */
	*q = (struct asking){ .observations = observations, .l = l, .waiting = 1 };
	ask(q, t->candidate);
	ask(q, t->baseline);
	bool moves = s->selected && (t->released || !release->verifies); /* others are not moved by a verdict */
	for (size_t i = 0; moves && i < s->n_ways; i++)
		for (size_t j = 0; j < s->ways[i].n; j++)
			ask(q, cloudrun_revision_named(s->revisions, s->n_revisions, s->ways[i].rows[j].revision));
	one_done(q);
}

const struct source source_images = {
	.kind = "images",
	.group = GROUP_SERVICES,
	.every = EVERY_MS,
	.after_services = true,
	.inner = true,
	.slow = true,
	.start = start,
	.doc = "the images of a service's revisions in Artifact Registry",
};
