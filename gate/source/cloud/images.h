/* SPDX-License-Identifier: Apache-2.0 */
/* images.h: the images of revisions, as facts, and whether Cloud Run can still start a revision. */
#ifndef SOURCE_IMAGES_H
#define SOURCE_IMAGES_H

#include "registry.h"
#include "revision.h"
#include "../source.h"

/* image_names.c: sets *out to the names of the images of all containers of a revision. Returns their number, at most
 * LIMIT_NEEDS. */
size_t images_of(struct arena *a, const struct json *revision, struct image_name **out);
/* Returns true if a revision of the service that has traffic uses the image: then Cloud Run has its own copy of it, and
 * can start other revisions with it, whatever the registry still has. */
bool images_served(const struct service *s, const char *image);
/* The state of all images of a revision together. copies: an image that Cloud Run has a copy of is present. */
struct images {
	enum image_known known; /* IMAGE_GONE if one is; else IMAGE_UNSEEN if one is */
	const char *image;      /* the one that decides; NULL: all are present */
	const char *why;        /* of it, as in struct image_state */
	const char *revision;   /* of a target: the part that it belongs to; else NULL */
	bool again;             /* the same */
	bool awaited;           /* IMAGE_UNSEEN: the answer has not come yet */
	int64_t uploaded_at;    /* IMAGE_PRESENT: of the oldest, unix ms */
	struct cleanup taken;   /* IMAGE_PRESENT: of the first to be deleted */
	const char *expiry_why; /* CLEANUP_DEPENDS: why it is not known */
};
struct images images_state(struct arena *a, const struct service *s, const struct cloudrun_revision *v, bool copies);

/* Sets *out to what a revision needs to start besides images, without what the candidate needs too. Returns their
 * number. */
size_t images_needs(struct arena *a, const struct service *s, const struct cloudrun_revision *v, struct need **out);
/* Returns "" if what a target needs can be used, else why not; an unobserved mark if that is not known. */
struct json *images_need_state(struct arena *a, const struct service *s, const struct need *need);

/* image_facts.c: adds imageState, imageAgeSeconds and imageRegistry to the facts of a revision. wall: unix ms. */
void image_facts(
	struct arena *a, const struct service *s, const struct cloudrun_revision *v, int64_t wall, struct json *out);
/* Returns the fact `wayBack` of a service. */
struct json *way_back_facts(struct arena *a, const struct service *s, int64_t wall);

#endif
