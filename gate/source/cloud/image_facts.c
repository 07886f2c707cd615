/* SPDX-License-Identifier: Apache-2.0 */
/* image_facts.c: whether the images of a revision exist, and how long the service has a way back. */
#include "images.h"
#include "../../cel/cel.h"

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
		one.revision = split->rows[i].revision;
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

/* Sets *why to what makes a part of the target unfit and returns IMAGE_GONE; or IMAGE_UNSEEN, with *unknown, if that is
 * not known. */
static enum image_known needs_state(struct arena *a, const struct service *s, const struct cloudrun_split *split,
	const char **why, struct json **unknown)
{
	struct json *unseen = NULL;
	for (size_t i = 0; i < split->n; i++) {
		const struct cloudrun_revision *v = cloudrun_revision_named(
			s->revisions, s->n_revisions, split->rows[i].revision);
		struct need *needs;
		size_t n = v ? images_needs(a, s, v, &needs) : 0;
		for (size_t j = 0; j < n; j++) {
			struct json *state = images_need_state(a, s, &needs[j]);
			const char *not_seen = json_text_at(state, CEL_UNOBSERVED), *gone = json_text(state).p;
			if (*not_seen && !unseen)
				unseen = facts_unobserved(a,
					arena_printf(
						a, "whether the %s of %s can be used is not known: %s", needs[j].what, v->name, not_seen));
			if (json_kind(state) != JSON_STRING || !*gone)
				continue;
			*why = arena_printf(a, "%s: its %s %s", v->name, needs[j].what, gone);
			return IMAGE_GONE;
		}
	}
	*unknown = *unknown ? *unknown : unseen;
	return unseen ? IMAGE_UNSEEN : IMAGE_PRESENT;
}

/* Several targets may have the same part. */
static void add_unfit(struct arena *a, struct json *unfit, const char *why)
{
	for (size_t i = 0; i < json_size(unfit); i++)
		if (str_is(json_text(json_item(unfit, i)), why))
			return;
	json_add(unfit, json_new_string(a, why));
}

/* Whether everything that a target needs is there. */
static enum image_known fitness_of(struct arena *a, const struct service *s, const struct cloudrun_split *split,
	const struct images *images, struct json *unfit, struct json **unknown)
{
	const struct validation *v = &s->validation;
	const char *why = NULL;
	enum image_known known = images->known == IMAGE_GONE ? IMAGE_GONE : needs_state(a, s, split, &why, unknown);
	if (images->known == IMAGE_GONE)
		why = images->image ? arena_printf(a, "%s: its image %s %s", images->revision, images->image, images->why)
							: arena_printf(a, "%s: it does not exist any more", images->revision);
	if (v->state == VALIDATION_REFUSED && v->dead && known != IMAGE_GONE && cloudrun_percent(split, NULL, v->dead)) {
		known = IMAGE_GONE;
		why = arena_printf(a, "%s: Cloud Run cannot serve it: %s", v->dead, v->why);
	}
	if (known == IMAGE_GONE)
		add_unfit(a, unfit, why);
	else if (images->known == IMAGE_UNSEEN && !*unknown)
		*unknown = unobserved(a, images);
	return known == IMAGE_PRESENT ? images->known : known;
}

/* What is not known does not count. If nothing else is known, nothing is. */
struct json *way_back_facts(struct arena *a, const struct service *s, int64_t wall)
{
	struct json *out = json_new_object(a), *unknown = NULL, *unfit = json_new_array(a);
	int64_t depth = 0;
	for (size_t i = 0; i < s->n_ways; i++) {
		struct images way = state_of(a, s, &s->ways[i]);
		if (fitness_of(a, s, &s->ways[i], &way, unfit, &unknown) != IMAGE_PRESENT)
			continue;
		if (!depth++) {
			json_set_string(a, out, "target", cloudrun_split_text(a, &s->ways[i]));
			put_expiry(a, &way, wall, out);
		}
	}
	put_validation(a, &s->validation, out);
	if (json_size(unfit))
		json_set(out, "unfit", unfit);
	json_set(out, "depth", depth || !unknown ? json_new_int(a, depth) : unknown);
	if (!depth && unknown) {
		json_set(out, "target", unknown);
		json_set(out, "expiresAt", unknown);
		json_set(out, "expiresInSeconds", unknown);
		json_set(out, "expiresBy", unknown);
	}
	return out;
}
