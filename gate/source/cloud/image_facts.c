/* SPDX-License-Identifier: Apache-2.0 */
/* image_facts.c: whether the images of a revision exist, and how long the service has a way back. */
#include "images.h"

#include <string.h>

static struct json *unobserved(struct arena *a, const struct images *i)
{
	return facts_unobserved(a,
		i->image && !i->awaited ? arena_printf(a, "whether image %s still exists is not known: %s", i->image, i->why)
								: i->why);
}

/* Where the images are: a rule about them is for those that can be looked up. */
static const char *registry_of(struct arena *a, const struct cloudrun_revision *v)
{
	struct image_name *names;
	size_t n = images_of(a, v->raw, &names);
	for (size_t i = 0; i < n; i++)
		if (names[i].place == IMAGE_ELSEWHERE)
			return "OTHER";
	return "ARTIFACT_REGISTRY";
}

void image_facts(
	struct arena *a, const struct service *s, const struct cloudrun_revision *v, int64_t wall, struct json *out)
{
	struct images i = images_state(a, s, v, false);
	struct json *unknown = i.known == IMAGE_UNSEEN ? unobserved(a, &i) : NULL;
	json_set_string(a, out, "imageRegistry", registry_of(a, v));
	json_set(out, "imageState", unknown ? unknown : json_new_string(a, i.known == IMAGE_GONE ? "GONE" : "PRESENT"));
	if (unknown)
		json_set(out, "imageAgeSeconds", unknown);
	else if (i.known == IMAGE_PRESENT)
		json_set_int(a, out, "imageAgeSeconds", (wall - i.uploaded_at) / 1000);
}

/* ---- The way back -------------------------------------------------------------------------------------------- */

/* The state of a target: that of all revisions of its split. An image that Cloud Run has a copy of does not count. */
static struct images state_of(struct arena *a, const struct service *s, const struct cloudrun_split *split)
{
	struct images all = { .known = IMAGE_PRESENT };
	for (size_t i = 0; i < split->n; i++) {
		const struct cloudrun_revision *v = cloudrun_revision_named(
			s->revisions, s->n_revisions, split->rows[i].revision);
		struct images one = v ? images_state(a, s, v, true) : (struct images){ .known = IMAGE_GONE };
		if (one.known == IMAGE_GONE)
			return one;
		if (one.known == IMAGE_UNSEEN)
			all = one;
		bool sooner = one.taken.outcome == CLEANUP_AT &&
			(all.taken.outcome == CLEANUP_NEVER || one.taken.at < all.taken.at);
		if (all.known == IMAGE_PRESENT && all.taken.outcome != CLEANUP_DEPENDS &&
			(one.taken.outcome == CLEANUP_DEPENDS || sooner)) {
			all.taken = one.taken;
			all.expiry_why = one.expiry_why;
		}
	}
	return all;
}

static void put_expiry(struct arena *a, const struct images *first, int64_t wall, struct json *out)
{
	if (first->taken.outcome == CLEANUP_DEPENDS) {
		struct json *unknown = facts_unobserved(
			a, first->expiry_why ? first->expiry_why : "the cleanup policies of the repository are not known");
		json_set(out, "expiresAt", unknown);
		json_set(out, "expiresInSeconds", unknown);
		json_set(out, "expiresBy", unknown);
	} else if (first->taken.outcome == CLEANUP_AT) {
		json_set_string(a, out, "expiresAt", clock_time_text(a, first->taken.at));
		json_set_int(a, out, "expiresInSeconds", (first->taken.at - wall) / 1000);
		json_set_string(a, out, "expiresBy", first->taken.policy);
	}
}

static void put_validation(struct arena *a, const struct validation *v, struct json *out)
{
	if (v->state == VALIDATION_ASKED || v->state == VALIDATION_UNKNOWN)
		json_set(out, "accepted", facts_unobserved(a, v->why ? v->why : "Cloud Run has not answered yet"));
	else if (v->state != VALIDATION_NONE)
		json_set_bool(a, out, "accepted", v->state == VALIDATION_ACCEPTED);
	json_set_string(a, out, "refusal", v->state == VALIDATION_REFUSED ? v->why : NULL);
}

/* What is not known does not count. If nothing else is known, nothing is. */
struct json *way_back_facts(struct arena *a, const struct service *s, int64_t wall)
{
	struct json *out = json_new_object(a), *unknown = NULL;
	int64_t depth = 0;
	for (size_t i = 0; i < s->n_ways; i++) {
		struct images way = state_of(a, s, &s->ways[i]);
		if (way.known == IMAGE_UNSEEN && !unknown)
			unknown = unobserved(a, &way);
		if (way.known != IMAGE_PRESENT)
			continue;
		if (!depth++) {
			json_set_string(a, out, "target", cloudrun_split_text(a, &s->ways[i]));
			put_expiry(a, &way, wall, out);
		}
	}
	put_validation(a, &s->validation, out);
	json_set(out, "depth", depth || !unknown ? json_new_int(a, depth) : unknown);
	if (!depth && unknown) {
		json_set(out, "target", unknown);
		json_set(out, "expiresAt", unknown);
		json_set(out, "expiresInSeconds", unknown);
		json_set(out, "expiresBy", unknown);
	}
	return out;
}
