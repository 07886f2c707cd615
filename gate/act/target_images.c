/* SPDX-License-Identifier: Apache-2.0 */
/* target_images.c: asks Artifact Registry, beside the fresh reads before a move, whether the images of the targets
 * still exist. A revision whose image is gone cannot begin to serve, although it is Ready. */
#include "act.h"
#include "../source/cloud/images.h"

#include <string.h>

enum { LOOK_MS = 2 * 1000 }; /* a rollback waits no longer for a registry, nor for a quarter of its time */
enum { NAMED = 10 };         /* services that a note names */

/* One image of one part of a target. over: nothing waits for it any more. */
struct part {
	struct traffic_change *b;
	struct traffic_move *m;
	const char *revision;
	struct image_name image;
	const bool *over;
};

const struct image_state *target_image(
	const struct recovery *recovery, const struct observation *images, const char *image)
{
	const struct image_state *fresh = recovery->images ? registry_state(recovery->images, image) : NULL;
	return fresh && fresh->known != IMAGE_UNSEEN ? fresh : registry_state(images->kept, image);
}

static void on_looked(void *arg)
{
	const struct part *p = arg;
	struct run *r = p->b->arg;
	const struct image_state *s = registry_state(r->recovery.images, p->image.text);
	if (*p->over)
		return;
	p->b->reading--;
	if (!s || s->known != IMAGE_GONE)
		return;
	const char *why = arena_printf(r->a, "its image %s %s", p->image.shown, s->why);
	if (r->result.verdict == VERDICT_ORDERED && r->options->force)
		say_note(
			&r->log, "%s: %s is not usable (%s), but --force keeps it as the target", p->m->alias, p->revision, why);
	else if (!p->m->unfit.revision)
		p->m->unfit = (struct target_refusal){ p->revision, why };
}

/* Calls fn for each image of each revision of a split that Cloud Run must fetch. */
static void each_image(struct arena *a, const struct service *s, const struct cloudrun_split *split,
	void (*fn)(void *arg, const char *revision, const struct image_name *i), void *arg)
{
	for (size_t i = 0; i < split->n; i++) {
		const struct cloudrun_revision *v = cloudrun_revision_named(
			s->revisions, s->n_revisions, split->rows[i].revision);
		struct image_name *names;
		size_t n = v ? images_of(a, v->raw, &names) : 0;
		for (size_t j = 0; j < n; j++)
			if (!registry_refused(&names[j]) && !images_served(s, names[j].text))
				fn(arg, v->name, &names[j]);
	}
}

static void look(void *arg, const char *revision, const struct image_name *i)
{
	struct run *r = ((const struct part *)arg)->b->arg;
	int64_t now = loop_now(r->loop), patience = r->config.rollback.patience;
	int64_t deadline = ((const struct part *)arg)->b->deadline, quarter = (deadline - now) / 4;
	int64_t wait = patience < LOOK_MS ? patience : LOOK_MS, by = now + (wait < quarter ? wait : quarter);
	(void)revision;
	registry_look(r->recovery.images, i, INT64_MIN, by < deadline ? by : deadline);
}

static void look_and_await(void *arg, const char *revision, const struct image_name *i)
{
	const struct part *like = arg;
	struct run *r = like->b->arg;
	struct part *p = ARENA_NEW(r->a, struct part);
	*p = *like;
	p->revision = revision;
	p->image = *i;
	look(p, revision, i);
	p->b->reading++;
	if (!registry_await(r->recovery.images, i, on_looked, p))
		on_looked(p);
}

void target_images_look(struct traffic_change *b, const bool *over)
{
	struct run *r = b->arg;
	if (!r->recovery.images)
		r->recovery.images = registry_new(r->a, r->acting, &r->log, false);
	for (size_t i = 0; i < b->n; i++) {
		struct traffic_move *m = &b->moves[i];
		const struct service *s = resume_service(&r->release, m);
		struct part p = { .b = b, .m = m, .over = over };
		if (!s)
			continue;
		each_image(r->a, s, &m->target, look_and_await, &p);
		struct arena *temporary = arena_new();
		for (size_t k = 0; k < s->n_ways; k++) /* should this target be passed over, the next are known */
			each_image(temporary, s, &s->ways[k], look, &p);
		arena_free(temporary);
	}
}

/* Targets whose images are not known for one reason. */
struct unseen {
	const char *why, *revision, *shown;
	struct traffic_move *m; /* of the first */
	struct buf aliases;
	size_t n;
};
struct unseens {
	struct traffic_change *b;
	struct traffic_move *m;
	struct unseen *items;
	size_t n, cap;
};

static void add_unseen(void *arg, const char *revision, const struct image_name *i)
{
	struct unseens *all = arg;
	struct run *r = all->b->arg;
	const struct image_state *s = registry_state(r->recovery.images, i->text);
	const char *why = s ? s->why : "Artifact Registry did not answer in time";
	size_t k = 0;
	if (s && s->known != IMAGE_UNSEEN)
		return;
	while (k < all->n && strcmp(all->items[k].why, why) != 0)
		k++;
	if (k == all->n) {
		all->items = arena_grow(r->a, all->items, all->n, &all->cap, sizeof(*all->items));
		all->items[all->n++] = (struct unseen){ .why = why,
			.revision = revision,
			.shown = arena_strdup(r->a, i->shown),
			.m = all->m,
			.aliases = BUF_MAX(LIMIT_CONFIG_BYTES) };
	}
	struct unseen *x = &all->items[k];
	if (x->n++ < NAMED)
		buf_printf(&x->aliases, "%s%s", x->aliases.n ? ", " : "", all->m->alias);
}

static void say_unseen(struct run_log *log, const struct unseen *x)
{
	if (x->n == 1)
		say_note(log, "%s: could not check that image %s of %s still exists: %s", x->m->alias, x->shown, x->revision,
			x->why);
	else if (x->n <= NAMED)
		say_note(
			log, "%s: could not check that the images of the targets still exist: %s", buf_text(&x->aliases), x->why);
	else
		say_note(log, "%s and %zu others: could not check that the images of the targets still exist: %s",
			buf_text(&x->aliases), x->n - NAMED, x->why);
	say_event(log, "target_unseen", x->n == 1 ? x->m->alias : NULL,
		x->n == 1 ? arena_printf(log->a, "%s: image %s: %s", x->revision, x->shown, x->why)
				  : arena_printf(log->a, "images of %zu targets: %s", x->n, x->why));
}

void target_images_say(struct traffic_change *b)
{
	struct run *r = b->arg;
	struct unseens all = { .b = b };
	struct arena *temporary = arena_new();
	for (size_t i = 0; r->recovery.images && i < b->n; i++) {
		const struct service *s = resume_service(&r->release, &b->moves[i]);
		all.m = &b->moves[i];
		if (s)
			each_image(temporary, s, &all.m->target, add_unseen, &all);
	}
	arena_free(temporary);
	for (size_t i = 0; i < all.n; i++) {
		say_unseen(&r->log, &all.items[i]);
		buf_free(&all.items[i].aliases);
	}
}
