/* SPDX-License-Identifier: Apache-2.0 */
/* images.c: observes whether the images of a service's candidate, baseline and further targets exist in Artifact
 * Registry, and whether what else the targets need can still be used. Cloud Run has its own copy of an image only while
 * a revision that uses it serves. */
#include "images.h"
#include "need_state.h"
#include "../../cel/cel.h"

#include <string.h>

enum { EVERY_MS = 10 * 60 * 1000 }; /* cleanup policies delete about once a day */

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

/* ---- What else a target needs -------------------------------------------------------------------------------- */

static const char not_yet_needs[] = "not all of what it needs has been read yet";

size_t images_needs(struct arena *a, const struct service *s, const struct cloudrun_revision *v, struct need **out)
{
	const struct config_service *c = s->config;
	const struct cloudrun_revision *candidate = s->target.candidate;
	struct need *theirs = NULL, *all;
	size_t n_theirs = candidate ? needs_of(a, candidate->raw, c->project, c->region, &theirs) : 0, kept = 0;
	size_t n = needs_of(a, v->raw, c->project, c->region, &all);
	for (size_t i = 0; i < n; i++)
		if (all[i].kind != NEED_IMAGE && !needs_have(theirs, n_theirs, &all[i]))
			all[kept++] = all[i];
	*out = all;
	return kept;
}

/* Returns the observation that reads such resources of the candidate and the baseline once in a run, or NULL. */
static const struct observation *read_by(const struct service *s, enum need_kind kind)
{
	switch (kind) {
	case NEED_SECRET: return s->secrets;
	case NEED_BUCKET: return s->buckets;
	case NEED_SUBNET: return s->subnets;
	default: return NULL;
	}
}

struct json *images_need_state(struct arena *a, const struct service *s, const struct need *need)
{
	const struct json *known = s->images && s->images->count ? json_get(s->images->value, need->key) : NULL;
	const struct observation *l = read_by(s, need->kind);
	const char *key = need->kind == NEED_SECRET ? need->key + strlen("secret ")
		: need->kind == NEED_BUCKET             ? need->id
												: need->key;
	const struct json *other = !known && l && l->count ? json_get(l->value, key) : NULL;
	if (known || (other && json_get(other, CEL_UNOBSERVED)))
		return json_copy(a, known ? known : other);
	const struct json *state = json_kind(other) == JSON_OBJECT ? json_get(other, "state") : other;
	const char *lost = need_lost(a, need->kind, json_text(state).p);
	return other ? json_new_string(a, lost ? lost : "") : facts_unobserved(a, not_yet_needs);
}

/* ---- Observing ------------------------------------------------------------------------------------------------ */

#define ASKED_AT "" /* no need has this key */

struct asking {
	struct arena *a; /* of this; under the run's, because the registry's requests may outlive the observation */
	struct observations *observations;
	struct observation *l;
	/* the value: by key, "" or why it cannot be used, or an unobserved mark; and since when (ASKED_AT, loop_now) */
	struct json *needs;
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

struct question {
	struct asking *q;
	struct need need;
};

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
	observation_end(q->observations, q->l, q->needs, NULL);
	arena_free(q->a);
}

static void images_on_need(void *arg, enum need_state state, const char *why)
{
	const struct question *one = arg;
	struct arena *a = one->q->l->a;
	json_set(one->q->needs, one->need.key,
		state == NEED_UNSEEN ? facts_unobserved(a, why) : json_new_string(a, state == NEED_GONE ? why : ""));
	one_done(one->q);
}

/* A look that comes soon after another keeps what is known: it is for the images that were not. */
static struct json *known_before(const struct asking *q, const char *key)
{
	const struct json *before = q->l->count ? q->l->value : NULL, *one = json_get(before, key);
	bool recent = q->l->started_at - json_int(json_get(before, ASKED_AT)) < EVERY_MS / 2;
	return recent && json_kind(one) == JSON_STRING ? json_copy(q->l->a, one) : NULL;
}

/* Asks for what a part of a target needs and the candidate does not, each resource once. */
static void ask_needs(struct asking *q, const struct cloudrun_revision *v, int64_t until)
{
	const struct service *s = q->l->service;
	struct arena *a = q->l->a;
	struct need *needs;
	size_t n = v ? images_needs(a, s, v, &needs) : 0;
	for (size_t i = 0; i < n; i++) {
		const struct observation *other = v == s->target.baseline && needs[i].named ? read_by(s, needs[i].kind) : NULL;
		bool read = other && !q->l->count && (other->count || other->in_flight);
		if (read || json_get(q->needs, needs[i].key))
			continue;
		struct json *before = known_before(q, needs[i].key);
		if (before) {
			json_set(q->needs, needs[i].key, before);
			json_set(q->needs, ASKED_AT, json_copy(a, json_get(q->l->value, ASKED_AT)));
			continue;
		}
		struct question *one = ARENA_NEW(a, struct question);
		*one = (struct question){ q, needs[i] };
		json_set(q->needs, needs[i].key, facts_unobserved(a, not_yet_needs));
		q->waiting++;
		need_ask(a, q->observations->gcp, q->observations->log, &one->need, until, images_on_need, one);
	}
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
		q->images = arena_grow(q->a, q->images, q->n, &q->cap, sizeof(*q->images));
		q->images[q->n++] = arena_strdup(q->a, names[i].text);
	}
	arena_free(temporary);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct service *s = l->service;
	const struct target *t = &s->target;
	int64_t by = loop_now(observations->loop) + LIMIT_CALL_MS;
	struct arena *a = arena_under(observations->a);
	struct asking *q = ARENA_NEW(a, struct asking);
	*q = (struct asking){ .a = a, .observations = observations, .l = l, .needs = json_new_object(l->a), .waiting = 1 };
	json_set_int(l->a, q->needs, ASKED_AT, l->started_at);
	ask(q, t->candidate);
	ask(q, t->baseline);
	bool moves = s->selected && (t->released || !release->verifies); /* others are not moved by a verdict */
	for (size_t i = 0; moves && i < s->n_ways; i++)
		for (size_t j = 0; j < s->ways[i].n; j++) {
			const struct cloudrun_revision *v = cloudrun_revision_named(
				s->revisions, s->n_revisions, s->ways[i].rows[j].revision);
			ask(q, v);
			ask_needs(q, v, by < observations->deadline ? by : observations->deadline);
		}
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
	.doc = "the images of a service's revisions in Artifact Registry, and what else its rollback targets need",
};
